"""What a sheet is on paper: how far it is made smaller, how the paper is held, and where new pages begin.

Excel minds no page break where it fits a sheet to so many pages itself, so the scale is set here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from model.report.layout import LINE_HEIGHT

# Points within the margins of A4 and Letter, less a twentieth: printers and programs make columns a little wider.
PAPER_WIDTH, PAPER_HEIGHT = 695.0, 475.0  # landscape
UPRIGHT_WIDTH, UPRIGHT_HEIGHT = 510.0, 660.0  # portrait
SMALLEST_SCALE = 0.1  # Excel's own limit
SMALLEST_WHOLE = 0.42  # of a sheet that is meant to be one page: text of 11 points is then read at 4.6
MOST_BREAKS = 1_000  # of a sheet; Excel's own limit is 1,026
BEGUN = 1 / 3  # of a page that a table longer than a page wants to begin on
GAP = 1.0  # points of a blank row at the foot of a full page
LAST_ROWS = 4  # of a table longer than a page, at least, stand on its last page


def height(sheet: Worksheet, rows: Iterable[int]) -> float:
    """Of rows together, in points."""
    known = sheet.row_dimensions
    return sum((known[row].height if row in known else None) or LINE_HEIGHT for row in rows)


def put_on_pages(sheet: Worksheet, width: float, blocks: Sequence[range], title_rows: range) -> None:
    """A scale at which a width (points) fits on paper held across, and where its pages begin.

    `blocks` of rows belong together; `title_rows` are repeated on every page.
    """
    scale = _set_scale(sheet, min(PAPER_WIDTH / width, 1.0))
    _begin_pages(sheet, 1, blocks, PAPER_HEIGHT / scale, height(sheet, title_rows))


def put_on_one_landscape_page(sheet: Worksheet, width: float, last_row: int) -> bool:
    """A scale at which all of a sheet fits on paper held across, unless its text could not be read then; whether it did."""
    tall = height(sheet, range(1, last_row + 1))
    scale = min(PAPER_WIDTH / width, PAPER_HEIGHT / tall, 1.0)
    if scale < SMALLEST_WHOLE:
        return False
    _set_scale(sheet, scale)
    return True


def put_on_one_page(sheet: Worksheet, width: float, last_row: int, blocks: Sequence[range], title_rows: range) -> None:
    """A scale at which the rows down to `last_row` fill one sheet of paper, and where the pages behind it begin."""
    tall = height(sheet, range(1, last_row + 1))
    # Whichever way of holding the paper leaves the text larger.
    across = min(PAPER_WIDTH / width, PAPER_HEIGHT / tall, 1.0)
    upright = min(UPRIGHT_WIDTH / width, UPRIGHT_HEIGHT / tall, 1.0)
    landscape = across >= upright
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    scale = _set_scale(sheet, max(across, upright))
    sheet.row_breaks.append(Break(id=last_row))
    page = (PAPER_HEIGHT if landscape else UPRIGHT_HEIGHT) / scale
    _begin_pages(sheet, last_row + 1, blocks, page, height(sheet, title_rows))


def _begin_pages(sheet: Worksheet, first_row: int, blocks: Sequence[range], page: float, titles: float) -> None:
    """Page breaks from a row on: before a block that would be cut in two needlessly, and within what is longer than a
    page. `page` is the height of one, and `titles` what the repeated rows take of it, in points."""
    starts = {block.start: height(sheet, block) for block in blocks}
    starts |= {block[-LAST_ROWS]: height(sheet, block[-LAST_ROWS:]) for block in blocks if len(block) > 2 * LAST_ROWS}
    inside = {row for block in blocks for row in block}
    used = 0.0 if first_row == 1 else titles
    for row in range(first_row, sheet.max_row + 1):
        tall = height(sheet, [row])
        if row not in inside and tall > page - used and all(cell.value is None for cell in sheet[row]):
            sheet.row_dimensions[row].height = tall = GAP  # a blank row that no longer fits would make a page of its own
        needed = starts.get(row, tall)
        short, left = needed <= page - titles, page - used
        if row > first_row and needed > left and (short or left < BEGUN * page) and len(sheet.row_breaks.brk) < MOST_BREAKS:
            sheet.row_breaks.append(Break(id=row - 1))
            used = titles
        used += tall


def _set_scale(sheet: Worksheet, scale: float) -> float:
    """Set the scale, in whole per cent, and return it."""
    whole = int(max(scale, SMALLEST_SCALE) * 100)
    sheet.sheet_properties.pageSetUpPr = None
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.page_setup.scale = whole
    return whole / 100
