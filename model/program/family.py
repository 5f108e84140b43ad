"""What a family of constraints declares of itself: its variables, its rows, and the function that writes its rules.

Each family's file declares it once, beside its rules; model.program.families lists them. Whatever is to be known of a
variable or a row elsewhere (its cells, its size, its words, whether the reserve decides it) is read from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import Booking
from model.program.cells import Cells
from model.program.problem_data import ProblemData
from model.tree import IntArray

USD = 1e7
"""Typical size of an amount of money, USD."""

THE_LIMITS = "the limit's"
"""Whoever a limit is for."""

MATERIALS_OF: Mapping[str, Callable[[ProblemData], IntArray]] = {
    "materials": lambda data: np.arange(len(data.market.materials)),
    "steps": lambda data: data.market.steps.material,
    "processes": lambda data: data.market.processes.main,
    "routes of industry": lambda data: data.market.places.ship.material,
    "routes of the reserve": lambda data: data.market.places.stockship.material,
    "segments of materials": lambda data: data.market.demand.material,
    "shortage steps": lambda data: data.market.demand.material[data.shortages.pair],
    "commitments": lambda data: data.commitments.material,
}
"""The number of each row's material, by what the rows of a variable's cells are numbers of; others need a size."""


@dataclass(frozen=True)
class Variable:
    """One variable of the program.

    `index` says what each part of a key is, such as `("material", "node")`. `cells` are the keys it exists at, found once
    when a plan is made, when those of the variables before it in the list of families are known; None where the case has
    no such variable at all. `meaning` is what it is for who reads the program, `words` for the planner, who reads them
    before a key. `rows_are`: what the rows of its cells are numbers of, such as "steps". `size`: a typical magnitude in its
    `unit`, by cell or for all alike, so that the solver sees numbers near 1; without one it is that of each row's material.
    `free`: it may be below 0. `decided_by`: the reserve's ledger where the plan without the reserve holds it at 0.
    `missing`: it counts what is wanting, and of plans that cost the same the one with less of it is taken.
    """

    name: str
    index: tuple[str, ...]
    unit: str
    meaning: str
    words: str
    cells: Callable[[ProblemData], Cells | None]
    rows_are: str
    size: Callable[[ProblemData, Cells], FloatArray] | float | None = None
    free: bool = False
    decided_by: str = ""
    missing: bool = False

    @property
    def doc(self) -> str:
        """Its meaning with its unit."""
        return f"{self.meaning}, {self.unit}"

    def sizes(self, data: ProblemData, cells: Cells) -> FloatArray | float:
        """Its typical size at its cells. Raises KeyError where it declares none and its rows are of no material."""
        if callable(self.size):
            return self.size(data, cells)
        if self.size is not None:
            return self.size
        return data.material_size[self.materials(data, cells)]

    def materials(self, data: ProblemData, cells: Cells) -> IntArray:
        """The number of the material of each of its cells. Raises KeyError where its rows are of none."""
        return MATERIALS_OF[self.rows_are](data)[cells.row]


@dataclass(frozen=True)
class Row:
    """The rows of one rule, under its name; what they say stands in the rule's own words.

    `index` and `words` as those of a variable. `capacity_of`: "step" or "process" where they hold what can be ordered
    from one, or put through it. `asked_of`: the reserve's ledger where they ask a least amount of it alone, THE_LIMITS
    where they ask it of whom the limit, the first part of their keys, is for: what the plan without the reserve leaves out.
    """

    name: str
    index: tuple[str, ...]
    words: str
    capacity_of: str = ""
    asked_of: str = ""


@dataclass(frozen=True)
class Family:
    """A family of constraints: what it declares, and what writes its rules into a model in which all variables stand.

    `add` needs no more than the plan, `add_booked`, which comes after it, the bookings too.
    """

    name: str
    variables: tuple[Variable, ...] = ()
    rows: tuple[Row, ...] = ()
    add: Callable[[Any, ProblemData], None] | None = None
    add_booked: Callable[[Any, ProblemData, list[Booking]], None] | None = None
