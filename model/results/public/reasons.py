"""Why each order is placed, for the public: without figures, and without what an amount could be worked out from."""

from __future__ import annotations

from model.results.buy_list.reason_words import CHEAPEST, NOT_OWED, makers, one_by_one, saving, under
from model.results.buy_list.reasons import Reason
from model.results.shown.sentences import NOTHING, Part, Sentence

OTHERWISE = Sentence("not the cheapest source: cheaper ones are bought too, limited, or arrive at another time")


def to_the_public(reason: Reason) -> Sentence:
    """The reason in words that hold for many amounts.

    That a source is exhausted, a limit or the market-impact cap binds, all of a contract is taken or the stock just meets
    its target would give the tonnes away, as capacity, limit, world output and contract are known. So would saying it of some
    orders and not of others: each is either from the cheapest source or not.
    """
    target: Part = NOTHING
    if reason.target:
        target = Sentence("towards its target") if reason.target.owed else NOT_OWED
    source: Part = NOTHING
    if reason.choice:
        source = OTHERWISE if reason.choice.cheaper else CHEAPEST
    return one_by_one(
        target,
        saving(reason.saving, figures=False) if reason.saving else NOTHING,
        under(reason.contract),
        makers(reason),
        source,
    )
