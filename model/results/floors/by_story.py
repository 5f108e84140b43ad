"""What floors keep alive in each story, and what they cost whom in it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.plan import Plan
from model.results.facts.floor_capacity import KEPT, OPEN_WITH, OPEN_WITHOUT
from model.results.facts.floor_effects import FloorEffects
from model.results.facts.paths import story_names
from model.results.floors.tables import ALIVE, MONEY, SMALLEST, groups, sums_of
from model.results.shown.wording import MILLION, listed, tonnes, usd

PEAK, WITH, WITHOUT = "Kept alive then (t/yr)", "Open then, with floors (t/yr)", "Open then, without floors (t/yr)"
OTHERS = "all other stories (as if no story begins)"
NEAR, NEAR_USD = (
    0.1,
    1.0,
)  # share and USD million by which an amount may differ from the base path's to count as the same


def by_story(plan: Plan, effects: FloorEffects) -> pd.DataFrame:
    """One row per whole story, agreement and stage where floors do anything: what is open with and without them in the
    period in which they keep most alive, and what they do over the horizon, undiscounted; the most kept alive first
    within a story, stories by what is kept alive, those like the base path in one row at the end; final headers."""
    tree, base, rows = plan.tree, plan.tree.stories[0].name, []
    for agreement_stage, floors in groups(effects).items():
        own = {
            name: _row(plan, effects, floors, tree.path[leaf])
            for name, leaf in zip(story_names(tree), tree.leaves.tolist(), strict=True)
        }
        as_base = own.get(base)
        same = {name for name, row in own.items() if as_base is not None and _alike(row, as_base)}
        shown = {name: row for name, row in own.items() if name not in same}
        if as_base is not None:
            shown[OTHERS if len(same) > 1 else base] = as_base
        rows += [
            {"Story": name, **dict(zip(("Agreement", "Stage"), agreement_stage, strict=True)), **row}
            for name, row in shown.items()
            if _amount(row) > SMALLEST or (as_base is not None and _amount(as_base) > SMALLEST)
        ]
    frame = pd.DataFrame(rows)
    if frame.empty:
        return frame
    kept = frame.groupby("Story")["Kept alive (t)"].transform("sum")
    return (
        frame.assign(kept=kept, last=frame["Story"] == OTHERS)
        .sort_values(
            ["last", "kept", "Story", "Kept alive (t)"],
            ascending=[True, False, True, False], kind="stable", ignore_index=True,
        )
        .drop(columns=["kept", "last"])
    )  # fmt: skip


def _row(plan: Plan, effects: FloorEffects, floors: list[int], path: np.ndarray) -> dict[str, object]:
    """What some floors do along the nodes of a whole story; final headers."""
    passed = np.zeros(plan.tree.size)
    passed[path] = 1.0
    length = plan.case.calendar.length
    rates = {key: effects.amounts[key][floors].sum(axis=0) / length for key in (KEPT, OPEN_WITH, OPEN_WITHOUT)}
    then = int(path[np.argmax(rates[KEPT][path])])
    alive = rates[KEPT][then] > SMALLEST
    return {
        "When most is kept alive": plan.case.calendar.label(int(plan.tree.period[then])) if alive else "",
        WITH: rates[OPEN_WITH][then] if alive else np.nan,
        WITHOUT: rates[OPEN_WITHOUT][then] if alive else np.nan,
        PEAK: rates[KEPT][then],
        **sums_of(effects, floors, passed, {**ALIVE, **MONEY}),
    }


def _figures(row: dict[str, object]) -> np.ndarray:
    return np.array([row[header] for header in (*ALIVE, *MONEY)], dtype=np.float64)


def _amount(row: dict[str, object]) -> float:
    """The largest figure of a row: t, or USD."""
    scale = np.array([1.0] * len(ALIVE) + [MILLION] * len(MONEY))
    return float(np.abs(_figures(row) * scale).max())


def _alike(row: dict[str, object], base: dict[str, object]) -> bool:
    """Whether nothing is kept alive in a story, and every sum of money is about that of the base path."""
    own, usual = (_figures(one)[len(ALIVE) :] for one in (row, base))
    kept: object = row["Kept alive (t)"]
    return kept == base["Kept alive (t)"] and bool(np.isclose(own, usual, rtol=NEAR, atol=NEAR_USD).all())


def story_sentence(frame: pd.DataFrame) -> str:
    """What floors keep alive in the story in which they keep most, what is bought of it, and what it costs whom."""
    if frame.empty or frame["Kept alive (t)"].iloc[0] <= SMALLEST:
        return "Floors keep no capacity alive in any story."
    first = frame.iloc[0]
    own = frame[frame["Story"] == first["Story"]]
    sums = {str(header): float(own[header].sum()) for header in MONEY}
    # Ore and the metal made of it are not added up.
    alive = own[own["Kept alive (t)"] > SMALLEST]
    by_stage = alive.groupby("Stage", sort=False)[["Kept alive (t)", "Bought of it (t)"]].sum()
    kept = [f"{tonnes(t)} {stage} ({tonnes(bought)} bought)" for stage, t, bought in by_stage.itertuples()]
    treasury = (
        sums["Treasury pays (USD million)"]
        + sums["Treasury pays on new capacity (USD million)"]
        - sums["Treasury receives (USD million)"]
    )
    return (
        f"In the story {first['Story']} floors keep alive over the horizon {listed(kept)}; most in "
        f"{first['When most is kept alive']} by {first['Agreement']}, {first['Stage']}: {first[WITH]:,.0f} t/yr are open, "
        f"{first[WITHOUT]:,.0f} t/yr would be without floors. In it buyers pay "
        f"{usd(sums['Premium paid by buyers (USD million)'] * MILLION)} to sellers and "
        f"{usd(sums['Paid to processes beyond toll (USD million)'] * MILLION)} to processes more because of floors, and "
        f"{usd(sums['Border top-up (USD million)'] * MILLION)} of border top-ups; the treasury "
        f"{'pays' if treasury >= 0 else 'receives'} {usd(abs(treasury) * MILLION)} net."
    )
