"""The objective, and family 12, risk: the average of the worst whole stories."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo

from model.program.bookings import Booking
from model.program.cells import Cells, node_cells, one_cell
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set, total_of
from model.program.family import USD, Family, Row, Variable
from model.program.problem_data import ProblemData
from model.program.rates import objective_rates


def _is_risky(data: ProblemData) -> bool:
    return data.case.settings.risk_weight > 0


def _every_node(data: ProblemData) -> Cells | None:
    return node_cells(np.arange(data.tree.size, dtype=np.int64)) if _is_risky(data) else None


def _last_nodes(data: ProblemData) -> Cells | None:
    return node_cells(data.tree.leaves) if _is_risky(data) else None


def _one(data: ProblemData) -> Cells | None:
    return one_cell() if _is_risky(data) else None


def _priced(m: Any, data: ProblemData, bookings: list[Booking]) -> list[str]:
    """Declare, for each variable that costs or earns, its priced cells by node and their discounted, weighted cost."""
    rates, fixed = objective_rates(bookings, data)
    m.fixed_cost = numbers(m.NODES, fixed, "what no decision changes, USD")
    priced = []
    for name, rate in rates.items():
        moved = np.flatnonzero(rate)
        if not len(moved):
            continue
        cells = data.cells[name]
        keys = [cells.keys[p] for p in moved.tolist()]
        index = plain_set(keys, cells.dimen, f"cells of {name} that cost or earn")
        setattr(m, f"PRICED_{name.upper()}", index)
        setattr(m, f"cost_of_{name}", numbers(index, rate[moved], "Σ ledger weight × rate × δ, USD per unit"))
        setattr(
            m, f"weight_of_{name}", numbers(index, data.tree.weight[cells.node[moved]], "π of the cell's node")
        )
        priced.append(name)
    return priced


def _add_risk(m: Any, data: ProblemData, priced: list[str]) -> None:
    """eta, excess and the cost along each path; only with a Risk weight above 0."""
    settings = data.case.settings
    counted = priced if settings.risk_on == "total" else [name for name in priced if name == "short"]
    terms: list[tuple[Any, Any, Any]] = []
    for name in counted:
        cells = data.cells[name]
        at_node = group_keys(cells.node.tolist(), cells.keys)
        priced_set = getattr(m, f"PRICED_{name.upper()}")
        groups = {n: [key for key in keys if key in priced_set] for n, keys in at_node.items()}
        at = indexed_set(m.NODES, groups, cells.dimen, f"priced cells of {name} at the node")
        setattr(m, f"priced_{name}_at", at)
        terms.append((getattr(m, f"cost_of_{name}"), getattr(m, name), at))
    counts_fixed = 1.0 if settings.risk_on == "total" else 0.0

    def path_cost_balance(m: Any, n: int) -> Any:
        """path_cost = path_cost before + Σ cost of one unit × variable at the node, USD."""
        before = sum(m.path_cost[p] for p in m.before[n])
        return m.path_cost[n] == before + counts_fixed * m.fixed_cost[n] + total_of(terms, n)

    def story_excess(m: Any, n: int) -> Any:
        """excess ≥ cost of the whole story − eta, USD, at each last node."""
        return m.excess[n] >= m.path_cost[n] - m.eta

    add_constraint(m, m.NODES, path_cost_balance)
    add_constraint(m, m.EXCESS, story_excess)


def _add(m: Any, data: ProblemData, bookings: list[Booking]) -> None:
    """Expected discounted cost over all ledgers at their weights, plus risk weight × CVaR."""
    settings = data.case.settings
    priced = _priced(m, data, bookings)
    risky = _is_risky(data)
    if risky:
        _add_risk(m, data, priced)
    tail = 1.0 - settings.risk_level

    spent = [(getattr(m, f"weight_of_{name}"), getattr(m, f"cost_of_{name}"), getattr(m, name),
              getattr(m, f"PRICED_{name.upper()}")) for name in priced]  # fmt: skip

    def expected_cost(m: Any) -> Any:
        """Σ_n π_n × (fixed cost + Σ cost of one unit × variable), USD."""
        total = sum(m.weight[n] * m.fixed_cost[n] for n in m.NODES)
        for weight, cost, variable, cells in spent:
            total += sum(weight[key] * cost[key] * variable[key] for key in cells)
        return total

    def risky_cost(m: Any) -> Any:
        """Expected cost + risk weight × (eta + Σ π × excess / (1 − level)), USD."""
        worst = sum(settings.risk_weight / tail * m.weight[n] * m.excess[n] for n in m.EXCESS)
        return expected_cost(m) + settings.risk_weight * m.eta + worst

    m.total_cost = pyo.Objective(rule=risky_cost if risky else expected_cost, sense=pyo.minimize)


OBJECTIVE = Family(
    "risk",
    variables=(
        Variable("path_cost", ("node",), "USD", "discounted cost so far on the node's path", "cost so far",
                 _every_node, "the plan", USD, free=True),
        Variable("excess", ("node",), "USD", "cost of a whole story over eta", "cost of a story in the worst tail",
                 _last_nodes, "the reserve", USD),
        Variable("eta", (), "USD", "value at risk of a whole story's cost", "where the worst tail begins",
                 _one, "the plan", USD, free=True),
    ),
    rows=(
        Row("path_cost_balance", ("node",), "cost so far"),
        Row("story_excess", ("node",), "cost of a story in the worst tail"),
    ),
    add_booked=_add,
)  # fmt: skip
