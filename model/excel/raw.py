"""A workbook as it was typed: cells by place, before any of them is given a meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from model.excel.addresses import column_letter
from model.excel.number_formats import section_of

Value = str | float | int | bool | datetime | time | timedelta

LISTS_SHEET = "Lists"  # of the template: formulas that feed its drop-down lists; no cell of it is read
GRID_ROWS, GRID_COLUMNS = 50_000, 200  # how much of a sheet is copied into results


class AsPercent(float):
    """A number that its cell shows as so many per cent: 0.05 as 5 %. It means the same only where it is shown so."""


class State(Enum):
    """What there is in a cell."""

    VALUE = "a value"
    ERROR = "an error such as #REF!"
    UNCOMPUTED = "a formula whose result is not stored in the file, or not its value"


class RawCell(NamedTuple):
    """One filled cell. `value` is the stored result where it holds a formula, the error's name where it holds an error.

    `stretch` is the month, quarter or year that the cell shows of a date, as typed (2027-03): "" where it shows the day
    or holds no date, None where it shows words of some other time. `in_doubt`: a stored result that may not be the formula's.
    """

    value: Value
    row: int
    column: int
    number_format: str = "General"
    state: State = State.VALUE
    stretch: str | None = ""
    in_doubt: bool = False

    @property
    def address(self) -> str:
        return f"{column_letter(self.column)}{self.row}"

    @property
    def is_percent(self) -> bool:
        """Whether Excel shows the number as so many per cent, holding 0.05 for 5 %."""
        if "%" not in self.number_format:
            return False
        number = self.value if isinstance(self.value, int | float) else 1.0
        return section_of(self.number_format, number).percent

    @property
    def as_typed(self) -> Value:
        """The value, or the text that means what the cell shows of a date."""
        return self.stretch or self.value


@dataclass
class RawSheet:
    """One sheet: filled cells by row and column number, both from 1; blank cells are not there. `header_row`: the row whose
    cells name the columns; what is above it is no table. `table_title`: what Apple Numbers puts above it."""

    title: str
    hidden: bool = False
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    header_row: int = 1
    table_title: str = ""

    @property
    def header(self) -> dict[int, RawCell]:
        return self.rows.get(self.header_row, {})

    def data_rows(self) -> Iterator[tuple[int, dict[int, RawCell]]]:
        """The filled rows below the header, in order."""
        for number in sorted(self.rows):
            if number > self.header_row:
                yield number, self.rows[number]

    def grid(self) -> list[tuple[Value | None, ...]]:
        """The sheet's values row by row for copying, blank cells as None, bounded to GRID_ROWS and GRID_COLUMNS; what is left
        out below is said in a last row."""
        last = max((number for number in self.rows if number <= GRID_ROWS), default=0)
        copied = [_values(self.rows.get(number, {})) for number in range(1, last + 1)]
        if more := sum(number > GRID_ROWS for number in self.rows):
            copied.append((f"… and {more:,} more rows, which stand in the input workbook and were planned with",))
        return copied


def _values(cells: dict[int, RawCell]) -> tuple[Value | None, ...]:
    last = max((column for column in cells if column <= GRID_COLUMNS), default=0)
    return tuple(_copied(cells[column]) if column in cells else None for column in range(1, last + 1))


def _copied(cell: RawCell) -> Value:
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return AsPercent(cell.value) if number and cell.is_percent else cell.as_typed  # type: ignore[arg-type]


@dataclass(frozen=True)
class RawBook:
    """A workbook's sheets in their order, and the SHA-256 of the file's bytes."""

    sheets: tuple[RawSheet, ...]
    fingerprint: str

    @cached_property
    def titles(self) -> list[str]:
        return [sheet.title for sheet in self.sheets]
