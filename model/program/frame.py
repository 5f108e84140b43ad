"""What all families share: materials, steps, nodes and the tree's shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.declare import families, members, numbers
from model.program.plan import Plan


def add_frame(m: Any, plan: Plan) -> None:
    """Sets MATERIALS, STEPS, NODES; `before` the node's parent, none at the root; `weight` π of each node."""
    tree = plan.tree
    nodes = range(tree.size)
    m.MATERIALS = members(plan.market.materials, 1, "materials")
    m.STEPS = members(plan.market.steps.names, 1, "supply steps")
    m.NODES = members(nodes, 1, "nodes of the scenario tree, the root is 0")
    m.before = families(
        m.NODES,
        {n: [int(tree.parent[n])] for n in nodes if tree.parent[n] >= 0},
        1,
        "the node's parent, none at the root",
    )
    m.weight = numbers(m.NODES, nodes, tree.weight, "π, the node's weight")
    m.delivery = numbers(m.STEPS, plan.market.steps.names, plan.market.steps.delivery, "share of an order that arrives")


def arrivals(plan: Plan, variable: str) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """Orders (step, node) of `variable` that arrive at (material, node): placed lead-time periods before on its path."""
    tree, steps, cells = plan.tree, plan.market.steps, plan.cells[variable]
    ordered = np.zeros((len(steps.names), tree.size), dtype=bool)
    ordered[cells.row, cells.node] = True
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for lead in np.unique(steps.lead):
        origin = tree.ancestor(int(lead))
        own = np.flatnonzero(steps.lead == lead)
        lands = ordered[np.ix_(own, np.maximum(origin, 0))] & (origin >= 0)[None, :]
        step, node = np.nonzero(lands)
        for s, n, p in zip(own[step].tolist(), node.tolist(), origin[node].tolist(), strict=True):
            key = (plan.market.materials[steps.material[s]], n)
            found.setdefault(key, []).append((steps.names[s], p))
    return found
