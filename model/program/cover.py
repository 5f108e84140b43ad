"""What the reserve should hold, where that is owed, and what missing it costs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market import Market
from model.tree import Tree
from model.values import names_in

DAYS_IN_YEAR = 365.0
DEFAULT_PENALTY_MULTIPLE = 0.3  # of the price, a year: pays for holding a tonne, outbids no industry, stops no release
LEAST_CALM_WEIGHT = 0.5


@dataclass(frozen=True)
class Cover:
    """Targets at every node, arrays (I, N): `owed` and `hard` flags, `required` t, `penalty` USD per tonne missing
    in the node's period, as it enters the objective before weight and discount.

    `per_day` t is what a day more of cover asks for at a node. `counted` t/yr is the demand in which pages tell days of
    cover, (I, T): that of all segments, or for a target of chosen ones what its days count. `of` says by material which
    segments these are, "" where it is all demand."""

    owed: BoolArray
    hard: BoolArray
    required: FloatArray
    penalty: FloatArray
    per_day: FloatArray
    counted: FloatArray
    of: list[str]


def yearly_need(case: Case, market: Market, segments: Collection[str] = ()) -> FloatArray:
    """Demand of the base story plus what home processes would eat to make it, chain by chain, t/yr, shape (I, T); of these
    segments alone, or of all where none is named.

    A process eats for the output that asks most of it, up to its capacity.
    """
    processes = market.processes
    direct = market.demand.yearly_by_material(len(market.materials), segments)
    home = np.flatnonzero(processes.country == market.clubs.number(case.settings.home_country))
    need = direct
    for _ in home:  # a chain has at most as many stages as there are processes
        eaten = np.zeros_like(direct)
        for p in home:
            made = processes.outputs[p] > 0
            wanted = (need[made] / processes.outputs[p][made][:, None]).max(axis=0)
            eaten += processes.inputs[p][:, None] * np.minimum(wanted, processes.rate[p])
        if np.allclose(direct + eaten, need):
            break
        need = direct + eaten
    return need


def _whose(rows: list[dict[str, Any]], material: str) -> str:
    """Of which segments a material's targets count the demand, in the order in which they fall due; "" = all of it."""
    told = list(dict.fromkeys(row["of"] for row in rows if row["material"] == material and row["days_of_cover"] > 0))
    return ", then ".join(of or "all demand" for of in told) if any(told) else ""


def build_cover(case: Case, tree: Tree, market: Market) -> Cover:
    """Targets of the Targets sheet; of several rows for a material the one with the latest By counts.

    Owed in calm nodes from By on, and again where no node of the Refill months before was disrupted. The penalty
    is divided by the period's total weight of calm nodes (at least one half), so that it does not fade as stories part.
    """
    calendar, t = case.calendar, tree.period - 1
    shape = (len(market.materials), tree.size)
    owed, hard = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    required, penalty, per_day = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    everybody = market.demand.yearly_by_material(len(market.materials))
    counted, whose = everybody.copy(), dict.fromkeys(map(str, case["targets"]["of"]))
    needs = {of: yearly_need(case, market, names_in(of)) for of in whose}
    rested = ~tree.within(market.disrupted, calendar.up(case.settings.refill))
    in_period = (t[:, None] == np.arange(calendar.periods)).astype(float)
    calm = np.where(market.disrupted, 0.0, tree.weight) @ in_period
    calm_weight = np.maximum(calm, LEAST_CALM_WEIGHT)
    number = {name: i for i, name in enumerate(market.materials)}
    rows = sorted(
        case.records("targets"), key=lambda row: 1 if row["by"] is None else calendar.period_of(row["by"].start)
    )
    for row in rows:
        i = number[row["material"]]
        first = 1 if row["by"] is None else calendar.period_of(row["by"].start)
        due = tree.period >= first
        owed[i, due] = rested[i, due]
        hard[i, due] = row["hard"]
        per_day[i, due] = needs[row["of"]][i, t[due]] / DAYS_IN_YEAR
        required[i, due] = np.maximum(row["days_of_cover"] * per_day[i, due], row["tonnes"])
        counted[i, first - 1 :] = (needs[row["of"]] if row["of"] else everybody)[i, first - 1 :]
        yearly_penalty = market.base_price[i] * DEFAULT_PENALTY_MULTIPLE
        if not np.isnan(row["penalty"]):
            yearly_penalty = np.full_like(yearly_penalty, row["penalty"])
        penalty[i, due] = (yearly_penalty * calendar.length / calm_weight[i])[t[due]]
    return Cover(
        owed & (required > 0), hard, required, penalty, per_day, counted, [_whose(rows, name) for name in number]
    )
