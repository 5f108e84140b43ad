"""The average future: one path on which everything that stories change is what it is on average."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.calendar import FloatArray
from model.case import Case
from model.market import Market, market_under
from model.market.conditions import Conditions
from model.tree import Tree

LIKELY = 0.5  # the probability above which a material counts as disrupted on the average path


def without_stories(case: Case) -> Case:
    """The case in which nothing can happen: its tree is a single path."""
    bare = {name: case[name].iloc[:0] for name in ("stories", "effects")}
    return replace(case, tables={**case.tables, **bare})


def average_market(market: Market, tree: Tree, case: Case, path: Tree) -> Market:
    """The market of the `case` without stories on its single `path`, under the mean of what stories do in the `market` of
    their `tree`: the factors on capacity, prices, demand and freight, period by period, weighted by probability.

    What follows from these factors follows from their means: prices, floors, what is shut. Whether a material is disrupted
    has no mean: it is, where that is more likely than not.
    """
    share = np.zeros((tree.size, path.size))
    share[np.arange(tree.size), tree.period - 1] = tree.weight  # those of a period add up to 1

    def mean(by_node: FloatArray) -> FloatArray:
        return np.asarray(by_node @ share)

    found = market.conditions
    conditions = Conditions(
        pair=found.pair,
        price=mean(found.price),
        supply_left=mean(found.supply_left),
        supply_gained=mean(found.supply_gained),
        freight=mean(found.freight),
        process_left=mean(found.process_left),
        process_gained=mean(found.process_gained),
        demand=mean(found.demand),
        demand_raised=np.zeros((len(found.demand_raised), path.size), dtype=bool),
    )
    disrupted = mean(market.disrupted.astype(float)) > LIKELY
    return replace(market_under(conditions, case, path, market.clubs), disrupted=disrupted)
