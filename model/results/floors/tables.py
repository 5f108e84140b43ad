"""What floors cost whom and keep alive: by agreement and stage, and by floor."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.market.mechanisms import MECHANISMS, Kind
from model.program.plan import Plan
from model.results.facts import floor_effects as effect
from model.results.facts.floor_capacity import BANKABLE, BOUGHT, KEPT
from model.results.facts.floor_effects import FloorEffects
from model.results.facts.paths import base_path, expected
from model.results.shown.wording import MILLION

OUTSIDE_AGREEMENTS = "contracts with offers"
SMALLEST = 1e-6  # tonnes or USD below which an amount is the solver's dust
RAISES = "Raises what is paid"
ON_BASE, IN_A_STORY, NOWHERE = "on the base path", "only in a story", "nowhere"
# Not what members of the agreement owe: outsiders who sell the same material pay most of it.
DUTY_UNDER = "Ad valorem duty on the floor's material from anywhere (USD million)"
MONEY = {
    "Premium paid by buyers (USD million)": effect.PREMIUM,
    "Paid to processes beyond toll (USD million)": effect.TO_PROCESSES,
    DUTY_UNDER: effect.DUTY,
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
    "Settled with the treasury (t)": effect.SETTLED,
}
ALIVE = {
    "Kept alive (t)": KEPT,
    "Bought of it (t)": BOUGHT,
    "Built because bankable (t)": BANKABLE,
}
LIFTED = (effect.PREMIUM, effect.TO_PROCESSES, effect.TOP_UP, effect.PAYS, effect.RECEIVES, effect.NEW_CAPACITY)
NEEDS: dict[str, set[Kind | str]] = {  # columns that say nothing without some kind of floor, or without rows on another sheet
    "Topped up at the border (t)": {Kind.BORDER},
    "Paid to processes beyond toll (USD million)": {Kind.BORDER, "processing"},
    "Border top-up (USD million)": {Kind.BORDER},
    "Settled with the treasury (t)": {Kind.SETTLED},
    "Treasury pays (USD million)": {Kind.SETTLED},
    "Treasury receives (USD million)": {Kind.SETTLED},
    "Treasury pays on new capacity (USD million)": {Kind.SETTLED, "projects"},
    "Rebates to buyers (USD million)": {Kind.OFFTAKE},
    "Take-or-pay not taken (USD million)": {Kind.OFFTAKE},
    "Built because bankable (t)": {"projects"},
}


def with_meaning(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """A table without the columns for what the workbook has not got."""
    there: set[Kind | str] = {MECHANISMS[name].kind for name in plan.case["floors"]["mechanism"]}
    there |= {sheet for sheet in ("processing", "projects") if len(plan.case[sheet])}
    return frame.drop(columns=[header for header, needs in NEEDS.items() if not needs <= there], errors="ignore")


def groups(effects: FloorEffects) -> dict[tuple[str, str], list[int]]:
    """Numbers of the floors of each agreement and stage."""
    found: dict[tuple[str, str], list[int]] = {}
    for f, (agreement, stage) in enumerate(zip(effects.agreement, effects.stage, strict=True)):
        found.setdefault((agreement or OUTSIDE_AGREEMENTS, stage), []).append(f)
    return found


def sums_of(
    effects: FloorEffects, floors: list[int], nodes: np.ndarray, headers: Mapping[str, str]
) -> dict[str, float]:
    """Amounts of some floors added up over the nodes, each counted `nodes` times (N,), by header."""
    return {
        header: float((effects.amounts[name][floors] @ nodes).sum()) / (MILLION if header in MONEY else 1.0)
        for header, name in headers.items()
    }


def by_agreement(plan: Plan, effects: FloorEffects) -> pd.DataFrame:
    """One row per agreement and stage, expected and on the base path, over the horizon, undiscounted; final headers."""
    rows = []
    for view in (expected(plan.tree), base_path(plan.tree)):
        for (agreement, stage), floors in groups(effects).items():
            found = sums_of(effects, floors, view.factor, {**TONNES, **MONEY, **ALIVE})
            rows.append({"Agreement": agreement, "Stage": stage, "Counted": view.name, "Floors": len(floors), **found})
    return (
        pd.DataFrame(rows).sort_values(["Agreement", "Stage"], kind="stable", ignore_index=True)
        if rows
        else pd.DataFrame()
    )


def _where_it_raises(plan: Plan, effects: FloorEffects, f: int) -> str:
    """Whether the floor makes anybody pay more on the base path, only in a story, or nowhere."""
    paid = np.abs([effects.amounts[name][f] for name in LIFTED if name in effects.amounts]).sum(axis=0) > SMALLEST
    if paid[plan.tree.story == 0].any():
        return ON_BASE
    return IN_A_STORY if paid.any() else NOWHERE


def by_floor(plan: Plan, effects: FloorEffects) -> pd.DataFrame:
    """One row per floor, expected, over the horizon, undiscounted; final headers."""
    rows = []
    for f, floor in enumerate(effects.floors):
        facts = {
            "Floor": floor.name,
            "Mechanism": floor.mechanism.name,
            "Agreement": effects.agreement[f] or OUTSIDE_AGREEMENTS,
            "Material": plan.market.materials[floor.material],
            "Stage": effects.stage[f],
            RAISES: _where_it_raises(plan, effects, f),
        }
        rows.append({**facts, **sums_of(effects, [f], expected(plan.tree).factor, {**TONNES, **MONEY, **ALIVE})})
    return pd.DataFrame(rows)
