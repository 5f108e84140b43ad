"""Change of the last plan: what the reserve orders otherwise than the last plan did costs a share of its price.

It is no money: it counts in the objective alone, and keeps a plan where it is as long as a change is not worth the price.
Stories answer news the last plan did not order for; only the base path is compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.cells import Cells
from model.program.declare import add_constraint, group_keys, indexed_set, numbers
from model.program.family import Family, Row, Variable
from model.program.problem_data import ProblemData

Key = tuple[str, str, str, int]
"""Material, offer ("" = output of processes), country and node of an order."""


def last_orders(data: ProblemData) -> dict[Key, float]:
    """What the last plan orders on the base path from Start on, t, by the order and its node."""
    calendar, tree, found = data.case.calendar, data.tree, dict[Key, float]()
    node_of = {int(tree.period[n]): int(n) for n in np.flatnonzero(tree.story == 0)}
    for row in data.case.records("last_plan"):
        node = node_of.get(calendar.period_of(row["order_in"].start))
        if node is None:
            continue
        key = (row["material"], row["offer"], row["country"], node)
        found[key] = found.get(key, 0.0) + row["tonnes"]
    return found


def _orders(data: ProblemData) -> dict[str, list[Key]]:
    """The order that each cell of stockbuy and stockship belongs to."""
    steps, places, names = data.market.steps, data.market.places.stockship, data.market.materials
    countries, offers = data.market.clubs.countries, steps.table["offer"].to_numpy(object)
    buys, ships = data.cells["stockbuy"], data.cells["stockship"]
    return {
        "stockbuy": [
            (names[steps.material[s]], str(offers[s]), countries[steps.country[s]], n)
            for s, n in zip(buys.row.tolist(), buys.node.tolist(), strict=True)
        ],
        "stockship": [
            (names[places.material[k]], "", countries[places.origin[k]], n)
            for k, n in zip(ships.row.tolist(), ships.node.tolist(), strict=True)
        ],
    }


def _compared(data: ProblemData) -> Cells | None:
    """Orders on the base path up to the last period that the last plan names; None where no change has a price."""
    last, tree = last_orders(data), data.tree
    if not last or data.case.settings.price_of_change <= 0:
        return None
    until = max(int(tree.period[key[3]]) for key in last)
    possible = [key for keys in _orders(data).values() for key in keys]
    chosen = [key for key in possible if tree.story[key[3]] == 0 and tree.period[key[3]] <= until]
    keys = list(dict.fromkeys([*chosen, *last]))
    number = {name: i for i, name in enumerate(data.market.materials)}
    row = np.array([number[key[0]] for key in keys], dtype=np.int64)
    return Cells(keys, row, np.array([key[3] for key in keys], dtype=np.int64), dimen=4)


def _add(m: Any, data: ProblemData) -> None:
    """Only where the last plan is known and a change has a price."""
    if "ordered_more" not in data.cells:
        return
    last, compared = last_orders(data), data.cells["ordered_more"].keys
    m.ordered_last = numbers(m.ORDERED_MORE, [last.get(key, 0.0) for key in compared], "ordered by the last plan, t")
    for variable, orders in _orders(data).items():
        cells = data.cells[variable]
        groups = group_keys(orders, cells.keys)
        there = indexed_set(m.ORDERED_MORE, groups, cells.dimen, f"cells of {variable} that make the order")
        setattr(m, f"compared_{variable}", there)

    def plan_change(m: Any, i: str, o: str, c: str, n: int) -> Any:
        """Σ stockbuy + stockship of an order + ordered_less − ordered_more = what the last plan orders there, t."""
        ordered = sum(m.stockbuy[s, p] for s, p in m.compared_stockbuy[i, o, c, n])
        ordered += sum(m.stockship[j, d, p] for j, d, p in m.compared_stockship[i, o, c, n])
        return ordered + m.ordered_less[i, o, c, n] - m.ordered_more[i, o, c, n] == m.ordered_last[i, o, c, n]

    add_constraint(m, m.ORDERED_MORE, plan_change)


ORDER = ("material", "offer", "place", "node")
PLAN_CHANGES = Family(
    "plan changes",
    variables=(
        Variable("ordered_more", ORDER, "t", "ordered for the reserve beyond the last plan", "ordered beyond the last plan",
                 _compared, "materials"),
        Variable("ordered_less", ORDER, "t", "not ordered for the reserve, though by the last plan",
                 "left out of the last plan", _compared, "materials"),
    ),
    rows=(Row("plan_change", ORDER, "change of the last plan"),),
    add=_add,
)  # fmt: skip
