"""Writes the Problems workbook: every problem of an input workbook, one a row, with a link to its cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from model.excel import looks
from model.excel.cell_text import holdable
from model.excel.problems import Problem
from model.excel.recognise import mark_as_written
from model.excel.save import save_somewhere, workbook_bytes

COLUMNS = (
    ("Severity", 11),
    ("Sheet", 18),
    ("Cell", 8),
    ("Found", 60),
    ("Allowed", 40),
    ("How to fix", 50),
    ("Nearest match", 24),
)
LINKED = 3  # the column of the cell's address


def write_problems(path: Path, errors: Sequence[Problem], warnings: Sequence[Problem], input_name: str) -> Path:
    """Write the problems to `path`, errors first, whole or not at all; an older file there is replaced. The path actually
    written, as of a result.

    `input_name` is the input's path as seen from the folder of `path`; the links lead there.
    """
    workbook = Workbook()
    mark_as_written(workbook)
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no sheet")
    sheet.title = "Problems"
    for number, (header, width) in enumerate(COLUMNS, start=1):
        looks.put_header(sheet.cell(1, number), header, required=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row, problem in enumerate((*errors, *warnings), start=2):
        parts = (
            problem.severity,
            problem.sheet,
            problem.cell,
            problem.found,
            problem.allowed,
            problem.mend,
            problem.nearest,
        )
        for number, text in enumerate(parts, start=1):
            cell = sheet.cell(row, number)
            looks.put(cell, text or None)
            cell.alignment = looks.WRAPPED
        looks.set_height(sheet, row, max(map(looks.lines_of, parts, (width for _, width in COLUMNS))))
        if problem.sheet and problem.cell:
            _link(sheet.cell(row, LINKED), problem, input_name)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    looks.set_up_print(sheet, landscape=True, repeat_header=True)
    return save_somewhere(workbook_bytes(workbook), path)


def _link(cell: Cell | MergedCell, problem: Problem, input_name: str) -> None:
    """A link to the problem's cell in the input workbook."""
    title = holdable(problem.sheet).replace("'", "''")
    cell.hyperlink = Hyperlink(
        ref=cell.coordinate, target=quote(input_name, safe="/._-~"), location=f"'{title}'!{problem.cell}"
    )
    cell.font = looks.LINK_FONT
