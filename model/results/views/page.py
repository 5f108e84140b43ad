"""The Views sheet: how the plan changes where the reserve's money alone counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.bookings import LEDGERS, RESERVE
from model.program.categories import Category
from model.results.facts.answer import Answer
from model.results.facts.outcome import Outcome
from model.results.facts.purchases import reserve_purchases
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.selection import base_nodes, material_numbers, year_end_periods
from model.results.shown.pages import Page, Table
from model.results.shown.units import measures
from model.results.shown.wording import MILLION, usd

AS_SET, OWN, CHANGE = (
    "As weighted in Settings (USD million)",
    "Reserve's own view (USD million)",
    "Change (USD million)",
)
LEAST = 1.0  # USD below which a change is the solver's dust
NOTE = (
    "Reserve's own view: the same workbook solved with weight 1 on the reserve and 0 on every other ledger; shortage, "
    "missed targets and the stock's value count in both."
)


def _beside(first: str, as_set: pd.Series[float], own: pd.Series[float]) -> pd.DataFrame:
    """Both views and the difference, one row per label of either, USD to USD million; final headers."""
    both = pd.concat([as_set, own], axis=1, keys=[AS_SET, OWN]).fillna(0.0) / MILLION
    both[CHANGE] = both[OWN] - both[AS_SET]
    return both.rename_axis(first).reset_index()


def _base_purchases(answer: Answer) -> pd.DataFrame:
    """What the reserve buys on the base path."""
    orders = reserve_purchases(answer)
    return orders[orders["node"].isin(list(base_nodes(answer.plan.tree).values()))]


def _bought(answer: Answer) -> pd.Series[float]:
    """What the reserve buys on the base path at landed cost, by group of materials, USD."""
    orders = _base_purchases(answer)
    groups = answer.plan.case["materials"].set_index("material")["group"].replace("", "no group")
    return orders["cost"].groupby(orders["material"].map(groups)).sum().sort_values(ascending=False)


def _stock(answer: Answer) -> pd.Series[float]:
    """The stock at base price at the end of each calendar year of the base path, USD."""
    grids, calendar = ReserveGrids(answer), answer.plan.case.calendar
    worth = np.nansum(grids.stock * grids.price, axis=0)
    return pd.Series({calendar.label(t): float(worth[t - 1]) for t in year_end_periods(calendar)})


def _reserve_money(answer: Answer) -> pd.Series[float]:
    """What the reserve receives and pays, expected and undiscounted, and what shortage costs, USD."""
    flows = answer.flows[~answer.flows["at_horizon"]]
    amount = flows["amount"] * flows["weight"]
    parts = {
        f"{str(name).capitalize()}, {word}": float(sums)
        for side, word in (("payee", "received"), ("payer", "paid"))
        for name, sums in amount[flows[side] == RESERVE].groupby(flows["category"]).sum().items()
        if abs(sums) > 1.0
    }
    parts["Shortage cost"] = float(amount[flows["category"] == Category.SHORTAGE].sum())
    return pd.Series(parts)


def _ledgers(answer: Answer) -> pd.Series[float]:
    """Every ledger's cost, expected and discounted, USD."""
    ledgers = answer.ledgers
    cost = (ledgers["present"] * ledgers["weight"]).groupby(ledgers["ledger"]).sum()
    return cost.reindex(list(LEDGERS)).fillna(0.0).rename(lambda name: str(name).capitalize())


def share_moved(as_set: Answer, own: Answer) -> float:
    """Share of the value bought on the base path that is another material or another quantity in the other view, of 1."""
    bought = []
    for answer in (as_set, own):
        orders = _base_purchases(answer)
        price = answer.plan.market.base_price[material_numbers(answer.plan, orders["material"]), 0]
        bought.append((orders["tonnes"] * price).groupby(orders["material"]).sum())
    first, second = (series.reindex(bought[0].index.union(bought[1].index)).fillna(0.0) for series in bought)
    return float((first - second).abs().sum() / 2 / first.sum()) if first.sum() > 0 else 0.0


def _signed(amount: float) -> str:
    """`+71.2 million USD`, `-1,234 USD`, `0 USD`."""
    return f"{'+' if amount > 0 else '-'}{usd(abs(amount))}" if abs(amount) >= LEAST else usd(0.0)


def page(outcome: Outcome) -> Page:
    """The Views sheet; only where the other view was solved."""
    assert outcome.answer is not None
    assert outcome.own_view is not None
    as_set, own = outcome.answer, outcome.own_view
    frames = (
        ("ViewsBought", "What the reserve buys, base path", _beside("Group", _bought(as_set), _bought(own))),
        ("ViewsStock", "The stock at base price, base path", _beside("At the end of", _stock(as_set), _stock(own))),
        (
            "ViewsMoney", "The reserve's money and shortage, expected and undiscounted",
            _beside("Item", _reserve_money(as_set), _reserve_money(own)),
        ),
        ("ViewsLedgers", "Every ledger, expected and discounted", _beside("Ledger", _ledgers(as_set), _ledgers(own))),
    )  # fmt: skip
    short = [float(_reserve_money(answer)["Shortage cost"]) for answer in (as_set, own)]
    changes = (frames[-1][2].set_index("Ledger")[CHANGE] * MILLION).map(_signed)
    told = (
        f"Where the reserve's money alone counts, {share_moved(as_set, own):.1%} of what it buys (base path, at base price) "
        "is another material or another quantity.",
        f"Expected shortage then costs {usd(short[1])} instead of {usd(short[0])} (undiscounted); the reserve's ledger "
        f"changes by {changes['Reserve']}, industry's by {changes['Industry']}, the treasury's by {changes['Treasury']} and "
        f"the participants' by {changes['Participants']} (discounted; + costs more).",
    )
    tables = tuple(Table(name, title, frame, measures(frame), NOTE) for name, title, frame in frames)
    return Page("Views", told, tables, ())
