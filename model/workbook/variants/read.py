"""The What-ifs sheet read: each what-if is typed into a copy of the workbook, which is read and checked like any other.

So a what-if is sound if the workbook edited by hand would be; only that its problems stand in the cells of What-ifs.
"""

from __future__ import annotations

from collections.abc import Collection

from model.changes import Variant
from model.excel.addresses import column_number
from model.excel.problems import Problems
from model.excel.raw import RawBook
from model.excel.words import fold, quoted
from model.workbook.checks.what_ifs import find_target
from model.workbook.draft import Draft
from model.workbook.variants.edits import EditedBook
from model.workbook.variants.steps import Step, read_edited, told_apart


def what_if_names(draft: Draft) -> list[str]:
    """The names of the what-ifs, in the order in which they are first typed."""
    names: dict[str, str] = {}
    for row in draft["what_ifs"]:
        if row.text("what_if"):
            names.setdefault(fold(row.text("what_if")), row.text("what_if"))
    return list(names.values())


def read_variants(
    book: RawBook, as_read: Draft, draft: Draft, problems: Problems, only: Collection[str] | None = None
) -> tuple[Variant, ...]:
    """The what-ifs of a workbook that was read (`as_read`) and checked (`draft`), those named in `only` where it is given.

    Their errors are added to `problems`, but for those that the workbook itself has. What would only be warned of is not
    told: a what-if goes to extremes on purpose. One with a row that cannot be understood, which is told already, is left out.
    """
    wanted = None if only is None else {fold(name) for name in only}
    known = {told_apart(problem) for problem in problems.found}
    variants = []
    for name in what_if_names(draft):
        if wanted is None or fold(name) in wanted:
            steps = _steps(name, book, draft)
            if steps:
                label = f"what-if {quoted(name)}"
                edited = EditedBook.of(book, draft)
                variants.append(read_edited(name, label, steps, edited, as_read, known, problems))
    return tuple(variants)


def _steps(name: str, book: RawBook, draft: Draft) -> list[Step]:
    """The rows of a what-if; none where one of them cannot be understood."""
    table = draft["what_ifs"]
    cells = next(sheet for sheet in book.sheets if sheet.title == table.title).rows
    at = column_number(table.letters["value"]) if "value" in table.letters else 0
    steps = []
    for row in (row for row in table if fold(row.text("what_if")) == fold(name)):
        target = find_target(row, draft, Problems())
        if target is None:
            return []
        value = None if row.blank("value") else cells[row.number].get(at)
        named = row.at("where" if row.typed("where") else "column")
        steps.append(Step(target, row.value("action"), value, row.at("value"), named))
    return steps
