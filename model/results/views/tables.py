"""What is bought, held, paid and owed in both views, side by side."""

from __future__ import annotations

import pandas as pd

from model.program.bookings import LEDGERS, RESERVE
from model.program.categories import Category
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import reserve_purchases
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.selection import base_nodes, material_numbers, year_end_periods
from model.results.shown.pages import Column, money, text
from model.tolerances import LEAST_USD

AS_SET, OWN = "as set", "own"


def columns(first: str) -> dict[str, Column]:
    """The columns of a table that has both views side by side."""
    return {
        "item": text(first),
        AS_SET: money("As weighted in Settings"),
        OWN: money("Reserve's own view"),
        "change": money("Change"),
    }


def beside(as_set: pd.Series[float], own: pd.Series[float]) -> pd.DataFrame:
    """Both views and the change, USD, one row per label of either."""
    both = pd.concat([as_set, own], axis=1, keys=[AS_SET, OWN]).fillna(0.0)
    return both.assign(change=both[OWN] - both[AS_SET]).rename_axis("item").reset_index()


def _base_purchases(result: PlanResult) -> pd.DataFrame:
    """What the reserve buys on the base path."""
    orders = reserve_purchases(result)
    return orders[orders["node"].isin(list(base_nodes(result.data.tree).values()))]


def bought(result: PlanResult) -> pd.Series[float]:
    """What the reserve buys on the base path at landed cost, by group of materials, USD."""
    orders = _base_purchases(result)
    groups = result.data.case["materials"].set_index("material")["group"].replace("", "no group")
    return orders["cost"].groupby(orders["material"].map(groups)).sum().sort_values(ascending=False)


def stock(result: PlanResult) -> pd.Series[float]:
    """The stock at base price at the end of each calendar year of the base path, USD."""
    grids, calendar = ReserveGrids(result), result.data.case.calendar
    return pd.Series({calendar.label(t): grids.worth(t) for t in year_end_periods(calendar)})


def reserve_money(result: PlanResult) -> pd.Series[float]:
    """What the reserve receives and pays, expected and undiscounted, and what shortage costs, USD."""
    flows = result.flows[~result.flows["at_horizon"]]
    amount = flows["amount"] * flows["weight"]
    parts = {
        f"{str(name).capitalize()}, {word}": float(sums)
        for side, word in (("payee", "received"), ("payer", "paid"))
        for name, sums in amount[flows[side] == RESERVE].groupby(flows["category"]).sum().items()
        if abs(sums) > LEAST_USD
    }
    parts["Shortage cost"] = float(amount[flows["category"] == Category.SHORTAGE].sum())
    return pd.Series(parts)


def ledgers(result: PlanResult) -> pd.Series[float]:
    """Every ledger's cost, expected and discounted, USD."""
    table = result.ledgers
    cost = (table["present"] * table["weight"]).groupby(table["ledger"]).sum()
    return cost.reindex(list(LEDGERS)).fillna(0.0).rename(lambda name: str(name).capitalize())


def share_moved(as_set: PlanResult, own: PlanResult) -> float:
    """Share of the value bought on the base path that is another material or another quantity in the other view, of 1."""
    worth = []
    for result in (as_set, own):
        orders = _base_purchases(result)
        price = result.data.market.base_price[material_numbers(result.data, orders["material"]), 0]
        worth.append((orders["tonnes"] * price).groupby(orders["material"]).sum())
    first, second = (series.reindex(worth[0].index.union(worth[1].index)).fillna(0.0) for series in worth)
    return float((first - second).abs().sum() / 2 / first.sum()) if first.sum() > 0 else 0.0
