"""Where a material is disrupted: cuts of its supply and rises of its demand, on the way down the chain."""

from __future__ import annotations

import numpy as np

from model.calendar import BoolArray
from model.market.processes import Processes
from model.market.steps import Steps
from model.tree import IntArray, Tree


def _still_missing(cut: BoolArray, lead: IntArray, tree: Tree) -> BoolArray:
    """Where goods of each seller are missing: while it is cut, and for its lead time after, (rows, N)."""
    missing = cut.copy()
    for periods in np.unique(lead[cut.any(axis=1)]):
        same = lead == periods
        missing[same] = tree.within(cut[same], int(periods))
    return missing


def build_disrupted(
    demand_raised: BoolArray, steps: Steps, processes: Processes, tree: Tree, until_delivered: bool
) -> BoolArray:
    """Where a material is disrupted, shape (I, N): an effect in force cuts one of its offers or a process that makes it,
    or raises its demand (`demand_raised`, of the same shape), or something upstream of it is disrupted.

    With `until_delivered` it stays so after a cut for the lead time of the offer or process that was cut: what could not be
    ordered then is missing now. Lead times of later stages are not added.
    """
    missing = [
        _still_missing(sellers.cut, sellers.lead, tree) if until_delivered else sellers.cut
        for sellers in (steps, processes)
    ]
    disrupted = demand_raised.copy()
    np.logical_or.at(disrupted, steps.material, missing[0])
    makes, eats = processes.outputs > 0, processes.inputs > 0
    for p in range(processes.size):
        disrupted[makes[p]] |= missing[1][p]
    for _ in range(processes.size):  # news travels down one stage at a time; a chain has at most so many
        for p in range(processes.size):
            disrupted[makes[p]] |= disrupted[eats[p]].any(axis=0)
    return disrupted
