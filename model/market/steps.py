"""Supply steps: what each can deliver at every node, at what price, and what the buyer owes beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.before_start import rows_of_past
from model.market.clubs import Clubs
from model.market.conditions import Conditions
from model.market.contracts import Contract, cut_contracts, growing_steps
from model.market.landed import Landed, border_costs, country_freights
from model.market.recipes import Recipes
from model.schema.before_start import PLACED, SHUT
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Steps:
    """Price steps of all offers, uncovered ones first (one per Supply row), then those under a contract.

    `table` has one row per step: name, offer, number, origin (its Supply row's position), contract (name or ""),
    mechanism, material, country, lead (periods), delivery, buyer, row. Arrays of shape (S, N), at every node:
    `capacity` t that can be ordered in the period, nothing where shut; `offered` the same without shutting, `undisturbed`
    without stories too; `factor` the capacity factor, at most 1 under a contract, as what stories add is at market terms;
    `cut` where a loss is in force; `shut`; `reopens` the first period in which what shut it in the first period
    or before no longer does, (S,); `ask`; `paid` to the seller, `receipt` the producer keeps, USD/t;
    `committed` t paid for even if not taken; `settlement` USD/t the treasury pays (negative: receives) under
    contracts; `rebate` USD/t that flows back at most; `inside_floor` the border floor its seller is owed; `grows` flags
    where what projects build on an offer joins the step. `lands_abroad` flags steps whose goods land in their own country
    when industry orders them, as processes abroad take the material, (S,).
    """

    table: pd.DataFrame
    material: IntArray
    country: IntArray
    lead: IntArray
    delivery: FloatArray
    capacity: FloatArray
    offered: FloatArray
    undisturbed: FloatArray
    factor: FloatArray
    cut: BoolArray
    shut: BoolArray
    reopens: IntArray
    ask: FloatArray
    paid: FloatArray
    receipt: FloatArray
    lands_abroad: BoolArray
    to_home: Mapping[str, Landed]
    committed: FloatArray
    settlement: FloatArray
    rebate: FloatArray
    inside_floor: FloatArray
    grows: BoolArray
    early_capacity: FloatArray
    contracts: tuple[Contract, ...]

    @cached_property
    def names(self) -> list[str]:
        return list(self.table["name"])

    def landed(self, buyer: str, to_home: bool = False) -> Landed:
        """What `industry` or the `reserve` owes with an order, USD/t (S, N).

        Goods of industry that land abroad are shipped later, and pay freight and duties then; `to_home` counts them as if
        they came home at once.
        """
        landed = self.to_home[buyer]
        return landed if to_home or buyer == "reserve" else landed.shipped_later(self.lands_abroad)


def _typed_rates(case: Case) -> FloatArray:
    """Capacity in t/yr of each Supply row where in force, grown to the start of the period, shape (K, T)."""
    supply = case["supply"]
    growth = 1.0 + supply["growth"].to_numpy(float)[:, None]
    in_force = [case.calendar.in_force(start, end) for start, end in zip(supply["from"], supply["to"], strict=True)]
    active = np.array(in_force, dtype=bool).reshape(len(supply), case.calendar.periods)
    return supply["capacity"].to_numpy(float)[:, None] * growth ** case.calendar.years_at_start[None, :] * active


def _asks(case: Case, price: FloatArray, material: IntArray) -> FloatArray:
    """ask = m · (1 + premium), or the fixed price, USD/t, shape (K, N)."""
    supply = case["supply"]
    market = price[material] * (1.0 + supply["premium"].to_numpy(float)[:, None])
    fixed = (supply["price_basis"] == "fixed").to_numpy()[:, None]
    return np.where(fixed, supply["fixed_price"].to_numpy(float)[:, None], market)


def _names(case: Case) -> list[str]:
    """An offer's name, with the step's number where it has several."""
    supply = case["supply"]
    several = supply.groupby("offer")["step"].transform("size") > 1
    return [
        f"{offer} step {int(step)}" if many else str(offer)
        for offer, step, many in zip(supply["offer"], supply["step"], several, strict=True)
    ]


def shut_steps(cash_cost: FloatArray, receipt: FloatArray, restart: IntArray, tree: Tree) -> BoolArray:
    """Where a step is shut: its cash cost exceeds its receipt there, or did within its restart time before, (S, N)."""
    below = cash_cost[:, None] > receipt * (1 + 1e-12)
    shut = below.copy()
    for periods in np.unique(restart[below.any(axis=1)]):
        same = restart == periods
        shut[same] = tree.within(below[same], int(periods))
    return shut


def _opens(case: Case, names: list[str]) -> IntArray:
    """The first period in which each step that shut before Start is open again, 1 where it did not, (S,)."""
    opens = dict.fromkeys(names, 1)
    for row in rows_of_past(case, SHUT):
        opens[row["name"]] = case.calendar.number_of(row["when"].start)
    return np.array([opens[name] for name in names], dtype=np.int64)


def _receipt_history(receipt: FloatArray, holds: BoolArray, origin: IntArray, rows: int) -> FloatArray:
    """What the producer of each step keeps, USD/t, (S, N): where a step `holds` no tonnes, what those of its Supply row get
    that are elsewhere then. A mine whose contract is renewed, or ends, was not shut while the last one paid."""
    best = np.full((rows, receipt.shape[1]), -np.inf)
    np.maximum.at(best, origin, np.where(holds, receipt, -np.inf))
    return np.where(holds | np.isneginf(best[origin]), receipt, best[origin])


def _apply_contracts(
    market_paid: FloatArray, cut: list[tuple[Contract, IntArray]], first: int, t: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Price paid, settlement by the treasury and rebate of every step, USD/t, (S, N), where contracts are in force.

    `cut` lists the contracts with the steps they cover; their rows follow each other from row `first` on.
    """
    paid = market_paid.copy()
    settlement, rebate = np.zeros_like(paid), np.zeros_like(paid)
    at = first
    for contract, steps in cut:
        rows = slice(at, at + len(steps))
        at += len(steps)
        phi, active = contract.price[t][None, :], contract.in_force[t][None, :]
        terms = contract.mechanism.terms(paid[rows], phi, contract.trigger, contract.share)
        for grid, agreed in zip((paid, settlement, rebate), terms, strict=True):
            grid[rows] = np.where(active, agreed, grid[rows])
    return paid, settlement, rebate


def build_steps(
    case: Case,
    tree: Tree,
    clubs: Clubs,
    recipes: Recipes,
    conditions: Conditions,
    price: FloatArray,
    floors: tuple[FloatArray, FloatArray],
) -> Steps:
    """All steps of the Supply sheet at every node: section 3 of model/docs/mathematics.md.

    Border floor first, then contracts: covered tonnes are steps of their own. `price` is m (I, N), `floors` the border
    floors inside and outside the clubs (I, C, T), USD/t.
    """
    supply, calendar, t = case["supply"], case.calendar, tree.period - 1
    materials = {name: i for i, name in enumerate(case["materials"]["material"])}
    material = np.array([materials[m] for m in supply["material"]], dtype=np.int64)
    country = np.array([clubs.number(c) for c in supply["country"]], dtype=np.int64)

    inside, outside = (floor[material, country][:, t] for floor in floors)
    ask = _asks(case, price, material)
    market_paid = np.maximum(ask, inside)
    typed = _typed_rates(case)[:, t]
    contracts, left = cut_contracts(case, tree, clubs, typed, market_paid)

    origin = [np.arange(len(supply))]
    cut: list[tuple[Contract, IntArray]] = []
    for contract in contracts:
        steps = np.flatnonzero(contract.covered.any(axis=1) | contract.new.any(axis=1))
        cut.append((contract, steps))
        origin.append(steps)
    k = np.concatenate(origin).astype(np.int64)
    rate = np.concatenate([left, *(contract.covered[steps] for contract, steps in cut)])
    committed = np.concatenate([np.zeros_like(left), *(contract.committed[steps] for contract, steps in cut)])
    under = [contract.new for contract in contracts]
    free = growing_steps(case)[:, None] & ~np.logical_or.reduce([np.zeros(typed.shape, dtype=bool), *under])
    grows = np.concatenate([free, *(contract.new[steps] for contract, steps in cut)])
    names = _names(case)
    labels = [(names[i], "", "") for i in range(len(supply))]
    labels += [(f"{names[i]} under {c.name}", c.name, c.mechanism.name) for c, steps in cut for i in steps]

    paid, settlement, rebate = _apply_contracts(market_paid[k], cut, len(supply), t)
    receipt = paid + settlement

    lead = np.array([calendar.up(months) for months in supply["lead_time"]], dtype=np.int64)[k]
    restart = np.array([calendar.up(months) for months in supply["restart"]], dtype=np.int64)[k]
    history = _receipt_history(receipt, (rate > 0) | grows, k, len(supply))
    shut = shut_steps(supply["cash_cost"].to_numpy(float)[k], history, restart, tree)
    opens = _opens(case, [name for name, _, _ in labels])
    reopens = np.maximum(opens, np.where(shut[:, 0], restart + 2, 1))
    shut |= tree.period[None, :] < opens[:, None]
    pairs = conditions.pairs(material, country)
    kept = conditions.supply_left[pairs]
    whole = kept * conditions.supply_gained[pairs]
    factor = np.concatenate([whole, np.minimum(whole, 1.0)[k[len(supply) :]]])
    undisturbed = rate * calendar.length
    offered = undisturbed * factor
    offered[: len(supply)] += (typed - left) * calendar.length * np.maximum(whole - 1.0, 0.0)
    arrives = tree.period[None, :] + lead[:, None] <= calendar.periods

    country_freight = country_freights(case, clubs)
    typed_freight = supply["freight"].to_numpy(float)
    freight = np.where(np.isnan(typed_freight), country_freight[country], typed_freight)[:, None]
    freight = (freight * conditions.freight[pairs])[k]
    to_home = {
        buyer: Landed(paid, freight, *border_costs(case, clubs, tree, paid, outside[k], country[k], pays_duty), fee)
        for buyer, pays_duty, fee in (
            ("industry", True, 0.0),
            ("reserve", case.settings.reserve_pays_duty, case.settings.traders_fee),
        )
    }
    home = clubs.number(case.settings.home_country)

    buyer = supply["for"].to_numpy(object)
    table = pd.DataFrame(
        {
            "name": [name for name, _, _ in labels],
            "offer": supply["offer"].to_numpy(object)[k],
            "number": supply["step"].to_numpy(float)[k].astype(int),
            "origin": k,
            "contract": [contract for _, contract, _ in labels],
            "mechanism": [mechanism for _, _, mechanism in labels],
            "material": material[k],
            "country": country[k],
            "lead": lead,
            "buyer": buyer[k],
            "row": supply["row"].to_numpy(int)[k],
        }
    )
    early = np.where((buyer != "reserve") & ~shut[: len(supply), 0], typed[:, 0], 0.0) * calendar.length
    if case.settings.orders_before_start == PLACED:
        early = np.zeros(len(supply))
    return Steps(
        table=table,
        material=material[k],
        country=country[k],
        lead=lead,
        delivery=supply["delivery_rate"].to_numpy(float)[k],
        capacity=np.where(shut, 0.0, offered),
        offered=offered,
        undisturbed=undisturbed,
        factor=factor,
        cut=kept[k] < 1.0,
        shut=shut,
        reopens=reopens,
        ask=ask[k],
        paid=paid,
        receipt=receipt,
        lands_abroad=recipes.eaten_abroad(home)[material[k]] & (country[k] != home),
        to_home=to_home,
        committed=np.where(shut | ~arrives, 0.0, committed * calendar.length * factor),
        settlement=np.where(shut, 0.0, settlement),
        rebate=rebate,
        inside_floor=inside[k],
        grows=grows,
        early_capacity=early,
        contracts=tuple(contracts),
    )
