"""What the Reserve sheet says of targets, money, stock and releases."""

from __future__ import annotations

import pandas as pd

from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_grids import MET, ReserveGrids
from model.results.facts.selection import milestones
from model.results.facts.targets import (
    BARE,
    DUE,
    END,
    FELL,
    LATE,
    PART,
    CostOfTargets,
    Out,
    cost_of_targets,
    counted_though_out,
)
from model.results.facts.tranches import money_used_up
from model.results.reserve.tables import without_saving
from model.results.shown.sentences import (
    NOTHING,
    Cased,
    Count,
    Joined,
    Listed,
    Name,
    Number,
    Part,
    Sentence,
    Share,
    Tonnes,
    Usd,
    names,
)
from model.tolerances import LEAST_USD, NOT_COVERED

NAMED = 10  # materials without cover
PARTLY = 3  # materials with cover in part
NO_TARGET = Sentence("No cover target applies on the base path.")
WHEN = {DUE: Sentence("when first due"), END: Sentence("at the end")}


def sentences(
    grids: ReserveGrids, result: PlanResult, status: pd.DataFrame, bought: pd.DataFrame, by_story: pd.DataFrame
) -> tuple[Sentence, ...]:
    """Targets, what they cost, what the stock is worth, and what is released."""
    return (
        targets_in_short(status),
        *_missed(status, result),
        *_though_out(counted_though_out(status)),
        *_cost_of_targets(cost_of_targets(bought, result)),
        _worth(grids, result),
        *_releases(by_story),
    )


def targets_in_short(status: pd.DataFrame) -> Sentence:
    """How many targets are met, late and missed, which add up to all of them."""
    if status.empty:
        return NO_TARGET
    met, late = (int((status["mark"] == mark).sum()) for mark in ("", LATE))
    return Sentence(
        "Of {targets} {met} {are} met (to {share} or more) when first due and at the end of the horizon, {late} late (by the "
        "end only) and {missed} missed, if no story begins.",
        targets=Count(len(status), "cover target"), met=Number(met), are=_are(met), share=Share(MET, known=True),
        late=Number(late), missed=Number(len(status) - met - late),
    )


def _are(number: int) -> Sentence:
    return Sentence("is") if number == 1 else Sentence("are")


def _missed(status: pd.DataFrame, result: PlanResult) -> list[Sentence]:
    """Which targets have no cover at all, or some, and the money that is missing."""
    told = []
    bare = status[status["mark"] == BARE]
    used_up = money_used_up(result)
    if len(bare):
        drawn = Name(result.data.case.calendar.label(used_up)) if used_up else NOTHING
        told.append(
            Sentence(
                "{no} cover (less than {share} of the target) for {targets} of them: {materials}. Their missing tonnes would "
                "cost {cost} at base price.",
                no=Sentence("All money is drawn by {period}: no", period=drawn) if used_up else Sentence("No"),
                share=Share(NOT_COVERED, known=True), targets=Number(len(bare)),
                materials=names(bare["material"], NAMED), cost=Usd(float(bare["worth"].sum())),
            )
        )
    for mark, words in (
        (PART, Sentence("covered in part")),
        (FELL, Sentence("met when first due and not at the end")),
    ):
        own = status[status["mark"] == mark]
        if len(own):
            named = [
                Sentence(
                    "{material} ({due} when due, {end} at the end)",
                    material=Name(material), due=Share(due), end=Share(end),
                )
                for material, due, end in zip(own["material"], own["met due"], own["met end"], strict=True)
            ]
            told.append(
                Sentence(
                    "{targets} of them {are} {how}: {materials}; {short} short at the end.",
                    targets=Number(len(own)), are=_are(len(own)), how=words, materials=Listed(named, PARTLY),
                    short=Usd(float(own["worth"].sum())),
                )
            )
    return told


def _though_out(counted: list[Out]) -> list[Sentence]:
    """Which targets count tonnes that participants have out, and how many of those met would not be by the stock alone."""
    told = [
        Sentence(
            "{materials} {when}",
            materials=Listed(
                [
                    Sentence("{material} ({out})", material=Name(material), out=Tonnes(out))
                    for material, out in own.tonnes.items()
                ],
                PARTLY,
            ),
            when=WHEN[own.when],
        )
        for own in counted
        if own.tonnes
    ]
    if not told:
        return []
    fewer = [
        Sentence("{targets} fewer would be met {when}", targets=Number(own.fewer), when=WHEN[own.when])
        for own in counted
        if own.fewer
    ]
    return [
        Sentence(
            "Tonnes that participants have drawn and have yet to return count as held: {out}. Without them {fewer}.",
            out=Joined(told, "; "), fewer=Listed(fewer) if fewer else Sentence("as many would be met"),
        )
    ]


def _cost_of_targets(found: CostOfTargets | None) -> list[Sentence]:
    """How far the money goes, and how many targets are held in full, in part and not at all."""
    if found is None:
        return []
    by_value = Sentence(" ({days} days by value)", days=Number(found.days * found.held / found.cost))
    return [
        Sentence(
            "{asked} would cost {cost} at base price, {times} times the reserve's money of {amount}. If no story begins it "
            "holds {held} of it{days} by the dates of the targets: {full} in full, {part} in part, {bare} not at all.",
            asked=_asked(found.full + found.part + found.bare, found.days), cost=Usd(found.cost),
            times=Number(found.cost / found.amount, decimals=2), amount=Usd(found.amount), held=Usd(found.held),
            days=by_value if found.days > 0 else NOTHING, full=Number(found.full), part=Number(found.part),
            bare=Number(found.bare),
        )
    ]


def _asked(targets: int, days: float) -> Part:
    """`90 days of all 7 materials`, `All 7 targets`."""
    whole = Sentence("the one") if targets == 1 else Sentence("all {targets}", targets=Number(targets))
    many = NOTHING if targets == 1 else Sentence("s")
    if days > 0:
        return Sentence("{days} days of {whole} material{many}", days=Number(days, decimals=None), whole=whole, many=many)
    return Sentence("{whole} target{many}", whole=Cased(whole), many=many)


def _worth(grids: ReserveGrids, result: PlanResult) -> Sentence:
    worth = [
        Sentence(
            "{worth} at the end of {period}",
            worth=Usd(grids.worth(period)), period=Name(result.data.case.calendar.label(period)),
        )
        for period in milestones(result.data)
    ]
    return Sentence("If no story begins the stock is worth, at base price, {held}.", held=Joined(worth, ", "))


def _releases(by_story: pd.DataFrame) -> list[Sentence]:
    """The story in which the reserve saves most, and what is released without saving any shortage."""
    own = by_story[by_story["released"] >= LEAST_USD]
    if own.empty:
        return [Sentence("No story leads to a release.")]
    first = own.iloc[0]
    story, released = Name(first["story"]), Usd(first["released"])
    if "saved" not in own:
        return [
            Sentence("Most is released in the story {story}: {released} of material.", story=story, released=released)
        ]
    told = []
    if first["saved"] >= LEAST_USD:
        told.append(
            Sentence(
                "The story in which the reserve saves most is {story}: {saved} of shortage cost, with {released} of material "
                "released (at base price).",
                story=story, saved=Usd(first["saved"]), released=released,
            )
        )
    for_nothing = without_saving(own)
    if len(for_nothing):
        most = for_nothing.iloc[0]
        told.append(
            Sentence(
                "In {stories} what is released saves no shortage cost but replaces purchases, most of all in {story}: "
                "{released} of material.",
                stories=Count(len(for_nothing), "story", "stories"), story=Name(most["story"]),
                released=Usd(most["released"]),
            )
        )
    return told
