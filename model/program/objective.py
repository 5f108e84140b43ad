"""The objective, and family 12, risk: the average of the worst whole stories."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo

from model.program.bookings import Booking
from model.program.cells import node_cells
from model.program.declare import add_constraint, add_variable, families, group_keys, members, numbers, total_of
from model.program.plan import Plan
from model.program.rates import objective_rates


def _priced(m: Any, plan: Plan, bookings: list[Booking]) -> list[str]:
    """Declare, for each variable that costs or earns, its priced cells by node and their discounted, weighted cost."""
    rates, fixed = objective_rates(bookings, plan)
    m.fixed_cost = numbers(m.NODES, range(plan.tree.size), fixed, "what no decision changes, USD")
    priced = []
    for name, rate in rates.items():
        moved = np.flatnonzero(rate)
        if not len(moved):
            continue
        cells = plan.cells[name]
        keys = [cells.keys[p] for p in moved.tolist()]
        index = members(keys, cells.dimen, f"cells of {name} that cost or earn")
        setattr(m, f"PRICED_{name.upper()}", index)
        setattr(m, f"cost_of_{name}", numbers(index, keys, rate[moved], "Σ ledger weight × rate × δ, USD per unit"))
        setattr(
            m, f"weight_of_{name}", numbers(index, keys, plan.tree.weight[cells.node[moved]], "π of the cell's node")
        )
        priced.append(name)
    return priced


def _add_risk(m: Any, plan: Plan, priced: list[str]) -> None:
    """eta, excess and the cost along each path; only with a Risk weight above 0."""
    tree, settings = plan.tree, plan.case.settings
    counted = priced if settings.risk_on == "total" else [name for name in priced if name == "short"]
    everywhere = node_cells(np.arange(tree.size, dtype=np.int64))
    add_variable(m, "path_cost", everywhere, "discounted cost so far on the node's path, USD", pyo.Reals)
    add_variable(m, "excess", node_cells(tree.leaves), "cost of a whole story over eta, USD")
    m.eta = pyo.Var(within=pyo.Reals, doc="value at risk of a whole story's cost, USD")
    terms: list[tuple[Any, Any, Any]] = []
    for name in counted:
        cells = plan.cells[name]
        at_node = group_keys(cells.node.tolist(), cells.keys)
        priced_set = getattr(m, f"PRICED_{name.upper()}")
        groups = {n: [key for key in keys if key in priced_set] for n, keys in at_node.items()}
        at = families(m.NODES, groups, cells.dimen, f"priced cells of {name} at the node")
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


def add_objective(m: Any, plan: Plan, bookings: list[Booking]) -> None:
    """Expected discounted cost over all ledgers at their weights, plus risk weight × CVaR."""
    settings = plan.case.settings
    priced = _priced(m, plan, bookings)
    risky = settings.risk_weight > 0
    if risky:
        _add_risk(m, plan, priced)
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
