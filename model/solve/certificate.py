"""Proof of a solution from the arrays of the program, without the solver's word.

Let r = matrix @ x, z = cost - matrix' @ y. A pair (x, y) is optimal if x keeps all bounds, y and z push only against
bounds that exist, and each pushes only where x is at the bound. All figures are relative: 1e-6 is the pass mark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.solve.linear_program import FloatArray, Index, LinearProgram
from model.solve.solution import Solution, Status

TOLERANCE = 1e-6
# A sum of numbers in double precision is known to about this share of the sum of their absolute values.
ROUNDING = 8 * float(np.finfo(float).eps)


@dataclass(frozen=True)
class Figure:
    """One measure: its value, and the row or column where it is worst ("" for a measure of the whole program); `key`: the
    constraint or variable and the index of that."""

    name: str
    value: float
    worst: str = ""
    key: tuple[str, Index] | None = None

    @property
    def passed(self) -> bool:
        """At or below the tolerance. NaN fails."""
        return bool(self.value <= TOLERANCE)

    @property
    def sentence(self) -> str:
        """What is wrong, for the reader of a failed certificate."""
        place = f" at {self.worst}" if self.worst else ""
        return f"{self.name} is {self.value:.2g}{place}, above {TOLERANCE:g}"


@dataclass(frozen=True)
class Certificate:
    """Residuals of a solution, each relative.

    rows: |violation of a row bound| / (size_i + sum |a_ij x_j|).
    bounds: |violation of a column bound| / (size_j + |x_j|).
    duals: |push of z_j against a bound that does not exist| / w_j, with w_j = 1 + |c_j| + sum |a_ij y_i|.
    row_duals: |push of y_i against a bound that does not exist| * max_j |a_ij| / w_j.
    reduced_costs: |z_j - the reduced cost the solver reports| / w_j.
    complementarity: sum |z_j (x_j - bound)| + sum |y_i (r_i - bound)| / (1 + |cost @ x|), where |z_j| and |r_i - bound|
    are taken less ROUNDING times w_j and sum |a_ij x_j|.
    gap: |primal - dual objective| / (1 + |cost @ x|). The objectives themselves include the constant.

    size_j is the typical magnitude of the column, size_i what follows from it for the row: the sizes of the solution,
    1 if none were given. Without them a loan that is 1e-5 USD short of nothing would count as wrong.

    Why this is sound: every row and column is measured against its own numbers, so that a figure of 1e15 in one cell lends
    no slack to the others: an order that is 1e-4 off leaves its own balance 1e-4 off, however large the objective. The two
    measures of the whole, complementarity and gap, cannot see that, and need not. Less ROUNDING nothing is forgiven but
    what no arithmetic in double precision could tell from 0, nine orders of magnitude below the pass mark.
    """

    status: Status
    primal_objective: float
    dual_objective: float
    rows: Figure
    bounds: Figure
    duals: Figure
    row_duals: Figure
    reduced_costs: Figure
    complementarity: Figure
    gap: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All measures in the order of the report."""
        return (
            self.rows,
            self.bounds,
            self.duals,
            self.row_duals,
            self.reduced_costs,
            self.complementarity,
            self.gap,
        )

    @property
    def of_the_plan(self) -> tuple[Figure, ...]:
        """Those that need no prices: whether it is a plan at all, be it optimal or not."""
        return self.rows, self.bounds

    @property
    def is_a_plan(self) -> bool:
        """Whether every row and bound is kept to the tolerance."""
        return all(figure.passed for figure in self.of_the_plan)

    @property
    def passed(self) -> bool:
        """Whether the solution is proven optimal to the tolerance."""
        return self.status == Status.OPTIMAL and all(figure.passed for figure in self.figures)

    @property
    def failures(self) -> tuple[str, ...]:
        """One sentence per reason not to call the solution optimal."""
        stopped = () if self.status == Status.OPTIMAL else (f"the solver stopped with status {self.status.value}",)
        return stopped + tuple(figure.sentence for figure in self.figures if not figure.passed)


def certify(program: LinearProgram, solution: Solution) -> Certificate:
    """Measure a solution against the program it is said to solve (for a LiveProgram, `live.program`)."""
    layout, matrix = program.layout, program.matrix
    x, y = solution.values, solution.duals
    size = abs(matrix)
    r = matrix @ x
    z = program.cost - matrix.T @ y
    weight = 1 + np.abs(program.cost) + size.T @ np.abs(y)

    activity = size @ np.abs(x)

    row_gap = np.maximum(np.maximum(program.row_lower - r, r - program.row_upper), 0)
    column_gap = np.maximum(np.maximum(program.column_lower - x, x - program.column_upper), 0)
    z_push, z_bound, x_from = _push(z, x, program.column_lower, program.column_upper)
    y_push, y_bound, r_from = _push(y, r, program.row_lower, program.row_upper)
    # What double precision cannot tell from 0 is no violation: with a bill of 1e16 USD one unit of it is 2 USD.
    z_product = np.maximum(np.abs(z) - ROUNDING * weight, 0.0) * x_from
    y_product = np.abs(y) * np.maximum(r_from - ROUNDING * activity, 0.0)
    reach = _largest_per_row(size.data / weight[size.indices], size.indptr)

    cost = float(program.cost @ x)
    primal, dual = cost + program.constant, float(z_bound.sum() + y_bound.sum()) + program.constant
    norm = 1 + abs(cost)
    column, row = (layout.column_label, layout.column_key), (layout.row_label, layout.row_key)
    return Certificate(
        status=solution.status,
        primal_objective=primal,
        dual_objective=dual,
        rows=_worst("row violation", row_gap / (solution.row_sizes + activity), row),
        bounds=_worst("bound violation", column_gap / (solution.column_sizes + np.abs(x)), column),
        duals=_worst("dual violation", z_push / weight, column),
        row_duals=_worst("sign violation of a row's dual", y_push * reach, row),
        reduced_costs=_worst("error of a reduced cost", np.abs(z - solution.reduced_costs) / weight, column),
        complementarity=Figure("complementarity", float(z_product.sum() + y_product.sum()) / norm),
        gap=Figure("relative gap between primal and dual objective", abs(primal - dual) / norm),
    )


def _push(
    price: FloatArray, level: FloatArray, lower: FloatArray, upper: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Where prices push against bounds: a positive price against the lower, a negative one against the upper.

    Returns |price| where that bound does not exist, price * bound and |level - bound| where it does.
    """
    bound = np.where(price > 0, lower, upper)
    exists = np.isfinite(bound)
    held = np.where(exists, bound, 0.0)
    return np.where(exists, 0.0, np.abs(price)), price * held, np.where(exists, np.abs(level - held), 0.0)


def _largest_per_row(data: FloatArray, starts: NDArray[np.integer]) -> FloatArray:
    """Largest entry of each row of a CSR matrix, 0 for an empty row; entries are not negative."""
    largest = np.zeros(len(starts) - 1)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        largest[filled] = np.maximum.reduceat(data, starts[filled])
    return largest


def _worst(
    name: str, violations: FloatArray, place: tuple[Callable[[int], str], Callable[[int], tuple[str, Index]]]
) -> Figure:
    if not len(violations):
        return Figure(name, 0.0)
    worst = int(np.argmax(violations))  # the first NaN, if there is one
    value = float(violations[worst])
    label, key = place
    return Figure(name, value) if value == 0 else Figure(name, value, label(worst), key(worst))
