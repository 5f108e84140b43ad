"""What the program is built from: the case, its tree and market, and the cells of every variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.calendar import FloatArray
from model.case import Case
from model.market import Market, market_without_floors
from model.program.before_start import BeforeStart
from model.program.cells import Cells
from model.program.commitments import Commitments
from model.program.cover import Cover
from model.program.release_rule import ReleaseRule
from model.program.shortages import Shortages
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class ProblemData:
    """Inputs of the program. `cells` holds the cells of each variable by its name, as the families declare them
    (model.program.families, which makes plans); `before` is what was begun before Start; `discount` δ by node (N,)."""

    case: Case
    tree: Tree
    market: Market
    discount: FloatArray
    horizon_discount: float
    before: BeforeStart
    cover: Cover
    commitments: Commitments
    release: ReleaseRule
    shortages: Shortages
    cells: Mapping[str, Cells]

    @property
    def node_period(self) -> IntArray:
        """Each node's period as an array position, t − 1, shape (N,)."""
        return self.tree.period - 1

    @cached_property
    def without_floors(self) -> Market:
        """The same market if no floor held, for reports; the program does not use it."""
        return market_without_floors(self.market, self.case, self.tree)

    @cached_property
    def terminal_value(self) -> FloatArray:
        """What a tonne left at the end is worth: a share of the lower of the first and the last base price, USD/t, (I,)."""
        lower = np.minimum(self.market.reference_price, self.market.base_price[:, -1])
        return np.asarray(self.material_column("terminal_value") * lower)

    @cached_property
    def surplus_price(self) -> FloatArray:
        """What a tonne that nobody wants brings: a share of the lower of market and base price, USD/t, shape (I, N)."""
        lower = np.minimum(self.market.price, self.market.base_price[:, self.node_period])
        return np.asarray(self.case.settings.surplus_price * lower)

    @cached_property
    def material_size(self) -> FloatArray:
        """A typical flow of each material in a period, t: a tenth of its largest demand, or else of its supply, (I,)."""
        steps, length = self.market.steps, self.case.calendar.length
        demand = self.market.demand.yearly_by_material(len(self.market.materials)).max(axis=1) * length
        supply = np.zeros(len(self.market.materials))
        np.add.at(supply, steps.material, steps.undisturbed.max(axis=1))
        own = self.material_column("opening_stock") + self.before.reserve.sum(axis=1)
        size = np.where(demand > 0, demand, np.where(supply > 0, supply, own)) / 10
        return np.where(size > 0, size, 1.0)

    def material_column(self, name: str) -> FloatArray:
        """A number column of the Materials sheet, shape (I,)."""
        return self.case["materials"][name].to_numpy(float)

    def storage_column(self, name: str, blank: float) -> FloatArray:
        """A number column of the Storage sheet by material, `blank` where it is blank or there is no class, shape (I,)."""
        column = self.case["storage"].set_index("storage_class")[name]
        values = self.case["materials"]["storage_class"].map(column).to_numpy(float)
        return np.where(np.isnan(values), blank, values)
