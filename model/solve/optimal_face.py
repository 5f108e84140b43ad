"""All optima of a solved program: what they agree on, and how far they differ.

With an optimum and its prices at hand, a point is optimal exactly if it keeps the program's bounds, every column with a
reduced cost stays where it is, and so does the body of every row with a price. What is left is a much smaller program.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from model.solve.attend import Watch
from model.solve.highs import SolverOptions, expect, new_highs, run
from model.solve.linear_program import FloatArray, IntArray, LinearProgram
from model.solve.scaling import Scaling
from model.solve.solution import Solution, Status

PRICE = 1e-7  # scaled reduced costs and row prices above are prices; what is less is the solver's tolerance


class OptimalFace:
    """The optima of `program`, of which `solution` is one, in natural units. `watch` ends its solves at the deadline."""

    def __init__(
        self, program: LinearProgram, scaling: Scaling, solution: Solution, watch: Watch | None = None
    ) -> None:
        self._watch = watch
        scaled = scaling.apply(program)
        self._size, self._values = scaling.column, solution.values
        point = solution.values / scaling.column
        fixed = np.abs(solution.reduced_costs * scaling.column * scaling.objective) > PRICE
        priced = np.abs(solution.duals / scaling.row * scaling.objective) > PRICE
        self._free: IntArray = np.flatnonzero(~fixed)
        matrix = sparse.csr_array(scaled.matrix[:, self._free])
        held = np.diff(matrix.indptr) > 0
        rest, body = scaled.matrix[:, np.flatnonzero(fixed)] @ point[fixed], matrix @ point[self._free]
        # The point at hand is on the face by construction: no bound is tighter than it stands.
        lower = np.where(priced, body, np.minimum(scaled.row_lower - rest, body))
        upper = np.where(priced, body, np.maximum(scaled.row_upper - rest, body))
        self._highs = new_highs(
            replace(
                scaled,
                cost=np.zeros(len(self._free)),
                constant=0.0,
                matrix=sparse.csr_array(matrix[held]),
                row_lower=lower[held],
                row_upper=upper[held],
                column_lower=np.minimum(scaled.column_lower[self._free], point[self._free]),
                column_upper=np.maximum(scaled.column_upper[self._free], point[self._free]),
            ),
            SolverOptions(),
        )

    @property
    def columns(self) -> int:
        """How many columns differ between optima, or could."""
        return len(self._free)

    def lowest(self, weights: FloatArray) -> FloatArray | None:
        """Values (n,) of an optimum at which weights @ values is least; None where there is no least, or no time."""
        cost = weights[self._free] * self._size[self._free]
        places = np.arange(len(cost), dtype=np.int32)
        expect(self._highs.changeColsCost(len(places), places, cost), "weights")
        expect(self._highs.clearSolver(), "clearing the basis")
        if run(self._highs, self._watch) is not Status.OPTIMAL:
            return None
        values = self._values.copy()
        values[self._free] = np.array(self._highs.getSolution().col_value) * self._size[self._free]
        return values
