"""Why each order is placed, read from the solution: targets, stories, exhausted and dearer sources, limits that bind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.program.cover import DAYS_IN_YEAR
from model.program.limit_rows import Limit, find_limits
from model.program.limits import BOUNDS
from model.results.facts.answer import Answer
from model.results.facts.cost_benefit import TOLD, protecting
from model.results.facts.duals import whole_duals
from model.results.facts.new_capacity import new_capacity
from model.results.facts.outcome import Outcome
from model.results.facts.paths import story_names
from model.results.facts.selection import base_nodes
from model.results.facts.shortage import LEAST, Shortage, find_shortage
from model.results.shown.wording import alike, listed, tonnes, usd

FULL = 1e-6  # share of a step's capacity that may be left when it counts as exhausted
NOTICEABLE = 1e-6  # shadow prices below this share of the price are the solver's dust
PROTECTS_NOTHING = "protects against no story of this workbook"
FOR_THE_TARGET = ": bought for its target alone"
HANDED_OUT = "spares no shortage of it: it is handed out in place of dearer supply, or for what is made of it"
NOT_OWED, CHEAPEST = "no target is owed on the base path from then on", "the cheapest open source"
NAMED = 2  # other sources, or makers, named in a reason


@dataclass(frozen=True)
class Source:
    """Another step for the same material at the same node: name, landed price in USD/t, t left (0 where it is exhausted),
    period of arrival.

    `barred` names a limit that binds there, "" where none does.
    """

    name: str
    landed: float
    left: float
    arrives: int
    barred: str


class Reasons:
    """Finds the reason of an order; what all orders share is looked up once."""

    def __init__(self, outcome: Outcome) -> None:
        assert outcome.answer is not None
        self.answer: Answer = outcome.answer
        plan = self.plan = outcome.plan
        steps, tree = plan.market.steps, plan.tree
        self.materials = list(plan.market.materials)
        self.base = base_nodes(tree)
        self.ordered = self._ordered()
        self.capacity = self._capacity()
        self.landed = {buyer: steps.landed(buyer, to_home=True).total for buyer in ("industry", "reserve")}
        buyer = steps.table["buyer"].to_numpy(object)
        self.may_buy: dict[str, BoolArray] = {
            "industry": np.asarray(buyer != "reserve", dtype=bool),
            "reserve": np.asarray(buyer != "industry", dtype=bool),
        }
        self.impact = whole_duals(self.answer).size_grid("market_impact_orders", self.materials)
        self.stock = self.answer.grid("stock", len(self.materials))
        self.out = self.answer.drawn("outstanding")
        self.made = self.answer.grid("made", plan.market.processes.size)
        self.ceilings, self.shares_asked = self._binding_limits("at_most"), self._binding_limits("at_least")
        self.stories = story_names(tree)
        self.protects = protecting(outcome)
        self.raised = {lot.name: lot.wanted for lot in outcome.rounding.raised} if outcome.rounding else {}
        self.with_reserve = self._by_material(find_shortage(self.answer))
        self.without = self._by_material(find_shortage(outcome.without)) if outcome.without is not None else None

    def _ordered(self) -> FloatArray:
        """Tonnes ordered by both buyers, (S, N)."""
        found = np.zeros(self.plan.market.steps.capacity.shape)
        for variable in ("buy", "stockbuy"):
            cells = self.plan.cells[variable]
            np.add.at(found, (cells.row, cells.node), self.answer.value(variable))
        return found

    def _capacity(self) -> FloatArray:
        """Tonnes that each step has for both buyers, with what projects added to it, (S, N)."""
        projects, found = self.plan.market.projects, self.plan.market.steps.capacity.copy()
        on_offer = projects.step >= 0
        _, nodes = np.nonzero(on_offer)
        np.add.at(found, (projects.step[on_offer], nodes), new_capacity(self.answer)[on_offer])
        return found

    def _by_material(self, shortage: Shortage) -> FloatArray:
        """Discounted cost of shortage by material and whole story, USD, (I, L)."""
        cost = np.zeros((len(self.materials), shortage.present.shape[1]))
        np.add.at(cost, self.plan.market.demand.material, shortage.present)
        return cost

    def _binding_limits(self, side: str) -> list[tuple[Limit, set[int]]]:
        """Limits that bind somewhere as `at_most` or `at_least`, with the nodes they count together there."""
        found, sizes = [], whole_duals(self.answer).size_by_key
        for limit in find_limits(self.plan):
            nodes: set[int] = set()
            for bound in BOUNDS:
                if not bound.startswith(side) or np.isnan(limit.row[bound]):
                    continue
                for (name, last), size in sizes(f"{bound[len(side) + 1 :]}_{side}").items():
                    if name == limit.name and size > 1e-9:
                        nodes.update(limit.windows[last])
            if nodes:
                found.append((limit, nodes))
        return found

    def of(self, order: pd.Series) -> str:
        """The reason of one row of Answer.orders, or of the reserve's purchases."""
        if order["variable"] == "stockship":
            parts = self._for_process_output(order)
        else:
            parts = self._for_reserve(order) if order["buyer"] == "reserve" else self._for_industry(order)
        return ". ".join(part[0].upper() + part[1:] for part in parts if part) + "."

    def _for_reserve(self, order: pd.Series) -> list[str]:
        i = self.materials.index(order["material"])
        target = self._target(i, int(order["arrives"]))
        return [target, self._story(i), self._raised(order), self._contract(order), self._choice(order), self._caps(order, i)]

    def _raised(self, order: pd.Series) -> str:
        """Whether the order is larger than the program wanted it."""
        name = (order["material"], "" if order["variable"] == "stockship" else order["offer"], order["country"])
        raised = self.raised.get(name) if order["node"] == 0 else None
        return f"raised to the smallest order from {tonnes(raised)}" if raised else ""

    def _for_process_output(self, order: pd.Series) -> list[str]:
        """What the reserve takes over from industry: the target it serves, and the processes that make it."""
        i, processes = self.materials.index(order["material"]), self.plan.market.processes
        country = self.plan.market.clubs.number(order["country"])
        made_of = processes.outputs[:, i] * self.made[:, int(order["node"])]
        makers = np.flatnonzero((made_of > 0) & (processes.country == country))
        ranked = makers[np.argsort(-made_of[makers], kind="stable")].tolist()
        made = f"made there by {listed([processes.names[p] for p in ranked], NAMED)}"
        parts = [self._target(i, int(order["arrives"])), self._story(i), self._raised(order)]
        return [*parts, made, self._caps(order, i)]

    def _for_industry(self, order: pd.Series) -> list[str]:
        i = self.materials.index(order["material"])
        return [self._contract(order), self._choice(order), self._caps(order, i)]

    def _contract(self, order: pd.Series) -> str:
        """The contract the tonnes are under, and what of them is paid for in any case."""
        if not order["contract"]:
            return ""
        committed = self.plan.market.steps.committed[order["step"], order["node"]]
        owed = f", of which {tonnes(committed)} are paid for whether taken or not"
        return f"under {order['contract']}{owed if committed > 0 else ''}"

    def _target(self, i: int, arrives: int) -> str:
        """The target the material serves, and how far the reserve is from it when the order arrives, on the base path."""
        cover = self.plan.cover
        later = [(t, n) for t, n in self.base.items() if t >= arrives]
        due = [(t, n) for t, n in later if cover.owed[i, n]]
        if not later:
            return ""
        if not due:
            worth = self.plan.material_column("terminal_value")[i]
            return f"{NOT_OWED}; stock left at the end counts {worth:.0%} of its price"
        t, n = due[0]
        required, stock, out = cover.required[i, n], self.stock[i, n], self.out[i, n]
        yearly, of = cover.counted[i, t - 1], f" of {cover.of[i]}" if cover.of[i] else ""
        days = f" ({required / yearly * DAYS_IN_YEAR:,.0f} days{of})" if yearly > 0 else ""
        label = self.plan.case.calendar.label(t)
        left = required - stock - out
        drawn = out > FULL * required
        asked, held, lent, apart = alike([required, stock, out, abs(left)])
        with_out = f", with {lent} more out with participants" if drawn else ""
        told = f"towards the target of {asked}{days}: stock in {label} is {held}{with_out}"
        if abs(left) <= TOLD * required:
            return f"{told}, {'just short of' if left > FULL * required else 'which meets'} it"
        return f"{told}, {apart} {'short of it' if left > 0 else 'more than it'}"

    def _story(self, i: int) -> str:
        """The story in which the reserve saves most of the cost of shortage of the material."""
        if self.without is None or self.without.shape[1] == 0:
            return ""
        saved = self.without[i] - self.with_reserve[i]
        if not self.protects[i]:
            return PROTECTS_NOTHING + (FOR_THE_TARGET if self.plan.cover.owed[i].any() else "")
        if saved.max() < LEAST or saved.max() <= TOLD * self.without[i].max():
            return HANDED_OUT
        w = int(saved.argmax())
        cost, kept = float(self.without[i, w]), float(self.with_reserve[i, w])
        name = "the base story" if self.stories[w] == "base" else f"`{self.stories[w]}`"
        return f"in {name} the reserve brings shortages of it down{self._from_to(cost, kept)}"

    def _from_to(self, cost: float, kept: float) -> str:
        """Cost of shortage without the reserve and with it, USD, in words."""
        return f" from {usd(cost)} to {usd(kept) if kept >= 1.0 else 'nothing'}"

    def _bound(self, limits: list[tuple[Limit, set[int]]], order: pd.Series, country: int) -> list[str]:
        """Those of the limits that bind at the order's node for its buyer and material, and count what a country sells."""
        n, i = int(order["node"]), self.materials.index(order["material"])
        return [
            f"`{limit.name}`"
            for limit, nodes in limits
            if limit.materials[i]
            and n in nodes
            and limit.row["for"] in (order["buyer"], "both")
            and limit.limited[country, self.plan.node_period[n]]
        ]

    def _sources(self, order: pd.Series) -> list[Source]:
        """Other open steps for the material that the buyer could order from at the node, cheapest first."""
        steps, n, calendar = self.plan.market.steps, int(order["node"]), self.plan.case.calendar
        t = int(order["period"])
        own = (steps.material == steps.material[order["step"]]) & self.may_buy[order["buyer"]]
        own &= (self.capacity[:, n] > 0) & (t + steps.lead <= calendar.periods)
        own[order["step"]] = False
        found = np.flatnonzero(own)
        names = steps.table["name"].to_numpy(object)
        left = self.capacity[:, n] - self.ordered[:, n]
        left = np.where(left > FULL * self.capacity[:, n], left, 0.0)
        landed = self.landed[order["buyer"]][:, n]
        return [
            Source(
                str(names[s]),
                float(landed[s]),
                float(left[s]),
                t + int(steps.lead[s]),
                "; ".join(self._bound(self.ceilings, order, int(steps.country[s]))),
            )
            for s in found[np.argsort(landed[found], kind="stable")].tolist()
        ]

    def _choice(self, order: pd.Series) -> str:
        """Why this step and no other: cheaper ones exhausted, later or limited; what the next one would cost."""
        s, n = int(order["step"]), int(order["node"])
        capacity = self.capacity[s, n]
        left = capacity - self.ordered[s, n]
        sources = self._sources(order)
        open_to_more = [source for source in sources if source.left > 0 and not source.barred]
        cheaper = [source for source in sources if self._is_cheaper(source, order)]
        dearer = [source for source in open_to_more if not self._is_cheaper(source, order)]
        parts = [self._cheaper(cheaper, order)]
        if left <= FULL * capacity:
            other = "industry" if order["buyer"] == "reserve" else "the reserve"
            shared = f", with what {other} orders" if order["tonnes"] < capacity * (1 - TOLD) else ""
            parts.append(f"this step is exhausted at {tonnes(capacity)}{shared}")
        else:
            parts.append(f"{tonnes(left)} of it are left")
        if dearer:
            parts.append(f"the next is {dearer[0].name} at {dearer[0].landed:,.0f} USD/t")
        return "; ".join(part for part in parts if part)

    def _is_cheaper(self, source: Source, order: pd.Series) -> bool:
        return bool(source.landed < order["landed"] * (1 - 1e-9))

    def _cheaper(self, cheaper: list[Source], order: pd.Series) -> str:
        """What became of the cheaper sources."""
        if not cheaper:
            return CHEAPEST
        spare = [source for source in cheaper if source.left > 0]
        if not spare:
            named = "; ".join(source.name for source in cheaper[-NAMED:])
            more = f"; {len(cheaper) - NAMED} more" if len(cheaper) > NAMED else ""
            return f"every cheaper source is exhausted ({named}{more})"
        best = next((source for source in spare if not source.barred), spare[0])
        cheap = f"cheaper {best.name} ({best.landed:,.0f} USD/t)"
        if best.barred:
            return f"{cheap} is held back by limit {best.barred}"
        calendar = self.plan.case.calendar
        if best.arrives > order["arrives"]:
            return f"{cheap} arrives only in {calendar.label(best.arrives)}"
        if best.arrives < order["arrives"]:
            return f"{cheap} has a shorter lead time and can be ordered later"
        asked = self._bound(self.shares_asked, order, int(self.plan.market.steps.country[order["step"]]))
        why = f"limit {'; '.join(asked)} asks for more from here" if asked else ""
        return f"{cheap} has {tonnes(best.left)} left; {why}" if why else ""

    def _caps(self, order: pd.Series, i: int) -> str:
        """Limits and the market-impact cap that bind here, with what they are worth."""
        n = int(order["node"])
        country = self.plan.market.clubs.number(order["country"])
        parts = [f"limit {name} binds" for name in self._bound(self.ceilings, order, country)]
        scale = self.plan.tree.weight[n] * self.plan.discount[n]
        worth = float(self.impact[i, n]) / scale
        if order["buyer"] == "reserve" and worth > NOTICEABLE * order["market"]:
            parts.append(f"the market-impact cap binds: a tonne more would be worth {usd(worth)}")
        return "; ".join(parts)
