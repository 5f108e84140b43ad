"""Stories in which shortage costs more with the reserve than without, the materials it is dearer in, and why: what comes into
the reserve of the material that industry lacks, and what a tonne missing from its target costs beside a tonne short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.program.problem_data import ProblemData
from model.results.facts.paths import story_names, story_sums
from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run
from model.results.facts.shortage import build_shortage
from model.tolerances import LEAST_USD, SMALLEST_TONNES


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


def _short(result: PlanResult, column: str, material: int) -> FloatArray:
    """A column of the demand table for a material at every node, all its segments together, (N,)."""
    demand = result.data.market.demand
    grid = result.demand[column].to_numpy(float).reshape(len(demand.segment), -1)
    return np.asarray(grid[demand.material == material].sum(axis=0))


def _missing(data: ProblemData, material: int, path: list[int]) -> float:
    """What a tonne missing from the target at all these nodes costs, USD at the first of them."""
    cover = data.cover
    owed = np.where(cover.owed[material, path], cover.penalty[material, path], 0.0)
    return float(owed @ (data.discount[path] / data.discount[path[0]]))


def find_cause(result: PlanResult, without: PlanResult, leaf: int, material: int) -> Cause | None:
    """For the story that ends at the node `leaf`; None where no period of it is shorter with the reserve."""
    data, tree = result.data, result.data.tree
    path = tree.path[leaf]
    more = (_short(result, "short", material) - _short(without, "short", material))[path]
    cost = (_short(result, "shortage_cost", material) - _short(without, "shortage_cost", material))[path]
    found = np.flatnonzero(more > SMALLEST_TONNES)
    if not len(found):
        return None
    nodes = path[found]
    rest = path[found[0] :].tolist()
    return Cause(
        data.market.materials[material],
        float(cost[found] @ data.discount[nodes]),
        float(more[found].sum()),
        int(tree.period[nodes[0]]),
        int(tree.period[nodes[-1]]),
        float(cost[found].sum() / more[found].sum()),
        float(result.grid("arrival", len(data.market.materials))[material, nodes].sum()),
        _missing(data, material, rest),
        bool((data.cover.owed & data.cover.hard)[material, rest].any()),
    )


@dataclass(frozen=True)
class Dearer:
    """Whole stories whose discounted shortage cost is higher with the reserve: how many, the dates of one counting once, the
    `probability` of those dates, `most` USD more in the story `worst`, the `expected` extra USD, the `materials` it is about,
    the most first, and in the story `worst` the `cause`."""

    stories: int
    probability: float
    worst: str
    most: float
    expected: float
    materials: list[str]
    cause: Cause | None


def find_dearer(run: Run) -> Dearer | None:
    """None where there is no such story, or no comparison."""
    if run.result is None or run.without is None:
        return None
    data = run.data
    probability = data.tree.weight[data.tree.leaves]
    more = build_shortage(run.result).present - build_shortage(run.without).present
    by_story = more.sum(axis=0)
    own = by_story >= LEAST_USD
    if not own.any():
        return None
    by_material, in_worst = np.zeros((2, len(data.market.materials)))
    worst = int(by_story.argmax())
    np.add.at(by_material, data.market.demand.material, more[:, own] @ probability[own])
    np.add.at(in_worst, data.market.demand.material, more[:, worst])
    ranked = np.argsort(-by_material, kind="stable").tolist()
    return Dearer(
        int(story_sums(data.tree).shares[own].any(axis=0).sum()),
        float(probability[own].sum()),
        story_names(data.tree)[worst],
        float(by_story.max()),
        float(by_story[own] @ probability[own]),
        [data.market.materials[i] for i in ranked if by_material[i] > 0],
        find_cause(run.result, run.without, int(data.tree.leaves[worst]), int(in_worst.argmax())),
    )
