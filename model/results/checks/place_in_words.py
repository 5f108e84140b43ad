"""Where in the program something is, in the planner's words: what, of which material, offer or tranche, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.program import ROWS, VARIABLES, ProblemData
from model.results.facts.selection import country_names
from model.solve.linear_program import Index


def place_in_words(key: tuple[str, Index], data: ProblemData) -> str:
    """Such as `Arrivals of the reserve: Lutetium oxide, 2029Q2 · Pandemic`; the words are those that its family declares."""
    name, index = key
    place = VARIABLES.get(name) or ROWS[name]
    parts = index if isinstance(index, tuple) else () if index is None else (index,)
    told = list(_told(place.index, parts, data))
    return f"{place.words[0].upper()}{place.words[1:]}{': ' if told else ''}{', '.join(told)}"


def _told(kinds: tuple[str, ...], parts: tuple[Any, ...], data: ProblemData) -> Iterator[str]:
    """Each part of a key by its kind; an offer may have no name, and a budget, which is a figure, is told in the words."""
    names = country_names(data)
    for kind, part in zip(kinds, parts, strict=True):
        if kind == "node":
            yield data.tree.labels[part]
        elif kind == "period":
            yield data.case.calendar.label(part)
        elif kind == "place":
            yield names.get(part, part)
        elif kind == "shortage step":
            yield f"step {part}"
        elif kind != "budget" and part:
            yield str(part)
