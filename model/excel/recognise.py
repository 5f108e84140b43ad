"""Whether a file is what a run wrote: then it is no input, and the next run may put its own in its place.

A run marks what it writes in the file's properties. Excel and LibreOffice keep the mark but not the fixed date that all
parts of the file bear, so that a result a planner has worked in is told from one that is as it was written.
"""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook

from model.excel.archive import ZIP_FAULTS
from model.excel.problems import refuse
from model.excel.raw import RawBook
from model.excel.words import fold, quoted
from model.excel.writer import FIXED_TIME

PROGRAM, MARK = "vault-planner", "written by a run"  # the properties Author and Category
PROPERTIES = "docProps/core.xml"
MOST = 100_000  # bytes read of the properties
INPUT_TITLES = {"settings", "materials", "supply", "demand"}  # a result has sheets of these names with "In " before
RESULT_TITLES = {"summary", "buy list"}  # of a result and of its public copy
SOURCE_SHEET, SOURCE_ITEM = "checks", "input workbook"  # where a result names its input, in the cell beside


def mark_as_written(workbook: Workbook) -> None:
    """Mark a workbook, before it is saved, as what a run writes."""
    workbook.properties.creator = PROGRAM
    workbook.properties.category = MARK


def is_as_written(path: Path) -> bool:
    """Whether the file is what a run wrote and no other program has saved since."""
    try:
        with ZipFile(path) as archive, archive.open(PROPERTIES) as part:
            told = part.read(MOST).decode("utf-8", "replace")
            untouched = all(entry.date_time == FIXED_TIME.timetuple()[:6] for entry in archive.infolist())
    except ZIP_FAULTS:
        return False
    held = dict(re.findall(r"<(?:\w+:)?(creator|category)[^>]*>([^<]*)<", told))
    return untouched and held == {"creator": PROGRAM, "category": MARK}


def refuse_result(book: RawBook, name: str) -> None:
    """BadWorkbook with one sentence if the workbook is what a run wrote: a result, its public copy or a list of problems."""
    titles = {fold(title) for title in book.titles}
    if titles & INPUT_TITLES:
        return
    if titles == {"problems"}:
        raise refuse(
            f"{name} is a list of problems, not an input", "an input workbook", "Give the workbook it is about."
        )
    if titles >= RESULT_TITLES:
        source = _source(book)
        given = (
            f"Give {quoted(f'{source}.xlsx')}, from which it was made"
            if source
            else "Give the workbook it was made from"
        )
        copies = (
            "; its sheets In Settings, In Materials and so on are copies of that one" if "in settings" in titles else ""
        )
        raise refuse(f"{name} is a result, not an input", "an input workbook", f"{given}{copies}.")


def _source(book: RawBook) -> str:
    """The name of the input, as the result says it."""
    for sheet in book.sheets:
        if fold(sheet.title) == SOURCE_SHEET:
            for cells in sheet.rows.values():
                for number, cell in cells.items():
                    if fold(str(cell.value)) == SOURCE_ITEM and number + 1 in cells:
                        return str(cells[number + 1].value)
    return ""
