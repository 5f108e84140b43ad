"""Rounds small orders and projects to none or to their smallest size, and solves the live program again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.program.problem_data import ProblemData
from model.program.whole_lots import ORDER_ROWS, PROJECT_ROWS, first_orders, smallest_orders, smallest_projects
from model.results.facts.rounding import Lot, Rounding
from model.solve import Basis, LinearProgram, LiveProgram, Solution, Status
from model.tolerances import SMALLEST_TONNES

ROUNDS = 5
HALF = 0.5  # share of the smallest size from which on a lot is raised to it
CLOSE = 1e-6  # share of the smallest size that the solver may leave missing


def has_lots(data: ProblemData) -> bool:
    """Whether anything in the workbook has a smallest size."""
    return bool(smallest_orders(data) or smallest_projects(data))


@dataclass(frozen=True)
class _Small:
    """A lot that is more than none and less than `least`, its smallest size; t, or t/yr."""

    amount: float
    least: float


@dataclass
class _Lots:
    """The lots of a live program; `held` those set, True = raised."""

    live: LiveProgram
    data: ProblemData
    held: dict[Any, bool] = field(default_factory=dict)
    _before: tuple[LinearProgram, dict[Any, bool]] | None = None  # what the last plan was found for

    def hold(self, lot: Any, raised: bool | None, least: float = 0.0) -> None:
        """Hold a lot to at least its smallest size, to none, or (None) to nothing at all."""
        rows, _ = _row(lot)
        self.live.set_row_lower(rows, {lot: least if raised else 0.0})
        self.live.set_row_upper(rows, {lot: 0.0 if raised is False else np.inf})
        if raised is None:
            self.held.pop(lot, None)
        else:
            self.held[lot] = raised

    def without_plan(self, found: Mapping[Any, _Small]) -> dict[Any, _Small]:
        """Those of some lots, as they are held, in whose own market no plan is possible."""
        stuck = self.live.rows_without_plan(map(_row, found))
        return {lot: one for lot, one in found.items() if _row(lot) in stuck}

    def hold_singly(self, found: Mapping[Any, _Small], possible: Callable[[Any], bool]) -> set[Any]:
        """Hold one lot after the other, the other way where that is not `possible`. Those for which neither way is."""
        for lot in found:
            self.hold(lot, None)
        return {lot for lot, one in found.items() if not self._hold_either_way(lot, one, possible)}

    def _hold_either_way(self, lot: Any, one: _Small, possible: Callable[[Any], bool]) -> bool:
        raised = one.amount >= HALF * one.least
        for way in (raised, not raised):
            self.hold(lot, way, one.least)
            if possible(lot):
                return True
        self.hold(lot, None)
        return False

    def has_plan_in_its_market(self, lot: Any) -> bool:
        """Whether a lot's own market has a plan, whatever the others do."""
        return not self.live.rows_without_plan([_row(lot)])

    def has_plan(self, lot: Any) -> bool:
        """Whether the whole program has one, with this lot as with all others."""
        return self.live.has_plan()

    def solve(self, known: Basis | None) -> Solution:
        """Solve the program as it is held: from the `known` basis if it is that of the very program."""
        if known is not None:
            self.live.start_from(known, only_if_same=True)
        return self.live.solve()

    def keep(self) -> None:
        """Remember what is held, which has a plan."""
        self._before = self.live.program, dict(self.held)

    def go_back(self) -> None:
        """Hold what was remembered, and no more."""
        assert self._before is not None
        program, self.held = self._before
        for rows in (ORDER_ROWS, PROJECT_ROWS):
            if rows in program.layout.rows:
                part = program.layout.row_part(rows).slice
                self.live.set_row_lower(rows, program.row_lower[part])
                self.live.set_row_upper(rows, program.row_upper[part])

    def small(self, solution: Solution) -> dict[Any, _Small]:
        """Lots below their smallest size. Of an order in USD it is taken in tonnes at the average price paid: at the price
        of each step, dear tonnes would be bought in the place of cheap ones to come to the sum."""
        smallest, usd = smallest_orders(self.data), self.data.case.settings.smallest_order
        found: dict[Any, _Small] = {}
        for orders in first_orders(self.data):
            for order in (order for order in orders.cells if order in smallest):
                tonnes = solution.value(orders.variable)[orders.cells[order]]
                amount, value = float(tonnes.sum()), float(tonnes @ orders.price[order])
                by_value = usd * amount / value if value > 0 else 0.0
                found[order] = _Small(amount, max(smallest[order], by_value))
        for project, least in smallest_projects(self.data).items():
            part = solution.layout.row_part(PROJECT_ROWS)
            found[project] = _Small(float(solution.activities[part.start + part.position[project]]), least)
        return {lot: one for lot, one in found.items() if SMALLEST_TONNES < one.amount < one.least * (1.0 - CLOSE)}


def _row(lot: Any) -> tuple[str, Any]:
    """The constraint and the index that hold a lot."""
    return (PROJECT_ROWS if isinstance(lot, str) else ORDER_ROWS), lot


def round_lots(
    live: LiveProgram, data: ProblemData, solution: Solution, known: Basis | None = None
) -> tuple[Solution, Rounding]:
    """The plan in which no lot is below its smallest size, found in at most `ROUNDS` rounds from the optimum `solution`.
    `known`: the basis of such a plan, if there is one.

    In each, lots of less than half of it are set to none, the others raised to it. A figure that leaves no plan is set the
    other way; one that leaves none either way is left as it was. Out of time it is the plan of the last round, or `solution`
    itself, and the live program is the one that has it as its optimum.
    """
    lots = _Lots(live, data)
    first, rounds, stopped = solution.objective, 0, False
    wanted: dict[Any, float] = {}
    given_up: set[Any] = set()
    while rounds < ROUNDS and (found := {k: one for k, one in lots.small(solution).items() if k not in given_up}):
        lots.keep()
        for lot, one in found.items():
            wanted.setdefault(lot, one.amount)
            lots.hold(lot, one.amount >= HALF * one.least, one.least)
        tried = lots.solve(known)
        # Those that their own market cannot keep; where that is not the reason, each of them by itself.
        ways = (lots.without_plan, lots.has_plan_in_its_market), (dict, lots.has_plan)
        for which, possible in ways:
            if tried.status not in (Status.OPTIMAL, Status.LIMIT):
                given_up |= lots.hold_singly(which(found), possible)
                tried = lots.solve(known)
        if stopped := tried.status is Status.LIMIT:
            lots.go_back()
            break
        solution, rounds = tried, rounds + 1

    def done(raised: bool) -> tuple[Lot, ...]:
        return tuple(Lot(lot, wanted[lot]) for lot, how in lots.held.items() if how is raised)

    below = tuple(Lot(lot, one.amount) for lot, one in lots.small(solution).items())
    return solution, Rounding(done(False), done(True), below, solution.objective - first, rounds, stopped)


def not_rounded(live: LiveProgram, data: ProblemData, solution: Solution) -> Rounding:
    """The rounding of a plan that there was no time to round: which lots are below their smallest size."""
    below = tuple(Lot(lot, one.amount) for lot, one in _Lots(live, data).small(solution).items())
    return Rounding((), (), below, 0.0, 0, stopped=bool(below))
