"""Where things stand on a sheet: widths of columns that stacked tables share, heights of rows, places of charts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from model.report import looks
from model.results.pages import Measure, Table

NARROWEST = 9.0  # characters
PAPER_WIDTH, PAPER_HEIGHT = 720.0, 500.0  # points within the margins of A4 and Letter, landscape
UPRIGHT_WIDTH, UPRIGHT_HEIGHT = 535.0, 685.0  # the same, portrait
POINTS_PER_PIXEL = 0.75
LINE_HEIGHT = 15.0  # points of a line of 11 point text
WRAP_FROM = 40.0  # characters from which on a column of text is wrapped
WRAPPED_WIDTHS = ((110.0, 36.0), (200.0, 60.0), (math.inf, 80.0))  # of texts up to so many characters
LETTERS = 1.2  # letters of a text beside one digit, which is what widths count


@dataclass(frozen=True)
class ColumnLook:
    """How one column of a table is shown: number format, wanted width in characters, whether its text wraps."""

    header: str
    measure: Measure
    number_format: str
    width: float
    wraps: bool

    @property
    def is_text(self) -> bool:
        return self.measure is Measure.TEXT


def column_looks(table: Table) -> list[ColumnLook]:
    """How each column of a table is shown."""
    found, around_zero = [], coloured_around_zero(table)
    for header in table.frame.columns:
        column = table.frame[header]
        measure = table.measures.get(str(header), Measure.TEXT)
        if measure is Measure.TEXT:
            number_format = "General"
            longest = float(column.dropna().astype(str).str.len().max()) if column.notna().any() else 0.0
        else:
            found_numbers = numbers(column)
            number_format = looks.number_format(measure, found_numbers)
            total = [sum(found_numbers)] if header in table.totals else []
            extremes = [*(f(found_numbers) for f in (min, max) if found_numbers), *total]
            longest = max((len(looks.shown(value, number_format)) for value in extremes), default=0)
            if header in table.heat and around_zero:
                number_format = looks.with_dash_for_zero(number_format)
        wraps = measure is Measure.TEXT and longest > WRAP_FROM
        found.append(ColumnLook(str(header), measure, number_format, column_width(str(header), longest), wraps))
    return found


def numbers(column: pd.Series) -> list[float]:
    """The numbers of a column."""
    found: list[float] = pd.to_numeric(column, errors="coerce").dropna().tolist()
    return found


def coloured_around_zero(table: Table) -> bool:
    """Whether a column that is coloured by value has negatives: then 0 is the neutral value of all of them."""
    return any(min(numbers(table.frame[header]), default=0.0) < 0 for header in table.heat)


def column_width(header: str, longest: float) -> float:
    """Shows the longest value, and the header on up to three lines beside its filter button."""
    longest_word = max((len(word) for word in header.split()), default=0)
    if longest > WRAP_FROM:
        return next(width for most, width in WRAPPED_WIDTHS if longest <= most)
    return max(NARROWEST, longest_word + 4.0, math.ceil(len(header) / 3) + 5.0, longest + 2.5)


def sheet_widths(tables: Sequence[Sequence[ColumnLook]]) -> dict[int, float]:
    """Width of each column of the sheet, numbered from 1: the widest any table wants there."""
    widths: dict[int, float] = {}
    for table in tables:
        for number, column in enumerate(table, start=1):
            widths[number] = max(widths.get(number, 0.0), column.width)
    return widths


def header_lines(columns: Sequence[ColumnLook], widths: Mapping[int, float]) -> int:
    """Lines the longest header of a table needs."""
    return max(lines(column.header, widths[n] - 3.0) for n, column in enumerate(columns, start=1))


def lines(text: str, width: float) -> int:
    """Lines a text takes when wrapped at words to a column's width."""
    count, used, width = 1, 0, width * LETTERS
    for word in text.split():
        length = len(word) + (1 if used else 0)
        if used and used + length > width:
            count, used, length = count + 1, 0, len(word)
        used += length
        if used > width:
            count, used = count + int((used - 1) // width), int(used % width)
    return count


def pixels(width: float) -> int:
    """A column's width on the screen; `width` in characters of 11 point Calibri."""
    return math.floor(width * 7 + 5)
