"""A workbook read and checked, before anything is made of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from model.changes import SweepPlan, Variant
from model.excel.no_input import refuse_result
from model.excel.problems import BadWorkbook, Problem, Problems, told
from model.excel.raw import RawBook
from model.excel.read import read
from model.garbage import garbage_collector_paused
from model.workbook.checks.run import check_all
from model.workbook.draft import Draft
from model.workbook.tables.read import read_tables
from model.workbook.variants.read import read_variants, what_if_names
from model.workbook.variants.sweeps import read_sweeps


@dataclass(frozen=True)
class Checked:
    """A workbook without errors: its raw cells, and what they mean. `what_ifs` are the names on What-ifs, `variants` those
    of them that were read, `sweeps` those of the Studies sheet if they were asked for."""

    book: RawBook
    draft: Draft
    warnings: tuple[Problem, ...]
    what_ifs: tuple[str, ...]
    variants: tuple[Variant, ...]
    sweeps: tuple[SweepPlan, ...] = ()


@garbage_collector_paused()
def read_and_check(path: Path, variants: Collection[str] | bool = False, sweeps: bool = False) -> Checked:
    """Read and check an input workbook without changing it, with the what-ifs of these names, or with all of them, and with
    its sweeps if they are asked for: each is checked as a workbook of its own. Raises BadWorkbook with all its problems."""
    book = read(path)
    refuse_result(book, path.name)
    problems = Problems()
    draft = read_tables(book, problems)
    asked = (variants and len(draft["what_ifs"])) or (sweeps and len(draft["studies"]))
    as_read = draft.copied() if asked else draft
    check_all(draft, problems)
    found: tuple[Variant, ...] = ()
    swept: tuple[SweepPlan, ...] = ()
    if asked and {problem.sheet for problem in problems.errors} <= {draft[name].title for name in ("what_ifs", "studies")}:
        if variants:
            found = read_variants(book, as_read, draft, problems, None if variants is True else variants)
        if sweeps:
            swept = read_sweeps(book, as_read, draft, problems)
    if problems.errors:
        raise BadWorkbook(told(problems.errors), told(problems.warnings))
    return Checked(book, draft, told(problems.warnings), tuple(what_if_names(draft)), found, swept)
