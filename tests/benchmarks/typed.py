"""A case written back as the workbook that a planner would have typed, so that it goes through the front door."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.calendar import Span
from model.case import Case
from model.onsets import Onsets, time_in_words
from model.schema import SETTINGS, SHEETS, Column, Kind, Sheet
from model.values import AUTOMATIC, blank_value
from model.workbook.writing.template import write_workbook

BLANK_WHERE_DEFAULT = ("processing",)
LEFT_OUT = ("what_ifs",)  # they name cells of the workbook they were typed in


def write_case(case: Case, path: Path) -> Path:
    """Write the input workbook of a case. Raises FileExistsError where there is a file."""
    settings = {column.field: as_typed(column, getattr(case.settings, column.field)) for column in SETTINGS}
    tables = {
        sheet.field: [
            {column.field: as_typed(column, row[column.field]) for column in sheet.columns if _said(sheet, column, row)}
            for row in case.records(sheet.field)
            if row["row"] != AUTOMATIC
        ]
        for sheet in SHEETS
        if sheet.field not in LEFT_OUT
    }
    write_workbook(path, settings, tables)
    return path


def _said(sheet: Sheet, column: Column, row: Mapping[str, Any]) -> bool:
    """Whether the cell has to be typed: a process's cost and the like must not be on its further rows, not even as 0."""
    return sheet.field not in BLANK_WHERE_DEFAULT or row[column.field] != blank_value(column)


def as_typed(column: Column, value: Any) -> Any:
    """What a planner types for a value in fixed units; None for a blank."""
    if value is None or value == "" or value != value:
        return None
    if column.kind is Kind.PERCENT:
        return value * 100
    if column.kind is Kind.YES_NO:
        return "yes" if value else "no"
    if isinstance(value, Onsets):
        return "; ".join(_time(time) for time in value.times)
    return _time(value) if isinstance(value, Span) else value


def _time(time: Span | int) -> str:
    """A time in words that are read the same under every calendar of the case's own."""
    return str(time.number) if isinstance(time, Span) and time.is_number else time_in_words(time)
