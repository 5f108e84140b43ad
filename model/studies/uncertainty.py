"""The study of uncertainty: what planning for several stories is worth, and what knowing which one comes would be.

Three bills are compared, each from solves of the very program of the plan:

    wait and see   each whole story by itself, known from the start; the mean of their optima      WS
    the plan       one set of decisions for all stories until they part                            RP
    the average    the plan for the average future fixed in part, the rest decided as the plan's   EEV

WS ≤ RP, as the program of a path lacks rows and nothing else (model.studies.paths), and RP ≤ EEV, as fixing decisions
takes some away. VSS = EEV − RP and EVPI = RP − WS. What depends on the tree is the same in all: the penalty of a missed
target, which projects are bankable, the shortages that Industry first allows; only the average future, which just proposes
decisions, is a case of its own. With a Risk weight all three count risk as the objective does: for a path that is known it
is that path's cost, of which CVaR is never less than the mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.market.average import average_market, without_stories
from model.program import make_problem_data
from model.program.problem_data import ProblemData
from model.results.facts.paths import story_names
from model.results.facts.uncertainty import Bill, Path, Uncertainty
from model.results.facts.variant_figures import from_plain, to_plain, variant_figures
from model.schema.studies import UNCERTAINTY
from model.solve import LinearProgram, LiveProgram, Solution, Status, certify
from model.stages import Stages
from model.studies.paths import PARTS, Paths
from model.studies.prepared import Prepared, build, prepare
from model.studies.session import Session
from model.studies.study import Base, Outcome, Plain, Task
from model.studies.time_left import stages_of_task
from model.studies.variant import NO_PLAN, NO_TIME, NOT_CERTIFIED, NOT_SOLVED, NoPlanError
from model.studies.without_reserve import put_industry_first
from model.tolerances import SMALLEST_TONNES
from model.tree import Tree, build_tree

TOGETHER = 5  # paths in a task, which has to build the program of the case first
ORDERS = ("stockbuy", "stockship")  # the reserve's
DECIDED = (*ORDERS, "build")  # what is fixed in the first period: its orders and the projects
THE_AVERAGE = "the average future"
WHY_NOT = {Status.INFEASIBLE: NO_PLAN, Status.LIMIT: NO_TIME}
NOT_FOLLOWED = "the average future's plan cannot be followed: hard requirements or money forbid it."


def solve_average(base: Base) -> Plain:
    """The plan for the average future, and what it costs to decide as it says: the first period alone, and to order as it
    says until a story begins too. Bills along every path; None where what it says is not possible."""
    stages = stages_of_task()
    prepared = prepare(base.case, stages)
    live = _live(base, prepared, stages)
    if base.left.whole is not None:
        live.start_from(base.left.whole)
    plan = _certified(live.program, live.solve())
    paths = Paths(prepared, live.program)
    found = {"plan": _plain(paths.along(plan.values)), "average": None, "first": None, "until": None}
    average = Session(base.case).solve_prepared(_average(prepared.data, stages), stages)
    if average.status is Status.LIMIT:
        raise NoPlanError(NO_TIME)
    if average.result is None or not average.optimal:
        return found
    proposed = {name: average.result.solution.mapping(name) for name in DECIDED if name in average.result.data.cells}
    tree = prepared.data.tree
    chosen = {"first": (DECIDED, np.arange(tree.size) == 0), "until": (ORDERS, tree.story == 0)}
    found["average"] = to_plain(variant_figures(average))
    for name, (decisions, nodes) in chosen.items():
        _fix(live, prepared.data, {decision: proposed.get(decision, {}) for decision in decisions}, nodes)
        solution = live.solve()
        if solution.status is Status.INFEASIBLE:
            break  # what follows fixes more
        found[name] = _plain(paths.along(_certified(live.program, solution).values))
    return found


def solve_known(base: Base, *stories: str) -> Plain:
    """By whole story, of those named: the bill of the plan that knows it from the start."""
    stages = stages_of_task()
    prepared = prepare(base.case, stages)
    paths = Paths(prepared, _live(base, prepared, stages).program)
    names = story_names(prepared.data.tree)
    found = {}
    for story in stories:
        path = names.index(story)
        program, solution, values = paths.solve(path, stages.watch)
        _certified(program, solution)
        found[story] = {part: float(bills[path]) for part, bills in paths.along(values).items()}
    return found


def _fix(live: LiveProgram, data: ProblemData, proposed: Mapping[str, Mapping[Any, float]], nodes: BoolArray) -> None:
    """Hold decisions at some nodes (N,) of the base path to what is `proposed` for their periods, by variable and key on a
    single path: nothing where nothing is."""
    for name in proposed:
        cells = data.cells[name]
        own = [(key, n) for key, n in zip(cells.keys, cells.node.tolist(), strict=True) if nodes[n]]
        values = {key: proposed[name].get((*key[:-1], int(data.tree.period[n]) - 1), 0.0) for key, n in own}
        values = {key: value if value > SMALLEST_TONNES else 0.0 for key, value in values.items()}
        live.set_column_upper(name, values)
        live.set_column_lower(name, values)


def _average(data: ProblemData, stages: Stages) -> Prepared:
    """The average future: a case of a single path."""
    case = without_stories(data.case)
    path = build_tree(case)
    return build(make_problem_data(case, path, average_market(data.market, data.tree, case, path)), stages)


def _live(base: Base, prepared: Prepared, stages: Stages) -> LiveProgram:
    """The program as the base has solved it."""
    live = LiveProgram(prepared.program, prepared.sizes, watch=stages.watch, ties=prepared.ties)
    if base.short_without is not None:
        put_industry_first(live, prepared.data, base.short_without)
    return live


def _certified(program: LinearProgram, solution: Solution) -> Solution:
    """A solution of a program. Raises NoPlanError where it is not the proven optimum."""
    if solution.status is not Status.OPTIMAL:
        raise NoPlanError(WHY_NOT.get(solution.status, NOT_SOLVED))
    if not certify(program, solution).passed:
        raise NoPlanError(NOT_CERTIFIED)
    return solution


def _plain(bills: Mapping[str, FloatArray]) -> Plain:
    return {part: amounts.tolist() for part, amounts in bills.items()}


def _tree(base: Base) -> Tree:
    return build_tree(base.case.in_definite_order())


@dataclass(frozen=True)
class UncertaintyStudy:
    """A row of the Studies sheet for `uncertainty`."""

    kind: str = UNCERTAINTY

    def tasks(self, base: Base) -> Sequence[Task]:
        """The average future, and the paths a few at a time."""
        names = story_names(_tree(base))
        known = [tuple(names[start : start + TOGETHER]) for start in range(0, len(names), TOGETHER)]
        average = Task(THE_AVERAGE, solve_average)
        return [average, *(Task(_known_task(own), solve_known, own) for own in known)]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> Uncertainty:
        """The bills side by side; what a task did not find is None, and `why` tells it."""
        tree = _tree(base)
        names, probability = story_names(tree), tree.weight[tree.leaves]
        known: dict[str, Plain] = {}
        why = []
        for task in self.tasks(base):
            outcome = outcomes.get(task.name, Outcome(why=(NOT_SOLVED,)))
            why += [f"{task.name}: {sentence}" for sentence in outcome.why]
            if task.solve is solve_known and outcome.found is not None:
                known |= outcome.found
        average = outcomes.get(THE_AVERAGE, Outcome()).found or dict.fromkeys(("plan", "average", "first", "until"))
        if average["plan"] is not None:
            why += _why_not(average)
        bills = {name: _bills(average[name]) for name in ("plan", "first", "until")}
        of_known = [Bill(**known[name]) if name in known else None for name in names]
        plan, first = bills["plan"], bills["first"]
        paths = () if plan is None else tuple(
            Path(name, float(p), plan[k], of_known[k], None if first is None else first[k])
            for k, (name, p) in enumerate(zip(names, probability.tolist(), strict=True))
        )  # fmt: skip
        return Uncertainty(
            plan=_mean(plan, probability),
            known=_mean(of_known, probability),
            first=_mean(first, probability),
            until=_mean(bills["until"], probability),
            planned=base.figures,
            average=None if average["average"] is None else from_plain(average["average"]),
            paths=paths,
            why=tuple(why),
        )


def _known_task(stories: tuple[str, ...]) -> str:
    """`knowing base`, `knowing base … China closes`."""
    return f"knowing {stories[0]}" if len(stories) == 1 else f"knowing {stories[0]} … {stories[-1]}"


def _why_not(average: Mapping[str, Plain]) -> list[str]:
    """What is not possible of the average future's plan."""
    if average["average"] is None:
        return [f"{THE_AVERAGE}: {NO_PLAN}"]
    if average["first"] is None:
        return [f"the first period: {NOT_FOLLOWED}"]
    return [f"until a story begins: {NOT_FOLLOWED}"] if average["until"] is None else []


def _bills(plain: Plain) -> list[Bill] | None:
    """Bills along every path, from what `_plain` made of them."""
    if plain is None:
        return None
    return [
        Bill(**dict(zip(PARTS, parts, strict=True))) for parts in zip(*(plain[name] for name in PARTS), strict=True)
    ]


def _mean(bills: Sequence[Bill | None] | None, probability: FloatArray) -> Bill | None:
    """The expected bill; None where one of them is not known."""
    known = [bill for bill in bills or () if bill is not None]
    if bills is None or len(known) < len(probability):
        return None
    parts = {part: float(probability @ np.array([getattr(bill, part) for bill in known])) for part in PARTS}
    return Bill(**parts)
