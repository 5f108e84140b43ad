"""A basis to start a large program from: its blocks solved side by side, and their bases put together.

The blocks (model.solve.blocks) are solved as if the rows between them had the price they had in a plan that is known, or
else of zero: money, room in storage and limits cost nothing. Where they are not scarce that is nearly right. What lies
between comes last, given what the blocks do: loans that pay for it, and rows that cannot be kept, which give way. The joined
basis has what is left to mend: the simplex goes on from there with the whole program. It is a place to start and no more;
what is found is proven, as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np

from model.solve.attend import Watch
from model.solve.basis import BASIC, LOWER, UPPER, Met, Statuses, for_highs, statuses_of
from model.solve.blocks import BETWEEN, Blocks
from model.solve.bound import Point
from model.solve.cut import cut
from model.solve.highs import SolverOptions, expect, new_highs, run, verdict
from model.solve.linear_program import FloatArray, IntArray, LinearProgram
from model.solve.relaxed import relaxed
from model.solve.side_by_side import side_by_side
from model.solve.solution import Status

MOST = 0.5  # share of all columns in one block from which the blocks save nothing
SAME_VALUE = 1e-7  # of the scaled program: what is nearer is at a bound
GIVE = 1e-3  # price of giving way, in the scaled program: so low that hardly another price follows from it


@dataclass(frozen=True)
class _Solved:
    """An optimum of a part, None where it has none: values and statuses of its columns (n,), statuses and duals of its rows
    (m,)."""

    optimum: tuple[FloatArray, Statuses, Statuses, FloatArray] | None
    iterations: int


def start_from_blocks(
    highs: highspy.Highs,
    program: LinearProgram,
    blocks: Blocks,
    options: SolverOptions,
    watch: Watch,
    tell: Callable[[Point], None] = lambda _: None,
) -> int:
    """Give `highs`, in which `program` is, the joined basis of the blocks, and `tell` its point. Returns the simplex
    iterations it took.

    Leaves `highs` as it is where the program hardly falls apart, or where a block ends without an optimum: then only the
    whole program can say how things are.
    """
    if blocks.largest > MOST:
        return 0
    columns, rows = np.full(program.columns, BASIC, np.int8), np.full(program.rows, BASIC, np.int8)
    values, duals = np.zeros(program.columns), np.zeros(program.rows)
    into = columns, rows, values, duals
    iterations, all_have_one = _solve(program, program.cost, blocks, np.arange(blocks.count), into, options, watch)
    if not all_have_one:
        return iterations
    own, theirs = blocks.members(BETWEEN)
    between = _less(cut(program, program.cost, own, theirs), program.matrix[theirs] @ values)
    solved = _solve_part(relaxed(between, GIVE), options, watch)
    if solved.optimum is not None:
        between_values, found, rows[theirs], _ = solved.optimum
        values[own], columns[own] = between_values[: len(own)], found[: len(own)]
        # Rows that give way, by columns of their own after the others, are slack in the whole.
        gives = found[len(own) :].reshape(-1, len(theirs)) == BASIC
        rows[theirs[gives.any(axis=0)]] = BASIC
        expect(highs.setBasis(for_highs(columns, rows)), "joined basis")
    tell(Point(values, duals))
    return iterations + solved.iterations


def start_from_known(
    highs: highspy.Highs,
    scaled: LinearProgram,
    met: Met,
    prices: FloatArray,
    blocks: Blocks,
    options: SolverOptions,
    watch: Watch,
) -> int:
    """Give `highs`, in which `scaled` is, the basis of a program like it as met in this one, at `prices` of the scaled rows.
    Returns the simplex iterations it took.

    At known prices of what lies between, a block that has not changed is at its optimum. Those that have are solved anew by
    themselves: so the whole has a basis in which hardly a reduced cost is wrong.
    """
    cost = scaled.cost - scaled.matrix.T @ prices
    columns, rows = met.columns.copy(), met.rows.copy()
    into = columns, rows, np.zeros(scaled.columns), np.zeros(scaled.rows)
    iterations, _ = _solve(scaled, cost, blocks, met.changed, into, options, watch)
    expect(highs.setBasis(for_highs(columns, rows)), "joined basis")
    return iterations


def start_held(highs: highspy.Highs, scaled: LinearProgram, met: Met, values: FloatArray, watch: Watch) -> int:
    """Give `highs`, in which `scaled` is, the basis of a program like it as met in this one, in two steps. Returns the
    simplex iterations it took.

    At the `values` (n,) that the columns had, bounds that are not kept any more are first moved to where they would be: what
    is wrong is then but costs, which the primal simplex mends in few steps. With the bounds as they are it is but bounds, for
    the dual simplex. Both wrong at once took it 14 s in a variant of the default program, and so 5.
    """
    expect(highs.setBasis(for_highs(met.columns, met.rows)), "basis")
    rows = _moved(met.rows, scaled.matrix @ values, scaled.row_lower, scaled.row_upper)
    columns = _moved(met.columns, values, scaled.column_lower, scaled.column_upper)
    if rows is None and columns is None:
        return 0
    kept = (scaled.row_lower, scaled.row_upper), (scaled.column_lower, scaled.column_upper)
    _pass_bounds(highs, rows or kept[0], columns or kept[1])
    status = run(highs, watch)
    iterations = int(highs.getInfo().simplex_iteration_count)
    _pass_bounds(highs, *kept)
    if status is not Status.OPTIMAL:
        expect(highs.setBasis(for_highs(met.columns, met.rows)), "basis")
    return iterations


def _moved(
    status: Statuses, value: FloatArray, lower: FloatArray, upper: FloatArray
) -> tuple[FloatArray, FloatArray] | None:
    """Bounds that hold values where they are: none is broken, and what is out of the basis is at its own. None where that is
    so already."""
    at_lower, at_upper = (status == LOWER) & np.isfinite(lower), (status == UPPER) & np.isfinite(upper)
    below, above = value < lower - SAME_VALUE, value > upper + SAME_VALUE
    from_lower = below | (at_lower & (value > lower + SAME_VALUE))
    from_upper = above | (at_upper & (value < upper - SAME_VALUE))
    if not (from_lower.any() or from_upper.any()):
        return None
    return np.where(from_lower, value, lower), np.where(from_upper, value, upper)


def _pass_bounds(
    highs: highspy.Highs, rows: tuple[FloatArray, FloatArray], columns: tuple[FloatArray, FloatArray]
) -> None:
    number = np.arange(len(rows[0]), dtype=np.int32)
    # The call exists, highspy's type stubs forgot it.
    changed = highs.changeRowsBounds(len(number), number, *rows)  # type: ignore[attr-defined]
    expect(changed, "row bounds")
    number = np.arange(len(columns[0]), dtype=np.int32)
    expect(highs.changeColsBounds(len(number), number, *columns), "column bounds")


def blocks_without_plan(
    scaled: LinearProgram, blocks: Blocks, which: IntArray, options: SolverOptions, watch: Watch
) -> IntArray:
    """Those of some blocks, by number, whose own rows and bounds nothing keeps; none once time is over."""

    def task(block: int) -> Callable[[], _Solved]:
        own, theirs = blocks.members(block)
        return lambda: _solve_part(cut(scaled, np.zeros(scaled.columns), own, theirs), options, watch)

    solved = side_by_side([task(int(block)) for block in which], watch, lambda one: one.iterations)
    found = [block for block, one in zip(which, solved or [], strict=False) if one.optimum is None]
    return np.array(found if watch.remaining > 0 else [], dtype=np.int64)


def priced_by(blocks: Blocks, met: Met) -> IntArray:
    """The blocks that have more in the basis than they have rows: the rest stands for rows between the blocks."""
    number = np.concatenate((blocks.column, blocks.row))
    own = (np.concatenate((met.columns, met.rows)) == BASIC) & (number != BETWEEN)
    basic = np.bincount(number[own], minlength=blocks.count)
    rows = np.bincount(blocks.row[blocks.row != BETWEEN], minlength=blocks.count)
    return np.flatnonzero(basic > rows)


def completed(program: LinearProgram, point: Point, blocks: Blocks, options: SolverOptions, watch: Watch) -> Point:
    """A joined point of the blocks with the best of what lies between, so that the rows between are kept where they can be;
    and with duals of those of them that reach no block, such as of loans: without the rows that do, the program falls apart
    into the blocks and these."""
    own, theirs = blocks.members(BETWEEN)
    values, duals = point.values.copy(), point.duals.copy()
    values[own] = 0.0
    between = cut(program, program.cost, own, theirs)
    kept = _solve_part(_less(between, program.matrix[theirs] @ values), options, watch)
    if kept.optimum is not None:
        values[own] = kept.optimum[0]
    apart = abs(program.matrix[theirs]) @ (blocks.column != BETWEEN).astype(float) == 0
    priced = _solve_part(cut(program, program.cost, own, theirs[apart]), options, watch)
    if priced.optimum is not None:
        duals[theirs[apart]] = priced.optimum[-1]
    return Point(values, duals)


def _solve(
    program: LinearProgram,
    cost: FloatArray,
    blocks: Blocks,
    which: IntArray,
    into: tuple[Statuses, Statuses, FloatArray, FloatArray],
    options: SolverOptions,
    watch: Watch,
) -> tuple[int, bool]:
    """Solve some blocks, by number, at `cost` (n,), and write statuses of columns and rows, values of columns and duals of
    rows `into` those of the whole. Returns the iterations it took and whether all had an optimum."""
    columns, rows, values, duals = into
    places = [blocks.members(int(block)) for block in which]
    places.sort(key=lambda place: -len(place[0]))  # the longest first

    def task(place: tuple[IntArray, IntArray]) -> Callable[[], _Solved]:
        return lambda: _solve_part(cut(program, cost, *place), options, watch)

    solved = side_by_side([task(place) for place in places], watch, lambda one: one.iterations)
    if solved is None:
        return 0, False
    for (own, theirs), one in zip(places, solved, strict=True):
        if one.optimum is not None:
            values[own], columns[own], rows[theirs], duals[theirs] = one.optimum
    return sum(one.iterations for one in solved), all(one.optimum is not None for one in solved)


def _solve_part(part: LinearProgram, options: SolverOptions, watch: Watch) -> _Solved:
    """Solve a program by itself, within the time that is left."""
    highs = new_highs(part, replace(options, time_limit=watch.remaining))
    status = verdict(highs)
    iterations = int(highs.getInfo().simplex_iteration_count)
    statuses = statuses_of(highs)
    if status is not Status.OPTIMAL or statuses is None:
        return _Solved(None, iterations)
    found = highs.getSolution()
    return _Solved((np.array(found.col_value), *statuses, np.array(found.row_dual)), iterations)


def _less(program: LinearProgram, used: FloatArray) -> LinearProgram:
    """A program of whose rows others have `used` so much, (m,)."""
    return replace(program, row_lower=program.row_lower - used, row_upper=program.row_upper - used)
