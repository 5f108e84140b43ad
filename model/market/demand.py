"""Home demand by material and segment, and what going without it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.case import Case
from model.market.effects import Effect, demand_factor
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

    def yearly_by_material(self, materials: int) -> FloatArray:
        """Base-story demand of each material, t/yr, shape (I, T)."""
        total = np.zeros((materials, self.base_rate.shape[1]))
        np.add.at(total, self.material, self.base_rate)
        return total


def find_demand(case: Case, tree: Tree, effects: list[Effect]) -> Demand:
    """Demand rows in force, grown to the start of the period; rows of one material and segment add up."""
    number = {name: i for i, name in enumerate(case["materials"]["material"])}
    pairs: dict[tuple[int, str], FloatArray] = {}
    for row in case.records("demand"):
        growth = (1.0 + row["growth"]) ** case.calendar.years_at_start
        rate = row["demand"] * growth * case.calendar.in_force(row["from"], row["to"])
        key = (number[row["material"]], str(row["segment"]))
        pairs[key] = pairs[key] + rate if key in pairs else rate
    material = np.array([i for i, _ in pairs], dtype=np.int64)
    segment = [g for _, g in pairs]
    base_rate = np.array(list(pairs.values())).reshape(len(pairs), case.calendar.periods)
    factor = demand_factor(effects, tree, material, segment)
    return Demand(material, segment, base_rate, base_rate[:, tree.period - 1] * case.calendar.length * factor)


def shortage_steps(case: Case, segments: list[str]) -> pd.DataFrame:
    """Steps of each segment in rising order: segment, step, width (share of demand, the last takes the rest),
    cost_usd and cost_x_price (USD/t wins). A segment without steps has one at ten times the price."""
    table = case["shortage_steps"].sort_values(["segment", "step"], kind="stable")
    rows = []
    for segment in dict.fromkeys(segments):
        own = table[table["segment"] == segment]
        left = 1.0
        for place, row in enumerate(own.to_dict("records")):
            last = place == len(own) - 1
            width = left if last or pd.isna(row["width"]) else min(float(row["width"]), left)
            left -= width
            rows.append((segment, f"{int(row['step'])}", width, row["cost_usd"], row["cost_x_price"]))
        if own.empty:
            rows.append((segment, "1", 1.0, np.nan, DEFAULT_SHORTAGE_MULTIPLE))
    return pd.DataFrame(rows, columns=["segment", "step", "width", "cost_usd", "cost_x_price"])
