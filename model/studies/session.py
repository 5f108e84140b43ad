"""A session: a case solved and certified, and any number of variants of it from where the case was left.

A variant is solved as the case itself is, and so comes to what the workbook edited by hand comes to; but each of its
solves starts from the basis of the same solve of the case, carried over by the names of columns and rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from model.case import Case
from model.changes import Change
from model.effort import memory_gigabytes, too_long, warning
from model.program.problem_data import ProblemData
from model.program.rates import penalty_costs
from model.program.whole_lots import Order
from model.results.facts.contradiction import Contradiction
from model.results.facts.plan_result import PlanResult
from model.results.facts.reconcile import reconcile
from model.results.facts.rounding import Rounding
from model.results.facts.run import ProgramSize, Run
from model.results.facts.stopped import Found, Stopped
from model.solve import Conflict, LinearProgram, LiveProgram, OutOfTimeError, Solution, Status, certify
from model.solve.basis import Known
from model.solve.infeasibility import find_conflict
from model.stages import Stages
from model.studies.best_known import best_known
from model.studies.contradictions import find_contradictions
from model.studies.exchangeable import find_exchangeable
from model.studies.last_plan import LeftAt
from model.studies.prepared import Prepared, prepare
from model.studies.whole_lots import has_lots, not_rounded, round_lots
from model.studies.without_reserve import find_without, put_industry_first

NOT_LOOKED = "The time limit left no time to look for all equally good plans: more orders may be exchangeable."


@dataclass(frozen=True)
class Near:
    """Where the solves of the case ended, without the reserve and with it, as it serves some variants best."""

    without: Known | None = None
    whole: Known | None = None


@dataclass(frozen=True)
class _Led:
    """A variant that others follow: its live program, and its plan."""

    live: LiveProgram
    solution: Solution


class Session:
    """One case. `solve` begins with the case itself, from where an earlier run `left` it; where it then ends is where its
    variants start from, unless something `near` them is known."""

    def __init__(self, case: Case, left: LeftAt | None = None, near: Near | None = None) -> None:
        self.case = case
        self.left = left or LeftAt()
        self.near = near
        self._led: _Led | None = None

    def solve(self, stages: Stages, changes: Iterable[Change] | None = None, whole_lots: bool = True) -> Run:
        """Prepare, build, compile, solve without the reserve and with it, certify: the case, or a variant of it. At the
        deadline of the stages: what is known.

        Equally good plans are looked for only of the case itself. Without `whole_lots` smallest sizes are left aside.
        """
        case = self.case if changes is None else self.case.with_changes(changes)
        prepared = prepare(case, stages)
        return self._solve(prepared, _live(prepared, stages), stages, changes is None, whole_lots)

    def solve_prepared(self, prepared: Prepared, stages: Stages) -> Run:
        """As `solve` a variant that no change of cells makes, without whole lots."""
        return self._solve(prepared, _live(prepared, stages), stages, whole_lots=False)

    def follow(self, prepared: Prepared, stages: Stages, apart: Solution | None = None) -> Run:
        """Solve a variant that has been prepared, before whole lots, from where the last one that followed ended. `apart`:
        its plan without the reserve, where that is known; it is not solved then."""
        led, taken = self._led, (prepared.program, prepared.sizes, prepared.ties)
        goes_on = led is not None and apart is not None and led.live.go_on_with(*taken)
        if led is not None and not goes_on and (basis := led.live.basis(led.solution)) is not None:
            self.left = replace(self.left, whole=basis)
        live = led.live if led is not None and goes_on else _live(prepared, stages)
        run = self._solve(prepared, live, stages, whole_lots=False, apart=apart, goes_on=goes_on)
        if run.result is not None:
            self._led = _Led(live, run.result.solution)
        elif not goes_on:
            self._led = None
        return run

    def _solve(
        self,
        prepared: Prepared,
        live: LiveProgram,
        stages: Stages,
        is_the_case: bool = False,
        whole_lots: bool = True,
        apart: Solution | None = None,
        goes_on: bool = False,
    ) -> Run:
        """Solve the case itself or a variant, from where the case was left, or, where it `goes_on`, from where `live` is."""
        data, program = prepared.data, prepared.program
        size = ProgramSize(program.columns, program.rows, program.nonzeros, program.fallbacks)
        if told := warning(size.columns, size.rows, memory_gigabytes()):
            stages.note(told)
        if late := too_long(size.columns, stages.watch.remaining):
            stages.note(late)
        known = self.left if is_the_case or self.near is None else self.near
        hard = bool((data.cover.owed & data.cover.hard).any())
        try:
            if hard and (found := _contradictions(data, live, stages, refused=False)):
                return Run(Status.INFEASIBLE, size, data, contradictions=found)
        except OutOfTimeError:
            return Run(Status.LIMIT, size, data, progress=stages.watch.progress)
        basis_without = None
        if apart is None:
            with stages("solve without the reserve"):
                apart, basis_without = find_without(live, data, known.without)
        if apart.status is Status.LIMIT:
            return Run(apart.status, size, data, progress=stages.watch.progress)
        without = PlanResult(data, prepared.bookings, apart) if apart.status is Status.OPTIMAL else None
        if without is not None:
            put_industry_first(live, data, without.value("short"))
        with stages("solve"):
            if known.whole is not None and not goes_on:
                live.start_from(known.whole)
            solution = live.solve()
        stopped = None
        if solution.status is Status.LIMIT and is_the_case:
            at_the_limit = Run(solution.status, size, data, without=without, progress=stages.watch.progress)
            program = live.program
            with stages("look for the best plan known"):
                solution, stopped = best_known(live, solution, apart, basis_without, stages.watch)
            if stopped is not None:
                proof = _figures_of(program, PlanResult(data, prepared.bookings, solution), stages)
                rounding = not_rounded(live, data, solution) if has_lots(data) else None
                return replace(at_the_limit, stopped=stopped, rounding=rounding, **proof)
            if solution.status is Status.LIMIT:
                return at_the_limit
        if solution.status is not Status.OPTIMAL:
            return _without_result(Run(solution.status, size, data, progress=stages.watch.progress), live, stages)
        known_lots = self.left.lots
        if is_the_case:
            self.left = LeftAt(basis_without, live.basis(solution))
        rounding = None
        unrounded = None
        if whole_lots and has_lots(data):
            if is_the_case:
                unrounded = PlanResult(data, prepared.bookings, solution)
            with stages("round to whole lots"):
                solution, rounding = round_lots(live, data, solution, known_lots)
            if rounding.stopped:
                stopped = _partly_rounded(solution, rounding)
            elif is_the_case:
                self.left = replace(self.left, lots=live.basis(solution))
        penalties = live.part_of_duals(solution, penalty_costs(prepared.bookings, data))
        result = PlanResult(data, prepared.bookings, solution, penalties)
        proof = _figures_of(live.program, result, stages)
        exchangeable: Mapping[Order, tuple[float, float]] = {}
        if is_the_case:
            with stages("look for equally good plans"):
                exchangeable = find_exchangeable(live, data, solution, stages.watch)
            if stages.over:
                stages.note(NOT_LOOKED)
        return Run(
            solution.status,
            size,
            data,
            without=without,
            unrounded=unrounded,
            rounding=rounding,
            exchangeable=exchangeable,
            stopped=stopped,
            **proof,
        )


def _live(prepared: Prepared, stages: Stages) -> LiveProgram:
    return LiveProgram(prepared.program, prepared.sizes, watch=stages.watch, ties=prepared.ties)


def _figures_of(program: LinearProgram, result: PlanResult, stages: Stages) -> dict[str, Any]:
    """A plan of a program with what is measured of it, as fields of a run."""
    with stages("certify"):
        certificate = certify(program, result.solution)
        return {"result": result, "certificate": certificate, "reconciliation": reconcile(result)}


def _partly_rounded(solution: Solution, rounding: Rounding) -> Stopped:
    """What is known of a plan whose rounding was stopped: without rounding the optimum would cost less by what that cost."""
    if rounding.rounds == 0:
        return Stopped(Found.NOT_ROUNDED, solution.objective)
    return Stopped(Found.PARTLY_ROUNDED, solution.objective - rounding.cost)


def _contradictions(data: ProblemData, live: LiveProgram, stages: Stages, refused: bool) -> tuple[Contradiction, ...]:
    """What in the workbook contradicts itself. With many hard targets the solver may take minutes to find out that there
    is no plan, and this a fraction of that: so hard targets are looked at before the solve."""
    with stages("look for contradictions"):
        return find_contradictions(data, live.program, live.scaling, refused, stages.watch)


def _conflict(live: LiveProgram, stages: Stages) -> Conflict | None:
    """Rows of the program that contradict each other; None where it is but the solver's tolerance that refuses it."""
    try:
        return find_conflict(live.program, live.scaling, watch=stages.watch)
    except ValueError:
        return None


def _without_result(run: Run, live: LiveProgram, stages: Stages) -> Run:
    """The outcome of a solve that ended without a plan, explained by the workbook's numbers as far as time allows."""
    refused = run.status is Status.INFEASIBLE
    if not refused and run.status is not Status.ERROR:
        return run
    try:
        found = _contradictions(run.data, live, stages, refused)
        conflict = _conflict(live, stages) if refused and not found else None
    except OutOfTimeError:
        return replace(run, unexplained=True) if refused else replace(run, status=Status.LIMIT)
    if not refused and not found:
        return run
    return replace(run, status=Status.INFEASIBLE, contradictions=found, conflict=conflict)
