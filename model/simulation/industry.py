"""A chain of materials in histories: what industry gets, what is missing, and what the reserve releases of it.

Industry follows the plan's base path as long as nothing of the chain is disrupted or shut. From then on it orders what it
needs from whoever still sells, knowing how the disruption goes on, as in the plan, but not what may begin later: sellers of
the base path first, then the others, each time the cheapest landed tonne first; not where a tonne would cost more than going
without. Orders under way arrive. Places are not told apart: goods of a material are one pool, which feeds processes first and
then users, the dearest shortage last. A process runs as far as its own capacity and its scarcest input allow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.simulation.chains import Chain
from model.simulation.effects import Force
from model.simulation.plan import BasePath
from model.simulation.sellers import Offer, Sellers
from model.tree import IntArray

LEAST = 1e-9  # share of a capacity that counts as nothing


@dataclass(frozen=True)
class Lot:
    """What one seller can deliver of a material by period, (T, n) or (T, 1): tonnes as in the plan, `planned`, and `spare`
    ones beside; `price` USD/t when it was ordered, and whether industry did not follow the plan then, `chosen`; `process` is
    the number of the process, −1 where it is an offer."""

    planned: FloatArray
    spare: FloatArray
    price: FloatArray
    chosen: BoolArray
    process: int


@dataclass(frozen=True)
class Wanted:
    """Demand of a material beyond what the base path leaves short: steps of a shortage, the cheapest first, with their
    `cost` USD/t (T,) and `tonnes` (T, n) or (T, 1). `base_cost`: what the shortage of the base path costs, USD, alike."""

    cost: list[FloatArray]
    tonnes: list[FloatArray]
    base_cost: FloatArray

    def above(self, price: FloatArray) -> FloatArray | float:
        """Tonnes for which it is worth paying this price."""
        steps = zip(self.cost, self.tonnes, strict=True)
        return sum((np.where(cost[:, None] >= price, tonnes, 0.0) for cost, tonnes in steps), np.float64(0.0))

    def cost_of(self, missing: FloatArray) -> FloatArray:
        """What it costs that so much is missing (T, n), USD, the shortage of the base path included."""
        total, left = self.base_cost + np.zeros_like(missing), missing
        for cost, tonnes in zip(self.cost, self.tonnes, strict=True):
            here = np.minimum(left, tonnes)
            total = total + cost[:, None] * here
            left = left - here
        return total


Give = Callable[[int, FloatArray], FloatArray]
"""What the reserve releases of a material where so much is missing and worth it, (T, n) both."""


class ChainReplay:
    """One chain in the `chosen` histories of a chunk."""

    def __init__(self, path: BasePath, sellers: Sellers, chain: Chain, force: Force, chosen: IntArray) -> None:
        self.path, self.market, self.chain, self.sellers = path, path.data.market, chain, sellers
        self.shape = (path.data.case.calendar.periods, len(chosen))
        self.disrupted = force.disrupted[list(chain.materials)][:, :, chosen]
        steps, processes = self.market.steps, self.market.processes
        own = np.flatnonzero(np.isin(steps.material, chain.materials))
        self.offers = {s: sellers.step(s, force, chosen) for s in own.tolist()}
        self.plants = {p: sellers.process(p, force, chosen) for p in chain.processes}
        self.stirred = self._stirred()
        self.wanted = {i: self._wanted(i, force, chosen) for i in chain.materials}
        self.feeding = {i: [p for p in chain.processes if processes.inputs[p, i] > 0] for i in chain.materials}
        self.making = {i: [p for p in chain.processes if processes.outputs[p, i] > 0] for i in chain.materials}
        self.lots = {i: self._lots(i, own) for i in chain.materials}
        self.runs = self._wanted_runs()

    def _stirred(self) -> BoolArray:
        """Where industry cannot go on as in the plan: something is disrupted, or a seller cannot deliver, (T, n)."""
        found = self.disrupted.any(axis=0)
        for planned, offers in ((self.path.orders, self.offers), (self.path.runs, self.plants)):
            for k, offer in offers.items():
                found = found | (planned[k][:, None] * (1 - LEAST) > offer.capacity)
        return np.asarray(found)

    def _wanted(self, i: int, force: Force, chosen: IntArray) -> Wanted:
        data, path = self.path.data, self.path
        demand, shortages = data.market.demand, data.shortages
        steps, base_cost = [], np.zeros((self.shape[0], 1))
        for d in np.flatnonzero(demand.material == i).tolist():
            factor = force.demand[d][:, chosen] if d in force.demand else np.ones((1, 1))
            tonnes = demand.tonnes[d, path.nodes]
            for q in np.flatnonzero(shortages.pair == d).tolist():
                short = path.short[q]
                steps.append((shortages.cost[q], np.maximum(shortages.width[q] * tonnes - short, 0.0)[:, None] * factor))
                base_cost = base_cost + (shortages.cost[q] * short)[:, None] * factor
        steps.sort(key=lambda step: float(step[0].mean()))
        return Wanted([cost for cost, _ in steps], [tonnes for _, tonnes in steps], base_cost)

    def _lots(self, i: int, own: IntArray) -> list[Lot]:
        """What sellers can deliver of a material, the cheapest of the base path first."""
        market, path = self.market, self.path
        closed = (market.steps.table["buyer"] == "reserve").to_numpy()
        lots = []
        for s in own[(market.steps.material[own] == i) & ~closed[own]].tolist():
            lead, rate = int(market.steps.lead[s]), float(market.steps.delivery[s])
            lots.append(self._lot(self.offers[s], path.orders[s], path.early[s], lead, rate, self.offers[s].price, -1))
        for p in self.making[i]:
            plant, lead, rate = self.plants[p], int(market.processes.lead[p]), float(market.processes.outputs[p, i])
            price = plant.price * market.base_price[i][:, None]
            lots.append(self._lot(plant, path.runs[p], path.early_runs[p], lead, rate, price, p))
        return sorted(lots, key=lambda lot: float(lot.price.mean()))

    def _lot(
        self, offer: Offer, planned: FloatArray, early: FloatArray, lead: int, rate: float, price: FloatArray, process: int
    ) -> Lot:
        order = np.minimum(planned[:, None], offer.capacity)
        spare = np.where(self.stirred, np.maximum(offer.capacity - order, 0.0), 0.0)
        return Lot(
            (_later(order, lead) + early[:, None]) * rate,
            _later(spare, lead) * rate,
            np.concatenate([price[:lead], price])[: len(price)],
            _later(self.stirred.astype(float), lead) > 0,
            process,
        )

    def _taken(
        self, i: int, feed: FloatArray | float, had: FloatArray, offers_alone: bool, runs: dict[int, FloatArray]
    ) -> FloatArray:
        """What industry has of a material once it has ordered, beside what it `had` anyway, (T, n). `runs` are told what is
        taken of the output of each process, where they are asked."""
        wanted = self.wanted[i]
        users = sum(wanted.tonnes, np.float64(0.0))
        level = had + np.zeros(self.shape)
        lots = [lot for lot in self.lots[i] if not (offers_alone and lot.process >= 0)]
        for spare in (False, True):
            for lot in lots:
                part = lot.spare if spare else lot.planned
                if spare and not (level < (feed + users) * (1 - LEAST)).any():
                    break
                worth = feed + wanted.above(lot.price)
                most = worth if spare else np.where(lot.chosen, worth, feed + users)
                got = np.clip(most - level, 0.0, part)
                level = level + got
                if lot.process >= 0:
                    runs[lot.process] = runs.get(lot.process, 0.0) + got
        return level

    def _wanted_runs(self) -> dict[int, FloatArray]:
        """Main input that each process is asked to take, from what is wanted down the chain, (T, n)."""
        processes, asked = self.market.processes, {}
        for p in self.chain.processes:
            asked[p] = np.minimum(self.path.runs[p][:, None], self.plants[p].capacity) + np.zeros(self.shape)
        for i in reversed(self.chain.materials):
            if not self.making[i]:
                continue
            outputs: dict[int, FloatArray] = {}
            self._taken(i, self._feed(i, asked), self.path.own[i][:, None], offers_alone=False, runs=outputs)
            for p, tonnes in outputs.items():
                lead = int(processes.lead[p])
                begun = np.zeros(self.shape)
                begun[: self.shape[0] - lead] = tonnes[lead:] / processes.outputs[p, i]
                asked[p] = np.maximum(asked[p], np.minimum(begun, self.plants[p].capacity))
        return asked

    def _feed(self, i: int, runs: Mapping[int, FloatArray]) -> FloatArray | float:
        """Tonnes of a material that processes take at these runs."""
        return sum((self.market.processes.inputs[p, i] * runs[p] for p in self.feeding[i]), np.float64(0.0))

    def run(self, give: Give | None = None) -> dict[int, FloatArray]:
        """What industry's users miss of each material, beyond the base path's own shortage, t, (T, n): alone, or with what
        the reserve may `give`."""
        processes = self.market.processes
        missing: dict[int, FloatArray] = {}
        actual: dict[int, FloatArray] = {}
        for i in self.chain.materials:
            feed, had = self._feed(i, self.runs), self.path.own[i][:, None]
            for p in self.making[i]:
                done = _later(actual[p], int(processes.lead[p])) + self.path.early_runs[p][:, None]
                had = had + processes.outputs[p, i] * done
            level = self._taken(i, feed, had, offers_alone=True, runs={})
            users = sum(self.wanted[i].tonnes, np.zeros((1, 1)))
            if give is not None:
                lacking = np.maximum(feed + users - level, 0.0)
                level = level + give(i, self._worth_it(i, lacking))
            fed = np.clip(level, 0.0, feed)
            missing[i] = np.maximum(feed + users - level, 0.0) - (feed - fed)
            missing[i] = np.minimum(missing[i], users)
            for p in self.feeding[i]:
                share = np.divide(fed, feed, out=np.ones(self.shape), where=feed > 0)
                actual[p] = np.minimum(actual.get(p, self.runs[p]), self.runs[p] * share)
        return missing

    def _worth_it(self, i: int, lacking: FloatArray) -> FloatArray:
        """What is lacking without the shortage that costs less than the tonne is worth at the end."""
        wanted, worth = self.wanted[i], float(self.path.data.terminal_value[i])
        steps = zip(wanted.cost, wanted.tonnes, strict=True)
        cheap = sum((np.where(cost[:, None] <= worth, tonnes, 0.0) for cost, tonnes in steps), np.float64(0.0))
        return np.maximum(lacking - cheap, 0.0)

    def ordered_for_reserve(self, i: int) -> FloatArray:
        """The reserve's orders of the base path that are placed, as they arrive, and process output it buys, t, (T, n)."""
        steps, path = self.market.steps, self.path
        total = np.where(self.stirred, 0.0, path.from_processes[i][:, None])
        for s in np.flatnonzero((steps.material == i) & (path.reserve_orders > 0).any(axis=1)).tolist():
            order = np.minimum(path.reserve_orders[s][:, None], self.offers[s].capacity)
            total = total + _later(np.where(self.stirred, 0.0, order), int(steps.lead[s])) * float(steps.delivery[s])
        return np.asarray(total)


def _later(begun: FloatArray, lead: int) -> FloatArray:
    """What is begun by period, (T, n), in the period in which it arrives."""
    arrives = np.zeros_like(begun)
    arrives[lead:] = begun[: max(len(begun) - lead, 0)]
    return arrives
