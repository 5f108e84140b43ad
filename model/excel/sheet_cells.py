"""The cells of one worksheet part: values, dates, stored results of formulas, hidden rows, merged ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from model.excel.addresses import column_number, edges
from model.excel.number_formats import Section, section_of, shows_dates, stretch_shown
from model.excel.parts import Attributes, local, readable
from model.excel.raw import RawCell, RawSheet, State, Value

EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # the days from which files count
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
FIRST_OF_MARCH = 60  # Excel counts a 29 February 1900 that there was not; days before it are off by one
LAST_DAY = 3e6  # from 1900; later ones lie behind the year 9999
MILLISECONDS = 86_400_000  # of a day
WITH_AREA = ("array", "dataTable")  # formulas whose results stand in other cells too
BLANKS = "\u00a0 \t\r\n"


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


class SheetCells:
    """Fills a RawSheet from a worksheet part. Cells without a value leave no trace. It is called for every element of
    large sheets, so that it looks at what is frequent first."""

    def __init__(self, sheet: RawSheet, common: Common) -> None:
        self._sheet, self._common, self._stale = sheet, common, common.stale
        self._computed: list[RawCell] = []  # cells with formulas
        self._areas: list[str] = []  # filled by one formula each
        self._hidden_rows: set[int] = set()
        self._plain = [not shows_dates(code) for code in common.formats]  # by style
        self._columns: dict[str, int] = {}  # by letters
        self._alike: dict[str, str] = {}  # each text once: a country stands in thousands of rows
        self._row = self._column = 0
        self._row_typed = ""  # the number of the row as the file has it
        self._has_formula = self._has_result = self._collecting = self._in_hint = False
        self._type, self._style = "n", 0
        self._pieces: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        inner = local(name) if ":" in name else name
        if inner == "c":
            self._start_cell(attributes)
        elif inner == "v" or (inner == "t" and not self._in_hint):
            self._collecting = self._has_result = True
        elif inner == "row":
            self._start_row(attributes)
        elif inner == "f":
            self._has_formula = True
            self._computed.append(RawCell("", self._row, self._column))
            if attributes.get("t") in WITH_AREA and ":" in attributes.get("ref", ""):
                self._areas.append(attributes["ref"])
        elif inner == "rPh":
            self._in_hint = True
        elif inner == "mergeCell":
            self._sheet.merged.append(attributes["ref"])
        elif inner == "sheetCalcPr":
            self._stale |= attributes.get("fullCalcOnLoad") in ("1", "true")

    def _start_row(self, attributes: Attributes) -> None:
        self._row_typed = attributes.get("r", "")
        self._row = int(self._row_typed) if self._row_typed else self._row + 1
        self._column = 0
        if attributes.get("hidden") in ("1", "true"):
            self._hidden_rows.add(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        if address is None:
            self._column += 1
        else:
            # Nearly always the address is that of the row's cell under a column that is known by its letters.
            column = self._columns.get(address.removesuffix(self._row_typed))
            self._column = column or self._column_at(address)
        self._type, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self._has_formula = self._has_result = False
        self._pieces = []

    def _column_at(self, address: str) -> int:
        """The column of an address, whose row is that of the cell, whatever row it stands in."""
        match = ADDRESS.fullmatch(address)
        if match is None:
            raise ValueError(address)
        self._row, self._row_typed = int(match[2]), match[2]
        column = self._columns[match[1]] = column_number(match[1])
        return column

    def text(self, content: str) -> None:
        if self._collecting:
            self._pieces.append(content)

    def end(self, name: str) -> None:
        inner = local(name) if ":" in name else name
        if inner == "c":
            if self._pieces or self._has_formula:
                self._end_cell("".join(self._pieces))
        elif inner in ("v", "t"):
            self._collecting = False
        elif inner == "rPh":
            self._in_hint = False

    def _end_cell(self, text: str) -> None:
        code = self._common.formats[self._style]
        if self._has_formula and not (self._has_result and (text or self._type == "str")):
            self._keep(RawCell("", self._row, self._column, code, State.UNCOMPUTED))
            return
        cell = self._stored(text, code)
        if not isinstance(cell.value, str) or cell.state is not State.VALUE or cell.value.strip(BLANKS):
            self._keep(cell)

    def _stored(self, text: str, code: str) -> RawCell:
        """The cell with the value that the file holds for it."""
        value: Value = text
        if self._type == "s":
            value = self._common.texts[int(text)]
        elif self._type in ("str", "inlineStr"):
            text = readable(text)
            value = self._alike.setdefault(text, text)
        elif self._type == "b":
            value = text.strip() in ("1", "true")
        elif self._type == "d":
            value = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
            return self._moment(value, section_of(code, (value - self._common.epoch) / timedelta(days=1)), code)
        elif self._type != "e":
            number = float(text)
            if not self._plain[self._style]:
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

    def finish(self) -> None:
        """Drop the stored results, where the file says that they are not the formulas' values."""
        if self._stale:
            for cell in [*self._computed, *self._filled()]:
                self._keep(cell._replace(value="", state=State.UNCOMPUTED, stretch=""))

    def _filled(self) -> Iterator[RawCell]:
        """Cells that a formula of another cell fills."""
        for area in self._areas:
            left, top, right, bottom = (edge or 0 for edge in edges(area))
            for number in self._sheet.rows.keys() & range(top, bottom + 1):
                yield from (cell for cell in self._sheet.rows[number].values() if left <= cell.column <= right)


def moment_of(number: float, section: Section, epoch: datetime) -> Value:
    """The date or time that a format makes of a number; the number itself where no calendar reaches."""
    try:
        return _passed(number) if section.is_time_passed else _moment(number, epoch)
    except OverflowError:
        return number


def _passed(days: float) -> timedelta:
    """Time that has passed, to the millisecond."""
    return timedelta(milliseconds=round(days * MILLISECONDS))


def _moment(days: float, epoch: datetime) -> datetime | time:
    """The date so many days after the epoch, or the time of day where there is no whole day, to the millisecond."""
    whole_days, rest = divmod(days, 1)
    of_day = timedelta(milliseconds=round(rest * MILLISECONDS))
    if 0 <= days < 1 and not of_day.days:
        return (epoch + of_day).time()
    if 0 < days < FIRST_OF_MARCH and epoch == EPOCH_1900:
        whole_days += 1
    return epoch + timedelta(days=whole_days) + of_day


def whole(number: float) -> int | float:
    """A number as a whole number where it is one."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
