"""Plans that cost hardly more than the best: of those within a bound of cost, one with as little as possible of something.

A row that bounds the cost has a coefficient in nearly every column. In the whole program it would tie together what falls
apart into blocks (model.solve.blocks); so it stands in a small one alone (as in Dantzig-Wolfe decomposition). There each
block is a mixture of proposals, of which the best plan is the first, and what lies between the blocks is free. Whatever it
finds is a plan: a mixture keeps the rows of a block that its parts keep.

A block proposes what it does where the amount bears a surcharge, together with what lies between the blocks, all other blocks
as they are in the best plan. What no plan can go below follows from the same blocks by themselves, at the prices of the best
plan for what lies between (Lagrangian relaxation): of every plan within the bound

    amount >= (least of (cost + surcharge × amount) - bound) / surcharge.

What the bound of cost is worth in the small program is the next surcharge, until hardly anything is left between the amount
found and the one proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from model.solve.attend import Watch
from model.solve.basis import BASIC, NONBASIC, for_highs
from model.solve.blocks import BETWEEN
from model.solve.certificate import TOLERANCE, certify
from model.solve.highs import SolverOptions, expect, new_highs, verdict
from model.solve.linear_program import BoolArray, FloatArray, IntArray, Layout, LinearProgram
from model.solve.live import LiveProgram
from model.solve.one_answer import PRIMAL
from model.solve.solution import Solution, Status

GROWTH = 4.0  # of the surcharge while the bound of cost is not reached
DEAREST = 1e3  # how many times the first surcharge a unit less may cost
SAME = 0.02  # relative: a surcharge that was as good as tried


@dataclass(frozen=True)
class Least:
    """Of plans that cost at most so much more than the best, one with little of an amount: its `values` (n,), what it costs
    `extra`, and its `amount`. `at_least`: no such plan has less; -inf where nothing is proven. `is_a_plan`: whether it keeps
    every row and bound of the program, and the bound of cost."""

    values: FloatArray
    extra: float
    amount: float
    at_least: float
    is_a_plan: bool


class NearOptimal:
    """Plans near the `best`, the last optimum of the program in `live`."""

    def __init__(self, live: LiveProgram, best: Solution, watch: Watch | None = None) -> None:
        self._program, self._best = live.program, best
        self._parts = _Parts(live, best, watch or Watch())

    def least(
        self, weights: FloatArray, slacks: Sequence[float], first: float, tolerance: float, steps: int
    ) -> list[Least]:
        """For each of `slacks`, what a plan may cost more than the best, in rising order, a plan with little of
        weights @ values.

        `first`: the first surcharge, in the objective's unit per unit of the amount. An amount is good enough where no plan
        has less by more than `tolerance`; after so many `steps` for a slack, it is the least that was found.
        """
        search = _Search(self._program, self._parts, self._best, weights)
        return [search.least(slack, first, tolerance, steps) for slack in slacks]


class _Search:
    """The proposals of the blocks that have some of one amount, and what their surcharges prove."""

    def __init__(self, program: LinearProgram, parts: _Parts, best: Solution, weights: FloatArray) -> None:
        self._program, self._parts, self._best, self._weights = program, parts, best, weights
        ends = np.where(weights > 0, program.column_lower, program.column_upper)
        self._floor = float(weights @ np.where(weights != 0, ends, 0.0))
        self._blocks = parts.with_some(weights)
        self._proposals: list[_Proposal] = []
        self._proofs: list[tuple[float, float]] = []  # surcharge, and what extra + surcharge × amount is at least

    def least(self, slack: float, first: float, tolerance: float, steps: int) -> Least:
        """A plan that costs at most so much more."""
        dearest = DEAREST * first
        values, surcharge = self._parts.mixed(self._weights, self._proposals, dearest, slack)
        for _ in range(steps):
            if self._amount(values) - self._at_least(slack) <= tolerance:
                break
            tried = [one for one, _ in self._proofs]
            if surcharge >= dearest:  # the bound of cost is not reached yet
                surcharge = min(max(first, GROWTH * max(tried, default=0.0)), dearest)
            if np.isclose(tried, surcharge, rtol=SAME, atol=0.0).any():
                break
            self._propose(surcharge)
            values, surcharge = self._parts.mixed(self._weights, self._proposals, dearest, slack)
        extra = float(self._program.cost @ (values - self._best.values))
        plan = replace(self._best, values=values, activities=self._program.matrix @ values)
        kept = certify(self._program, plan).is_a_plan and extra <= slack * (1 + TOLERANCE)
        return Least(values, extra, self._amount(values), self._at_least(slack), kept)

    def _amount(self, values: FloatArray) -> float:
        return float(self._weights @ values)

    def _at_least(self, slack: float) -> float:
        return max([self._floor, *((value - slack) / surcharge for surcharge, value in self._proofs)])

    def _propose(self, surcharge: float) -> None:
        """Let the blocks propose at a surcharge, and prove what none of them can go below."""
        costs = self._program.cost + surcharge * self._weights
        self._proposals += self._parts.proposed(costs, self._blocks)
        saved = self._parts.most_saved(costs, self._blocks)
        self._proofs.append((surcharge, surcharge * self._amount(self._best.values) - saved))


@dataclass(frozen=True)
class _Proposal:
    """Values that a block may have, scaled, less those of the best plan, in its `columns`."""

    block: int
    columns: IntArray
    change: FloatArray


@dataclass(frozen=True)
class _Part:
    """Some `columns` of the scaled program by themselves, alive in HiGHS."""

    columns: IntArray
    highs: highspy.Highs

    def optimum(self, costs: FloatArray, watch: Watch) -> FloatArray | None:
        """Values of the columns that are best at some costs (n,) of all columns, scaled; None where none are, or time is
        over."""
        number = np.arange(len(self.columns), dtype=np.int32)
        expect(self.highs.changeColsCost(len(number), number, costs[self.columns]), "costs")
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + watch.remaining)
        return np.array(self.highs.getSolution().col_value) if verdict(self.highs) is Status.OPTIMAL else None


class _Parts:
    """The blocks of a program and what lies between them, around the `best` plan."""

    def __init__(self, live: LiveProgram, best: Solution, watch: Watch) -> None:
        self._watch, self._blocks, self._scaling = watch, live.blocks, live.scaling
        basis = live.basis(best)
        self._met = None if basis is None else basis.met_in(live.program, live.blocks)
        self._scaled = live.scaling.apply(live.program)
        self._best = best.values / live.scaling.column
        self._body = self._scaled.matrix @ self._best
        matrix, between = self._scaled.matrix, live.blocks.row == BETWEEN
        self._crossing: BoolArray = between & (abs(matrix) @ (live.blocks.column != BETWEEN).astype(float) > 0)
        duals = best.duals / live.scaling.row * live.scaling.objective
        self._prices = matrix.T @ np.where(self._crossing, duals, 0.0)
        self._alone: dict[int, _Part] = {}
        self._beside: dict[int, _Part] = {}

    def with_some(self, weights: FloatArray) -> IntArray:
        """The blocks, or BETWEEN, that some of the weighted columns lie in."""
        return np.unique(self._blocks.column[weights != 0])

    def proposed(self, costs: FloatArray, blocks: IntArray) -> list[_Proposal]:
        """What each of these blocks does at some `costs` (n,), where all others are as in the best plan."""
        scaled, found = costs * self._scaling.column * self._scaling.objective, []
        for block in blocks.tolist():
            if block not in self._beside:
                self._beside[block] = self._beside_others(block)
            part = self._beside[block]
            values = part.optimum(scaled, self._watch)
            if values is not None:
                own = self._blocks.column[part.columns] == block
                columns = part.columns[own]
                found.append(_Proposal(block, columns, values[own] - self._best[columns]))
        return found

    def most_saved(self, costs: FloatArray, blocks: IntArray) -> float:
        """What no plan can save, of what the best one comes to at some `costs` (n,) that differ from the program's in these
        blocks alone; infinity where that is not known.

        At the prices of the best plan the rows between the blocks cost what they are worth, and each block of it is at its
        optimum for the program's own costs. So at others no plan saves more than these blocks do by themselves.
        """
        scaled, saved = costs * self._scaling.column * self._scaling.objective - self._prices, 0.0
        for block in blocks.tolist():
            if block not in self._alone:
                self._alone[block] = self._by_itself(block)
            part = self._alone[block]
            values = part.optimum(scaled, self._watch)
            if values is None:
                return np.inf
            saved += float(scaled[part.columns] @ (self._best[part.columns] - values))
        return saved / self._scaling.objective

    def _by_itself(self, block: int) -> _Part:
        """A block without the rows that reach others."""
        scaled = self._scaled
        own = np.flatnonzero(self._blocks.column == block)
        theirs = np.flatnonzero((self._blocks.row == block) & ~self._crossing)
        lower, upper = scaled.column_lower[own], scaled.column_upper[own]
        return self._part(own, theirs, scaled.row_lower[theirs], scaled.row_upper[theirs], lower, upper)

    def _beside_others(self, block: int) -> _Part:
        """A block and what lies between the blocks, given all others."""
        scaled, point = self._scaled, self._best
        own = np.flatnonzero(self._blocks.with_between(block))
        theirs = np.flatnonzero((self._blocks.row == block) | (self._blocks.row == BETWEEN))
        body = self._body[theirs]
        rest = body - scaled.matrix[theirs][:, own] @ point[own]
        # The best plan is one: no bound is tighter than it stands.
        lower = np.minimum(scaled.row_lower[theirs], body) - rest
        upper = np.maximum(scaled.row_upper[theirs], body) - rest
        of_columns = np.minimum(scaled.column_lower[own], point[own]), np.maximum(scaled.column_upper[own], point[own])
        return self._part(own, theirs, lower, upper, *of_columns)

    def _part(
        self,
        columns: IntArray,
        rows: IntArray,
        row_lower: FloatArray,
        row_upper: FloatArray,
        column_lower: FloatArray,
        column_upper: FloatArray,
    ) -> _Part:
        """Some columns and rows of the scaled program, from the basis of the best plan."""
        part = LinearProgram(
            cost=self._scaled.cost[columns],
            constant=0.0,
            matrix=self._scaled.matrix[rows][:, columns],
            row_lower=row_lower,
            row_upper=row_upper,
            column_lower=column_lower,
            column_upper=column_upper,
            layout=Layout({}, {}),
        )
        highs = new_highs(part, SolverOptions(simplex_strategy=PRIMAL))
        if self._met is not None:
            expect(highs.setBasis(for_highs(self._met.columns[columns], self._met.rows[rows])), "basis of a part")
        return _Part(columns, highs)

    def mixed(
        self, weights: FloatArray, proposals: Sequence[_Proposal], surcharge: float, slack: float
    ) -> tuple[FloatArray, float]:
        """Values (n,) of the plan mixed of proposals at which cost + surcharge × weights @ values is least, of those that
        cost at most so much more than the best; and the surcharge at which another proposal would help."""
        if not proposals:
            return self._best * self._scaling.column, surcharge
        changes, mixture = _as_columns(proposals, len(self._best))
        between, rows = np.flatnonzero(self._blocks.column == BETWEEN), np.flatnonzero(self._blocks.row == BETWEEN)
        scaled, point, body = self._scaled, self._best[between], self._body[rows]
        use = sparse.csr_array(sparse.hstack([scaled.matrix[rows][:, between], scaled.matrix[rows] @ changes]))
        cost = np.append(scaled.cost[between], changes.T @ scaled.cost) / self._scaling.objective
        amount = weights * self._scaling.column
        goal = np.append(amount[between], changes.T @ amount) * surcharge + cost
        size = np.abs(goal).max(initial=0.0) or 1.0
        rest = body - use[:, : len(between)] @ point
        bound, groups = slack + float(cost[: len(between)] @ point), mixture.shape[0]
        shares = sparse.hstack([sparse.csr_array((groups, len(between))), mixture])
        part = LinearProgram(
            cost=goal / size,
            constant=0.0,
            matrix=sparse.csr_array(sparse.vstack([use, shares, sparse.csr_array(cost[None, :] / size)])),
            row_lower=np.append(np.minimum(scaled.row_lower[rows], body) - rest, np.full(groups + 1, -np.inf)),
            row_upper=np.append(
                np.maximum(scaled.row_upper[rows], body) - rest, [*np.ones(groups).tolist(), bound / size]
            ),
            column_lower=np.append(np.minimum(scaled.column_lower[between], point), np.zeros(len(proposals))),
            column_upper=np.append(
                np.maximum(scaled.column_upper[between], point), np.full(len(proposals), np.inf)
            ),
            layout=Layout({}, {}),
        )
        highs = new_highs(part, SolverOptions(simplex_strategy=PRIMAL, time_limit=self._watch.remaining))
        if self._met is not None:  # the best plan, with the shares of all proposals at 0
            none, slack_rows = np.full(len(proposals), NONBASIC, np.int8), np.full(groups + 1, BASIC, np.int8)
            known = np.append(self._met.columns[between], none), np.append(self._met.rows[rows], slack_rows)
            expect(highs.setBasis(for_highs(*known)), "basis of the best plan")
        if verdict(highs) is not Status.OPTIMAL:
            return self._best * self._scaling.column, surcharge
        found = highs.getSolution()
        values = np.array(found.col_value)
        mixed = self._best + changes @ values[len(between) :]
        mixed[between] = values[: len(between)]
        # What a unit of cost counts: by itself, and where the bound of cost holds it.
        worth = 1.0 - found.row_dual[-1]
        return mixed * self._scaling.column, surcharge / worth


def _as_columns(proposals: Sequence[_Proposal], columns: int) -> tuple[sparse.csc_array, sparse.csr_array]:
    """The changes of the proposals, (columns, proposals), and which of them are of one block, (blocks, proposals)."""
    number = np.concatenate([np.full(len(one.columns), k) for k, one in enumerate(proposals)])
    at = np.concatenate([one.columns for one in proposals]), number
    changes = np.concatenate([one.change for one in proposals])
    _, block = np.unique([one.block for one in proposals], return_inverse=True)
    of_block = np.ones(len(proposals)), (block, np.arange(len(proposals)))
    return (
        sparse.csc_array((changes, at), shape=(columns, len(proposals))),
        sparse.csr_array(of_block, shape=(int(block.max()) + 1, len(proposals))),
    )
