"""Where the reserve may release a material, and against which stock the release limit is measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray
from model.case import Case
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class ReleaseRule:
    """`allowed` flags (I, N); `calm_before` the latest calm node before each node on its path, -1 = before Start, (I, N)."""

    allowed: BoolArray
    calm_before: IntArray


def build_release_rule(case: Case, tree: Tree, disrupted: BoolArray) -> ReleaseRule:
    """Release when the setting says so, from the Release delay on, counted since the disruption began."""
    when = case.settings.release_when
    gate = disrupted
    if when == "any disruption":
        gate = np.tile(np.any(disrupted, axis=0), (len(disrupted), 1))
    since = np.zeros(disrupted.shape, dtype=np.int64)
    latest = np.full(disrupted.shape, -1, dtype=np.int64)
    before = np.full(disrupted.shape, -1, dtype=np.int64)
    for n in range(tree.size):
        parent = tree.parent[n]
        if parent >= 0:
            since[:, n] = np.where(gate[:, parent], since[:, parent] + 1, 0)
            before[:, n] = latest[:, parent]
        latest[:, n] = np.where(disrupted[:, n], before[:, n], n)
    if when == "always":
        return ReleaseRule(np.ones_like(disrupted), before)
    return ReleaseRule(gate & (since >= case.settings.release_delay), before)
