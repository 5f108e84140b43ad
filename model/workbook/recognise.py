"""Whether a file looks like a planner's input, so that no result is written over it."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import BadZipFile, ZipFile

SHEET = re.compile(rb'<sheet [^>]*name="([^"]*)"')
MOST = 1_000_000  # bytes read of the list of sheets
INPUT_TITLES = {"settings", "materials", "supply", "demand"}  # a result has sheets of these names with "In " before


def is_input_workbook(path: Path) -> bool:
    """Whether it has a sheet that only input workbooks have."""
    try:
        with ZipFile(path) as archive, archive.open("xl/workbook.xml") as listing:
            titles = SHEET.findall(listing.read(MOST))
    except (OSError, BadZipFile, KeyError):
        return False
    return any(title.decode("utf-8", "replace").casefold() in INPUT_TITLES for title in titles)
