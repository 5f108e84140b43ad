"""The run in a few lines, for the screen and for machines."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.bookings import INDUSTRY, RESERVE
from model.results.cost_benefit.sentences import worth_sentence
from model.results.facts.cost_benefit import build_cost_benefit
from model.results.facts.decision import orders_now
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import reserve_purchases
from model.results.facts.rounding import label, rounding_json
from model.results.facts.run import Run
from model.results.facts.shortage import shortage_cost
from model.results.facts.variant_figures import variant_figures
from model.results.facts.what_if import WhatIf
from model.results.shown.sentences import Error, Goods, Name, Sentence, Usd
from model.results.stopped_in_words import best_known_in_words, not_rounded_in_words
from model.results.studies_json import studies_json
from model.results.summary.findings import findings
from model.results.what_ifs.sentences import told_of
from model.schema import field_name


def expected_shortage(result: PlanResult) -> dict[str, float]:
    """Σ π × shortage over the horizon by material, t."""
    table = result.demand
    expected = (table["short"] * table["weight"]).groupby(table["material"], sort=False).sum()
    return {str(name): float(tonnes) for name, tonnes in expected.items()}


def first_orders(result: PlanResult) -> dict[str, list[dict[str, Any]]]:
    """What is ordered at the first node, the reserve's and industry's apart, the dearest first; orders before Start are in
    neither. Process output that the reserve takes over from industry is the reserve's, under the offer `process output`."""
    orders, label = result.orders, result.data.case.calendar.label
    industry = orders[(orders["buyer"] == INDUSTRY) & ~orders["before_start"]]
    found = {}
    for buyer, table in ((RESERVE, reserve_purchases(result)), (INDUSTRY, industry)):
        own = table[(table["node"] == 0) & (table["tonnes"] > 0)]
        own = own.groupby(["offer", "material", "country", "arrives"], sort=False, as_index=False)[["tonnes", "cost"]].sum()
        found[buyer] = [
            {
                "offer": str(row["offer"]), "material": str(row["material"]), "country": str(row["country"]),
                "arrives": label(int(row["arrives"])), "tonnes": float(row["tonnes"]), "cost": float(row["cost"]),
            }
            for row in own.sort_values("cost", ascending=False, kind="stable").to_dict("records")
        ]  # fmt: skip
    return found


def summary_json(run: Run, seconds: dict[str, float], written: str, public: str | None = None) -> dict[str, Any]:
    """The machine-readable summary; USD, t and seconds. Its keys are those of the table in README and do not change with the
    case: names of offers, materials and figures stand below them."""
    assert run.result is not None
    assert run.certificate is not None
    assert run.reconciliation is not None
    found = build_cost_benefit(run)
    return {
        "status": run.status_word,
        "objective": run.result.solution.objective,
        **({"gap": run.gap} if run.stopped is not None else {}),
        "certificate": {
            "passed": run.optimal,
            "primal_objective": run.certificate.primal_objective,
            "dual_objective": run.bound,
            "figures": {
                **{field_name(figure.name): figure.value for figure in run.figures},
                **{field_name(balance.name): balance.value for balance in run.reconciliation.balances},
            },
        },
        "size": {
            "columns": run.size.columns,
            "rows": run.size.rows,
            "nonzeros": run.size.nonzeros,
            "nodes": run.data.tree.size,
        },
        "seconds": {field_name(stage): round(value, 3) for stage, value in seconds.items()},
        "orders": first_orders(run.result),
        "shortage": expected_shortage(run.result),
        "shortage_cost": {
            "with_reserve": shortage_cost(run.result),
            "without_reserve": shortage_cost(run.without) if run.without is not None else None,
        },
        "reserve": {
            "net_cost": float(found.net_cost.sum()),
            "shortage_cost_spared": None if np.isnan(found.short_without) else float(found.spared.sum()),
            "spared_per_dollar": None if np.isnan(found.ratio) else found.ratio,
            "penalties": sum(found.penalties.values()),
        },
        **({"whole_lots": rounding_json(run.rounding, run.data.case)} if run.rounding else {}),
        "exchangeable": {label(order, run.data.case): list(seen) for order, seen in run.exchangeable.items()},
        **({"what_ifs": [_what_if_json(one) for one in run.studies.what_ifs]} if run.studies.what_ifs else {}),
        **({"studies": told} if (told := studies_json(run)) else {}),
        "result": written,
        "public": public,
    }


def _what_if_json(one: WhatIf) -> dict[str, Any]:
    """A what-if for machines: figures as far as there is a plan, or else why there is none."""
    if one.figures is None:
        return {"name": one.name, "status": one.status, "why": list(one.why)}
    figures = one.figures
    return {
        "name": one.name,
        "status": one.status,
        "objective": figures.objective,
        "orders": figures.ordered,
        "shortage_cost": {
            "with_reserve": figures.short_with,
            "without_reserve": None if np.isnan(figures.short_without) else figures.short_without,
        },
        "net_cost": figures.net_cost,
    }


def headline(run: Run) -> list[Sentence]:
    """What to buy now, what that protects and costs net; then the status, and the objective, which is industry's bill too. A
    plan that is not certified, or not known to be optimal, says that first."""
    assert run.result is not None
    assert run.certificate is not None
    assert run.reconciliation is not None
    now = orders_now(run.result)
    lines = [
        Sentence(
            "Buy for the reserve now: {goods} for {cost}", goods=Goods(now.tonnes, now.materials), cost=Usd(now.cost)
        ),
        worth_sentence(build_cost_benefit(run)),
    ]
    if run.optimal:
        open_yet = not_rounded_in_words(run)
        return [
            *([open_yet] if str(open_yet) else []),
            *lines,
            Sentence("Optimal, and certified from the arrays and the reported numbers."),
            Sentence(
                "Objective (all costs over the horizon, industry's included): {objective}",
                objective=Usd(run.result.solution.objective),
            ),
            *(told_of(one, variant_figures(run)) for one in run.studies.what_ifs),
            *findings(run),
        ]
    if run.best_known:
        objective = Usd(run.result.solution.objective)
        return [best_known_in_words(run), *lines, Sentence("Objective of this plan: {objective}", objective=objective)]
    missed = [
        Sentence("{balance} misses by {error} at {worst}", balance=Name(b.name), error=Error(b.value), worst=Name(b.worst))
        for b in run.reconciliation.balances
        if not b.passed
    ]
    failures = [Sentence("{failure}", failure=Name(failure)) for failure in run.certificate.failures]
    return [Sentence("THIS RESULT IS NOT CERTIFIED. Do not use it."), *failures, *missed, *lines]
