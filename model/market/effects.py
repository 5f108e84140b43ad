"""What stories do: the rows of the Effects sheet, with their strength at every node, and what they hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.tree import Tree


@dataclass(frozen=True)
class Effect:
    """One row of the Effects sheet at work.

    `strength` is the share of the full change in force at each node, shape (N,), ramps averaged over the period;
    `change` the typed change as a fraction; `materials` flags (I,), `countries` flags (C, T).
    """

    story: str
    kind: str
    change: float
    strength: FloatArray
    materials: BoolArray
    countries: BoolArray
    segment: str
    row: int


def area_under_strength(months: FloatArray, starts: float, lasts: float | FloatArray, recovers: float) -> FloatArray:
    """Area under an effect's strength from its onset to each of `months` after it: full, then fading evenly. `lasts` may be
    an array that broadcasts against `months`."""
    full = np.clip(months - starts, 0.0, lasts)
    if recovers <= 0:
        return full
    fading = np.clip(months - starts - lasts, 0.0, recovers)
    return full + fading - fading**2 / (2 * recovers)


def profile(row: dict[str, Any], onset: int, tree: Tree) -> FloatArray:
    """Strength of an effect in each period, averaged over it, shape (T,); clocks start at the story's onset."""
    months = tree.calendar.months
    edges = np.maximum((np.arange(tree.calendar.periods + 1) - (onset - 1)) * float(months), 0.0)
    lasts = np.inf if pd.isna(row["lasts"]) else float(row["lasts"])
    area = area_under_strength(edges, float(row["starts_after"]), lasts, float(row["recovers_over"]))
    return np.diff(area) / months


def select_materials(case: Case, name: str, stage: str = "") -> BoolArray:
    """Materials that are, or belong to the group, `name` (blank or `all` = every one) and have the stage, shape (I,)."""
    chosen = np.ones(len(case["materials"]), dtype=bool)
    if name and name.casefold() != "all":
        chosen = _are(case, "material", name) | _are(case, "group", name)
    return chosen & _are(case, "stage", stage) if stage else chosen


def in_scope(case: Case, scope: str) -> BoolArray:
    """Materials of a limit's scope: a material, a group, a stage or all, shape (I,)."""
    return select_materials(case, scope) | _are(case, "stage", scope)


def _are(case: Case, column: str, name: str) -> BoolArray:
    """Materials that have a name in a column, shape (I,)."""
    return np.asarray(case["materials"][column].to_numpy() == name, dtype=bool)


def _touched(tree: Tree) -> dict[str, list[tuple[int, BoolArray]]]:
    """By row of the Stories sheet that begins within the plan: each onset, and where the story and those that grew out of it
    run, (N,)."""
    within = np.array([[w in tree.lineage(v) for v in range(len(tree.stories))] for w in range(len(tree.stories))])
    found: dict[str, list[tuple[int, BoolArray]]] = {}
    for w, story in enumerate(tree.stories):
        found.setdefault(story.title, []).append((story.onset, within[w, tree.story]))
    return found


def find_effects(case: Case, tree: Tree, clubs: Clubs) -> list[Effect]:
    """The effects of all stories that begin within the plan, at every node; clocks start anew at each onset of a story."""
    found, touched = [], _touched(tree)
    for row in case.records("effects"):
        if row["story"] not in touched:
            continue
        strength = np.zeros(tree.size)
        for onset, here in touched[row["story"]]:
            strength = np.where(here, profile(row, onset, tree)[tree.period - 1], strength)
        found.append(
            Effect(
                row["story"],
                row["kind"],
                float(row["change"]),
                strength,
                select_materials(case, row["material_or_group"], row["stage"]),
                clubs.who(row["country_or_agreement"]),
                row["segment"],
                int(row["row"]),
            )
        )
    return found
