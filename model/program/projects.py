"""Family 11, projects: capacity funded in the base story, ready after its lead time on every path."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import FloatArray
from model.program.cells import Cells, cells_where
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import Family, Row, Variable
from model.program.problem_data import ProblemData

LEAST_SIZE = 1e-6  # t/yr, of a project that may add nothing


def _funding(data: ProblemData) -> Cells:
    projects = data.market.projects
    return cells_where(projects.names, projects.may_build)


def _reached(data: ProblemData) -> Cells:
    """Every node at which capacity that was funded on its path, or before Start, is ready and alive."""
    projects = data.market.projects
    reached = projects.standing > 0
    for e in range(len(projects.names)):
        reached[e, list(projects.active(e, data.tree))] = True
    return cells_where(projects.names, reached)


def _of_project(data: ProblemData, cells: Cells) -> FloatArray:
    return np.maximum(data.market.projects.most[cells.row] / 10, LEAST_SIZE)


def left_of_budget(data: ProblemData) -> float:
    """What is left of the Public co-funding budget after what was funded before Start, USD; infinite or NaN without one."""
    projects, budget = data.market.projects, data.case.settings.public_co_funding_budget
    return budget if np.isnan(budget) else max(budget - float(projects.funded @ projects.public), 0.0)


def _add(m: Any, data: ProblemData) -> None:
    """build and built, their limits, and the orders and runs that new capacity allows beyond what is there."""
    projects, tree = data.market.projects, data.tree
    build = data.cells["build"]
    names = list(dict.fromkeys(e for e, _ in build.keys))
    row = {name: e for e, name in enumerate(projects.names)}
    m.PROJECTS = plain_set(names, 1, "projects that may be built")
    most = projects.most[[row[e] for e in names]]
    m.most_built = numbers(m.PROJECTS, most, "Max capacity less what was funded before Start, t/yr")
    m.build_nodes = indexed_set(
        m.PROJECTS, group_keys([e for e, _ in build.keys], [n for _, n in build.keys]), 1, "funding"
    )
    standing = projects.standing[data.cells["built"].row, data.cells["built"].node]
    m.standing = numbers(m.BUILT, standing, "funded before Start, ready and alive, t/yr")
    alive = {(name, n): p for name in names for n, p in projects.active(row[name], tree).items()}
    m.funded = indexed_set(m.BUILT, alive, 1, "nodes on the path whose funding is ready and alive")

    def built_balance(m: Any, e: str, n: int) -> Any:
        """built = Σ build on n's path and before Start, ready after its lead time, until the end of its life, t/yr."""
        return m.built[e, n] == sum(m.build[e, p] for p in m.funded[e, n]) + m.standing[e, n]

    def project_limit(m: Any, e: str) -> Any:
        """Σ build ≤ Max capacity less what was funded before Start, t/yr."""
        return sum(m.build[e, p] for p in m.build_nodes[e]) <= m.most_built[e]

    add_constraint(m, m.BUILT, built_balance)
    add_constraint(m, m.PROJECTS, project_limit)
    budget = left_of_budget(data)
    if len(build) and np.isfinite(budget):
        m.public_cost = numbers(m.PROJECTS, projects.public[[row[e] for e in names]], "public USD per t/yr")
        m.BUDGETS = plain_set([budget], 1, "what is left of the public co-funding budget, USD")
        m.budget = numbers(m.BUDGETS, [budget], "Public co-funding budget less what was spent before Start, USD")

        def public_budget(m: Any, b: float) -> Any:
            """Σ public share × capital × build ≤ Public co-funding budget less what was spent before Start, USD."""
            return sum(m.public_cost[e] * m.build[e, n] for e, n in m.BUILD) <= m.budget[b]

        add_constraint(m, m.BUDGETS, public_budget)
    _add_capacity(m, data)


def _add_capacity(m: Any, data: ProblemData) -> None:
    """Capacity of steps and processes that projects add to."""
    projects, market = data.market.projects, data.market
    built = data.cells["built"]
    m.adds = numbers(m.BUILT, projects.adds[built.row, built.node], "t per t/yr of ready capacity")
    on_step = projects.step[built.row, built.node]
    by_step = group_keys(
        ((market.steps.names[s], n) for s, n in zip(on_step.tolist(), built.node.tolist(), strict=True) if s >= 0),
        (key for key, s in zip(built.keys, on_step.tolist(), strict=True) if s >= 0),
    )
    orders = {name: set(data.cells[name].keys) for name in ("buy", "stockbuy")}
    keys = [key for key in by_step if any(key in placed for placed in orders.values())]
    m.GROWING_STEPS = plain_set(keys, 2, "steps and nodes that projects add to")
    position = {name: s for s, name in enumerate(market.steps.names)}
    m.available_before = numbers(m.GROWING_STEPS, [market.steps.capacity[position[s], n] for s, n in keys], "t")
    m.projects_there = indexed_set(m.GROWING_STEPS, by_step, 2, "projects that add to the step")
    for name, placed in orders.items():
        own = {key: [key] for key in keys if key in placed}
        setattr(m, f"{name}_there", indexed_set(m.GROWING_STEPS, own, 2, f"the order of {name}, where it exists"))

    def capacity_with_projects(m: Any, s: str, n: int) -> Any:
        """buy + stockbuy ≤ (step capacity + built) × h × capacity factor, t, where projects add to the step."""
        ordered = sum(m.buy[o, p] for o, p in m.buy_there[s, n])
        ordered += sum(m.stockbuy[o, p] for o, p in m.stockbuy_there[s, n])
        return ordered <= m.available_before[s, n] + sum(
            m.adds[e, p] * m.built[e, p] for e, p in m.projects_there[s, n]
        )

    add_constraint(m, m.GROWING_STEPS, capacity_with_projects)

    on_process = projects.process[built.row]
    by_process = group_keys(
        (
            (market.processes.names[p], n)
            for p, n in zip(on_process.tolist(), built.node.tolist(), strict=True)
            if p >= 0
        ),
        (key for key, p in zip(built.keys, on_process.tolist(), strict=True) if p >= 0),
    )
    m.GROWING_PROCESSES = plain_set(list(by_process), 2, "processes and nodes that projects add to")
    m.projects_at = indexed_set(m.GROWING_PROCESSES, by_process, 2, "projects that add to the process")

    def process_capacity_with_projects(m: Any, p: str, n: int) -> Any:
        """run ≤ (process capacity + built) × h × capacity factor, t of main input, where projects add to it."""
        return m.run[p, n] <= m.process_available[p, n] + sum(
            m.adds[e, q] * m.built[e, q] for e, q in m.projects_at[p, n]
        )

    add_constraint(m, m.GROWING_PROCESSES, process_capacity_with_projects)


PROJECT = ("project", "node")
PROJECTS = Family(
    "projects",
    variables=(
        Variable("build", PROJECT, "t/yr", "capacity funded", "capacity funded", _funding, "projects", _of_project),
        Variable("built", PROJECT, "t/yr", "funded capacity that is ready and alive at a node",
                 "new capacity that is ready", _reached, "projects", _of_project),
    ),
    rows=(
        Row("built_balance", PROJECT, "new capacity that is ready"),
        Row("project_limit", ("project",), "Max capacity of a project"),
        Row("public_budget", ("budget",), "Public co-funding budget"),
        Row("capacity_with_projects", ("step", "node"), "capacity of a step with projects", capacity_of="step"),
        Row("process_capacity_with_projects", ("process", "node"), "capacity of a process with projects",
            capacity_of="process"),
    ),
    add=_add,
)  # fmt: skip
