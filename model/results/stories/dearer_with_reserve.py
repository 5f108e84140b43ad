"""Stories in which shortage costs more with the reserve than without, and the materials it is dearer in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.program.plan import Plan
from model.results.facts.outcome import Outcome
from model.results.facts.paths import story_names, story_sums
from model.results.facts.shortage import LEAST, find_shortage
from model.results.shown.wording import MILLION, counted, listed, usd
from model.results.stories.dearer_cause import Cause, cause_in_short, cause_sentences, find_cause

NAMED = 3  # materials
WORTH_TELLING = 1 * MILLION  # USD: expected extra cost from which the Summary tells of it


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
    by_material, in_worst = np.zeros((2, len(plan.market.materials)))
    worst = int(by_story.argmax())
    np.add.at(by_material, plan.market.demand.material, more[:, own] @ probability[own])
    np.add.at(in_worst, plan.market.demand.material, more[:, worst])
    ranked = np.argsort(-by_material, kind="stable").tolist()
    return Dearer(
        int(story_sums(plan.tree).shares[own].any(axis=0).sum()),
        float(probability[own].sum()),
        story_names(plan.tree)[worst],
        float(by_story.max()),
        float(by_story[own] @ probability[own]),
        [plan.market.materials[i] for i in ranked if by_material[i] > 0],
        find_cause(outcome.answer, outcome.without, int(plan.tree.leaves[worst]), int(in_worst.argmax())),
    )


def _where(found: Dearer) -> str:
    return (
        f"In {counted(found.stories, 'story', 'stories')} ({found.probability:.1%} probability) shortage costs more with the "
        f"reserve than without, by up to {usd(found.most)} ({found.worst})."
    )


def _told(found: Dearer, plan: Plan) -> str:
    told = _where(found)
    return f"{told} {cause_in_short(found.cause, plan)}" if found.cause else told


def dearer_sentences(outcome: Outcome) -> list[str]:
    """For the Stories sheet: where it is dearer, by how much, and why."""
    found = find_dearer(outcome)
    if found is None:
        return []
    because = cause_sentences(found.cause, outcome.plan) if found.cause else []
    over_all = f"Over all these stories it is dearer in {listed(found.materials, NAMED)}."
    return [_told(found, outcome.plan), *because, over_all]


def dearer_in_a_sentence(outcome: Outcome) -> list[str]:
    """For the Summary: who is worse off for the reserve, where that is worth telling, or that nobody is; nothing where there
    is no plan to compare with."""
    if outcome.without is None:
        return []
    found = find_dearer(outcome)
    if found is None:
        return ["No story brings shortages that cost industry more with the reserve than without."]
    if found.expected <= WORTH_TELLING:
        return [f"Shortages that cost industry more with the reserve than without come to {usd(found.expected)} (expected)."]
    return [_where(found)]
