"""What a sheet of the result workbook holds, before it is Excel: sentences, tables and charts; and the columns of tables,
each declared once: its words, what its numbers are, the unit in its header and how facts come to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import pandas as pd
from pandas.api.types import is_float_dtype

from model.results.facts.paths import View, name_of
from model.results.shown.sentences import Sentence
from model.results.shown.wording import MILLION
from model.tolerances import DUST


class Measure(Enum):
    """What the numbers of a column are, and so how they are shown. The unit itself stands in the header."""

    TEXT = "text"
    COUNT = "count"
    TONNES = "tonnes"
    USD = "USD"
    USD_MILLION = "USD million"
    PRICE = "USD per tonne"
    SHARE = "share"  # held as a fraction, shown as %
    DAYS = "days"
    INDEX = "index"  # HHI and the like, no unit
    SCIENTIFIC = "scientific"


def without_dust(frame: pd.DataFrame, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """The frame with 0 for what a solver leaves of nothing; errors of checks are told as they are."""
    exact = (Measure.TEXT, Measure.SCIENTIFIC)
    settled = {}
    for header, kind in frame.dtypes.items():
        if measures.get(str(header), Measure.TEXT) not in exact and is_float_dtype(kind):
            values = frame[header].to_numpy()
            dust = (np.abs(values) <= DUST) & ((values != 0.0) | np.signbit(values))  # blanks are NaN and stay so
            if dust.any():
                settled[str(header)] = np.where(dust, 0.0, values)
    return frame.assign(**settled) if settled else frame


@dataclass(frozen=True)
class Table:
    """One table: `frame` has final headers (with units) and final numbers.

    `name` is its Excel name, unique in the workbook. `measures` by header; TEXT where not given. `totals` are headers
    that get a total row; `heat` headers coloured by value; `flags` headers whose text marks trouble. `links` leads
    from the texts of a column to the sheet of that title. `sums` are the totals of a table of which not all rows are
    here.
    """

    name: str
    title: str
    frame: pd.DataFrame
    measures: Mapping[str, Measure] = field(default_factory=dict)
    note: str = ""
    totals: tuple[str, ...] = ()
    heat: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, float] = field(default_factory=dict)

    def total(self, header: str) -> float:
        """What the row of totals says of a column."""
        return self.sums[header] if header in self.sums else float(self.frame[header].sum())

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", without_dust(self.frame, self.measures))


@dataclass(frozen=True)
class Chart:
    """A native chart over a table of the same page: `kind` is line, column, stacked column, bar, fan, or xy, in which each
    series is drawn over the numbers of `categories`.

    The series of a fan are stacked: what lies below all bands, which is not drawn, and the bands from the lowest to the
    highest; `lines` are drawn over them. `rows`: only so many of the table's first rows are drawn; None draws all. `marked`
    series have a look of their own, the same on every chart: entities of concern.
    """

    kind: str
    title: str
    table: str
    categories: str
    series: tuple[str, ...]
    unit: str
    rows: int | None = None
    marked: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of the table that it needs."""
        return (self.categories, *self.series, *self.lines)


@dataclass(frozen=True)
class Figure:
    """One figure told in large type: what it is, its value, how it is shown, and its unit in words."""

    label: str
    value: float
    measure: Measure
    unit: str


@dataclass(frozen=True)
class Page:
    """One sheet: its title, the sentences at its top (first the one that matters most), tables and charts, and `figures` in
    large type between sentences and charts. `whole`: its one table is for filters and pivot tables, however long it is."""

    title: str
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    figures: tuple[Figure, ...] = ()
    whole: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences as the planner reads them."""
        return tuple(map(str, self.sentences))


UNITS = {
    Measure.TONNES: "t",
    Measure.USD: "USD",
    Measure.USD_MILLION: "USD million",
    Measure.PRICE: "USD/t",
    Measure.SHARE: "%",
    Measure.INDEX: "x",
    Measure.DAYS: "days",
    Measure.SCIENTIFIC: "relative",
}
A_YEAR = "t/yr"  # tonnes of a year


@dataclass(frozen=True)
class Column:
    """`label` and `measure`; `unit` only where it is not the usual one of the measure. Facts are in t, USD, USD/t, fractions
    and days."""

    label: str
    measure: Measure = Measure.TEXT
    unit: str | None = None

    @property
    def header(self) -> str:
        """`Stock (t)`."""
        unit = UNITS.get(self.measure, "") if self.unit is None else self.unit
        return f"{self.label} ({unit})" if unit else self.label

    @property
    def factor(self) -> float:
        """How many of the facts' unit make one of the header's."""
        return MILLION if self.measure is Measure.USD_MILLION else 1.0

    def of(self, words: str) -> Column:
        """The same column with more words: `Stock, base path (t)`."""
        return Column(f"{self.label}, {words}", self.measure, self.unit)


def text(label: str) -> Column:
    """A column of names or words, or of numbers without a unit."""
    return Column(label)


def tonnes(label: str, unit: str | None = None) -> Column:
    """A column of tonnes, or of tonnes a year."""
    return Column(label, Measure.TONNES, unit)


def money(label: str) -> Column:
    """A column of sums of money, in USD million."""
    return Column(label, Measure.USD_MILLION)


def price(label: str) -> Column:
    """A column of USD per tonne."""
    return Column(label, Measure.PRICE)


def share(label: str) -> Column:
    """A column of fractions, shown in %."""
    return Column(label, Measure.SHARE)


def days(label: str) -> Column:
    """A column of days."""
    return Column(label, Measure.DAYS)


def ratio(label: str) -> Column:
    """A column of how many times."""
    return Column(label, Measure.INDEX)


def in_units(facts: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Those of the `columns` that the facts have, in their order, in their units and under their headers."""
    return pd.DataFrame(
        {
            column.header: facts[name] / column.factor if column.factor != 1.0 else facts[name]
            for name, column in columns.items()
            if name in facts
        }
    ).reset_index(drop=True)


def make_table(
    name: str,
    title: str,
    facts: pd.DataFrame,
    columns: Mapping[str, Column],
    note: str = "",
    *,
    totals: Collection[str] = (),
    heat: Collection[str] = (),
    flags: Collection[str] = (),
    links: Mapping[str, str] | None = None,
) -> Table:
    """A table of facts; `totals`, `heat`, `flags` and `links` name columns as the facts do. Facts without one of them have it
    nowhere."""
    there = {name: column for name, column in columns.items() if name in facts}

    def headers(chosen: Collection[str]) -> tuple[str, ...]:
        return tuple(column.header for name, column in there.items() if name in chosen)

    return Table(
        name,
        title,
        in_units(facts, there),
        {column.header: column.measure for column in there.values() if column.measure is not Measure.TEXT},
        note,
        headers(totals),
        headers(heat),
        headers(flags),
        {there[field].header: sheet for field, sheet in (links or {}).items() if field in there},
    )


def sums_of_money(columns: Mapping[str, Column]) -> tuple[str, ...]:
    """The columns that a total row adds up."""
    return tuple(name for name, column in columns.items() if column.measure is Measure.USD_MILLION)


def in_views(columns: Mapping[str, Column], views: Sequence[View]) -> dict[str, Column]:
    """The columns of amounts once for every view: `Stock, expected (t)`."""
    return {
        name_of(name, view.name): column.of(view.name.lower()) for view in views for name, column in columns.items()
    }
