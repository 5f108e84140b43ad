"""The XML parts of an .xlsx file, each walked once without building a tree.

Walking is about as fast as openpyxl on a planner's workbook, and stays so on sheets with a million formatted
but empty rows or with huge merged ranges; formulas, results, hidden rows and merged ranges come in one pass.
defusedxml refuses document types, and with them every entity trick.
"""

from __future__ import annotations

from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.escape import unescape

from model.excel.archive import Archive

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


def readable(text: str) -> str:
    """Text with Excel's escapes (_x000A_) resolved; halves of characters become question marks."""
    if "_x" not in text:
        return text
    return unescape(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def number_formats(archive: Archive, part: str) -> list[str]:
    """The number format of each cell style, from the part that holds the styles."""
    elements = Elements("numFmts/numFmt", "cellXfs/xf")
    walk(archive, part, elements)
    own = {a["numFmtId"]: a.get("formatCode", "General") for kept, a in elements.found if kept == "numFmts/numFmt"}
    return [
        own.get(code) or BUILTIN_FORMATS.get(int(code) if code.isdigit() else 0, "General")
        for code in (a.get("numFmtId", "0") for kept, a in elements.found if kept == "cellXfs/xf")
    ]
