"""The cells of one worksheet part: values, dates, stored results of formulas, hidden rows, merged ranges."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
TRUE = ("1", "true")
NO_ATTRIBUTES: Attributes = {}
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


class Acts(dict[str, Callable[[Attributes], None] | None]):
    """What is done at the elements of some names, None at all others, whatever the prefix of a name."""

    def __missing__(self, name: str) -> Callable[[Attributes], None] | None:
        act = self[name] = self.get(local(name))
        return act


class SheetCells:
    """Fills a RawSheet from a worksheet part. Cells without a value leave no trace.

    It is called for every element, of which a large sheet has millions: what is done most often is done in the fewest steps.
    """

    def __init__(self, sheet: RawSheet, common: Common) -> None:
        self._sheet, self._common, self._stale = sheet, common, common.stale
        self._computed: list[RawCell] = []  # cells with formulas
        self._areas: list[str] = []  # filled by one formula each
        self._hidden_rows: set[int] = set()
        self._plain = [not shows_dates(code) for code in common.formats]  # by style
        self._columns: dict[str, int] = {}  # by letters
        self._alike: dict[str, str] = {}  # each text once: a country stands in thousands of rows
        self._row = self._column = self._kept_row = 0
        self._kept: dict[int, RawCell] = {}  # the cells of the row of the last one that was kept
        self._row_typed = ""  # the number of the row as the file has it
        self._has_formula = self._has_result = self._collecting = self._in_hint = False
        self._type, self._style = "n", 0
        self._pieces: list[str] = []
        self._starts = Acts(
            c=self._start_cell,
            v=self._start_value,
            t=self._start_text,
            row=self._start_row,
            f=self._start_formula,
            rPh=self._start_hint,
            mergeCell=self._merge,
            sheetCalcPr=self._ask_to_calculate,
        )
        self._ends = Acts(c=self._end_cell, v=self._end_value, t=self._end_value, rPh=self._end_hint)

    def start(self, name: str, attributes: Attributes) -> None:
        if act := self._starts[name]:
            act(attributes)

    def end(self, name: str) -> None:
        if act := self._ends[name]:
            act(NO_ATTRIBUTES)

    def text(self, content: str) -> None:
        if self._collecting:
            self._pieces.append(content)

    def _start_row(self, attributes: Attributes) -> None:
        self._row_typed = attributes.get("r", "")
        self._row = int(self._row_typed) if self._row_typed else self._row + 1
        self._column = 0
        if attributes.get("hidden") in TRUE:
            self._hidden_rows.add(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        if address is None:
            self._column += 1
        else:
            # Nearly always the address is that of the row's cell under a column that is known by its letters.
            self._column = self._columns.get(address.removesuffix(self._row_typed)) or self._column_at(address)
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

    def _start_value(self, _: Attributes) -> None:
        self._collecting = self._has_result = True

    def _start_text(self, _: Attributes) -> None:
        if not self._in_hint:
            self._collecting = self._has_result = True

    def _end_value(self, _: Attributes) -> None:
        self._collecting = False

    def _start_formula(self, attributes: Attributes) -> None:
        self._has_formula = True
        self._computed.append(RawCell("", self._row, self._column))
        if attributes.get("t") in WITH_AREA and ":" in attributes.get("ref", ""):
            self._areas.append(attributes["ref"])

    def _start_hint(self, _: Attributes) -> None:
        self._in_hint = True

    def _end_hint(self, _: Attributes) -> None:
        self._in_hint = False

    def _merge(self, attributes: Attributes) -> None:
        self._sheet.merged.append(attributes["ref"])

    def _ask_to_calculate(self, attributes: Attributes) -> None:
        self._stale |= attributes.get("fullCalcOnLoad") in TRUE

    def _end_cell(self, _: Attributes) -> None:
        if not (self._pieces or self._has_formula):
            return
        text, code = "".join(self._pieces), self._common.formats[self._style]
        if self._has_formula and not (self._has_result and (text or self._type == "str")):
            self._keep(RawCell("", self._row, self._column, code, State.UNCOMPUTED))
            return
        cell = self._stored(text, code)
        if not isinstance(cell.value, str) or cell.state is not State.VALUE or cell.value.strip(BLANKS):
            self._keep(cell)

    def _stored(self, text: str, code: str) -> RawCell:
        """The cell with the value that the file holds for it."""
        kind = self._type
        value: Value = text
        if kind in ("str", "inlineStr"):
            if text not in self._alike:
                self._alike[text] = readable(text)
            value = self._alike[text]
        elif kind == "s":
            value = self._common.texts[int(text)]
        elif kind == "b":
            value = text.strip() in TRUE
        elif kind == "d":
            value = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
            return self._moment(value, section_of(code, (value - self._common.epoch) / timedelta(days=1)), code)
        elif kind != "e":
            number = float(text)
            if not self._plain[self._style]:
                section = section_of(code, number)
                if section.is_date and abs(number) < LAST_DAY:
                    return self._moment(moment_of(number, section, self._common.epoch), section, code)
            value = whole(number)
            if self._common.zeros_in_doubt and self._has_formula and kind == "n" and value == 0:
                return RawCell(value, self._row, self._column, code, in_doubt=True)
        return RawCell(value, self._row, self._column, code, State.ERROR if kind == "e" else State.VALUE)

    def _moment(self, value: Value, section: Section, code: str) -> RawCell:
        """The cell of a date or time, and what it shows of it."""
        stretch = stretch_shown(value, section) if isinstance(value, datetime) else ""
        return RawCell(value, self._row, self._column, code, stretch=stretch)

    def _keep(self, cell: RawCell) -> None:
        if cell.row != self._kept_row:
            self._kept_row, self._kept = cell.row, self._sheet.rows.setdefault(cell.row, {})
        self._kept[cell.column] = cell
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
