"""What industry orders of each material from each country, by period: the Buy list added up."""

from __future__ import annotations

import pandas as pd

from model.program.bookings import INDUSTRY
from model.results.buy_list.tables import PERIODS
from model.results.facts.answer import Answer
from model.results.facts.selection import base_nodes, country_names, material_numbers
from model.results.shown.wording import MILLION
from model.results.tolerances import SMALLEST_TONNES

BEFORE = "Before Start (t)"
COST = "Cost of all these (USD million)"


def industry_by_period(answer: Answer) -> pd.DataFrame:
    """One row per material and country: orders before Start and of this period and the next three on the base path, the
    dearest first within a material; final headers."""
    plan = answer.plan
    near = {period: node for period, node in base_nodes(plan.tree).items() if period <= PERIODS}
    orders = answer.orders
    own = orders[
        (orders["buyer"] == INDUSTRY) & orders["node"].isin(list(near.values())) & (orders["tonnes"] > SMALLEST_TONNES)
    ]
    labels = {period: f"{plan.case.calendar.label(period)} (t)" for period in near}
    when = own["period"].map(labels).where(~own["before_start"], BEFORE)
    keys = ["material", "country"]
    spread = own.assign(when=when).pivot_table(
        index=keys, columns="when", values="tonnes", aggfunc="sum", fill_value=0.0
    )
    spread = spread.reindex(columns=[BEFORE, *labels.values()]).fillna(0.0)
    names = country_names(plan)
    frame = pd.DataFrame(
        {
            "Material": spread.index.get_level_values("material"),
            "Country": [names[code] for code in spread.index.get_level_values("country")],
            **{str(header): spread[header].to_numpy(float) for header in spread.columns},
            COST: (own.groupby(keys)["cost"].sum().reindex(spread.index) / MILLION).to_numpy(float),
        }
    )
    ordered = frame.assign(position=material_numbers(plan, frame["Material"]))
    ordered = ordered.sort_values(["position", COST], ascending=[True, False], kind="stable", ignore_index=True)
    return ordered.drop(columns="position")
