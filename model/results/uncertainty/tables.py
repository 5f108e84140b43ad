"""What planning for the average future costs, and what knowing it would save: in all, by story, and what is bought."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.results.facts.uncertainty import Bill, Uncertainty
from model.results.facts.variant_figures import order_changes
from model.results.shown.pages import Column, money, share, text, tonnes

PARTS = ("money", "shortage", "penalties", "risk")
BESIDE: Mapping[str, Column] = {
    "way": text("Way to plan"),
    "above": money("Costs more than knowing the future"),
    "saved": money("Costs more than the plan"),
    "cost": money("Expected cost in all"),
    "money": money("Of it money"),
    "shortage": money("Of it shortage cost"),
    "penalties": money("Of it penalties"),
    "risk": money("Of it Risk weight"),
}
KNOWN, PLAN = "Knowing from the start which story comes", "The plan: all stories at once"
FIRST = "This period's orders as for the average future, then the best"
UNTIL = "The reserve's orders as for the average future until a story begins"
BY_STORY: Mapping[str, Column] = {
    "story": text("Story"),
    "probability": share("Probability"),
    "foresight": money("Knowing it would save"),
    "share": money("Times probability"),
    "money": money("Of what it saves, money"),
    "shortage": money("Of what it saves, shortage cost"),
    "penalties": money("Of what it saves, penalties"),
    "average": money("This period's orders as for the average future cost more"),
}
ORDERS: Mapping[str, Column] = {
    "material": text("Material"),
    "tonnes_base": tonnes("The plan"),
    "tonnes_new": tonnes("For the average future"),
    "cost_base": money("The plan"),
    "cost_new": money("For the average future"),
}


def beside(found: Uncertainty) -> pd.DataFrame:
    """One row for each way to plan, the one that knows most first: expected, discounted, USD; blank where not known."""
    ways = ((KNOWN, found.known), (PLAN, found.plan), (FIRST, found.first), (UNTIL, found.until))
    rows = [(way, _cost(bill), *_parts(bill)) for way, bill in ways]
    table = pd.DataFrame(rows, columns=["way", "cost", *PARTS])
    cost = table["cost"].to_numpy(float)
    table = table.assign(above=cost - cost[0], saved=cost - cost[1])
    # Without a Risk weight there is nothing to tell of it.
    return table if table["risk"].any() else table.drop(columns="risk")


def by_story(found: Uncertainty) -> pd.DataFrame:
    """One row for each whole story, those first whose foresight is worth most in expectation: discounted, USD."""
    rows = []
    for path in found.paths:
        spared = None if path.known is None else path.plan.less(path.known)
        average = np.nan if path.first is None else path.first.less(path.plan).cost
        rows.append((path.story, path.probability, _cost(spared), *_parts(spared)[:3], average))
    columns = ["story", "probability", "foresight", *PARTS[:3], "average"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(share=table["probability"] * table["foresight"])
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def orders(found: Uncertainty) -> pd.DataFrame:
    """Materials of which the average future's plan buys another amount now, what differs most first: t, USD."""
    if found.average is None:
        return pd.DataFrame(columns=list(ORDERS))
    return order_changes(found.average, found.planned).rename_axis("material").reset_index()


def _cost(bill: Bill | None) -> float:
    return np.nan if bill is None else bill.cost


def _parts(bill: Bill | None) -> list[float]:
    return [np.nan if bill is None else float(getattr(bill, part)) for part in PARTS]
