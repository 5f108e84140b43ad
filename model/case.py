"""The checked case: what the workbook says, typed, in fixed units, frozen.

Shares are fractions (5 % is 0.05), quantities tonnes, money USD, times months or years as the header says.
Times a planner names (From, To, By, …) are `Span`s, None where blank; a story's onset is `Onsets`. A text left blank is "".
A number left blank whose blank has a meaning of its own is NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import Calendar, Span
from model.changes import SETTINGS_FIELD, Change
from model.onsets import Onsets
from model.schema import SETTINGS, SHEETS, Kind, Sheet, field_name
from model.values import AUTOMATIC, COUNTRY, blank_value, names_in


@dataclass(frozen=True)
class Settings:
    """The Settings sheet. Names, units and defaults are those of model.schema.SETTINGS."""

    start: Span
    period_months: int
    periods: int
    discount_rate: float
    home_country: str
    weight_industry: float
    weight_reserve: float
    weight_participants: float
    weight_treasury: float
    weight_duties: float
    weight_partners: float
    risk_weight: float
    risk_level: float
    risk_on: str
    membership_counted_from: str
    reserve_pays_duty: bool
    release_when: str
    disrupted_until_delivered: bool
    release_delay: int
    refill: float
    market_impact_cap: float
    public_co_funding_budget: float
    opening_cash: float
    support_penalty: float
    traders_fee: float
    buy_only_commitments: bool
    surplus_price: float
    industry_first: bool
    smallest_order: float
    price_of_change: float
    orders_before_start: str


def _rank(value: Any) -> tuple[Any, ...]:
    """Sorts the values of one column: blanks first, then numbers, dates and texts, each in their order."""
    if value is None or value == "" or (isinstance(value, float) and np.isnan(value)):
        return (0,)
    if isinstance(value, str):
        return 3, value.casefold(), value
    if isinstance(value, Onsets):
        return 4, [_rank(time) for time in value.times]
    return (2, *value) if isinstance(value, Span) else (1, float(value))


_DTYPES: Mapping[Kind, type] = {Kind.NUMBER: float, Kind.PERCENT: float, Kind.INTEGER: float, Kind.YES_NO: bool}


@dataclass(frozen=True)
class Case:
    """A whole input workbook after checking.

    `tables` holds one frame per sheet under the sheet's field name (`shortage_steps`), columns under the
    columns' field names, defaults filled in; `row` is the Excel row each line came from.
    """

    name: str
    settings: Settings
    calendar: Calendar
    tables: Mapping[str, pd.DataFrame]

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        return self.tables[sheet]

    def records(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a sheet's table as dictionaries."""
        table = self.tables[sheet]
        names = [str(name) for name in table.columns]
        columns = [table[name].tolist() for name in names]  # by column: to_dict builds a tuple type for each sheet
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]

    def in_definite_order(self) -> Case:
        """The case with the rows of every sheet in one order, wherever they were typed: by material where they name one,
        then by all cells from the left. Only in a sequence the typed order means something, and stays.

        Of several plans that cost the same the solver finds one, and which one hangs on the order it is told things in.
        """
        tables = dict(self.tables)
        for sheet in (sheet for sheet in SHEETS if not sheet.sequence):
            table = tables[sheet.field]
            fields = sorted((column.field for column in sheet.columns), key=lambda name: name != "material")
            ranks = [[_rank(value) for value in row] for row in table[fields].itertuples(index=False)]
            tables[sheet.field] = table.iloc[sorted(range(len(table)), key=ranks.__getitem__)].reset_index(drop=True)
        return replace(self, tables=tables)

    def with_changes(self, changes: Iterable[Change]) -> Case:
        """The case with some cells changed, one change after the other, as if they had been typed into the workbook.

        Nothing is checked: whoever makes the changes sees to it that the workbook would be sound with them. Raises KeyError
        for a sheet or column that does not exist.
        """
        settings = dict(vars(self.settings))
        tables = dict(self.tables)
        for change in changes:
            if change.sheet == SETTINGS_FIELD:
                settings[change.declared.field] = change.of(settings[change.column])
            else:
                tables[change.sheet] = _changed(tables[change.sheet], change)
        made = make_settings(settings)
        calendar = Calendar(made.start.start, made.period_months, made.periods)
        if calendar != self.calendar:
            tables = {name: _with_periods_of(table, calendar) for name, table in tables.items()}
        return replace(self, settings=made, calendar=calendar, tables=with_every_country(tables, made.home_country))


def _changed(table: pd.DataFrame, change: Change) -> pd.DataFrame:
    column = change.declared
    here = table["row"].isin(change.rows)
    values = [change.of(value) if own else value for value, own in zip(table[column.field].tolist(), here, strict=True)]
    filled = [blank_value(column) if value is None else value for value in values]
    return table.assign(**{column.field: pd.Series(filled, index=table.index, dtype=table[column.field].dtype)})


def _with_periods_of(table: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """The table with its period numbers read anew: they mean other dates under another calendar."""

    def again(value: Any) -> Any:
        if isinstance(value, Onsets):
            return Onsets(tuple(again(time) for time in value.times))
        if isinstance(value, Span) and value.is_number:
            return calendar.parse(value.number)
        return value

    objects = [name for name in table.columns if table[name].dtype == object]
    read = {name: pd.Series([again(v) for v in table[name]], index=table.index, dtype=object) for name in objects}
    return table.assign(**read)


def with_every_country(tables: Mapping[str, pd.DataFrame], home: str) -> dict[str, pd.DataFrame]:
    """The tables with a row, without freight and duty, for home and for every country that is named and has none, so that
    later steps can look all of them up."""
    wanted = {} if home in set(tables["countries"]["country"]) else {home: None}
    for sheet in SHEETS:
        for column in (column for column in sheet.columns if COUNTRY in column.refers_to):
            known = {"", *column.also}.union(*(tables[field_name(of)][field_name(name)] for of, name in column.refers_to))
            for cell in dict.fromkeys(tables[sheet.field][column.field]):
                wanted |= {name: None for name in (names_in(cell) if column.several else [cell]) if name not in known}
    if not wanted:
        return dict(tables)
    countries = next(sheet for sheet in SHEETS if sheet.field == "countries")
    bare = make_table(countries, [{"row": AUTOMATIC, "country": name} for name in wanted])
    return {**tables, "countries": pd.concat([tables["countries"], bare], ignore_index=True)}


def make_settings(values: Mapping[str, Any]) -> Settings:
    """Settings from values by field name (already in fixed units); blanks filled with defaults."""
    known = {column.field: column for column in SETTINGS}
    filled: dict[str, Any] = {name: values.get(name) for name in (f.name for f in fields(Settings))}
    for name, value in filled.items():
        if value is None:
            filled[name] = blank_value(known[name])
    for whole in ("period_months", "periods", "release_delay"):
        filled[whole] = int(filled[whole])
    return Settings(**filled)


def make_table(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A sheet's frame from rows by field name (already in fixed units); blanks filled with defaults.

    A row may carry `row`, its Excel row number; lines are numbered from 2 otherwise.
    """
    given = list(rows)
    numbers = [row.get("row", number) for number, row in enumerate(given, start=2)]
    columns: dict[str, Any] = {"row": pd.Series(numbers, dtype=int)}
    for column in sheet.columns:
        blank, name = blank_value(column), column.field
        values = [blank if (value := row.get(name)) is None else value for row in given]
        columns[name] = pd.Series(values, dtype=_DTYPES.get(column.kind, object))
    return pd.DataFrame(columns)
