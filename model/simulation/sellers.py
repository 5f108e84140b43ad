"""What sellers and processes still offer while histories run, and at what price.

The rules are those of model.market.steps and model.market.processes: factors cut capacity, and who gets less than his cash
cost is shut, and stays so for his restart time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.market.landed import Landed
from model.simulation.effects import Force
from model.simulation.plan import BasePath
from model.tree import IntArray


@dataclass(frozen=True)
class Offer:
    """What a step, or a process, offers by period of the order: `capacity` t, and what a tonne costs at home, USD/t; each
    (T, n), or (T, 1) where no history touches it."""

    capacity: FloatArray
    price: FloatArray


class Sellers:
    """Steps and processes along the base path of a plan; arrays (S, T) and (P, T)."""

    def __init__(self, path: BasePath) -> None:
        data = path.data
        self.path, self.market, self.case = path, data.market, data.case
        steps, nodes, supply = data.market.steps, path.nodes, data.case["supply"]
        origin = steps.table["origin"].to_numpy()
        self.pair = data.market.conditions.pairs(steps.material, steps.country)
        self.undisturbed = steps.undisturbed[:, nodes] + path.added[0]
        self.closed = steps.shut[:, nodes]
        self.contract = steps.table["contract"].to_numpy(object)
        covered = np.zeros((len(supply), len(nodes)))
        under = np.flatnonzero(self.contract != "")
        np.add.at(covered, origin[under], steps.undisturbed[under][:, nodes])
        # Tonnes that a supply gain adds to what is under contract are sold at market terms, by the step they are cut from.
        self.beside = np.where((self.contract == "")[:, None], covered[origin], 0.0)
        self.ask, self.inside = steps.ask[:, nodes], steps.inside_floor[:, nodes]
        self.at_market = (supply["price_basis"] != "fixed").to_numpy()[origin]
        self.cash_cost = supply["cash_cost"].to_numpy(float)[origin]
        self.restart = np.array([data.case.calendar.up(months) for months in supply["restart"]])[origin]
        self.landed: Landed = steps.landed("industry", to_home=True)
        needed = {row["process"]: row["cash_margin_needed"] for row in self.case.records("processing")
                  if row["role"] == "main input"}  # fmt: skip
        self.margin = np.array([needed[name] for name in data.market.processes.names], dtype=float)
        processes = data.market.processes
        arrives = np.arange(1, len(nodes) + 1)[None, :] + processes.lead[:, None] <= len(nodes)
        self.run_undisturbed = np.where(arrives, processes.undisturbed[:, nodes] + path.added[1], 0.0)

    def step(self, s: int, force: Force, chosen: IntArray) -> Offer:
        """A step in the chosen histories of a chunk."""
        pair, i = int(self.pair[s]), int(self.market.steps.material[s])
        left, gained = (_of(factors, pair, chosen) for factors in (force.left, force.gained))
        price, freight = _of(force.price, i, chosen), _of(force.freight, pair, chosen)
        paid, receipt = self._terms(s, price)
        whole = left * gained
        under = self.contract[s] != ""
        capacity = self.undisturbed[s][:, None] * (np.minimum(whole, 1.0) if under else whole)
        capacity = capacity + self.beside[s][:, None] * np.maximum(whole - 1.0, 0.0)
        if price.shape != (1, 1):
            shut = _shut(self.cash_cost[s] > receipt * (1 + 1e-12), int(self.restart[s]))
        else:
            shut = self.closed[s][:, None]
        nodes, landed = self.path.nodes, self.landed
        base, duty, top_up = (part[s, nodes][:, None] for part in (landed.price, landed.duty, landed.top_up))
        rate = np.divide(duty, base, out=np.zeros_like(base), where=base > 0)
        top_up = np.where(top_up > 0, np.maximum(top_up - (paid - base) * (1 + rate), 0.0), 0.0)
        return Offer(np.where(shut, 0.0, capacity), paid * (1 + rate) + landed.freight[s, nodes][:, None] * freight + top_up)

    def _terms(self, s: int, price: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What a buyer pays and what the producer keeps at a factor of the price, USD/t."""
        ask = self.ask[s][:, None] * (price if self.at_market[s] else 1.0)
        paid = np.maximum(ask, self.inside[s][:, None])
        if self.contract[s] == "":
            return paid, paid
        contract = next(one for one in self.market.steps.contracts if one.name == self.contract[s])
        agreed, settled, _ = contract.mechanism.terms(paid, contract.price[:, None], contract.trigger, contract.share)
        active = contract.in_force[:, None]
        return np.where(active, agreed, paid), np.where(active, agreed + settled, paid)

    def process(self, p: int, force: Force, chosen: IntArray) -> Offer:
        """A process in the chosen histories: t of main input, and what its output costs per USD of its base value."""
        processes, base = self.market.processes, self.market.base_price
        left, gained = (_of(factors, p, chosen) for factors in (force.run_left, force.run_gained))
        inputs, outputs = (np.flatnonzero(ratios[p]).tolist() for ratios in (processes.inputs, processes.outputs))
        prices = {i: base[i][:, None] * _of(force.price, i, chosen) for i in {*inputs, *outputs}}
        cost = processes.toll[p, self.path.nodes][:, None] + sum(processes.inputs[p, i] * prices[i] for i in inputs)
        worth = sum(processes.outputs[p, i] * base[i][:, None] for i in outputs)
        return Offer(
            np.where(self._stopped(p, prices), 0.0, self.run_undisturbed[p][:, None] * left * gained),
            np.divide(cost, worth, out=np.zeros(np.broadcast_shapes(cost.shape, worth.shape)), where=worth > 0),
        )

    def _stopped(self, p: int, prices: dict[int, FloatArray]) -> BoolArray:
        """Where a process does not earn the cash margin it needs."""
        needed = self.margin[p]
        processes, floors = self.market.processes, self.market.floors[0]
        margin = sum(
            (processes.outputs[p, i] - processes.inputs[p, i])
            * np.maximum(price, floors[i, processes.country[p]][:, None])
            for i, price in prices.items()
        )
        return np.asarray(margin < needed - 1e-9 * np.abs(np.nan_to_num(needed)))


def _of(factors: object, row: int, chosen: IntArray) -> FloatArray:
    """The factor of a row in the chosen histories, (T, n), or 1 for all, (1, 1)."""
    assert isinstance(factors, dict)
    return factors[row][:, chosen] if row in factors else np.ones((1, 1))


def _shut(below: BoolArray, restart: int) -> BoolArray:
    """Where a seller is shut: below its cash cost then, or within its restart time before."""
    shut = below.copy()
    for back in range(1, min(restart, len(below) - 1) + 1):
        shut[back:] |= below[:-back]
    return shut
