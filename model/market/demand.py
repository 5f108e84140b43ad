"""Home demand by material and segment, and what going without it costs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import FloatArray
from model.case import Case
from model.tree import IntArray, Tree

DEFAULT_SHORTAGE_MULTIPLE = 10.0


@dataclass(frozen=True)
class Demand:
    """Pairs of material and segment.

    `material` numbers (D,), `segment` names; `base_rate` t/yr of the base story by period, shape (D, T);
    `tonnes` wanted in each node's period, effects included, shape (D, N).
    """

    material: IntArray
    segment: list[str]
    base_rate: FloatArray
    tonnes: FloatArray

    def yearly_by_material(self, materials: int, segments: Collection[str] = ()) -> FloatArray:
        """Base-story demand of each material, t/yr, shape (I, T): of these segments, or of all where none is named."""
        own = [not segments or segment in segments for segment in self.segment]
        total = np.zeros((materials, self.base_rate.shape[1]))
        np.add.at(total, self.material[own], self.base_rate[own])
        return total


def users(case: Case) -> dict[tuple[str, str], int]:
    """Pairs of material and segment on the Demand sheet, by name, with their number 0…D−1."""
    table = case["demand"]
    pairs = dict.fromkeys(zip(table["material"], table["segment"].astype(str), strict=True))
    return {pair: d for d, pair in enumerate(pairs)}


def build_demand(case: Case, tree: Tree, factor: FloatArray) -> Demand:
    """Demand rows in force, grown to the start of the period; rows of one material and segment add up.

    `factor` is what effects make of each pair (D, N).
    """
    number = {name: i for i, name in enumerate(case["materials"]["material"])}
    pairs = users(case)
    base_rate = np.zeros((len(pairs), case.calendar.periods))
    for row in case.records("demand"):
        growth = (1.0 + row["growth"]) ** case.calendar.years_at_start
        rate = row["demand"] * growth * case.calendar.in_force(row["from"], row["to"])
        base_rate[pairs[row["material"], str(row["segment"])]] += rate
    material = np.array([number[name] for name, _ in pairs], dtype=np.int64)
    tonnes = base_rate[:, tree.period - 1] * case.calendar.length * factor
    return Demand(material, [segment for _, segment in pairs], base_rate, tonnes)


@dataclass(frozen=True)
class ShortageStep:
    """One step of a pair of material and segment: `width` as a share of demand, `cost` USD/t by period (T,)."""

    name: str
    width: float
    cost: FloatArray
    last: bool


StepRows = Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]


def step_rows(case: Case) -> StepRows:
    """Rows of the Shortage steps sheet by segment and by what they are about, each set in rising order."""
    sets: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in sorted(case.records("shortage_steps"), key=lambda row: float(row["step"])):
        sets.setdefault((row["segment"], row["material"]), []).append(row)
    return sets


def shortage_steps(sets: StepRows, names: Sequence[str], segment: str, price: FloatArray) -> list[ShortageStep]:
    """Steps of a material and segment in rising order, at its base price (T,) where a cost is a multiple of it. `names` are
    those of the material, its group and its stage, of which the latter may be blank.

    The set of rows that names the material wins whole over that of its group, its stage and every material. Widths that
    are left out or lead above all demand take what is left, as the last step does. Without rows there is one step at ten
    times the price.
    """
    scopes = [*filter(None, names), ""]
    rows = next((sets[segment, scope] for scope in scopes if (segment, scope) in sets), ())
    if not rows:
        return [ShortageStep("1", 1.0, price * DEFAULT_SHORTAGE_MULTIPLE, True)]
    steps, left = [], 1.0
    for place, row in enumerate(rows):
        last = place == len(rows) - 1
        width = left if last or np.isnan(row["width"]) else min(float(row["width"]), left)
        left -= width
        usd = row["cost_usd"]
        cost = price * row["cost_x_price"] if np.isnan(usd) else np.full_like(price, usd)
        steps.append(ShortageStep(f"{int(row['step'])}", width, cost, last))
    return steps
