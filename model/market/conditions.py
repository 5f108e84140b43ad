"""What the stories' effects make of prices, supply, processes, demand and freight, evaluated once at every node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.market.demand import users
from model.market.effects import Effect, find_effects
from model.market.recipes import Recipes
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Conditions:
    """Factors by what effects hit and node; 1 where nothing is in force.

    `price` of each material (I, N). Of each pair of material and country that trades, numbered by `pair` (I, C), −1 for
    the others: `supply_left` by losses, `supply_gained`, `freight`, each (Q, N). Of each process: `process_left` and
    `process_gained` (P, N). `demand` of each pair of material and segment (D, N); `demand_raised` flags materials whose
    demand an effect raises (I, N).
    """

    pair: IntArray
    price: FloatArray
    supply_left: FloatArray
    supply_gained: FloatArray
    freight: FloatArray
    process_left: FloatArray
    process_gained: FloatArray
    demand: FloatArray
    demand_raised: BoolArray

    def pairs(self, material: IntArray, country: IntArray) -> IntArray:
        """Rows of the factors by pair for goods of these materials and countries, (rows,). Raises KeyError for a pair
        that no offer and no process has."""
        rows = self.pair[material, country]
        if (rows < 0).any():
            raise KeyError("material and country of a pair that no offer and no process has")
        return rows


def _left(effect: Effect) -> FloatArray:
    """1 − loss × strength, (N,). Losses may be typed 60 or −60."""
    return np.maximum(1.0 - abs(effect.change) * effect.strength, 0.0)


def _changed(effect: Effect) -> FloatArray:
    """1 + change × strength, never below nothing, (N,)."""
    return np.maximum(1.0 + effect.change * effect.strength, 0.0)


def _scale(factor: FloatArray, by: FloatArray, effect: Effect, hit: BoolArray, country: IntArray, tree: Tree) -> None:
    """Multiply the rows of `factor` (R, N) that the effect may `hit` (R,), where their `country` belongs to its own."""
    rows = np.flatnonzero(hit & effect.countries[country].any(axis=1))
    here = effect.countries[country[rows]][:, tree.period - 1]
    factor[rows] *= np.where(here, by, 1.0)


def _trading_pairs(case: Case, clubs: Clubs, recipes: Recipes) -> BoolArray:
    """Materials and countries of all offers, and of what processes take and make, (I, C)."""
    materials = {name: i for i, name in enumerate(case["materials"]["material"])}
    trades = np.zeros((len(materials), len(clubs.countries)), dtype=bool)
    supply = case["supply"]
    trades[[materials[m] for m in supply["material"]], [clubs.number(c) for c in supply["country"]]] = True
    p, i = np.nonzero((recipes.inputs > 0) | (recipes.outputs > 0))
    trades[i, recipes.country[p]] = True
    return trades


def build_conditions(
    case: Case, tree: Tree, clubs: Clubs, recipes: Recipes, effects: Sequence[Effect] | None = None
) -> Conditions:
    """The `effects`, by default those of all stories that begin within the plan, at every node.

    An effect on several outputs of a process counts once. Prices and demand ignore an effect's country; the check warns.
    """
    trades = _trading_pairs(case, clubs, recipes)
    i, c = np.nonzero(trades)
    pair = np.full(trades.shape, -1, dtype=np.int64)
    pair[i, c] = np.arange(len(i))
    names = list(case["materials"]["material"])
    wanted = np.array([names.index(material) for material, _ in users(case)], dtype=np.int64)
    segments = np.array([segment for _, segment in users(case)], dtype=object)
    price, raised = np.ones((len(trades), tree.size)), np.zeros((len(trades), tree.size), dtype=bool)
    demand = np.ones((len(wanted), tree.size))
    left, gained, freight = np.ones((3, len(i), tree.size))
    process_left, process_gained = np.ones((2, len(recipes.heads), tree.size))
    for effect in find_effects(case, tree, clubs) if effects is None else effects:
        traded, makes = effect.materials[i], np.asarray((recipes.outputs[:, effect.materials] > 0).any(axis=1))
        match effect.kind:
            case "supply loss":
                _scale(left, _left(effect), effect, traded, c, tree)
                _scale(process_left, _left(effect), effect, makes, recipes.country, tree)
            case "process loss":
                _scale(process_left, _left(effect), effect, makes, recipes.country, tree)
            case "supply gain":
                _scale(gained, _changed(effect), effect, traded, c, tree)
                _scale(process_gained, _changed(effect), effect, makes, recipes.country, tree)
            case "freight":
                _scale(freight, _changed(effect), effect, traded, c, tree)
            case "price":
                price[effect.materials] *= _changed(effect)
            case "demand":
                own = effect.materials[wanted] & ((segments == effect.segment) | (effect.segment == ""))
                demand[own] *= _changed(effect)
                if effect.change > 0:
                    raised[np.unique(wanted[own])] |= effect.strength > 0
    return Conditions(pair, price, left, gained, freight, process_left, process_gained, demand, raised)
