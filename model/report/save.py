"""Saves the finished result: where it was wanted, or else where it can be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from model.workbook.save import replace_file, workbook_bytes


def save_result(workbook: Workbook, target: Path) -> Path:
    """Write the workbook whole or not at all and return where: a locked target, a missing right or a full disk send it
    to another name or folder. Raises the first OSError if no place takes it."""
    contents = workbook_bytes(workbook)
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
    dated = f"{target.stem} {datetime.now():%Y-%m-%d %H%M%S}.xlsx"
    yield target
    yield target.with_name(dated)
    yield Path(tempfile.gettempdir()) / dated
    yield Path.home() / dated
