"""What each participant may have of the reserve: how much, when, at what price and in which story, against its own stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import Calendar, FloatArray
from model.results.facts.answer import Answer
from model.results.facts.participants import participant_flows
from model.results.facts.paths import base_path
from model.results.facts.values import TINY
from model.results.participants.materials import share_of_material
from model.results.shown.wording import counted
from model.tree import IntArray

SHARED, ALONE = "Carrying charge of the commitment per year (USD)", "The same tonnes held alone, per year (USD)"
RATIO = "Shared, of held alone (%)"
NEVER = "never"


def spans(calendar: Calendar, periods: IntArray) -> str:
    """`2027Q1 to 2027Q3; 2028Q2`: periods (1…T, rising) with runs drawn together; `never` where there are none."""
    if not len(periods):
        return NEVER
    runs = np.split(periods, np.flatnonzero(np.diff(periods) > 1) + 1)
    label = calendar.label
    return "; ".join(
        label(int(run[0])) if len(run) == 1 else f"{label(int(run[0]))} to {label(int(run[-1]))}" for run in runs
    )


def held_alone(answer: Answer) -> FloatArray:
    """What holding each commitment's tonnes alone would cost a year, USD (J,): the discount rate on their base price at the
    start, and their storage."""
    plan, commitments = answer.plan, answer.plan.commitments
    price = plan.market.base_price[commitments.material, 0]
    storage = np.nan_to_num(plan.storage_column("cost", 0.0))[commitments.material]
    return np.asarray(commitments.tonnes * (price * plan.case.settings.discount_rate + storage))


def carrying_charges(answer: Answer) -> FloatArray:
    """What each commitment is charged a year for storage and interest, in the mean of the base path, USD (J,)."""
    flows, tree = participant_flows(answer), answer.plan.tree
    on_base = base_path(tree).factor
    paid = (flows["storage"] + flows["interest"]).to_numpy(float).reshape(-1, tree.size)
    return np.asarray(paid @ on_base / (on_base.sum() * answer.plan.case.calendar.length))


def access_table(answer: Answer) -> pd.DataFrame:
    """One row per commitment: what it may draw, for how long and when, and what that costs against its own stock; final
    headers."""
    plan, commitments = answer.plan, answer.plan.commitments
    calendar, material = plan.case.calendar, plan.commitments.material
    shared, alone = carrying_charges(answer), held_alone(answer)
    base = np.flatnonzero(plan.tree.story == 0)
    return pd.DataFrame(
        {
            "Participant": commitments.participant,
            "Material": np.array(plan.market.materials, dtype=object)[material],
            "Commitment (t)": commitments.tonnes,
            "May draw at once (t)": commitments.drawable,
            "To be put back within (months)": plan.case["participants"]["replenish_within"].astype(float).to_numpy(),
            "Draws open, base path": [spans(calendar, _open(answer, j, base)) for j in range(len(material))],
            "Price of a release at the start (USD/t)": commitments.release_price[material, 0],
            SHARED: shared,
            ALONE: alone,
            RATIO: np.divide(shared, alone, out=np.full_like(alone, np.nan), where=alone > 0),
        }
    )


def _open(answer: Answer, commitment: int, path: IntArray) -> IntArray:
    """Periods of the nodes of a path in which a commitment may draw: calm, and with time to put back."""
    cells = answer.plan.cells["takeout"]
    nodes = cells.node[cells.row == commitment]
    return np.asarray(np.sort(answer.plan.tree.period[np.intersect1d(nodes, path)]))


def access_in_stories(answer: Answer) -> pd.DataFrame:
    """One row per commitment and story in which its material is disrupted, on the first of the story's dates: when draws
    are open, when it is released to industry, the share of that attributed to the commitment, and its price; final headers.
    """
    plan, tree, calendar = answer.plan, answer.plan.tree, answer.plan.case.calendar
    commitments, share = plan.commitments, share_of_material(answer)
    released = answer.grid("release", len(plan.market.materials))
    drawn = answer.grid("takeout", len(commitments.tonnes))
    first: dict[str, int] = {}
    for leaf in tree.leaves.tolist():
        first.setdefault(tree.stories[tree.story[leaf]].title, leaf)
    rows = []
    for j, i in enumerate(commitments.material.tolist()):
        for leaf in first.values():
            path = tree.path[leaf]
            disrupted = path[plan.market.disrupted[i, path]]
            if not len(disrupted):
                continue
            given = path[released[i, path] > TINY]
            tonnes = released[i, given]
            worth = tonnes @ commitments.release_price[i, plan.node_period[given]]
            rows.append(
                {
                    "Participant": commitments.participant[j],
                    "Material": plan.market.materials[i],
                    "Story": tree.stories[tree.story[leaf]].name,
                    "Disrupted": spans(calendar, tree.period[disrupted]),
                    "Released": spans(calendar, tree.period[given]),
                    "Its share of what is released (t)": float(tonnes.sum() * share[j]),
                    "Price of it (USD/t)": float(worth / tonnes.sum()) if len(given) else np.nan,
                    "Draws open": spans(calendar, _open(answer, j, path)),
                    "Drawn (t)": float(drawn[j, path].sum()),
                }
            )
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class AccessCounts:
    """How many commitments there are, how many `may_draw`, are `served` by releases in a story, and cost more a year carried
    together than held alone (`dearer`)."""

    all: int
    may_draw: int
    served: int
    dearer: int


def count_access(access: pd.DataFrame, stories: pd.DataFrame) -> AccessCounts:
    """From the tables of both functions above."""
    names = ["Participant", "Material"]
    served = 0 if stories.empty else len(stories.loc[stories["Released"] != NEVER, names].drop_duplicates())
    may_draw = int((access["May draw at once (t)"] > TINY).sum())
    return AccessCounts(len(access), may_draw, served, int((access[RATIO] > 1).sum()))


def access_sentence(found: AccessCounts) -> str:
    """Who may draw, who is served in stories, and for how many the reserve is dearer than their own stock."""
    return (
        f"Of {counted(found.all, 'commitment')} {found.may_draw} may draw in calm times, and {found.served} have a share of "
        f"what is released in a story. Carried together {found.dearer} of them cost more a year than held alone."
    )
