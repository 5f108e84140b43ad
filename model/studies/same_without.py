"""Whether a variant's plan without the reserve is that of the case: found on the two programs, without a solve.

Without the reserve a program falls into parts that have nothing in common. Where nothing has changed in those in which
something may be short, the same is short. What has changed elsewhere, such as the money of a reserve that buys nothing, only
has to have a plan at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from model.program.problem_data import ProblemData
from model.solve import BoolArray, Changeable, FloatArray, Layout, LinearProgram, LiveProgram, SolverOptions
from model.solve.linear_program import IntArray
from model.solve.scaling import Sizes, scaling_for
from model.studies.prepared import Prepared
from model.studies.without_reserve import close_reserve

SHORT = "short"


@dataclass(frozen=True)
class Closed:
    """A program without the reserve, and the typical sizes of its columns (n,)."""

    program: LinearProgram
    sizes: FloatArray

    @classmethod
    def of(cls, prepared: Prepared) -> Closed:
        """That of a plan."""
        return cls(_closed(prepared.program, prepared.data), _sizes(prepared.program, prepared.sizes))


def same_without(case: Closed, variant: Closed) -> bool:
    """Whether the variant's plan without the reserve leaves as much short as the case's: for certain. False may be either."""
    ours, theirs = case.program, variant.program
    if not _alike(ours.layout, theirs.layout):
        return False
    columns, rows = _changed(case, variant)
    if not columns.any() and not rows.any():
        return True
    part_of_column, part_of_row = _parts(ours, theirs)
    changed = np.union1d(part_of_column[columns], part_of_row[rows])
    if np.isin(part_of_column[theirs.layout.column_part(SHORT).slice], changed).any():
        return False
    return _has_plan(variant, np.isin(part_of_column, changed), np.isin(part_of_row, changed))


def _closed(program: LinearProgram, data: ProblemData) -> LinearProgram:
    without = Changeable(program)
    close_reserve(without, data)
    return without.program


def _sizes(program: LinearProgram, sizes: Sizes) -> FloatArray:
    return scaling_for(program, sizes).column


def _alike(ours: Layout, theirs: Layout) -> bool:
    """Whether two programs have the same columns and rows."""
    return np.array_equal(ours.column_names, theirs.column_names) and np.array_equal(ours.row_names, theirs.row_names)


def _changed(case: Closed, variant: Closed) -> tuple[BoolArray, BoolArray]:
    """The columns (n,) and rows (m,) that differ in anything: a row also where a coefficient of it does."""
    ours, theirs = case.program, variant.program
    columns = (
        (ours.cost != theirs.cost)
        | (ours.column_lower != theirs.column_lower)
        | (ours.column_upper != theirs.column_upper)
        | (case.sizes != variant.sizes)
    )
    rows = (ours.row_lower != theirs.row_lower) | (ours.row_upper != theirs.row_upper)
    difference = sparse.csr_array(ours.matrix - theirs.matrix)
    difference.eliminate_zeros()
    rows[np.diff(difference.indptr) > 0] = True
    return columns, rows


def _parts(ours: LinearProgram, theirs: LinearProgram) -> tuple[IntArray, IntArray]:
    """The number of the part that each column (n,) and each row (m,) lies in, in both programs together. A column that is
    held to one and the same value joins nothing, and neither does a row that asks nothing."""
    held = (theirs.column_lower == theirs.column_upper) & (ours.column_lower == theirs.column_lower)
    held &= ours.column_upper == theirs.column_upper
    asks = np.isfinite(ours.row_lower) | np.isfinite(ours.row_upper)
    asks |= np.isfinite(theirs.row_lower) | np.isfinite(theirs.row_upper)
    joined = sparse.coo_array(abs(ours.matrix) + abs(theirs.matrix))
    row, column = joined.coords
    counts = asks[row] & ~held[column]
    height, width = joined.shape
    edges = row[counts], height + column[counts]
    graph = sparse.coo_array((np.ones(len(edges[0]), np.int8), edges), shape=(height + width,) * 2)
    _, part = connected_components(graph, directed=False)
    number = part.astype(np.int64)
    return number[height:], number[:height]


def _has_plan(closed: Closed, columns: BoolArray, rows: BoolArray) -> bool:
    """Whether some parts of a program have a plan."""
    program = closed.program
    own, theirs = np.flatnonzero(columns), np.flatnonzero(rows)
    # What is held elsewhere counts in these rows too; it is moved to the right.
    elsewhere = np.where(columns, 0.0, np.where(program.column_lower == program.column_upper, program.column_lower, 0.0))
    used = program.matrix[theirs] @ elsewhere
    part = replace(
        program,
        cost=np.zeros(len(own)),
        constant=0.0,
        matrix=sparse.csr_array(program.matrix[theirs][:, own]),
        row_lower=program.row_lower[theirs] - used,
        row_upper=program.row_upper[theirs] - used,
        column_lower=program.column_lower[own],
        column_upper=program.column_upper[own],
        layout=Layout({}, {}),
    )
    whole = SolverOptions(blocks_from=part.columns + 1)
    return LiveProgram(part, options=whole).has_plan()
