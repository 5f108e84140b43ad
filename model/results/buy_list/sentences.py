"""The sentences at the top of the Buy list."""

from __future__ import annotations

import pandas as pd

from model.case import Case
from model.results.facts.decision import bought_from_concern, concern_share, reserve_orders
from model.results.facts.plan_result import PlanResult
from model.results.facts.rounding import Lot, Rounding, label
from model.results.facts.selection import PERIODS_AHEAD, codes_of_concern, country_names, first_year
from model.results.shown.sentences import (
    NONE_MARKED,
    NOTHING,
    Count,
    Goods,
    Listed,
    Name,
    Part,
    Sentence,
    Share,
    Tonnes,
    Usd,
)

PURCHASES = 3  # from entities of concern that are named
LOTS = 6  # named in a sentence


def sentences(
    result: PlanResult, rounding: Rounding | None, reserve: pd.DataFrame, industry: pd.DataFrame
) -> tuple[Sentence, ...]:
    """What the reserve and industry order now, from whom, and what holds only if no story begins."""
    calendar = result.data.case.calendar
    now, last = Name(calendar.label(1)), Name(calendar.label(min(PERIODS_AHEAD, calendar.periods)))
    return (
        _ordered(now, Sentence("the reserve"), reserve[reserve["period"] == 1]),
        _ordered(now, Sentence("industry"), industry),
        *_of_the_year(result),
        *_to_concern(result),
        *rounding_sentences(rounding, result.data.case),
        Sentence(
            "The reserve's orders from {now} to {last} follow the base path: those of later periods hold only if no story "
            "has begun by then. Orders that would arrive after the horizon are not planned.",
            now=now, last=last,
        ),
        Sentence(
            "Industry's orders are what the plan expects buyers to do, one line each for this period; those of later "
            "periods, and those placed before Start, are added up by material and country on the Sourcing sheet."
        ),
    )


def _ordered(now: Part, who: Part, orders: pd.DataFrame) -> Sentence:
    return Sentence(
        "In {now} {who} orders {goods} from {countries} for {cost}, landed.",
        now=now, who=who, goods=Goods(orders["tonnes"].sum(), orders["material"].nunique()),
        countries=Count(orders["country"].nunique(), "country", "countries"), cost=Usd(orders["cost"].sum()),
    )


def _of_the_year(result: PlanResult) -> list[Sentence]:
    """What the reserve orders in the first year; nothing where that is no longer than this period, or nothing is bought."""
    calendar = result.data.case.calendar
    last = first_year(calendar)
    year = reserve_orders(result, last)
    if year.empty or last == 1:
        return []
    return [
        Sentence(
            "Over the first year ({first} to {last}, if no story begins) the reserve orders {materials} for {cost}.",
            first=Name(calendar.label(1)), last=Name(calendar.label(last)),
            materials=Count(year["material"].nunique(), "material"), cost=Usd(year["cost"].sum()),
        )
    ]


def _to_concern(result: PlanResult) -> list[Sentence]:
    """What entities of concern get, and in the first year for what; nothing where nothing is bought. Where no country is
    marked as one, that alone: what is not marked is not known to be none."""
    if not codes_of_concern(result.data):
        return [NONE_MARKED]
    calendar = result.data.case.calendar
    first, horizon = first_year(calendar), calendar.periods
    if not reserve_orders(result, horizon)["cost"].sum() > 0:
        return []
    if not concern_share(result, horizon) > 0:
        return [Sentence("Entities of concern get none of what the reserve pays, if no story begins.")]
    return [
        Sentence(
            "Entities of concern get {now} of what the reserve pays in {period}, {of_year} in the first year (to {year}) and "
            "{in_all} over the whole horizon, if no story begins.{most}",
            now=Share(concern_share(result, 1), decimals=1), period=Name(calendar.label(1)),
            of_year=Share(concern_share(result, first), decimals=1), year=Name(calendar.label(first)),
            in_all=Share(concern_share(result, horizon), decimals=1), most=_most_of_it(result, first),
        )
    ]


def _most_of_it(result: PlanResult, last: int) -> Sentence:
    """The dearest purchases from entities of concern up to the period `last`."""
    bought, partner = bought_from_concern(result, last), country_names(result.data)
    if bought.empty:
        return NOTHING
    told = [
        Sentence("{material} from {partner} ({cost})", material=Name(goods), partner=Name(partner[code]), cost=Usd(cost))
        for goods, code, cost in bought.itertuples(index=False)
    ]
    return Sentence(" In the first year it is paid for {purchases}.", purchases=Listed(told, PURCHASES))


def rounding_sentences(rounding: Rounding | None, case: Case) -> list[Sentence]:
    """Which orders and projects were rounded to whole lots, and what it cost."""
    if rounding is None:
        return []
    told = []
    for what, lots, done in (
        (Sentence("too small to be placed"), rounding.none, Sentence("left out")),
        (Sentence("below the smallest size"), rounding.raised, Sentence("raised to it")),
    ):
        if lots:
            told.append(
                Sentence(
                    "{lots} {what} {were} {done}: {named}.",
                    lots=Count(len(lots), "order or project", "orders or projects"), what=what,
                    were=Sentence("was") if len(lots) == 1 else Sentence("were"), done=done, named=_lots(lots, case),
                )
            )
    if told:
        cost = Usd(max(rounding.cost, 0.0))
        told.append(Sentence("Rounding to whole lots costs {cost} in the objective.", cost=cost))
    if rounding.below:
        told.append(
            Sentence(
                "Still below the smallest size, because {why}: {lots}.",
                why=Sentence("the time limit ended the rounding")
                if rounding.stopped
                else Sentence("no plan was found otherwise"),
                lots=_lots(rounding.below, case),
            )
        )
    return told


def _lots(lots: tuple[Lot, ...], case: Case) -> Listed:
    return Listed(
        [
            Sentence(
                "{name} ({wanted}{a_year})",
                name=Name(label(lot.name, case)), wanted=Tonnes(lot.wanted),
                a_year=Sentence("/yr") if lot.is_project else NOTHING,
            )
            for lot in lots
        ],
        LOTS,
    )
