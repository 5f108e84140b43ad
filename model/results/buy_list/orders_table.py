"""The reserve's purchases by material and partner, entities of concern apart, for Summary and Buy list."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.selection import codes_of_concern, country_names
from model.results.shown.wording import MILLION, counted, listed

PLACES = 3  # entities of concern named in a header


def concern_word(answer: Answer, orders: pd.DataFrame) -> str:
    """`Entities of concern: China and Russia`, those that the orders go to."""
    concern, names = codes_of_concern(answer.plan), country_names(answer.plan)
    found = orders[orders["country"].isin(concern)].groupby("country")["cost"].sum()
    ranked = found.sort_values(ascending=False, kind="stable").index
    return f"Entities of concern: {listed([names[str(code)] for code in ranked], PLACES)}"


def orders_table(answer: Answer, orders: pd.DataFrame, materials: int, partners: int) -> pd.DataFrame:
    """Purchases by material, the dearest first, and partner, landed cost; entities of concern together in one column; final
    headers. What is beyond so many `materials` or `partners` is added up."""
    concern, names = codes_of_concern(answer.plan), country_names(answer.plan)
    theirs = orders["country"].isin(concern)
    place = orders["country"].map(names).where(~theirs, concern_word(answer, orders))
    cost = orders.pivot_table(index="material", columns=place, values="cost", aggfunc="sum", fill_value=0.0)
    cost = cost.loc[cost.sum(axis=1).sort_values(ascending=False, kind="stable").index] / MILLION
    cost["tonnes"] = orders.groupby("material")["tonnes"].sum()
    rest = cost.iloc[materials:]
    cost = cost.iloc[:materials].copy()
    if len(rest):
        together = rest.sum()
        together["tonnes"] = rest["tonnes"].iloc[0] if len(rest) == 1 else np.nan  # of different materials
        cost.loc[counted(len(rest), "other material")] = together
    amounts = cost.pop("tonnes").to_numpy(float)
    ranked = list(cost.sum().sort_values(ascending=False, kind="stable").index)
    of_concern = concern_word(answer, orders)
    shown = [name for name in ranked if name != of_concern]
    frame = pd.DataFrame({"Material": list(cost.index), "Tonnes (t)": amounts})
    if of_concern in ranked:
        frame[f"{of_concern} (USD million)"] = cost[of_concern].to_numpy()
    for name in shown[:partners]:
        frame[f"{name} (USD million)"] = cost[name].to_numpy()
    if len(shown) > partners:
        frame["All others (USD million)"] = cost[shown[partners:]].sum(axis=1).to_numpy()
    frame["All partners (USD million)"] = cost.sum(axis=1).to_numpy()
    return frame
