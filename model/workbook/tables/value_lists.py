"""Values that a planner lists in one cell: `1; 2; 5`, `from 0 to 10 in 5`, or multiples as `x 0.5; 1; 2`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.excel.words import clean, quoted
from model.workbook.tables.convert import CellError
from model.workbook.tables.where import number_in

MOST_POINTS = 200  # of one list: more than anyone waits for, or reads
HOW_VALUES_ARE_TYPED = "values as 1; 2; 5, or from 0 to 10 in 5; multiples of what is typed as x 0.5; 1; 2"
SPAN = re.compile(r"from\b(?P<low>.*?)\bto\b(?P<high>.*)\bin\b(?P<points>.*)", re.IGNORECASE)
TIMES = re.compile(r"[x×]\s*(?=[\d.+-]|from\b)", re.IGNORECASE)


@dataclass(frozen=True)
class ValueList:
    """Values as they would be typed into a cell, such as `5` or `5 %`; or `multiples` of what is typed there."""

    multiples: bool
    values: tuple[str, ...]


def value_list(text: str) -> ValueList:
    """What a text lists. Raises CellError."""
    whole = clean(text)
    multiples = bool(TIMES.match(whole))
    spanned = SPAN.fullmatch(TIMES.sub("", whole, count=1) if multiples else whole)
    if spanned:
        return ValueList(multiples or bool(TIMES.match(spanned["low"].strip())), _steps(spanned, whole))
    pieces = [piece for piece in map(clean, whole.split(";")) if piece]
    if not pieces:
        raise CellError("no values", HOW_VALUES_ARE_TYPED, "Type the values, with semicolons between them.")
    if not multiples and any(TIMES.match(piece) for piece in pieces):
        raise CellError(
            f"values and multiples in one list: {quoted(whole)}",
            HOW_VALUES_ARE_TYPED,
            "Put x in front of the first, if all are multiples; or else leave it out.",
        )
    return ValueList(multiples, tuple(_typed(TIMES.sub("", piece, count=1), "a list of values") for piece in pieces))


def _typed(piece: str, where: str) -> str:
    """A value as it would be typed into a cell."""
    number = number_in(piece)
    if number is None:
        raise CellError(
            f"{quoted(clean(piece))} in {where}, where a number belongs",
            HOW_VALUES_ARE_TYPED,
            "Type numbers without commas or units, with semicolons between them.",
        )
    return f"{number!r}{' %' if clean(piece).endswith('%') else ''}"


def _steps(spanned: re.Match[str], whole: str) -> tuple[str, ...]:
    """So many values, evenly spaced, both ends among them."""
    low, high = (_typed(TIMES.sub("", spanned[end].strip(), count=1), quoted(whole)) for end in ("low", "high"))
    points = number_in(spanned["points"])
    if points is None or points != int(points) or not 2 <= points <= MOST_POINTS:
        raise CellError(
            f"{quoted(clean(spanned['points']))} points in {quoted(whole)}",
            f"a whole number of points from 2 to {MOST_POINTS}, both ends among them",
            "Write, for example, from 0 to 10 in 5, which is 0; 2.5; 5; 7.5; 10.",
        )
    if low.endswith("%") != high.endswith("%"):
        raise CellError(
            f"one end of {quoted(whole)} in %, the other not", HOW_VALUES_ARE_TYPED, "Write both ends with %, or neither."
        )
    first, last = (float(end.removesuffix(" %")) for end in (low, high))
    unit, gaps = " %" if low.endswith("%") else "", int(points) - 1
    return tuple(f"{float(f'{first + (last - first) * k / gaps:.12g}')!r}{unit}" for k in range(gaps + 1))
