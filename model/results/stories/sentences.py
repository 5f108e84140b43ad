"""What the Stories sheet says of shortage with the reserve and without it, and of supply that low prices shut."""

from __future__ import annotations

import pandas as pd

from model.program.problem_data import ProblemData
from model.results.facts.industry_first import find_reserve_first
from model.results.facts.paths import name_of, story_sums
from model.results.facts.run import Run
from model.results.facts.shortage import WITH, WITHOUT, short_share, worst_story
from model.results.shown.sentences import (
    Count,
    Listed,
    Name,
    Sentence,
    Share,
    Tonnes,
    Usd,
    names,
    paragraph,
)
from model.results.stories.dearer import Cause, Dearer, find_dearer
from model.tolerances import LEAST_USD, SMALLEST_TONNES, WORTH_TELLING

NAMED = 3  # materials
MATERIALS_FIRST = 6  # materials for which the reserve comes first
COST, APART = name_of("present", WITH), name_of("present", WITHOUT)


def sentences(run: Run, by_story: pd.DataFrame, shut: pd.DataFrame) -> tuple[Sentence, ...]:
    """Expected shortage, the worst story, where the reserve makes shortage dearer, and what is shut."""
    worst = worst_story(by_story)
    return (
        *_expected(run, by_story.iloc[-1]),
        Sentence(
            "The worst story for shortage cost, with the reserve, is {story}: {short}, {cost}, probability {probability}.",
            story=Name(story_sums(run.data.tree).in_words(worst["story"])),
            short=Tonnes(worst[name_of("short", WITH)]), cost=Usd(worst[COST]),
            probability=Share(worst["probability"], decimals=1, known=True),
        ),
        *dearer_sentences(run),
        *reserve_first_sentences(run),
        _shut(shut),
    )


def _expected(run: Run, total: pd.Series) -> list[Sentence]:
    """Expected shortage with the reserve and without it."""
    assert run.result is not None
    cost, share = Usd(total[COST]), Share(short_share(run.result), decimals=2)
    if run.without is None:
        return [
            Sentence(
                "Expected shortage with the reserve is {short}, which costs {cost} (discounted). Of demand by value {share} "
                "is short.",
                short=Tonnes(total[name_of("short", WITH)]), cost=cost, share=share,
            ),
            Sentence("There is no comparison without the reserve: the hard requirements cannot be met without it."),
        ]
    saved = total["protection"]
    return [
        Sentence(
            "The reserve {takes} the expected shortage cost: {cost} with it, {apart} without (discounted). Of demand by "
            "value {share} is short with it, {before} without.",
            takes=(
                Sentence("takes {saved} off", saved=Usd(saved))
                if saved >= 0
                else Sentence("adds {more} to", more=Usd(-saved))
            ),
            cost=cost, apart=Usd(total[APART]), share=share, before=Share(short_share(run.without), decimals=2),
        )
    ]


def reserve_first_sentences(run: Run) -> list[Sentence]:
    """What it costs industry that the reserve comes first for some materials; and where there is nothing to hold the
    reserve to."""
    if not run.data.case.settings.industry_first:
        return []
    if run.result is None or run.without is None:
        return [Sentence("Industry first does not apply: there is no plan without the reserve to compare shortages with.")]
    found = find_reserve_first(run)
    if not found.materials or found.cost < LEAST_USD:
        return []
    return [
        Sentence(
            "For {count} ({materials}) a hard target, or a limit of At least (t), puts the reserve first: stories in which "
            "industry is shorter for it cost {cost} (expected, discounted).",
            count=Count(len(found.materials), "material"), materials=names(found.materials, MATERIALS_FIRST),
            cost=Usd(found.cost),
        )
    ]


def dearer_sentences(run: Run) -> list[Sentence]:
    """Where shortage is dearer with the reserve, by how much, and why."""
    found = find_dearer(run)
    if found is None:
        return []
    where, cause = _where(found), found.cause
    return [
        paragraph(where, cause_in_short(cause, run.data)) if cause else where,
        *(cause_sentences(cause, run.data) if cause else []),
        Sentence("Over all these stories it is more expensive in {materials}.", materials=names(found.materials, NAMED)),
    ]


