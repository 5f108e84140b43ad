"""Lead times and shelf lives behind a contradiction: numbers that are no rows of the program but decide what rows it has.

Whether one of them matters is found by building the program anew with another figure in its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.case import Case
from model.market import build_market
from model.program import book_everything, build_program, make_problem_data, variable_sizes
from model.program.limit_rows import build_limits
from model.program.problem_data import ProblemData
from model.results.facts.contradiction import HardNumber, Part
from model.solve import compile_program, templates
from model.solve.elastic import Elastic
from model.solve.scaling import scaling_for
from model.studies.hard_numbers import find_hard_numbers

WORK = 3_000_000  # non-zeros that may be built anew in all: small workbooks get every answer, large ones soon go without
NAMED_BY = {"supply": "offer", "processing": "process", "projects": "project", "materials": "material"}
Figures = tuple[tuple[HardNumber, float], ...]


@dataclass(frozen=True)
class _Rebuilt:
    """The program with other conditions: its elastic form, and the group of each hard number."""

    elastic: Elastic
    group: dict[HardNumber, int]


class Conditions:
    """Conditions of a plan, and the programs that come of other figures in their cells."""

    def __init__(self, data: ProblemData, nonzeros: int) -> None:
        self._plan, self._left = data, WORK // max(nonzeros, 1)
        self._built: dict[Figures, _Rebuilt] = {}

    def behind(self, own: frozenset[HardNumber]) -> list[HardNumber]:
        """Conditions that contradict themselves together with the numbers `own`, none of which can be left out: with all
        other conditions relaxed `own` still contradict themselves, with any one of these relaxed too they do not."""
        every = _concerned(self._plan, own)
        relaxed = {one: _nothing(one) for one in every}
        if not every or self._left <= len(every) or self._contradict(own, relaxed):
            return []
        needed = []
        relaxed = {}
        for tried in every:
            if self._contradict(own, {**relaxed, tried: _nothing(tried)}):
                relaxed[tried] = _nothing(tried)
            else:
                needed.append(tried)
        return needed

    def part(self, number: HardNumber, held: frozenset[HardNumber], made: Mapping[HardNumber, float]) -> Part:
        """A condition's part in a contradiction of the numbers `held`, some of them `made` others than typed: the nearest
        whole number of periods that is enough, if any is."""
        calendar = self._plan.case.calendar
        periods = (
            range(calendar.down(number.typed) + 1, calendar.periods + 1)
            if number.raised
            else range(calendar.up(number.typed) - 1, -1, -1)
        )
        low, high = 0, len(periods)  # the first that is enough, if any, lies between
        while low < high:
            middle = (low + high) // 2
            if self._contradict(held, {number: float(calendar.months * periods[middle])}, made):
                low = middle + 1
            else:
                high = middle
        return Part(number, float(calendar.months * periods[low]) if low < len(periods) else None)

    def _contradict(
        self,
        own: frozenset[HardNumber],
        figures: Mapping[HardNumber, float],
        made: Mapping[HardNumber, float] | None = None,
    ) -> bool:
        """Whether numbers contradict themselves with other figures for some conditions."""
        program = self._program(tuple(figures.items()))
        known = {number: value for number, value in (made or {}).items() if number in program.group}
        changed = {program.group[number]: abs(value - number.typed) for number, value in known.items()}
        for k, amount in changed.items():
            program.elastic.make(k, amount)
        found = program.elastic.participants({program.group[number] for number in own if number in program.group})
        for k in changed:
            program.elastic.make(k, 0.0)
        return bool(found)

    def _program(self, figures: Figures) -> _Rebuilt:
        if figures not in self._built:
            self._left -= 1
            case = self._plan.case
            tables = {name: table.copy() for name, table in case.tables.items()}
            for number, value in figures:
                table = tables[number.sheet]
                table.loc[table["row"] == number.row, number.column] = value
            self._built[figures] = _build(replace(case, tables=tables), self._plan)
        return self._built[figures]


def _nothing(condition: HardNumber) -> float:
    """The figure with which a condition asks nothing."""
    return np.nan if condition.raised else 0.0


def _build(case: Case, like: ProblemData) -> _Rebuilt:
    data = make_problem_data(case, like.tree, build_market(case, like.tree))
    with templates():
        model = build_program(data, book_everything(data))
    program = compile_program(model)
    groups = find_hard_numbers(data, program)
    elastic = Elastic(program, scaling_for(program, variable_sizes(data)), [one.group for one in groups])
    return _Rebuilt(elastic, {one.number: k for k, one in enumerate(groups)})


def _conditions(case: Case) -> list[HardNumber]:
    """Every lead time of a period or more, and every shelf life that ends within the plan."""
    calendar, found = case.calendar, []

    def add(sheet: str, row: dict[str, Any], column: str, raised: bool) -> None:
        subject = str(row[NAMED_BY[sheet]])
        found.append(HardNumber(sheet, int(row["row"]), column, subject, float(row[column]), "months", raised))

    for row in case.records("supply"):
        if calendar.up(row["lead_time"]) and row["capacity"] > 0:
            add("supply", row, "lead_time", raised=False)
    for row in case.records("processing"):
        if row["role"] == "main input" and calendar.up(row["lead_time"]):
            add("processing", row, "lead_time", raised=False)
    for row in case.records("projects"):
        if calendar.up(row["lead_time"]):
            add("projects", row, "lead_time", raised=False)
    for row in case.records("materials"):
        if not np.isnan(row["shelf_life"]) and calendar.down(row["shelf_life"]) < calendar.periods:
            add("materials", row, "shelf_life", raised=True)
    return found


def _concerned(data: ProblemData, own: frozenset[HardNumber]) -> list[HardNumber]:
    """Conditions of materials that the numbers `own` ask for, and of what they are made of."""
    case = data.case
    scopes = {limit.name: set(case["materials"]["material"][limit.materials]) for limit in build_limits(data)}
    asked: set[str] = set()
    for number in own:
        if not (number.raised or number.switch):
            asked |= {number.subject} if number.sheet == "targets" else scopes[number.subject]
    processing = case["processing"]
    made = processing["role"] == "output"
    before: set[str] = set()
    makers: set[str] = set()
    while before != asked:
        before = set(asked)
        makers = set(processing.loc[made & processing["material"].isin(asked), "process"])
        asked |= set(processing.loc[~made & processing["process"].isin(makers), "material"])
    offers = set(case["supply"].loc[case["supply"]["material"].isin(asked), "offer"])
    projects = {row["project"] for row in case.records("projects") if row["adds_to"] in offers | makers}
    subjects = {"supply": offers, "processing": makers, "projects": projects, "materials": asked}
    return [one for one in _conditions(case) if one.subject in subjects[one.sheet]]
