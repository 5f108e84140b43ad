"""The orders of the Buy list, one by one, and the reserve's purchases by material and partner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from model.program.bookings import INDUSTRY
from model.program.whole_lots import Order
from model.results.facts.paths import across, base_path, name_of, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import reserve_purchases
from model.results.facts.selection import PERIODS_AHEAD, base_nodes, codes_of_concern, country_names
from model.results.shown.pages import Column, money, price, text, tonnes
from model.results.shown.sentences import NOTHING, Joined, Name, Part, Price, Sentence
from model.results.shown.wording import counted, listed
from model.tolerances import SMALLEST_TONNES

PLACES = 3  # entities of concern named in a header
ORDERS: Mapping[str, Column] = {
    "order in": text("Order in"),
    "material": text("Material"),
    "partner": text("Partner"),
    "name": text("Offer and step"),
    "tonnes": tonnes("Tonnes"),
    "arrives in": text("Arrives"),
    "market": price("Market price"),
    "paid": price("Price paid"),
    "landed": price("Landed price"),
    "cost": money("Cost"),
    "floor": text("Floor or contract in force"),
    "exchangeable": text("Exchangeable"),
    "reason": text("Reason"),
}


def reserve_lines(result: PlanResult) -> pd.DataFrame:
    """What the reserve buys in this period and the next three on the base path, by period and cost."""
    nodes = [node for period, node in base_nodes(result.data.tree).items() if period <= PERIODS_AHEAD]
    orders = reserve_purchases(result)
    own = orders[orders["node"].isin(nodes) & (orders["tonnes"] > SMALLEST_TONNES)]
    return own.sort_values(["period", "cost"], ascending=[True, False], kind="stable")


def industry_lines(result: PlanResult) -> pd.DataFrame:
    """Industry's orders of this period, the dearest first; those before Start left out."""
    orders = result.orders
    own = orders[(orders["node"] == 0) & (orders["buyer"] == INDUSTRY) & ~orders["before_start"]]
    return own[own["tonnes"] > SMALLEST_TONNES].sort_values("cost", ascending=False, kind="stable")


def named(result: PlanResult, orders: pd.DataFrame) -> pd.DataFrame:
    """Orders with the names that a planner reads for partner and periods, and the floor or contract in force."""
    label, names = result.data.case.calendar.label, country_names(result.data)
    return orders.assign(
        **{
            "order in": [label(int(t)) for t in orders["period"]],
            "partner": [names[code] for code in orders["country"]],
            "arrives in": [label(int(t)) for t in orders["arrives"]],
            "floor": [str(words) for words in floor_in_force(result, orders)],
        }
    )


def floor_in_force(result: PlanResult, orders: pd.DataFrame, prices: bool = True) -> list[Joined]:
    """The contract each order is under, and the border floor its seller is owed, with its price or without."""
    step = orders["step"].to_numpy(int)
    # Process output has no step: it costs the higher of market and floor, so what is above the market is the floor.
    paid = orders["paid"].to_numpy(float)
    inside = np.where(paid > orders["market"].to_numpy(float), paid, 0.0)
    offered = step >= 0
    inside[offered] = result.data.market.steps.inside_floor[step[offered], orders["node"].to_numpy(int)[offered]]
    return [
        Joined([_contract(contract, mechanism), _border(floor, ask, prices)], "; ")
        for contract, mechanism, floor, ask in zip(
            orders["contract"], orders["mechanism"], inside.tolist(), orders["ask"], strict=True
        )
    ]


def _contract(contract: str, mechanism: str) -> Part:
    if not contract:
        return NOTHING
    return Sentence("{contract} ({mechanism})", contract=Name(contract), mechanism=Name(mechanism))


def _border(floor: float, ask: float, prices: bool) -> Part:
    if floor <= 0:
        return NOTHING
    amount = Sentence(" {floor}", floor=Price(floor)) if prices else NOTHING
    below = Sentence(", below the ask") if floor <= ask else NOTHING
    return Sentence("border floor{amount}{below}", amount=amount, below=below)


def exchanges(orders: pd.DataFrame, exchangeable: Mapping[Order, tuple[float, float]]) -> list[str]:
    """For each of the reserve's orders the tonnes of the whole order in plans as good as this one, "" where they all order as
    much, or where it is of a later period."""
    marks = []
    for variable, *name, node in orders[["variable", "material", "offer", "country", "node"]].itertuples(index=False):
        material, offer, country = name
        seen = exchangeable.get((material, "" if variable == "stockship" else offer, country)) if node == 0 else None
        marks.append(f"{seen[0]:,.6g} to {seen[1]:,.6g} t" if seen else "")
    return marks


def concern_word(result: PlanResult, orders: pd.DataFrame) -> str:
    """`Entities of concern: China and Russia`, those that the orders go to."""
    concern, names = codes_of_concern(result.data), country_names(result.data)
    found = orders[orders["country"].isin(concern)].groupby("country")["cost"].sum()
    ranked = found.sort_values(ascending=False, kind="stable").index
    return f"Entities of concern: {listed([names[str(code)] for code in ranked], PLACES)}"


def by_partner(
    result: PlanResult, orders: pd.DataFrame, materials: int, partners: int
) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Cost of orders on the base path by material, the dearest first, and partner, entities of concern together; and the
    columns. What is beyond so many `materials` or `partners` is added up."""
    of_concern, names = concern_word(result, orders), country_names(result.data)
    theirs = orders["country"].isin(codes_of_concern(result.data))
    placed = orders.assign(place=orders["country"].map(names).where(~theirs, of_concern))
    sums = tabulate(placed, ("material", "place"), ("cost", "tonnes"), (base_path(result.data.tree),))
    goods, places = _ranked(sums, "material"), _ranked(sums, "place")
    others = [place for place in places if place != of_concern]
    goods_shown = _first(goods, materials, counted(len(goods) - materials, "other material"))
    places_shown = {**_first(others, partners, "All others"), of_concern: of_concern}
    sums = sums.assign(material=sums["material"].map(goods_shown), place=sums["place"].map(places_shown))
    cost = sums.groupby(["material", "place"], sort=False, as_index=False)[["cost"]].sum()
    whole = sums.groupby("material", sort=False)[["cost", "tonnes"]].sum()
    if len(goods) > materials + 1:
        whole.loc[goods_shown[goods[-1]], "tonnes"] = np.nan  # of different materials
    table = across(cost, "place", ("cost",)).set_index("material").reindex(list(dict.fromkeys(goods_shown.values())))
    shown = dict.fromkeys([*([of_concern] if theirs.any() else []), *(places_shown[place] for place in others)])
    columns = {
        "material": text("Material"),
        "tonnes": tonnes("Tonnes"),
        **{name_of("cost", place): money(place) for place in shown},
        "all": money("All partners"),
    }
    return table.assign(tonnes=whole["tonnes"], all=whole["cost"]).reset_index(), columns


def _ranked(sums: pd.DataFrame, key: str) -> list[str]:
    """Values of a key, the dearest first."""
    return list(sums.groupby(key)["cost"].sum().sort_values(ascending=False, kind="stable").index)


def _first(names: Sequence[str], most: int, rest: str) -> dict[str, str]:
    """How each of the names is shown: the first by itself, the others as `rest`."""
    return {name: name if place < most else rest for place, name in enumerate(names)}
