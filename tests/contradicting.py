"""Small workbooks that contradict themselves, solved as they are and with other numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from tiny import Rows, demand, metal, offer, row

from model.case import Case
from model.market import build_market
from model.program import book_everything, build_program, make_problem_data
from model.results.facts.contradiction import Contradiction, Part
from model.results.facts.run import Run
from model.solve import LiveProgram, Status, compile_program, templates
from model.stages import Stages
from model.tree import build_tree
from tests.main_job import run_main_job

BASE: dict[str, Rows] = {"materials": [metal()], "demand": [demand()], "supply": [offer("CHL")]}
TARGET = row(material="Metal", tonnes=50, hard="yes", by=1)


def solved(case: Case) -> Run:
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
    """Of several changes of one number the furthest counts, so those that the others cover go first."""
    for one in sorted(found, key=lambda one: not one.covered):
        cheapest = one.parts[0]
        assert cheapest.enough is not None
        case = typed_anew(case, cheapest, cheapest.enough)
    return case


def less(part: Part, by: float = 0.01) -> float:
    """A change a little smaller than the one proposed."""
    assert part.enough is not None
    return part.enough + by * (part.number.typed - part.enough)


PLENTY = 1e6  # tonnes, or tonnes a year
Cell = tuple[str, int, str]  # sheet, Excel row and column of a number, by field names
CAPACITIES = (
    ("supply", "capacity"), ("processing", "capacity"), ("projects", "max_capacity"), ("participants", "commitment"),
    ("finance", "amount"),
)  # fmt: skip
BOUNDS = (
    ("limits", "at_most_share"), ("limits", "at_least_share"), ("limits", "at_most_tonnes"), ("limits", "at_least_tonnes"),
    ("storage", "capacity"), ("materials", "shelf_life"),
)  # fmt: skip


def cells(one: Contradiction) -> list[Cell]:
    return [(part.number.sheet, part.number.row, part.number.column) for part in one.parts]


def with_only(case: Case, kept: Collection[Cell]) -> Case:
    """The case in which no hard number but those in the cells `kept` asks or forbids anything."""

    def relax(sheet: str, name: str, free: float) -> None:
        table = tables[sheet]
        typed = [(sheet, int(number), name) not in kept for number in table["row"]]
        table.loc[table[name].notna().to_numpy() & np.array(typed, dtype=bool), name] = free

    tables = {name: table.copy() for name, table in case.tables.items()}
    for sheet, name in CAPACITIES:
        relax(sheet, name, PLENTY * (1e6 if sheet == "finance" else 1))
    for sheet, name in BOUNDS:
        relax(sheet, name, np.nan)
    for sheet in ("supply", "processing", "projects"):
        relax(sheet, "lead_time", 0.0)
    targets = tables["targets"]
    own = [any(cell[:2] == ("targets", number) for cell in kept) for number in targets["row"]]
    tables["targets"] = targets[np.array(own, dtype=bool)]
    free = {"market_impact_cap": np.nan, "public_co_funding_budget": np.inf}
    if case.settings.opening_cash > 0:
        free["opening_cash"] = PLENTY**2
    told = {name for sheet, _, name in kept if sheet == "settings"}
    settings = replace(case.settings, **{name: value for name, value in free.items() if name not in told})
    return replace(case, tables=tables, settings=settings)


def has_plan(case: Case) -> bool:
    tree = build_tree(case)
    data = make_problem_data(case, tree, build_market(case, tree))
    with templates():
        model = build_program(data, book_everything(data))
    return LiveProgram(compile_program(model)).solve().status is Status.OPTIMAL
