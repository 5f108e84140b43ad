"""What each process runs: tonnes in, capacity, toll and time shut, by calendar year and over the horizon."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.new_capacity import new_capacity
from model.results.facts.paths import View, base_path, expected, name_of
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import country_names
from model.results.shown.pages import Column, in_views, money, share, text, tonnes

BEFORE = "before Start"
PROCESS = {"process": text("Process"), "country": text("Country"), "input": text("Main input")}
TONNES = {"tonnes": tonnes("Tonnes in")}
USED = name_of("used", "Base path")
LOST = name_of("lost", "Expected")


def views(result: PlanResult) -> tuple[View, View]:
    """The base path first, then expected."""
    return base_path(result.data.tree), expected(result.data.tree)


def capacity_with_projects(result: PlanResult) -> FloatArray:
    """What each process can take at every node with what projects added to it, t of main input, (P, N)."""
    processes, projects = result.data.market.processes, result.data.market.projects
    capacity = processes.capacity.copy()
    on_process = projects.process >= 0
    np.add.at(capacity, projects.process[on_process], new_capacity(result)[on_process])
    return capacity


def _ratio(part: float, whole: float) -> float:
    """part ÷ whole, NaN where there is nothing of the whole."""
    return part / whole if whole > 0 else np.nan


def _figures(
    result: PlanResult, process: int, run: FloatArray, capacity: FloatArray, of_year: FloatArray
) -> dict[str, float]:
    """One process over some nodes, in each view: `run` and `capacity` in t of main input, `of_year` flags the nodes, all
    (N,). `tonnes`, `capacity`, the share `used`, `toll` USD, the shares of time `shut` and of capacity `lost` to stories."""
    processes = result.data.market.processes
    toll, shut = run * processes.toll[process], processes.shut[process].astype(float)
    undisturbed = processes.undisturbed[process]
    cut = undisturbed * np.maximum(1.0 - processes.factor[process], 0.0)
    found: dict[str, float] = {}
    for view in views(result):
        counts = view.factor * of_year
        open_time = processes.in_force[process] * counts
        taken, room = float(run @ counts), float(capacity @ counts)
        figures = {
            "tonnes": taken,
            "capacity": room,
            "used": _ratio(taken, room),
            "toll": float(toll @ counts),
            "shut": _ratio(float(shut @ open_time), float(open_time.sum())),
            "lost": _ratio(float(cut @ counts), float(undisturbed @ counts)),
        }
        found |= {name_of(name, view.name): figure for name, figure in figures.items()}
    return found


def runs_by_year(result: PlanResult) -> pd.DataFrame:
    """One row per process and calendar year it is in force, and one for what it took in before Start: names, `year`, and
    its figures in each view."""
    data = result.data
    processes, calendar = data.market.processes, data.case.calendar
    years = np.array(calendar.calendar_years)[data.node_period]
    names = country_names(data)
    run, capacity = result.grid("run", processes.size), capacity_with_projects(result)
    early = data.cells["early_run"]
    before, room = (
        np.bincount(early.row, weights=amount, minlength=processes.size)
        for amount in (result.value("early_run"), processes.early_capacity[early.row])
    )
    rows: list[dict[str, object]] = []
    for p, process in enumerate(processes.names):
        facts: dict[str, object] = {
            "process": process,
            "country": names[data.market.clubs.countries[processes.country[p]]],
            "input": data.market.materials[processes.main[p]],
        }
        if room[p] > 0:
            figures = {
                "tonnes": before[p],
                "capacity": room[p],
                "used": before[p] / room[p],
                "toll": before[p] * processes.toll[p, 0],
            }
            in_both = {name_of(name, view.name): figure for view in views(result) for name, figure in figures.items()}
            rows.append({**facts, "year": BEFORE, **in_both})
        for year in sorted({int(year) for year in years[processes.in_force[p]]}):
            of_year = (years == year).astype(float)
            rows.append({**facts, "year": str(year), **_figures(result, p, run[p], capacity[p], of_year)})
    return pd.DataFrame(rows)


def runs_table(result: PlanResult, runs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Column]]:
    """One row per process of `runs`, by calendar year: use of its capacity in each year, and all else from Start to the
    horizon; and the columns."""
    processes = result.data.market.processes
    run, capacity = result.grid("run", processes.size), capacity_with_projects(result)
    always, number = np.ones(result.data.tree.size), {name: p for p, name in enumerate(processes.names)}
    years = sorted(set(runs["year"]), key=lambda year: (year != BEFORE, year))
    rows = []
    for name, own in runs.groupby("process", sort=False):
        p, used = number[str(name)], own.set_index("year")[USED]
        by_year = {f"use {year}": used.get(year, np.nan) for year in years}
        figures = _figures(result, p, run[p], capacity[p], always)
        rows.append({**{key: own[key].iloc[0] for key in PROCESS}, **by_year, **figures})
    both = views(result)
    columns = {
        **PROCESS,
        **in_views(TONNES, both),
        **{f"use {year}": share(f"Use {year}, base path") for year in years},
        name_of("used", "Expected"): share("Use, expected"),
        **in_views({"toll": money("Toll")}, both),
        **in_views({"shut": share("Time shut by its margin")}, both),
        LOST: share("Capacity lost to stories, expected"),
    }
    return pd.DataFrame(rows), columns
