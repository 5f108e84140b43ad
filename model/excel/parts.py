"""The XML parts of an .xlsx file, each walked once without building a tree.

Expat calls the handler as it goes, so that a sheet with a million formatted but empty rows or with huge merged ranges costs
no memory; formulas, results, hidden rows and merged ranges come in one pass. Document types are refused, and with them
every entity trick.
"""

from __future__ import annotations

import re
from typing import Protocol
from xml.parsers import expat

from model.excel.archive import Archive
from model.excel.number_formats import BUILT_IN

XML_FAULTS = (expat.ExpatError, ValueError, KeyError, IndexError, OverflowError, LookupError)
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # a character by its number, as Excel writes those that XML does not hold

Attributes = dict[str, str]


class Handler(Protocol):
    """What takes a part in, called in the order of its elements; names may have a prefix. Text may come in pieces."""

    def start(self, name: str, attributes: Attributes) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, content: str) -> None: ...


def walk(archive: Archive, part: str, handler: Handler) -> None:
    """Feed a part to the handler; BadWorkbook if it is missing or cannot be understood."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        for piece in archive.pieces(part):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except XML_FAULTS:
        raise archive.damaged(part) from None


def _refuse_document_type(*declared: object) -> None:
    raise ValueError("a document type")


def local(name: str) -> str:
    """An XML name without its prefix."""
    return name.rpartition(":")[2]


class Elements:
    """Collects the attributes of all elements of some names, for small parts."""

    def __init__(self, *names: str) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []
        self._names = names
        self._within: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Keep the element under its own name and, for those that depend on their place, `parent/name`."""
        inner = local(name)
        parent = self._within[-1] if self._within else ""
        for kept in (inner, f"{parent}/{inner}"):
            if kept in self._names:
                self.found.append((kept, {local(key): value for key, value in attributes.items()}))
        self._within.append(inner)

    def end(self, name: str) -> None:
        self._within.pop()

    def text(self, content: str) -> None:
        """Elements are asked for their attributes alone."""


class SharedStrings:
    """The table of texts that cells refer to by number; phonetic hints are left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._in_hint = False

    def start(self, name: str, attributes: Attributes) -> None:
        inner = local(name)
        if inner == "si":
            self._pieces = []
        elif inner == "rPh":
            self._in_hint = True
        elif inner == "t":
            self._in_text = not self._in_hint

    def end(self, name: str) -> None:
        inner = local(name)
        if inner == "si":
            self.texts.append(readable("".join(self._pieces)))
        elif inner == "rPh":
            self._in_hint = False
        elif inner == "t":
            self._in_text = False

    def text(self, content: str) -> None:
        if self._in_text:
            self._pieces.append(content)


def readable(text: str) -> str:
    """Text with Excel's escapes (_x000A_) resolved; halves of characters become question marks."""
    if "_x" not in text:
        return text
    plain = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def number_formats(archive: Archive, part: str) -> list[str]:
    """The number format of each cell style, from the part that holds the styles."""
    elements = Elements("numFmts/numFmt", "cellXfs/xf")
    walk(archive, part, elements)
    own = {a["numFmtId"]: a.get("formatCode", "General") for kept, a in elements.found if kept == "numFmts/numFmt"}
    return [
        own.get(code) or BUILT_IN.get(int(code) if code.isdigit() else 0, "General")
        for code in (a.get("numFmtId", "0") for kept, a in elements.found if kept == "cellXfs/xf")
    ]
