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
from model.solve.linear_program import FloatArray, IntArray, LinearProgram

REACH = 1e4  # sizes of a column within which every plan is taken to lie, where the column has no bound
ROUNDS = 3  # in which bounds of columns follow from those of others
APART = 1e-12  # share of a sum of which arithmetic may be wrong


@dataclass(frozen=True)
class Point:
    """Values (n,) of the columns and prices `duals` (m,) of the rows, however they were found: a plan only where they keep
    every row and bound, a bound only where `lower_bound` gives one."""

    values: FloatArray
    duals: FloatArray


def lower_bound(program: LinearProgram, duals: FloatArray, sizes: FloatArray) -> float:
    """A lower bound of the objective, the constant included, from prices `duals` (m,) of the rows; -inf where they give none.

    A price of a bound that does not exist counts as zero. A column without a bound on the side it is pulled to has the one
    that the rows imply, such as a capacity. Where they imply none either, prices give no bound, unless the pull is within the
    certificate's tolerance: it is then charged as if the column lay REACH `sizes` (n,) off.
    """
    if not np.isfinite(duals).all():
        return -np.inf
    held = np.where(duals > 0, program.row_lower, program.row_upper)
    prices = np.where(np.isfinite(held), duals, 0.0)
    pull = program.cost - program.matrix.T @ prices
    weight = 1 + np.abs(program.cost) + abs(program.matrix).T @ np.abs(prices)
    lower, upper = implied_bounds(program)
    end = np.where(pull > 0, lower, upper)
    endless = ~np.isfinite(end) & (np.abs(pull) > ROUNDING * weight)
    if (np.abs(pull[endless]) > TOLERANCE * weight[endless]).any():
        return -np.inf
    of_rows = prices @ np.where(prices != 0, held, 0.0)
    of_columns = pull @ np.where(np.isfinite(end), end, 0.0)
    return float(of_rows + of_columns - REACH * (np.abs(pull[endless]) @ sizes[endless])) + program.constant


def implied_bounds(program: LinearProgram) -> tuple[FloatArray, FloatArray]:
    """Lower and upper bounds of the columns (n,); where a column has none, what its rows leave it when all else in them is as
    far the other way as it may be. One row after another, in ROUNDS rounds: not the tightest there are."""
    lower, upper = program.column_lower.copy(), program.column_upper.copy()
    entries = program.matrix.tocoo()
    filled = entries.data != 0
    row, column, factor = entries.row[filled], entries.col[filled], entries.data[filled]
    for _ in range(ROUNDS):
        ends = factor * lower[column], factor * upper[column]
        least = _others(np.minimum(*ends), row, program.rows)
        most = -_others(-np.maximum(*ends), row, program.rows)
        reach = (program.row_lower[row] - most) / factor, (program.row_upper[row] - least) / factor
        highest, lowest = np.full(program.columns, np.inf), np.full(program.columns, -np.inf)
        np.minimum.at(highest, column, np.maximum(*reach))
        np.maximum.at(lowest, column, np.minimum(*reach))
        upper = np.where(np.isfinite(upper), upper, highest + APART * np.abs(highest))
        lower = np.where(np.isfinite(lower), lower, lowest - APART * np.abs(lowest))
    return lower, upper


def _others(terms: FloatArray, row: IntArray, rows: int) -> FloatArray:
    """For each term the sum of all others of its row, less what arithmetic may have lost; -inf where one of them is."""
    endless = np.isneginf(terms)
    finite = np.where(endless, 0.0, terms)
    total, size = np.bincount(row, finite, rows)[row], np.bincount(row, np.abs(finite), rows)[row]
    count = np.bincount(row[endless], minlength=rows)[row] - endless
    return np.where(count > 0, -np.inf, total - finite - APART * size)
