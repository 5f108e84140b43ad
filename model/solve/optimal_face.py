"""All optima of a solved program: what they agree on, and how far they differ.

With an optimum and its prices at hand, a point is optimal exactly if it keeps the program's bounds, every column with a
reduced cost stays where it is, and so does the body of every row with a price. What is left is a much smaller program.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from model.solve.attend import Watch
from model.solve.highs import SolverOptions, new_highs, run, set_options, verdict
from model.solve.linear_program import BoolArray, FloatArray, LinearProgram
from model.solve.scaling import Scaling
from model.solve.solution import Solution, Status

PRICE = 1e-9  # scaled reduced costs and row prices above are prices; those of the default program are 1e-8 and more, or 1e-12


class OptimalFace:
    """The optima of `program`, of which `solution` is one, in natural units. `watch` ends its solves at the deadline."""

    def __init__(self, program: LinearProgram, scaling: Scaling, solution: Solution, watch: Watch) -> None:
        self._watch = watch
        self._scaled = scaling.apply(program)
        self._by_column = self._scaled.matrix.tocsc()
        self._size, self._values = scaling.column, solution.values
        self._point = solution.values / scaling.column
        self._body = self._scaled.matrix @ self._point
        self._free: BoolArray = np.abs(solution.reduced_costs * scaling.column * scaling.objective) <= PRICE
        self._priced: BoolArray = np.abs(solution.duals / scaling.row * scaling.objective) > PRICE

    @property
    def columns(self) -> int:
        """How many columns differ between optima, or could."""
        return int(np.count_nonzero(self._free))

    def lowest(self, weights: FloatArray, among: BoolArray | None = None) -> FloatArray | None:
        """Values (n,) of an optimum at which weights @ values is least; None where there is no least, or no time.

        `among`: columns (n,) that may differ, of all others none does. So few of them are solved at once, unattended.
        """
        free = np.flatnonzero(self._free if among is None else self._free & among)
        matrix = sparse.csr_array(self._by_column[:, free])
        held = np.diff(matrix.indptr) > 0
        point, scaled = self._point[free], self._scaled
        body = matrix @ point
        rest = self._body - body
        # The point at hand is on the face by construction: no bound is tighter than it stands.
        lower = np.where(self._priced, body, np.minimum(scaled.row_lower - rest, body))
        upper = np.where(self._priced, body, np.maximum(scaled.row_upper - rest, body))
        part = replace(
            scaled,
            cost=weights[free] * self._size[free],
            constant=0.0,
            matrix=sparse.csr_array(matrix[held]),
            row_lower=lower[held],
            row_upper=upper[held],
            column_lower=np.minimum(scaled.column_lower[free], point),
            column_upper=np.maximum(scaled.column_upper[free], point),
        )
        highs = new_highs(part, SolverOptions(time_limit=self._watch.remaining))
        set_options(highs, {"dual_feasibility_tolerance": PRICE})  # weights may differ by little
        if (run(highs, self._watch) if among is None else verdict(highs)) is not Status.OPTIMAL:
            return None
        values = self._values.copy()
        values[free] = np.array(highs.getSolution().col_value) * self._size[free]
        return values
