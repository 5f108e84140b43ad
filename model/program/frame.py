"""What all families share: materials, steps, nodes and the tree's shape."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from model.program.declare import group_keys, indexed_set, numbers, plain_set
from model.program.problem_data import ProblemData
from model.tree import IntArray


def add_frame(m: Any, data: ProblemData) -> None:
    """Sets MATERIALS, STEPS, NODES, BALANCE; `before` the node's parent, none at the root; `weight` π of each node."""
    tree = data.tree
    nodes = range(tree.size)
    m.MATERIALS = plain_set(data.market.materials, 1, "materials")
    m.STEPS = plain_set(data.market.steps.names, 1, "supply steps")
    m.NODES = plain_set(nodes, 1, "nodes of the scenario tree, the root is 0")
    m.BALANCE = plain_set([(i, n) for i in data.market.materials for n in nodes], 2, "materials and nodes")
    m.before = indexed_set(
        m.NODES,
        {n: [int(tree.parent[n])] for n in nodes if tree.parent[n] >= 0},
        1,
        "the node's parent, none at the root",
    )
    m.weight = numbers(m.NODES, tree.weight, "π, the node's weight")
    m.delivery = numbers(m.STEPS, data.market.steps.delivery, "share of an order that arrives")


def arrivals(data: ProblemData, variable: str, abroad: bool = False) -> dict[tuple[Any, ...], list[tuple[str, int]]]:
    """Orders of `variable` that arrive at (material, node), or abroad at (material, country, node).

    Orders (step, node) are placed lead-time periods before on the node's path; early ones (step, period) arrive at
    every node of their period. What lands abroad is apart from what lands at home; the reserve's lands at home.
    """
    tree, steps, cells = data.tree, data.market.steps, data.cells[variable]
    wanted = data.market.steps.lands_abroad == abroad
    if variable == "stockbuy":
        wanted = np.ones_like(wanted)
    places = [
        (data.market.materials[i], data.market.clubs.countries[c]) if abroad else (data.market.materials[i],)
        for i, c in zip(steps.material.tolist(), steps.country.tolist(), strict=True)
    ]
    found: dict[tuple[Any, ...], list[tuple[str, int]]] = {}
    if variable == "early":
        at_period = group_keys(tree.period.tolist(), range(tree.size))
        for s, (name, t) in zip(cells.row.tolist(), cells.keys, strict=True):
            for n in at_period[t] if wanted[s] else ():
                found.setdefault((*places[s], n), []).append((name, t))
        return found
    ordered = np.zeros((len(steps.names), tree.size), dtype=bool)
    ordered[cells.row, cells.node] = True
    landings: list[IntArray] = [np.empty((3, 0), dtype=np.int64)]  # step, node, node of the order
    for lead in np.unique(steps.lead):
        origin = tree.ancestor(int(lead))
        own = np.flatnonzero((steps.lead == lead) & wanted)
        lands = ordered[np.ix_(own, np.maximum(origin, 0))] & (origin >= 0)[None, :]
        step, node = np.nonzero(lands)
        landings.append(np.stack((own[step], node, origin[node])))
    step, node, origin = np.concatenate(landings, axis=1)
    place = steps.material * len(data.market.clubs.countries) + steps.country if abroad else steps.material
    order = np.lexsort((node, place[step]))
    step, node = step[order], node[order]
    names = np.array(steps.names, dtype=object)[step].tolist()
    orders = list(zip(names, origin[order].tolist(), strict=True))
    first = np.flatnonzero(np.diff(place[step] * tree.size + node, prepend=-1))
    bounds = pairwise([*first.tolist(), len(orders)])
    for s, n, (start, end) in zip(step[first].tolist(), node[first].tolist(), bounds, strict=True):
        found[(*places[s], n)] = orders[start:end]
    return found
