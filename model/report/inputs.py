"""The input sheets, copied into the result as they were typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from model.report.cells import append, place
from model.report.layout import column_width
from model.workbook import Loaded
from model.workbook.lists import LISTS_SHEET
from model.workbook.looks import DATE_FORMAT, THOUSANDS_FORMAT, put_header, set_up_print

PREFIX = "In "
LONGEST_TITLE = 31
LOOKED_AT = 200  # rows that decide a column's width
FORBIDDEN = re.compile(r"[\[\]:*?/\\]|[\x00-\x1f]")


def copy_title(title: str, taken: Sequence[str]) -> str:
    """`In Supply`, within what Excel allows, not yet taken."""
    wanted = PREFIX + FORBIDDEN.sub(" ", title).strip(" '")
    known = {name.casefold() for name in taken}
    made, number = wanted[:LONGEST_TITLE], 2
    while made.casefold() in known:
        ending = f" {number}"
        made, number = wanted[: LONGEST_TITLE - len(ending)] + ending, number + 1
    return made


def copy_inputs(workbook: Workbook, loaded: Loaded) -> None:
    """One sheet for each sheet of the input workbook."""
    for title, grid in loaded.sheets:
        if title != LISTS_SHEET:  # feeds the template's drop-down lists; nobody types into it
            sheet = workbook.create_sheet(copy_title(title, workbook.sheetnames))
            _copy(sheet, grid)


def _copy(sheet: Worksheet, grid: Sequence[Sequence[object]]) -> None:
    for values in grid:
        append(sheet, values)
    header = grid[0] if grid else ()
    for number, text in enumerate(header, start=1):
        if text is None:
            continue
        put_header(place(sheet, 1, number, str(text)), str(text), required=True)
        column = [row[number - 1] for row in grid[1:LOOKED_AT] if number <= len(row)]
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column_width(str(text), max((len(str(value)) for value in column if value is not None), default=0))
    for row, values in enumerate(grid, start=1):
        for number, value in enumerate(values, start=1):
            if isinstance(value, datetime | date):
                sheet.cell(row, number).number_format = DATE_FORMAT
            elif isinstance(value, float | int) and abs(value) >= 1000:
                sheet.cell(row, number).number_format = THOUSANDS_FORMAT
    sheet.freeze_panes = "B2"
    set_up_print(sheet, landscape=True, repeat_header=True)
