"""Where the inputs of two plans differ, cell by cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from model.calendar import Span
from model.onsets import Onsets, time_in_words
from model.schema import SETTINGS, SHEETS, Column, Kind, Sheet
from model.workbook.draft import Draft, Row

REMARKS = ("source", "note")
NAMING = (Kind.TEXT, Kind.CHOICE, Kind.WHEN, Kind.ONSETS)
BLANK, NO_ROW, ROW = "blank", "no such row", "the row"


@dataclass(frozen=True)
class Difference:
    """One cell, or a whole `row` (then `column` says so), that is `one` thing in the one workbook and the `other` in the
    other, each as it is typed."""

    sheet: str
    row: str
    column: str
    one: str
    other: str


def input_differences(one: Draft, other: Draft) -> list[Difference]:
    """All of them, sheet by sheet. Rows are the same where what names them is; remarks are not compared."""
    found = [
        Difference("Settings", column.name, "Value", *both)
        for column in SETTINGS
        if (both := tuple(_shown(column, draft.settings.typed(column.field)) for draft in (one, other)))[0] != both[1]
    ]
    for sheet in SHEETS:
        found += _of_sheet(sheet, one, other)
    return found


def _of_sheet(sheet: Sheet, one: Draft, other: Draft) -> list[Difference]:
    naming = _naming(sheet)
    first, second = (_by_name(naming, draft[sheet.field].rows) for draft in (one, other))
    found = []
    for name in dict.fromkeys([*first, *second]):
        label = ", ".join(part for part in name[:-1] if part != BLANK) + (f" ({name[-1]})" if name[-1] != "1" else "")
        if name not in first or name not in second:
            there = ("there" if name in rows else NO_ROW for rows in (first, second))
            found.append(Difference(sheet.name, label, ROW, *there))
            continue
        for column in sheet.columns:
            if column not in naming and column.field not in REMARKS:
                both = [_shown(column, rows[name].typed(column.field)) for rows in (first, second)]
                if both[0] != both[1]:
                    found.append(Difference(sheet.name, label, column.name, *both))
    return found


def _naming(sheet: Sheet) -> list[Column]:
    """The columns that tell rows apart: the sheet's key, or else all that hold no number."""
    if sheet.key:
        return [sheet.column(name) for name in sheet.key]
    return [column for column in sheet.columns if column.kind in NAMING and column.field not in REMARKS]


def _by_name(naming: list[Column], rows: list[Row]) -> dict[tuple[str, ...], Row]:
    """Rows by what names them; those of one name by their order too."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for row in rows:
        name = tuple(_shown(column, row.typed(column.field)) for column in naming)
        seen[name] += 1
        found[(*name, str(seen[name]))] = row
    return found


def _shown(column: Column, value: Any) -> str:
    """A value as a planner types it."""
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Span):
        return value.text
    if isinstance(value, Onsets):
        return "; ".join(map(time_in_words, value.times))
    if column.kind is Kind.PERCENT:
        return f"{value * 100:.12g} %"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
