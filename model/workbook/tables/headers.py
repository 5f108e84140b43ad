"""Which column of the workbook is which column of the schema: by name, and by bracket where a name is not enough."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.calendar import Calendar
from model.excel.problems import Problems
from model.excel.raw import RawSheet
from model.excel.words import clean, fold, listed, quoted
from model.schema import Column, Kind, Sheet
from model.workbook.tables.descriptions import header_in_words, lacking_in_words, without_in_words
from model.workbook.tables.renamed import Unknown, candidates, optional_meant, unknown_columns
from model.workbook.tables.unheaded import read_unheaded
from model.workbook.tables.unit_words import bracket_text, has_other_unit


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


def read_headers(
    sheet: Sheet, raw: RawSheet, calendar: Calendar | None, problems: Problems
) -> tuple[dict[str, int], set[str], set[str]]:
    """Column numbers by field name; the fields whose column is told to be ambiguous, or missing though required; and those
    whose header is told to name another unit, so that their figures mean something else.

    Reports unknown, doubled, ambiguous and missing columns, the last only if rows follow: an empty sheet lacks nothing. A
    column that seems to be renamed is reported, and read as what it seems to be, so that nothing else is told of its absence.
    """
    found: dict[str, int] = {}
    texts: dict[int, str] = {}
    doubtful: set[str] = set()
    foreign: set[str] = set()
    for number, cell in sorted(raw.header.items()):
        text, place = str(cell.value), (raw.title, cell.address)
        if not clean(text):
            continue
        columns = match(text, sheet.columns)
        if len(columns) > 1:
            headers = listed(column.header for column in columns)
            problems.error(
                place, f"the header {quoted(text)} may mean two columns", headers, "Write the header with its bracket."
            )
            doubtful |= {column.field for column in columns}
        elif not columns:
            texts[number] = text
        elif columns[0].field in found:
            first = raw.header[found[columns[0].field]].address
            problems.error(
                place,
                f"the column {quoted(text)} is here and in {first}",
                "each column once",
                "Delete or rename one of the two.",
            )
        else:
            found[columns[0].field] = number
            foreign |= check_unit(columns[0], text, place, problems)
    missing = [c for c in sheet.columns if c.field not in found and c.field not in doubtful]
    unheaded = read_unheaded(sheet, raw, found, missing, calendar, problems)
    found |= {column.field: number for column, number in unheaded}
    missing = [column for column in missing if column.field not in found]
    unknown = unknown_columns(raw, texts, calendar)
    renamed = _report(raw, missing, unknown, problems)
    for column, number in renamed:
        found[column.field] = number
        header = raw.header[number]
        foreign |= check_unit(column, str(header.value), (raw.title, header.address), problems)
    if unknown.rows:
        doubtful |= {column.field for column in missing if column.required and column.field not in found}
    return found, doubtful, foreign


def _report(raw: RawSheet, missing: list[Column], unknown: Unknown, problems: Problems) -> list[tuple[Column, int]]:
    """Tell of missing columns and unknown headers; the columns that are read under another header, and its number."""
    possible = candidates(missing, unknown) if unknown.rows else {}
    linked = {number for numbers in possible.values() for number in numbers}
    renamed = []
    for column in missing:
        if column.field in possible:
            numbers = possible[column.field]
            _report_missing(raw, column, numbers, unknown.texts, problems)
            if _read_as(numbers, column, unknown):
                renamed.append((column, numbers[0]))
    optional = [column for column in missing if column.field not in possible]
    for number in unknown.texts:
        if number not in linked and (column_meant := _report_unknown(raw, number, optional, unknown, problems)):
            renamed.append((column_meant, number))
            optional.remove(column_meant)
    return renamed


def check_unit(column: Column, text: str, place: tuple[str, str], problems: Problems) -> set[str]:
    """Complain of a header's bracket that names another unit than the tool reads; the field, if the figures are then of
    another size. Choices and references are not units."""
    if column.kind not in (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER):
        return set()
    wanted, given = bracket_of(column), take_apart(text).bracket
    if not given or given == wanted or given == wanted.split(";")[0]:
        return set()
    found = f"the header {quoted(text)} has another unit than this column"
    if given.split(";")[0] == wanted.split(";")[0]:
        problems.warn(
            place,
            f"the header {quoted(text)} gives another meaning of blank cells than they have",
            quoted(column.header),
            "Write the header like that, and fill in blank cells that are meant otherwise.",
        )
        return set()
    if has_other_unit(bracket_text(text), column):
        unit = column.bracket.split(";")[0] or column.name.lower()
        problems.error(place, found, quoted(column.header), f"Convert the figures to {unit} and write the header like that.")
        return {column.field}
    if column.bracket:
        problems.warn(
            place,
            found,
            quoted(column.header),
            f"The figures are read as {column.bracket}; write the header like that if they are.",
        )
    return set()


def _read_as(numbers: list[int], column: Column, unknown: Unknown) -> bool:
    """Whether the values of a header are to be read as those of a missing column: it alone may be it, and all fit."""
    return len(numbers) == 1 and unknown.fits(numbers[0], column)


def _report_missing(
    raw: RawSheet, column: Column, numbers: list[int], texts: Mapping[int, str], problems: Problems
) -> None:
    """A missing column that must be filled, together with the headers that may be its own."""
    shown = [f"{quoted(texts[number])} in {raw.header[number].address}" for number in numbers]
    name = header_in_words(column)
    found, mend = f"the column {name} is missing", "Add the column."
    if len(shown) == 1:
        found, mend = f"{found}; is {shown[0]} it?", f"Rename that header to {name}."
    elif shown:
        found = f"{found}; is it {listed(shown)}?"
        mend = f"Rename the header of the column that holds it to {name}, or add the column."
    cell = raw.header[numbers[0]].address if numbers else f"A{raw.header_row}"
    problems.error((raw.title, cell), found, f"{name} in row 1", mend, column.header if numbers else "")


def _report_unknown(
    raw: RawSheet, number: int, missing: list[Column], unknown: Unknown, problems: Problems
) -> Column | None:
    """A header that no column has: an error, and the column it seems to be, where its figures would be passed over for a
    default; else a warning."""
    text, place = unknown.texts[number], (raw.title, raw.header[number].address)
    column, same = optional_meant(number, missing, unknown)
    without = without_in_words(column) if column else ""
    if column and same and unknown.fits(number, column):
        name = header_in_words(column)
        problems.error(
            place,
            f"the column {name} is missing{without and f', so {without}'}; is {quoted(text)} in {place[1]} it?",
            f"{name} in row 1",
            f"Rename that header to {name}. If it is a column of your own, give it another name.",
            column.header,
        )
        return column
    hint = "No action is needed if it is a column of your own."
    if column:
        hint = f"Was {header_in_words(column)} meant? Then write it like that{without and f'; as it is, {without}'}."
    problems.warn(
        place,
        f"the column {quoted(text)} is not known and is not read",
        f"the columns of the template{lacking_in_words(missing)}",
        hint,
        column.header if column else "",
    )
    return None
