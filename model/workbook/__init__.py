"""Excel in: a planner's workbook becomes a checked case, or every one of its problems in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from model.case import Case, make_settings, make_table
from model.excel.problems import BadWorkbook, Problem, Problems
from model.excel.raw import Value
from model.excel.read import read
from model.excel.recognise import refuse_result
from model.schema import SHEETS
from model.workbook.checks.run import check_all
from model.workbook.draft import Draft
from model.workbook.places import Places, places_of
from model.workbook.tables.read import read_tables

Grid = list[tuple[Value | None, ...]]


@dataclass(frozen=True)
class Loaded:
    """A checked workbook.

    `fingerprint` is the SHA-256 of the file's bytes; `sheets` all its sheets as typed, (title, rows of values),
    for copying into results: text in them may look like a formula and must be written as text. `places` leads from
    the case back to the cells.
    """

    case: Case
    warnings: tuple[Problem, ...]
    fingerprint: str
    sheets: tuple[tuple[str, Grid], ...]
    places: Places = field(default_factory=Places)


def load(path: Path) -> Loaded:
    """Read and check an input workbook without changing it. Raises BadWorkbook with all its problems."""
    book = read(path)
    refuse_result(book, path.name)
    problems = Problems()
    draft = read_tables(book, problems)
    check_all(draft, problems)
    if problems.errors:
        raise BadWorkbook(problems.errors, problems.warnings)
    sheets = tuple((sheet.title, sheet.grid()) for sheet in book.sheets)
    return Loaded(_case(path.stem, draft), problems.warnings, book.fingerprint, sheets, places_of(draft))


def _case(name: str, draft: Draft) -> Case:
    tables = {
        sheet.field: make_table(sheet, ({"row": row.number, **row.values} for row in draft[sheet.field]))
        for sheet in SHEETS
    }
    return Case(name, make_settings(draft.settings.values), draft.calendar, tables)


__all__ = ["BadWorkbook", "Loaded", "Places", "Problem", "load"]
