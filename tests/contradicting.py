"""Small workbooks that contradict themselves, solved as they are and with other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tiny import Rows, demand, metal, offer, row

from model.case import Case
from model.results.contradiction import Contradiction, Part
from model.results.outcome import Outcome
from model.stages import Stages
from model.studies.main_job import run_main_job

BASE: dict[str, Rows] = {"materials": [metal()], "demand": [demand()], "supply": [offer("CHL")]}
TARGET = row(material="Metal", tonnes=50, hard="yes", by=1)


def solved(case: Case) -> Outcome:
    return run_main_job(case, Stages())


def typed_anew(case: Case, part: Part, value: float) -> Case:
    """The case with another number in the cell of a part, and its companion in the same proportion."""
    number = part.number
    if number.row == 0:
        return replace(case, settings=replace(case.settings, **{number.column: value}))
    tables = {name: table.copy() for name, table in case.tables.items()}
    table = tables[number.sheet]
    own = table["row"] == number.row
    table.loc[own, number.column] = value
    if number.also:
        table.loc[own, number.also] *= value / number.typed
    return replace(case, tables=tables)


def with_cheapest_changes(case: Case, found: Sequence[Contradiction]) -> Case:
    for one in found:
        cheapest = one.parts[0]
        assert cheapest.enough is not None
        case = typed_anew(case, cheapest, cheapest.enough)
    return case


def less(part: Part, by: float = 0.01) -> float:
    """A change a little smaller than the one proposed."""
    assert part.enough is not None
    return part.enough + by * (part.number.typed - part.enough)
