"""How the input workbook looks: colours, fonts, number formats, widths, and how a value is put into a cell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.cell_text import FORMULA_STARTS, holdable
from model.schema import Column, Kind

DARK, MIDDLE, YELLOW, BLUE, ORANGE, LINE = "1F3864", "D0D7E2", "FFF2CC", "EDF3FA", "F4A460", "BFC6D1"

HEADING_FONT = Font(name="Calibri", size=11, bold=True, color=DARK)
TITLE_FONT = Font(name="Calibri", size=16, bold=True, color=DARK)
LINK_FONT = Font(name="Calibri", size=11, underline="single", color="0563C1")
BODY_FONT = Font(name="Calibri", size=11)
GREY_FONT = Font(name="Calibri", size=11, color="404040")
REQUIRED_HEADER_FONT = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
HEADER_FONT = Font(name="Calibri", size=11, bold=True, color="000000")

# Apart in greyscale too: the two header fills by far, the missing cell clearly darker than an input cell.
REQUIRED_HEADER_FILL = PatternFill("solid", fgColor=DARK)
HEADER_FILL = PatternFill("solid", fgColor=MIDDLE)
REQUIRED_FILL = PatternFill("solid", fgColor=YELLOW)
OPTIONAL_FILL = PatternFill("solid", fgColor=BLUE)
MISSING_FILL = PatternFill("solid", fgColor=ORANGE, bgColor=ORANGE)

_SIDE = Side(style="thin", color=LINE)
CELL_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)

TOP = Alignment(vertical="top")
WRAPPED = Alignment(vertical="top", wrap_text=True)
TOP_LEFT = Alignment(vertical="top", horizontal="left")
HEADER_ALIGNMENT = Alignment(vertical="center", wrap_text=True)

DATE_FORMAT = "yyyy-mm-dd"
TEXT_FORMAT = "@"
# Thousands separators without the trailing point that `#,##0.##` leaves behind a whole number; a part of its own for what
# is negative, because LibreOffice drops the minus of what falls to the last part.
THOUSANDS_FORMAT = "[>=1000]#,##0;[<0]-General;General"

REMARK_FIELDS = ("source", "note")
NARROWEST, NARROWEST_REMARK, WIDEST = 9, 24, 44
HEADER_LINES = 3
LINE_HEIGHT, HIGHEST = 15.0, 409.0  # of rows, in points; Excel knows no higher ones
LETTERS = 1.2  # letters of a text beside one digit, which is what widths count


def number_format(column: Column) -> str:
    """The number format of a column's cells.

    A time is a text cell, because in a cell of any other format Excel makes 2027-07 the first of July, 2027 a day of 1905
    and +9 months a faulty formula. A percentage has no format of its own, because only then does Excel mark 5 % as one.
    """
    if column.kind in (Kind.WHEN, Kind.ONSETS):
        return TEXT_FORMAT
    return THOUSANDS_FORMAT if column.kind is Kind.NUMBER else "General"


def alignment(column: Column) -> Alignment:
    """How a column's cells are aligned: times to the left, be they dates or texts.

    Remarks wrap, so that in a row of one line they show their first line and do not run into the next cell.
    """
    if column.field in REMARK_FIELDS:
        return WRAPPED
    return TOP_LEFT if column.kind in (Kind.WHEN, Kind.ONSETS, Kind.CHOICE) else TOP


def put(cell: Cell | MergedCell, value: Any) -> None:
    """Write a value: text stays text whatever it begins with, a truth value becomes yes or no."""
    if isinstance(cell, MergedCell):
        raise TypeError(f"{cell.coordinate} lies within a merged cell")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{cell.parent.title}!{cell.coordinate}: {value} is not a number that Excel holds")
    cell.value = holdable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes `=…` for a formula and `#N/A` for an error
        cell.quotePrefix = value.startswith(FORMULA_STARTS)  # so does Excel once the cell is edited
    elif isinstance(value, date):
        cell.number_format = DATE_FORMAT


def put_header(cell: Cell | MergedCell, text: str, required: bool) -> None:
    put(cell, text)
    cell.fill = REQUIRED_HEADER_FILL if required else HEADER_FILL
    cell.font = REQUIRED_HEADER_FONT if required else HEADER_FONT
    cell.alignment = HEADER_ALIGNMENT
    cell.border = CELL_BORDER


def put_input(cell: Cell | MergedCell, column: Column, value: Any) -> None:
    """Style an input cell and write its value, which may be None."""
    cell.number_format = number_format(column)
    cell.alignment = alignment(column)
    cell.border = CELL_BORDER
    if column.field not in REMARK_FIELDS:
        cell.fill = REQUIRED_FILL if column.required else OPTIONAL_FILL
    if value is not None and value != "":
        put(cell, value)


def shown_length(value: Any) -> int:
    """About how many characters a value takes on the screen."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float):
        return len(value.isoformat()[:10]) if isinstance(value, date) else len(str(value))
    return len(f"{value:,.0f}") if abs(value) >= 1000 else len(f"{value:.6g}")


def column_width(column: Column, values: Iterable[Any]) -> float:
    """A width that shows the values, and the header on a few lines beside its filter button."""
    longest = max(map(shown_length, values), default=0) + 2
    if column.field in REMARK_FIELDS:
        return float(min(max(longest, NARROWEST_REMARK), WIDEST))
    words = column.header.split()
    header = max(max(map(len, words)) + 3, math.ceil(len(column.header) / min(len(words), HEADER_LINES)) + 4)
    return float(min(max(longest, header, NARROWEST), WIDEST))


def set_height(sheet: Worksheet, row: int, lines: int) -> None:
    sheet.row_dimensions[row].height = min(LINE_HEIGHT * lines, HIGHEST)


def lines_of(text: str, width: float) -> int:
    """Lines a text takes when wrapped at words to a column's width; some programs do not fit the height of a row to it."""
    count, used, width = 1, 0, width * LETTERS
    for word in text.split():
        length = len(word) + (1 if used else 0)
        if used and used + length > width:
            count, used, length = count + 1, 0, len(word)
        used += length
        if used > width:
            count, used = count + int((used - 1) // width), int(used % width)
    return count


def set_up_print(sheet: Worksheet, landscape: bool, repeat_header: bool) -> None:
    """One page wide, as many pages long as it takes, with page numbers."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.page_margins.footer = 0.35
    footer = sheet.oddFooter
    assert footer is not None
    footer.left.text, footer.center.text, footer.right.text = "&F", "&A", "&P / &N"
    if repeat_header:
        sheet.print_title_rows = "1:1"
