"""What must be bought and what may be bought otherwise, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.results.facts.alternatives import BY_PARTNER, Alternatives, LeastOf, Verdict
from model.results.shown.sentences import NOTHING, Joined, Listed, Name, Part, Sentence, Share, Usd, names
from model.tolerances import LEAST_USD

NAMED = 4  # materials or partners named in a sentence
DIGITS = 1  # of a share in %


def told(found: Alternatives, objective: float, countries: Mapping[str, str]) -> tuple[Sentence, ...]:
    """The finding first, then what the share is of, the plans that differ most, and what was not found out."""
    sentences = [
        *_together(found),
        *_must(found),
        _share(found, objective),
        *(_most_different(found, share, countries) for share in found.shares),
        *(Sentence("Not found out: {task}: {why}", task=Name(name), why=Joined([Name(one) for one in why]))
          for name, why in found.failed),
    ]  # fmt: skip
    return tuple(one for one in sentences if one)


def _percent(share: float) -> Share:
    return Share(share, decimals=0 if (share * 100).is_integer() else DIGITS, known=True)


def _together(found: Alternatives) -> list[Sentence]:
    """For each share how much must be bought now of all materials together, and in the first year."""
    told = []
    for share in found.shares:
        own = {one.first_year: one for one in found.together if one.share == share}
        if len(own) == 2:
            now, year = own[False], own[True]
            told.append(
                Sentence(
                    "Every plan that costs at most {share} more buys now for {now} at least, where this one buys for "
                    "{now_plan}, and in the first year for {year} at least, where this one buys for {year_plan}.",
                    share=_percent(share), now=Usd(now.at_least), now_plan=Usd(now.cost), year=Usd(year.at_least),
                    year_plan=Usd(year.cost),
                )
            )  # fmt: skip
    return told


def _must(found: Alternatives) -> list[Sentence]:
    """For each share what must be bought of what is ordered now, by material."""
    told = []
    for share in found.shares:
        own = [one for one in found.least if one.share == share and not one.country]
        if not own:
            continue
        ordered, kept = sum(one.cost for one in own), sum(one.at_least * one.price for one in own)
        held = [one for one in own if one.verdict in (Verdict.MUST, Verdict.PARTLY)]
        told.append(
            Sentence(
                "In every plan that costs at most {share} more, {held} must be bought now: together {kept} of "
                "{ordered}{rest}.",
                share=_percent(share),
                held=_listed(held) if held else Sentence("no single material"),
                kept=Usd(kept),
                ordered=Usd(ordered),
                rest=Sentence("; {free} may each wait or be left out", free=_listed([one for one in own if one not in held]))
                if len(held) < len(own)
                else NOTHING,
            )
        )
        if not held:  # so within any larger share
            break
    return told


def _listed(own: list[LeastOf]) -> Part:
    ranked = sorted(own, key=lambda one: -one.cost)
    return names([one.material for one in ranked], NAMED)


def _share(found: Alternatives, objective: float) -> Sentence:
    return Sentence(
        "{first} more is of what a plan decides: the reserve's net cost, the expected cost of shortages and the penalties "
        "for missed targets, {decided} together, so {amount}. Of the total of {objective} nearly all is industry's bill, "
        "which no plan can change much.",
        first=_percent(found.shares[0]), decided=Usd(found.decided), amount=Usd(found.decided * found.shares[0]),
        objective=Usd(objective),
    )  # fmt: skip


def _most_different(found: Alternatives, share: float, countries: Mapping[str, str]) -> Sentence:
    """The first alternative by partner within a share: from whom it buys less now, and from whom more."""
    first = next((one for one in found.found if one.share == share and one.direction == BY_PARTNER and one.number == 1), None)
    if first is None or found.plan is None:
        return NOTHING
    change = first.bought("country").sub(found.plan.bought("country"), fill_value=0.0)
    less = change[change <= -LEAST_USD].sort_values().head(NAMED)
    more = change[change >= LEAST_USD].sort_values(ascending=False).head(NAMED)
    if less.empty and more.empty:
        return Sentence(
            "Within {share} no plan was found that buys now from other partners.", share=_percent(share)
        )
    return Sentence(
        "As unlike the plan by partner as {share} allows, for {extra} more: {changes}.",
        share=_percent(share),
        extra=Usd(first.extra),
        changes=Joined([_from("less from", less, countries), _from("more from", more, countries)], "; "),
    )


def _from(words: str, change: pd.Series, countries: Mapping[str, str]) -> Sentence:
    if change.empty:
        return NOTHING
    parts = [
        Sentence("{country} ({cost})", country=Name(countries.get(str(code), str(code))), cost=Usd(abs(cost)))
        for code, cost in change.items()
    ]
    return Sentence("{words} {countries}", words=Name(words), countries=Listed(parts))
