"""Sheets that are wanting: names that lead to a sheet which is absent or empty, told once for the sheet; no demand at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.excel.problems import Problems
from model.excel.words import listed, quoted
from model.schema import SHEETS, Column
from model.workbook.draft import Draft, Row, Table

SHOWN = 3  # names that a message gives as examples
NO_DEMAND = "there is no demand to plan for: "


@dataclass(frozen=True)
class Unresolved:
    """A name in a cell that nothing declares; `names` are those it could have been, by folded name."""

    row: Row
    column: Column
    name: str
    nearest: str
    names: Mapping[str, str]


def report_sheets_wanting(draft: Draft, unresolved: Sequence[Unresolved], problems: Problems) -> list[Unresolved]:
    """Tell of sheets that names lead to but that have no rows; the names that must be told one by one."""
    by_sheet: dict[str, list[Unresolved]] = {}
    rest = []
    for one in unresolved:
        sheet = _wanting(draft, one)
        if sheet:
            by_sheet.setdefault(sheet, []).append(one)
        else:
            rest.append(one)
    for sheet, ones in by_sheet.items():
        if len(ones) == 1 and not _alone(ones[0]):
            rest += ones  # one name that could stand elsewhere is likely a mistyped one
        else:
            _report(draft, draft[sheet], ones, problems)
    _check_demand(draft, problems)
    return rest


def _alone(one: Unresolved) -> bool:
    """Whether the name can stand on one sheet only."""
    return len({sheet for sheet, _ in one.column.refers_to}) == 1


def _wanting(draft: Draft, one: Unresolved) -> str:
    """The sheet without rows that should declare the name, "" if it is a name like others, or for sheets that have rows."""
    tables = [draft[sheet.field] for sheet in SHEETS if sheet.name in {name for name, _ in one.column.refers_to}]
    empty = [table for table in tables if not table.rows]
    if len(empty) < len(tables):
        empty = [] if one.nearest else [table for table in empty if not table.present]
    return empty[0].sheet.field if empty else ""


def _report(draft: Draft, table: Table, ones: Sequence[Unresolved], problems: Problems) -> None:
    table.incomplete = True
    names = list(dict.fromkeys(quoted(one.name) for one in ones))
    shown = listed([*names[:SHOWN], "others"] if len(names) > SHOWN else names, "and")
    first = " ".join(ones[0].row.at(ones[0].column.field))
    cells = (
        f"{first} and {len(ones) - 1} other cells name"
        if len(ones) > 2
        else (f"{first} and another cell name" if len(ones) == 2 else f"{first} names")
    )
    problems.error(
        table.first_place,
        f"{NO_DEMAND if table is draft['demand'] else ''}{table.emptiness}, but {cells} {shown}",
        f"a sheet {quoted(table.sheet.name)} with a row for each of them",
        "Add the rows, or correct the names."
        if table.present
        else f"If it has another name, rename it to {quoted(table.sheet.name)}; else add it as in the template, or correct "
        "the names.",
    )


def _check_demand(draft: Draft, problems: Problems) -> None:
    """A plan without demand protects nobody: an error where a target counts on nothing else, else a warning."""
    table = draft["demand"]
    if table.rows or table.incomplete or not draft["materials"].rows:
        return
    in_days = (row for row in draft["targets"] if row.typed("days_of_cover") and not row.typed("tonnes"))
    counting = next(in_days, None)
    state = f"{NO_DEMAND}{table.emptiness}"
    if counting is not None:
        table.incomplete = True
        where = " ".join(counting.at("days_of_cover"))
        problems.error(
            table.first_place,
            f"{state}, but {where} asks for days of it",
            "tonnes a year of each material that is wanted",
            "Fill in Demand, or give the target in tonnes.",
        )
    else:
        problems.warn(
            table.first_place,
            f"{state}, so nothing can run short and the reserve protects nobody",
            "",
            "Fill in Demand, unless the plan is about targets or trade alone.",
        )
