"""What the main job found, for every page of the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.program.problem_data import ProblemData
from model.program.whole_lots import Order
from model.results.facts.contradiction import Contradiction
from model.results.facts.plan_result import PlanResult
from model.results.facts.rounding import Rounding
from model.results.facts.what_if import WhatIf
from model.solve import Certificate, Conflict, Progress, Status
from model.tolerances import BALANCE_TOLERANCE


@dataclass(frozen=True)
class Balance:
    """One identity: the largest relative miss over its members, and where that is."""

    name: str
    value: float
    worst: str

    @property
    def passed(self) -> bool:
        return bool(self.value <= BALANCE_TOLERANCE)


@dataclass(frozen=True)
class Reconciliation:
    """All identities that the reported numbers must keep."""

    balances: tuple[Balance, ...]

    @property
    def passed(self) -> bool:
        return all(balance.passed for balance in self.balances)


@dataclass(frozen=True)
class ProgramSize:
    """Columns, rows and non-zeros of the linear program; `slow` families of rows that the fast compiler could not read, so
    that Pyomo expanded them row by row."""

    columns: int
    rows: int
    nonzeros: int
    slow: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """What the main job found.

    `result` and `without` (the same program without the reserve) are None unless the solver ended with an optimum;
    `contradictions` explain an infeasible program by the workbook's numbers, or else `conflict` by the program's rows.
    `progress` is how far the solver was where it ended without an answer; `unexplained`, whether time was up before the
    contradictions were found. `own_view` is the plan where the reserve's money alone counts, if it was asked for.
    `rounding` is what was rounded to whole lots, where anything has a smallest size. `exchangeable` are the reserve's orders
    of this period that an equally good plan places otherwise, with the least and the most t seen. `what_ifs` are those of a
    study. `optimal` holds only if the run certified itself.
    """

    status: Status
    size: ProgramSize
    data: ProblemData
    result: PlanResult | None = None
    without: PlanResult | None = None
    certificate: Certificate | None = None
    reconciliation: Reconciliation | None = None
    contradictions: tuple[Contradiction, ...] = ()
    conflict: Conflict | None = None
    own_view: PlanResult | None = None
    progress: Progress | None = None
    unexplained: bool = False
    rounding: Rounding | None = None
    exchangeable: Mapping[Order, tuple[float, float]] = field(default_factory=dict)
    what_ifs: tuple[WhatIf, ...] = ()

    @property
    def optimal(self) -> bool:
        """Whether the optimum passed its certificate and its balances re-add."""
        certified = self.certificate is not None and self.certificate.passed
        return certified and self.reconciliation is not None and self.reconciliation.passed

    @property
    def status_word(self) -> str:
        """Of a run with a plan: `optimal` only where it certified itself."""
        return "optimal" if self.optimal else "not certified"
