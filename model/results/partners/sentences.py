"""Whom to sign next, and why, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.results.facts.partners import Partners, PartnerWorth, Reason
from model.results.facts.what_if import differs
from model.results.shown.sentences import NOTHING, Count, Listed, Name, Number, Sentence, Tonnes, Usd
from model.tolerances import WORTH_DECIDING

NAMED = 3
FOR_ALL = Sentence("Sign {country} for {agreement} next: it is worth {worth}")
FOR_BUYERS = Sentence(
    "Counted for the nation, no signature that is still open pays. Buyers would gain most from {country} in {agreement}: "
    "{worth}"
)
LEAST_OPENED = 1.0  # t/yr of capacity that is told


def because(partner: PartnerWorth) -> Sentence:
    """`shortages of Cobalt cost 3.2 million USD less, as 1,000 t/yr more of it are open in the mean`."""
    if abs(partner.worth) < WORTH_DECIDING:
        return NOTHING  # what is left are whole lots that were rounded on one side
    told = [clause for reason in partner.reasons if (clause := _clause(reason))]
    return Sentence("{reasons}", reasons=Listed(told)) if told else NOTHING


def _clause(reason: Reason) -> Sentence:
    material = Name(reason.material)
    parts = []
    if abs(reason.short) >= WORTH_DECIDING:
        less = Sentence("less") if reason.short > 0 else Sentence("more")
        amount = Usd(abs(reason.short))
        parts.append(Sentence("shortages of {material} cost {amount} {less}", material=material, amount=amount, less=less))
    if abs(reason.supply) >= WORTH_DECIDING:
        cheaper = Sentence("cheaper") if reason.supply > 0 else Sentence("dearer")
        amount = Usd(abs(reason.supply))
        parts.append(Sentence("{material} is {amount} {cheaper}", material=material, amount=amount, cheaper=cheaper))
    if not parts:
        return NOTHING
    opened = NOTHING
    if abs(reason.opened) >= LEAST_OPENED:
        more = Sentence("more") if reason.opened > 0 else Sentence("less")
        tonnes = Tonnes(abs(reason.opened))
        opened = Sentence(" ({tonnes} a year {more} of it can be had, in the mean)", tonnes=tonnes, more=more)
    return Sentence("{parts}{opened}", parts=Listed(parts), opened=opened)


def opening(found: Partners, names: Mapping[str, str]) -> list[Sentence]:
    """Whom to sign next; the next two; the membership worth most; those that cost more than they save; and those that make no
    difference."""
    worth = [one for one in found.found if one.solved and not one.why]
    gains = [one for one in worth if one.worth >= WORTH_DECIDING]
    joining, kept = [one for one in gains if one.joins], [one for one in gains if not one.joins]
    told = [_sign(joining, names)]
    if kept:
        told.append(
            Sentence(
                "Of those who are members, {country} in {agreement} is worth most: without it the plan would cost {worth} "
                "more{because}.",
                **_of(kept[0], names),
            )
        )
    losses = [one for one in worth if one.worth <= -WORTH_DECIDING]
    if losses:
        told.append(
            Sentence(
                "{memberships} would cost buyers more than they save, {country} in {agreement} most: {worth}{because}.",
                memberships=Count(len(losses), "membership"),
                **_of(losses[-1], names),
            )
        )
    return [*told, *_others(found)]


def _sign(joining: Sequence[PartnerWorth], names: Mapping[str, str]) -> Sentence:
    if not joining:
        return Sentence("No country that could still join an agreement would make the plan cheaper: none needs to be signed.")
    best = joining[0]
    after = joining[1:NAMED]
    then = NOTHING
    if after:
        next_ones = [Sentence("{country} in {agreement} ({worth})", **_of(one, names)) for one in after]
        then = Sentence(" Then {next_ones}.", next_ones=Listed(next_ones))
    pays = max(one.nation for one in joining) >= WORTH_DECIDING
    return Sentence(
        "{sign} over the plan, expected{because}.{nation}{then}",
        sign=(FOR_ALL if pays else FOR_BUYERS).fill(**_of(best, names)), because=_of(best, names)["because"],
        nation=_to_the_nation(best, joining, names), then=then,
    )  # fmt: skip


def _to_the_nation(best: PartnerWorth, joining: Sequence[PartnerWorth], names: Mapping[str, str]) -> Sentence:
    """What it is worth once the duties count that the treasury no longer collects, and who is worth most then."""
    if not differs(best.nation, best.worth):
        return NOTHING
    if best.nation >= 0:
        told = Sentence(
            " To the nation as a whole, which loses {duties} of duties by it, it is worth {nation}.",
            duties=Usd(best.duties), nation=Usd(best.nation),
        )  # fmt: skip
    else:
        told = Sentence(
            " But the treasury would lose {duties} of duties, and the nation as a whole {nation}: what outsiders' goods are "
            "topped up by at the border goes to the treasury, and to the sellers once they are members.",
            duties=Usd(best.duties), nation=Usd(-best.nation),
        )  # fmt: skip
    first = max(joining, key=lambda one: one.nation)
    if first is best:
        return told
    if first.nation < WORTH_DECIDING:
        return told
    counted = Sentence(
        "Counted for the nation, {country} in {agreement} is worth most: {nation}.",
        country=Name(names.get(first.country, first.country)), agreement=Name(first.agreement), nation=Usd(first.nation),
    )  # fmt: skip
    return Sentence("{told} {counted}", told=told, counted=counted)


def _of(one: PartnerWorth, names: Mapping[str, str]) -> dict[str, Name | Usd | Sentence]:
    why = because(one)
    return {
        "country": Name(names.get(one.country, one.country)),
        "agreement": Name(one.agreement),
        "worth": Usd(abs(one.worth)),
        "because": Sentence(", because {why}", why=why) if why else NOTHING,
    }


def _others(found: Partners) -> list[Sentence]:
    same = sum(not one.solved for one in found.found)
    none = sum(bool(one.why) for one in found.found)
    told = []
    if same:
        told.append(
            Sentence(
                "{same} of {all} memberships make no difference: no floor, limit, story or waived duty of the agreement "
                "touches a price or a tonne of what the country sells or makes.",
                same=Number(same),
                all=Number(len(found.found)),
            )
        )
    if none:
        told.append(Sentence("Of {none} it is not known; the table says why.", none=Number(none)))
    return told
