"""What each floor does at every node: tonnes under it, who pays how much because of it, and the capacity it keeps alive.

Every amount counts once, under the floor that decides it: of several border floors the highest (of equals the first by
name), for a contract what it adds to a border floor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.market.floors import deciding_floors
from model.results.facts.duties import entering_goods
from model.results.facts.floor_capacity import build_floor_capacity
from model.results.facts.floor_terms import FloorTerms, build_floor_terms
from model.results.facts.plan_result import PlanResult, made_once
from model.results.facts.selection import material_numbers, stages
from model.results.facts.values import on_grid
from model.tree import IntArray

UNDER, AT_FLOOR, TOPPED_UP = "tonnes under it", "tonnes at the floor", "tonnes topped up"
PREMIUM, TO_PROCESSES, DUTY, TOP_UP = "premium", "paid to processes", "ad valorem duty", "border top-up"
PAYS, RECEIVES, NEW_CAPACITY = "treasury pays", "treasury receives", "settled on new capacity"
REBATES, NOT_TAKEN, SETTLED = "rebates", "take-or-pay not taken", "tonnes settled"


@dataclass(frozen=True)
class FloorEffects:
    """The Floors sheet's rows at work.

    `amounts` by name, each (F, N): tonnes or USD at every node, undiscounted. `agreement` is what the row names as
    Agreement or country, "" for a contract with an offer alone; `stage` its material's.
    """

    floors: list[FloorTerms]
    agreement: list[str]
    stage: list[str]
    amounts: Mapping[str, FloatArray]


class _Effects:
    """Adds up amounts by floor and node."""

    def __init__(self, result: PlanResult) -> None:
        self.result, self.data = result, result.data
        self.floors = build_floor_terms(result.data)
        self.inside, self.outside = deciding_floors(self.data.case, self.data.market.clubs)
        self.names = pd.Index([floor.name for floor in self.floors], dtype=object)
        self.shape = (len(self.floors), self.data.tree.size)
        self.amounts: dict[str, FloatArray] = {}

    def add(self, name: str, floor: IntArray, node: IntArray, amount: FloatArray) -> None:
        """Amounts of rows: floor −1 is none, and not counted."""
        grid = self.amounts.setdefault(name, np.zeros(self.shape))
        known = floor >= 0
        grid += on_grid(floor[known], node[known], amount[known], self.shape)

    def contract(self, names: Iterable[str]) -> IntArray:
        """Floor numbers of contracts by name, −1 where none."""
        return self.names.get_indexer(pd.Index(names)).astype(np.int64)

    def orders(self) -> None:
        """What buyers pay more to sellers because of border floors and contracts."""
        orders, steps, t = self.result.orders, self.data.market.steps, self.data.node_period
        s, n = orders["step"].to_numpy(np.int64), orders["node"].to_numpy(np.int64)
        delivered, ask, floor = orders["delivered"].to_numpy(float), steps.ask[s, n], steps.inside_floor[s, n]
        lift = np.maximum(floor - ask, 0.0)
        border = self.inside[steps.material[s], steps.country[s], t[n]]
        self.add(UNDER, border, n, delivered)
        self.add(AT_FLOOR, border, n, np.where(lift > 0, delivered, 0.0))
        self.add(PREMIUM, border, n, lift * delivered)
        contract = self.contract(orders["contract"])
        for f, terms in enumerate(self.floors):
            if not terms.mechanism.at_border:
                own = contract == f
                step, node, tonnes = s[own], n[own], delivered[own]
                at, by_buyer = contract[own], float(not terms.mechanism.settled)
                self.add(UNDER, at, node, tonnes * terms.covers[step, node])
                self.add(AT_FLOOR, at, node, tonnes * terms.lifts[step, node])
                self.add(PREMIUM, at, node, tonnes * terms.premium[step, node] * by_buyer)

    def border(self) -> None:
        """Duty on goods under each floor, and what those of outsiders are topped up by."""
        goods = entering_goods(self.result)
        i, c = material_numbers(self.data, goods["material"]), goods["number"].to_numpy(np.int64)
        t, n = goods["period"].to_numpy(np.int64), goods["node"].to_numpy(np.int64)
        inside, outside, contract = self.inside[i, c, t], self.outside[i, c, t], self.contract(goods["contract"])
        top_up = goods["top_up"].to_numpy(float)
        owner = np.where(inside >= 0, inside, np.where(contract >= 0, contract, outside))
        self.add(DUTY, owner, n, goods["duty"].to_numpy(float))
        self.add(TOP_UP, outside, n, top_up)
        self.add(TOPPED_UP, outside, n, np.where(top_up > 0, goods["t"].to_numpy(float), 0.0))

    def processes(self) -> None:
        """What processes make under each floor, and are paid beyond their toll, by the runs, those before Start too."""
        processes, price, t = self.data.market.processes, self.data.market.price, self.data.node_period
        run = self.result.grid("run", processes.size) + self.result.grid("early_run", processes.size)
        p, i = np.nonzero(processes.outputs)
        made = run[p] * processes.outputs[p, i][:, None]
        lift = np.maximum(self.data.market.floors[0][i, processes.country[p]][:, t] - price[i], 0.0)
        floor = self.inside[i, processes.country[p]][:, t]
        node = np.broadcast_to(np.arange(self.shape[1]), made.shape)
        # What floors on inputs took up already is not paid again: each output bears its part of what is left.
        gross = np.zeros(run.shape)
        np.add.at(gross, p, lift * processes.outputs[p, i][:, None])
        left = np.divide(processes.uplift, gross, out=np.zeros(run.shape), where=gross > 0)
        paid = lift * made * left[p]
        for name, amount in ((UNDER, made), (AT_FLOOR, np.where(lift > 0, made, 0.0)), (TO_PROCESSES, paid)):
            self.add(name, floor.ravel(), node.ravel(), amount.ravel())

    def contracts(self) -> None:
        """What contracts settle with the treasury, pay back, and cost where tonnes are not taken."""
        data, steps, projects = self.data, self.data.market.steps, self.data.market.projects
        of_step = self.contract(steps.table["contract"])
        node = np.broadcast_to(np.arange(self.shape[1]), steps.capacity.shape)
        settled = steps.settlement * steps.capacity
        floor = np.broadcast_to(of_step[:, None], settled.shape)
        for name, amount in ((PAYS, np.maximum(settled, 0.0)), (RECEIVES, np.maximum(-settled, 0.0))):
            self.add(name, floor.ravel(), node.ravel(), amount.ravel())
        self.add(SETTLED, floor.ravel(), node.ravel(), np.where(settled != 0, steps.capacity, 0.0).ravel())
        built, untaken = data.cells["built"], data.cells["untaken"]
        step = projects.step[built.row, built.node]
        added = self.result.value("built") * projects.adds[built.row, built.node]
        per_tonne = steps.settlement[step, built.node]
        new = np.where(step >= 0, of_step[step], -1)
        self.add(NEW_CAPACITY, new, built.node, added * per_tonne)
        self.add(SETTLED, new, built.node, np.where(per_tonne != 0, added, 0.0))
        owed = self.result.value("untaken") * (steps.paid * steps.delivery[:, None])[untaken.row, untaken.node]
        self.add(NOT_TAKEN, of_step[untaken.row], untaken.node, owed)
        for name in ("rebate", "reserve_rebate"):
            cells = data.cells[name]
            self.add(
                REBATES, self.contract([key[0] for key in cells.keys]), cells.node, self.result.value(name)
            )


@made_once
def build_floor_effects(result: PlanResult) -> FloorEffects:
    """Everything the floors of a plan do, in its answer."""
    found = _Effects(result)
    for part in (found.orders, found.border, found.processes, found.contracts):
        part()
    agreements = [str(row["agreement_or_country"]) for row in result.data.case.records("floors")]
    capacity = build_floor_capacity(result, found.floors, found.inside)
    return FloorEffects(
        found.floors,
        agreements,
        [stages(result.data)[floor.material] for floor in found.floors],
        {**found.amounts, **capacity},
    )
