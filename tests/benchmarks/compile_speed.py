"""How long building, compiling and solving take on a synthetic tree program: `python -m tests.benchmarks.compile_speed`.

Nothing is asserted: machines differ. `--reference` adds Pyomo's generic path (slow).
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import Any

import numpy as np
import pyomo.environ as pyo

from model.solve import LiveProgram, certify, compile_program, compile_reference, templates

MATERIALS, STEPS_EACH, STORIES, PERIODS, LEAD = 50, 8, 18, 20, 2


def tree() -> tuple[list[int], dict[int, int], dict[int, int]]:
    """Nodes, parents and periods: a base path and stories that leave it one after the other."""
    nodes: list[int] = []
    parent: dict[int, int] = {}
    period: dict[int, int] = {}
    at: dict[tuple[int, int], int] = {}
    for story in range(STORIES):
        onset = 1 if story == 0 else 2 + (story * 7) % (PERIODS - 2)
        for t in range(onset, PERIODS + 1):
            node = len(nodes) + 1
            nodes.append(node)
            at[story, t] = node
            period[node] = t
            if t > 1:
                parent[node] = at[story, t - 1] if t > onset else at[0, t - 1]
    return nodes, parent, period


def build() -> Any:
    """The program's shape: steps bought with a lead time, balances, reserve, capacity, money."""
    rng = np.random.default_rng(0)
    nodes, parent, period = tree()
    materials = [f"Material {i}" for i in range(MATERIALS)]
    steps = {i: [f"{i} step {k}" for k in range(STEPS_EACH)] for i in materials}
    material_of = {s: i for i, ss in steps.items() for s in ss}
    pairs = [(i, n) for i in materials for n in nodes]
    buy = [(s, n) for s in material_of for n in nodes if period[n] + LEAD <= PERIODS]
    ordered_at = {n: parent[parent[n]] for n in nodes if period[n] > LEAD}
    arrivals = {(i, n): [(s, ordered_at[n]) for s in steps[i]] if n in ordered_at else [] for i, n in pairs}
    m = pyo.ConcreteModel()
    m.MATERIALS = pyo.Set(initialize=materials, dimen=1)
    m.NODES = pyo.Set(initialize=nodes, dimen=1)
    m.STEPS = pyo.Set(initialize=list(material_of), dimen=1)
    m.PAIRS = pyo.Set(initialize=pairs, dimen=2)
    m.AFTER_ROOT = pyo.Set(initialize=[(i, n) for i, n in pairs if n != 1], dimen=2)
    m.BUY = pyo.Set(initialize=buy, dimen=2)
    m.arrivals = pyo.Set(m.PAIRS, initialize=arrivals, dimen=2)
    m.steps_of = pyo.Set(m.MATERIALS, initialize=steps, dimen=1)
    m.buys_at = pyo.Set(m.NODES, initialize=_by_node(buy, nodes), dimen=2)
    m.parent = pyo.Param(m.NODES, initialize=parent, within=pyo.Any)
    m.rate = pyo.Param(m.STEPS, initialize=_drawn(rng, material_of, 0.9, 1))
    m.cost = pyo.Param(m.BUY, initialize=_drawn(rng, buy, 1, 5), within=pyo.Any)
    m.room = pyo.Param(m.BUY, initialize=_drawn(rng, buy, 5, 20), within=pyo.Any)
    m.demand = pyo.Param(m.PAIRS, initialize=_drawn(rng, pairs, 20, 60))
    m.weight = pyo.Param(m.NODES, initialize={n: 0.99 ** period[n] / STORIES for n in nodes})
    m.buy = pyo.Var(m.BUY, within=pyo.NonNegativeReals)
    m.stockbuy = pyo.Var(m.BUY, within=pyo.NonNegativeReals)
    m.stock = pyo.Var(m.PAIRS, within=pyo.NonNegativeReals)
    m.release = pyo.Var(m.PAIRS, within=pyo.NonNegativeReals)
    m.short = pyo.Var(m.PAIRS, within=pyo.NonNegativeReals)
    m.surplus = pyo.Var(m.PAIRS, within=pyo.NonNegativeReals)
    m.home_balance = pyo.Constraint(
        m.PAIRS,
        rule=lambda m, i, n: (
            sum(m.rate[s] * m.buy[s, p] for s, p in m.arrivals[i, n]) + m.release[i, n] + m.short[i, n]
            == m.demand[i, n] + m.surplus[i, n]
        ),
    )
    m.stock_balance = pyo.Constraint(
        m.AFTER_ROOT,
        rule=lambda m, i, n: (
            m.stock[i, n]
            == 0.99 * m.stock[i, m.parent[n]]
            + sum(m.rate[s] * m.stockbuy[s, p] for s, p in m.arrivals[i, n])
            - m.release[i, n]
        ),
    )
    m.opening = pyo.Constraint(m.MATERIALS, rule=lambda m, i: m.stock[i, 1] + m.release[i, 1] == 30)
    m.capacity = pyo.Constraint(m.BUY, rule=lambda m, s, n: m.buy[s, n] + m.stockbuy[s, n] <= m.room[s, n])
    m.money = pyo.Constraint(
        m.NODES, rule=lambda m, n: sum(m.cost[s, k] * m.stockbuy[s, k] for s, k in m.buys_at[n]) <= 400
    )
    m.total = pyo.Objective(
        rule=lambda m: (
            sum(m.weight[n] * m.cost[s, n] * m.buy[s, n] for s, n in m.BUY)
            + sum(m.weight[n] * m.cost[s, n] * m.stockbuy[s, n] for s, n in m.BUY)
            + sum(m.weight[n] * (50 * m.short[i, n] + 0.1 * m.stock[i, n]) for i, n in m.PAIRS)
        )
    )
    return m


def _drawn(rng: np.random.Generator, keys: Any, low: float, high: float) -> dict[Any, float]:
    return dict(zip(keys, rng.uniform(low, high, len(keys)).tolist(), strict=True))


def _by_node(keys: list[tuple[str, int]], nodes: list[int]) -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = {n: [] for n in nodes}
    for key in keys:
        found[key[1]].append(key)
    return found


def main() -> None:
    """Print seconds by stage and their ratio to the solve."""
    seconds: dict[str, float] = {}
    start = perf_counter()

    def lap(stage: str) -> None:
        nonlocal start
        seconds[stage] = perf_counter() - start
        start = perf_counter()

    with templates():
        model = build()
    lap("build")
    program = compile_program(model)
    lap("compile, walker")
    if "--reference" in sys.argv:
        compile_reference(model)
        lap("compile, generic")
    live = LiveProgram(program, {"buy": 8.0, "stockbuy": 8.0, "stock": 8.0})
    lap("scale and hand over")
    solution = live.solve()
    lap("solve")
    certificate = certify(program, solution)
    lap("certify")
    live.set_row_upper("money", 300.0)
    live.solve()
    lap("warm solve, money 400 -> 300")
    print(f"{program.columns} columns, {program.rows} rows, {program.nonzeros} non-zeros, {program.fallbacks=}")
    print(f"{solution.status.value} {solution.objective:.6g}, {solution.iterations} iterations, {certificate.passed=}")
    for figure in certificate.figures:
        print(f"  {figure.name:55s}{figure.value:10.1e}  {figure.worst}")
    for stage, took in seconds.items():
        print(f"{stage:30s}{took:8.2f} s {took / seconds['solve']:8.2f} x solve")


if __name__ == "__main__":
    main()
