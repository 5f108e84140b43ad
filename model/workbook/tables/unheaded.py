"""Columns of values under no header: which column of the schema each seems to be, so that none is passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.calendar import Calendar
from model.excel.addresses import column_letter
from model.excel.problems import Problems
from model.excel.raw import RawSheet
from model.excel.words import clean
from model.schema import SHEETS, Column, Kind, Sheet
from model.workbook.tables.convert import FREE_TEXT
from model.workbook.tables.descriptions import header_in_words, lacking_in_words, without_in_words
from model.workbook.tables.renamed import Unknown, unknown_columns

REFERRED = {pair for sheet in SHEETS for column in sheet.columns for pair in column.refers_to}  # sheet and column by name


def read_unheaded(
    sheet: Sheet,
    raw: RawSheet,
    found: Mapping[str, int],
    missing: Sequence[Column],
    calendar: Calendar | None,
    problems: Problems,
) -> list[tuple[Column, int]]:
    """Tell of values under empty headers; the columns that are read under one, and its number.

    `found` are the columns that have a header, by field name, and `missing` those that have none.
    """
    numbers = _unheaded(raw, set(found.values()))
    unknown = unknown_columns(raw, dict.fromkeys(numbers, ""), calendar)
    named: list[tuple[Column, int]] = []
    for number in numbers:
        free = [column for column in missing if column not in [taken for taken, _ in named]]
        place = (raw.title, f"{column_letter(number)}{raw.header_row}")
        meant = _between(sheet, found, free, number, unknown)
        if len(meant) == 1:
            named.append((meant[0], number))
            without = without_in_words(meant[0])
            name = header_in_words(meant[0])
            problems.error(
                place,
                f"the header is empty and the column {name} is missing{without and f', so {without}'}; is this it?",
                f"{name} in row 1",
                f"Type {name}. If it is a column of your own, give it a name of its own.",
                meant[0].header,
            )
        elif _matters(found, free, number, unknown):
            problems.warn(
                place,
                "the header is empty, so the values below it are not read",
                f"the columns of the template{lacking_in_words(free)}",
                "Type the header, if the values belong to the table. No action is needed if they are remarks of your "
                "own.",
            )
    return named


def _unheaded(raw: RawSheet, known: set[int]) -> list[int]:
    """Numbers of the columns without header that have values in rows of the table."""
    headed = {number for number, cell in raw.header.items() if clean(str(cell.value))}
    numbers: set[int] = set()
    for _, cells in raw.data_rows():
        bare = cells.keys() - headed
        if bare and not known.isdisjoint(cells):  # else the row is a remark, and told as such
            numbers |= {number for number in bare if clean(str(cells[number].value))}
    return sorted(numbers)


def _between(
    sheet: Sheet, found: Mapping[str, int], missing: Sequence[Column], number: int, unknown: Unknown
) -> list[Column]:
    """Missing columns that the template has between those to the left and to the right, and that take all the values."""
    order = [column.field for column in sheet.columns]
    left = max((field for field in found if found[field] < number), key=lambda field: found[field], default="")
    right = min((field for field in found if found[field] > number), key=lambda field: found[field], default="")
    if not right:
        return []  # beyond the table everybody writes what he likes
    span = order[order.index(left) + 1 if left else 0 : order.index(right)]
    return [
        column
        for column in missing
        if column.field in span and not _remark(sheet, column) and unknown.fits(number, column)
    ]


def _matters(found: Mapping[str, int], missing: Sequence[Column], number: int, unknown: Unknown) -> bool:
    """Whether values that nobody reads may be meant as the table's: within it, or what a missing column takes. Where a
    column that must be filled is missing, that is told instead."""
    if any(column.required for column in missing):
        return False
    within = number < max(found.values(), default=0)
    return within or any(column.field not in FREE_TEXT and unknown.fits(number, column) for column in missing)


def _remark(sheet: Sheet, column: Column) -> bool:
    """Whether the column takes any text and nothing depends on it."""
    named = column.required or column.refers_to or (sheet.name, column.name) in REFERRED
    return column.kind is Kind.TEXT and not named
