"""A column of a table, declared once: its words, what its numbers are, the unit in its header and how facts come to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from model.results.facts.paths import View, name_of
from model.results.shown.pages import Measure, Table
from model.results.shown.wording import MILLION

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
