"""Writes a workbook whole or not at all, byte for byte the same for the same contents."""

from __future__ import annotations

import io
import os
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

FIXED_TIME = datetime(2026, 1, 1)  # a file's own date says when it was written


def workbook_bytes(workbook: Workbook) -> bytes:
    """The workbook as an .xlsx file with fixed dates inside, so that equal contents give equal files."""
    workbook.properties.created = workbook.properties.modified = FIXED_TIME
    raw = io.BytesIO()
    # Not Workbook.save, which puts the present time into the properties.
    ExcelWriter(workbook, ZipFile(raw, "w", ZIP_STORED)).save()  # packed once, below
    fixed = io.BytesIO()
    with ZipFile(raw) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for entry in source.namelist():
            info = ZipInfo(entry, FIXED_TIME.timetuple()[:6])
            target.writestr(info, source.read(entry), ZIP_DEFLATED)
    return fixed.getvalue()


def save_workbook(workbook: Workbook, path: Path, overwrite: bool = False) -> None:
    """Write the workbook beside `path` first and then put it in its place.

    Raises FileExistsError if there is a file and it may not be overwritten.
    """
    if path.suffix.lower() != ".xlsx":
        raise ValueError(f"{path.name}: an Excel workbook ends in .xlsx")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} exists; nothing was written")
    replace_file(path, workbook_bytes(workbook))


def replace_file(path: Path, contents: bytes) -> None:
    """Write beside `path` first and then put the file in its place at once, so that no half of it is ever there."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(contents)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
