"""A basis to start a large program from: its blocks solved one after the other, and their bases put together.

The blocks (model.solve.blocks) are solved as if the rows between them had a price of zero: money, room in storage and
limits cost nothing. Where they are not scarce that is nearly right. What lies between comes last, given what the blocks
do: loans that pay for it, and rows that cannot be kept, which give way. The joined basis has what is left to mend: the
dual simplex goes on from there with the whole program. It is a place to start and no more; what is found is proven, as ever.
"""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np

from model.solve.attend import Watch
from model.solve.basis import BASIC, Basis, Statuses, for_highs
from model.solve.blocks import BETWEEN, Blocks
from model.solve.highs import SolverOptions, expect, new_highs, run
from model.solve.linear_program import FloatArray, IntArray, Layout, LinearProgram
from model.solve.relaxed import relaxed
from model.solve.solution import Status

MOST = 0.5  # share of all columns in one block from which the blocks save nothing
Ways = tuple[SolverOptions, Watch]  # how parts are solved
GIVE = 1e-3  # price of giving way, in the scaled program: so low that hardly another price follows from it


def start_from_blocks(
    highs: highspy.Highs, program: LinearProgram, blocks: Blocks, options: SolverOptions, watch: Watch
) -> int:
    """Give `highs`, in which `program` is, the joined basis of the blocks. Returns the simplex iterations it took.

    Leaves `highs` as it is where the program hardly falls apart, or where a block ends without an optimum: then only the
    whole program can say how things are.
    """
    if blocks.largest > MOST:
        return 0
    joined = _Joined(program)
    for block in range(blocks.count):
        columns, rows = np.flatnonzero(blocks.column == block), np.flatnonzero(blocks.row == block)
        if not joined.solve(columns, rows, _part(program, columns, rows), options, watch):
            return joined.iterations
    columns, rows = np.flatnonzero(blocks.column == BETWEEN), np.flatnonzero(blocks.row == BETWEEN)
    between = _less(_part(program, columns, rows), program.matrix[rows] @ joined.values)
    if joined.solve(columns, rows, relaxed(between, GIVE), options, watch):
        expect(highs.setBasis(joined.basis), "joined basis")
    return joined.iterations


def start_from_basis(
    highs: highspy.Highs, scaled: LinearProgram, known: Basis, changed: IntArray, blocks: Blocks, ways: Ways
) -> int:
    """Give `highs`, in which `scaled` is, the basis of a program like it, carried over to this one, with `known.prices` those
    of the scaled rows. Returns the simplex iterations it took.

    At known prices of what lies between, a block that has not changed is at its optimum. Those that have `changed`, by their
    numbers, are solved anew by themselves: so the whole has a basis in which hardly a reduced cost is wrong.
    """
    joined = _Joined(scaled, known)
    between = np.flatnonzero(blocks.row == BETWEEN)
    cost = scaled.cost - scaled.matrix[between].T @ known.prices[between]
    for block in changed:
        columns, rows = np.flatnonzero(blocks.column == block), np.flatnonzero(blocks.row == block)
        joined.solve(columns, rows, replace(_part(scaled, columns, rows), cost=cost[columns]), *ways)
    expect(highs.setBasis(joined.basis), "joined basis")
    return joined.iterations


def priced_by(blocks: Blocks, basis: Basis) -> IntArray:
    """The blocks that have more in the basis than they have rows: the rest stands for rows between the blocks."""
    number = np.concatenate((blocks.column, blocks.row))
    own = (np.concatenate((basis.columns, basis.rows)) == BASIC) & (number != BETWEEN)
    basic = np.bincount(number[own], minlength=blocks.count)
    rows = np.bincount(blocks.row[blocks.row != BETWEEN], minlength=blocks.count)
    return np.flatnonzero(basic > rows)


class _Joined:
    """What the parts solved so far make of the whole: the values of its columns (n,), 0 where not known, and its basis; of
    parts that are not solved yet the `known` one."""

    def __init__(self, program: LinearProgram, known: Basis | None = None) -> None:
        self.values: FloatArray = np.zeros(program.columns)
        self.iterations = 0
        self._columns: Statuses = np.full(program.columns, BASIC) if known is None else known.columns.copy()
        self._rows: Statuses = np.full(program.rows, BASIC) if known is None else known.rows.copy()

    @property
    def basis(self) -> highspy.HighsBasis:
        """The basis of the whole."""
        return for_highs(self._columns, self._rows)

    def solve(
        self, columns: IntArray, rows: IntArray, part: LinearProgram, options: SolverOptions, watch: Watch
    ) -> bool:
        """Solve a part that has these columns and rows of the whole; whether there was an optimum. A row that gives way,
        by a column of its own after the others, is slack in the whole."""
        highs = new_highs(part, options)
        status = run(highs, watch)
        self.iterations += highs.getInfo().simplex_iteration_count
        if status is not Status.OPTIMAL:
            return False
        basis = highs.getBasis()
        width = len(columns)
        self.values[columns] = np.array(highs.getSolution().col_value)[:width]
        self._columns[columns], self._rows[rows] = basis.col_status[:width], basis.row_status
        times = (len(basis.col_status) - width) // max(len(rows), 1)
        gives = np.array(basis.col_status[width:], dtype=object).reshape(times, len(rows)) == BASIC
        self._rows[rows[gives.any(axis=0)]] = BASIC
        return True


def _part(program: LinearProgram, columns: IntArray, rows: IntArray) -> LinearProgram:
    """Some columns and rows of a program by themselves, without names."""
    return LinearProgram(
        cost=program.cost[columns],
        constant=0.0,
        matrix=program.matrix[rows][:, columns],
        row_lower=program.row_lower[rows],
        row_upper=program.row_upper[rows],
        column_lower=program.column_lower[columns],
        column_upper=program.column_upper[columns],
        layout=Layout({}, {}),
    )


def _less(program: LinearProgram, used: FloatArray) -> LinearProgram:
    """A program of whose rows others have `used` so much, (m,)."""
    return replace(program, row_lower=program.row_lower - used, row_upper=program.row_upper - used)
