"""The run in a few lines, for the screen and for machines."""

from __future__ import annotations

from typing import Any

from model.program.bookings import INDUSTRY, RESERVE
from model.results.answer import Answer
from model.results.outcome import Outcome
from model.results.purchases import reserve_purchases
from model.results.rounding import label, rounding_json
from model.results.wording import goods
from model.schema import field_name


def expected_shortage(answer: Answer) -> dict[str, float]:
    """Σ π × shortage over the horizon by material, t."""
    table = answer.demand
    expected = (table["short"] * table["weight"]).groupby(table["material"], sort=False).sum()
    return {str(name): float(tonnes) for name, tonnes in expected.items()}


def shortage_cost(answer: Answer) -> float:
    """Expected cost of shortage, discounted, USD."""
    flows = answer.flows[answer.flows["name"] == "shortage"]
    return float((flows["present"] * flows["weight"]).sum())


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
        **({"whole_lots": rounding_json(outcome.rounding, outcome.plan.case)} if outcome.rounding else {}),
        "exchangeable": {label(order, outcome.plan.case): list(seen) for order, seen in outcome.exchangeable.items()},
        "result": result,
        "public": public,
    }


def headline(outcome: Outcome) -> list[str]:
    """Status, objective, this period's reserve purchases and the expected shortage with and without the reserve."""
    assert outcome.answer is not None
    assert outcome.certificate is not None
    assert outcome.reconciliation is not None
    answer = outcome.answer
    bought = reserve_purchases(answer)
    now = bought[bought["node"] == 0]
    lines = []
    if not outcome.optimal:
        lines.append("THIS RESULT IS NOT CERTIFIED. Do not use it.")
        lines += [*outcome.certificate.failures]
        lines += [
            f"{b.name} misses by {b.value:.2g} at {b.worst}" for b in outcome.reconciliation.balances if not b.passed
        ]
    else:
        lines.append("Optimal, and certified from the arrays and the reported numbers.")
    lines.append(f"Cost over the horizon (objective): {answer.solution.objective / 1e6:,.1f} million USD")
    lines.append(
        f"Buy for the reserve now: {goods(float(now['tonnes'].sum()), now['material'].nunique())} for "
        f"{now['cost'].sum() / 1e6:,.1f} million USD"
    )
    # Money, because tonnes of different materials do not add up to anything.
    told = f"Expected shortage costs {shortage_cost(answer) / 1e6:,.1f} million USD with the reserve"
    if outcome.without is not None:
        told += f", {shortage_cost(outcome.without) / 1e6:,.1f} without"
    return [*lines, told]
