"""What no plan of a linear program can cost less than, from prices of its rows alone.

Whatever the prices y are, no point that keeps the rows and bounds costs less than y @ (the row bounds that y pushes against)
+ z @ (the column bounds that z pushes against), with z = cost - matrix' @ y. So prices of a solver that was stopped give a
bound, and so do those of its blocks with the rows between them at a price of zero (Lagrangian relaxation). No word of the
solver is needed. The bound is tight at the prices of an optimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.solve.certificate import ROUNDING, TOLERANCE
from model.solve.linear_program import FloatArray, LinearProgram

REACH = 1e4  # sizes of a column within which every plan is taken to lie, where the column has no bound


@dataclass(frozen=True)
class Point:
    """Values (n,) of the columns and prices `duals` (m,) of the rows, however they were found: a plan only where they keep
    every row and bound, a bound only where `lower_bound` gives one."""

    values: FloatArray
    duals: FloatArray


def lower_bound(program: LinearProgram, duals: FloatArray, sizes: FloatArray) -> float:
    """A lower bound of the objective, the constant included, from prices `duals` (m,) of the rows; -inf where they give none.

    A price of a bound that does not exist counts as zero. Where a column is pulled to where it has no bound, prices give
    none, unless the pull is within the certificate's tolerance: it is then charged as if the column lay REACH `sizes` (n,)
    off.
    """
    if not np.isfinite(duals).all():
        return -np.inf
    held = np.where(duals > 0, program.row_lower, program.row_upper)
    prices = np.where(np.isfinite(held), duals, 0.0)
    pull = program.cost - program.matrix.T @ prices
    weight = 1 + np.abs(program.cost) + abs(program.matrix).T @ np.abs(prices)
    end = np.where(pull > 0, program.column_lower, program.column_upper)
    endless = ~np.isfinite(end) & (np.abs(pull) > ROUNDING * weight)
    if (np.abs(pull[endless]) > TOLERANCE * weight[endless]).any():
        return -np.inf
    of_rows = prices @ np.where(prices != 0, held, 0.0)
    of_columns = pull @ np.where(np.isfinite(end), end, 0.0)
    return float(of_rows + of_columns - REACH * (np.abs(pull[endless]) @ sizes[endless])) + program.constant
