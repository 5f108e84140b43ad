"""Excel in: a file's bytes become raw cells. The input is opened for reading alone, once, and closed at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from model.excel.archive import Archive, read_bytes
from model.excel.package import Relation, main_part, relations
from model.excel.parts import Elements, SharedStrings, number_formats, readable, walk
from model.excel.raw import LISTS_SHEET, RawBook, RawSheet
from model.excel.sheet_cells import EPOCH_1900, EPOCH_1904, Common, SheetCells

NO, YES = ("0", "false"), ("1", "true")


def read(path: Path) -> RawBook:
    """The raw cells of an .xlsx file. BadWorkbook with one sentence if it is missing, unsafe, damaged or of another kind."""
    data = read_bytes(path)
    archive = Archive(data, path.name)
    return RawBook(tuple(_sheets(archive)), hashlib.sha256(data).hexdigest())


def _sheets(archive: Archive) -> list[RawSheet]:
    main = main_part(archive)
    related = relations(archive, main)
    texts = SharedStrings()
    for part in _of_kind("sharedStrings", related):
        walk(archive, part, texts)
    formats = [code for part in _of_kind("styles", related) for code in number_formats(archive, part)]
    workbook = Elements("sheet", "workbookPr", "calcPr", "fileVersion")
    walk(archive, main, workbook)
    common = Common(
        texts.texts,
        formats or ["General"],
        _epoch(workbook),
        stale=any(kept == "calcPr" and _is_stale(a) for kept, a in workbook.found),
        # LibreOffice stores the zeros of such a file as they are, and drops the request, unless told to calculate.
        zeros_in_doubt=any(kept == "fileVersion" and a.get("appName") == "Calc" for kept, a in workbook.found),
    )
    sheets = []
    for kept, attributes in workbook.found:
        if kept != "sheet":
            continue
        relation = related.get(attributes.get("id", ""))
        if relation is None:
            raise archive.damaged(main)
        if relation.kind == "worksheet":  # chart sheets hold no cells
            sheet = RawSheet(readable(attributes.get("name", "")), attributes.get("state", "visible") != "visible")
            if sheet.title != LISTS_SHEET:
                cells = SheetCells(sheet, common)
                walk(archive, relation.target, cells)
                cells.finish()
            sheets.append(sheet)
    return sheets


def _of_kind(kind: str, related: dict[str, Relation]) -> Sequence[str]:
    return [relation.target for relation in related.values() if relation.kind == kind]


def _is_stale(calculation: dict[str, str]) -> bool:
    """Whether the file says that the stored results of its formulas are not their values.

    Programs that write formulas without computing them store 0 and ask for a calculation when the file is opened;
    Excel drops that request once it has calculated. Excel itself says so where it was told not to calculate.
    """
    return calculation.get("fullCalcOnLoad") in YES or calculation.get("calcCompleted") in NO


def _epoch(workbook: Elements) -> datetime:
    """The day from which the file counts its dates."""
    mac = any(kept == "workbookPr" and a.get("date1904") in YES for kept, a in workbook.found)
    return EPOCH_1904 if mac else EPOCH_1900