def dearer_in_a_sentence(run: Run) -> list[Sentence]:
    """For the Summary: who is worse off for the reserve, where that is worth telling, or that nobody is; nothing where there
    is no plan to compare with."""
    if run.without is None:
        return []
    found = find_dearer(run)
    if found is None:
        return [Sentence("No story brings shortages that cost industry more with the reserve than without.")]
    if found.expected <= WORTH_TELLING:
        return [
            Sentence(
                "Shortages that cost industry more with the reserve than without sum to {cost} (expected).",
                cost=Usd(found.expected),
            )
        ]
    return [_where(found)]


def _where(found: Dearer) -> Sentence:
    return Sentence(
        "In {stories} ({probability} probability) shortage costs more with the reserve than without, by up to {most} "
        "({worst}).",
        stories=Count(found.stories, "story", "stories"), probability=Share(found.probability, decimals=1),
        most=Usd(found.most), worst=Name(found.worst),
    )


def _when(cause: Cause, data: ProblemData) -> Sentence:
    first, last = (Name(data.case.calendar.label(period)) for period in (cause.first, cause.last))
    return (
        Sentence("in {first}", first=first)
        if first == last
        else Sentence("from {first} to {last}", first=first, last=last)
    )


def cause_in_short(cause: Cause, data: ProblemData) -> Sentence:
    """What is short, when, and what comes into the reserve meanwhile."""
    comes = (
        Sentence(", while {taken} come into the reserve", taken=Tonnes(cause.taken))
        if cause.taken > SMALLEST_TONNES
        else Sentence(", though none of it comes into the reserve then")
    )
    return Sentence(
        "Most of it is {material}: {short} more are short {when}, for {more} more{comes}.",
        material=Name(cause.material), short=Tonnes(cause.short), when=_when(cause, data), more=Usd(cause.more),
        comes=comes,
    )


def cause_sentences(cause: Cause, data: ProblemData) -> list[Sentence]:
    """What puts the reserve before industry, and what of it can be changed; nothing where the solution does not show it."""
    if cause.taken <= SMALLEST_TONNES:
        return []
    material = Name(cause.material)
    if cause.hard:
        return [
            Sentence(
                "The target of {material} is Hard on the Targets sheet and comes before shortage. Without Hard, or with a "
                "later By, more is left to industry.",
                material=material,
            )
        ]
    if cause.missing <= cause.cost:
        return []
    return [
        Sentence(
            "A tonne of {material} missing from its target from {period} to the end of the story would cost {missing}, a "
            "tonne short costs {cost}: the target comes first. A lower Penalty or a later By of {material} on the Targets "
            "sheet leaves more to industry.",
            material=material, period=Name(data.case.calendar.label(cause.first)), missing=Usd(cause.missing),
            cost=Usd(cause.cost),
        )
    ]


def _shut(shut: pd.DataFrame) -> Sentence:
    """The story that shuts most, by worth."""
    if shut.empty:
        return Sentence(
            "No story's prices fall below a producer's cash cost or leave a process too little: no capacity is shut."
        )
    story = shut["story"].iloc[0]
    own = shut[shut["story"] == story]
    best = own[own["alive"] > 0].sort_values("alive worth", ascending=False, kind="stable")
    alive = Sentence(
        "Floors keep alive {stages}: {materials}.",
        stages=_by_stage(best, "alive"), materials=names(best["material"], NAMED),
    )
    return Sentence(
        "In the story {story}, low prices shut over the horizon, at base price, {stages}: {materials}. {alive}",
        story=Name(story), stages=_by_stage(own, "shut"), materials=names(own["material"][own["shut"] > 0], NAMED),
        alive=alive if own["alive"].sum() > 0 else Sentence("Floors keep none of it alive."),
    )


def _by_stage(own: pd.DataFrame, amount: str) -> Listed:
    """`40 t refined worth 4,000 USD and 30 t mined worth 300 USD`: ore and the metal made of it are not added up."""
    sums = own[own[amount] > 0].groupby("stage", sort=False)[[amount, f"{amount} worth"]].sum()
    return Listed(
        [
            Sentence("{tonnes} {stage} worth {worth}", tonnes=Tonnes(tonnes), stage=Name(str(stage)), worth=Usd(worth))
            for stage, tonnes, worth in sums.itertuples()
        ]
    )
