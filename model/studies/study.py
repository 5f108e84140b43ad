"""What every study is: things to be solved, each by itself in whatever process, and what is made of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from model.calendar import FloatArray
from model.case import Case
from model.results.facts.one_more import BindingCell
from model.results.facts.what_if import VariantFigures
from model.studies.last_plan import LeftAt

Plain: TypeAlias = Any
"""What JSON holds: numbers, texts, None, lists and dictionaries of them. So an outcome can be kept in a file that runs no
code, and travels between computers."""


@dataclass(frozen=True)
class Base:
    """The plan that a study starts from, as every process gets it.

    `figures` are of the optimum before whole lots are rounded, as those of variants: rounding would be a noise larger than
    what is compared. `values`: the plan as reported (after whole lots), by variable name, in tonnes and USD, in the order of
    the variable's cells in the program of `case`. `short_without` (cells of `short`,): t short without the reserve; None
    where there is no such plan. `left`: where the solves of the case ended. `binding`: the cells of which a little more is
    worth most, by the shadow prices of that optimum.
    """

    case: Case
    left: LeftAt
    figures: VariantFigures
    values: Mapping[str, FloatArray]
    short_without: FloatArray | None
    binding: tuple[BindingCell, ...] = ()


@dataclass(frozen=True)
class Task:
    """One thing to be solved. `name` is shown while it runs, and tells it apart in its study. `solve` is a function of a
    module, which is called with the base and the `arguments`; these have a `repr` that says all of them, by which an
    outcome that is kept is known again."""

    name: str
    solve: Callable[..., Plain]
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How a task ended: what it found, or in sentences `why` it found nothing."""

    found: Plain = None
    why: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)


class Study(Protocol):
    """One row of the Studies sheet, or several of the same kind."""

    @property
    def kind(self) -> str:
        """Its name on the sheet."""

    def tasks(self, base: Base) -> Sequence[Task]:
        """What has to be solved, in any order and anywhere."""

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> Any:
        """What is made of the outcomes, by the names of tasks: one of the fields of model.results.facts.studies.Studies.
        A task that found nothing is told, not hidden."""
