"""Which unknown header may stand over a missing column: by a like name, or by values that fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from model.calendar import Calendar
from model.excel.raw import RawCell, RawSheet
from model.excel.words import Guesser, fold
from model.schema import Column, Kind
from model.workbook.tables.convert import DATES_AS_TEXT, FREE_TEXT, CellError, convert

SAME_NAME = 0.75  # from so much likeness on, two names are one mistyped; below, they may only be


@dataclass(frozen=True)
class Unknown:
    """Unknown headers of a sheet as typed, by column number, and the cells below each."""

    texts: Mapping[int, str]
    cells: Mapping[int, Sequence[RawCell]]
    rows: int
    calendar: Calendar | None

    def fits(self, number: int, column: Column) -> bool:
        """Whether there are values and each is one the column takes."""
        return bool(self.cells[number]) and all(_takes(column, cell, self.calendar) for cell in self.cells[number])

    def full(self, number: int) -> bool:
        return len(self.cells[number]) == self.rows


def unknown_columns(raw: RawSheet, texts: Mapping[int, str], calendar: Calendar | None) -> Unknown:
    lines = [cells for _, cells in raw.data_rows()]
    below = {number: [cells[number] for cells in lines if number in cells] for number in texts}
    return Unknown(texts, below, len(lines), calendar)


def _takes(column: Column, cell: RawCell, calendar: Calendar | None) -> bool:
    if column.kind is Kind.TEXT and column.field not in DATES_AS_TEXT and not isinstance(cell.value, str):
        return False  # a number can be read as a name, but is hardly meant as one
    try:
        convert(cell, column, calendar)
    except CellError:
        return False
    return True


def candidates(missing: Sequence[Column], unknown: Unknown) -> dict[str, list[int]]:
    """Headers that may be those of missing columns which must be filled, by field name: the one whose name is all but the
    same; else those with values that fit, and the one whose name is close. The only one for a column is no other's."""
    required = [column for column in missing if column.required]
    found = {column.field: _same(column, unknown.texts) for column in required}
    taken = {number for numbers in found.values() for number in numbers}
    free = {number: text for number, text in unknown.texts.items() if number not in taken}
    for column in required:
        if not found[column.field]:
            fitting = [number for number in free if unknown.fits(number, column)]
            likely = {number for number in fitting if unknown.full(number)} or set(fitting)
            found[column.field] = sorted(likely | _close(column, free))
    certain = {numbers[0] for numbers in found.values() if len(numbers) == 1}
    return {
        field: numbers if len(numbers) < 2 else [number for number in numbers if number not in certain]
        for field, numbers in found.items()
    }


def _same(column: Column, texts: Mapping[int, str]) -> list[int]:
    """The header whose name is most like the column's, if it is all but the same."""
    best = max(texts, key=lambda number: _likeness(texts[number], column), default=0)
    return [best] if best and _likeness(texts[best], column) >= SAME_NAME else []


def _close(column: Column, texts: Mapping[int, str]) -> set[int]:
    """The header whose text is somewhat like the column's."""
    guesser = Guesser(texts.values())
    nearest = guesser.nearest(column.header) or guesser.nearest(column.name)
    return {next(number for number, text in texts.items() if text == nearest)} if nearest else set()


def optional_meant(number: int, missing: Sequence[Column], unknown: Unknown) -> tuple[Column | None, bool]:
    """The column, of those that may stay blank, that a header is close to in name or whose few words stand below it; and
    whether its name is all but the same."""
    text = unknown.texts[number]
    optional = [column for column in missing if not column.required]
    ranked = sorted(((_likeness(text, column), column) for column in optional), key=lambda one: -one[0])
    if ranked and ranked[0][0] >= SAME_NAME:
        return ranked[0][1], ranked[0][1].field not in FREE_TEXT
    names = {fold(name): column for column in missing for name in (column.header, column.name)}
    named = names.get(fold(Guesser(names).nearest(text)))
    worded = (
        column for column in missing if column.kind in (Kind.CHOICE, Kind.YES_NO) and unknown.fits(number, column)
    )
    return named or next(worded, None), False


def _likeness(text: str, column: Column) -> float:
    """How alike a header and a column's are, from 0 to 1, apart from brackets, spaces and marks; a header without a bracket
    may tell the unit in its name."""
    bare = _squeezed(text.partition("(")[0])
    forms = [column.name] if "(" in text else [column.name, column.header]
    return max(SequenceMatcher(None, bare, _squeezed(form)).ratio() for form in forms)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))
