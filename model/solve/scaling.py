"""Scaling of a linear program by powers of two, so that the solver sees numbers near 1, and back again.

With x = column * x', every row times `row` and the objective times `objective`:

    cost' = objective * column * cost        matrix' = row * matrix * column
    row bounds' = row * bounds               column bounds' = bounds / column

Powers of two change only exponents: nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from model.solve.linear_program import FloatArray, LinearProgram
from model.unusable import UnusableFiguresError

Sizes = Mapping[str, ArrayLike]
"""Variable name -> typical magnitude of its values, a number or one per column."""


@dataclass(frozen=True)
class Scaling:
    """Factors, all powers of two: column (n,), row (m,), objective."""

    column: FloatArray
    row: FloatArray
    objective: float

    def apply(self, program: LinearProgram) -> LinearProgram:
        """The scaled program."""
        return replace(
            program,
            cost=program.cost * self.column * self.objective,
            constant=program.constant * self.objective,
            matrix=_scaled_matrix(program.matrix, self.row, self.column),
            row_lower=program.row_lower * self.row,
            row_upper=program.row_upper * self.row,
            column_lower=program.column_lower / self.column,
            column_upper=program.column_upper / self.column,
        )

    def primal(self, scaled: FloatArray) -> FloatArray:
        """Values of the columns in natural units."""
        return scaled * self.column

    def activity(self, scaled: FloatArray) -> FloatArray:
        """Values of the rows in natural units."""
        return scaled / self.row

    def dual(self, scaled: FloatArray) -> FloatArray:
        """Duals of the rows: natural objective per natural unit of the right-hand side."""
        return scaled * self.row / self.objective

    def reduced_cost(self, scaled: FloatArray) -> FloatArray:
        """Reduced costs of the columns: natural objective per natural unit of the column."""
        return scaled / (self.column * self.objective)


def scaling_for(program: LinearProgram, sizes: Sizes | None = None) -> Scaling:
    """Scaling from typical column sizes (1 where not given).

    Rows get the middle (geometric) of their largest and smallest coefficient near 1, the objective the geometric
    mean of its coefficients. Raises KeyError for an unknown variable, UnusableFiguresError for a size that is not positive.
    """
    column = np.ones(program.columns)
    for name, size in (sizes or {}).items():
        column[program.layout.column_part(name).slice] = np.asarray(size, dtype=float)
    if not np.all(np.isfinite(column) & (column > 0)):
        raise UnusableFiguresError("the size of a variable must be a positive number")
    column = _power_of_two(np.log2(column))
    matrix = _scaled_matrix(program.matrix, np.ones(program.rows), column)
    row = np.ones(program.rows)
    filled = np.flatnonzero(np.diff(matrix.indptr))
    if len(filled):
        logs = np.log2(np.abs(matrix.data))
        starts = matrix.indptr[filled]
        middle = (np.maximum.reduceat(logs, starts) + np.minimum.reduceat(logs, starts)) / 2
        row[filled] = _power_of_two(-middle)
    costs = np.abs(program.cost * column)
    costs = costs[costs > 0]
    objective = float(_power_of_two(-np.mean(np.log2(costs)))) if len(costs) else 1.0
    return Scaling(column, row, objective)


def _power_of_two(logarithm: ArrayLike) -> FloatArray:
    return np.exp2(np.round(np.asarray(logarithm, dtype=float)))


def _scaled_matrix(matrix: sparse.csr_array, row: FloatArray, column: FloatArray) -> sparse.csr_array:
    data = matrix.data * column[matrix.indices] * np.repeat(row, np.diff(matrix.indptr))
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
