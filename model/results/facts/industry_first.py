"""Industry first: held where it counts, and what the reserve costs industry where the planner has put the reserve first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.program.industry_first import industry_first_cells, reserve_first, shares_short
from model.results.facts.outcome import Outcome
from model.results.facts.shortage import find_shortage


def excess_short(outcome: Outcome) -> float:
    """The most by which any material is shorter with the reserve than without, at any node where industry comes first, as
    a share of what going without all of it would cost there; 0 where nothing is."""
    assert outcome.answer is not None
    if outcome.without is None or not len(industry_first_cells(outcome.plan)):
        return 0.0
    with_reserve, without = (
        shares_short(outcome.plan, answer.value("short")) for answer in (outcome.answer, outcome.without)
    )
    return float(np.maximum(with_reserve - without, 0.0).max())


@dataclass(frozen=True)
class ReserveFirst:
    """Where the planner has put the reserve first: the `materials`, and what stories in which industry is shorter for it
    `cost`, USD expected and discounted."""

    materials: list[str]
    cost: float


def find_reserve_first(outcome: Outcome) -> ReserveFirst:
    """For an outcome with a plan to compare with."""
    assert outcome.answer is not None
    assert outcome.without is not None
    plan = outcome.plan
    first, of = reserve_first(plan), plan.market.demand.material
    more = find_shortage(outcome.answer).present - find_shortage(outcome.without).present
    dearer = np.maximum(more[first[of]], 0.0) @ plan.tree.weight[plan.tree.leaves]
    names = [plan.market.materials[i] for i in np.unique(of).tolist() if first[i]]
    return ReserveFirst(names, float(dearer.sum()))
