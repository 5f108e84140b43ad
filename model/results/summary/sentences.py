"""The sentences of the Summary: what to do now, what it buys, what remains open, what to decide next; at most eight."""

from __future__ import annotations

import pandas as pd

from model.results.cost_benefit.sentences import worth_sentence
from model.results.facts.cost_benefit import CostBenefit
from model.results.facts.decision import MoneyUse, OrdersNow, Purchase, dearest_purchases
from model.results.facts.paths import name_of, story_sums
from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.run import Run
from model.results.facts.shortage import WITH, WITHOUT, worst_story
from model.results.facts.targets import target_status
from model.results.facts.tranches import owed_at_the_end
from model.results.reserve.sentences import targets_in_short
from model.results.sensitivity.sentences import deciding
from model.results.shown.sentences import (
    NO_SHORTAGE,
    NONE_MARKED,
    NOTHING,
    Cased,
    Day,
    Goods,
    Joined,
    Name,
    Number,
    Part,
    Sentence,
    Share,
    Tonnes,
    Usd,
    names,
    owed,
    paragraph,
)
from model.results.stopped_in_words import NO_PRICES, best_known_in_words, not_rounded_in_words
from model.results.stories.sentences import dearer_in_a_sentence, reserve_first_sentences
from model.results.summary.findings import findings
from model.tolerances import LEAST_USD

MOST = 8  # sentences of a plan that is certified
BINDING = 2  # of them of what binds, at most
NAMED = 5  # materials named in a sentence
PLACES = 3  # partners named for a material
NOT_CERTIFIED = Sentence("THIS RESULT IS NOT CERTIFIED. Do not use it; see the Checks sheet.")


def summary_sentences(
    run: Run, now: OrdersNow, found: CostBenefit, use: MoneyUse, by_story: pd.DataFrame
) -> tuple[Sentence, ...]:
    """In the order in which a decision is taken."""
    result = run.result
    assert result is not None
    told = [
        _order(result, now),
        worth_sentence(found),
        _money(result, use),
        _worst(run, by_story),
        targets_in_short(target_status(ReserveGrids(result), result)),
        *dearer_in_a_sentence(run),
        *reserve_first_sentences(run),
    ]
    if found_by_studies := findings(run):
        told += _in_the_room_left(found_by_studies, MOST - len(told))
    elif result.solution.priced:
        first, *rest = deciding(result, max(min(MOST - len(told), BINDING), 1))
        told += [Sentence("What binds: {first}", first=Cased(first, large=False)), *rest]
    else:
        told.append(Sentence("What binds: {not_known}", not_known=Cased(NO_PRICES, large=False)))
    return (*_before_all(run), *told)


def _in_the_room_left(found: list[Sentence], room: int) -> list[Sentence]:
    """The findings of studies, the last of them in one sentence where there is not room for each."""
    room = max(room, 1)
    if len(found) <= room:
        return found
    return [*found[: room - 1], paragraph(*found[room - 1 :])]


def _before_all(run: Run) -> tuple[Sentence, ...]:
    """What to know of a plan before anything else."""
    if run.optimal:
        open_yet = not_rounded_in_words(run)
        return (open_yet,) if str(open_yet) else ()
    return (best_known_in_words(run) if run.best_known else NOT_CERTIFIED,)


def _order(result: PlanResult, now: OrdersNow) -> Sentence:
    """What to order this period and by when, from whom, for how much, and how much of it from entities of concern."""
    if now.orders.empty:
        period = Name(result.data.case.calendar.label(1))
        return Sentence("Buy now: nothing. The reserve orders nothing in {period}.", period=period)
    told = Sentence(
        "Buy now, by {day}: {goods} for {cost} landed{concern}: {lines}.",
        day=Day(now.by), goods=Goods(now.tonnes, now.materials), cost=Usd(now.cost), concern=_of_it_to_concern(now),
        lines=_lines(dearest_purchases(result, now.orders)),
    )
    return told if now.to_concern is not None else paragraph(told, NONE_MARKED)


def _of_it_to_concern(now: OrdersNow) -> Sentence:
    if now.to_concern is None:
        return NOTHING
    if now.to_concern <= 0:
        return Sentence(", none of it from entities of concern")
    share = Share(now.to_concern / now.cost)
    return Sentence(", {cost} ({share}) of it from entities of concern", cost=Usd(now.to_concern), share=share)


def _lines(purchases: list[Purchase]) -> Part:
    """`Antimony (376 t from Bolivia and United States; 33.4 million USD); … and 8 more`."""
    told = [
        Sentence(
            "{material} ({tonnes} from {places}; {cost})",
            material=Name(one.material), tonnes=Tonnes(one.tonnes), places=names(one.partners, PLACES),
            cost=Usd(one.cost),
        )
        for one in purchases[:NAMED]
    ]
    rest = len(purchases) - NAMED
    return Joined([*told, Sentence("and {rest} more", rest=Number(rest)) if rest > 0 else NOTHING], "; ")


def _money(result: PlanResult, use: MoneyUse) -> Sentence:
    """What is paid now, drawn and left, spent and owed."""
    drawn: Part = Sentence("; its money is not limited")
    if use.amount is not None and use.drawn is not None and use.left is not None:
        drawn = Sentence(
            ", to draw {drawn} of {amount}, which leaves {left}, and to owe {owed} at its end",
            drawn=Usd(use.drawn), amount=Usd(use.amount), left=Usd(use.left), owed=owed(owed_at_the_end(result)),
        )
    return Sentence(
        "Money: the reserve pays {paid} in {period} and is expected to spend {spent} on purchases over the horizon{drawn}.",
        paid=Usd(use.paid_now), period=Name(result.data.case.calendar.label(1)), spent=Usd(use.spent), drawn=drawn,
    )


def _worst(run: Run, by_story: pd.DataFrame) -> Sentence:
    """The whole story in which shortage costs most with the reserve."""
    worst, without = worst_story(by_story), name_of("present", WITHOUT)
    cost = float(worst[name_of("present", WITH)])
    if cost < LEAST_USD:
        return NO_SHORTAGE
    before = Sentence(" ({cost} without the reserve)", cost=Usd(worst[without])) if without in worst else NOTHING
    return Sentence(
        "The worst story for shortage cost is {story}, probability {probability}: shortages worth {cost}{before}, "
        "discounted.",
        story=Name(story_sums(run.data.tree).in_words(worst["story"])),
        probability=Share(worst["probability"], decimals=1, known=True), cost=Usd(cost), before=before,
    )
