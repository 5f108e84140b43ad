"""The plan replayed in many histories at once: what is missing without the reserve and with it, and its stock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.problem_data import ProblemData
from model.simulation.chains import Chain, find_chains
from model.simulation.effects import Effects, Force
from model.simulation.histories import Histories, story_rates
from model.simulation.industry import ChainReplay
from model.simulation.plan import BasePath
from model.simulation.rule import Holding, may_release, release
from model.simulation.sellers import Sellers
from model.tree import IntArray

CHUNK = 500  # histories at a time: some hundred MB with a hundred materials


@dataclass(frozen=True)
class Replay:
    """What H histories come to. Shortage costs by material, USD, discounted as the plan's, (H, I): `without` the reserve and
    `with_reserve`; `base` is what the plan's base path costs, (I,). `stock` of the reserve at base prices at the end of each
    period, USD, (H, T), and `base_stock` that of the base path (T,); `released` by the rule at base prices, USD, discounted,
    beside what the base path releases, (H,)."""

    without: FloatArray
    with_reserve: FloatArray
    base: FloatArray
    stock: FloatArray
    base_stock: FloatArray
    released: FloatArray


class Replayer:
    """A plan ready to be replayed. Raises NoBasePathError where there is no base path to the end."""

    def __init__(self, data: ProblemData, values: Mapping[str, FloatArray]) -> None:
        self.data = data
        self.path = BasePath(data, values)
        self.rates = story_rates(data.case, data.tree)
        self.effects = Effects(data, self.rates)
        self.sellers = Sellers(self.path)
        self.chains = find_chains(data.market)
        self.discount = data.discount[self.path.nodes]
        self.limits = data.storage_column("release_limit", np.inf)

    def replay(self, histories: Histories) -> Replay:
        """All of them, in chunks."""
        size, shape = len(self.data.market.materials), (len(histories), self.data.case.calendar.periods)
        base, base_stock = self._base_cost(), self.path.stock * self.data.market.base_price
        without, with_reserve = (np.tile(base, (len(histories), 1)) for _ in range(2))
        stock = np.tile(base_stock.sum(axis=0), (shape[0], 1))
        released = np.zeros(shape[0])
        for start in range(0, len(histories), CHUNK):
            part = slice(start, start + CHUNK)
            force = self.effects.of(histories.some(part))
            allowed = may_release(self.data, force.disrupted)
            for chain, chosen in self._hit(force):
                rows = start + chosen
                replay = ChainReplay(self.path, self.sellers, chain, force, chosen)
                reserve = _Reserve(self, replay, allowed[:, :, chosen], force.disrupted[:, :, chosen])
                for costs, missing in ((without, replay.run()), (with_reserve, replay.run(reserve.give))):
                    for i, tonnes in missing.items():
                        costs[rows, i] = self.discount @ replay.wanted[i].cost_of(tonnes)
                for i, (given, held) in reserve.moved.items():
                    price = self.data.market.base_price[i][:, None]
                    released[rows] += self.discount @ (given * price)
                    stock[rows] += (held * price).T - base_stock[i]
        assert without.shape == (shape[0], size)
        return Replay(without, with_reserve, base, stock, base_stock.sum(axis=0), released)

    def _base_cost(self) -> FloatArray:
        """What the shortage of the base path costs by material, USD, discounted, (I,)."""
        shortages, demand = self.data.shortages, self.data.market.demand
        cost = (self.path.short * shortages.cost) @ self.discount
        return np.bincount(demand.material[shortages.pair], cost, len(self.data.market.materials)).astype(float)

    def _hit(self, force: Force) -> Iterator[tuple[Chain, IntArray]]:
        """Every chain with the histories of a chunk in which anything of it is hit."""
        market = self.data.market
        pairs, of_demand = np.argwhere(market.conditions.pair >= 0)[:, 0], market.demand.material
        count = force.disrupted.shape[2]
        hit = np.zeros((len(market.materials), count), dtype=bool)
        by_run = np.zeros((market.processes.size, count), dtype=bool)
        for factors, of in (
            (force.price, np.arange(len(hit))),
            (force.left, pairs),
            (force.gained, pairs),
            (force.freight, pairs),
            (force.demand, of_demand),
        ):
            for k, factor in factors.items():
                hit[of[k]] |= (factor != 1.0).any(axis=0)
        for runs in (force.run_left, force.run_gained):
            for p, factor in runs.items():
                by_run[p] |= (factor != 1.0).any(axis=0)
        for chain in self.chains:
            own = hit[list(chain.materials)].any(axis=0) | by_run[list(chain.processes)].any(axis=0)
            if own.any():
                yield chain, np.flatnonzero(own)


class _Reserve:
    """The reserve's side of a chain in n histories; where it may release and where materials are disrupted, (I, T, n).
    `moved`: what is released of each material and the stock at the end of each period, t, (T, n) each."""

    def __init__(self, of: Replayer, replay: ChainReplay, allowed: BoolArray, disrupted: BoolArray) -> None:
        self.of, self.replay, self.allowed, self.disrupted = of, replay, allowed, disrupted
        self.moved: dict[int, tuple[FloatArray, FloatArray]] = {}

    def give(self, i: int, missing: FloatArray) -> FloatArray:
        """What is released of a material of which so much is missing, (T, n)."""
        path, opening = self.of.path, self.of.data.material_column("opening_stock")
        holding = Holding(
            self.replay.ordered_for_reserve(i), path.beside_orders[i], float(path.kept[i]), float(opening[i]),
            float(self.of.limits[i]),
        )  # fmt: skip
        self.moved[i] = release(holding, missing, self.allowed[i], self.disrupted[i])
        return self.moved[i][0]
