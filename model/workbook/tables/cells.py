"""What every sheet is read with: a cell put into its row, and the layouts that mislead."""

from __future__ import annotations

from model.calendar import Calendar
from model.excel.addresses import edges
from model.excel.problems import Problems
from model.excel.raw import RawCell, RawSheet
from model.excel.words import listed
from model.schema import Column
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
