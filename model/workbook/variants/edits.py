"""A workbook as it would be if a planner had typed other values into some of its cells."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from model.changes import SETTINGS_FIELD, Action
from model.excel.addresses import column_letter, column_number
from model.excel.raw import RawBook, RawCell, RawSheet
from model.schema import Column, Kind
from model.workbook.checks.what_ifs import NAME, VALUE
from model.workbook.draft import Draft, Place
from model.workbook.tables.headers import match
from model.workbook.tables.targets import NUMBERS, Target
from model.workbook.tables.where import number_in


class NothingThereError(Exception):
    """A cell that is to be multiplied or added to is blank, and its column has no default."""


@dataclass
class EditedBook:
    """A raw workbook and the same with changes; the first is left as it is. `draft` is what was read of it.

    `cells`: the changed cells by sheet title and address, each with the place that last changed it.
    """

    draft: Draft
    sheets: dict[str, RawSheet]
    fingerprint: str
    cells: dict[Place, Place] = field(default_factory=dict)
    _own: set[str] = field(default_factory=set)  # titles of sheets that are copies already

    @classmethod
    def of(cls, book: RawBook, draft: Draft) -> EditedBook:
        """Nothing changed yet, but the rows of What-ifs and Studies left out, which are no part of what they change."""
        asked = {draft[sheet].title for sheet in ("what_ifs", "studies")}
        return cls(
            draft,
            {
                sheet.title: replace(sheet, rows={sheet.header_row: sheet.header}) if sheet.title in asked else sheet
                for sheet in book.sheets
            },
            book.fingerprint,
        )

    @property
    def book(self) -> RawBook:
        """The changed workbook."""
        return RawBook(tuple(self.sheets.values()), self.fingerprint)

    def change(self, target: Target, action: Action, value: RawCell | None, source: Place) -> None:
        """Type a value, a factor or an addend, None a blank, into the target's cells. Raises NothingThereError."""
        for title, row, column in self._places(target):
            sheet = self._copied(title)
            cells = sheet.rows[row] = dict(sheet.rows.get(row, {}))
            made = _typed(cells.get(column), value, action, target.column)
            cells.pop(column, None)
            if made is not None:
                cells[column] = made._replace(row=row, column=column)
            self.cells[title, f"{column_letter(column)}{row}"] = source

    def _copied(self, title: str) -> RawSheet:
        if title not in self._own:
            self.sheets[title] = replace(self.sheets[title], rows=dict(self.sheets[title].rows))
            self._own.add(title)
        return self.sheets[title]

    def _places(self, target: Target) -> list[tuple[str, int, int]]:
        """Title, row and column number of the cells; columns and settings that the workbook lacks are added to it."""
        if target.sheet == SETTINGS_FIELD:
            return [self._setting(target.column)]
        table = self.draft[target.sheet]
        letter = table.letters.get(target.column.field)
        number = column_number(letter) if letter else _added(self._copied(table.title), target.column)
        return [(table.title, row, number) for row in target.rows]

    def _setting(self, setting: Column) -> tuple[str, int, int]:
        title = self.draft.settings.table.title
        sheet = self._copied(title)
        heads = {number: match(str(cell.value), (NAME, VALUE)) for number, cell in sheet.header.items()}
        name, value = (next(number for number, found in heads.items() if found == [one]) for one in (NAME, VALUE))
        for row, cells in sheet.data_rows():
            if name in cells and match(str(cells[name].value), (setting,)):
                return title, row, value
        row = max(sheet.rows) + 1
        sheet.rows[row] = {name: RawCell(setting.name, row, name)}
        return title, row, value


def _added(sheet: RawSheet, column: Column) -> int:
    """The number of a column that a sheet lacks: that behind all others, unless it was added before."""
    for number, cell in sheet.header.items():
        if cell.value == column.header:
            return number
    number = max(max(cells, default=0) for cells in sheet.rows.values()) + 1
    sheet.rows[sheet.header_row] = {**sheet.header, number: RawCell(column.header, sheet.header_row, number)}
    return number


def amount(value: RawCell, action: Action, column: Column) -> float:
    """A factor or an addend as a number in fixed units: of a share, percentage points are added."""
    cell = _as_number(value, column)
    number = float(cell.value) if isinstance(cell.value, int | float) else math.nan
    points = action == "add" and column.kind is Kind.PERCENT and not cell.is_percent
    return number / 100 if points else number


def _typed(cell: RawCell | None, value: RawCell | None, action: Action, column: Column) -> RawCell | None:
    """What stands in a cell afterwards."""
    if value is None:
        return None
    if action == "set":
        return _as_number(value, column)
    if cell is None:
        if not isinstance(column.default, float | int):
            raise NothingThereError
        cell = RawCell(float(column.default), 1, 1)
    there, given = float(str(cell.value)), amount(value, action, column)
    if action == "multiply":
        return cell._replace(value=there * given)
    shown_as_typed = column.kind is Kind.PERCENT and not cell.is_percent  # 5 and not 0.05
    return cell._replace(value=there + (given * 100 if shown_as_typed else given))


def _as_number(value: RawCell, column: Column) -> RawCell:
    """A value as a number where its column holds numbers: the cells of What-ifs are texts. `5 %` is a share there too."""
    if column.kind in NUMBERS and isinstance(value.value, str) and (number := number_in(value.value)) is not None:
        share = value.value.strip().endswith("%")
        return value._replace(value=number / 100 if share else number, number_format="0%" if share else "General")
    return value
