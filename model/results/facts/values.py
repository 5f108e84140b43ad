"""The values of a solution over the program's cells, in tonnes and USD, from which all tables of results are made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import Booking
from model.program.plan import Plan
from model.solve.solution import Solution

TINY = 1e-9  # tonnes or USD below which a value is the solver's dust


@dataclass(frozen=True)
class Values:
    """A plan's inputs, its bookings and one solution of its program."""

    plan: Plan
    bookings: list[Booking]
    solution: Solution

    def value(self, name: str) -> FloatArray:
        """A variable's values over its cells; empty if the program has no such variable."""
        if name not in self.plan.cells or not len(self.plan.cells[name]):
            return np.zeros(0)
        return self.solution.value(name)

    def grid(self, name: str, rows: int) -> FloatArray:
        """A variable's values as (rows, N), 0 where it has no cell; its rows are materials, tranches, …"""
        cells = self.plan.cells[name]
        found = np.zeros((rows, self.plan.tree.size))
        np.add.at(found, (cells.row, cells.node), self.value(name))
        return found

    def drawn(self, name: str) -> FloatArray:
        """takeout, putback or outstanding of all participants together by material and node, t, (I, N)."""
        cells, material = self.plan.cells[name], self.plan.commitments.material
        found = np.zeros((len(self.plan.market.materials), self.plan.tree.size))
        np.add.at(found, (material[cells.row], cells.node), self.value(name))
        return found

    @cached_property
    def repaid_at_once(self) -> FloatArray:
        """Drawn from a tranche and repaid to it within the same period, USD, (F, N).

        It brings the reserve nothing and is owed to nobody, so draws and repayments are told without it. It counts in
        interest and fees, and is not drawn again.
        """
        rows = len(self.plan.case["finance"])
        return np.maximum(np.minimum(self.grid("draw", rows), self.grid("repay", rows)), 0.0)
