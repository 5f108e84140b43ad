"""How many days of cover the reserve's money buys, of what, by the dates of the targets, and what all of them would cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.reserve_grids import MET, ReserveGrids
from model.results.facts.targets import LEAST_OUT, NONE
from model.results.shown.wording import MILLION, usd

VALUE, COST = "Value at base price (USD million)", "Cost of the target at base price (USD million)"
SHARE = "Of the target (%)"


def cover_bought(grids: ReserveGrids, answer: Answer) -> pd.DataFrame:
    """One row per target owed on the base path, the dearest first: the stock when it first falls due; final headers."""
    calendar = answer.plan.case.calendar
    rows = np.flatnonzero(grids.owed.any(axis=1))
    due = grids.owed[rows].argmax(axis=1)
    out = {"Out with participants (t)": grids.out[rows, due]} if (grids.out[rows] > LEAST_OUT).any() else {}
    stock, target, price = grids.stock[rows, due], grids.target[rows, due], grids.price[rows, due]
    frame = pd.DataFrame(
        {
            "Material": [grids.materials[i] for i in rows.tolist()],
            **grids.whose(rows),
            "End of": [calendar.label(int(t) + 1) for t in due],
            "Stock (t)": stock,
            **out,
            "Cover (days)": grids.days(grids.stock)[rows, due],
            VALUE: stock * price / MILLION,
            "Target (t)": target,
            "Target (days)": grids.days(grids.target)[rows, due],
            COST: target * price / MILLION,
            SHARE: np.minimum(grids.counted[rows, due] / target, 1.0),
        }
    )
    return frame.sort_values(COST, ascending=False, kind="stable", ignore_index=True)


def cover_sentences(bought: pd.DataFrame, answer: Answer, counts: bool = True) -> list[str]:
    """How far the money goes, with how many targets are held in full, in part and not at all if `counts`; nothing where no
    target is owed or money is unlimited."""
    plan = answer.plan
    cost, held = float(bought[COST].sum()), float(np.minimum(bought[VALUE], bought[COST]).sum())
    amount = float(plan.case["finance"]["amount"].sum())
    if not (cost > 0 and amount > 0):
        return []
    typed = plan.case["targets"]["days_of_cover"].unique()
    days = float(typed[0]) if len(typed) == 1 and not (plan.case["targets"]["tonnes"] > 0).any() else 0.0
    whole = "the one" if len(bought) == 1 else f"all {len(bought)}"
    asked = f"{days:g} days of {whole} material" if days > 0 else f"{whole.capitalize()} target"
    asked = asked if len(bought) == 1 else f"{asked}s"
    reached = f" ({days * held / cost:.0f} days by value)" if days > 0 else ""
    full, bare = int((bought[SHARE] >= MET).sum()), int((bought[SHARE] < NONE).sum())
    how_many = f": {full} in full, {len(bought) - full - bare} in part, {bare} not at all" if counts else ""
    return [
        f"{asked} would cost {usd(cost * MILLION)} at base price, {cost * MILLION / amount:.2f} times the reserve's money of "
        f"{usd(amount)}. If no story begins it holds {usd(held * MILLION)} of it{reached} by the dates of the targets"
        f"{how_many}."
    ]
