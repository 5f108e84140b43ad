"""A linear program alive in HiGHS: solved once, changed by component name, solved again from where it stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from time import perf_counter

import highspy
import numpy as np

from model.solve.attend import Watch
from model.solve.basis import BASIC, Basis, Known, Statuses, basis_of, for_highs, statuses_of
from model.solve.blocks import BETWEEN, Blocks, find_blocks, one_block
from model.solve.bound import Point
from model.solve.careful import careful, factor_anew
from model.solve.certificate import certify
from model.solve.handed_over import HandedOver
from model.solve.highs import SolverOptions, expect, run
from model.solve.infeasibility import find_conflict
from model.solve.linear_program import FloatArray, Index, LinearProgram
from model.solve.one_answer import Ties, chosen_optimum, sharpen
from model.solve.scaling import Sizes
from model.solve.solution import Solution, Status
from model.solve.start import blocks_without_plan, completed, priced_by, start_from_blocks, start_from_known, start_held

MOST_CHANGED = 0.3  # share of columns in blocks that have changed, from which on a known basis is of no use
CHOOSE = 0  # HiGHS's simplex strategy: primal from a basis that keeps all bounds, else dual
SAME_BASIS = 1e-4  # relative: how far duals of one basis may lie apart for the solver's tolerances


class LiveProgram(HandedOver):
    """HiGHS with one linear program in it. All numbers in and out are in natural units.

    Right-hand sides are those of the rows as model.solve.relations lays them out: constants moved to the right, and
    `supply >= demand` with variables on both sides turned into demand - supply <= 0.
    """

    def __init__(
        self,
        program: LinearProgram,
        sizes: Sizes | None = None,
        options: SolverOptions | None = None,
        watch: Watch | None = None,
        ties: Ties | None = None,
    ) -> None:
        """Scale the program by typical column sizes (see model.solve.scaling) and hand it over in one call. Its solves are
        attended by `watch`. `ties`: what is known of its variables where optima tie."""
        super().__init__(program, sizes, options or SolverOptions())
        self._ties = ties or Ties()
        self._watch = watch or Watch()
        self._known: Known | None = None  # where the next solve starts from
        self._optimal: tuple[Statuses, Statuses] | None = None  # of the last optimum
        self._joined: list[Point] = []  # points of the blocks from which the last solve began
        self._iterations = 0  # of the solve at hand

    def go_on_with(self, program: LinearProgram, sizes: Sizes | None, ties: Ties) -> bool:
        """Take a program that differs from the one that came in what its rows are held to alone; the basis stays. False: it
        is another one, and nothing has changed."""
        if not self._takes(program, sizes):
            return False
        self._original, self._ties = program, ties
        self.reset()
        return True

    def solve(self) -> Solution:
        """Solve, from the last basis where there is one, or else from the blocks of a large program.

        Of optima that tie it is the one that does not depend on how the solve went (model.solve.one_answer). What fails its
        certificate is solved again the careful way, and is left to fail where that is of no help. Never raises for the
        solver's verdict: see `status`.
        """
        start = perf_counter()
        self._iterations = self._start()
        solution = self._answer()
        if solution.status is Status.OPTIMAL and not self._certified(solution):
            solution = self._carefully() or solution
        return replace(solution, iterations=self._iterations, seconds=perf_counter() - start)

    def _answer(self) -> Solution:
        """Where the solver ends from where it stands, and of optima that tie the one."""
        status = self._run()
        if status is Status.OPTIMAL and sharpen(self._highs, self._watch) is not Status.OPTIMAL:
            status = self._run()
        solution = self._solution(status)
        if status is Status.OPTIMAL and (statuses := statuses_of(self._highs)) is not None:
            self._optimal = statuses
            solution = chosen_optimum(self._program, self._scaling, solution, statuses, self._watch, self._ties)
        return solution

    def _carefully(self) -> Solution | None:
        """A certified answer from the basis at hand with factors made anew, or else from scratch; None where neither is."""
        for from_scratch in (False, True):
            if from_scratch:
                self.drop_basis()
                self._iterations += self._start()
                self._run()
            factor_anew(self._highs)
            with careful(self._highs):
                solution = self._answer()
            if self._certified(solution):
                return solution
        return None

    def _certified(self, solution: Solution) -> bool:
        return certify(self._program, solution).passed

    def joined_blocks(self) -> list[Point]:
        """The points of joined blocks from which the last solve began, with the rows between blocks at a price of zero."""
        scaling, attended = self._scaling, (self.blocks, self._options, self._watch)
        scaled = scaling.apply(self._program)
        priced = [completed(scaled, one, *attended) for one in self._joined]
        return [Point(scaling.primal(one.values), scaling.dual(one.duals)) for one in priced]

    def join_blocks(self) -> list[Point]:
        """As `joined_blocks`, of the program as it stands now, if it is large and without a basis; nothing else is solved."""
        self._start()
        return self.joined_blocks()

    def vertex(self) -> FloatArray | None:
        """Values of columns (n,) at the optimum where a solve ends, whichever of several it is; None where there is none."""
        self._iterations = self._start()
        status = self._run()
        return self._solution(status).values if status is Status.OPTIMAL else None

    def has_plan(self) -> bool:
        """Whether it has an optimum, which is not read: for changes that are tried out."""
        self._iterations = self._start()
        return self._run() is Status.OPTIMAL

    def _run(self) -> Status:
        """Let HiGHS go on, once more without the temporary bounds where they matter. What has no plan leaves the basis of the
        last optimum and the bounds, from which another change is quickly solved."""
        status = run(self._highs, self._watch)
        self._iterations += _iterations(self._highs.getInfo())
        if self._boxes_matter(status):
            boxes, self._room = self._room, np.full(self._program.columns, np.inf)
            self._pass_column_bounds(slice(0, self._program.columns))
            status = run(self._highs, self._watch)
            self._iterations += _iterations(self._highs.getInfo())
            if status is Status.INFEASIBLE:
                self._room = boxes
                self._pass_column_bounds(slice(0, self._program.columns))
        if status is Status.INFEASIBLE and self._optimal is not None:
            expect(self._highs.setBasis(for_highs(*self._optimal)), "basis")
        return status

    def _solution(self, status: Status) -> Solution:
        """What HiGHS has found, in natural units."""
        found = self._highs.getSolution()
        program, scaling = self._program, self._scaling
        # Where there is no solution HiGHS still shows the point at which it noticed; nobody shall report it.
        usable = status in (Status.OPTIMAL, Status.LIMIT)
        primal, dual = usable and found.value_valid, usable and found.dual_valid
        values = scaling.primal(_array(found.col_value, primal, program.columns))
        return Solution(
            status=status,
            objective=float(program.cost @ values) + program.constant,
            layout=program.layout,
            values=values,
            reduced_costs=scaling.reduced_cost(_array(found.col_dual, dual, program.columns)),
            activities=scaling.activity(_array(found.row_value, primal, program.rows)),
            duals=scaling.dual(_array(found.row_dual, dual, program.rows)),
            iterations=self._iterations,
            seconds=0.0,
            column_sizes=scaling.column,
            row_sizes=1 / scaling.row,
        )

    def part_of_duals(self, solution: Solution, costs: Mapping[str, FloatArray]) -> FloatArray | None:
        """As `duals_of`, for the duals of this solution: None unless they are those of the basis that is there."""
        every = {name: self._program.cost[part.slice] for name, part in self._program.layout.columns.items()}
        whole, part = self.duals_of(every), self.duals_of(costs)
        if whole is None or part is None:
            return None
        apart = np.abs(whole - solution.duals) / (1.0 + np.abs(solution.duals))
        return part if apart.max(initial=0.0) <= SAME_BASIS else None

    def duals_of(self, costs: Mapping[str, FloatArray]) -> FloatArray | None:
        """The part of each row's dual that some of the objective's costs are the cause of, (m,) in natural units.

        `costs`: objective coefficients by variable, one per member in order; of all other variables nothing is counted. The
        duals of the last solve are y = B⁻ᵀ c over the columns of its basis B, which is linear in the costs c: one solve with
        the same basis gives the part, and the parts of costs that add up to the objective add up to the duals. None where
        there is no basis to solve with.
        """
        cost = np.zeros(self._program.columns)
        for name, numbers in costs.items():
            cost[self._program.layout.column_part(name).slice] = numbers
        scaled = cost * self._scaling.column * self._scaling.objective
        # These calls exist, highspy's type stubs forgot them.
        found, basic = self._highs.getBasicVariables()  # type: ignore[attr-defined]
        if found != highspy.HighsStatus.kOk or not len(basic):
            return None
        # A basic slack, which costs nothing, is told as a negative number.
        of_basis = np.where(basic >= 0, scaled[np.maximum(basic, 0)], 0.0) if len(scaled) else np.zeros(len(basic))
        solved, part = self._highs.getBasisTransposeSolve(of_basis)  # type: ignore[attr-defined]
        return self._scaling.dual(np.asarray(part)) if solved == highspy.HighsStatus.kOk else None

    def rows_without_plan(self, rows: Iterable[tuple[str, Index]]) -> set[tuple[str, Index]]:
        """Those of some rows, by constraint and index, in whose block no plan is possible, whatever the others do."""
        layout = self._program.layout
        parts = {(name, key): layout.row_part(name) for name, key in rows}
        block = {row: int(self.blocks.row[part.start + part.position[row[1]]]) for row, part in parts.items()}
        which = np.setdiff1d(list(block.values()), [BETWEEN])
        scaled = self._scaling.apply(self._program)
        without = set(blocks_without_plan(scaled, self.blocks, which, self._options, self._watch).tolist())
        return {row for row, number in block.items() if number in without}

    def infeasible_rows(self) -> list[tuple[str, Index]]:
        """(constraint, index) of rows that contradict each other, of an infeasible program as it stands now."""
        return list(find_conflict(self._program, self._scaling, watch=self._watch).rows)

    def drop_basis(self) -> None:
        """Drop the basis: the next solve starts cold, with presolve."""
        self._optimal = None
        self._highs.clearSolver()

    def basis(self, solution: Solution) -> Basis | None:
        """The basis of the last optimum, whose solution this is; None where it left none."""
        if solution.status is not Status.OPTIMAL or self._optimal is None:
            return None
        return basis_of(self._optimal, self._program, solution, self.blocks)

    def start_from(self, basis: Known, only_if_same: bool = False) -> None:
        """Let the next solve start from the basis of this program or of one like it, by the way that fits: the dual simplex
        where bounds are not kept any more, the primal where only costs have changed. `only_if_same`: not of one like it."""
        if only_if_same and len(basis.met_in(self._program, self.blocks).changed):
            return
        self._known = basis
        expect(self._highs.setOptionValue("simplex_strategy", CHOOSE), "choice of the simplex method")

    @property
    def _small(self) -> bool:
        return self._program.columns < self._options.blocks_from

    @cached_property
    def blocks(self) -> Blocks:
        """What it falls into: the matrix and its families never change. A small program is one block."""
        return one_block(self._program) if self._small else find_blocks(self._program)

    def _start(self) -> int:
        """Find a basis to start from, for a large program also where none is known; the iterations that took."""
        known, self._known, self._joined = self._known, None, []
        if known is not None:
            return self._start_from(known)
        if self._small or self._highs.getBasis().valid:
            return 0
        blocks = self.blocks
        handed_over, told = self._handed_over(), self._joined.append
        return start_from_blocks(self._highs, handed_over, blocks, self._options, self._watch, told)

    def _start_from(self, known: Known) -> int:
        """Start from a known basis; as without it where most of a large program has changed since, or where a block that has
        changed sets a price between the blocks: solved by itself it would lose that.

        Measured on variants of the default program, CPU seconds of the solve with the reserve. Where 2 of 44 blocks have
        changed: 2.5 by blocks at known prices, 26 as without a basis, more than 23 (stopped) from the known basis alone. In
        three where more have changed: 21, 25 and 165 as without a basis; 35, more than 22 (stopped) and 228 from the known
        basis alone. Passing the differences to an object that holds the solved base saves none of that: on the first of
        these three it was stopped at 24, with the dual simplex.
        """
        blocks = self.blocks
        met = known.met_in(self._program, blocks)
        if self._small:
            if (met.columns == BASIC).any():
                expect(self._highs.setBasis(for_highs(met.columns, met.rows)), "basis")
            return 0
        if met.values is not None:
            return start_held(self._highs, self._handed_over(), met, met.values / self._scaling.column, self._watch)
        much = np.isin(blocks.column, met.changed).mean() > MOST_CHANGED
        if much or np.isin(met.changed, priced_by(blocks, met)).any():
            return self._start()
        prices = met.prices / self._scaling.row * self._scaling.objective
        return start_from_known(self._highs, self._handed_over(), met, prices, blocks, self._options, self._watch)


def _array(numbers: list[float], valid: bool, length: int) -> FloatArray:
    return np.array(numbers, dtype=float) if valid and len(numbers) == length else np.full(length, np.nan)


def _iterations(info: highspy.HighsInfo) -> int:
    counts = info.simplex_iteration_count, info.ipm_iteration_count, info.pdlp_iteration_count
    return int(sum(max(count, 0) for count in counts))
