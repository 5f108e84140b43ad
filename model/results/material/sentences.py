"""What the Material sheet says above its figures."""

from __future__ import annotations

from collections.abc import Sequence

from model.results.facts.material_paths import First
from model.results.shown.lookup import Choice
from model.results.shown.sentences import NOTHING, Listed, Name, Sentence, Tonnes, Usd

TOO_LONG = Sentence(
    "One material in one story by period: choose both in the filters of {data}. Its rows are too many to be looked up here.",
    data=Name("Data"),
)  # fmt: skip
EMPTY = Sentence("Nothing is wanted, held or priced in any period.")
BASE_ENDS = Sentence("The base path ends with {period}: a story is sure to have begun after it.")
HOW_TO_READ = Sentence(
    "Base path: no story begins. Until a story begins its figures are those of what is under way then, which its first "
    "column names. A dash is nothing. Supply of industry: what reaches it at home, of orders (also those before Start), by "
    "shipment, from processes and by recycling. Used: by the segments of demand, not by processes. The figures are formulas "
    "over sheet Data."
)


def sentences(choices: Sequence[Choice], first: First, base_ends: str) -> tuple[Sentence, ...]:
    """How to choose, what is shown first and why, and how to read it. `base_ends`: the last period of the base path, ""
    where it runs to the horizon."""
    cells = [
        Sentence("a {what} in {cell}", what=Name(choice.label.lower()), cell=Name(choice.cell)) for choice in choices
    ]
    return (
        Sentence("Choose {cells}: figures and charts follow.", cells=Listed(cells)),
        _shown_first(choices, first),
        *([BASE_ENDS.fill(period=Name(base_ends))] if base_ends else []),
        HOW_TO_READ,
    )


def _shown_first(choices: Sequence[Choice], first: First) -> Sentence:
    """Which material and story are chosen at first, and why."""
    material, *stories = (Name(choice.names[choice.chosen]) for choice in choices)
    spared = Sentence(
        ", of which the reserve spares the most ({spared} of expected shortage cost, discounted)", spared=Usd(first.spared)
    )
    without = Sentence(" without the reserve") if first.without else NOTHING
    short = Sentence(
        ", in which most of it is short ({short}{without})", short=Tonnes(first.short), without=without
    )
    story = [
        Sentence(
            ", and {what}{story}{short}", what=Sentence("the story ") if first.path else NOTHING, story=one,
            short=short if first.short else NOTHING,
        )
        for one in stories
    ]  # fmt: skip
    return Sentence(
        "Chosen at first: {material}{spared}{story}.",
        material=material, spared=spared if first.spared else NOTHING, story=story[0] if story else NOTHING,
    )  # fmt: skip
