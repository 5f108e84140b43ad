"""Which cells a planner means who names a sheet, a column of it and rows, or a setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.changes import SETTINGS_FIELD
from model.excel.problems import Problems
from model.excel.words import Guesser, clean, fold, listed, quoted
from model.schema import SETTINGS, SHEETS, Column, Kind, Sheet
from model.workbook.draft import Draft, Place
from model.workbook.tables.settings import SETTINGS_COLUMNS
from model.workbook.tables.where import find_column, rows_where

NUMBERS = (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER)
CHANGEABLE: Mapping[str, Sheet] = {
    fold(sheet.name): sheet for sheet in (SETTINGS_COLUMNS, *SHEETS) if sheet.name not in ("What-ifs", "Studies")
}
Typed = tuple[str, Place]
"""A text, and the cell in which it stands."""


@dataclass(frozen=True)
class Target:
    """Cells that take another value: a sheet by field name, its Excel rows (none of Settings), and the column or setting."""

    sheet: str
    rows: tuple[int, ...]
    column: Column


def find_sheet(named: Typed, changed_by: str, problems: Problems) -> Sheet | None:
    """The sheet of that name, Settings too; None where there is none that `changed_by` can change, which is reported."""
    typed, place = named
    sheet = CHANGEABLE.get(fold(typed))
    if sheet is None:
        names = [sheet.name for sheet in CHANGEABLE.values()]
        nearest = Guesser(names).nearest(typed)
        problems.error(
            place,
            f"there is no sheet {quoted(typed)} that {changed_by} can change",
            listed(names),
            f"Change it to {quoted(nearest)}." if nearest else "Type the name of a sheet.",
            nearest,
        )
    return sheet


def find_cells(
    sheet: Sheet, column: Typed, where: Typed, place: Place, changed_by: str, draft: Draft, problems: Problems
) -> Target | None:
    """The cells of a column in the rows that fit `where`; None where there are none, which is reported: of a sheet without
    rows at `place`, where its name stands."""
    found = find_column(column[0], sheet.name, sheet.columns, column[1], problems)
    before = len(problems.found)
    rows = rows_where(where[0], sheet.field, draft, where[1], problems)
    if not rows and len(problems.found) == before and not draft.incomplete(sheet.field):
        problems.error(
            place,
            f"the sheet {sheet.name} has no rows",
            "a sheet with rows to change",
            f"Add the row to {sheet.name}, so that it counts for nothing, and let {changed_by} change it.",
        )
    return Target(sheet.field, tuple(one.number for one in rows), found) if rows and found else None


def find_setting(named: Typed, problems: Problems) -> Target | None:
    """The setting of that name; None where there is none, which is reported."""
    column = find_column(clean(named[0]), "Settings", SETTINGS, named[1], problems)
    return Target(SETTINGS_FIELD, (), column) if column else None
