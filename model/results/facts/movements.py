"""What processes take and make and what moves between places, added up by material, place and node."""

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
