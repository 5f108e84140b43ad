"""The sweeps of the Studies sheet read: every point is typed into a copy of the workbook, which is read and checked like any
other, so that a value with which the workbook would not be sound is told in its cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

from model.changes import Action, Axis, SweepPlan
from model.excel.problems import Problem, Problems
from model.excel.raw import RawBook
from model.excel.words import in_full
from model.workbook.checks.studies import FoundAxis, find_axes, sweeps_of, typed_number
from model.workbook.draft import Draft, Row
from model.workbook.tables.convert import convert
from model.workbook.tables.where import number_in
from model.workbook.variants.edits import EditedBook, amount
from model.workbook.variants.steps import Step, Told, read_edited, told_apart

Values = list[tuple[Any, str]]  # of an axis, rising: each a factor or in fixed units, and as typed


def read_sweeps(book: RawBook, as_read: Draft, draft: Draft, problems: Problems) -> tuple[SweepPlan, ...]:
    """The sweeps of a workbook that was read (`as_read`) and checked (`draft`).

    Errors of their points are added to `problems`, but for those that the workbook itself has. A sweep that cannot be
    understood, which is told already, is left out.
    """
    known = {told_apart(problem) for problem in problems.found}
    plans = []
    for row in sweeps_of(draft):
        if axes := find_axes(row, draft, Problems()):
            plans.append(_read(row, axes, book, as_read, draft, known, problems))
    return tuple(plans)


def _read(
    row: Row,
    found: tuple[FoundAxis, ...],
    book: RawBook,
    as_read: Draft,
    draft: Draft,
    known: set[Told],
    problems: Problems,
) -> SweepPlan:
    axes = tuple(
        Axis(one.over, one.target.sheet, one.target.rows, one.target.column.field, one.listed.multiples) for one in found
    )
    points = list(product(*map(_values, found)))
    wrong: list[tuple[Problem, ...]] = []
    for point in points:
        own = Problems()
        steps = [
            Step(one.target, _action(one), typed_number(text), row.at("values"), row.at("over"))
            for one, (_, text) in zip(found, point, strict=True)
        ]
        label = " and ".join(_label(one, text) for one, (_, text) in zip(found, point, strict=True))
        read_edited(label, label, steps, EditedBook.of(book, draft), as_read, known, own)
        if own.errors:
            wrong.append(own.errors)
    if wrong:
        more = len(wrong) - 1
        also = f" (and so with {more} more point{'s' if more > 1 else ''})" if more else ""
        problems.found += [replace(problem, found=f"{problem.found}{also}") for problem in wrong[0]]
    return SweepPlan(row.number, axes, tuple(tuple(value for value, _ in point) for point in points))


def _values(axis: FoundAxis) -> Values:
    """What an axis takes, each value once."""
    column = axis.target.column
    values: dict[Any, str] = {}
    for text in axis.listed.values:
        cell = typed_number(text)
        value = amount(cell, "multiply", column) if axis.listed.multiples else convert(cell, column, None)
        values.setdefault(value, text)
    return sorted(values.items())


def _action(axis: FoundAxis) -> Action:
    return "multiply" if axis.listed.multiples else "set"


def _label(axis: FoundAxis, text: str) -> str:
    unit = " %" if text.endswith("%") else ""
    return f"{axis.over} {'x' if axis.listed.multiples else '='} {in_full(number_in(text) or 0.0)}{unit}"
