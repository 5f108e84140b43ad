"""Excel in: a planner's workbook becomes a checked case, or every one of its problems in words.

What makes the case is loaded when one is made: tables take longer to load than a workbook takes to check.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from model.changes import SweepPlan, Variant
from model.excel.problems import BadWorkbook, Problem
from model.excel.raw import Value
from model.schema import SHEETS
from model.workbook.checked import read_and_check
from model.workbook.draft import Draft
from model.workbook.places import Places, places_of

if TYPE_CHECKING:
    from model.case import Case

Grid = list[tuple[Value | None, ...]]


@dataclass(frozen=True)
class Loaded:
    """A checked workbook.

    `fingerprint` is the SHA-256 of the file's bytes; `sheets` all its sheets as typed, (title, rows of values),
    for copying into results: text in them may look like a formula and must be written as text. `places` leads from
    the case back to the cells. `what_ifs` are the names on What-ifs, `variants` those of them that were read, `sweeps`
    those of the Studies sheet if they were asked for.
    """

    case: Case
    warnings: tuple[Problem, ...]
    fingerprint: str
    sheets: tuple[tuple[str, Grid], ...]
    places: Places = field(default_factory=Places)
    what_ifs: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    sweeps: tuple[SweepPlan, ...] = ()


def load(path: Path, variants: Collection[str] | bool = False, sweeps: bool = False) -> Loaded:
    """Read and check an input workbook without changing it, with the what-ifs of these names, or with all of them, and with
    its sweeps if they are asked for: each is checked as a workbook of its own. Raises BadWorkbook with all its problems."""
    checked = read_and_check(path, variants, sweeps)
    return Loaded(
        _case(path.stem, checked.draft),
        checked.warnings,
        checked.book.fingerprint,
        tuple((sheet.title, sheet.grid()) for sheet in checked.book.sheets),
        places_of(checked.draft),
        checked.what_ifs,
        checked.variants,
        checked.sweeps,
    )


def _case(name: str, draft: Draft) -> Case:
    from model.case import Case, make_settings, make_table

    tables = {
        sheet.field: make_table(sheet, ({"row": row.number, **row.values} for row in draft[sheet.field]))
        for sheet in SHEETS
    }
    return Case(name, make_settings(draft.settings.values), draft.calendar, tables)


__all__ = ["BadWorkbook", "Loaded", "Places", "Problem", "load", "read_and_check"]
