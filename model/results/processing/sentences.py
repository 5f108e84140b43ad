"""What the Processing sheet says of processes, shipments and what nobody wants."""

from __future__ import annotations

import pandas as pd

from model.results.facts.paths import name_of
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import process_purchases
from model.results.facts.selection import codes_of_concern
from model.results.processing.runs import LOST, USED
from model.results.processing.tables import from_concern, left_by_material
from model.results.shown.sentences import (
    NONE_MARKED,
    NOTHING,
    Joined,
    Listed,
    Name,
    Number,
    Sentence,
    Share,
    Tonnes,
    Usd,
)
from model.tolerances import SMALLEST_SHARE

NAMED = 3


def sentences(result: PlanResult, runs: pd.DataFrame, unwanted: pd.DataFrame) -> tuple[Sentence, ...]:
    """What is full, shut, cut, shipped, bought and left over."""
    if runs.empty:
        return (Sentence("No process of the Processing sheet is in force within the horizon."),)
    return (
        _full(runs),
        _shipped_from_concern(result),
        *_shut(runs),
        *_hit(runs),
        *_taken(result),
        *_left(unwanted),
    )


def _by_process(runs: pd.DataFrame) -> list[Sentence]:
    """`Smelter (2027, 2028)`."""
    return [
        Sentence(
            "{process} ({years})", process=Name(str(process)), years=Joined([Name(year) for year in own["year"]], ", ")
        )
        for process, own in runs.groupby("process", sort=False)
    ]


def _full(runs: pd.DataFrame) -> Sentence:
    """Which processes run at full capacity on the base path, and when."""
    told = _by_process(runs[runs[USED] >= 1 - SMALLEST_SHARE])
    if not told:
        return Sentence("No process runs at full capacity on the base path.")
    rest = Sentence("and {rest} more", rest=Number(len(told) - NAMED)) if len(told) > NAMED else NOTHING
    return Sentence("At full capacity on the base path: {processes}.", processes=Joined([*told[:NAMED], rest], "; "))


def _shipped_from_concern(result: PlanResult) -> Sentence:
    """What is shipped out of entities of concern on the base path, over the horizon."""
    if not codes_of_concern(result.data):
        return NONE_MARKED
    shipped = from_concern(result)
    if shipped.empty:
        return Sentence("Industry ships nothing from entities of concern on the base path.")
    told = [
        Sentence(
            "{tonnes} of {material} from {origin} to {target}",
            tonnes=Tonnes(tonnes), material=Name(material), origin=Name(origin), target=Name(target),
        )
        for material, origin, target, tonnes in shipped[["material", "origin", "target", "tonnes"]].itertuples(index=False)
    ]
    return Sentence(
        "From entities of concern industry ships on the base path, over the horizon, {goods}.", goods=Listed(told, NAMED)
    )


def _shut(runs: pd.DataFrame) -> list[Sentence]:
    told = _by_process(runs[runs[name_of("shut", "Base path")] > 0])
    if not told:
        return []
    return [
        Sentence(
            "Shut on the base path because the margin is too low, at least part of the time: {processes}.",
            processes=Joined(told, "; "),
        )
    ]


def _hit(runs: pd.DataFrame) -> list[Sentence]:
    """The process and year from which stories take most."""
    if not (runs[LOST] > 0).any():
        return []
    worst = runs.sort_values(LOST, ascending=False, kind="stable").iloc[0]
    return [
        Sentence(
            "Stories take most from {process}: they are expected to take {share} of it in {year}.",
            process=Name(worst["process"]), share=Share(worst[LOST], decimals=1), year=Name(worst["year"]),
        )
    ]


def _taken(result: PlanResult) -> list[Sentence]:
    """What the reserve buys of process output."""
    taken = process_purchases(result)
    if taken.empty:
        return []
    return [
        Sentence(
            "The reserve is expected to buy {tonnes} of process output over the horizon for {cost} landed.",
            tonnes=Tonnes((taken["tonnes"] * taken["weight"]).sum()), cost=Usd((taken["cost"] * taken["weight"]).sum()),
        )
    ]


def _left(unwanted: pd.DataFrame) -> list[Sentence]:
    """What nobody takes."""
    told = [
        Sentence("{tonnes} of {material}", tonnes=Tonnes(float(amount)), material=Name(str(material)))
        for material, amount in left_by_material(unwanted).items()
    ]
    return [Sentence("Nobody takes, expected over the horizon: {goods}.", goods=Listed(told, NAMED))] if told else []
