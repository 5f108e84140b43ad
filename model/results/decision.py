"""What to buy now for the reserve, in sentences: the dearest lines, the money, and what comes from entities of concern."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from model.results.answer import Answer
from model.results.buy_list import SMALLEST
from model.results.concern_share import concern_share
from model.results.purchases import reserve_purchases
from model.results.selection import base_nodes, codes_of_concern, country_names, first_year
from model.results.wording import counted, goods, listed, tonnes, usd

NAMED = 5  # materials named in a sentence
PLACES = 3  # partners named for a material


def reserve_orders(answer: Answer, last: int) -> pd.DataFrame:
    """What the reserve buys from Start to the period `last` of the base path."""
    nodes = [node for period, node in base_nodes(answer.plan.tree).items() if period <= last]
    orders = reserve_purchases(answer)
    return orders[orders["node"].isin(nodes) & (orders["tonnes"] > SMALLEST)]


def _lines(answer: Answer, orders: pd.DataFrame) -> str:
    """`Antimony (376 t from Bolivia and United States; 33.4 million USD); … and 8 more`: the dearest purchases."""
    names = country_names(answer.plan)
    told = []
    cost = orders.groupby("material")["cost"].sum().sort_values(ascending=False, kind="stable")
    for material, amount in cost.head(NAMED).items():
        own = orders[orders["material"] == material]
        partners = own.groupby("country")["tonnes"].sum().sort_values(ascending=False, kind="stable").index
        places = listed([names[str(code)] for code in partners], PLACES)
        told.append(f"{material} ({tonnes(own['tonnes'].sum())} from {places}; {usd(float(amount))})")
    rest = f"; and {len(cost) - NAMED} more" if len(cost) > NAMED else ""
    return "; ".join(told) + rest


def _concern(answer: Answer, orders: pd.DataFrame, when: str) -> str:
    """What share of the cost of these orders goes to entities of concern, and for what."""
    own = orders[orders["country"].isin(codes_of_concern(answer.plan))]
    if own.empty:
        return f"Nothing of it comes from entities of concern ({when})."
    names = country_names(answer.plan)
    line = own["material"].astype(str) + " from " + own["country"].map(names).astype(str)
    cost = own["cost"].groupby(line).sum().sort_values(ascending=False, kind="stable")
    which = [f"{name} ({usd(float(amount))})" for name, amount in cost.items()]
    share = float(own["cost"].sum() / orders["cost"].sum())
    return f"Entities of concern get {share:.1%} of what it pays {when}: {listed(which, NAMED)}."


def decision_sentences(answer: Answer) -> list[str]:
    """What to order this period and by when, from whom, and the first year."""
    calendar = answer.plan.case.calendar
    last = first_year(calendar)
    year = reserve_orders(answer, last)
    now = year[year["period"] == 1]
    period = calendar.label(1)
    if now.empty:
        told = [f"Buy now: nothing. The reserve orders nothing in {period}."]
    else:
        by = calendar.ends[0] - timedelta(days=1)
        told = [
            f"Buy now, by {by.day} {by:%B %Y}: {goods(now['tonnes'].sum(), now['material'].nunique())} for "
            f"{usd(now['cost'].sum())} landed: {_lines(answer, now)}.",
            _concern(answer, now, f"in {period}"),
        ]
    if len(year) and last > 1:
        span = f"{period} to {calendar.label(last)}"
        told.append(
            f"Over the first year ({span}, if no story begins) it orders "
            f"{counted(year['material'].nunique(), 'material')} for {usd(year['cost'].sum())}. "
            f"{_concern(answer, year, 'in that year')}"
        )
    if len(year) and codes_of_concern(answer.plan):
        told[-1] += (
            " Over the whole horizon (if no story begins) entities of concern get "
            f"{concern_share(answer, calendar.periods):.1%} of what it pays."
        )
    return told
