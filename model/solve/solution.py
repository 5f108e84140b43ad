"""The solver's answer in natural units, by component.

Signs, for a minimisation: the dual of a row is d objective / d right-hand side (of the bound that holds it), the
reduced cost of a column is d objective / d of the bound that holds it. A dearer world has a positive sign: a binding
demand (>=) has a dual >= 0, a binding capacity (<=) a dual <= 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import pandas as pd

from model.solve.linear_program import FloatArray, Index, Layout, Part


class Status(Enum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    LIMIT = "limit"
    ERROR = "error"


@dataclass(frozen=True)
class Solution:
    """Arrays over the whole program and views by component name.

    values, reduced_costs (n,); activities, duals (m,); NaN where there is no solution. objective: cost @ values +
    constant, in the model's money unit. seconds: wall time of the solve. column_sizes (n,), row_sizes (m,): what one
    unit of the scaled program is in natural units, the measure of what counts as small.
    """

    status: Status
    objective: float
    layout: Layout
    values: FloatArray
    reduced_costs: FloatArray
    activities: FloatArray
    duals: FloatArray
    iterations: int
    seconds: float
    column_sizes: FloatArray
    row_sizes: FloatArray

    @property
    def priced(self) -> bool:
        """Whether duals and reduced costs are prices: those of an optimum."""
        return self.status is Status.OPTIMAL

    def value(self, name: str) -> FloatArray:
        """Values of variable `name`, in the order of `index(name)`."""
        return self.values[self.layout.column_part(name).slice]

    def reduced_cost(self, name: str) -> FloatArray:
        """Reduced costs of variable `name`, in the order of `index(name)`."""
        return self.reduced_costs[self.layout.column_part(name).slice]

    def activity(self, name: str) -> FloatArray:
        """Values of the body of constraint `name`, in the order of `index(name)`."""
        return self.activities[self.layout.row_part(name).slice]

    def dual(self, name: str) -> FloatArray:
        """Duals of constraint `name`, in the order of `index(name)`."""
        return self.duals[self.layout.row_part(name).slice]

    def index(self, name: str) -> Sequence[Index]:
        """Keys of a variable or a constraint."""
        return self._part(name).index

    def series(self, name: str) -> pd.Series:
        """Values of a variable, or duals of a constraint, by key; a MultiIndex where keys are tuples."""
        part = self._part(name)
        numbers = self.value(name) if name in self.layout.columns else self.dual(name)
        if part.index and isinstance(part.index[0], tuple):
            return pd.Series(numbers, index=pd.MultiIndex.from_tuples(part.index), name=name)
        return pd.Series(numbers, index=pd.Index(list(part.index)), name=name)

    def mapping(self, name: str) -> dict[Index, float]:
        """Values of a variable, or duals of a constraint, by key."""
        numbers = self.value(name) if name in self.layout.columns else self.dual(name)
        return dict(zip(self.index(name), numbers.tolist(), strict=True))

    def _part(self, name: str) -> Part:
        return self.layout.columns[name] if name in self.layout.columns else self.layout.row_part(name)
