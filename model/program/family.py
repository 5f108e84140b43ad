"""What a family of constraints declares of itself: its variables, its rows, and the function that writes its rules.

Each family's file declares it once, beside its rules; model.program.families lists them. Whatever is to be known of a
variable or a row elsewhere (its cells, its size, its words, whether the reserve decides it) is read from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from model.calendar import FloatArray
from model.program.bookings import Booking
from model.program.cells import Cells
from model.program.plan import Plan
from model.tree import IntArray

USD = 1e7
"""Typical size of an amount of money, USD."""

THE_LIMITS = "the limit's"
"""Whoever a limit is for."""


@dataclass(frozen=True)
class Variable:
    """One variable of the program.

    `index` says what each part of a key is, such as `("material", "node")`. `cells` are the keys it exists at, found once
    when a plan is made, when those of the variables before it in the list of families are known; None where the case has
    no such variable at all. `meaning` is what it is for who reads the program, `words` for the planner, who reads them
    before a key. `material`: the number of each cell's material, (cells,). `size`: a typical magnitude in its `unit`, by
    cell or for all alike, so that the solver sees numbers near 1; without one it is the material's. `free`: it may be
    below 0. `decided_by`: the reserve's ledger where the plan without the reserve holds it at 0.
    """

    name: str
    index: tuple[str, ...]
    unit: str
    meaning: str
    words: str
    cells: Callable[[Plan], Cells | None]
    material: Callable[[Plan, Cells], IntArray] | None = None
    size: Callable[[Plan, Cells], FloatArray] | float | None = None
    free: bool = False
    decided_by: str = ""

    @property
    def doc(self) -> str:
        """Its meaning with its unit."""
        return f"{self.meaning}, {self.unit}"

    def sizes(self, plan: Plan, cells: Cells) -> FloatArray | float:
        """Its typical size at its cells. Raises ValueError where it declares neither that nor a material."""
        if callable(self.size):
            return self.size(plan, cells)
        if self.size is not None:
            return self.size
        if self.material is None:
            raise ValueError(f"{self.name} has neither a size nor a material to take it from")
        return plan.material_size[self.material(plan, cells)]


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
    add: Callable[[Any, Plan], None] | None = None
    add_booked: Callable[[Any, Plan, list[Booking]], None] | None = None


def of_material(_: Plan, cells: Cells) -> IntArray:
    """The material of cells whose rows are materials."""
    return cells.row


def of_step(plan: Plan, cells: Cells) -> IntArray:
    """The material of cells whose rows are supply steps."""
    return plan.market.steps.material[cells.row]
