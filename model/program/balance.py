"""Family 1, balance: what comes home is used, kept or left over."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.cover import DAYS_IN_YEAR
from model.program.declare import add_constraint, add_variable, families, group_keys, members, numbers
from model.program.frame import arrivals
from model.program.plan import Plan


def _add_working_stock(m: Any, plan: Plan) -> None:
    working, missing = plan.cells["working"], plan.cells["missing"]
    materials = plan.market.materials
    add_variable(m, "working", working, "industry's own stock at period end, t")
    add_variable(m, "missing", missing, "working stock missing from full at the end, t")
    yearly = plan.market.demand.yearly_by_material(len(materials))
    full = plan.material_column("industry_stock")[:, None] / DAYS_IN_YEAR * yearly
    m.full_working = numbers(
        m.WORKING, working.keys, full[working.row, plan.node_period[working.node]], "days of demand, t"
    )
    keeps = {name: [name] for name in {key[0] for key in working.keys}}
    m.keeps_working = families(m.MATERIALS, keeps, 1, "the material itself where industry keeps a stock of it")
    start = np.zeros((len(materials), plan.tree.size))
    start[:, 0] = full[:, 0]
    m.working_at_start = numbers(m.BALANCE, m.BALANCE, start.ravel(), "industry's stock before Start, at the root, t")

    def working_full(m: Any, i: str, n: int) -> Any:
        """working ≤ Industry stock (days) of yearly demand, t."""
        return m.working[i, n] <= m.full_working[i, n]

    def missing_working(m: Any, i: str, n: int) -> Any:
        """missing = full − working at the end, t."""
        return m.missing[i, n] == m.full_working[i, n] - m.working[i, n]

    add_constraint(m, m.WORKING, working_full)
    add_constraint(m, m.MISSING, missing_working)


def add_balance(m: Any, plan: Plan) -> None:
    """Home balance of every material at every node, with recycling, surplus and industry's working stock."""
    materials, nodes = plan.market.materials, range(plan.tree.size)
    recycle, early = plan.cells["recycle"], plan.cells["early"]
    m.BALANCE = members([(i, n) for i in materials for n in nodes], 2, "materials and nodes")
    add_variable(m, "recycle", recycle, "home secondary supply used, t")
    add_variable(m, "surplus", plan.cells["surplus"], "unwanted material, t")
    _add_working_stock(m, plan)
    m.recycled = families(m.MATERIALS, {name: [name] for name in {key[0] for key in recycle.keys}}, 1, "recyclable")
    recyclable = plan.material_column("recyclable")[recycle.row] * plan.case.calendar.length
    m.recyclable = numbers(m.RECYCLE, recycle.keys, recyclable, "Recyclable × h, t")
    m.arriving = families(m.BALANCE, arrivals(plan, "buy"), 2, "industry's orders that arrive")
    material_of = [materials[plan.market.steps.material[s]] for s in early.row]
    groups: dict[Any, list[Any]] = {}
    for (i, t), orders in group_keys(zip(material_of, [key[1] for key in early.keys], strict=True), early.keys).items():
        for n in np.flatnonzero(plan.tree.period == t).tolist():
            groups[i, n] = orders
    m.early_arriving = families(m.BALANCE, groups, 2, "orders placed before Start that arrive")
    releases = plan.cells["release"].keys
    m.releasing = families(
        m.BALANCE, group_keys(releases, [n for _, n in releases]), 1, "the node where release is allowed"
    )
    pairs = [key[:2] for key in plan.cells["use"].keys if key[2] == 0]
    m.segments = families(
        m.MATERIALS, group_keys([i for i, _ in pairs], [g for _, g in pairs]), 1, "segments that use it"
    )

    def recycling(m: Any, i: str, n: int) -> Any:
        """recycle ≤ Recyclable × h, t."""
        return m.recycle[i, n] <= m.recyclable[i, n]

    def home_balance(m: Any, i: str, n: int) -> Any:
        """arrivals + early arrivals + recycle + release + taken from working stock
        = Σ_g use + surplus + put into working stock, t at home, for each material and node."""
        return sum(m.delivery[s] * m.buy[s, p] for s, p in m.arriving[i, n]) + sum(
            m.delivery[s] * m.early[s, t] for s, t in m.early_arriving[i, n]
        ) + sum(m.recycle[j, n] for j in m.recycled[i]) + sum(m.release[i, p] for p in m.releasing[i, n]) + sum(
            m.working[j, p] for j in m.keeps_working[i] for p in m.before[n]
        ) + m.working_at_start[i, n] == sum(m.use[i, g, n] for g in m.segments[i]) + m.surplus[i, n] + sum(
            m.working[j, n] for j in m.keeps_working[i]
        )

    add_constraint(m, m.RECYCLE, recycling)
    add_constraint(m, m.BALANCE, home_balance)
