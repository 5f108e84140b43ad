"""How columns are shown: number formats, widths that stacked tables share, and the lines that texts take in them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_float_dtype

from model.excel.looks import lines_of
from model.report import looks
from model.results.shown.pages import Measure, Table

NARROWEST = 9.0  # characters
FILTER_BUTTON = 3.0  # characters it covers of a header
INDENT = 4.0  # characters of a cell of wrapped text that stay empty, with what wide letters take
POINTS_PER_PIXEL = 0.75
LINE_HEIGHT = 15.0  # points of a line of 11 point text


@dataclass(frozen=True)
class Tightness:
    """How far columns give way: lines of a header at most, characters from which on a column of text is wrapped, and
    the widths it then has, of texts up to so many characters."""

    header_lines: int
    wrap_from: float
    wrapped_widths: tuple[tuple[float, float], ...]


LOOSE = Tightness(3, 40.0, ((110.0, 36.0), (200.0, 60.0), (math.inf, 80.0)))
TIGHTER = (
    Tightness(4, 28.0, ((80.0, 28.0), (160.0, 44.0), (math.inf, 64.0))),
    Tightness(4, 20.0, ((60.0, 20.0), (120.0, 24.0), (math.inf, 60.0))),
)


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


def column_looks(table: Table, tightness: Tightness = LOOSE) -> list[ColumnLook]:
    """How each column of a table is shown."""
    found, around_zero, same = [], coloured_around_zero(table), numbers_by_measure(table)
    for header in table.frame.columns:
        column = table.frame[header]
        measure = table.measures.get(str(header), Measure.TEXT)
        if measure is Measure.TEXT:
            number_format = "General"
            longest = float(max((len(str(text)) for text in column.dropna()), default=0))
        else:
            found_numbers = numbers(column)
            number_format = looks.number_format(measure, same[measure])
            total = [sum(found_numbers)] if header in table.totals else []
            extremes = [*(f(found_numbers) for f in (min, max) if found_numbers), *total]
            longest = max((len(looks.shown(value, number_format)) for value in extremes), default=0)
            if measure in looks.DASH_FOR_ZERO or (header in table.heat and around_zero):
                number_format = looks.with_dash_for_zero(number_format)
        wraps = measure is Measure.TEXT and longest > tightness.wrap_from
        width = column_width(str(header), longest, tightness)
        found.append(ColumnLook(str(header), measure, number_format, width, wraps))
    return found


def numbers_by_measure(table: Table) -> dict[Measure, list[float]]:
    """All numbers of a table that measure the same, which are shown with the same decimals."""
    found: dict[Measure, list[float]] = {}
    for header in table.frame.columns:
        measure = table.measures.get(str(header), Measure.TEXT)
        if measure is not Measure.TEXT:
            found.setdefault(measure, []).extend(numbers(table.frame[header]))
    return found


def numbers(column: pd.Series) -> list[float]:
    """The numbers of a column."""
    values = (column if is_float_dtype(column) else pd.to_numeric(column, errors="coerce")).to_numpy()
    found: list[float] = values[~np.isnan(values)].tolist()
    return found


def coloured_around_zero(table: Table) -> bool:
    """Whether a column that is coloured by value has negatives: then 0 is the neutral value of all of them."""
    return any(min(numbers(table.frame[header]), default=0.0) < 0 for header in table.heat)


def column_width(header: str, longest: float, tightness: Tightness = LOOSE) -> float:
    """Shows the longest value, and the header on a few lines beside its filter button."""
    if longest > tightness.wrap_from:
        return next(width for most, width in tightness.wrapped_widths if longest <= most)
    width = max(NARROWEST, max((len(word) for word in header.split()), default=0) + FILTER_BUTTON + 1.0, longest + 2.5)
    while lines_of(header, width - FILTER_BUTTON) > tightness.header_lines:
        width += 1.0
    return width


def sheet_widths(tables: Sequence[Sequence[ColumnLook]]) -> dict[int, float]:
    """Width of each column of the sheet, numbered from 1: the widest any table wants there."""
    widths: dict[int, float] = {}
    for table in tables:
        for number, column in enumerate(table, start=1):
            widths[number] = max(widths.get(number, 0.0), column.width)
    return widths


def header_lines(columns: Sequence[ColumnLook], widths: Mapping[int, float]) -> int:
    """Lines the longest header of a table needs."""
    return max(lines_of(column.header, widths[n] - FILTER_BUTTON) for n, column in enumerate(columns, start=1))


def pixels(width: float) -> int:
    """A column's width on the screen; `width` in characters of 11 point Calibri."""
    return math.floor(width * 7 + 5)


def points(widths: Mapping[int, float]) -> float:
    """The width of columns together, in points."""
    return sum(map(pixels, widths.values())) * POINTS_PER_PIXEL
