"""The workbook between reading and the checked case: values with their cells, some of them perhaps unreadable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from model.calendar import Calendar, Span
from model.excel.raw import RawSheet
from model.excel.words import fold, quoted
from model.schema import Column, Kind, Sheet
from model.values import blank_value

Place = tuple[str, str]
Found = TypeVar("Found")


@dataclass
class Row:
    """One row of a table. `values` holds what could be read, by field name, in the case's fixed units.

    `bad` are the fields that are filled but could not be used, or empty though they must not be; checks pass over them, as
    they are reported already.
    """

    table: Table
    number: int
    values: dict[str, Any]
    bad: set[str] = field(default_factory=set)

    def copied_to(self, table: Table) -> Row:
        """The same row in another table, for checks to settle its names and spoil its values."""
        return Row(table, self.number, dict(self.values), set(self.bad))

    def typed(self, name: str) -> Any:
        """What was typed, None where blank or unreadable."""
        return self.values.get(name)

    def value(self, name: str) -> Any:
        """What was typed or, where blank, the default; None where there is none or the cell is unreadable."""
        if name in self.values or name in self.bad:
            return self.values.get(name)
        return self.table.defaults[name]

    def text(self, name: str) -> str:
        """A text value, "" where blank or unreadable."""
        return str(self.value(name) or "")

    def blank(self, name: str) -> bool:
        return name not in self.values and name not in self.bad

    def at(self, name: str) -> Place:
        """Sheet and cell of a field; the row's first cell where the sheet lacks the column."""
        return self.table.title, f"{self.table.letters.get(name, 'A')}{self.number}"

    def spoil(self, name: str) -> None:
        """Take a value that has been found unusable out of the later checks."""
        self.values.pop(name, None)
        self.bad.add(name)


@dataclass
class Table:
    """One sheet's rows. `title` is the sheet's title as it stands in the workbook, `letters` the column letters by field.

    `incomplete`: the sheet or a column of it is missing, which is reported; what is not on it proves nothing. `raw`: what it
    was read from, None where the sheet is missing.
    """

    sheet: Sheet
    title: str
    letters: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    present: bool = True
    incomplete: bool = False
    raw: RawSheet | None = None

    def copied(self) -> Table:
        """The same rows, for checks to settle their names and spoil their values."""
        copy = replace(self, rows=[])
        copy.rows = [row.copied_to(copy) for row in self.rows]
        return copy

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """What a blank means, by field; None where it has a meaning of its own."""
        return {column.field: _default(column) for column in self.sheet.columns}

    @property
    def first_place(self) -> Place:
        """Where what a sheet without rows lacks is told: its first row, or the sheet as a whole where it is missing."""
        return self.title, "A2" if self.present else ""

    @property
    def emptiness(self) -> str:
        """That a sheet without rows has none or is missing, as the beginning of a sentence."""
        return f"the sheet {quoted(self.sheet.name)} {'has no rows' if self.present else 'is missing'}"

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def _default(column: Column) -> Any:
    if column.default is None:
        return "" if column.kind in (Kind.TEXT, Kind.CHOICE) else None
    return blank_value(column)


class SettingsRow(Row):
    """The Settings sheet as one row: each setting is a field, its cell the Value cell of its line."""

    def __init__(self, table: Table, cells: dict[str, str]) -> None:
        super().__init__(table, 1, {})
        self.cells = cells

    def at(self, name: str) -> Place:
        return self.table.title, self.cells.get(name, "A1")


@dataclass
class Draft:
    """Settings, calendar and tables (by sheet field name).

    `calendar_known` is False where the Settings do not say when the periods are: `calendar` is then a stand-in, and what
    depends on it is not checked.
    """

    settings: SettingsRow
    calendar: Calendar
    calendar_known: bool
    tables: Mapping[str, Table]
    _groups: dict[tuple[str, str], dict[str, list[Row]]] = field(default_factory=dict)
    _found: dict[Callable[[Draft], Any], Any] = field(default_factory=dict)

    def __getitem__(self, sheet: str) -> Table:
        return self.tables[sheet]

    def copied(self) -> Draft:
        """The draft with rows of its own, to be kept as it was read while the other is checked."""
        tables = {name: table.copied() for name, table in self.tables.items()}
        return Draft(self.settings, self.calendar, self.calendar_known, tables)

    def incomplete(self, *sheets: str) -> bool:
        """Whether any of these sheets is known to lack what it should hold."""
        return any(self[sheet].incomplete for sheet in sheets)

    def unreadable(self, fields: Mapping[str, set[str]]) -> bool:
        """Whether any cell of these columns, field names by sheet, is filled with what cannot be used, or empty though it
        must not be."""
        return any(row.bad & names for sheet, names in fields.items() for row in self[sheet])

    def comparable(self, *times: Span | None) -> bool:
        """Whether these times can be compared: a period number cannot, while nobody knows when the periods are."""
        return self.calendar_known or not any(time and time.is_number for time in times)

    @property
    def home(self) -> str:
        return self.settings.text("home_country")

    @cached_property
    def materials(self) -> dict[str, Row]:
        """Materials by name; where one is typed twice, its first row. Valid once names are canonical."""
        found: dict[str, Row] = {}
        for row in self["materials"]:
            found.setdefault(row.text("material"), row)
        found.pop("", None)
        return found

    @cached_property
    def made(self) -> set[str]:
        """Materials that come out of a process. Valid once names are canonical."""
        return {row.text("material") for row in self["processing"] if row.value("role") == "output"}

    def by(self, sheet: str, name: str) -> Mapping[str, Sequence[Row]]:
        """A sheet's rows by the value of one field, rows without it left out. Valid once names are canonical."""
        if (sheet, name) not in self._groups:
            self._groups[sheet, name] = group(self[sheet], name)
        return self._groups[sheet, name]

    def once(self, finding: Callable[[Draft], Found]) -> Found:
        """What a function finds in the draft, found once for all checks that ask. Valid once names are canonical."""
        if finding not in self._found:
            self._found[finding] = finding(self)
        found: Found = self._found[finding]
        return found

    @property
    def offers(self) -> Mapping[str, Sequence[Row]]:
        """The steps of each offer, in the order typed. Valid once names are canonical."""
        return self.by("supply", "offer")

    @property
    def members(self) -> Mapping[str, Sequence[Row]]:
        """The rows of each agreement. Valid once names are canonical."""
        return self.by("agreements", "agreement")

    def countries_of(self, place: str) -> set[str]:
        """The members of an agreement whatever their status, or the country itself; folded."""
        members = self.members.get(place)
        return {fold(row.text("country")) for row in members} if members else {fold(place)}


def group(table: Table, name: str) -> dict[str, list[Row]]:
    """Rows by the value of one field, rows without it left out."""
    found: dict[str, list[Row]] = {}
    for row in table:
        if row.text(name):
            found.setdefault(row.text(name), []).append(row)
    return found
