"""Values typed into a copy of the workbook, which is read and checked like any other: its problems stand in the cells that
asked for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from model.changes import SETTINGS_FIELD, Action, Change, Variant
from model.excel.problems import Problem, Problems
from model.excel.raw import RawCell
from model.workbook.checks.run import check_for_errors
from model.workbook.draft import Draft, Place
from model.workbook.tables.read import read_tables
from model.workbook.tables.targets import Target
from model.workbook.variants.edits import EditedBook, NothingThereError, amount

Told = tuple[str, str, str]  # what tells problems apart: sheet, cell, what was found


@dataclass(frozen=True)
class Step:
    """A value for some cells, as typed (None where blank): `source` is the cell it stands in, `named` the one that says which
    cells are meant."""

    target: Target
    action: Action
    value: RawCell | None
    source: Place
    named: Place


def read_edited(
    name: str, label: str, steps: list[Step], edited: EditedBook, as_read: Draft, known: set[Told], problems: Problems
) -> Variant:
    """The variant of that name that comes of some steps. Its problems are added to those that are there, but for those
    `known` of the workbook itself; `label` says in words which variant has them."""
    for step in steps:
        try:
            edited.change(step.target, step.action, step.value, step.source)
        except NothingThereError:
            problems.error(
                step.named,
                f"a cell of {step.target.column.name} is blank and has no default: there is nothing to {step.action}",
                "rows with a number there",
                "Choose other rows, or set the value instead.",
            )
            return Variant(name, ())
    found = Problems()
    draft = read_tables(edited.book, found, as_read)
    check_for_errors(draft, found)
    _tell([one for one in found.errors if told_apart(one) not in known], label, steps, edited, problems)
    return _variant(name, steps, draft)


def told_apart(problem: Problem) -> Told:
    """What tells a problem apart from others of a workbook."""
    return problem.sheet, problem.cell, problem.found


def _tell(new: Iterable[Problem], label: str, steps: list[Step], edited: EditedBook, problems: Problems) -> None:
    """Problems of the edited workbook, in the cell that brings them about: the one whose value stands in the cell, or else
    the first that changes the sheet, or any. The same problem of many cells is told once."""
    places = {step.source: step for step in steps}
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
        problems.found.append(replace(problem, found=f"with {label}{where}{others}: {key[1]}"))


def _variant(name: str, steps: list[Step], edited: Draft) -> Variant:
    """The changes of the case that come to the same. New values are those read of the edited cells; a column that several
    rows change gets what they come to together."""
    columns: dict[tuple[str, str], list[Step]] = {}
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


def _last(steps: list[Step], rows: tuple[int, ...]) -> Place:
    """Where the value of the last of the steps stands that change these rows."""
    own = [step for step in steps if not rows or set(rows) <= set(step.target.rows)]
    return (own or steps)[-1].source
