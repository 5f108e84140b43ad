"""Stories in which shortage costs more with the reserve than without, and the materials it is dearer in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.results.outcome import Outcome
from model.results.paths import story_names
from model.results.shortage import LEAST, find_shortage
from model.results.wording import MILLION, listed, usd

NAMED = 3  # materials
WORTH_TELLING = 1 * MILLION  # USD: expected extra cost from which the Summary tells of it


@dataclass(frozen=True)
class Dearer:
    """Whole stories whose discounted shortage cost is higher with the reserve: how many, their `probability`, `most` USD
    more in the story `worst`, the `expected` extra USD, and the `materials` it is about, the most first."""

    stories: int
    probability: float
    worst: str
    most: float
    expected: float
    materials: list[str]


def find_dearer(outcome: Outcome) -> Dearer | None:
    """None where there is no such story, or no comparison."""
    if outcome.answer is None or outcome.without is None:
        return None
    plan = outcome.plan
    probability = plan.tree.weight[plan.tree.leaves]
    more = find_shortage(outcome.answer).present - find_shortage(outcome.without).present
    by_story = more.sum(axis=0)
    own = by_story >= LEAST
    if not own.any():
        return None
    by_material = np.zeros(len(plan.market.materials))
    np.add.at(by_material, plan.market.demand.material, more[:, own] @ probability[own])
    ranked = np.argsort(-by_material, kind="stable").tolist()
    return Dearer(
        int(own.sum()),
        float(probability[own].sum()),
        story_names(plan.tree)[int(by_story.argmax())],
        float(by_story.max()),
        float(by_story[own] @ probability[own]),
        [plan.market.materials[i] for i in ranked if by_material[i] > 0],
    )


def _told(found: Dearer) -> str:
    stories = "1 story" if found.stories == 1 else f"{found.stories} stories"
    return (
        f"In {stories} ({found.probability:.1%} probability) shortage costs more with the reserve than without, by up to "
        f"{usd(found.most)} ({found.worst})"
    )


def dearer_sentences(outcome: Outcome) -> list[str]:
    """For the Stories sheet: where it is dearer, by how much, and why."""
    found = find_dearer(outcome)
    if found is None:
        return []
    why = f"its purchases compete with industry for {listed(found.materials, NAMED)}"
    targets = [row for row in outcome.plan.case.records("targets") if row["material"] in found.materials]
    if any(not row["hard"] for row in targets):
        why += ", while missed targets cost more than the first step of shortage"
    elif targets:
        why += ", whose targets must be met"
    return [f"{_told(found)}: {why}."]


def dearer_in_short(outcome: Outcome) -> list[str]:
    """For the Summary, where the expected extra cost is worth telling."""
    found = find_dearer(outcome)
    return [f"{_told(found)}."] if found is not None and found.expected > WORTH_TELLING else []
