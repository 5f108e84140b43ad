"""What a little more capacity of a process, a larger project, or more public co-funding is worth.

As in `shadow`: `saves` is how much the objective falls, USD, for a change of `change` in the cell's own unit.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.cover import find_cover
from model.program.families import capacity_rows
from model.program.plan import Plan
from model.results.facts.duals import COLUMNS, Duals, worth_frame
from model.results.shown.wording import MILLION

SMALL = 1e-3  # t/yr by which a capacity is moved to see how targets follow; they are piecewise linear in it


def _target_growth(plan: Plan, process: int) -> FloatArray:
    """How much more each target asks for where a process can eat a tonne a year more, t per t/yr, shape (I, N)."""
    processes = plan.market.processes
    rate = processes.rate.copy()
    rate[process] += SMALL * (rate[process] > 0)
    larger = replace(plan.market, processes=replace(processes, rate=rate))
    growth: FloatArray = (find_cover(plan.case, plan.tree, larger).required - plan.cover.required) / SMALL
    return growth


def process_worth(duals: Duals) -> pd.DataFrame:
    """A tonne a year more of each process's capacity for its main input, cut by stories and shut as the process is.

    Home processes raise the days of cover of what they eat; that cost is taken off.
    """
    plan = duals.answer.plan
    processes, calendar = plan.market.processes, plan.case.calendar
    if not processes.size:
        return pd.DataFrame(columns=COLUMNS)
    arrives = plan.tree.period[None, :] + processes.lead[:, None] <= calendar.periods
    open_now = processes.in_force & ~processes.shut & arrives
    gain = np.where(open_now, processes.factor, 0.0) * calendar.length
    names = processes.names
    saves = (sum(duals.size_grid(name, names) for name in capacity_rows("process")) * gain).sum(axis=1)
    at_root = np.where(processes.shut[:, 0], 0.0, processes.in_force[:, 0] * calendar.length)
    for (name, _), size in duals.size_by_key("early_process_capacity").items():
        saves[names.index(name)] += size * at_root[names.index(name)]
    target = duals.size_grid("target", list(plan.market.materials))
    for p in np.flatnonzero(processes.country == plan.market.clubs.number(plan.case.settings.home_country)):
        saves[p] -= float((target * _target_growth(plan, int(p))).sum())
    heads = [row for row in plan.case.records("processing") if row["role"] == "main input"]
    return worth_frame(
        "process", "Processing", "Capacity", "t/yr", 1.0,
        [
            {"row": head["row"], "subject": name, "now": head["capacity"], "saves": float(saves[p])}
            for p, (name, head) in enumerate(zip(names, heads, strict=True))
        ],
    )  # fmt: skip


def co_funding_worth(duals: Duals) -> pd.DataFrame:
    """A million USD more of the Public co-funding budget, where there is one."""
    budget = duals.answer.plan.case.settings.public_co_funding_budget
    found = duals.size_by_key("public_budget")
    saves = sum(found.values()) * MILLION
    own: list[dict[str, object]] = [{"row": 0, "subject": "Public co-funding budget", "now": budget, "saves": saves}]
    return worth_frame("co-funding", "Settings", "Value", "USD", MILLION, own if found else [])


def project_worth(duals: Duals) -> pd.DataFrame:
    """A tonne a year more of each project's Max capacity."""
    limit = duals.size_by_key("project_limit")
    return worth_frame(
        "project", "Projects", "Max capacity", "t/yr", 1.0,
        [
            {
                "row": row["row"], "subject": row["project"], "now": row["max_capacity"],
                "saves": limit.get(row["project"], 0.0),
            }
            for row in duals.answer.plan.case.records("projects")
        ],
    )  # fmt: skip
