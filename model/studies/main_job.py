"""The main job: a checked case becomes a certified answer, without the reserve and with it."""

from __future__ import annotations

from dataclasses import replace

from model.case import Case
from model.effort import memory_gigabytes, warning
from model.market import build_market
from model.program import book_everything, build_program, make_plan, variable_sizes
from model.program.plan import Plan
from model.program.rates import penalty_costs
from model.results.facts.answer import Answer
from model.results.facts.contradiction import Contradiction
from model.results.facts.outcome import Outcome, ProgramSize
from model.results.facts.reconcile import reconcile
from model.solve import Conflict, LiveProgram, OutOfTimeError, Status, certify, compile_program, templates
from model.solve.infeasibility import find_conflict
from model.stages import Stages
from model.studies.contradictions import find_contradictions
from model.studies.exchangeable import find_exchangeable
from model.studies.whole_lots import has_lots, round_lots
from model.studies.without_reserve import put_industry_first, solve_without
from model.tree import build_tree


def _contradictions(plan: Plan, live: LiveProgram, stages: Stages, refused: bool) -> tuple[Contradiction, ...]:
    """What in the workbook contradicts itself. With many hard targets the solver may take minutes to find out that there
    is no plan, and this a fraction of that: so hard targets are looked at before the solve."""
    with stages("look for contradictions"):
        return find_contradictions(plan, live.program, live.scaling, refused, stages.watch)


def _conflict(live: LiveProgram, stages: Stages) -> Conflict | None:
    """Rows of the program that contradict each other; None where it is but the solver's tolerance that refuses it."""
    try:
        return find_conflict(live.program, live.scaling, watch=stages.watch)
    except ValueError:
        return None


def run_main_job(case: Case, stages: Stages) -> Outcome:
    """Prepare, build, compile, solve without the reserve and with it, certify. At the deadline of the stages: what is
    known."""
    with stages("prepare"):
        case = case.in_definite_order()
        tree = build_tree(case)
        plan = make_plan(case, tree, build_market(case, tree))
        bookings = book_everything(plan)
    with stages("build"), templates():
        model = build_program(plan, bookings)
    with stages("compile"):
        program = compile_program(model)
        sizes = variable_sizes(plan)
    size = ProgramSize(program.columns, program.rows, program.nonzeros, program.fallbacks)
    if told := warning(size.columns, size.rows, memory_gigabytes()):
        stages.note(told)
    live = LiveProgram(program, sizes, watch=stages.watch)
    hard = bool((plan.cover.owed & plan.cover.hard).any())
    try:
        if hard and (found := _contradictions(plan, live, stages, refused=False)):
            return Outcome(Status.INFEASIBLE, size, plan, contradictions=found)
    except OutOfTimeError:
        return Outcome(Status.LIMIT, size, plan, progress=stages.watch.progress)
    with stages("solve without the reserve"):
        apart = solve_without(live, plan)
    if apart.status is Status.LIMIT:
        return Outcome(apart.status, size, plan, progress=stages.watch.progress)
    without = Answer(plan, bookings, apart) if apart.status is Status.OPTIMAL else None
    if without is not None:
        put_industry_first(live, plan, without.value("short"))
    with stages("solve"):
        solution = live.solve()
    if solution.status is not Status.OPTIMAL:
        return _without_answer(Outcome(solution.status, size, plan, progress=stages.watch.progress), live, stages)
    rounding = None
    if has_lots(plan):
        with stages("round to whole lots"):
            solution, rounding = round_lots(live, plan, solution)
        if solution.status is Status.LIMIT:
            return Outcome(solution.status, size, plan, progress=stages.watch.progress)
    answer = Answer(plan, bookings, solution, live.part_of_duals(solution, penalty_costs(bookings, plan)))
    with stages("certify"):
        certificate = certify(live.program, solution)
        reconciliation = reconcile(answer)
    with stages("look for equally good plans"):
        exchangeable = find_exchangeable(live, plan, solution, stages.watch)
    return Outcome(
        solution.status,
        size,
        plan,
        answer,
        without,
        certificate,
        reconciliation,
        rounding=rounding,
        exchangeable=exchangeable,
    )


def _without_answer(outcome: Outcome, live: LiveProgram, stages: Stages) -> Outcome:
    """The outcome of a solve that ended without a plan, explained by the workbook's numbers as far as time allows."""
    refused = outcome.status is Status.INFEASIBLE
    if not refused and outcome.status is not Status.ERROR:
        return outcome
    try:
        found = _contradictions(outcome.plan, live, stages, refused)
        conflict = _conflict(live, stages) if refused and not found else None
    except OutOfTimeError:
        return replace(outcome, unexplained=True) if refused else replace(outcome, status=Status.LIMIT)
    if not refused and not found:
        return outcome
    return replace(outcome, status=Status.INFEASIBLE, contradictions=found, conflict=conflict)
