"""An infeasible program whose rows may give way, in groups: which groups contradict each other, and by how little.

A group is all rows that one number of the model's user stands behind. Rows in no group are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from highspy import HighsBasis
from scipy import sparse

from model.solve.attend import OutOfTimeError, Watch
from model.solve.highs import SolverOptions, expect, new_highs, run
from model.solve.linear_program import FloatArray, IntArray, LinearProgram
from model.solve.scaling import Scaling
from model.solve.solution import Status

# Scaled units by which rows may give way in all and still count as kept: before a solve, where nobody has found fault yet;
# after the solver refused the program at its own tolerance; and for shares, where little can be a large part.
CLEAR, TOLERANCE, FINE = 1e-6, 1e-7, 1e-8
FEASIBILITY = 1e-9  # of this solver
BISECTIONS = 24
DUAL, PRIMAL = 1, 4  # HiGHS's simplex strategies


@dataclass(frozen=True)
class Group:
    """Rows (r,) behind one number, and `rates` (r,): what one unit by which the number gives way adds to each row's body.

    Where the number is a share, `rates` is empty, and `shared` (r, n) is what the share multiplies: the rows read
    sign × (rest − share × shared @ x) ≤ 0, with `share` as it stands and `loosest` the value at which the rows ask least.
    """

    rows: IntArray
    rates: FloatArray
    shared: sparse.csr_array | None = None
    sign: float = 1.0
    share: float = 0.0
    loosest: float = 1.0


@dataclass(frozen=True)
class Change:
    """The least by which one number must give way: `amount` in its unit, and the row that then binds most."""

    amount: float
    row: int


class Elastic:
    """A program in HiGHS with a slack for every bound of every row of its groups, and a column for what each number
    gives way. Any question may raise OutOfTimeError at the watch's deadline."""

    def __init__(
        self, program: LinearProgram, scaling: Scaling, groups: Sequence[Group], watch: Watch | None = None
    ) -> None:
        self._watch = watch or Watch()
        self._groups, self._scaling, self._columns = list(groups), scaling, program.columns
        self._made: dict[int, float] = {}  # by how many of its units a number gives way
        self._shares: dict[int, float] = {}  # shares that are not as typed
        self._basis: HighsBasis | None = None
        scaled = scaling.apply(program)
        self._owner, slack_row, slack_sign = _slacks(scaled, groups)
        self._units = np.array([_unit(group, scaling.row) for group in groups])
        rows = [np.asarray(group.rows) for group in groups if group.shared is None]
        numbers = [np.full(len(g.rows), k) for k, g in enumerate(groups) if g.shared is None]
        rates = [
            g.rates * scaling.row[g.rows] * unit
            for g, unit in zip(groups, self._units, strict=True)
            if g.shared is None
        ]
        shape = (program.rows, len(self._owner)), (program.rows, len(groups))
        slacks = sparse.csr_array((slack_sign, (slack_row, np.arange(len(self._owner)))), shape=shape[0])
        where = (np.concatenate([*rows, np.zeros(0, int)]), np.concatenate([*numbers, np.zeros(0, int)]))
        changes = sparse.csr_array((np.concatenate([*rates, np.zeros(0)]), where), shape=shape[1])
        added = len(self._owner) + len(groups)
        self._highs = new_highs(
            replace(
                scaled,
                cost=np.zeros(program.columns + added),
                constant=0.0,
                matrix=sparse.csr_array(sparse.hstack((scaled.matrix, slacks, changes), format="csr")),
                column_lower=np.concatenate((scaled.column_lower, np.zeros(added))),
                column_upper=np.concatenate((scaled.column_upper, np.zeros(added))),
            ),
            SolverOptions(tolerance=FEASIBILITY),
        )

    def possible(self, asking: set[int], within: float = CLEAR) -> bool:
        """Whether all rows can be kept but for scaled units `within`, if only groups of `asking` could be at fault.

        Quicker than to let all groups give way at once, and its basis is where later questions start from.
        """
        self._pose(elastic=asking, free=set())
        self._use(DUAL)
        return self._solved() and self._violation <= within

    def participants(self, held: set[int]) -> set[int]:
        """Groups among those `held` that contradict each other, perhaps more than need be; none if all can be kept, or if
        the program has no solution even without any group. The rows of all other groups do not count."""
        self._pose(elastic=held, free=set(range(len(self._groups))) - held)
        # Only costs differ from one question to the next, so that the last basis stays feasible.
        self._use(PRIMAL)
        return self._at_fault(held)

    def _first_participants(self, held: set[int]) -> set[int]:
        """The same after numbers were changed: only bounds differ from the last time this was asked, so that the basis of
        then has the right reduced costs."""
        self._pose(elastic=held, free=set(range(len(self._groups))) - held)
        if self._basis is None:
            self._use(PRIMAL)
        else:
            expect(self._highs.setBasis(self._basis), "basis")
            self._use(DUAL)
        found = self._at_fault(held)
        self._basis = self._highs.getBasis()
        return found

    def _at_fault(self, held: set[int]) -> set[int]:
        if not self._solved() or self._violation <= TOLERANCE:
            return set()
        # A row with a shadow price in the cheapest violation takes part in it; those without may go, and it stays.
        reduced = np.array(self._highs.getSolution().col_dual)[self._columns :][: len(self._owner)]
        active = np.isin(self._owner, list(held)) & (reduced < 1.0 - 1e-7)
        return set(self._owner[active].tolist())

    def irreducible(self, held: Iterable[int]) -> tuple[int, ...]:
        """Groups among `held` that contradict each other, of which none can be left out; () if all can be kept. Groups
        that come first are left out first, where others do."""
        left = self._first_participants(set(held))
        needed: set[int] = set()
        while left - needed:
            tried = min(left - needed)
            found = self.participants(left - {tried})
            if found:
                left = found | needed
            else:
                needed.add(tried)
        return tuple(sorted(left))

    def least_change(self, number: int, dropped: Iterable[int] = ()) -> Change | None:
        """The least change of one group's number that lets all rows be kept, those of `dropped` apart; None if no change
        of it alone does."""
        group, free = self._groups[number], set(dropped)
        if group.shared is not None:
            return self._least_share(number, group, free)
        self._pose(elastic=set(), free=free, changing=number)
        self._use(DUAL)
        # Most rows do not count, so that the program without a basis is presolved to little.
        expect(self._highs.clearSolver(), "clearing the basis")
        if not self._solved():
            return None
        found = self._highs.getSolution()
        amount = found.col_value[self._columns + len(self._owner) + number] * self._units[number]
        return Change(float(amount), int(group.rows[np.abs(np.array(found.row_dual)[group.rows]).argmax()]))

    def make(self, number: int, amount: float) -> None:
        """Let one group's number give way by this amount from now on; by 0 to have it as typed again."""
        group = self._groups[number]
        if group.shared is None:
            self._made[number] = amount / self._units[number]
        else:
            self._shares[number] = float(group.share + np.sign(group.loosest - group.share) * amount)
            self._set_share(group, self._shares[number])

    def _least_share(self, number: int, group: Group, free: set[int]) -> Change | None:
        """By bisection, because the share multiplies variables."""
        self._pose(elastic={number}, free=free)
        self._use(DUAL)
        made = self._shares.get(number, group.share)
        kept, broken, row = group.loosest, made, int(group.rows[0])
        if not self._keeps(group, kept):
            self._set_share(group, made)
            return None
        for _ in range(BISECTIONS):
            middle = (kept + broken) / 2
            if self._keeps(group, middle):
                kept = middle
            else:
                broken = middle
                row = int(group.rows[np.abs(np.array(self._highs.getSolution().row_dual)[group.rows]).argmax()])
        self._set_share(group, made)
        return Change(abs(kept - group.share), row)

    def _keeps(self, group: Group, share: float) -> bool:
        self._set_share(group, share)
        solved = self._solved()
        return solved and self._violation <= FINE

    def _solved(self) -> bool:
        status = run(self._highs, self._watch)
        if status is Status.LIMIT:
            raise OutOfTimeError
        return status is Status.OPTIMAL

    @property
    def _violation(self) -> float:
        """By how much elastic rows give way in the solution at hand, in scaled units."""
        return float(self._highs.getInfo().objective_function_value)

    def _set_share(self, group: Group, share: float) -> None:
        assert group.shared is not None
        part = group.shared.tocoo()
        for offset, column, weight in zip(part.row.tolist(), part.col.tolist(), part.data.tolist(), strict=True):
            row = int(group.rows[offset])
            value = -group.sign * share * weight * self._scaling.row[row] * self._scaling.column[column]
            expect(self._highs.changeCoeff(row, int(column), float(value)), "share")

    def _use(self, strategy: int) -> None:
        expect(self._highs.setOptionValue("simplex_strategy", strategy), "simplex strategy")

    def _pose(self, elastic: set[int], free: set[int], changing: int | None = None) -> None:
        """Slacks of `elastic` groups cost 1, those of `free` groups nothing; all others are closed. The change of group
        `changing` costs 1, all other changes are as they were made."""
        costs = np.isin(self._owner, list(elastic)).astype(float)
        room = np.where(np.isin(self._owner, list(elastic | free)), np.inf, 0.0)
        change = np.zeros(len(self._groups))
        made = np.array([self._made.get(number, 0.0) for number in range(len(self._groups))])
        most = made.copy()
        if changing is not None:
            change[changing], most[changing] = 1.0, np.inf
        cost = np.concatenate((costs, change))
        lower, upper = np.concatenate((np.zeros(len(room)), made)), np.concatenate((room, most))
        places = np.arange(self._columns, self._columns + len(cost), dtype=np.int32)
        expect(self._highs.changeColsCost(len(places), places, cost), "costs")
        expect(self._highs.changeColsBounds(len(places), places, lower, upper), "column bounds")


def _slacks(scaled: LinearProgram, groups: Sequence[Group]) -> tuple[IntArray, IntArray, FloatArray]:
    """A slack for every finite bound of every row of the groups: group, row and sign of each."""
    owner, row, sign = [], [], []
    for number, group in enumerate(groups):
        for bound, direction in ((scaled.row_lower, 1.0), (scaled.row_upper, -1.0)):
            own = group.rows[np.isfinite(bound[group.rows])]
            owner.append(np.full(len(own), number))
            row.append(own)
            sign.append(np.full(len(own), direction))
    return np.concatenate(owner), np.concatenate(row), np.concatenate(sign)


def _unit(group: Group, row_scale: FloatArray) -> float:
    """A change, in the number's unit, that moves the scaled rows by about 1."""
    moved = np.abs(group.rates * row_scale[group.rows]) if group.shared is None else np.zeros(0)
    moved = moved[moved > 0]
    return float(1 / np.exp(np.log(moved).mean())) if len(moved) else 1.0
