"""Excel in: a file's bytes become raw cells. The input is opened for reading alone, once, and closed at once."""

from __future__ import annotations

import hashlib
import posixpath
from pathlib import Path

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from model.workbook.archive import Archive, read_bytes
from model.workbook.no_workbook import SAVE_AS
from model.workbook.parts import Elements, SharedStrings, SheetCells, number_formats, walk
from model.workbook.problems import refuse
from model.workbook.raw import RawBook, RawSheet


def read(path: Path) -> RawBook:
    """The raw cells of an .xlsx file. BadWorkbook with one sentence if it is missing, unsafe, damaged or of another kind."""
    data = read_bytes(path)
    archive = Archive(data, path.name)
    return RawBook(tuple(_sheets(archive)), hashlib.sha256(data).hexdigest())


def _related(archive: Archive, part: str) -> list[dict[str, str]]:
    """What a part refers to: dicts with Id, Type and Target, targets as names in the archive."""
    folder, name = posixpath.split(part)
    elements = Elements("Relationship")
    walk(archive, posixpath.join(folder, "_rels", f"{name}.rels"), elements)
    found = []
    for _, attributes in elements.found:
        target = attributes.get("Target", "")
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found.append({"Id": attributes.get("Id", ""), "Type": attributes.get("Type", ""), "Target": place})
    return found


def _sheets(archive: Archive) -> list[RawSheet]:
    _refuse_macros(archive)
    main = next(
        (r["Target"] for r in _related(archive, "") if r["Type"].endswith("/officeDocument")), "xl/workbook.xml"
    )
    related = _related(archive, main)
    texts = SharedStrings()
    for relation in related:
        if relation["Type"].endswith("/sharedStrings"):
            walk(archive, relation["Target"], texts)
    formats = number_formats(archive)
    workbook = Elements("sheet", "workbookPr")
    walk(archive, main, workbook)
    mac = any(kept == "workbookPr" and a.get("date1904") in ("1", "true") for kept, a in workbook.found)
    epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
    worksheets = {r["Id"]: r["Target"] for r in related if r["Type"].endswith("/worksheet")}
    sheets = []
    for kept, attributes in workbook.found:
        target = worksheets.get(attributes.get("id", ""))
        if kept != "sheet" or target is None:  # chart sheets hold no cells
            continue
        sheet = RawSheet(attributes.get("name", ""), attributes.get("state", "visible") != "visible")
        walk(archive, target, SheetCells(sheet, texts.texts, formats, epoch))
        sheets.append(sheet)
    return sheets


def _refuse_macros(archive: Archive) -> None:
    types = Elements("Override", "Default")
    walk(archive, "[Content_Types].xml", types)
    if any("macroenabled" in attributes.get("ContentType", "").lower() for _, attributes in types.found):
        raise refuse(f"{archive.name} is a workbook with macros", "an .xlsx workbook without macros", SAVE_AS)
