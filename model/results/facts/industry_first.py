"""Industry first: held where it counts, and what the reserve costs industry where the planner has put the reserve first."""

from __future__ import annotations

import numpy as np

from model.program.industry_first import industry_first_cells, reserve_first, shares_short
from model.results.facts.outcome import Outcome
from model.results.facts.shortage import LEAST, find_shortage
from model.results.shown.wording import counted, listed, usd

NAMED = 6


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


def reserve_first_sentences(outcome: Outcome) -> list[str]:
    """What it costs industry that the reserve comes first for some materials; and where there is nothing to hold the
    reserve to."""
    plan = outcome.plan
    if not plan.case.settings.industry_first:
        return []
    if outcome.answer is None or outcome.without is None:
        return ["Industry first does not hold: without the reserve there is no plan to hold its shortages to."]
    first = reserve_first(plan)
    wanted = np.unique(plan.market.demand.material)
    names = [plan.market.materials[i] for i in wanted.tolist() if first[i]]
    more = find_shortage(outcome.answer).present - find_shortage(outcome.without).present
    dearer = np.maximum(more[first[plan.market.demand.material]], 0.0) @ plan.tree.weight[plan.tree.leaves]
    cost = float(dearer.sum())
    if not names or cost < LEAST:
        return []
    return [
        f"For {counted(len(names), 'material')} ({listed(names, NAMED)}) a hard target, or a limit of At least (t), puts the "
        f"reserve first: stories in which industry is shorter for it cost {usd(cost)} (expected, discounted)."
    ]
