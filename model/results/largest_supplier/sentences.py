"""What the loss of the largest supplier would do, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.results.facts.largest_supplier import LargestLost, Loss
from model.results.shown.sentences import Count, Listed, Name, Number, Sentence, Usd, names
from model.tolerances import LEAST_USD, TOLD_SHARE

NAMED = 3
TOO_SHORT = Sentence("The plan is too short for a loss: it begins a year after Start, and the plan ends before.")


def opening(found: LargestLost, countries: Mapping[str, str], home: str) -> list[Sentence]:
    """The loss of a supplier abroad that hurts most, and of one at `home` that hurts more; what the reserve spares in all,
    and where most; where it lasts; what is not missed."""
    if found.period is None:
        return [TOO_SHORT]
    solved = [one for one in found.losses if not one.why]
    hurt = [one for one in solved if max(one.cost_with, one.cost_without) >= LEAST_USD]
    if not hurt:
        told = [Sentence("No material would be missed if its largest supplier stopped: the others make up for it.")]
    else:
        abroad = [one for one in hurt if one.country != home]
        told = [_worst((abroad or hurt)[0], found, countries), *_spared(hurt)]
        if abroad and hurt[0] is not abroad[0]:
            told.insert(1, _at_home(hurt[0], countries))
    fine = len(solved) - len(hurt)
    if hurt and fine:
        told.append(
            Sentence(
                "{materials} would not be short of anything: other suppliers make up for the loss.",
                materials=Count(fine, "material"),
            )
        )
    unknown = [one.material for one in found.losses if one.why]
    if unknown:
        told.append(Sentence("Of {names} it is not known; the table says why.", names=names(unknown, NAMED)))
    return told


def _worst(worst: Loss, found: LargestLost, countries: Mapping[str, str]) -> Sentence:
    assert found.period is not None
    return Sentence(
        "The loss that would hurt most is {country} as a supplier of {material}: if it stopped for {months} months from "
        "{period} on, shortages would cost {cost}{without}.",
        country=Name(countries.get(worst.country, worst.country)), material=Name(worst.material),
        months=Number(found.months), period=Name(found.period), cost=Usd(worst.cost_with),
        without=Sentence(", and without the reserve {cost}", cost=Usd(worst.cost_without))
        if worst.spared > TOLD_SHARE * worst.cost_without
        else Sentence(", with the reserve or without"),
    )


def _at_home(worst: Loss, countries: Mapping[str, str]) -> Sentence:
    return Sentence(
        "Only the loss of supply at home would hurt more: a year without {material} from {country} would cost {cost}.",
        material=Name(worst.material), country=Name(countries.get(worst.country, worst.country)),
        cost=Usd(worst.cost_with),
    )  # fmt: skip


def _spared(hurt: list[Loss]) -> list[Sentence]:
    helped = sorted((one for one in hurt if one.spared >= LEAST_USD), key=lambda one: -one.spared)
    if not helped:
        return [Sentence("The reserve spares nothing in any of these losses.")]
    told = [
        Sentence(
            "The reserve spares something in {helped} of {losses}, most in {named}.",
            helped=Number(len(helped)), losses=Count(len(hurt), "loss", "losses"),
            named=Listed(
                [
                    Sentence("{material} ({spared} of {cost})", material=Name(one.material), spared=Usd(one.spared),
                             cost=Usd(one.cost_without))
                    for one in helped[:NAMED]
                ]
            ),
        )
    ]  # fmt: skip
    longer = [one for one in hurt if one.days_with > one.days_without]
    if longer:
        told.append(
            Sentence(
                "It also lengthens the time in which all can be met: {named}.",
                named=Listed([_lasts(one) for one in longer[:NAMED]], NAMED),
            )
        )
    return told


def _lasts(one: Loss) -> Sentence:
    to = Sentence("the end of the plan") if np.isinf(one.days_with) else Sentence("{days} days", days=Number(one.days_with))
    return Sentence(
        "{material} from {before} days to {to}", material=Name(one.material), before=Number(one.days_without), to=to
    )
