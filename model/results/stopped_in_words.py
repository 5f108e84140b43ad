"""What the time limit left open, in words: on the screen and on every sheet that would otherwise tell more."""

from __future__ import annotations

import math

from model.results.facts.run import Run
from model.results.facts.stopped import Found
from model.results.shown.sentences import NOTHING, Part, Sentence, Share

FOUND = {
    Found.PARTLY_ROUNDED: Sentence("It is the plan of the last round of rounding to whole lots."),
    Found.SOLVER: Sentence("It is where the solver stood."),
    Found.BLOCKS: Sentence(
        "Each market was planned by itself, as if money, storage and limits were not scarce; together they keep within them."
    ),
    Found.IDLE: Sentence(
        "It is the plan in which the reserve orders, releases and lends nothing. That it buys nothing is no recommendation."
    ),
}
NO_PRICES = Sentence(
    "Not known: shadow prices are those of an optimum, and the time limit ended the run before there was one. Allow more "
    "minutes with --time-limit."
)


def best_known_in_words(run: Run) -> Sentence:
    """That a plan is no more than the best known, how far from the least cost it may be, and where it comes from."""
    assert run.stopped is not None
    gap = run.gap
    far: Part = Sentence("; how far from the least cost it is, is not known")
    if gap is not None:
        far = Sentence(": the least cost is at most {gap} lower", gap=Share(math.ceil(gap * 1000 - 1e-9) / 1000, decimals=1))
    return Sentence(
        "STOPPED BY THE TIME LIMIT: the best plan known{far}. {found}", far=far, found=FOUND[run.stopped.found]
    )


def not_rounded_in_words(run: Run) -> Sentence:
    """That an optimum is not rounded to whole lots, where the time limit is why; nothing where it is not."""
    if run.stopped is None or run.stopped.found is not Found.NOT_ROUNDED:
        return NOTHING
    return Sentence(
        "Stopped by the time limit before orders and projects were rounded to whole lots: the plan is the optimum "
        "without that."
    )
