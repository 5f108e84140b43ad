"""Which rows of a sheet a planner means by `column=value; column=value`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from model.calendar import Calendar, Span
from model.excel.problems import Problems
from model.excel.raw import RawCell
from model.excel.words import Guesser, clean, fold, listed, quoted
from model.schema import Column, Kind
from model.values import AUTOMATIC, names_in
from model.workbook.draft import Draft, Place, Row
from model.workbook.tables.convert import PLAIN_NUMBER, CellError, convert
from model.workbook.tables.headers import match
from model.workbook.tables.references import BASE

CLOSE = 1e-9  # relative: numbers that are alike


def number_in(text: str) -> float | None:
    """The number of a text such as `60`, `0.5` or `5 %`; None where it is none, or might be two."""
    bare = clean(text).replace(" ", "").removesuffix("%")
    return float(bare) if PLAIN_NUMBER.fullmatch(bare) and math.isfinite(float(bare)) else None


def rows_where(text: str, sheet: str, draft: Draft, place: Place, problems: Problems) -> list[Row]:
    """The rows of a sheet (by field name) that fit every `column=value` of a text, all of them where it is blank. What cannot
    be understood, or fits no row, is reported at `place`."""
    table = draft[sheet]
    rows = [row for row in table if row.number != AUTOMATIC]
    for piece in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, value = piece.partition("=")
        if not equals:
            problems.error(
                place,
                f"{quoted(piece)} names no value",
                "column=value; column=value",
                "Write, for example, Material=Gallium.",
            )
            return []
        column = find_column(name, table.sheet.name, table.sheet.columns, place, problems)
        if column is None:
            return []
        left = [row for row in rows if _fits(value.strip(), row, column, draft.calendar)]
        if rows and not left:
            _report_none(piece, value, column, rows, place, problems)
        rows = left
    return rows


def find_column(
    typed: str, sheet: str, columns: tuple[Column, ...], place: Place, problems: Problems
) -> Column | None:
    """The column of a sheet that a text names; None where it names none or may mean two, which is reported at `place`."""
    found = match(typed, columns)
    if len(found) == 1:
        return found[0]
    if found:
        problems.error(
            place,
            f"{quoted(typed)} may mean two columns of {sheet}",
            listed(c.header for c in found),
            "Write it with its bracket.",
        )
        return None
    headers = [column.header for column in columns]
    nearest = Guesser([column.name for column in columns]).nearest(typed) or Guesser(headers).nearest(typed)
    mend = f"Change it to {quoted(nearest)}." if nearest else "Type the header of a column."
    problems.error(place, f"the sheet {sheet} has no column {quoted(typed)}", listed(headers), mend, nearest)
    return None


def _report_none(
    piece: str, value: str, column: Column, rows: list[Row], place: Place, problems: Problems
) -> None:
    """No row has the value: what the rows have instead."""
    there = list(dict.fromkeys(str(row.typed(column.field)) for row in rows if row.typed(column.field) is not None))
    nearest = Guesser(there).nearest(value) if column.kind in (Kind.TEXT, Kind.CHOICE) else ""
    problems.error(
        place,
        f"no row of {rows[0].table.sheet.name} fits {quoted(piece)}",
        listed(there) if column.kind in (Kind.TEXT, Kind.CHOICE) else f"what stands under {column.name}",
        f"Change it to {quoted(f'{column.name}={nearest}')}." if nearest else "Type what stands in the rows that are meant.",
        nearest,
    )


def _fits(text: str, row: Row, column: Column, calendar: Calendar) -> bool:
    """Whether a row has the value under the column, as it would be typed there; a blank cell has its default, and fits
    nothing typed as well."""
    if not text:
        return row.blank(column.field)
    typed = row.value(column.field)
    if typed is None or typed == "":
        return fold(text) == BASE and BASE in column.also
    return _COMPARED.get(column.kind, _same)(text, typed, column, calendar)


def _same_text(text: str, typed: Any, column: Column, _: Calendar) -> bool:
    names = [str(typed), *(names_in(str(typed)) if column.several else [])]
    return fold(text) in map(fold, names)


def _same_number(text: str, typed: Any, column: Column, _: Calendar) -> bool:
    number = number_in(text)
    if number is None:
        return False
    wanted = number / 100 if column.kind is Kind.PERCENT else number
    return abs(wanted - typed) <= CLOSE * max(abs(typed), 1.0)


def _same(text: str, typed: Any, column: Column, calendar: Calendar) -> bool:
    try:
        wanted = convert(RawCell(text, 1, 1), column, calendar)
    except CellError:
        return False
    if isinstance(wanted, Span) and isinstance(typed, Span):
        return (wanted.start, wanted.end) == (typed.start, typed.end)
    return bool(wanted == typed)


_COMPARED: dict[Kind, Callable[[str, Any, Column, Calendar], bool]] = {
    Kind.TEXT: _same_text,
    Kind.NUMBER: _same_number,
    Kind.PERCENT: _same_number,
    Kind.INTEGER: _same_number,
}
