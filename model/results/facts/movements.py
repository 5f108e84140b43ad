"""What arrives of orders, what processes take and make and what moves between places, by material, place and node."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.plan_result import PlanResult


def process_flows(result: PlanResult) -> pd.DataFrame:
    """What each process takes in and makes at each node: process, place, material, node, period, weight, role, tonnes."""
    data = result.data
    processes = data.market.processes
    countries = np.array(data.market.clubs.countries, dtype=object)
    goods = np.array(data.market.materials, dtype=object)
    frames = []
    for role, variable, ratios in (("input", "run", processes.inputs), ("output", "run_completed", processes.outputs)):
        row, material = np.nonzero(ratios)
        grid = result.grid(variable, processes.size)[row] * ratios[row, material][:, None]
        at, node = np.nonzero(grid)
        frames.append(
            pd.DataFrame(
                {
                    "process": np.array(processes.names, dtype=object)[row[at]],
                    "place": countries[processes.country[row[at]]],
                    "material": goods[material[at]],
                    "node": node,
                    "period": data.tree.period[node],
                    "weight": data.tree.weight[node],
                    "role": role,
                    "tonnes": grid[at, node],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def net_movements(result: PlanResult) -> pd.Series:
    """outputs + ship in − inputs − ship out − stockship, t, by (material, place, node)."""
    flows, ships, taken = process_flows(result), result.shipments, result.stockships
    sign = np.where(flows["role"] == "output", 1.0, -1.0)
    parts = [
        flows[["material", "place", "node"]].assign(tonnes=flows["tonnes"] * sign),
        ships.rename(columns={"target": "place"})[["material", "place", "node", "tonnes"]],
        ships.rename(columns={"origin": "place"})[["material", "place", "node"]].assign(tonnes=-ships["tonnes"]),
        taken.rename(columns={"origin": "place"})[["material", "place", "node"]].assign(tonnes=-taken["tonnes"]),
    ]
    return pd.concat(parts, ignore_index=True).groupby(["material", "place", "node"])["tonnes"].sum()


def arrivals(result: PlanResult, buyer: str) -> pd.Series:
    """Delivered tonnes by material, place of landing and node of arrival: every node that an order leads to."""
    tree = result.data.tree
    orders = result.orders[result.orders["buyer"] == buyer]
    totals = orders.groupby(["material", "lands", "node", "arrives"], sort=False)["delivered"].sum().reset_index()
    placed = totals[["node", "arrives"]].to_numpy(dtype=np.int64)
    ways, way = np.unique(placed, axis=0, return_inverse=True)  # most orders share where they are placed and when they arrive
    reached = [
        np.flatnonzero((tree.period == period) & (tree.path[:, tree.period[origin] - 1] == origin)) for origin, period in ways
    ]
    nodes = np.concatenate([np.empty(0, dtype=np.int64), *(reached[number] for number in way)])
    order = np.repeat(np.arange(len(totals)), [len(reached[number]) for number in way])
    arrived = totals.iloc[order].assign(node=nodes).groupby(["material", "lands", "node"], sort=False)["delivered"].sum()
    return arrived.rename_axis(["material", "place", "node"])
