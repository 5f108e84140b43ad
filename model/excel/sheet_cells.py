"""The cells of one worksheet part: values, dates, stored results of formulas, hidden rows, merged ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel

from model.excel.number_formats import Section, section_of, stretch_shown
from model.excel.parts import local, readable
from model.excel.raw import RawCell, RawSheet, State, Value

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
LAST_DAY = 3e6  # from 1900; later ones lie behind the year 9999
WITH_AREA = ("array", "dataTable")  # formulas whose results stand in other cells too


@dataclass(frozen=True)
class Common:
    """What the cells of all sheets share: texts by number, number formats by style, the day from which dates count.

    `stale`: the stored results of formulas are not their values. `zeros_in_doubt`: a stored 0 may not be.
    """

    texts: list[str]
    formats: list[str]
    epoch: datetime
    stale: bool = False
    zeros_in_doubt: bool = False


class SheetCells(ContentHandler):
    """Fills a RawSheet from a worksheet part. Cells without a value leave no trace."""

    def __init__(self, sheet: RawSheet, common: Common) -> None:
        super().__init__()
        self._sheet, self._common, self._stale = sheet, common, common.stale
        self._computed: list[RawCell] = []  # cells with formulas
        self._areas: list[str] = []  # filled by one formula each
        self._hidden_rows: set[int] = set()
        self._row = self._column = 0
        self._has_formula = self._has_result = self._collecting = self._in_hint = False
        self._type, self._style = "n", 0
        self._pieces: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        inner = local(name)
        if inner == "c":
            self._start_cell(attrs)
        elif inner == "row":
            self._row = int(attrs.get("r", str(self._row + 1)))
            self._column = 0
            if attrs.get("hidden") in ("1", "true"):
                self._hidden_rows.add(self._row)
        elif inner == "v" or (inner == "t" and not self._in_hint):
            self._collecting = self._has_result = True
        elif inner == "f":
            self._has_formula = True
            self._computed.append(RawCell("", self._row, self._column))
            if attrs.get("t") in WITH_AREA and ":" in attrs.get("ref", ""):
                self._areas.append(attrs["ref"])
        elif inner == "rPh":
            self._in_hint = True
        elif inner == "mergeCell":
            self._sheet.merged.append(attrs["ref"])
        elif inner == "sheetCalcPr":
            self._stale |= attrs.get("fullCalcOnLoad") in ("1", "true")

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
        self._has_formula = self._has_result = False
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
        code = self._common.formats[self._style]
        cell = RawCell("", self._row, self._column, code, State.UNCOMPUTED)
        if not self._has_formula or (self._has_result and (text or self._type == "str")):
            cell = self._stored(text, code)
        if cell.state is State.VALUE and isinstance(cell.value, str) and not cell.value.strip("\u00a0 \t\r\n"):
            return
        self._keep(cell)

    def _stored(self, text: str, code: str) -> RawCell:
        """The cell with the value that the file holds for it."""
        value: Value = text
        if self._type == "s":
            value = self._common.texts[int(text)]
        elif self._type in ("str", "inlineStr"):
            value = readable(text)
        elif self._type == "b":
            value = text.strip() in ("1", "true")
        elif self._type == "d":
            value = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
            return self._moment(value, section_of(code, (value - self._common.epoch) / timedelta(days=1)), code)
        elif self._type != "e":
            number = float(text)
            section = section_of(code, number)
            if section.is_date and abs(number) < LAST_DAY:
                return self._moment(moment_of(number, section, self._common.epoch), section, code)
            value = whole(number)
        state = State.ERROR if self._type == "e" else State.VALUE
        in_doubt = self._common.zeros_in_doubt and self._has_formula and self._type == "n" and value == 0
        return RawCell(value, self._row, self._column, code, state, in_doubt=in_doubt)

    def _moment(self, value: Value, section: Section, code: str) -> RawCell:
        """The cell of a date or time, and what it shows of it."""
        stretch = stretch_shown(value, section) if isinstance(value, datetime) else ""
        return RawCell(value, self._row, self._column, code, stretch=stretch)

    def _keep(self, cell: RawCell) -> None:
        self._sheet.rows.setdefault(cell.row, {})[cell.column] = cell
        if cell.row in self._hidden_rows:
            self._sheet.hidden_rows.add(cell.row)

    def endDocument(self) -> None:
        """Drop the stored results, where the file says that they are not the formulas' values."""
        if self._stale:
            for cell in [*self._computed, *self._filled()]:
                self._keep(replace(cell, value="", state=State.UNCOMPUTED, stretch=""))

    def _filled(self) -> Iterator[RawCell]:
        """Cells that a formula of another cell fills."""
        for area in self._areas:
            left, top, right, bottom = (edge or 0 for edge in range_boundaries(area))
            for number in self._sheet.rows.keys() & range(top, bottom + 1):
                yield from (cell for cell in self._sheet.rows[number].values() if left <= cell.column <= right)


def moment_of(number: float, section: Section, epoch: datetime) -> Value:
    """The date or time that a format makes of a number; the number itself where no calendar reaches."""
    try:
        moment: datetime | time | timedelta = from_excel(number, epoch, timedelta=section.is_time_passed)
    except OverflowError:
        return number
    return moment


def whole(number: float) -> int | float:
    """A number as a whole number where it is one."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
