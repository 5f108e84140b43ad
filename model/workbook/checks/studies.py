"""Checks of the Studies sheet: what a sweep goes over and its values, and cells that a study makes no use of."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from model.excel.problems import Problems, Warnings
from model.excel.raw import RawCell
from model.excel.words import Guesser, clean, fold, listed, quoted
from model.schema import SETTINGS, Column, Kind
from model.schema.studies import SIMULATION, SWEEP, TAKES_OVER, TAKES_VALUES
from model.workbook.checks.check import check, doubt
from model.workbook.draft import Draft, Row
from model.workbook.tables.convert import CellError, convert, wanted
from model.workbook.tables.settings import SETTINGS_COLUMNS
from model.workbook.tables.targets import NUMBERS, Target, find_cells, find_setting, find_sheet
from model.workbook.tables.value_lists import HOW_VALUES_ARE_TYPED, MOST_POINTS, ValueList, value_list
from model.workbook.tables.where import number_in

BY = "a sweep"
CHECKED_APART = (SIMULATION,)  # by checks of their own
HOW_CELLS_ARE_NAMED = "Sheet: Column [column=value; …], or Settings: name"
EXAMPLE = "Write, for example, Finance: Amount [Tranche=EXIM loan]."
AXES = re.compile(r"\|(?![^\[]*\])")  # a bar that stands in no square brackets
CELLS = re.compile(r"(?P<sheet>[^:\[\]]+):(?P<column>[^\[\]]+)(\[(?P<where>.*)\])?")


@dataclass(frozen=True)
class FoundAxis:
    """What a sweep goes over, as typed, its cells, and their values."""

    over: str
    target: Target
    listed: ValueList


@check()
def check_sweeps(draft: Draft, problems: Problems) -> None:
    """Each sweep names cells of numbers, or two lots of them, and values that fit them."""
    for row in sweeps_of(draft):
        find_axes(row, draft, problems)


@doubt()
def check_cells_without_use(draft: Draft, problems: Warnings) -> None:
    """A study says nothing under Over or Values that it makes no use of."""
    for row in draft["studies"]:
        study = row.text("study")
        for name, header, takes in (("over", "Over", TAKES_OVER), ("values", "Values", TAKES_VALUES)):
            if study and row.text(name) and study not in (*takes, *CHECKED_APART):
                problems.warn(
                    row.at(name),
                    f"{quoted(row.text(name))}, of which the study {quoted(study)} makes no use",
                    f"a blank cell; {header} is for {listed(sorted(takes), 'and')}",
                    "Clear it, or choose another study.",
                )


@doubt()
def check_studies_typed_twice(draft: Draft, problems: Warnings) -> None:
    """A row says what another row does not."""
    rows = [row for row in draft["studies"] if row.text("study") and row.value("on")]
    said = [tuple(fold(row.text(name)) for name in ("study", "over", "values")) for row in rows]
    count = Counter(said)
    for number, (row, one) in enumerate(zip(rows, said, strict=True)):
        if count[one] > 1 and one in said[:number]:
            problems.warn(
                row.at("study"),
                f"the same study as in row {rows[said.index(one)].number}",
                "each study once",
                "Delete the row, or give it other cells or values.",
            )


def sweeps_of(draft: Draft) -> list[Row]:
    """The rows of sweeps that are run."""
    return [row for row in draft["studies"] if row.text("study") == SWEEP and "on" not in row.bad and row.value("on")]


def find_axes(row: Row, draft: Draft, problems: Problems) -> tuple[FoundAxis, ...]:
    """What a sweep goes over; nothing where it cannot be told, which is reported."""
    before = len(problems.found)
    for name, header, how in (("over", "Over", HOW_CELLS_ARE_NAMED), ("values", "Values", HOW_VALUES_ARE_TYPED)):
        if row.blank(name):
            problems.error(row.at(name), f"a sweep without {header}", how, f"Fill in {header}.")
    overs = list(map(clean, AXES.split(row.text("over")))) if row.text("over") else []
    lists = list(map(clean, row.text("values").split("|"))) if row.text("values") else []
    if len(overs) > 2:
        problems.error(row.at("over"), f"{len(overs)} things to go over", "one, or two of them", "Make two sweeps of it.")
    elif overs and lists and len(overs) != len(lists):
        problems.error(
            row.at("values"),
            f"{_counted(len(lists))} for {len(overs)} thing{'s' if len(overs) > 1 else ''} to go over",
            f"{_counted(len(overs))}, joined by | where it is two",
            "Give each a list of its own.",
        )
    if len(problems.found) > before or row.bad & {"over", "values"}:
        return ()
    targets = [_target(over, row, draft, problems) for over in overs]
    found = [_values(text, target, row, problems) for text, target in zip(lists, targets, strict=True)]
    axes = tuple(
        FoundAxis(over, target, values)
        for over, target, values in zip(overs, targets, found, strict=True)
        if target is not None and values is not None
    )
    if len(problems.found) == before and len(axes) == 2:
        _report_grid(axes[0], axes[1], row, problems)
    return axes if len(problems.found) == before else ()


def _counted(lists: int) -> str:
    return "one list of values" if lists == 1 else f"{lists} lists of values"


def _report_grid(first: FoundAxis, second: FoundAxis, row: Row, problems: Problems) -> None:
    points = len(first.listed.values) * len(second.listed.values)
    if points > MOST_POINTS:
        problems.error(row.at("values"), f"a grid of {points} points", f"at most {MOST_POINTS}", "Give fewer values.")
    if first.target.column is second.target.column and (
        set(first.target.rows) & set(second.target.rows) or not first.target.rows
    ):
        problems.error(
            row.at("over"), "the same cell in both halves of a grid", "two lots of cells", "Name other cells in one of them."
        )


def _target(over: str, row: Row, draft: Draft, problems: Problems) -> Target | None:
    place = row.at("over")
    parts = CELLS.fullmatch(over)
    if parts is None:
        problems.error(place, f"{quoted(over)} names no column of a sheet", HOW_CELLS_ARE_NAMED, EXAMPLE)
        return None
    column, where = (clean(parts["column"]), place), (clean(parts["where"] or ""), place)
    sheet = find_sheet((clean(parts["sheet"]), place), BY, problems)
    if sheet is None:
        return None
    if sheet is SETTINGS_COLUMNS and where[0]:
        problems.error(place, f"[{where[0]}] behind a setting", "Settings: name", "Leave it out, as a setting has one line.")
        return None
    if sheet is SETTINGS_COLUMNS:
        target = find_setting(column, problems)
    else:
        target = find_cells(sheet, column, where, place, BY, draft, problems)
    columns = SETTINGS if sheet is SETTINGS_COLUMNS else sheet.columns
    return target if target is None or _holds_numbers(target, columns, row, problems) else None


def _holds_numbers(target: Target, columns: tuple[Column, ...], row: Row, problems: Problems) -> bool:
    if target.column.kind in NUMBERS:
        return True
    numbers = [column.header for column in columns if column.kind in NUMBERS]
    nearest = Guesser(numbers).nearest(target.column.header)
    problems.error(
        row.at("over"),
        f"{target.column.name} holds no numbers that a sweep could go over",
        listed(numbers) or "a setting or column of numbers",
        f"Change it to {quoted(nearest)}." if nearest else "Name a column of numbers; for other values use What-ifs.",
        nearest,
    )
    return False


def _values(text: str, target: Target | None, row: Row, problems: Problems) -> ValueList | None:
    """The values of a list; None where one is not what the cells take, which is reported."""
    try:
        found = value_list(text)
        if target is not None and not found.multiples:
            for value in found.values:
                convert(typed_number(value), target.column, None)
    except CellError as fault:
        problems.error(row.at("values"), fault.found, fault.allowed, fault.mend, fault.nearest)
        return None
    numbers = [number_in(value) for value in found.values]
    if len(set(numbers)) < len(numbers):
        problems.warn(row.at("values"), f"a value typed twice in {quoted(text)}", "each value once", "Leave one of them out.")
    if found.multiples and target is not None and target.column.kind is Kind.INTEGER:
        problems.error(
            row.at("values"), f"multiples of {target.column.name}", wanted(target.column), "Type the values themselves."
        )
        return None
    return found


def typed_number(value: str) -> RawCell:
    """A value of a list as the cell that a planner would have typed."""
    number = number_in(value)
    assert number is not None
    share = value.endswith("%")
    return RawCell(number / 100 if share else number, 1, 1, "0%" if share else "General")
