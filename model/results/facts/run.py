"""What the main job found, for every page of the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.program.problem_data import ProblemData
from model.program.whole_lots import Order
from model.results.facts.contradiction import Contradiction
from model.results.facts.plan_result import PlanResult
from model.results.facts.rounding import Rounding
from model.results.facts.stopped import Found, Stopped
from model.results.facts.studies import Studies
from model.solve import Certificate, Conflict, Figure, Progress, Status
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

    `result` and `without` (the same program without the reserve) are None unless the solver ended with an optimum, or with a
    plan at the time limit, of which `stopped` says what is known; `contradictions` explain an infeasible program by the
    workbook's numbers, or else `conflict` by the program's rows.
    `progress` is how far the solver was where it ended without an answer; `unexplained`, whether time was up before the
    contradictions were found. `own_view` is the plan where the reserve's money alone counts, if it was asked for.
    `rounding` is what was rounded to whole lots, where anything has a smallest size, and `unrounded` the optimum before
    that. `exchangeable` are the reserve's orders of this period that an equally good plan places otherwise, with the least
    and the most t seen. `studies` is what a study found. `optimal` holds only if the run certified itself, and never of a
    plan that was but the best one known.
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
    unrounded: PlanResult | None = None
    rounding: Rounding | None = None
    exchangeable: Mapping[Order, tuple[float, float]] = field(default_factory=dict)
    studies: Studies = field(default_factory=Studies)
    stopped: Stopped | None = None

    @property
    def optimal(self) -> bool:
        """Whether the optimum passed its certificate and its balances re-add."""
        certified = self.certificate is not None and self.certificate.passed
        return certified and self._re_adds and (self.stopped is None or self.stopped.found is Found.NOT_ROUNDED)

    @property
    def best_known(self) -> bool:
        """Whether it is a plan that need not be an optimum: the time limit ended the run, and nothing is broken."""
        is_a_plan = self.certificate is not None and all(figure.passed for figure in self.figures)
        return self.stopped is not None and self.stopped.found is not Found.NOT_ROUNDED and is_a_plan and self._re_adds

    @property
    def _re_adds(self) -> bool:
        return self.reconciliation is not None and self.reconciliation.passed

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What the certificate of a run with a plan measured: of a plan without prices whether it is one."""
        assert self.certificate is not None
        assert self.result is not None
        return self.certificate.figures if self.result.solution.priced else self.certificate.of_the_plan

    @property
    def bound(self) -> float | None:
        """What no plan costs less than, USD; None where that is not known."""
        assert self.certificate is not None
        return self.certificate.dual_objective if self.stopped is None else self.stopped.bound

    @property
    def gap(self) -> float | None:
        """By what share of itself the objective of a plan at the time limit is above the bound, at most."""
        assert self.result is not None
        return None if self.stopped is None else self.stopped.gap(self.result.solution.objective)

    @property
    def status_word(self) -> str:
        """Of a run with a plan: `optimal` only where it certified itself."""
        if self.optimal:
            return "optimal"
        return "best known" if self.best_known else "not certified"
