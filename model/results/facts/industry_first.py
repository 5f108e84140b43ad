"""Industry first: held where it counts, and what the reserve costs industry where the planner has put the reserve first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.program.industry_first import industry_first_cells, reserve_first, shares_short
from model.results.facts.run import Run
from model.results.facts.shortage import build_shortage


def excess_short(run: Run) -> float:
    """The most by which any material is shorter with the reserve than without, at any node where industry comes first, as
    a share of what going without all of it would cost there; 0 where nothing is."""
    assert run.result is not None
    if run.without is None or not len(industry_first_cells(run.data)):
        return 0.0
    with_reserve, without = (
        shares_short(run.data, result.value("short")) for result in (run.result, run.without)
    )
    return float(np.maximum(with_reserve - without, 0.0).max())


@dataclass(frozen=True)
class ReserveFirst:
    """Where the planner has put the reserve first: the `materials`, and what stories in which industry is shorter for it
    `cost`, USD expected and discounted."""

    materials: list[str]
    cost: float


def find_reserve_first(run: Run) -> ReserveFirst:
    """For an outcome with a plan to compare with."""
    assert run.result is not None
    assert run.without is not None
    data = run.data
    first, of = reserve_first(data), data.market.demand.material
    more = build_shortage(run.result).present - build_shortage(run.without).present
    dearer = np.maximum(more[first[of]], 0.0) @ data.tree.weight[data.tree.leaves]
    names = [data.market.materials[i] for i in np.unique(of).tolist() if first[i]]
    return ReserveFirst(names, float(dearer.sum()))
