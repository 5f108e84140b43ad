"""What share of what the reserve pays goes to entities of concern: in this period, the first year and the whole horizon."""

from __future__ import annotations

import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.purchases import reserve_purchases
from model.results.facts.selection import base_nodes, codes_of_concern, country_names, first_year
from model.results.shown.wording import listed, usd

NAMED = 3  # purchases
NONE_MARKED = "Entities of concern: no country is marked as one on the Countries sheet."


def _orders(answer: Answer, last: int) -> pd.DataFrame:
    """What the reserve buys from Start to the period `last` of the base path."""
    orders = reserve_purchases(answer)
    nodes = [node for period, node in base_nodes(answer.plan.tree).items() if period <= last]
    return orders[orders["node"].isin(nodes)]


def concern_share(answer: Answer, last: int) -> float:
    """The share from Start to the period `last` of the base path, by cost; 0 where nothing is bought."""
    own = _orders(answer, last)
    total = float(own["cost"].sum())
    return float(own["cost"][own["country"].isin(codes_of_concern(answer.plan))].sum()) / total if total > 0 else 0.0


def _most_of_it(answer: Answer, last: int) -> str:
    """The dearest purchases from entities of concern up to the period `last`, as a sentence; "" where there are none."""
    own = _orders(answer, last)
    own = own[own["country"].isin(codes_of_concern(answer.plan)) & (own["cost"] >= 1.0)]
    if own.empty:
        return ""
    line = own["material"].astype(str) + " from " + own["country"].map(country_names(answer.plan)).astype(str)
    cost = own["cost"].groupby(line).sum().sort_values(ascending=False, kind="stable")
    named = [f"{name} ({usd(float(amount))})" for name, amount in cost.items()]
    return f" In the first year it is paid for {listed(named, NAMED)}."


def concern_sentences(answer: Answer) -> list[str]:
    """What entities of concern get, and in the first year for what; nothing where nothing is bought. Where no country is
    marked as one, that alone: what is not marked is not known to be none."""
    if not codes_of_concern(answer.plan):
        return [NONE_MARKED]
    calendar = answer.plan.case.calendar
    first = first_year(calendar)
    if not _orders(answer, calendar.periods)["cost"].sum() > 0:
        return []
    if not concern_share(answer, calendar.periods) > 0:
        return ["Entities of concern get nothing of what the reserve pays, if no story begins."]
    shares = [f"{concern_share(answer, period):.1%}" for period in (1, first, calendar.periods)]
    return [
        f"Entities of concern get {shares[0]} of what the reserve pays in {calendar.label(1)}, {shares[1]} in the first "
        f"year (to {calendar.label(first)}) and {shares[2]} over the whole horizon, if no story begins."
        f"{_most_of_it(answer, first)}"
    ]
