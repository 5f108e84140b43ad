"""Whole lots: rows that can hold a reserve order of the first period, or a project, to its smallest size or to none.

The program stays linear. As built the rows hold nothing; after a solve some of them are set and it is solved again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.program.cells import Cells
from model.program.declare import add_constraint, group_keys, indexed_set, plain_set
from model.program.family import Family, Row
from model.program.problem_data import ProblemData

ORDER_ROWS, PROJECT_ROWS = "order_size", "project_size"
Order = tuple[str, str, str]
"""Material, offer ("" = output of processes) and country of an order: all steps of one offer."""


@dataclass(frozen=True)
class Orders:
    """Orders that the reserve can place in the first period: by order the cells of `variable` (positions), and the price
    paid at each for a tonne ordered, USD."""

    variable: str
    cells: dict[Order, list[int]]
    price: dict[Order, list[float]]


def first_orders(data: ProblemData) -> tuple[Orders, Orders]:
    """Of offers, and of process output."""
    steps, places, names = data.market.steps, data.market.places, data.market.materials
    countries, offers = data.market.clubs.countries, steps.table["offer"].to_numpy(object)

    def group(variable: str, cells: Cells, order_of: Any, paid: np.ndarray) -> Orders:
        at_root = np.flatnonzero(cells.node == 0)
        keys = [order_of(int(row)) for row in cells.row[at_root]]
        price = paid[cells.row[at_root], 0].tolist() if len(at_root) else []
        return Orders(variable, group_keys(keys, at_root.tolist()), group_keys(keys, price))

    def of_offer(s: int) -> Order:
        return names[steps.material[s]], str(offers[s]), countries[steps.country[s]]

    def of_output(k: int) -> Order:
        return names[places.stockship.material[k]], "", countries[places.stockship.origin[k]]

    return (
        group("stockbuy", data.cells["stockbuy"], of_offer, steps.paid * steps.delivery[:, None]),
        group("stockship", data.cells["stockship"], of_output, places.stockship.landed.price),
    )


def smallest_orders(data: ProblemData) -> dict[Order, float]:
    """Orders of the first period that have a smallest size, with that in tonnes; 0 where it is in USD alone."""
    tonnes = dict(zip(data.market.materials, data.material_column("smallest_order").tolist(), strict=True))
    by_value = data.case.settings.smallest_order > 0
    keys = [order for orders in first_orders(data) for order in orders.cells]
    return {order: tonnes[order[0]] for order in keys if by_value or tonnes[order[0]] > 0}


def smallest_projects(data: ProblemData) -> dict[str, float]:
    """Projects that can be built and have a smallest size, t/yr, less what of them was funded before Start."""
    sizes = data.case["projects"]["smallest_size"].to_numpy(float) - data.market.projects.funded
    projects = zip(data.case["projects"]["project"], sizes.tolist(), strict=True)
    funded = {name for name, _ in data.cells["build"].keys}
    return {str(name): float(size) for name, size in projects if size > 0 and name in funded}


def _add(m: Any, data: ProblemData) -> None:
    """Rows over the sum of each order's steps, and over what is built of each project, that only ask for 0."""
    m.LOTS = plain_set(smallest_orders(data), 3, "orders of the first period with a smallest size")
    m.LOTS_OF_PROJECTS = plain_set(smallest_projects(data), 1, "projects with a smallest size")
    for orders in first_orders(data):
        cells = data.cells[orders.variable]
        keys = {order: [cells.keys[p] for p in at] for order, at in orders.cells.items()}
        setattr(m, f"lots_of_{orders.variable}", indexed_set(m.LOTS, keys, cells.dimen, "cells of the order"))

    def order_size(m: Any, i: str, o: str, c: str) -> Any:
        """Σ stockbuy + stockship of the order in the first period ≥ 0, t."""
        return (
            sum(m.stockbuy[s, n] for s, n in m.lots_of_stockbuy[i, o, c])
            + sum(m.stockship[j, d, n] for j, d, n in m.lots_of_stockship[i, o, c])
            >= 0.0
        )

    def project_size(m: Any, e: str) -> Any:
        """Σ build ≥ 0, t/yr, by the end of the base path."""
        return sum(m.build[e, n] for n in m.build_nodes[e]) >= 0.0

    add_constraint(m, m.LOTS, order_size)
    add_constraint(m, m.LOTS_OF_PROJECTS, project_size)


WHOLE_LOTS = Family(
    "whole lots",
    rows=(
        Row(ORDER_ROWS, ("material", "offer", "place"), "Smallest order"),
        Row(PROJECT_ROWS, ("project",), "Smallest size of a project"),
    ),
    add=_add,
)
