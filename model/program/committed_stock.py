"""Family 10, `Buy only commitments`: the reserve holds and orders no more than participants committed to."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.declare import add_constraint, indexed_set, numbers
from model.program.family import Family, Row
from model.program.problem_data import ProblemData


def most_held(data: ProblemData) -> np.ndarray:
    """max(Σ commitment, opening stock + in transit) of each material, t, (I,); the latter at the first Start if known."""
    own, known = data.material_column("opening_stock") + data.before.reserve.sum(axis=1), data.before.most_held
    return np.maximum(data.commitments.committed, np.where(np.isnan(known), own, known))


def _under_way(data: ProblemData) -> dict[Any, list[Any]]:
    """The reserve's orders (step, node) placed on the path of (material, node) that arrive after it."""
    tree, steps = data.tree, data.market.steps
    orders = set(data.cells["stockbuy"].keys)
    found: dict[Any, list[Any]] = {}
    for s, (name, i) in enumerate(zip(steps.names, steps.material.tolist(), strict=True)):
        for back in range(int(steps.lead[s])):
            origin = tree.ancestor(back).tolist()
            for n, p in enumerate(origin):
                if p >= 0 and (name, p) in orders:
                    found.setdefault((data.market.materials[i], n), []).append((name, p))
    return found


def _add(m: Any, data: ProblemData) -> None:
    """Only where the setting asks for it."""
    if not data.case.settings.buy_only_commitments:
        return
    stock, later = data.cells["stock"], data.before.reserve.sum(axis=1)[:, None] - np.cumsum(data.before.reserve, axis=1)
    most = most_held(data)[stock.row] - later[stock.row, data.node_period[stock.node]]
    m.most_held = numbers(m.STOCK, most, "commitments or what there was, less orders placed that are still to arrive, t")
    m.under_way = indexed_set(m.STOCK, _under_way(data), 2, "the reserve's orders that have not arrived yet")

    def committed_stock(m: Any, i: str, n: int) -> Any:
        """stock + Σ delivery rate × stockbuy under way + orders placed ≤ max(Σ commitment, opening stock + in transit), t."""
        return m.stock[i, n] + sum(m.delivery[s] * m.stockbuy[s, p] for s, p in m.under_way[i, n]) <= m.most_held[i, n]

    add_constraint(m, m.STOCK, committed_stock)


COMMITTED_STOCK = Family(
    "commitments",
    rows=(Row("committed_stock", ("material", "node"), "stock up to what is committed"),),
    add=_add,
)
