"""The input sheets, copied into the result as they were typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from model.report.cells import clean, place
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
    for row, values in enumerate(grid, start=1):
        for number, value in enumerate(values, start=1):
            if value is None:
                continue
            cell = place(sheet, row, number, value)
            if isinstance(value, date):
                cell.number_format = DATE_FORMAT
            elif isinstance(value, float | int) and abs(value) >= 1000:
                cell.number_format = THOUSANDS_FORMAT
    for number, text in enumerate(grid[0] if grid else (), start=1):
        if text is None:
            continue
        put_header(place(sheet, 1, number, str(text)), str(clean(str(text))), required=True)
        longest = max((len(str(row[number - 1])) for row in grid[1:LOOKED_AT] if number <= len(row)), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = column_width(str(text), longest)
    sheet.freeze_panes = "B2"
    set_up_print(sheet, landscape=True, repeat_header=True)
