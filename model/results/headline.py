"""The run in a few lines, for the screen and for machines."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.bookings import INDUSTRY, RESERVE
from model.results.cost_benefit.sentences import worth_sentence
from model.results.facts.answer import Answer
from model.results.facts.cost_benefit import find_cost_benefit
from model.results.facts.decision import orders_now
from model.results.facts.outcome import Outcome
from model.results.facts.purchases import reserve_purchases
from model.results.facts.rounding import label, rounding_json
from model.results.facts.shortage import shortage_cost
from model.results.facts.what_if import WhatIf
from model.results.shown.sentences import Error, Goods, Name, Sentence, Usd
from model.results.what_ifs.figures import variant_figures
from model.results.what_ifs.sentences import told_of
from model.schema import field_name


def expected_shortage(answer: Answer) -> dict[str, float]:
    """Σ π × shortage over the horizon by material, t."""
    table = answer.demand
    expected = (table["short"] * table["weight"]).groupby(table["material"], sort=False).sum()
    return {str(name): float(tonnes) for name, tonnes in expected.items()}


def first_orders(answer: Answer) -> dict[str, list[dict[str, Any]]]:
    """What is ordered at the first node, the reserve's and industry's apart, the dearest first; orders before Start are in
    neither. Process output that the reserve takes over from industry is the reserve's, under the offer `process output`."""
    orders, label = answer.orders, answer.plan.case.calendar.label
    industry = orders[(orders["buyer"] == INDUSTRY) & ~orders["before_start"]]
    found = {}
    for buyer, table in ((RESERVE, reserve_purchases(answer)), (INDUSTRY, industry)):
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


def status_word(outcome: Outcome) -> str:
    """`optimal` only where the run certified itself."""
    return "optimal" if outcome.optimal else "not certified"


def summary_json(outcome: Outcome, seconds: dict[str, float], result: str, public: str | None = None) -> dict[str, Any]:
    """The machine-readable summary; USD, t and seconds. Its keys are those of the table in README and do not change with the
    case: names of offers, materials and figures stand below them."""
    assert outcome.answer is not None
    assert outcome.certificate is not None
    assert outcome.reconciliation is not None
    found = find_cost_benefit(outcome)
    return {
        "status": status_word(outcome),
        "objective": outcome.answer.solution.objective,
        "certificate": {
            "passed": outcome.optimal,
            "primal_objective": outcome.certificate.primal_objective,
            "dual_objective": outcome.certificate.dual_objective,
            "figures": {
                **{field_name(figure.name): figure.value for figure in outcome.certificate.figures},
                **{field_name(balance.name): balance.value for balance in outcome.reconciliation.balances},
            },
        },
        "size": {
            "columns": outcome.size.columns,
            "rows": outcome.size.rows,
            "nonzeros": outcome.size.nonzeros,
            "nodes": outcome.plan.tree.size,
        },
        "seconds": {field_name(stage): round(value, 3) for stage, value in seconds.items()},
        "orders": first_orders(outcome.answer),
        "shortage": expected_shortage(outcome.answer),
        "shortage_cost": {
            "with_reserve": shortage_cost(outcome.answer),
            "without_reserve": shortage_cost(outcome.without) if outcome.without is not None else None,
        },
        "reserve": {
            "net_cost": float(found.net_cost.sum()),
            "shortage_cost_spared": None if np.isnan(found.short_without) else float(found.spared.sum()),
            "spared_per_dollar": None if np.isnan(found.ratio) else found.ratio,
            "penalties": sum(found.penalties.values()),
        },
        **({"whole_lots": rounding_json(outcome.rounding, outcome.plan.case)} if outcome.rounding else {}),
        "exchangeable": {label(order, outcome.plan.case): list(seen) for order, seen in outcome.exchangeable.items()},
        **({"what_ifs": [_what_if_json(one) for one in outcome.what_ifs]} if outcome.what_ifs else {}),
        "result": result,
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


def headline(outcome: Outcome) -> list[Sentence]:
    """What to buy now, what that protects and costs net; then the status, and the objective, which is industry's bill too. A
    plan that is not certified says that first."""
    assert outcome.answer is not None
    assert outcome.certificate is not None
    assert outcome.reconciliation is not None
    now = orders_now(outcome.answer)
    lines = [
        Sentence(
            "Buy for the reserve now: {goods} for {cost}", goods=Goods(now.tonnes, now.materials), cost=Usd(now.cost)
        ),
        worth_sentence(find_cost_benefit(outcome)),
    ]
    if outcome.optimal:
        return [
            *lines,
            Sentence("Optimal, and certified from the arrays and the reported numbers."),
            Sentence(
                "Objective (all costs over the horizon, industry's included): {objective}",
                objective=Usd(outcome.answer.solution.objective),
            ),
            *(told_of(one, variant_figures(outcome)) for one in outcome.what_ifs),
        ]
    missed = [
        Sentence("{balance} misses by {error} at {worst}", balance=Name(b.name), error=Error(b.value), worst=Name(b.worst))
        for b in outcome.reconciliation.balances
        if not b.passed
    ]
    failures = [Sentence("{failure}", failure=Name(failure)) for failure in outcome.certificate.failures]
    return [Sentence("THIS RESULT IS NOT CERTIFIED. Do not use it."), *failures, *missed, *lines]
