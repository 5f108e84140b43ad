"""The What-ifs sheet read: each what-if is typed into a copy of the workbook, which is read and checked like any other.

So a what-if is sound if the workbook edited by hand would be; only that its problems stand in the cells of What-ifs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from model.changes import SETTINGS_FIELD, Action, Change, Variant
from model.excel.addresses import column_number
from model.excel.problems import Problem, Problems
from model.excel.raw import RawBook, RawCell
from model.excel.words import fold, quoted
from model.workbook.checks.run import check_for_errors
from model.workbook.checks.what_ifs import Target, find_target
from model.workbook.draft import Draft, Place, Row
from model.workbook.tables.read import read_tables
from model.workbook.variants.edits import EditedBook, NothingThereError, amount

Told = tuple[str, str, str]  # what tells problems apart: sheet, cell, what was found


@dataclass(frozen=True)
class _Step:
    """One row of a what-if: the cells it changes, and the value as typed (None where blank)."""

    row: Row
    target: Target
    action: Action
    value: RawCell | None


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
    known = {_told(problem) for problem in problems.found}
    variants = []
    for name in what_if_names(draft):
        if wanted is None or fold(name) in wanted:
            steps = _steps(name, book, draft)
            if steps:
                variants.append(_read(name, steps, EditedBook.of(book, draft), as_read, known, problems))
    return tuple(variants)


def _steps(name: str, book: RawBook, draft: Draft) -> list[_Step]:
    """The rows of a what-if; none where one of them cannot be understood."""
    table = draft["what_ifs"]
    cells = next(sheet for sheet in book.sheets if sheet.title == table.title).rows
    at = column_number(table.letters["value"]) if "value" in table.letters else 0
    steps = []
    for row in (row for row in table if fold(row.text("what_if")) == fold(name)):
        target = find_target(row, draft, Problems())
        if target is None:
            return []
        steps.append(_Step(row, target, row.value("action"), None if row.blank("value") else cells[row.number].get(at)))
    return steps


def _read(
    name: str, steps: list[_Step], edited: EditedBook, as_read: Draft, known: set[Told], problems: Problems
) -> Variant:
    """One what-if, its problems added to those that are there."""
    for step in steps:
        try:
            edited.change(step.target, step.action, step.value, step.row.at("value"))
        except NothingThereError:
            problems.error(
                step.row.at("where" if step.row.typed("where") else "column"),
                f"a cell of {step.target.column.name} is blank and has no default: there is nothing to {step.action}",
                "rows with a number there",
                "Choose other rows under Where, or set the value instead.",
            )
            return Variant(name, ())
    found = Problems()
    draft = read_tables(edited.book, found, as_read)
    check_for_errors(draft, found)
    _tell([one for one in found.errors if _told(one) not in known], name, steps, edited, problems)
    return _variant(name, steps, draft)


def _told(problem: Problem) -> Told:
    return problem.sheet, problem.cell, problem.found


def _tell(new: Iterable[Problem], name: str, steps: list[_Step], edited: EditedBook, problems: Problems) -> None:
    """Problems of the edited workbook, in the cell of What-ifs that brings them about: the one whose value stands in the
    cell, or else the first of the what-if that changes the sheet, or any. The same problem of many cells is told once."""
    places = {step.row.at("value"): step for step in steps}
    first: dict[tuple[Place, str], Problem] = {}
    count: Counter[tuple[Place, str]] = Counter()
    for problem in new:
        source = edited.cells.get((problem.sheet, problem.cell))
        if source is None:
            titles = {place: title for (title, _), place in edited.cells.items()}
            source = next((place for place in places if titles.get(place) == problem.sheet), next(iter(places)))
        key: tuple[Place, str] = (source, problem.found)
        first.setdefault(key, replace(problem, sheet=source[0], cell=source[1], found=problem.place))
        count[key] += 1
    for key, problem in first.items():
        more = count[key] - 1
        where = f", {problem.found}" if problem.found else ""
        others = f" and {more} other cell{'s' if more > 1 else ''}" if more else ""
        problems.found.append(replace(problem, found=f"with what-if {quoted(name)}{where}{others}: {key[1]}"))


def _variant(name: str, steps: list[_Step], edited: Draft) -> Variant:
    """The changes of the case that come to the same. New values are those read of the edited cells; a column that several
    rows change gets what they come to together."""
    columns: dict[tuple[str, str], list[_Step]] = {}
    for step in steps:
        columns.setdefault((step.target.sheet, step.target.column.field), []).append(step)
    changes: list[Change] = []
    typed: list[Place] = []
    for (sheet, column), own in columns.items():
        rows = tuple(sorted({row for step in own for row in step.target.rows}))
        first = own[0]
        if len(own) == 1 and first.action != "set" and first.value is not None:
            factor = amount(first.value, first.action, first.target.column)
            changes.append(Change(sheet, rows, column, first.action, factor))
        elif sheet == SETTINGS_FIELD:
            changes.append(Change(sheet, (), column, "set", edited.settings.typed(column)))
        else:
            values = {row.number: row.typed(column) for row in edited[sheet] if row.number in rows}
            alike = [rows] if len(own) == 1 else [(row,) for row in rows]  # one row sets all its cells to the same
            changes += [Change(sheet, part, column, "set", values.get(part[0])) for part in alike]
        typed += [_last(own, change.rows) for change in changes[len(typed) :]]
    return Variant(name, tuple(changes), tuple(typed))


def _last(steps: list[_Step], rows: tuple[int, ...]) -> Place:
    """Where the value of the last of the steps stands that change these rows."""
    own = [step for step in steps if not rows or set(rows) <= set(step.target.rows)]
    return (own or steps)[-1].row.at("value")
