"""The shortage steps of every material and segment: how wide each is, and what going without costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market import Market
from model.market.demand import shortage_steps, step_rows
from model.tree import IntArray


@dataclass(frozen=True)
class Shortages:
    """Shortage steps of every pair of material and segment: numbers of the pair (Q,), names of the steps (Q,),
    `width` as a share of demand (Q,), `cost` USD/t by period (Q, T); `last` flags the step without a width."""

    pair: IntArray
    step: list[str]
    width: FloatArray
    cost: FloatArray
    last: BoolArray


def build_shortages(case: Case, market: Market) -> Shortages:
    """The Shortage steps sheet at work, for every pair of material and segment that the Demand sheet names."""
    demand, sets = market.demand, step_rows(case)
    names = [(row["material"], row["group"], row["stage"]) for row in case.records("materials")]
    steps = [
        (pair, step)
        for pair, (i, segment) in enumerate(zip(demand.material.tolist(), demand.segment, strict=True))
        for step in shortage_steps(sets, names[i], segment, market.base_price[i])
    ]
    return Shortages(
        np.array([pair for pair, _ in steps], dtype=np.int64),
        [step.name for _, step in steps],
        np.array([step.width for _, step in steps], float),
        np.array([step.cost for _, step in steps], float).reshape(len(steps), case.calendar.periods),
        np.array([step.last for _, step in steps], bool),
    )
