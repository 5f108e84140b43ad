"""Writes a workbook whole or not at all, byte for byte the same for the same contents."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

from openpyxl import Workbook

from model.excel.cell_text import spelled
from model.excel.files import fitting
from model.excel.writer import FIXED_TIME, Archive, Writer
from model.whole_file import replace_file


def workbook_bytes(workbook: Workbook) -> bytes:
    """The workbook as an .xlsx file with fixed dates inside, so that equal contents give equal files. Changes the workbook:
    its texts are spelled as a file holds them."""
    _spell(workbook)
    workbook.properties.created = workbook.properties.modified = FIXED_TIME
    packed = io.BytesIO()
    # Not Workbook.save, which puts the present time into the properties.
    Writer(workbook, Archive(packed, "w", ZIP_DEFLATED)).save()
    return packed.getvalue()


def _spell(workbook: Workbook) -> None:
    """Spell the texts of cells and links as readers take them: openpyxl writes them as they are."""
    for sheet in workbook.worksheets:
        cells: Iterable[Any] = sheet._cells.values()  # iter_rows would make the cells that are not there
        for cell in cells:
            if isinstance(cell.value, str) and cell.data_type == "s":
                cell._value = spelled(cell.value)  # setting `value` would take `=…` for a formula
            if cell.hyperlink is not None and cell.hyperlink.location is not None:
                cell.hyperlink.location = spelled(cell.hyperlink.location)


def save_workbook(workbook: Workbook, path: Path, overwrite: bool = False) -> None:
    """Write the workbook beside `path` first and then put it in its place.

    Raises FileExistsError if there is a file and it may not be overwritten.
    """
    if path.suffix.lower() != ".xlsx":
        raise ValueError(f"{path.name}: an Excel workbook ends in .xlsx")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} exists; nothing was written")
    replace_file(path, workbook_bytes(workbook))


def save_somewhere(contents: bytes, target: Path) -> Path:
    """Write the file whole or not at all and return where: a locked target, a missing right or a full disk send it to
    another name or folder. Raises the first OSError if no place takes it."""
    first: OSError | None = None
    for path in _places(target):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, contents)
        except OSError as error:
            first = first or error
            continue
        return path
    assert first is not None
    raise first


def _places(target: Path) -> Iterator[Path]:
    """The target, a dated name beside it, the system's folder for temporary files, the home folder."""
    dated = f" {datetime.now():%Y-%m-%d %H%M%S}{target.suffix}"
    yield target
    for folder in (target.parent, Path(tempfile.gettempdir()), Path.home()):
        yield fitting(folder, target.stem, dated)
