"""Checks of the What-ifs sheet: which cells each row changes, and values that fit the action."""

from __future__ import annotations

from model.excel.problems import Problems
from model.excel.words import quoted
from model.schema import Column, Sheet
from model.workbook.checks.check import check
from model.workbook.draft import Draft, Row
from model.workbook.tables.headers import match
from model.workbook.tables.settings import SETTINGS_COLUMNS
from model.workbook.tables.targets import NUMBERS, Target, find_cells, find_setting, find_sheet
from model.workbook.tables.where import number_in

BY = "a what-if"
VALUE, NAME = SETTINGS_COLUMNS.column("Value"), SETTINGS_COLUMNS.column("Setting")


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
    sheet = find_sheet((typed, row.at("sheet")), BY, problems)
    if sheet is None:
        return None
    target = _setting(row, problems) if sheet is SETTINGS_COLUMNS else _cells(row, sheet, draft, problems)
    return target if target is not None and _value_fits(row, target.column, problems) else None


def _cells(row: Row, sheet: Sheet, draft: Draft, problems: Problems) -> Target | None:
    column, where = ((row.text(name), row.at(name)) for name in ("column", "where"))
    return find_cells(sheet, column, where, row.at("sheet"), BY, draft, problems)


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
    return find_setting((typed, place), problems)


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
