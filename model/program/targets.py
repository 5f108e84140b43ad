"""Families 8 and 9 for the reserve alone: cover targets, and its impact on the market."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.cells import cells_where
from model.program.declare import add_constraint, add_variable, families, group_keys, members, numbers
from model.program.plan import Plan


def add_targets(m: Any, plan: Plan) -> None:
    """Stock, tonnes out with participants and gap together reach the target where it is owed; hard targets have no gap.

    It is owed in calm nodes, where nothing that is out is overdue.
    """
    gap, cover = plan.cells["gap"], plan.cover
    add_variable(m, "gap", gap, "target missed, t")
    names = plan.market.materials
    owed = cells_where(names, cover.owed)
    in_stock = set(plan.cells["stock"].keys)
    m.OWED = members(owed.keys, 2, "materials and nodes where a target is owed")
    m.required = numbers(m.OWED, owed.keys, cover.required[owed.row, owed.node], "days of base demand or tonnes, t")
    m.held_for_target = families(
        m.OWED, {key: [key[1]] for key in owed.keys if key in in_stock}, 1, "the node where the reserve can hold it"
    )
    m.gap_allowed = families(m.OWED, group_keys(gap.keys, [n for _, n in gap.keys]), 1, "the node of a soft target")

    def target(m: Any, i: str, n: int) -> Any:
        """stock + Σ outstanding + gap ≥ max(days / 365 × yearly demand, tonnes), t, in calm nodes from By on."""
        return (
            sum(m.stock[i, p] for p in m.held_for_target[i, n])
            + sum(m.outstanding[i, j, n] for j in m.owers[i, n])
            + sum(m.gap[i, p] for p in m.gap_allowed[i, n])
            >= m.required[i, n]
        )

    add_constraint(m, m.OWED, target)


def add_market_impact(m: Any, plan: Plan) -> None:
    """The reserve's orders of a material, and its sales, each within a share of world output."""
    cap = plan.case.settings.market_impact_cap
    world = plan.material_column("world_output")
    most = np.nan_to_num(cap * world, nan=np.inf) * plan.case.calendar.length
    capped = np.isfinite(most)
    sell = plan.cells["sell"]
    sold = [key for key, i in zip(sell.keys, sell.row, strict=True) if capped[i]]
    orders = plan.cells["stockbuy"]
    material = plan.market.steps.material[orders.row]
    names = np.array(plan.market.materials, dtype=object)
    groups = group_keys(zip(names[material].tolist(), orders.node.tolist(), strict=True), orders.keys)
    processed = set(plan.market.places.stockship.material.tolist())
    ordered = [
        (name, n)
        for i, name in enumerate(plan.market.materials)
        for n in range(plan.tree.size)
        if capped[i] and (i in processed or (name, n) in groups)
    ]
    m.CAPPED_ORDERS = members(ordered, 2, "materials and nodes where the reserve's orders are capped")
    m.CAPPED_SALES = members(sold, 2, "materials and nodes where the reserve's sales are capped")
    capped_names = [name for name, finite in zip(plan.market.materials, capped, strict=True) if finite]
    m.CAPPED = members(capped_names, 1, "materials under the market-impact cap")
    m.most_traded = numbers(m.CAPPED, capped_names, most[capped], "cap × world output × h, t")
    m.orders_of = families(m.CAPPED_ORDERS, groups, 2, "the reserve's orders of the material")

    def market_impact_orders(m: Any, i: str, n: int) -> Any:
        """Σ stockbuy + Σ stockship of the material ≤ cap × world output × h, t."""
        return (
            sum(m.stockbuy[s, p] for s, p in m.orders_of[i, n])
            + sum(m.stockship[i, c, n] for c in m.reserve_sources[i])
            <= m.most_traded[i]
        )

    def market_impact_sales(m: Any, i: str, n: int) -> Any:
        """sell ≤ cap × world output × h, t."""
        return m.sell[i, n] <= m.most_traded[i]

    add_constraint(m, m.CAPPED_ORDERS, market_impact_orders)
    add_constraint(m, m.CAPPED_SALES, market_impact_sales)
