"""Excel in: a planner's workbook becomes a checked case, or every one of its problems in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from model.case import Case, make_settings, make_table
from model.changes import Variant
from model.excel.problems import BadWorkbook, Problem, Problems
from model.excel.raw import Value
from model.excel.read import read
from model.excel.recognise import refuse_result
from model.schema import SHEETS
from model.workbook.checks.run import check_all
from model.workbook.draft import Draft
from model.workbook.places import Places, places_of
from model.workbook.tables.read import read_tables
from model.workbook.variants.read import read_variants, what_if_names

Grid = list[tuple[Value | None, ...]]


@dataclass(frozen=True)
class Loaded:
    """A checked workbook.

    `fingerprint` is the SHA-256 of the file's bytes; `sheets` all its sheets as typed, (title, rows of values),
    for copying into results: text in them may look like a formula and must be written as text. `places` leads from
    the case back to the cells. `what_ifs` are the names on What-ifs, `variants` those of them that were read.
    """

    case: Case
    warnings: tuple[Problem, ...]
    fingerprint: str
    sheets: tuple[tuple[str, Grid], ...]
    places: Places = field(default_factory=Places)
    what_ifs: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()


def load(path: Path, variants: Collection[str] | bool = False) -> Loaded:
    """Read and check an input workbook without changing it, with the what-ifs of these names, or with all of them: each is
    checked as a workbook of its own. Raises BadWorkbook with all its problems."""
    book = read(path)
    refuse_result(book, path.name)
    problems = Problems()
    draft = read_tables(book, problems)
    as_read = draft.copied() if variants and len(draft["what_ifs"]) else draft
    check_all(draft, problems)
    what_ifs = draft["what_ifs"].title
    found: tuple[Variant, ...] = ()
    if variants and all(problem.sheet == what_ifs for problem in problems.errors):
        found = read_variants(book, as_read, draft, problems, None if variants is True else variants)
    if problems.errors:
        raise BadWorkbook(problems.errors, problems.warnings)
    sheets = tuple((sheet.title, sheet.grid()) for sheet in book.sheets)
    return Loaded(
        _case(path.stem, draft),
        problems.warnings,
        book.fingerprint,
        sheets,
        places_of(draft),
        tuple(what_if_names(draft)),
        found,
    )


def _case(name: str, draft: Draft) -> Case:
    tables = {
        sheet.field: make_table(sheet, ({"row": row.number, **row.values} for row in draft[sheet.field]))
        for sheet in SHEETS
    }
    return Case(name, make_settings(draft.settings.values), draft.calendar, tables)


__all__ = ["BadWorkbook", "Loaded", "Places", "Problem", "load"]
