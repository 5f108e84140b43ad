"""openpyxl's writer but for the rows of sheets, which are written as text, straight into the file and with fixed dates."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter

from model.excel.row_text import Attributes, LongTable, LongWorkbook, long_table_text, rows_text

FIXED_TIME = datetime(2026, 1, 1)  # a file's own date says when it was written
LEVEL = 4  # of packing: a tenth larger than at 6, in half the time
ROWS_PLACE = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")


def _entry(name: str) -> ZipInfo:
    entry: Any = ZipInfo(name, FIXED_TIME.timetuple()[:6])
    entry.compress_type, entry._compresslevel = ZIP_DEFLATED, LEVEL
    made: ZipInfo = entry
    return made


class Archive(ZipFile):
    """A zip file whose parts are all of the same time."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(_entry(zinfo_or_arcname), data)


class _Frame(WorksheetWriter):
    """A sheet but for its rows, whose place is left empty."""

    def __init__(self, sheet: Any) -> None:
        self.text = io.BytesIO()
        super().__init__(sheet, self.text)

    def write_dimensions(self) -> None:
        below, sheet = _below(self.ws), self.ws
        if below is None or not hasattr(sheet, "max_column"):
            super().write_dimensions()
        else:
            last = get_column_letter(max(sheet.max_column, len(below.columns)))
            self.xf.send(SheetDimension(f"A1:{last}{below.last_row}").to_tree())

    def write_rows(self) -> None:
        stream: Any = self.xf.send(True)
        with stream.element("sheetData"):
            pass
        self.xf.send(None)


def _below(sheet: Any) -> LongTable | None:
    book = sheet.parent
    return book.below.get(sheet.title) if isinstance(book, LongWorkbook) else None


class Writer(ExcelWriter):
    """Writes a workbook into an archive, which it closes."""

    def __init__(self, workbook: Workbook, archive: Archive) -> None:
        super().__init__(workbook, archive)
        self._parts = archive
        self._attributes = Attributes(workbook)

    def write_worksheet(self, ws: Any) -> None:
        """One sheet; the rows of a long table are never all there at once."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        frame: Any = _Frame(ws)
        rows, below = rows_text(ws, self._attributes), _below(ws)  # rows first: they tell the frame its links
        frame.write()
        head, tail = ROWS_PLACE.split(frame.text.getvalue(), maxsplit=1)
        with self._parts.open(_entry(ws.path[1:]), "w") as part:
            part.write(head + b"<sheetData>" + rows.encode())
            for text in () if below is None else long_table_text(below, self._attributes):
                part.write(text.encode())
            part.write(b"</sheetData>" + tail)
        ws._rels = frame._rels
        self.manifest.append(ws)
