"""What is replayed: the plan along its base path, where nothing happens, as arrays by period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.calendar import FloatArray
from model.program.problem_data import ProblemData
from model.tree import IntArray


class NoBasePathError(ValueError):
    """The base story has no probability left in some period, so the plan says nothing of a world without disruption."""


@dataclass(frozen=True)
class BasePath:
    """A plan of `data` with these `values` of its variables, along the base path; grids are (rows, T), in t.

    `values` are in the order of the variables' cells.
    """

    data: ProblemData
    values: Mapping[str, FloatArray]

    @cached_property
    def nodes(self) -> IntArray:
        """Nodes of the base story by period, (T,). Raises NoBasePathError where there are none."""
        tree = self.data.tree
        nodes = np.flatnonzero(tree.story == 0)
        if len(nodes) < tree.calendar.periods:
            raise NoBasePathError("the stories take all the probability of the base story")
        return nodes

    def grid(self, variable: str, rows: int, row: IntArray | None = None) -> FloatArray:
        """A variable by row and period. `row` gives the row of each cell where it is not that of the cells."""
        cells = self.data.cells.get(variable)
        grid = np.zeros((rows, self.data.case.calendar.periods))
        if cells is None or not len(cells):
            return grid
        own = np.flatnonzero(self.data.tree.story[cells.node] == 0)
        of = (cells.row if row is None else row)[own]
        np.add.at(grid, (of, self.data.node_period[cells.node[own]]), self.values[variable][own])
        return grid

    def before_start(self, variable: str, rows: int) -> FloatArray:
        """What was begun before Start, by row and period of arrival."""
        cells = self.data.cells[variable]
        grid = np.zeros((rows, self.data.case.calendar.periods))
        arrival = np.array([t for _, t in cells.keys], dtype=np.int64) - 1
        np.add.at(grid, (cells.row, arrival), self.values[variable])
        return grid

    @cached_property
    def orders(self) -> FloatArray:
        """Industry's orders by step, (S, T)."""
        return self.grid("buy", len(self.data.market.steps.names))

    @cached_property
    def reserve_orders(self) -> FloatArray:
        """The reserve's orders by step, (S, T)."""
        return self.grid("stockbuy", len(self.data.market.steps.names))

    @cached_property
    def early(self) -> FloatArray:
        """Industry's orders before Start by step and period of arrival, (S, T)."""
        return self.before_start("early", len(self.data.market.steps.names))

    @cached_property
    def added(self) -> tuple[FloatArray, FloatArray]:
        """Capacity that projects have added, t a period, to steps (S, T) and to processes (P, T)."""
        projects, cells = self.data.market.projects, self.data.cells["built"]
        length = self.data.case.calendar.length
        found = []
        for rows, joined in (
            (len(self.data.market.steps.names), projects.step[cells.row, cells.node]),
            (self.data.market.processes.size, projects.process[cells.row]),
        ):
            # Those that join the other kind are put in a row of their own, and left out.
            found.append(self.grid("built", rows + 1, np.where(joined < 0, rows, joined))[:rows] * length)
        return found[0], found[1]

    @cached_property
    def runs(self) -> FloatArray:
        """Main input of processes, (P, T)."""
        return self.grid("run", self.data.market.processes.size)

    @cached_property
    def early_runs(self) -> FloatArray:
        """Main input of runs before Start, by period of their output, (P, T)."""
        return self.before_start("early_run", self.data.market.processes.size)

    @cached_property
    def use(self) -> FloatArray:
        """Demand met by pair of material and segment, (D, T)."""
        return self.grid("use", len(self.data.market.demand.segment))

    @cached_property
    def short(self) -> FloatArray:
        """Shortage by step of a pair, (Q, T)."""
        return self.grid("short", len(self.data.shortages.pair))

    @cached_property
    def from_processes(self) -> FloatArray:
        """Process output bought by the reserve by material, (I, T)."""
        moves = self.data.market.places.stockship
        cells = self.data.cells["stockship"]
        return self.grid("stockship", len(self.data.market.materials), moves.material[cells.row])

    @cached_property
    def stock(self) -> FloatArray:
        """The reserve at the end of each period, (I, T)."""
        return self.grid("stock", len(self.data.market.materials))

    @cached_property
    def kept(self) -> FloatArray:
        """Share of the stock that a period leaves, (I,)."""
        return np.asarray((1.0 - self.data.material_column("holding_loss")) ** self.data.case.calendar.length)

    @cached_property
    def beside_orders(self) -> FloatArray:
        """What the reserve's stock gains, or loses below 0, beside orders and process output: goods under way at Start,
        sales, spoilage, and what participants draw and put back, (I, T)."""
        opening = self.data.material_column("opening_stock")[:, None]
        before = np.concatenate([opening, self.stock[:, :-1]], axis=1) * self.kept[:, None]
        return np.asarray(self.stock - before - self.arrivals(self.reserve_orders) - self.from_processes)

    @cached_property
    def own(self) -> FloatArray:
        """What industry has of a material beside orders and outputs of processes: what is recycled, released, drawn and taken
        from its own stock on the base path, (I, T); below 0 where it puts more into stock or back than that."""
        size, market = len(self.data.market.materials), self.data.market
        wanted = np.zeros((size, self.data.case.calendar.periods))
        np.add.at(wanted, market.demand.material, self.use)
        processes = market.processes
        wanted += processes.inputs.T @ self.runs + self.from_processes
        surplus = self.grid("surplus", size) + self.grid("surplus_abroad", size)
        outputs = processes.outputs.T @ later(self.runs, processes.lead, self.early_runs)
        return np.asarray(wanted + surplus - self.arrivals(self.orders, self.early) - outputs)

    def arrivals(self, orders: FloatArray, early: FloatArray | None = None) -> FloatArray:
        """Orders by step (S, T) as they arrive, by material, (I, T)."""
        steps = self.data.market.steps
        arrive = later(orders, steps.lead, early) * steps.delivery[:, None]
        total = np.zeros((len(self.data.market.materials), orders.shape[1]))
        np.add.at(total, steps.material, arrive)
        return total


def later(begun: FloatArray, lead: IntArray, early: FloatArray | None = None) -> FloatArray:
    """What is begun by row and period, (rows, T), in the period in which it arrives; with what was begun `early`."""
    arrives = np.zeros_like(begun) if early is None else early.copy()
    for periods in np.unique(lead).tolist():
        own = lead == periods
        if periods < begun.shape[1]:
            arrives[own, periods:] += begun[own, : begun.shape[1] - periods]
    return arrives
