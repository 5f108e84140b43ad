"""What every sheet is read with: a cell put into its row, and the layouts that mislead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.calendar import Calendar
from model.excel.addresses import edges
from model.excel.problems import Problems
from model.excel.raw import RawCell, RawSheet, State
from model.excel.words import listed
from model.schema import Column, Kind
from model.workbook.draft import Row
from model.workbook.tables.convert import CellError, convert


def report_layout(raw: RawSheet, columns: dict[str, int], problems: Problems) -> None:
    """Merged cells that reach into the table are errors; hidden rows are used, and said to be."""
    last_row, last_column = max(raw.rows, default=1), max(columns.values(), default=1)
    for area in raw.merged:
        try:
            left, top, _, bottom = edges(area)
        except ValueError:
            left = top = bottom = 1
        if (bottom or last_row) < raw.header_row:
            continue
        if (top or 1) <= last_row and (left or 1) <= last_column:
            problems.error(
                (raw.title, area.split(":")[0]),
                f"the cells {area} are merged",
                "one value in each cell",
                "Select them and choose Unmerge Cells, then fill each cell that needs a value.",
            )
    hidden = sorted(number for number in raw.hidden_rows if number > raw.header_row)
    if hidden:
        problems.warn(
            (raw.title, f"A{hidden[0]}"),
            f"hidden rows are used all the same: {listed((str(n) for n in hidden), 'and')}",
            "",
            "Unhide them, or delete them if they should not count.",
        )


# Kinds of which a text means the same wherever it stands; a time may hang on the cell's format.
BY_TEXT = (Kind.TEXT, Kind.CHOICE, Kind.YES_NO)
Known = dict[str, Any]  # what texts of one column mean, so that a name in thousands of rows is made out once


def read_row(
    row: Row,
    columns: Sequence[tuple[Column, int, Known | None]],
    cells: Mapping[int, RawCell],
    calendar: Calendar,
    problems: Problems,
) -> None:
    """Put the cells of a row under these columns, each with its number and, where texts mean the same anywhere, with those
    that are known, into the row."""
    for column, number, known in columns:
        cell = cells.get(number)
        if cell is None:
            continue
        text = cell.value if known is not None and cell.state is State.VALUE else None
        if isinstance(text, str) and known is not None:
            if text not in known:
                read_cell(row, column, cell, calendar, problems)
                if column.field not in row.bad:
                    known[text] = row.values.get(column.field)
            elif known[text] is not None:
                row.values[column.field] = known[text]
        else:
            read_cell(row, column, cell, calendar, problems)


def read_cell(row: Row, column: Column, cell: RawCell | None, calendar: Calendar | None, problems: Problems) -> None:
    """Put the cell's value into the row, or report it and mark the field."""
    if cell is None:
        return
    try:
        value = convert(cell, column, calendar)
    except CellError as fault:
        problems.error((row.table.title, cell.address), fault.found, fault.allowed, fault.mend, fault.nearest)
        row.bad.add(column.field)
    else:
        if cell.in_doubt:
            problems.warn(
                (row.table.title, cell.address),
                "a formula whose stored result is 0, in a workbook that LibreOffice saved",
                "",
                "If it should not be 0, press Ctrl+Shift+F9 in LibreOffice and save the workbook again.",
            )
        if value is not None and value != "":
            row.values[column.field] = value
