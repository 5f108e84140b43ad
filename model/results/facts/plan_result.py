"""A solved plan: the solution read back as tidy tables in tonnes and USD, one row per decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import ledger_weights
from model.program.categories import Category
from model.program.cover import DAYS_IN_YEAR
from model.results.facts.paths import View, along_paths, story_names
from model.results.facts.values import Values, build_moves, build_orders, build_payments

Facts = TypeVar("Facts")
DEAREST = "Story of highest total cost: "


@dataclass(frozen=True)
class PlanResult(Values):
    """A solved plan and its tables.

    Tables carry `node` (number), `period` (1…T) and, where useful, the story's name and the node's weight. `made`: facts
    of other files, by their function's name (`made_once`). `penalty_duals` (m,): the part of the duals that
    penalties are the cause of, None where it is not known.
    """

    penalty_duals: FloatArray | None = field(default=None, repr=False, compare=False)
    made: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    @cached_property
    def nodes(self) -> pd.DataFrame:
        """One row per node: node, period, label, period_label, story, weight, on_base_path."""
        tree = self.data.tree
        return pd.DataFrame(
            {
                "node": np.arange(tree.size),
                "period": tree.period,
                "label": tree.labels,
                "period_label": [tree.calendar.label(int(t)) for t in tree.period],
                "story": [tree.stories[w].name for w in tree.story],
                "weight": tree.weight,
                "on_base_path": tree.story == 0,
            }
        )

    @cached_property
    def orders(self) -> pd.DataFrame:
        """Every order that is placed, as in model.results.facts.values."""
        return build_orders(self)

    @cached_property
    def shipments(self) -> pd.DataFrame:
        """What industry moves between places: material, origin, target, node, tonnes; value and costs in USD/t."""
        return build_moves(self, "ship")

    @cached_property
    def stockships(self) -> pd.DataFrame:
        """Process output the reserve buys: material, origin, target (home), node, tonnes; value and costs in USD/t."""
        return build_moves(self, "stockship")

    @cached_property
    def surplus_abroad(self) -> pd.DataFrame:
        """Unwanted material at every place abroad: material, place, node, tonnes."""
        keys = self.data.cells["surplus_abroad"].keys
        table = pd.DataFrame(keys, columns=["material", "place", "node"])
        return table.assign(tonnes=self.value("surplus_abroad"))

    @cached_property
    def reserve(self) -> pd.DataFrame:
        """The reserve by material and node: stock, arrival, release, sell, spoil, required, gap, and what participants take
        out, put back (in `arrival` too) and have out (t); days of cover of the demand that targets count, flags."""
        data = self.data
        tree, names = data.tree, data.market.materials
        shape = (len(names), tree.size)
        columns = {name: self.grid(name, shape[0]) for name in ("stock", "arrival", "release", "sell", "spoil", "gap")}
        yearly = data.cover.counted[:, data.node_period]
        with np.errstate(divide="ignore", invalid="ignore"):
            days = np.where(yearly > 0, columns["stock"] / yearly * DAYS_IN_YEAR, np.nan)
        row, node = np.indices(shape)
        return pd.DataFrame(
            {
                "material": np.array(names, dtype=object)[row.ravel()],
                "node": node.ravel(),
                "period": tree.period[node.ravel()],
                "weight": tree.weight[node.ravel()],
                **{name: grid.ravel() for name, grid in columns.items()},
                **{name: self.drawn(name).ravel() for name in ("borrowed", "returned", "on_loan")},
                "required": np.where(data.cover.owed, data.cover.required, 0.0).ravel(),
                "target": data.cover.required.ravel(),
                "owed": data.cover.owed.ravel(),
                "disrupted": data.market.disrupted.ravel(),
                "days": days.ravel(),
                "yearly_demand": yearly.ravel(),
            }
        )

    @cached_property
    def demand(self) -> pd.DataFrame:
        """Demand by material, segment and node: demand, use, short (t) and the cost of being short (USD)."""
        data = self.data
        use, short = data.cells["use"], data.cells["short"]
        shape = (len(data.market.demand.segment), data.tree.size)
        tonnes, missed, cost = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        tonnes[use.row, use.node] = self.value("use")
        pair = data.shortages.pair[short.row]
        np.add.at(missed, (pair, short.node), self.value("short"))
        rate = data.shortages.cost[short.row, data.node_period[short.node]]
        np.add.at(cost, (pair, short.node), self.value("short") * rate)
        row, node = (part.ravel() for part in np.indices(shape))
        demand = data.market.demand
        return pd.DataFrame(
            {
                "material": np.array(data.market.materials, dtype=object)[demand.material[row]],
                "segment": np.array(demand.segment, dtype=object)[row],
                "node": node,
                "period": data.tree.period[node],
                "weight": data.tree.weight[node],
                "demand": demand.tonnes.ravel(),
                "use": tonnes.ravel(),
                "short": missed.ravel(),
                "shortage_cost": cost.ravel(),
            }
        )

    @cached_property
    def payments(self) -> pd.DataFrame:
        """Every payment with its subject, as in model.results.facts.values."""
        return build_payments(self)

    @cached_property
    def flows(self) -> pd.DataFrame:
        """The payments added up by category, parties and node: category, payer, payee, node, at_horizon, period, weight,
        amount (USD, undiscounted), present (USD, discounted, not weighted)."""
        keys = ["category", "payer", "payee", "node", "at_horizon"]
        sums = self.payments.groupby(keys, as_index=False, sort=False, observed=True)[["amount", "present"]].sum()
        node = sums["node"].to_numpy()
        words = {name: sums[name].astype(object) for name in keys[:3]}
        return sums.assign(**words, period=self.data.tree.period[node], weight=self.data.tree.weight[node])

    def paid(self, *categories: Category, payer: str = "", payee: str = "", at_horizon: bool = False) -> FloatArray:
        """What is paid at each node, USD, undiscounted, (N,): of these categories, all where none are named, by `payer` or
        anybody to `payee` or anybody; within the horizon, or at it."""
        total = np.zeros(self.data.tree.size)
        for (category, by, to, at_end), amounts in self._paid_at_nodes.items():
            chosen = (not categories or category in categories) and payer in ("", by) and payee in ("", to)
            if chosen and at_end == at_horizon:
                total += amounts
        return total

    @cached_property
    def _paid_at_nodes(self) -> dict[tuple[str, str, str, bool], FloatArray]:
        """USD at each node, (N,), by category, payer, payee and whether it is paid at the horizon."""
        keys = ["category", "payer", "payee", "at_horizon"]
        found: dict[tuple[str, str, str, bool], FloatArray] = {}
        for key, own in self.flows.groupby(keys, sort=False):
            category, by, to, at_end = key
            amounts = np.bincount(own["node"], own["amount"], self.data.tree.size)
            found[str(category), str(by), str(to), bool(at_end)] = amounts.astype(float)
        return found

    @cached_property
    def ledgers(self) -> pd.DataFrame:
        """Cost (income negative) of every ledger at every node: as `flows`, with `ledger` in place of payer and payee."""
        spent = self.flows.rename(columns={"payer": "ledger"}).drop(columns="payee")
        earned = self.flows.rename(columns={"payee": "ledger"}).drop(columns="payer")
        earned[["amount", "present"]] *= -1.0
        return pd.concat([spent, earned], ignore_index=True)

    @property
    def expected_cost(self) -> float:
        """Σ π × δ × ledger weight × cost over all ledgers, re-added from the payments: the objective without risk, USD."""
        weights = ledger_weights(self.data.case.settings)
        counted = self.ledgers["ledger"].map(weights).to_numpy(float)
        return float((counted * self.ledgers["present"] * self.ledgers["weight"]).sum())

    @property
    def risk_cost(self) -> float:
        """Risk weight × (eta + Σ π × excess ÷ (1 − level)), USD; 0 without a risk weight."""
        settings = self.data.case.settings
        if settings.risk_weight <= 0:
            return 0.0
        leaves = self.data.tree.leaves
        excess = float(self.data.tree.weight[leaves] @ self.solution.value("excess"))
        eta = float(self.solution.value("eta")[0])
        return settings.risk_weight * (eta + excess / (1.0 - settings.risk_level))


def dearest_story(result: PlanResult) -> View:
    """The whole story of highest discounted cost in all, counted as the objective counts, without the risk term."""
    tree = result.data.tree
    weights = result.ledgers["ledger"].map(ledger_weights(result.data.case.settings))
    counted = result.ledgers.assign(counted=weights.astype(float) * result.ledgers["present"])
    per_node = np.bincount(counted["node"], counted["counted"], tree.size).astype(float)
    dearest = int(np.argmax(along_paths(tree, per_node)))
    factor = np.zeros(tree.size)
    factor[tree.path[tree.leaves[dearest]]] = 1.0
    return View(f"{DEAREST}{story_names(tree)[dearest]}", factor)


def made_once(facts: Callable[[PlanResult], Facts]) -> Callable[[PlanResult], Facts]:
    """Keep a function's facts with its answer. Of a table each caller gets a copy of its own, which costs nothing until
    written to."""
    name = f"{facts.__module__}.{facts.__qualname__}"

    @wraps(facts)
    def kept(result: PlanResult) -> Facts:
        if name not in result.made:
            result.made[name] = facts(result)
        found: Facts = result.made[name]
        return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found

    return kept
