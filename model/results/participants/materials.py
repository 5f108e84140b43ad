"""What stands behind each commitment, what is drawn of it, what it would cost to buy in the end, and what it protects."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.cover import DAYS_IN_YEAR
from model.results.facts.answer import Answer
from model.results.facts.outcome import Outcome
from model.results.facts.participants import participant_flows, repurchases
from model.results.facts.paths import base_path, expected
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.selection import year_end_periods
from model.results.shown.wording import MILLION

AVOIDED = "Shortage avoided in stories, attributed, expected (t)"
PROTECTION = "Shortage cost avoided in stories, attributed, expected (USD million)"
BEHIND = "Stock behind it at the end of {} (t)"
REPURCHASE = "Would buy at the end, expected (USD million)"


def avoided_in_stories(outcome: Outcome) -> tuple[FloatArray, FloatArray]:
    """Shortage of each material that the reserve takes off the nodes of stories, expected: t, and its cost in USD,
    discounted, (I,); negative where the reserve makes a shortage worse, NaN where it is not known."""
    plan, rows = outcome.plan, len(outcome.plan.market.materials)
    if outcome.answer is None or outcome.without is None:
        return np.full(rows, np.nan), np.full(rows, np.nan)
    counted = plan.tree.weight * (plan.tree.story > 0)
    pair, shape = plan.market.demand.material, (len(plan.market.demand.material), plan.tree.size)

    def saved(column: str, factor: FloatArray) -> FloatArray:
        apart, kept = (a.demand[column].to_numpy(float).reshape(shape) for a in (outcome.without, outcome.answer) if a)
        return np.bincount(pair, ((apart - kept) * factor).sum(axis=1), rows).astype(float)

    return saved("short", counted), saved("shortage_cost", counted * plan.discount)


def share_of_material(answer: Answer) -> FloatArray:
    """The share of what the reserve does for a material that is attributed to each commitment: its part of the larger of
    all commitments to the material and its largest target, (J,)."""
    commitments = answer.plan.commitments
    of_commitments = np.divide(
        commitments.tonnes,
        together := commitments.committed[commitments.material],
        out=np.zeros_like(commitments.tonnes),
        where=together > 0,
    )
    return np.asarray(of_commitments * commitments.storage_share[commitments.material])


def stock_behind(answer: Answer) -> dict[str, FloatArray]:
    """What of the stock stands behind each commitment at the year ends of the base path, t (J,), by label of the period:
    all of it, or, where the stock is too small for all commitments, its part."""
    commitments, grids = answer.plan.commitments, ReserveGrids(answer)
    stock = grids.stock[commitments.material]
    together = np.maximum(commitments.committed[commitments.material], np.finfo(float).tiny)
    behind = commitments.tonnes[:, None] * np.minimum(stock / together[:, None], 1.0)
    calendar = answer.plan.case.calendar
    return {calendar.label(t): behind[:, t - 1] for t in year_end_periods(calendar)}


def behind_headers(held: pd.DataFrame) -> list[str]:
    """The headers of what stands behind the commitments, one for each year end."""
    before = BEHIND.split("{}")[0]
    return [str(header) for header in held.columns if str(header).startswith(before)]


def _rows(answer: Answer) -> dict[str, object]:
    """What names a row of the Participants sheet; final headers."""
    commitments = answer.plan.commitments
    return {
        "Participant": commitments.participant,
        "Material": np.array(answer.plan.market.materials, dtype=object)[commitments.material],
        "Commitment (t)": commitments.tonnes,
    }


def participant_materials(answer: Answer) -> pd.DataFrame:
    """One row per row of the Participants sheet: what it comes to, and the stock behind it; final headers."""
    plan, commitments = answer.plan, answer.plan.commitments
    material, rows = commitments.material, len(commitments.tonnes)
    yearly = plan.market.demand.yearly_by_material(len(plan.market.materials))[material, 0]
    days = np.full(rows, np.nan)
    return pd.DataFrame(
        {
            **_rows(answer),
            "Of all demand (days)": np.divide(commitments.tonnes * DAYS_IN_YEAR, yearly, out=days, where=yearly > 0),
            "Contract price (USD/t)": commitments.price,
            "Base price at the start (USD/t)": plan.market.base_price[material, 0],
            "Base price at the end (USD/t)": plan.market.base_price[material, -1],
            "Storage that participants pay (%)": commitments.storage_share[material],
            **{BEHIND.format(at): tonnes for at, tonnes in stock_behind(answer).items()},
        }
    )


def participant_protection(outcome: Outcome) -> pd.DataFrame:
    """One row per row of the Participants sheet: draws, what it would buy at the end, protection; final headers."""
    assert outcome.answer is not None
    answer = outcome.answer
    plan, rows = answer.plan, len(answer.plan.commitments.tonnes)
    flows = participant_flows(answer)
    nodes, shape = flows["node"].to_numpy(int), (rows, plan.tree.size)
    on_base, weighted = base_path(plan.tree).factor, expected(plan.tree).factor

    def moved(column: str, factor: FloatArray) -> FloatArray:
        return np.asarray((flows[column].to_numpy(float) * factor[nodes]).reshape(shape).sum(axis=1))

    out = flows["outstanding"].to_numpy(float).reshape(shape)
    at_end = plan.tree.period == plan.case.calendar.periods
    bought = repurchases(answer)
    sums = bought[["tonnes", "pays"]].mul(bought["weight"], axis=0).to_numpy(float).reshape(rows, -1, 2).sum(axis=1)
    share = share_of_material(answer)
    avoided, saved = (figure[plan.commitments.material] * share for figure in avoided_in_stories(outcome))
    return pd.DataFrame(
        {
            **_rows(answer),
            "Drawn, base path (t)": moved("takeout", on_base),
            "Drawn, expected (t)": moved("takeout", weighted),
            "Put back, base path (t)": moved("putback", on_base),
            "Put back, expected (t)": moved("putback", weighted),
            "Out at most, base path (t)": (out * on_base).max(axis=1, initial=0.0),
            "Out at the end, expected (t)": (out * weighted * at_end).sum(axis=1),
            "Would buy at the end, expected (t)": sums[:, 0],
            REPURCHASE: sums[:, 1] / MILLION,
            AVOIDED: avoided,
            PROTECTION: saved / MILLION,
        }
    )
