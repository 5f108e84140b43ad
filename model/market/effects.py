"""What stories do: losses and gains of supply, prices, demand and freight at every node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.tree import IntArray, Tree

SUPPLY_LOSS, PROCESS_LOSS, SUPPLY_GAIN = "supply loss", "process loss", "supply gain"


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


def _area(months: FloatArray, starts: float, lasts: float, recovers: float) -> FloatArray:
    """Area under an effect's strength from its onset to each of `months` after it: full, then fading evenly."""
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
    area = _area(edges, float(row["starts_after"]), lasts, float(row["recovers_over"]))
    return np.diff(area) / months


def select_materials(case: Case, name: str, stage: str = "") -> BoolArray:
    """Materials that are, or belong to the group, `name` (blank or `all` = every one) and have the stage, shape (I,)."""
    table = case["materials"]
    chosen = np.ones(len(table), dtype=bool)
    if name and name.casefold() != "all":
        chosen = ((table["material"] == name) | (table["group"] == name)).to_numpy()
    if stage:
        chosen = chosen & (table["stage"] == stage).to_numpy()
    return chosen


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


def loss_factor(
    effects: list[Effect], kinds: tuple[str, ...], material: IntArray, country: IntArray, tree: Tree
) -> FloatArray:
    """What losses leave, Π (1 − loss × strength) over the effects of these kinds, shape (rows, N).

    `material` and `country` number each row's goods and place. Losses may be typed 60 or −60.
    """
    factor = np.ones((len(material), tree.size))
    for effect in effects:
        if effect.kind not in kinds:
            continue
        hit = effect.materials[material][:, None] & effect.countries[country][:, tree.period - 1]
        factor *= np.where(hit, 1.0 - abs(effect.change) * effect.strength, 1.0)
    return np.maximum(factor, 0.0)


def _of_kind(effects: list[Effect], kind: str) -> list[Effect]:
    return [effect for effect in effects if effect.kind == kind]


def _change(factor: FloatArray, effect: Effect, hit: npt.NDArray[np.bool_]) -> None:
    """Multiply `factor` (rows, N) by 1 + change × strength, never below nothing, where `hit` flags rows or cells."""
    np.multiply(factor, np.where(hit, np.maximum(1.0 + effect.change * effect.strength, 0.0), 1.0), out=factor)


def gain_factor(effects: list[Effect], material: IntArray, country: IntArray, tree: Tree) -> FloatArray:
    """Π (1 + change × strength) of the supply gains, of each row's goods and place, shape (rows, N)."""
    factor = np.ones((len(material), tree.size))
    for effect in _of_kind(effects, SUPPLY_GAIN):
        _change(factor, effect, effect.materials[material][:, None] & effect.countries[country][:, tree.period - 1])
    return factor


def price_factor(effects: list[Effect], tree: Tree, materials: int) -> FloatArray:
    """Π (1 + change × strength) of the price effects, shape (I, N). Their country is ignored; the check warns."""
    factor = np.ones((materials, tree.size))
    for effect in _of_kind(effects, "price"):
        _change(factor, effect, effect.materials[:, None])
    return factor


def demand_factor(effects: list[Effect], tree: Tree, material: IntArray, segments: list[str]) -> FloatArray:
    """Π (1 + change × strength) of the demand effects on each pair of material and segment, shape (D, N)."""
    factor = np.ones((len(material), tree.size))
    names = np.array(segments, dtype=object)
    for effect in _of_kind(effects, "demand"):
        hit = effect.materials[material] & ((names == effect.segment) | (effect.segment == ""))
        _change(factor, effect, hit[:, None])
    return factor


def freight_factor(effects: list[Effect], tree: Tree, material: IntArray, country: IntArray) -> FloatArray:
    """Π (1 + change × strength) of the freight effects on goods of a country, shape (rows, N)."""
    factor = np.ones((len(material), tree.size))
    for effect in _of_kind(effects, "freight"):
        _change(factor, effect, effect.materials[material][:, None] & effect.countries[country][:, tree.period - 1])
    return factor
