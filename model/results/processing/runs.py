"""What each process runs: tonnes in, capacity, toll and time shut, by calendar year and over the horizon."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.answer import Answer
from model.results.facts.new_capacity import new_capacity
from model.results.facts.paths import View, base_path, expected
from model.results.facts.selection import country_names
from model.results.shown.wording import MILLION

BEFORE = "before Start"
USED = "Utilisation, base path (%)"
LOST = "Capacity lost to stories, expected (%)"
HORIZON = (
    "Toll, base path (USD million)", "Toll, expected (USD million)",
    "Time shut by its margin, base path (%)", "Time shut by its margin, expected (%)", LOST,
)  # fmt: skip


def views(answer: Answer) -> tuple[View, View]:
    return base_path(answer.plan.tree), expected(answer.plan.tree)


def capacity_with_projects(answer: Answer) -> FloatArray:
    """What each process can take at every node with what projects added to it, t of main input, (P, N)."""
    processes, projects = answer.plan.market.processes, answer.plan.market.projects
    capacity = processes.capacity.copy()
    on_process = projects.process >= 0
    np.add.at(capacity, projects.process[on_process], new_capacity(answer)[on_process])
    return capacity


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part ÷ whole, NaN where there is nothing of the whole."""
    found: FloatArray = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found


def _year_columns(
    answer: Answer, process: int, run: FloatArray, capacity: FloatArray, of_year: FloatArray
) -> dict[str, object]:
    """One process in one calendar year: `run` and `capacity` in t of main input, `of_year` flags its nodes, all (N,)."""
    processes = answer.plan.market.processes
    toll, shut = run * processes.toll[process], processes.shut[process].astype(float)
    undisturbed, factor = processes.undisturbed[process], processes.factor[process]
    found: dict[str, object] = {}
    for view in views(answer):
        counts, word = view.factor * of_year, view.name.lower()
        found[f"Tonnes in, {word} (t)"] = float(run @ counts)
        found[f"Capacity, {word} (t)"] = float(capacity @ counts)
        found[f"Utilisation, {word} (%)"] = float(_ratio(run @ counts, capacity @ counts))
        found[f"Toll, {word} (USD million)"] = float(toll @ counts) / MILLION
        open_time = processes.in_force[process] * counts
        found[f"Time shut by its margin, {word} (%)"] = float(_ratio(shut @ open_time, open_time.sum()))
    counts = views(answer)[1].factor * of_year
    lost = (undisturbed * np.maximum(1.0 - factor, 0.0)) @ counts
    found[LOST] = float(_ratio(lost, undisturbed @ counts))
    return found


def runs_by_year(answer: Answer) -> pd.DataFrame:
    """One row per process and calendar year it is in force, and one for what it took in before Start; final headers."""
    plan = answer.plan
    processes, calendar = plan.market.processes, plan.case.calendar
    years = np.array(calendar.calendar_years)[plan.node_period]
    names = country_names(plan)
    run, capacity = answer.grid("run", processes.size), capacity_with_projects(answer)
    early = plan.cells["early_run"]
    before, room = (
        np.bincount(early.row, weights=amount, minlength=processes.size)
        for amount in (answer.value("early_run"), processes.early_capacity[early.row])
    )
    rows: list[dict[str, object]] = []
    figures: dict[str, object]
    for p, process in enumerate(processes.names):
        facts: dict[str, object] = {
            "Process": process,
            "Country": names[plan.market.clubs.countries[processes.country[p]]],
            "Main input": plan.market.materials[processes.main[p]],
        }
        if room[p] > 0:
            toll = before[p] * processes.toll[p, 0] / MILLION
            figures = {"Year": BEFORE}
            for view in views(answer):
                word = view.name.lower()
                figures[f"Tonnes in, {word} (t)"] = before[p]
                figures[f"Capacity, {word} (t)"] = room[p]
                figures[f"Utilisation, {word} (%)"] = before[p] / room[p]
                figures[f"Toll, {word} (USD million)"] = toll
            rows.append({**facts, **figures})
        for year in sorted({int(year) for year in years[processes.in_force[p]]}):
            figures = _year_columns(answer, p, run[p], capacity[p], (years == year).astype(float))
            rows.append({**facts, "Year": str(year), **figures})
    return pd.DataFrame(rows)


def runs_table(answer: Answer, runs: pd.DataFrame) -> pd.DataFrame:
    """One row per process of `runs`, by calendar year: use of its capacity in each year, and all else from Start to the
    horizon; final headers."""
    processes = answer.plan.market.processes
    run, capacity = answer.grid("run", processes.size), capacity_with_projects(answer)
    always, number = np.ones(answer.plan.tree.size), {name: p for p, name in enumerate(processes.names)}
    years = sorted(set(runs["Year"]), key=lambda year: (year != BEFORE, year))
    rows: list[dict[str, object]] = []
    for name, own in runs.groupby("Process", sort=False):
        p, used = number[str(name)], own.set_index("Year")[USED]
        figures = _year_columns(answer, p, run[p], capacity[p], always)
        rows.append(
            {
                **{header: own[header].iloc[0] for header in ("Process", "Country", "Main input")},
                **{header: figures[header] for header in ("Tonnes in, base path (t)", "Tonnes in, expected (t)")},
                **{f"Use {year}, base path (%)": used.get(year, np.nan) for year in years},
                "Use, expected (%)": figures["Utilisation, expected (%)"],
                **{header: figures[header] for header in HORIZON},
            }
        )
    return pd.DataFrame(rows)
