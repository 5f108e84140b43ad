"""Family 9 for the reserve alone: its impact on the market."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import Family, Row
from model.program.problem_data import ProblemData


def _add(m: Any, data: ProblemData) -> None:
    """The reserve's orders of a material, and its sales, each within a share of world output."""
    cap = data.case.settings.market_impact_cap
    world = data.material_column("world_output")
    most = np.nan_to_num(cap * world, nan=np.inf) * data.case.calendar.length
    capped = np.isfinite(most)
    sell = data.cells["sell"]
    sold = [key for key, i in zip(sell.keys, sell.row, strict=True) if capped[i]]
    orders = data.cells["stockbuy"]
    material = data.market.steps.material[orders.row]
    names = np.array(data.market.materials, dtype=object)
    groups = group_keys(zip(names[material].tolist(), orders.node.tolist(), strict=True), orders.keys)
    processed = set(data.market.places.stockship.material.tolist())
    ordered = [
        (name, n)
        for i, name in enumerate(data.market.materials)
        for n in range(data.tree.size)
        if capped[i] and (i in processed or (name, n) in groups)
    ]
    m.CAPPED_ORDERS = plain_set(ordered, 2, "materials and nodes where the reserve's orders are capped")
    m.CAPPED_SALES = plain_set(sold, 2, "materials and nodes where the reserve's sales are capped")
    capped_names = [name for name, finite in zip(data.market.materials, capped, strict=True) if finite]
    m.CAPPED = plain_set(capped_names, 1, "materials under the market-impact cap")
    m.most_traded = numbers(m.CAPPED, most[capped], "cap × world output × h, t")
    m.orders_of = indexed_set(m.CAPPED_ORDERS, groups, 2, "the reserve's orders of the material")

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


MARKET_IMPACT = Family(
    "market impact",
    rows=(
        Row("market_impact_orders", ("material", "node"), "Market-impact cap on orders"),
        Row("market_impact_sales", ("material", "node"), "Market-impact cap on sales"),
    ),
    add=_add,
)
