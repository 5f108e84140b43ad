"""Why projects are built or not, in words, and what the Projects sheet says of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.plan_result import PlanResult
from model.results.projects import verdicts as why
from model.results.projects.verdicts import Bankable, Verdict
from model.results.shown.sentences import (
    NOTHING,
    Count,
    Joined,
    Listed,
    Name,
    Number,
    Price,
    Sentence,
    Share,
    Usd,
    names,
)
from model.results.shown.wording import MILLION
from model.tolerances import SMALLEST_PRICE

NAMED = 3
LARGE = 0.1  # share of its Max capacity from which a project counts as built, and not only in small part
HEADINGS = {
    why.TOO_LATE: Sentence("Too late"),
    why.NOT_BANKABLE: Sentence("Not bankable"),
    why.BUDGET_BINDS: Sentence("The Public co-funding budget binds"),
    why.NOT_WORTH: Sentence("Not worth it"),
    why.BREAKS_EVEN: Sentence("Not worth it"),
}
TOGETHER = ((why.BUDGET_BINDS,), (why.NOT_BANKABLE,), (why.TOO_LATE,), (why.NOT_WORTH, why.BREAKS_EVEN))
NOT_KNOWN = Sentence("Not known: the time limit ended the run before there were shadow prices to tell by.")
NO_CAPACITY = Sentence("Its Max capacity is 0.")
EVEN = Sentence("Not worth it: building it just breaks even.")
BUILT = Sentence("Built, wholly or in part: it is worth its cost.")  # which of the two would tell the public how much
TO_THE_PUBLIC = {
    why.TOO_LATE: Sentence("Too late: it cannot be ready within the horizon."),
    why.NOT_BANKABLE: Sentence("Not bankable: it needs a higher price than it would be sold at."),
    why.NO_CAPACITY: NO_CAPACITY,
    why.NOT_KNOWN: NOT_KNOWN,
    why.BUDGET_BINDS: Sentence("Not funded within the horizon."),
    why.BREAKS_EVEN: EVEN,
    why.NOT_WORTH: Sentence("Not worth it: it would cost more than it saves."),
    why.FULL: BUILT,
    why.PART_BY_BUDGET: BUILT,
    why.PART: BUILT,
}


def in_words(verdict: Verdict) -> Sentence:
    """Why a project is built, or not, or no further; one sentence."""
    words = {
        why.TOO_LATE: Sentence(
            "Too late: with a lead time of {months} months it cannot be ready within the horizon.",
            months=Number(verdict.lead),
        ),
        why.NOT_BANKABLE: Sentence(
            "Not bankable: it needs {needed} and would be sold at {sold} at best, ready in {ready}.{terms}",
            needed=Price(verdict.needed), sold=Price(verdict.sold), ready=Name(verdict.ready),
            terms=_terms(verdict.bankable, verdict.needed) if verdict.bankable else NOTHING,
        ),
        why.NO_CAPACITY: NO_CAPACITY,
        why.NOT_KNOWN: NOT_KNOWN,
        why.BUDGET_BINDS: Sentence("The Public co-funding budget binds: {worth}.", worth=_worth_of(verdict.budget)),
        why.BREAKS_EVEN: EVEN,
        why.NOT_WORTH: Sentence(
            "Not worth it: a t/yr of it would cost {loss} more than it saves, discounted{share}.",
            loss=Usd(verdict.loss),
            share=NOTHING
            if np.isnan(verdict.of_capital)
            else Sentence(" ({share} of its capital)", share=Share(verdict.of_capital, decimals=1)),
        ),
        why.FULL: Sentence(
            "Built to its Max capacity; {more}.",
            more=Sentence("a t/yr more would save {gain}, discounted", gain=Usd(verdict.gain))
            if verdict.gain > SMALLEST_PRICE
            else Sentence("more would save nothing"),
        ),
        why.PART_BY_BUDGET: Sentence(
            "Built in part: the Public co-funding budget binds; {worth}.", worth=_worth_of(verdict.budget)
        ),
        why.PART: Sentence("Built in part: more of it would not be worth its cost."),
    }
    return words[verdict.kind]


def _worth_of(budget: float) -> Sentence:
    return Sentence("a million USD more of it would save {saved}", saved=Usd(budget * MILLION))


def _terms(found: Bankable, needed: float) -> Sentence:
    """What would make it bankable, with a blank before it."""
    member = Sentence("{country} a member of {club}", country=Name(found.country), club=Name(found.agreement))
    floor, height = Name(found.floor), Price(found.height)
    under = (
        Sentence("so under its border floor of {height} (`{floor}`)", height=height, floor=floor)
        if found.enough
        else Sentence(
            "its border floor (`{floor}`, {height}) at {needed}", floor=floor, height=height, needed=Price(needed)
        )
    )
    return Sentence(" Bankable with {terms}.", terms=Joined([member if found.agreement else NOTHING, under], " and "))


def sentences(result: PlanResult, projects: pd.DataFrame) -> tuple[Sentence, ...]:
    """What is built, what it costs the public, and why the rest is not; `projects` as on the sheet."""
    built, left = projects[projects["built"] > 0], projects[projects["built"] <= 0]
    budget, spent = result.data.case.settings.public_co_funding_budget, Usd(projects["public"].sum())
    told = [_built(built, len(projects))]
    if np.isfinite(budget):
        told.append(
            Sentence("The Public co-funding budget is {budget}; {spent} of it is used.", budget=Usd(budget), spent=spent)
        )
    for kinds in TOGETHER:
        own = left[left["kind of why"].isin(kinds)]
        if len(own) == 1:
            told.append(
                Sentence("{project} is not built. {why}", project=Name(own["project"].iloc[0]), why=own["verdict"].iloc[0])
            )
        elif len(own):
            told.append(
                Sentence(
                    "Not built: {projects}. {why}; the table says more about each.",
                    projects=names(own["project"], NAMED), why=HEADINGS[kinds[0]],
                )
            )
    return (
        *told,
        Sentence(
            "Projects: {built} of {projects} are built at least in part, for {spent} of public money.",
            built=Number(len(built)), projects=Number(len(projects)), spent=spent,
        ),
    )


def _built(built: pd.DataFrame, projects: int) -> Sentence:
    """What is built of how many projects."""
    if built.empty:
        return Sentence("None of the {projects} is built.", projects=Count(projects, "project"))
    ranked = built.sort_values("public", ascending=False, kind="stable")
    is_large = ranked["built"] >= LARGE * ranked["most"]
    large, small = ranked[is_large], ranked[~is_large]
    return Sentence(
        "{parts}. They take {public} of public money, charged to the treasury at {charge} a year when all are ready.",
        parts=Joined([_large(large, projects), _small(small) if len(small) else NOTHING], "; "),
        public=Usd(built["public"].sum()), charge=Usd(built["charge"].sum()),
    )


def _large(large: pd.DataFrame, projects: int) -> Sentence:
    named = [
        Sentence(
            "{name} ({built} of {most} t/yr, funded in {funded}, ready in {ready})",
            name=Name(name), built=Number(built), most=Number(most), funded=Name(funded), ready=Name(ready),
        )
        for name, built, most, funded, ready in large[["project", "built", "most", "funded", "ready"]].itertuples(index=False)
    ]
    return Sentence(
        "{built} of {projects} {are} built to a tenth or more of {their} size{named}",
        built=Number(len(large)), projects=Count(projects, "project"),
        are=Sentence("is") if len(large) == 1 else Sentence("are"),
        their=Sentence("its") if len(large) == 1 else Sentence("their"),
        named=Sentence(": {projects}", projects=Listed(named, NAMED)) if named else NOTHING,
    )


def _small(small: pd.DataFrame) -> Sentence:
    return Sentence(
        "{count} in small part only: {projects}", count=Number(len(small)), projects=names(small["project"], NAMED)
    )
