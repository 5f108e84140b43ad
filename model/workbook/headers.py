"""Which column of the workbook is which column of the schema: by name, and by bracket where a name is not enough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from model.schema import Column, Kind, Sheet
from model.workbook.problems import Problems
from model.workbook.raw import RawCell, RawSheet
from model.workbook.words import Guesser, clean, fold, listed, quoted

# Units a thousand times off, or of other money: a header that names one of them means other figures than the tool reads.
OTHER_UNITS = {
    "kg",
    "kt",
    "lb",
    "lbs",
    "pound",
    "pounds",
    "g",
    "gram",
    "grams",
    "k",
    "thousand",
    "m",
    "mn",
    "mln",
    "million",
    "bn",
    "billion",
    "ktpa",
    "mtpa",
    "eur",
    "cny",
    "rmb",
    "gbp",
    "jpy",
    "aud",
    "cad",
    "oz",
    "toz",
    "month",
    "quarter",
    "days",
    "weeks",
}


@dataclass(frozen=True)
class Header:
    """A header cell taken apart: `name` and `bracket` folded, `shown` as typed."""

    name: str
    bracket: str
    shown: str


def take_apart(text: str) -> Header:
    """Name and bracket of a header such as `Capacity (t/yr)`."""
    name, opened, rest = clean(text).partition("(")
    bracket = rest.rpartition(")")[0] or rest
    return Header(fold(name), re.sub(r"\s+", "", fold(bracket)) if opened else "", clean(text))


def bracket_of(column: Column) -> str:
    return re.sub(r"\s+", "", fold(column.bracket))


def match(text: str, columns: Sequence[Column]) -> list[Column]:
    """The columns a header may mean: none, one, or several where only the bracket could tell."""
    header = take_apart(text)
    named = [column for column in columns if fold(column.name) == header.name]
    if len(named) < 2:
        return named
    return [column for column in named if bracket_of(column) == header.bracket] or named


def read_headers(sheet: Sheet, raw: RawSheet, problems: Problems) -> tuple[dict[str, int], set[str]]:
    """Column numbers by field name, and the fields whose column cannot be told or is missing though required.

    Reports unknown, doubled, ambiguous and missing columns, the last only if rows follow.
    """
    found: dict[str, int] = {}
    unknown: dict[int, str] = {}
    doubtful: set[str] = set()
    for number, cell in sorted(raw.header.items()):
        text, place = str(cell.value), (raw.title, cell.address)
        columns = match(text, sheet.columns)
        if len(columns) > 1:
            headers = listed(column.header for column in columns)
            problems.error(
                place, f"the header {quoted(text)} may mean two columns", headers, "Write the header with its bracket."
            )
            doubtful |= {column.field for column in columns}
        elif not columns:
            unknown[number] = text
        elif columns[0].field in found:
            first = f"{get_column_letter(found[columns[0].field])}1"
            problems.error(
                place,
                f"the column {quoted(text)} stands here and in {first}",
                "each column once",
                "Delete or rename one of the two.",
            )
        else:
            found[columns[0].field] = number
            _check_unit(columns[0], cell, raw.title, problems)
    missing = [c for c in sheet.columns if c.field not in found and c.field not in doubtful]
    _report(sheet, raw, unknown, missing, problems)
    return found, doubtful | {column.field for column in missing if column.required}


def _check_unit(column: Column, cell: RawCell, title: str, problems: Problems) -> None:
    """Complain of a bracket that names another unit than the tool reads; choices and references are not units."""
    if column.kind not in (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER) or not column.bracket:
        return
    wanted, given = bracket_of(column), take_apart(str(cell.value)).bracket
    if not given or given == wanted or given == wanted.split(";")[0]:
        return
    odd = OTHER_UNITS & (set(re.findall(r"[a-z]+", given)) - set(re.findall(r"[a-z]+", wanted)))
    place, found = (title, cell.address), f"the header {quoted(cell.value)} has another unit than this column"
    if odd:
        problems.error(
            place, found, quoted(column.header), f"Convert the figures to {column.bracket} and write the header so."
        )
    else:
        problems.warn(
            place,
            found,
            quoted(column.header),
            f"The figures are read as {column.bracket}; write the header so if they are.",
        )


def _report(sheet: Sheet, raw: RawSheet, unknown: dict[int, str], missing: list[Column], problems: Problems) -> None:
    """Missing columns with the unknown header they may have been renamed to; unknown columns as warnings."""
    has_rows = any(True for _ in raw.data_rows())
    texts = Guesser(unknown.values())
    taken: dict[str, Column] = {}
    for column in missing:
        nearest = texts.nearest(column.header) or texts.nearest(column.name)
        if nearest:
            taken.setdefault(nearest, column)
        if not (column.required and has_rows):
            continue
        number = next((n for n, text in unknown.items() if text == nearest), 0)
        cell = f"{get_column_letter(number)}1" if number else "A1"
        mend = (
            f"Was the column renamed to {quoted(nearest)}? Name it {quoted(column.header)}."
            if nearest
            else "Add the column."
        )
        problems.error(
            (raw.title, cell),
            f"the column {quoted(column.header)} is missing",
            f"{quoted(column.header)} in row 1",
            mend,
            nearest,
        )
    for number, text in unknown.items():
        column_meant = taken.get(text)
        if column_meant is not None and column_meant.required and has_rows:
            continue
        hint = (
            f"Was {quoted(column_meant.header)} meant? Then write it so."
            if column_meant
            else "Delete it, or leave it as a remark."
        )
        problems.warn(
            (raw.title, f"{get_column_letter(number)}1"),
            f"the column {quoted(text)} is not known and is not used",
            "the columns of the template",
            hint,
            column_meant.header if column_meant else "",
        )
