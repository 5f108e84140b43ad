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
from model.excel.writer import FIXED_TIME

PROGRAM, MARK = "vault-planner", "written by a run"  # the properties Author and Category
PROPERTIES = "docProps/core.xml"
MOST = 100_000  # bytes read of the properties


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
