"""A basis with the names of its columns and rows, and prices: where another program of the same making may start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from model.solve.linear_program import FloatArray, LinearProgram, Part
from model.solve.solution import Solution

Statuses = NDArray[np.object_]  # of HighsBasisStatus
BoolArray = NDArray[np.bool_]

ALIKE = 1e-12  # relative: sums of the same coefficients in another order
BASIC, NONBASIC = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kNonbasic


@dataclass(frozen=True)
class Basis:
    """The status of every column (n,) and row (m,) of a program, and the `prices` (duals) of its rows in natural
    units, (m,)."""

    program: LinearProgram
    columns: Statuses
    rows: Statuses
    prices: FloatArray

    def carried_to(self, program: LinearProgram) -> Basis:
        """The basis of another program: columns and rows of the same key keep what they have, new columns stand at a bound,
        and new rows are slack and cost nothing. The solver mends what is then too much or too little."""
        before, after = self.program.layout, program.layout
        return Basis(
            program,
            _carried(before.columns, self.columns, after.columns, NONBASIC),
            _carried(before.rows, self.rows, after.rows, BASIC),
            _carried(before.rows, self.prices, after.rows, 0.0).astype(float),
        )

    def changes_in(self, program: LinearProgram) -> tuple[BoolArray, BoolArray]:
        """Columns (n,) and rows (m,) of another program that this one has not, or with other numbers. What only this one has
        shows in the coefficients of the rows and columns it met."""
        old, new = _marks(self.program), _marks(program)
        before, after = self.program.layout, program.layout
        columns = [_carried(before.columns, was, after.columns, np.nan) for was in old[0]]
        rows = [_carried(before.rows, was, after.rows, np.nan) for was in old[1]]
        return _differ(columns, new[0]), _differ(rows, new[1])


def for_highs(columns: Statuses, rows: Statuses) -> highspy.HighsBasis:
    """Statuses of columns and rows in the form in which HiGHS takes them."""
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status, basis.valid = columns.tolist(), rows.tolist(), True
    return basis


def basis_of(highs: highspy.Highs, program: LinearProgram, solution: Solution) -> Basis | None:
    """The basis that a HiGHS object has of a program's solution; None where it has none."""
    basis = highs.getBasis()
    if not basis.valid or np.isnan(solution.duals).any():
        return None
    columns, rows = np.array(basis.col_status, dtype=object), np.array(basis.row_status, dtype=object)
    return Basis(program, columns, rows, solution.duals)


def _marks(program: LinearProgram) -> tuple[list[FloatArray], list[FloatArray]]:
    """What tells columns with other numbers, and rows: bounds, costs, and sums of their coefficients' sizes."""
    size = abs(program.matrix)
    by_column: FloatArray = size.T @ np.ones(program.rows)
    by_row: FloatArray = size @ np.ones(program.columns)
    return [program.cost, program.column_lower, program.column_upper, by_column], [
        program.row_lower,
        program.row_upper,
        by_row,
    ]


def _differ(old: list[NDArray[Any]], new: list[FloatArray]) -> BoolArray:
    alike = [np.isclose(was.astype(float), now, rtol=ALIKE, atol=0.0) for was, now in zip(old, new, strict=True)]
    return ~np.logical_and.reduce(alike)


def _carried(
    before: Mapping[str, Part], values: NDArray[Any], after: Mapping[str, Part], new: object
) -> NDArray[Any]:
    found: NDArray[Any] = np.full(sum(len(part) for part in after.values()), new, dtype=object)
    for name, part in after.items():
        old = before.get(name)
        if old is None:
            continue
        if old.index == part.index:
            found[part.slice] = values[old.slice]
        else:
            there = [(k, old.position[key]) for k, key in enumerate(part.index) if key in old.position]
            to, of = np.array(there, dtype=int).reshape(-1, 2).T
            found[part.start + to] = values[old.start + of]
    return found
