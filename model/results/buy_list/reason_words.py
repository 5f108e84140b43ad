"""Why each order is placed, in words."""

from __future__ import annotations

from collections.abc import Iterable

from model.calendar import Calendar
from model.program.bookings import RESERVE
from model.results.buy_list.reasons import Choice, Reason, Saving, Source, Target
from model.results.shown.sentences import (
    NOTHING,
    Cased,
    Joined,
    Name,
    Number,
    Part,
    Price,
    Sentence,
    Share,
    Tonnes,
    Usd,
    names,
)
from model.tolerances import SMALLEST_SHARE, TOLD_SHARE

NAMED = 2  # other sources, or makers, named in a reason
NOT_OWED = Sentence("no target applies on the base path from then on")
CHEAPEST = Sentence("the cheapest open source")
HANDED_OUT = Sentence(
    "spares no shortage of it: it is released in place of more expensive supply, or for what is made of it"
)


def in_words(reason: Reason, calendar: Calendar) -> Sentence:
    """The reason of an order."""
    return one_by_one(
        _target(reason.target) if reason.target else NOTHING,
        saving(reason.saving) if reason.saving else NOTHING,
        Sentence("raised to the smallest order from {wanted}", wanted=Tonnes(reason.raised)) if reason.raised else NOTHING,
        _contract(reason),
        makers(reason),
        _choice(reason.choice, reason, calendar) if reason.choice else NOTHING,
        _caps(reason),
    )


def one_by_one(*parts: Part) -> Sentence:
    """Each part as a sentence of its own."""
    return Sentence("{parts}.", parts=Joined([Cased(part) for part in parts], ". "))


def under(contract: str) -> Sentence:
    """The contract an order is under."""
    return Sentence("under {contract}", contract=Name(contract)) if contract else NOTHING


def _contract(reason: Reason) -> Part:
    """The contract the tonnes are under, and what of them is paid for in any case."""
    if not reason.committed > 0:
        return under(reason.contract)
    return Sentence(
        "{under}, of which {committed} are paid for whether taken or not",
        under=under(reason.contract), committed=Tonnes(reason.committed),
    )


def makers(reason: Reason) -> Sentence:
    """The processes that make what the reserve takes over."""
    return Sentence("made there by {makers}", makers=names(reason.makers, NAMED)) if reason.choice is None else NOTHING


def _target(target: Target) -> Sentence:
    """The target the material serves, and how far the reserve is from it when the order arrives, on the base path."""
    if not target.reached:
        return NOTHING
    if not target.owed:
        return Sentence("{none}; stock left at the end counts {worth} of its price", none=NOT_OWED, worth=Share(target.worth))
    required = target.required
    of = Sentence(" of {segment}", segment=Name(target.of)) if target.of else NOTHING
    days = Sentence(" ({days} days{of})", days=Number(target.days), of=of) if target.days > 0 else NOTHING
    out = Sentence(", with {out} more on loan to participants", out=Tonnes(target.out, like=required))
    return Sentence(
        "towards the target of {required}{days}: stock in {period} is {stock}{out}, {short}",
        required=Tonnes(required, like=required), days=days, period=Name(target.period),
        stock=Tonnes(target.stock, like=required), out=out if target.out > SMALLEST_SHARE * required else NOTHING,
        short=_short_of(required - target.stock - target.out, required),
    )


def _short_of(left: float, required: float) -> Sentence:
    """How far the reserve is from a target."""
    if abs(left) <= TOLD_SHARE * required:
        return (
            Sentence("just short of it") if left > SMALLEST_SHARE * required else Sentence("which meets it")
        )
    amount = Tonnes(abs(left), like=required)
    return Sentence("{left} short of it", left=amount) if left > 0 else Sentence("{more} more than it", more=amount)


def saving(found: Saving, figures: bool = True) -> Sentence:
    """The story in which the reserve saves most of the cost of shortage of the material, with its figures or without."""
    if not found.protects:
        alone = Sentence(": bought for its target alone") if found.for_target else NOTHING
        return Sentence("protects against no story of this workbook{alone}", alone=alone)
    if not found.story:
        return HANDED_OUT
    story = Sentence("the base story") if found.story == "base" else Sentence("`{story}`", story=Name(found.story))
    kept = Usd(found.kept) if found.kept >= 1.0 else Sentence("nothing")
    amounts = Sentence(" from {without} to {kept}", without=Usd(found.without), kept=kept)
    return Sentence(
        "in {story} the reserve brings shortages of it down{amounts}", story=story, amounts=amounts if figures else NOTHING
    )


def _choice(choice: Choice, reason: Reason, calendar: Calendar) -> Part:
    """Cheaper sources exhausted, later or limited; what is left of this one; what the next one would cost."""
    if choice.left > 0:
        here = Sentence("{left} of it are left", left=Tonnes(choice.left))
    else:
        other = Sentence("industry") if reason.buyer == RESERVE else Sentence("the reserve")
        shared = Sentence(", with what {other} orders", other=other) if choice.shared else NOTHING
        here = Sentence(
            "this step is exhausted at {capacity}{shared}", capacity=Tonnes(choice.capacity), shared=shared
        )
    dearer: Part = NOTHING
    if choice.next:
        dearer = Sentence("the next is {name} at {price}", name=Name(choice.next.name), price=Price(choice.next.landed))
    return Joined([_cheaper(choice, reason, calendar), here, dearer], "; ")


def _cheaper(choice: Choice, reason: Reason, calendar: Calendar) -> Sentence:
    """What became of the cheaper sources."""
    if not choice.cheaper:
        return CHEAPEST
    best = choice.best
    if best is None:
        rest = Sentence("{rest} more", rest=Number(len(choice.cheaper) - NAMED))
        named = [*(Name(source.name) for source in choice.cheaper[-NAMED:]), *([rest] if choice.cheaper[NAMED:] else [])]
        return Sentence("every cheaper source is exhausted ({sources})", sources=Joined(named, "; "))
    return _not_from(best, choice.asked, reason.arrives, calendar)


def _not_from(best: Source, asked: tuple[str, ...], arrives: int, calendar: Calendar) -> Sentence:
    """Why a cheaper source that has tonnes left is not taken instead."""
    cheap = Sentence("cheaper {name} ({price})", name=Name(best.name), price=Price(best.landed))
    if best.barred:
        return Sentence("{cheap} is held back by limit {limits}", cheap=cheap, limits=_quoted(best.barred))
    if best.arrives > arrives:
        return Sentence("{cheap} arrives only in {period}", cheap=cheap, period=Name(calendar.label(best.arrives)))
    if best.arrives < arrives:
        return Sentence("{cheap} has a shorter lead time and can be ordered later", cheap=cheap)
    if not asked:
        return NOTHING
    return Sentence(
        "{cheap} has {left} left; limit {limits} asks for more from here",
        cheap=cheap, left=Tonnes(best.left), limits=_quoted(asked),
    )


def _quoted(limits: Iterable[str]) -> Joined:
    return Joined([Sentence("`{limit}`", limit=Name(limit)) for limit in limits], "; ")


def _caps(reason: Reason) -> Joined:
    """Limits and the market-impact cap that bind here, with what they are worth."""
    parts: list[Part] = [Sentence("limit `{limit}` binds", limit=Name(limit)) for limit in reason.limits]
    if reason.cap_worth > 0:
        parts.append(
            Sentence(
                "the market-impact cap binds: a tonne more would be worth {worth}", worth=Usd(reason.cap_worth)
            )
        )
    return Joined(parts, "; ")
