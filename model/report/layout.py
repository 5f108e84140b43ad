"""How columns are shown: number formats, widths that stacked tables share, and the lines that texts take in them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_float_dtype

from model.calendar import FloatArray
from model.excel.looks import lines_of
from model.report import looks
from model.results.shown.pages import Measure, Table

NARROWEST = 9.0  # characters
FILTER_BUTTON = 3.0  # characters it covers of a header
INDENT = 4.0  # characters of a cell of wrapped text that stay empty, with what wide letters take
POINTS_PER_PIXEL = 0.75
USUAL_WIDTH = 8.43  # characters of a column that has no width of its own
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


@dataclass(frozen=True)
class Measured:
    """What a column of a table is, however wide it is made: number format, and characters of its longest value."""

    header: str
    measure: Measure
    number_format: str
    longest: float

    def look(self, tightness: Tightness) -> ColumnLook:
        wraps = self.measure is Measure.TEXT and self.longest > tightness.wrap_from
        width = column_width(self.header, self.longest, tightness)
        return ColumnLook(self.header, self.measure, self.number_format, width, wraps)


def column_looks(table: Table) -> list[ColumnLook]:
    """How each column of a table is shown where there is room."""
    return [column.look(LOOSE) for column in measured_columns(table)]


def measured_columns(table: Table) -> list[Measured]:
    """What each column of a table is."""
    found = []
    by_header = {
        str(header): numbers(table.frame[header])
        for header in table.frame.columns
        if table.measures.get(str(header), Measure.TEXT) is not Measure.TEXT
    }
    around_zero = coloured_around_zero(table)
    formats = _formats(table, by_header)
    for header in map(str, table.frame.columns):
        measure = table.measures.get(header, Measure.TEXT)
        if measure is Measure.TEXT:
            texts = table.frame[header].dropna().unique()
            found.append(Measured(header, measure, "General", float(max(map(len, map(str, texts)), default=0))))
            continue
        own, number_format = by_header[header], formats[measure]
        extremes = [own.min(), own.max()] if len(own) else []
        extremes += [table.total(header)] if header in table.totals else []
        longest = max((len(looks.shown(value, number_format)) for value in extremes), default=0)
        if measure in looks.DASH_FOR_ZERO or (header in table.heat and around_zero):
            number_format = looks.with_dash_for_zero(number_format)
        found.append(Measured(header, measure, number_format, longest))
    return found


def _formats(table: Table, by_header: Mapping[str, FloatArray]) -> dict[Measure, str]:
    """The number format of all numbers of a table that measure the same, which are shown with the same decimals."""
    found: dict[Measure, list[FloatArray]] = {}
    for header, own in by_header.items():
        found.setdefault(table.measures[header], []).append(own)
    return {measure: looks.number_format(measure, np.concatenate(own)) for measure, own in found.items()}


def numbers(column: pd.Series) -> FloatArray:
    """The numbers of a column."""
    values = (column if is_float_dtype(column) else pd.to_numeric(column, errors="coerce")).to_numpy(float)
    found: FloatArray = values[~np.isnan(values)]
    return found


def coloured_around_zero(table: Table) -> bool:
    """Whether a column that is coloured by value has negatives: then 0 is the neutral value of all of them."""
    return any(numbers(table.frame[header]).min(initial=0.0) < 0 for header in table.heat)


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


def columns_within(width: float, widths: Mapping[int, float]) -> int:
    """How many of the first columns lie within a width in points; those without a width of their own have the usual one."""
    count, used = 0, 0.0
    while (used := used + pixels(widths.get(count + 1, USUAL_WIDTH)) * POINTS_PER_PIXEL) <= width:
        count += 1
    return count


def points(widths: Mapping[int, float]) -> float:
    """The width of columns together, in points."""
    return sum(map(pixels, widths.values())) * POINTS_PER_PIXEL
