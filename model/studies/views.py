"""The plan that is best for the reserve alone, beside the plan of the workbook's own weights."""

from __future__ import annotations

from dataclasses import replace

from model.program import make_problem_data
from model.results.facts.plan_result import PlanResult
from model.results.facts.reconcile import reconcile
from model.results.facts.run import Run
from model.solve import LiveProgram, Status, certify
from model.stages import Stages
from model.studies.prepared import build
from model.studies.without_reserve import put_industry_first


def reserve_view(run: Run, stages: Stages) -> PlanResult | None:
    """The certified plan where only the reserve's ledger counts; None where there is none, or it is not certified.

    Shortage, missed targets and what stock is worth at the end count as ever: they are no ledger's. With Industry first
    shortages are held to the same plan without the reserve as those of the outcome.
    """
    data = run.data
    alone = replace(
        data.case.settings,
        weight_industry=0.0,
        weight_reserve=1.0,
        weight_participants=0.0,
        weight_treasury=0.0,
        weight_duties=0.0,
        weight_partners=0.0,
    )
    with stages("solve the reserve's own view"):
        own = make_problem_data(replace(data.case, settings=alone), data.tree, data.market)
        made = build(own, Stages())
        live = LiveProgram(made.program, made.sizes, watch=stages.watch, ties=made.ties)
        if run.without is not None:
            put_industry_first(live, own, run.without.value("short"))
        solution = live.solve()
        if solution.status is not Status.OPTIMAL:
            return None
        result = PlanResult(own, made.bookings, solution)
        certified = certify(live.program, solution).passed and reconcile(result).passed
    return result if certified else None
