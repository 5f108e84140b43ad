"""The ground of studies of near-optimal plans: the base solved again in this process, with what lies near it."""

from __future__ import annotations

from dataclasses import dataclass

from model.results.facts.selection import first_year
from model.results.facts.what_if import VariantFigures
from model.solve import LinearProgram, LiveProgram, NearOptimal, Solution, Status
from model.studies.linear_measures import Measures, measures_of
from model.studies.prepared import Prepared, prepare
from model.studies.study import Base
from model.studies.time_left import stages_of_task
from model.studies.variant import NO_TIME, NOT_SOLVED, NoPlanError
from model.studies.without_reserve import put_industry_first
from model.tolerances import LEAST_USD

NOTHING_DECIDED = "what its plan decides costs nothing, so that there is no share of it to spend."


def decided(figures: VariantFigures) -> float:
    """What a plan decides, and slack is a share of, USD: the reserve's net cost, the cost of shortages, penalties."""
    return figures.net_cost + figures.short_with + figures.penalties


@dataclass(frozen=True)
class Ground:
    """The base solved in this process: the `program` that its plan is the optimum of, with what holds industry's shortages,
    what the plan comes to, and what lies near it."""

    base: Base
    prepared: Prepared
    program: LinearProgram
    plan: Solution
    measures: Measures
    near: NearOptimal

    @property
    def last(self) -> int:
        """The last period of the first year."""
        return first_year(self.prepared.data.case.calendar)

    def slack(self, share: float) -> float:
        """What a plan may cost more, USD. Raises NoPlanError where that is nothing."""
        amount = share * decided(self.base.figures)
        if not amount >= LEAST_USD:
            raise NoPlanError(NOTHING_DECIDED)
        return amount


def ground_of(base: Base) -> Ground:
    """Solve the base again, from where it was left. Raises NoPlanError where the solver does not."""
    stages = stages_of_task()
    prepared = prepare(base.case, stages)
    live = LiveProgram(prepared.program, prepared.sizes, watch=stages.watch, ties=prepared.ties)
    if base.short_without is not None:
        put_industry_first(live, prepared.data, base.short_without)
    if base.left.whole is not None:
        live.start_from(base.left.whole)
    plan = live.solve()
    if plan.status is not Status.OPTIMAL:
        raise NoPlanError(NO_TIME if plan.status is Status.LIMIT else NOT_SOLVED)
    return Ground(base, prepared, live.program, plan, measures_of(prepared), NearOptimal(live, plan, stages.watch))
