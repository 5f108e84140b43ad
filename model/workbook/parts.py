"""The XML parts of an .xlsx file, each walked once without building a tree.

Walking is about as fast as openpyxl on a planner's workbook, and stays so on sheets with a million formatted
but empty rows or with huge merged ranges; formulas, results, hidden rows and merged ranges come in one pass.
defusedxml refuses document types, and with them every entity trick.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

from model.workbook.archive import Archive
from model.workbook.raw import RawCell, RawSheet, State, Value

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
XML_FAULTS = (SAXException, DefusedXmlException, ValueError, KeyError, IndexError, OverflowError, LookupError)


def walk(archive: Archive, part: str, handler: ContentHandler) -> None:
    """Feed a part to the handler; BadWorkbook if it is missing or cannot be understood."""
    data = archive.part(part)
    try:
        parseString(data, handler, forbid_dtd=True)
    except XML_FAULTS:
        raise archive.damaged(part) from None


def local(name: str) -> str:
    """An XML name without its prefix."""
    return name.rpartition(":")[2]


class Elements(ContentHandler):
    """Collects the attributes of all elements of some names, for small parts."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._names = names
        self._within: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Keep the element under its own name and, for those that depend on their place, `parent/name`."""
        inner = local(name)
        parent = self._within[-1] if self._within else ""
        for kept in (inner, f"{parent}/{inner}"):
            if kept in self._names:
                self.found.append((kept, {local(key): value for key, value in attrs.items()}))
        self._within.append(inner)

    def endElement(self, name: str) -> None:
        self._within.pop()


class SharedStrings(ContentHandler):
    """The table of texts that cells refer to by number; phonetic hints are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._in_hint = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        inner = local(name)
        if inner == "si":
            self._pieces = []
        elif inner == "rPh":
            self._in_hint = True
        elif inner == "t":
            self._in_text = not self._in_hint

    def endElement(self, name: str) -> None:
        inner = local(name)
        if inner == "si":
            self.texts.append(readable("".join(self._pieces)))
        elif inner == "rPh":
            self._in_hint = False
        elif inner == "t":
            self._in_text = False

    def characters(self, content: str) -> None:
        if self._in_text:
            self._pieces.append(content)


class SheetCells(ContentHandler):
    """Fills a RawSheet from a worksheet part. Cells without a value leave no trace."""

    def __init__(self, sheet: RawSheet, texts: list[str], formats: list[str], epoch: datetime) -> None:
        super().__init__()
        self._sheet, self._texts, self._formats, self._epoch = sheet, texts, formats, epoch
        self._row = self._column = 0
        self._row_hidden = self._has_formula = self._collecting = self._in_hint = False
        self._type, self._style = "n", 0
        self._pieces: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        inner = local(name)
        if inner == "c":
            self._start_cell(attrs)
        elif inner == "row":
            self._row = int(attrs.get("r", str(self._row + 1)))
            self._column = 0
            self._row_hidden = attrs.get("hidden") in ("1", "true")
        elif inner == "v" or (inner == "t" and not self._in_hint):
            self._collecting = True
        elif inner == "f":
            self._has_formula = True
        elif inner == "rPh":
            self._in_hint = True
        elif inner == "mergeCell":
            self._sheet.merged.append(attrs["ref"])

    def _start_cell(self, attrs: AttributesImpl) -> None:
        address = attrs.get("r")
        if address is None:
            self._column += 1
        else:
            match = ADDRESS.fullmatch(address)
            if match is None:
                raise ValueError(address)
            self._column, self._row = column_index_from_string(match[1]), int(match[2])
        self._type, self._style = attrs.get("t", "n"), int(attrs.get("s", "0"))
        self._has_formula = False
        self._pieces = []

    def characters(self, content: str) -> None:
        if self._collecting:
            self._pieces.append(content)

    def endElement(self, name: str) -> None:
        inner = local(name)
        if inner in ("v", "t"):
            self._collecting = False
        elif inner == "rPh":
            self._in_hint = False
        elif inner == "c" and (self._pieces or self._has_formula):
            self._end_cell("".join(self._pieces))

    def _end_cell(self, text: str) -> None:
        number_format = self._formats[self._style] if self._style < len(self._formats) else "General"
        state = State.VALUE
        value: Value
        if self._has_formula and not text and self._type != "str":
            value, state = "", State.UNCOMPUTED
        elif self._type == "e":
            value, state = text, State.ERROR
        elif self._type == "s":
            value = self._texts[int(text)]
        elif self._type in ("str", "inlineStr"):
            value = readable(text)
        elif self._type == "b":
            value = text.strip() in ("1", "true")
        elif self._type == "d":
            value = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        else:
            value = number(text, number_format, self._epoch)
        if state is State.VALUE and isinstance(value, str) and not value.strip("\u00a0 \t\r\n"):
            return
        self._sheet.rows.setdefault(self._row, {})[self._column] = RawCell(
            value, self._row, self._column, number_format, state
        )
        if self._row_hidden:
            self._sheet.hidden_rows.add(self._row)


def readable(text: str) -> str:
    """Text with Excel's escapes (_x000A_) resolved; halves of characters become question marks."""
    if "_x" not in text:
        return text
    return unescape(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def number(text: str, number_format: str, epoch: datetime) -> Value:
    """A stored number as a whole number, a float, or the date or time its format makes of it."""
    value = float(text)
    if is_date_format(number_format) and abs(value) < 3e6:  # 3e6 days after 1900 lie behind the year 9999
        try:
            moment: datetime | time | timedelta = from_excel(value, epoch, timedelta=is_timedelta_format(number_format))
        except OverflowError:
            return value
        return moment
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def number_formats(archive: Archive) -> list[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in archive.names:
        return []
    elements = Elements("numFmts/numFmt", "cellXfs/xf")
    walk(archive, "xl/styles.xml", elements)
    own = {a["numFmtId"]: a.get("formatCode", "General") for kept, a in elements.found if kept == "numFmts/numFmt"}
    return [
        own.get(code) or BUILTIN_FORMATS.get(int(code) if code.isdigit() else 0, "General")
        for code in (a.get("numFmtId", "0") for kept, a in elements.found if kept == "cellXfs/xf")
    ]
