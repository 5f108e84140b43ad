"""Family 10, `Buy only commitments`: the reserve holds and orders no more than participants committed to."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.declare import add_constraint, indexed_set, numbers
from model.program.family import Family, Row
from model.program.problem_data import ProblemData


def most_held(data: ProblemData) -> np.ndarray:
    """max(Σ commitment, opening stock + in transit) of each material, t, (I,)."""
    own = data.material_column("opening_stock") + data.material_column("opening_in_transit")
    return np.maximum(data.commitments.committed, own)


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
    m.most_held = numbers(m.MATERIALS, most_held(data), "commitments or what there was, t")
    m.under_way = indexed_set(m.STOCK, _under_way(data), 2, "the reserve's orders that have not arrived yet")

    def committed_stock(m: Any, i: str, n: int) -> Any:
        """stock + Σ delivery rate × stockbuy under way ≤ max(Σ commitment, opening stock + in transit), t."""
        return m.stock[i, n] + sum(m.delivery[s] * m.stockbuy[s, p] for s, p in m.under_way[i, n]) <= m.most_held[i]

    add_constraint(m, m.STOCK, committed_stock)


COMMITTED_STOCK = Family(
    "commitments",
    rows=(Row("committed_stock", ("material", "node"), "stock up to what is committed"),),
    add=_add,
)
