"""What the Sourcing sheet says of the origin of goods, of concentration and of the zone."""

from __future__ import annotations

import pandas as pd

from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import CONCERN, HOME, ORIGINS, OTHER, ZONE, codes_of_concern, first_year
from model.results.shown.sentences import (
    NONE_MARKED,
    NOTHING,
    Count,
    Listed,
    Name,
    Number,
    Part,
    Sentence,
    Share,
    Usd,
    paragraph,
)
from model.results.sourcing.chain_tables import worth_of_concern
from model.results.sourcing.concentration import CONCENTRATED, HALF, QUARTER, highly_concentrated, largest

NAMED = 5
LIMIT = Number(CONCENTRATED, known=True)


def sentences(
    result: PlanResult, orders: pd.DataFrame, shares: pd.DataFrame, zone: pd.DataFrame, through_chain: list[Sentence]
) -> tuple[Sentence, ...]:
    """The page's sentences; those on who supplies what rest on `through_chain`, where there are processes."""
    if orders["value"].sum() <= 0:
        return (Sentence("Nothing is ordered in the first year."), *through_chain)
    return (_by_origin(result, orders), *(through_chain or _of_offers(shares)), _zone(result, zone))


def _by_origin(result: PlanResult, orders: pd.DataFrame) -> Sentence:
    calendar = result.data.case.calendar
    value = orders["value"].groupby(orders["origin"]).sum().reindex(list(ORIGINS)).fillna(0.0)
    part = {origin: Share(share) for origin, share in (value / value.sum()).items()}
    marked = bool(codes_of_concern(result.data))
    concern = Sentence(", {share} from entities of concern outside it", share=part[CONCERN]) if marked else NOTHING
    told = Sentence(
        "Of the first year's orders ({first} to {last}, base path, {value} at base price) {home} come from home, {zone} from "
        "inside the zone{concern} and {other} from other countries.",
        first=Name(calendar.label(1)), last=Name(calendar.label(first_year(calendar))),
        value=Usd(float(orders["value"].sum())), home=part[HOME], zone=part[ZONE], concern=concern, other=part[OTHER],
    )
    return told if marked else paragraph(told, NONE_MARKED)


def _zone(result: PlanResult, zone: pd.DataFrame) -> Sentence:
    world = zone.iloc[-2]
    if not world["gdp"] > 0:
        return Sentence("No country has a GDP on the Countries sheet: the zone's share of world GDP is not known.")
    return Sentence(
        "The zone is every country that is a member of an agreement in the period of the order; in {period} it holds, with "
        "home, {share} of the listed countries' GDP.",
        period=Name(result.data.case.calendar.label(1)), share=Share(world["share"], known=True),
    )


def _materials(shares: dict[str, float]) -> Listed:
    """`A (95%), B (60%) and 3 more`."""
    return Listed(
        [
            Sentence("{material} ({share})", material=Name(material), share=Share(share))
            for material, share in shares.items()
        ],
        NAMED,
    )


def _of_offers(shares: pd.DataFrame) -> list[Sentence]:
    """On the share of entities of concern in what is ordered, and how concentrated that is."""
    own = largest(shares, "concern", QUARTER)
    supplied = Sentence(
        "Entities of concern supply a quarter or more of {count} materials: {materials}.",
        count=Number(len(own)), materials=_materials(own),
    )
    concentrated = Sentence(
        "{count} of {all} materials are highly concentrated (HHI above {limit}).",
        count=Number(highly_concentrated(shares["hhi"])), all=Number(len(shares)), limit=LIMIT,
    )
    return [supplied, concentrated] if own else [concentrated]


def chain_sentences(result: PlanResult, lots: pd.DataFrame, materials: pd.DataFrame) -> list[Sentence]:
    """On what reached home: what entities of concern have to do with it, in all and by material, and how concentrated the
    countries are that last worked it."""
    told = _worth(lots, codes_of_concern(result.data))
    reached = Sentence("{materials} that reached home", materials=Count(len(materials), "material"))
    any_stage, last = largest(materials, "any", HALF), largest(materials, "last", QUARTER)
    if any_stage:
        told.append(
            Sentence(
                "Half or more of {count} of {reached} touched an entity of concern at any stage: {materials}.",
                count=Number(len(any_stage)), reached=reached, materials=_materials(any_stage),
            )
        )
    if last:
        told.append(
            Sentence(
                "A quarter or more of {count} of {reached} was last worked in an entity of concern: {materials}.",
                count=Number(len(last)), reached=reached, materials=_materials(last),
            )
        )
    told.append(
        Sentence(
            "{count} of {reached} are highly concentrated by the country that last worked them (HHI above {limit}).",
            count=Number(highly_concentrated(materials["hhi"])), reached=reached, limit=LIMIT,
        )
    )
    return told


def _worth(lots: pd.DataFrame, concern: list[str]) -> list[Sentence]:
    """What entities of concern have to do with all that reached home, by value."""
    shares: dict[str, Part] = {name: Share(share) for name, share in worth_of_concern(lots, concern).items()}
    if not shares:
        return [Sentence("Nothing of value reached home in the first year.")]
    if not concern:
        return []
    return [
        Sentence(
            "Traced through the chain, {last} of the value that reached home was last worked in an entity of concern, {feed} "
            "has feed mined in one and {touched} touched one at any stage.",
            **shares,
        )
    ]
