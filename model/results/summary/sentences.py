"""The sentences of the Summary: what to do now, what it buys, what remains open, what to decide next; at most eight."""

from __future__ import annotations

import pandas as pd

from model.results.buy_list.decision import MoneyUse, OrdersNow, money_in_a_sentence, order_sentence
from model.results.cost_benefit.page import worth_sentence
from model.results.facts.answer import Answer
from model.results.facts.cost_benefit import CostBenefit
from model.results.facts.industry_first import reserve_first_sentences
from model.results.facts.outcome import Outcome
from model.results.facts.paths import story_sums
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.shortage import LEAST
from model.results.facts.targets import target_sentences, target_status
from model.results.shown.wording import MILLION, usd
from model.results.stories.dearer_with_reserve import dearer_in_a_sentence
from model.results.stories.page import COST
from model.results.summary.bindings import worth_deciding

MOST = 8  # sentences of a plan that is certified
BINDING = 2  # of them of what binds, at most
NOT_CERTIFIED = "THIS RESULT IS NOT CERTIFIED. Do not use it; see the Checks sheet."


def worst_story(outcome: Outcome, by_story: pd.DataFrame) -> str:
    """The whole story in which shortage costs most with the reserve, the last row of `by_story` left out."""
    stories = by_story.iloc[:-1].sort_values(COST.format("with"), ascending=False, kind="stable")
    worst = stories.iloc[0]
    cost = float(worst[COST.format("with")]) * MILLION
    if cost < LEAST:
        return "No story brings a shortage that costs anything."
    apart = COST.format("without")
    before = f" ({usd(float(worst[apart]) * MILLION)} without the reserve)" if apart in by_story else ""
    return (
        f"The worst story for shortage cost is {story_sums(outcome.plan.tree).in_words(worst['Story'])}, probability "
        f"{worst['Probability of the whole story (%)']:.1%}: shortages worth {usd(cost)}{before}, discounted."
    )


def binding_sentences(answer: Answer, most: int) -> list[str]:
    """What binds most, and what a little more of it is worth."""
    first, *rest = worth_deciding(answer, max(most, 1))
    return [f"What binds: {first[0].lower()}{first[1:]}", *rest]


def summary_sentences(
    outcome: Outcome, now: OrdersNow, found: CostBenefit, use: MoneyUse, by_story: pd.DataFrame
) -> tuple[str, ...]:
    """In the order in which a decision is taken."""
    answer = outcome.answer
    assert answer is not None
    told = [
        order_sentence(answer, now),
        worth_sentence(found),
        money_in_a_sentence(answer, use),
        worst_story(outcome, by_story),
        target_sentences(target_status(ReserveGrids(answer), answer), answer)[0],
        *dearer_in_a_sentence(outcome),
        *reserve_first_sentences(outcome),
    ]
    told += binding_sentences(answer, min(MOST - len(told), BINDING))
    return tuple(told if outcome.optimal else [NOT_CERTIFIED, *told])
