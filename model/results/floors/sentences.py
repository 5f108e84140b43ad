"""What floors do, in sentences: which of them raise what is paid, who pays how much, and what they keep alive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.program.problem_data import ProblemData
from model.results.facts import floor_effects as effect
from model.results.facts.floor_capacity import BOUGHT, KEPT
from model.results.facts.floor_effects import FloorEffects
from model.results.floors.sums import IN_A_STORY, MONEY, NOWHERE, ON_BASE
from model.results.shown.sentences import NOTHING, Count, Listed, Name, Number, Sentence, Share, Tonnes, Usd, names
from model.tolerances import SMALLEST_TONNES

MONTHS_IN_YEAR = 12
NAMED = 6


def _where(each: pd.DataFrame) -> Sentence:
    """How many floors raise what is paid on the base path, in a story, and nowhere, those named."""
    raising = {word: list(each["name"][each["raises"] == word]) for word in (ON_BASE, IN_A_STORY, NOWHERE)}
    on_base, in_story, nowhere = (len(raising[word]) for word in (ON_BASE, IN_A_STORY, NOWHERE))
    others = [f"`{name}`" for name in raising[NOWHERE]]
    return Sentence(
        "{on_base} of {all} {raise} what is paid on the base path{in_story}{nowhere}.",
        on_base=Number(on_base), all=Count(len(each), "floor"),
        **{"raise": Name("raises" if on_base == 1 else "raise")},
        in_story=Sentence(", {more} more only in a story", more=Number(in_story)) if in_story else NOTHING,
        nowhere=Sentence(", the others nowhere: {names}", names=names(others, NAMED)) if nowhere else NOTHING,
    )


@dataclass(frozen=True)
class Settled:
    """What the treasury pays `net`, USD, on so many tonnes a `year`, and the share of them that buyers take; expected."""

    net: float
    a_year: float
    taken: float


def find_settled(data: ProblemData, effects: FloorEffects) -> Settled | None:
    """None where nothing is settled."""
    weight, amounts = data.tree.weight, effects.amounts
    tonnes_at = amounts[effect.SETTLED].sum(axis=0)
    settled = float(tonnes_at @ weight)
    if settled <= SMALLEST_TONNES:
        return None
    net = amounts[effect.PAYS] - amounts[effect.RECEIVES] + amounts[effect.NEW_CAPACITY]
    usual = np.where(amounts[effect.SETTLED] > 0, amounts[effect.UNDER], 0.0).sum(axis=0)
    years = float(weight[tonnes_at > SMALLEST_TONNES].sum()) * data.case.calendar.months / MONTHS_IN_YEAR
    return Settled(float(net.sum(axis=0) @ weight), settled / years, float(usual @ weight) / settled)


def payers_sentence(data: ProblemData, effects: FloorEffects, each: pd.DataFrame) -> Sentence:
    """Who pays how much because of floors, expected over the horizon, undiscounted."""
    found, settles = find_settled(data, effects), NOTHING
    if found is not None:
        amount = Usd(abs(found.net))
        pays = Sentence("pays producers {amount}", amount=amount)
        settles = Sentence(
            "; the treasury {pays} net in settlements on {a_year} t/yr, of which buyers take {taken}",
            pays=pays if found.net >= 0 else Sentence("receives {amount} from producers", amount=amount),
            a_year=Number(found.a_year), taken=Share(found.taken),
        )
    return Sentence(
        "Floors: buyers are expected to pay {premium} of premium to sellers, {processes} to processes and {top_up} of border "
        "top-ups over the horizon (undiscounted){settles}.",
        premium=Usd(each[effect.PREMIUM].sum()), processes=Usd(each[effect.TO_PROCESSES].sum()),
        top_up=Usd(each[effect.TOP_UP].sum()), settles=settles,
    )


def story_sentence(in_stories: pd.DataFrame) -> Sentence:
    """What floors keep alive in the story in which they keep most, what is bought of it, and what it costs whom."""
    if in_stories.empty or in_stories[KEPT].iloc[0] <= SMALLEST_TONNES:
        return Sentence("Floors keep no capacity alive in any story.")
    first = in_stories.iloc[0]
    own = in_stories[in_stories["story"] == first["story"]]
    sums = own[list(MONEY)].sum()
    # Ore and the metal made of it are not added up.
    by_stage = own[own[KEPT] > SMALLEST_TONNES].groupby("stage", sort=False)[[KEPT, BOUGHT]].sum()
    kept = [
        Sentence("{kept} {stage} ({bought} bought)", kept=Tonnes(t), stage=Name(str(stage)), bought=Tonnes(bought))
        for stage, t, bought in by_stage.itertuples()
    ]
    treasury = float(sums[effect.PAYS] + sums[effect.NEW_CAPACITY] - sums[effect.RECEIVES])
    return Sentence(
        "In the story {story} floors keep alive over the horizon {kept}; most in {when} by {agreement}, {stage}: {open} t/yr "
        "are open, {without} t/yr would be without floors. In it buyers pay {premium} to sellers and {processes} to "
        "processes more because of floors, and {top_up} of border top-ups; the treasury {pays} {treasury} net.",
        story=Name(str(first["story"])), kept=Listed(kept), when=Name(str(first["when"])),
        agreement=Name(str(first["agreement"])), stage=Name(str(first["stage"])), open=Number(first["with"]),
        without=Number(first["without"]), premium=Usd(sums[effect.PREMIUM]), processes=Usd(sums[effect.TO_PROCESSES]),
        top_up=Usd(sums[effect.TOP_UP]), pays=Name("pays" if treasury >= 0 else "receives"),
        treasury=Usd(abs(treasury)),
    )


def floor_sentences(
    data: ProblemData,
    effects: FloorEffects,
    each: pd.DataFrame,
    in_stories: pd.DataFrame,
    kept: tuple[pd.DataFrame, pd.DataFrame],
    entering: pd.DataFrame,
) -> tuple[Sentence, ...]:
    """The Floors sheet's sentences; `kept` are the steps and the processes that floors keep alive, the most first."""
    if each.empty:
        told = [Sentence("The Floors sheet has no floor in force within the horizon.")]
    else:
        told = [_where(each), payers_sentence(data, effects, each)]
    for rows, what in zip(kept, ("supply steps open", "processes running"), strict=True):
        if len(rows):
            told.append(
                Sentence(
                    "Floors keep {count} {what} somewhere that would be shut without them, most of all {first}.",
                    count=Number(len(rows)), what=Name(what), first=Name(str(rows["name"].iloc[0])),
                )
            )  # fmt: skip
    if not in_stories.empty:
        told.append(story_sentence(in_stories))
    if not entering.empty:
        duty = Usd(entering["duty, Expected"].sum())
        told.append(Sentence("Buyers are expected to pay {duty} of ad valorem duty.", duty=duty))
    return tuple(told)
