"""Checks of the What-ifs sheet: which cells each row changes, and values that fit the action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.changes import SETTINGS_FIELD
from model.excel.problems import Problems
from model.excel.words import Guesser, clean, fold, listed, quoted
from model.schema import SETTINGS, SHEETS, Column, Kind, Sheet
from model.workbook.checks.check import check
from model.workbook.draft import Draft, Row
from model.workbook.tables.headers import match
from model.workbook.tables.settings import SETTINGS_COLUMNS
from model.workbook.tables.where import find_column, number_in, rows_where

NUMBERS = (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER)
CHANGEABLE: Mapping[str, Sheet] = {
    fold(sheet.name): sheet for sheet in (SETTINGS_COLUMNS, *SHEETS) if sheet.name not in ("What-ifs", "Studies")
}
VALUE, NAME = SETTINGS_COLUMNS.column("Value"), SETTINGS_COLUMNS.column("Setting")


@dataclass(frozen=True)
class Target:
    """The cells that one row of What-ifs changes: a sheet by field name, its Excel rows (none of Settings), and the column or
    setting."""

    sheet: str
    rows: tuple[int, ...]
    column: Column


@check()
def check_what_ifs(draft: Draft, problems: Problems) -> None:
    """Each row names a sheet, a column of it, rows by `column=value; ...`, and a value that fits."""
    for row in draft["what_ifs"]:
        find_target(row, draft, problems)


def find_target(row: Row, draft: Draft, problems: Problems) -> Target | None:
    """What a row changes; None where it cannot be told, which is reported, here or by those who read its cells."""
    typed = row.text("sheet")
    if not typed or row.bad & {"sheet", "where", "column", "action"} or not row.text("column"):
        return None
    sheet = CHANGEABLE.get(fold(typed))
    if sheet is None:
        names = [sheet.name for sheet in CHANGEABLE.values()]
        nearest = Guesser(names).nearest(typed)
        problems.error(
            row.at("sheet"),
            f"there is no sheet {quoted(typed)} that a what-if can change",
            listed(names),
            f"Change it to {quoted(nearest)}." if nearest else "Type the name of a sheet.",
            nearest,
        )
        return None
    target = _setting(row, problems) if sheet is SETTINGS_COLUMNS else _cells(row, sheet, draft, problems)
    return target if target is not None and _value_fits(row, target.column, problems) else None


def _cells(row: Row, sheet: Sheet, draft: Draft, problems: Problems) -> Target | None:
    column = find_column(row.text("column"), sheet.name, sheet.columns, row.at("column"), problems)
    before = len(problems.found)
    rows = rows_where(row.text("where"), sheet.field, draft, row.at("where"), problems)
    if not rows and len(problems.found) == before and not draft.incomplete(sheet.field):
        problems.error(
            row.at("sheet"),
            f"the sheet {sheet.name} has no rows",
            "a sheet with rows to change",
            f"Add the row to {sheet.name}, so that it counts for nothing, and let the what-if change it.",
        )
    return Target(sheet.field, tuple(one.number for one in rows), column) if rows and column else None


def _setting(row: Row, problems: Problems) -> Target | None:
    """A setting by its name under Column, or as `Setting=name` under Where, with Value under Column."""
    typed, where, place = row.text("column"), row.text("where"), row.at("column")
    if match(typed, (VALUE,)):
        name, equals, typed = where.partition("=")
        place = row.at("where")
        if not (equals and match(name, (NAME,))):
            problems.error(
                place,
                f"{quoted(where)} names no setting",
                "Setting=name",
                "Write, for example, Setting=Discount rate; or the setting's name under Column.",
            )
            return None
    elif where:
        problems.error(
            row.at("where"),
            f"{quoted(where)} beside a setting that Column names",
            "a blank cell",
            "Clear it, as a setting has one line.",
        )
        return None
    column = find_column(clean(typed), "Settings", SETTINGS, place, problems)
    return Target(SETTINGS_FIELD, (), column) if column else None


def _value_fits(row: Row, column: Column, problems: Problems) -> bool:
    """Factors and addends are numbers, of columns of numbers; a value may be blank only to clear a cell."""
    action = row.value("action")
    if action == "set":
        return "value" not in row.bad
    if column.kind not in NUMBERS:
        problems.error(
            row.at("action"),
            f"{column.name} is no number that one could {action}",
            "set",
            "Set the value instead.",
        )
        return False
    if "value" not in row.bad and number_in(row.text("value")) is None:
        problems.error(
            row.at("value"),
            f"{quoted(row.text('value'))} where a number belongs",
            f"a number to {action}",
            "Type the number.",
        )
        return False
    return "value" not in row.bad
