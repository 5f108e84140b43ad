"""Why shortage costs more with the reserve in a story: what comes into the reserve of the material that industry lacks, and
what a tonne missing from its target costs beside a tonne short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.program.plan import Plan
from model.results.facts.answer import Answer
from model.results.shown.wording import tonnes, usd

NOTICEABLE = 1e-6  # tonnes more that are short in a period from which on the period counts


@dataclass(frozen=True)
class Cause:
    """The `material` in which shortage costs most more in a story: USD more, discounted, and tonnes more that are short from
    period `first` to `last`, at USD per tonne; `taken` t that come into the reserve in these periods; what a tonne missing
    from its target costs from `first` to the end of the story, USD at `first`; 0 where none is owed. `hard`: it must be
    met."""

    material: str
    more: float
    short: float
    first: int
    last: int
    cost: float
    taken: float
    missing: float
    hard: bool


def _short(answer: Answer, column: str, material: int) -> FloatArray:
    """A column of the demand table for a material at every node, all its segments together, (N,)."""
    demand = answer.plan.market.demand
    grid = answer.demand[column].to_numpy(float).reshape(len(demand.segment), -1)
    return np.asarray(grid[demand.material == material].sum(axis=0))


def _missing(plan: Plan, material: int, path: list[int]) -> float:
    """What a tonne missing from the target at all these nodes costs, USD at the first of them."""
    cover = plan.cover
    owed = np.where(cover.owed[material, path], cover.penalty[material, path], 0.0)
    return float(owed @ (plan.discount[path] / plan.discount[path[0]]))


def find_cause(answer: Answer, without: Answer, leaf: int, material: int) -> Cause | None:
    """For the story that ends at the node `leaf`; None where no period of it is shorter with the reserve."""
    plan, tree = answer.plan, answer.plan.tree
    path = tree.path[leaf]
    more = (_short(answer, "short", material) - _short(without, "short", material))[path]
    cost = (_short(answer, "shortage_cost", material) - _short(without, "shortage_cost", material))[path]
    found = np.flatnonzero(more > NOTICEABLE)
    if not len(found):
        return None
    nodes = path[found]
    rest = path[found[0] :].tolist()
    return Cause(
        plan.market.materials[material],
        float(cost[found] @ plan.discount[nodes]),
        float(more[found].sum()),
        int(tree.period[nodes[0]]),
        int(tree.period[nodes[-1]]),
        float(cost[found].sum() / more[found].sum()),
        float(answer.grid("arrival", len(plan.market.materials))[material, nodes].sum()),
        _missing(plan, material, rest),
        bool((plan.cover.owed & plan.cover.hard)[material, rest].any()),
    )


def cause_in_short(cause: Cause, plan: Plan) -> str:
    """What is short, when, and what comes into the reserve meanwhile."""
    first, last = plan.case.calendar.label(cause.first), plan.case.calendar.label(cause.last)
    when = f"in {first}" if first == last else f"from {first} to {last}"
    told = f"Most of it is {cause.material}: {tonnes(cause.short)} more are short {when}, for {usd(cause.more)} more"
    if cause.taken <= NOTICEABLE:
        return f"{told}, though none of it comes into the reserve then."
    return f"{told}, while {tonnes(cause.taken)} come into the reserve."


def cause_sentences(cause: Cause, plan: Plan) -> list[str]:
    """What puts the reserve before industry, and what of it can be changed; nothing where the solution does not show it."""
    if cause.taken <= NOTICEABLE:
        return []
    if cause.hard:
        return [
            f"The target of {cause.material} is Hard on the Targets sheet and comes before shortage. Without Hard, or with a "
            "later By, more is left to industry."
        ]
    if cause.missing <= cause.cost:
        return []
    return [
        f"A tonne of {cause.material} missing from its target from {plan.case.calendar.label(cause.first)} to the end of the "
        f"story would cost {usd(cause.missing)}, a tonne short costs {usd(cause.cost)}: the target comes first. A lower "
        f"Penalty or a later By of {cause.material} on the Targets sheet leaves more to industry."
    ]
