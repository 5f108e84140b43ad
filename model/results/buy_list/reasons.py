"""What speaks for each order: the target it serves, the shortages it spares, and why this source and no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.bookings import INDUSTRY, RESERVE
from model.program.cover import DAYS_IN_YEAR
from model.program.limit_rows import Limit
from model.program.limits import BOUNDS
from model.results.facts.cost_benefit import protecting
from model.results.facts.duals import limits_of, whole_duals
from model.results.facts.floor_capacity import ordered
from model.results.facts.new_capacity import new_capacity
from model.results.facts.paths import story_names
from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run
from model.results.facts.selection import base_nodes
from model.results.facts.shortage import Shortage, build_shortage
from model.tolerances import DUST, LEAST_USD, ROUNDING, SMALLEST_PRICE, SMALLEST_SHARE, TOLD_SHARE

OrderRow = Mapping[Any, Any]  # a row of PlanResult.orders, or of the reserve's purchases, by the name of the column


@dataclass(frozen=True)
class Source:
    """Another step for the same material at the same node: name, landed price in USD/t, t left (0 where it is exhausted),
    period of arrival, and the names of limits that bind there."""

    name: str
    landed: float
    left: float
    arrives: int
    barred: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """The target that an order serves, when it arrives or next, on the base path: whether one is `owed`; its `period`, t
    `required` and how many `days` of whose demand (`of`) that is, 0 where there is none; `stock` and what is `out` with
    participants, t. `worth` is the share of its price that stock counts at the end; `reached`: whether the base path goes on
    until the order arrives."""

    reached: bool
    owed: bool = False
    worth: float = 0.0
    period: str = ""
    required: float = 0.0
    days: float = 0.0
    of: str = ""
    stock: float = 0.0
    out: float = 0.0


@dataclass(frozen=True)
class Saving:
    """What the reserve spares of shortages of the material: whether it `protects` against any story, or serves a target
    alone; the `story` in which it spares most, "" where that is nothing to speak of, and USD `without` and `kept`."""

    protects: bool
    for_target: bool
    story: str = ""
    without: float = 0.0
    kept: float = 0.0


@dataclass(frozen=True)
class Choice:
    """Why this step and no other: its `capacity` and what is `left` of it, t (0 where it is exhausted), whether the other
    buyer `shared` in it; sources that are `cheaper`, cheapest first, the `best` of them that has any left, what of it
    `asked` for more from here (limits); and the `next` dearer source."""

    capacity: float
    left: float
    shared: bool
    cheaper: tuple[Source, ...]
    best: Source | None
    asked: tuple[str, ...]
    next: Source | None


@dataclass(frozen=True)
class Reason:
    """All that speaks for an order of `buyer`, which arrives in the period `arrives`. `raised`: the smallest order was larger
    than the t wanted, 0 where it was not; `contract`, "" for none, and t of it `committed`; `makers`: processes that make
    process output; `limits` that bind, and what a tonne more would be worth if the market-impact cap did not, USD."""

    buyer: str
    arrives: int
    target: Target | None
    saving: Saving | None
    raised: float
    contract: str
    committed: float
    makers: tuple[str, ...]
    choice: Choice | None
    limits: tuple[str, ...]
    cap_worth: float


class Reasons:
    """Finds the reason of an order; what all orders share is looked up once."""

    def __init__(self, run: Run) -> None:
        assert run.result is not None
        self.result: PlanResult = run.result
        data = self.data = run.data
        steps, tree = data.market.steps, data.tree
        self.materials = list(data.market.materials)
        self.base = base_nodes(tree)
        self.names = steps.table["name"].astype(str).tolist()
        self.ordered = ordered(self.result)
        self.capacity = self._capacity()
        self.landed = {buyer: steps.landed(buyer, to_home=True).total for buyer in (INDUSTRY, RESERVE)}
        buyer = steps.table["buyer"].to_numpy(object)
        self.may_buy: dict[str, BoolArray] = {
            INDUSTRY: np.asarray(buyer != RESERVE, dtype=bool),
            RESERVE: np.asarray(buyer != INDUSTRY, dtype=bool),
        }
        self.impact = whole_duals(self.result).size_grid("market_impact_orders", self.materials)
        self.stock = self.result.grid("stock", len(self.materials))
        self.out = self.result.drawn("on_loan")
        self.made = self.result.grid("run_completed", data.market.processes.size)
        self.limits = limits_of(self.result)
        self.ceilings, self.shares_asked = self._binding_limits("at_most"), self._binding_limits("at_least")
        self.stories = story_names(tree)
        self.protects = protecting(run)
        self.raised = {lot.name: lot.wanted for lot in run.rounding.raised} if run.rounding else {}
        self.with_reserve = self._by_material(build_shortage(self.result))
        self.without = self._by_material(build_shortage(run.without)) if run.without is not None else None

    def _capacity(self) -> FloatArray:
        """Tonnes that each step has for both buyers, with what projects added to it, (S, N)."""
        projects, found = self.data.market.projects, self.data.market.steps.capacity.copy()
        on_offer = projects.step >= 0
        _, nodes = np.nonzero(on_offer)
        np.add.at(found, (projects.step[on_offer], nodes), new_capacity(self.result)[on_offer])
        return found

    def _by_material(self, shortage: Shortage) -> FloatArray:
        """Discounted cost of shortage by material and whole story, USD, (I, L)."""
        cost = np.zeros((len(self.materials), shortage.present.shape[1]))
        np.add.at(cost, self.data.market.demand.material, shortage.present)
        return cost

    def _binding_limits(self, side: str) -> list[tuple[Limit, set[int]]]:
        """Limits that bind somewhere as `at_most` or `at_least`, with the nodes they count together there."""
        found, sizes = [], whole_duals(self.result).size_by_key
        for limit in self.limits:
            nodes: set[int] = set()
            for bound in BOUNDS:
                if not bound.startswith(side) or np.isnan(limit.row[bound]):
                    continue
                for (name, last), size in sizes(f"{bound[len(side) + 1 :]}_{side}").items():
                    if name == limit.name and size > DUST:
                        nodes.update(limit.windows[last])
            if nodes:
                found.append((limit, nodes))
        return found

    def of(self, order: OrderRow) -> Reason:
        """The reason of one order."""
        i, n, buyer = self.materials.index(order["material"]), int(order["node"]), str(order["buyer"])
        country, for_reserve = self.data.market.clubs.number(order["country"]), buyer == RESERVE
        is_output, under = order["variable"] == "stockship", str(order["contract"])
        committed = float(self.data.market.steps.committed[order["step"], n]) if under else 0.0
        return Reason(
            buyer=buyer,
            arrives=int(order["arrives"]),
            target=self._target(i, int(order["arrives"])) if for_reserve else None,
            saving=self._saving(i) if for_reserve else None,
            raised=self._raised(order),
            contract=under,
            committed=committed,
            makers=self._makers(i, n, country) if is_output else (),
            choice=None if is_output else self._choice(order),
            limits=self._bound(self.ceilings, order, country),
            cap_worth=self._cap_worth(i, n, float(order["market"])) if for_reserve else 0.0,
        )

    def _raised(self, order: OrderRow) -> float:
        name = (order["material"], "" if order["variable"] == "stockship" else order["offer"], order["country"])
        return self.raised.get(name, 0.0) if order["node"] == 0 and order["buyer"] == RESERVE else 0.0

    def _makers(self, i: int, n: int, country: int) -> tuple[str, ...]:
        """The processes of a country that make the material there, the most first."""
        processes = self.data.market.processes
        made_of = processes.outputs[:, i] * self.made[:, n]
        makers = np.flatnonzero((made_of > 0) & (processes.country == country))
        ranked = makers[np.argsort(-made_of[makers], kind="stable")].tolist()
        return tuple(processes.names[p] for p in ranked)

    def _target(self, i: int, arrives: int) -> Target:
        cover = self.data.cover
        later = [(t, n) for t, n in self.base.items() if t >= arrives]
        due = [(t, n) for t, n in later if cover.owed[i, n]]
        if not due:
            return Target(bool(later), worth=float(self.data.material_column("terminal_value")[i]))
        t, n = due[0]
        required, yearly = float(cover.required[i, n]), float(cover.counted[i, t - 1])
        return Target(
            reached=True,
            owed=True,
            period=self.data.case.calendar.label(t),
            required=required,
            days=required / yearly * DAYS_IN_YEAR if yearly > 0 else 0.0,
            of=str(cover.of[i]),
            stock=float(self.stock[i, n]),
            out=float(self.out[i, n]),
        )

    def _saving(self, i: int) -> Saving | None:
        """None where there is no plan without the reserve to compare with."""
        if self.without is None or self.without.shape[1] == 0:
            return None
        found = Saving(bool(self.protects[i]), bool(self.data.cover.owed[i].any()))
        saved = self.without[i] - self.with_reserve[i]
        if not found.protects or saved.max() < LEAST_USD or saved.max() <= TOLD_SHARE * self.without[i].max():
            return found
        w = int(saved.argmax())
        without, kept = float(self.without[i, w]), float(self.with_reserve[i, w])
        return Saving(found.protects, found.for_target, self.stories[w], without, kept)

    def _bound(self, limits: list[tuple[Limit, set[int]]], order: OrderRow, country: int) -> tuple[str, ...]:
        """Those of the limits that bind at the order's node for its buyer and material, and count what a country sells."""
        n, i = int(order["node"]), self.materials.index(order["material"])
        return tuple(
            limit.name
            for limit, nodes in limits
            if limit.materials[i]
            and n in nodes
            and limit.row["for"] in (order["buyer"], "both")
            and limit.limited[country, self.data.node_period[n]]
        )

    def _sources(self, order: OrderRow) -> list[Source]:
        """Other open steps for the material that the buyer could order from at the node, cheapest first."""
        steps, n, t = self.data.market.steps, int(order["node"]), int(order["period"])
        own = (steps.material == steps.material[order["step"]]) & self.may_buy[order["buyer"]]
        own &= (self.capacity[:, n] > 0) & (t + steps.lead <= self.data.case.calendar.periods)
        own[order["step"]] = False
        found = np.flatnonzero(own)
        left = self.capacity[:, n] - self.ordered[:, n]
        left = np.where(left > SMALLEST_SHARE * self.capacity[:, n], left, 0.0)
        landed = self.landed[order["buyer"]][:, n]
        return [
            Source(
                self.names[s],
                float(landed[s]),
                float(left[s]),
                t + int(steps.lead[s]),
                self._bound(self.ceilings, order, int(steps.country[s])),
            )
            for s in found[np.argsort(landed[found], kind="stable")].tolist()
        ]

    def _choice(self, order: OrderRow) -> Choice:
        s, n = int(order["step"]), int(order["node"])
        capacity = float(self.capacity[s, n])
        left = capacity - float(self.ordered[s, n])
        sources, price = self._sources(order), order["landed"] * (1 - ROUNDING)
        cheaper = tuple(source for source in sources if source.landed < price)
        spare = [source for source in cheaper if source.left > 0]
        open_to_more = [source for source in sources if source.landed >= price and source.left > 0 and not source.barred]
        return Choice(
            capacity,
            left if left > SMALLEST_SHARE * capacity else 0.0,
            bool(order["tonnes"] < capacity * (1 - TOLD_SHARE)),
            cheaper,
            next((source for source in spare if not source.barred), spare[0]) if spare else None,
            self._bound(self.shares_asked, order, int(self.data.market.steps.country[s])),
            open_to_more[0] if open_to_more else None,
        )

    def _cap_worth(self, i: int, n: int, market: float) -> float:
        """What a tonne more would be worth at the node if the market-impact cap left room for it, USD; 0 where it does."""
        worth = float(self.impact[i, n]) / (self.data.tree.weight[n] * self.data.discount[n])
        return worth if worth > SMALLEST_PRICE * market else 0.0
