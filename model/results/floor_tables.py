"""What floors cost whom and keep alive: by agreement and stage, by floor, and in each story."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.market.floors import BORDER, DIFFERENCE
from model.program.plan import Plan
from model.results import floor_effects as effect
from model.results.floor_capacity import BANKABLE, BOUGHT, KEPT, OPEN_WITH, OPEN_WITHOUT
from model.results.floor_effects import FloorEffects
from model.results.paths import base_path, expected, story_names
from model.results.wording import MILLION, tonnes, usd

OUTSIDE_AGREEMENTS = "contracts with offers"
SMALLEST = 1e-6  # tonnes or USD below which a row is the solver's dust
MONEY = {
    "Premium paid by buyers (USD million)": effect.PREMIUM,
    "Paid to processes beyond toll (USD million)": effect.TO_PROCESSES,
    "Ad valorem duty (USD million)": effect.DUTY,
    "Border top-up (USD million)": effect.TOP_UP,
    "Treasury pays (USD million)": effect.PAYS,
    "Treasury receives (USD million)": effect.RECEIVES,
    "Treasury pays on new capacity (USD million)": effect.NEW_CAPACITY,
    "Rebates to buyers (USD million)": effect.REBATES,
    "Take-or-pay not taken (USD million)": effect.NOT_TAKEN,
}
TONNES = {
    "Under the floor (t)": effect.UNDER,
    "Of these at the floor (t)": effect.AT_FLOOR,
    "Topped up at the border (t)": effect.TOPPED_UP,
}
ALIVE = {
    "Kept alive (t)": KEPT,
    "Bought of it (t)": BOUGHT,
    "Built because bankable (t)": BANKABLE,
}
PEAK, WITH, WITHOUT = "Kept alive then (t/yr)", "Open then, with floors (t/yr)", "Open then, without floors (t/yr)"

OFFTAKE = "offtake"  # contracts that buyers pay
NEEDS = {  # columns that say nothing without some kind of floor, or without rows on another sheet
    "Topped up at the border (t)": {BORDER},
    "Paid to processes beyond toll (USD million)": {BORDER, "processing"},
    "Border top-up (USD million)": {BORDER},
    "Treasury pays (USD million)": {DIFFERENCE},
    "Treasury receives (USD million)": {DIFFERENCE},
    "Treasury pays on new capacity (USD million)": {DIFFERENCE, "projects"},
    "Rebates to buyers (USD million)": {OFFTAKE},
    "Take-or-pay not taken (USD million)": {OFFTAKE},
    "Built because bankable (t)": {"projects"},
}


def with_meaning(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """A table without the columns for what the workbook has not got."""
    mechanisms = set(plan.case["floors"]["mechanism"])
    there = mechanisms | {sheet for sheet in ("processing", "projects") if len(plan.case[sheet])}
    if mechanisms - {BORDER, DIFFERENCE}:
        there.add(OFFTAKE)
    return frame.drop(columns=[header for header, needs in NEEDS.items() if not needs <= there], errors="ignore")


def _groups(effects: FloorEffects) -> dict[tuple[str, str], list[int]]:
    """Numbers of the floors of each agreement and stage."""
    found: dict[tuple[str, str], list[int]] = {}
    for f, (agreement, stage) in enumerate(zip(effects.agreement, effects.stage, strict=True)):
        found.setdefault((agreement or OUTSIDE_AGREEMENTS, stage), []).append(f)
    return found


def _sums(effects: FloorEffects, floors: list[int], nodes: np.ndarray, headers: Mapping[str, str]) -> dict[str, float]:
    """Amounts of some floors added up over the nodes, each counted `nodes` times (N,), by header."""
    return {
        header: float((effects.amounts[name][floors] @ nodes).sum()) / (MILLION if header in MONEY else 1.0)
        for header, name in headers.items()
    }


def _filled(row: Mapping[str, float]) -> bool:
    """Whether anything in a row of amounts is more than dust."""
    return any(abs(amount) * (MILLION if header in MONEY else 1.0) > SMALLEST for header, amount in row.items())


def by_agreement(plan: Plan, effects: FloorEffects) -> pd.DataFrame:
    """One row per agreement and stage, expected and on the base path, over the horizon, undiscounted; final headers."""
    rows = []
    for view in (expected(plan.tree), base_path(plan.tree)):
        for (agreement, stage), floors in _groups(effects).items():
            found = _sums(effects, floors, view.factor, {**TONNES, **MONEY, **ALIVE})
            rows.append({"Agreement": agreement, "Stage": stage, "Counted": view.name, "Floors": len(floors), **found})
    return (
        pd.DataFrame(rows).sort_values(["Agreement", "Stage"], kind="stable", ignore_index=True)
        if rows
        else pd.DataFrame()
    )


def by_floor(plan: Plan, effects: FloorEffects) -> pd.DataFrame:
    """One row per floor, expected, over the horizon, undiscounted; final headers."""
    rows = []
    for f, floor in enumerate(effects.floors):
        facts = {
            "Floor": floor.name,
            "Mechanism": floor.mechanism,
            "Agreement": effects.agreement[f] or OUTSIDE_AGREEMENTS,
            "Material": plan.market.materials[floor.material],
            "Stage": effects.stage[f],
        }
        rows.append({**facts, **_sums(effects, [f], expected(plan.tree).factor, {**TONNES, **MONEY, **ALIVE})})
    return pd.DataFrame(rows)


def by_story(plan: Plan, effects: FloorEffects) -> pd.DataFrame:
    """One row per whole story, agreement and stage where floors do anything: what is open with and without them in the
    period in which they keep most alive, and what they do over the horizon, undiscounted; the most kept alive first
    within a story, stories by what is kept alive; final headers."""
    tree, length, rows = plan.tree, plan.case.calendar.length, []
    for name, leaf in zip(story_names(tree), tree.leaves.tolist(), strict=True):
        path = tree.path[leaf]
        passed = np.zeros(tree.size)
        passed[path] = 1.0
        for (agreement, stage), floors in _groups(effects).items():
            sums = _sums(effects, floors, passed, {**ALIVE, **MONEY})
            if not _filled(sums):
                continue
            rates = {key: effects.amounts[key][floors].sum(axis=0) / length for key in (KEPT, OPEN_WITH, OPEN_WITHOUT)}
            then = int(path[np.argmax(rates[KEPT][path])])
            alive = rates[KEPT][then] > SMALLEST
            rows.append(
                {
                    "Story": name,
                    "Agreement": agreement,
                    "Stage": stage,
                    "When most is kept alive": plan.case.calendar.label(int(tree.period[then])) if alive else "",
                    WITH: rates[OPEN_WITH][then] if alive else np.nan,
                    WITHOUT: rates[OPEN_WITHOUT][then] if alive else np.nan,
                    PEAK: rates[KEPT][then],
                    **sums,
                }
            )
    frame = pd.DataFrame(rows)
    if frame.empty:
        return frame
    kept = frame.groupby("Story")["Kept alive (t)"].transform("sum")
    return (
        frame.assign(kept=kept)
        .sort_values(
            ["kept", "Story", "Kept alive (t)"], ascending=[False, True, False], kind="stable", ignore_index=True
        )
        .drop(columns="kept")
    )


def story_sentence(frame: pd.DataFrame) -> str:
    """What floors keep alive in the story in which they keep most, what is bought of it, and what it costs whom."""
    if frame.empty or frame["Kept alive (t)"].iloc[0] <= SMALLEST:
        return "Floors keep no capacity alive in any story."
    first = frame.iloc[0]
    own = frame[frame["Story"] == first["Story"]]
    sums = {str(header): float(own[header].sum()) for header in (*ALIVE, *MONEY)}
    buyers = sums["Premium paid by buyers (USD million)"] + sums["Paid to processes beyond toll (USD million)"]
    treasury = (
        sums["Treasury pays (USD million)"]
        + sums["Treasury pays on new capacity (USD million)"]
        - sums["Treasury receives (USD million)"]
    )
    return (
        f"In the story {first['Story']} floors keep {tonnes(sums['Kept alive (t)'])} alive over the horizon, of which "
        f"{tonnes(sums['Bought of it (t)'])} are bought; most in {first['When most is kept alive']} by {first['Agreement']}: "
        f"{first[WITH]:,.0f} t/yr are open, {first[WITHOUT]:,.0f} t/yr would be without floors. In it buyers pay "
        f"{usd(buyers * MILLION)} more because of floors, and {usd(sums['Border top-up (USD million)'] * MILLION)} of border "
        f"top-ups; the treasury {'pays' if treasury >= 0 else 'receives'} {usd(abs(treasury) * MILLION)} net."
    )
