"""The input sheets, copied into the result as they were typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.cell_text import ESCAPE_BEGINS, distinct, holdable, shortened
from model.excel.looks import DATE_FORMAT, THOUSANDS_FORMAT, lines_of, put_header, set_height, set_up_print
from model.excel.raw import LISTS_SHEET, AsPercent
from model.report.cells import clean, place
from model.report.layout import FILTER_BUTTON, LOOSE, column_width
from model.report.looks import WRAPPED_TEXT
from model.schema import SHEETS
from model.workbook import Loaded

PREFIX = "In "
LONGEST_TITLE = 31
PERCENT_FORMAT = "0.######%"
LOOKED_AT = 200  # rows that decide a column's width
FORBIDDEN = re.compile(r"[\[\]:*?/\\]|[\x00-\x1f]")  # in a sheet's title


def copy_title(title: str, taken: Sequence[str]) -> str:
    """`In Supply`, within what Excel allows, not yet taken. A blank parts what readers would take for another character."""
    wanted = PREFIX + ESCAPE_BEGINS.sub("_ ", FORBIDDEN.sub(" ", holdable(title))).strip(" '")
    return distinct(shortened(wanted, LONGEST_TITLE).rstrip(" '"), LONGEST_TITLE, taken)


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
            elif isinstance(value, AsPercent):
                cell.number_format = PERCENT_FORMAT
            elif isinstance(value, float | int) and abs(value) >= 1000:
                cell.number_format = THOUSANDS_FORMAT
    is_table = any(sheet.title == copy_title(table.name, ()) for table in SHEETS)
    header_lines = 1
    for number, text in enumerate(grid[0] if grid else (), start=1):
        longest = max((len(str(row[number - 1])) for row in grid[1:LOOKED_AT] if number <= len(row)), default=0)
        width = column_width(str(text or " "), longest)
        sheet.column_dimensions[get_column_letter(number)].width = width
        if text is not None:
            put_header(place(sheet, 1, number, str(text)), str(clean(str(text))), required=True)
            header_lines = max(header_lines, lines_of(str(text), width - FILTER_BUTTON))
        if longest > LOOSE.wrap_from:
            _wrap(sheet, number, width, one_line=is_table)
    set_height(sheet, 1, header_lines)
    sheet.freeze_panes = "B2"
    set_up_print(sheet, landscape=True, repeat_header=True)


def _wrap(sheet: Worksheet, number: int, width: float, one_line: bool) -> None:
    """Keep the long texts of a column within it: what runs over into the empty cells beside it would count as printed
    width, and shrink the sheet on paper until nobody can read it. `one_line` shows their first line only, as the input
    workbook does."""
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row, number)
        if isinstance(cell.value, str) and len(cell.value) > width:
            cell.alignment = WRAPPED_TEXT
            set_height(sheet, row, 1 if one_line else lines_of(cell.value, width))
