"""A workbook read and checked, before anything is made of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from model.changes import Variant
from model.excel.no_input import refuse_result
from model.excel.problems import BadWorkbook, Problem, Problems, told
from model.excel.raw import RawBook
from model.excel.read import read
from model.garbage import garbage_collector_paused
from model.workbook.checks.run import check_all
from model.workbook.draft import Draft
from model.workbook.tables.read import read_tables
from model.workbook.variants.read import read_variants, what_if_names


@dataclass(frozen=True)
class Checked:
    """A workbook without errors: its raw cells, and what they mean. `what_ifs` are the names on What-ifs, `variants` those
    of them that were read."""

    book: RawBook
    draft: Draft
    warnings: tuple[Problem, ...]
    what_ifs: tuple[str, ...]
    variants: tuple[Variant, ...]


@garbage_collector_paused()
def read_and_check(path: Path, variants: Collection[str] | bool = False) -> Checked:
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
        raise BadWorkbook(told(problems.errors), told(problems.warnings))
    return Checked(book, draft, told(problems.warnings), tuple(what_if_names(draft)), found)
