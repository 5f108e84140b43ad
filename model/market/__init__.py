"""Numbers computed before the program: prices, floors, duties, supply response, capacity factors, demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs, find_clubs
from model.market.demand import Demand, find_demand
from model.market.effects import Effect, find_effects
from model.market.prices import base_price, market_price
from model.market.steps import Steps, find_steps
from model.tree import Tree


@dataclass(frozen=True)
class Market:
    """Everything the program takes as given.

    Arrays: `base_price` b (I, T), `price` m (I, N), USD/t; `disrupted` (I, N).
    """

    materials: tuple[str, ...]
    clubs: Clubs
    effects: list[Effect]
    base_price: FloatArray
    price: FloatArray
    demand: Demand
    steps: Steps
    disrupted: BoolArray


def find_disrupted(effects: list[Effect], steps: Steps, demand: Demand, tree: Tree, materials: int) -> BoolArray:
    """Where a material is disrupted: an effect in force cuts one of its offers or raises its demand, shape (I, N)."""
    disrupted = np.zeros((materials, tree.size), dtype=bool)
    np.logical_or.at(disrupted, steps.material, steps.factor < 1.0)
    names = np.array(demand.segment, dtype=object)
    for effect in effects:
        if effect.kind == "demand" and effect.change > 0:
            hit = effect.materials[demand.material] & ((names == effect.segment) | (effect.segment == ""))
            disrupted[np.unique(demand.material[hit])] |= effect.strength > 0
    return disrupted


def build_market(case: Case, tree: Tree) -> Market:
    """Prices, supply steps, demand and disruption of a checked case at every node of its tree."""
    clubs = find_clubs(case)
    effects = find_effects(case, tree, clubs)
    base = base_price(case)
    price = market_price(base, effects, tree)
    demand = find_demand(case, tree, effects)
    steps = find_steps(case, tree, clubs, effects, price)
    disrupted = find_disrupted(effects, steps, demand, tree, len(base))
    return Market(tuple(case["materials"]["material"]), clubs, effects, base, price, demand, steps, disrupted)
