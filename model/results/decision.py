"""What to buy now for the reserve, in sentences: the dearest lines, the first year, and what entities of concern get."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from model.results.answer import Answer
from model.results.buy_list import SMALLEST
from model.results.concern_share import concern_sentences
from model.results.purchases import reserve_purchases
from model.results.selection import base_nodes, country_names, first_year
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
        ]
    if len(year) and last > 1:
        span = f"{period} to {calendar.label(last)}"
        told.append(
            f"Over the first year ({span}, if no story begins) the reserve orders "
            f"{counted(year['material'].nunique(), 'material')} for {usd(year['cost'].sum())}."
        )
    return [*told, *concern_sentences(answer)]
