"""What planning for several stories saves and what knowing the future would be worth, in words."""

from __future__ import annotations

import math

from model.results.facts.uncertainty import Bill, Uncertainty
from model.results.facts.what_if import differs
from model.results.shown.sentences import NOTHING, Joined, Listed, Name, Part, Sentence, Share, Tonnes, Usd
from model.results.uncertainty.tables import by_story, orders
from model.tolerances import TOLD_SHARE

NAMED = 3  # stories, or materials
WORDS = {
    "money": (Sentence("{amount} less money"), Sentence("{amount} more money")),
    "shortage": (Sentence("{amount} less shortage cost"), Sentence("{amount} more shortage cost")),
    "penalties": (
        Sentence("{amount} less in penalties, which nobody pays"),
        Sentence("{amount} more in penalties, which nobody pays"),
    ),
    "risk": (Sentence("{amount} less for risk"), Sentence("{amount} more for risk")),
}
NO_PLAN = Sentence("The figures of the plan itself are not known, and so nothing can be compared.")


def sentences(found: Uncertainty) -> tuple[Sentence, ...]:
    """The two figures first, then where they come from, then what is missing."""
    if found.plan is None:
        told = [NO_PLAN]
    else:
        told = [_planning(found), _until(found), _knowing(found), _which(found), _buys(found)]
    return tuple(one for one in (*told, *_missing(found)) if one)


def _planning(found: Uncertainty) -> Sentence:
    """What planning for several stories saves, VSS."""
    if found.first is None or found.plan is None:
        return NOTHING
    if not differs(found.first.cost, found.plan.cost):
        return Sentence(
            "Planning for several stories instead of their average saves next to nothing: what the average future asks to "
            "buy now is as good (experts call what is saved VSS, the value of the stochastic solution)."
        )
    return Sentence(
        "Planning for several stories instead of their average saves {vss} over the horizon (experts call this VSS, the "
        "value of the stochastic solution): {parts}.",
        vss=Usd(found.vss), parts=_made_of(found.first.less(found.plan)),
    )  # fmt: skip


def _until(found: Uncertainty) -> Sentence:
    """The same where the average future's plan is followed for longer."""
    if found.until is None or found.plan is None or math.isnan(found.vss_until):
        return NOTHING
    if not differs(found.until.cost, found.plan.cost):
        return Sentence("Buying as for the average future until a story begins would cost next to nothing more.")
    return Sentence(
        "Buying as for the average future not just now but until a story begins would cost {vss} more than the plan: "
        "{parts}.",
        vss=Usd(found.vss_until), parts=_made_of(found.until.less(found.plan), more=True),
    )  # fmt: skip


def _knowing(found: Uncertainty) -> Sentence:
    """What knowing the future would save, EVPI."""
    if found.known is None or found.plan is None:
        return NOTHING
    if not differs(found.plan.cost, found.known.cost):
        return Sentence(
            "Knowing from the start which story comes would save next to nothing (experts call this EVPI, the expected "
            "value of perfect information)."
        )
    return Sentence(
        "Knowing from the start which story comes would save another {evpi} (experts call this EVPI, the expected value of "
        "perfect information): {parts}. No forecast and no early warning can be worth more.",
        evpi=Usd(found.evpi), parts=_made_of(found.plan.less(found.known)),
    )  # fmt: skip


def _which(found: Uncertainty) -> Sentence:
    """The stories from which most of that comes."""
    if found.known is None or found.plan is None or not differs(found.plan.cost, found.known.cost):
        return NOTHING
    table = by_story(found)
    top = table[table["share"] >= TOLD_SHARE * found.evpi].head(NAMED)
    return Sentence(
        "Most of that comes from {stories}, times the probability of each.",
        stories=Listed(
            [
                Sentence(
                    "{story} (saves {foresight} at {probability})", story=Name(str(row["story"])),
                    foresight=Usd(float(row["foresight"])), probability=Share(float(row["probability"]), decimals=1),
                )
                for _, row in top.iterrows()
            ]
        ),
    )  # fmt: skip


def _buys(found: Uncertainty) -> Sentence:
    """What the average future's plan buys now."""
    if found.average is None:
        return NOTHING
    changes = orders(found)
    if changes.empty:
        return Sentence("For the average future the reserve would buy the same now.")
    return Sentence(
        "For the average future the reserve would buy {average} now, where the plan buys {planned}; what differs most: "
        "{most}.",
        average=Usd(found.average.ordered), planned=Usd(found.planned.ordered),
        most=Listed(
            [
                Sentence(
                    "{material} {new} for {cost} instead of {base} for {cost_before}", material=Name(str(row["material"])),
                    new=Tonnes(float(row["tonnes_new"])), base=Tonnes(float(row["tonnes_base"])),
                    cost=Usd(float(row["cost_new"])), cost_before=Usd(float(row["cost_base"])),
                )
                for _, row in changes.head(NAMED).iterrows()
            ]
        ),
    )  # fmt: skip


def _made_of(difference: Bill, more: bool = False) -> Part:
    """`3.1 million USD less shortage cost and 0.4 million USD more money`, the largest first; what is next to nothing is
    left out. `difference`: what is saved, or with `more` what is added."""
    parts = {name: float(getattr(difference, name)) for name in WORDS}
    most = max(abs(amount) for amount in parts.values())
    told = sorted((name for name in parts if abs(parts[name]) > TOLD_SHARE * most), key=lambda name: -abs(parts[name]))
    return Listed([WORDS[name][(parts[name] < 0) != more].fill(amount=Usd(abs(parts[name]))) for name in told])


def _missing(found: Uncertainty) -> list[Sentence]:
    """Why there are figures missing."""
    if not found.why:
        return []
    return [Sentence("Not known: {why}", why=Joined([Name(why) for why in dict.fromkeys(found.why)]))]
