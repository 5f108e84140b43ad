"""Duals of the program by the rows they belong to, whole or the part of penalties, the frame in which worths are told, and
what a little more capacity of a process, a larger project or more public co-funding is worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.cover import build_cover
from model.program.families import capacity_rows
from model.program.limit_rows import Limit, build_limits
from model.results.facts.plan_result import PlanResult, made_once
from model.tree import IntArray

SMALL = 1e-3  # t/yr by which a capacity is moved to see how targets follow; they are piecewise linear in it
COLUMNS = ["kind", "sheet", "row", "subject", "column", "change", "unit", "now", "saves"]


@dataclass(frozen=True)
class Duals:
    """Duals of an answer's rows, or a part of them, arrays (m,): `signed` as they are, `sizes` as much as relaxing the row
    saves. Of the whole duals a size is never below 0; of a part it may be, where relaxing the row saves the rest and costs
    some of the part. `direct`: whether what needs no dual is counted, such as what the treasury pays on more tonnes."""

    result: PlanResult
    signed: FloatArray
    sizes: FloatArray
    direct: bool = True

    def by_key(self, constraint: str) -> dict[Any, float]:
        """Signed duals of a constraint, none if the program has no such rows."""
        return self._by_key(constraint, self.signed)

    def size_by_key(self, constraint: str) -> dict[Any, float]:
        """Sizes of a constraint's duals, none if the program has no such rows."""
        return self._by_key(constraint, self.sizes)

    def grid(self, constraint: str, names: list[str]) -> FloatArray:
        """Signed duals of a constraint over (name, node) as (rows, N), 0 where it has no row."""
        return self._grid(constraint, self.signed, names)

    def size_grid(self, constraint: str, names: list[str]) -> FloatArray:
        """Sizes of a constraint's duals over (name, node) as (rows, N), 0 where it has no row."""
        return self._grid(constraint, self.sizes, names)

    def _by_key(self, constraint: str, numbers: FloatArray) -> dict[Any, float]:
        rows = self.result.solution.layout.rows
        if constraint not in rows:
            return {}
        part = rows[constraint]
        return dict(zip(part.index, numbers[part.slice].tolist(), strict=True))

    def _grid(self, constraint: str, numbers: FloatArray, names: list[str]) -> FloatArray:
        grid, rows = np.zeros((len(names), self.result.data.tree.size)), self.result.solution.layout.rows
        if constraint in rows:
            grid[self._places(constraint, names)] = numbers[rows[constraint].slice]
        return grid

    def _places(self, constraint: str, names: list[str]) -> tuple[IntArray, IntArray]:
        """Number of the name and node of each row, looked up once for all duals of an answer."""
        known, key = self.result.made, f"places of {constraint}"
        if key not in known:
            number = {name: position for position, name in enumerate(names)}
            found = [(number[name], node) for name, node in self.result.solution.layout.rows[constraint].index]
            places = np.array(found, dtype=np.int64).reshape(-1, 2)
            known[key] = places[:, 0], places[:, 1]
        found_before: tuple[IntArray, IntArray] = known[key]
        return found_before


def whole_duals(result: PlanResult) -> Duals:
    """The duals as the objective has them."""
    return Duals(result, result.solution.duals, np.abs(result.solution.duals))


def penalty_duals(result: PlanResult) -> Duals | None:
    """The part of the duals that is penalties; None where it is not known. A row is relaxed the way its whole dual says."""
    part = result.penalty_duals
    if part is None:
        return None
    return Duals(result, part, part * np.sign(result.solution.duals), direct=False)


def worth_frame(
    kind: str, sheet: str, column: str, unit: str, change: float, rows: Iterable[dict[str, object]]
) -> pd.DataFrame:
    """Worths of one kind, in COLUMNS: `rows` hold row, subject, now and saves; `change` is in the case's units."""
    fixed = {"kind": kind, "sheet": sheet, "column": column, "unit": unit, "change": change}
    return pd.DataFrame([{**fixed, **row} for row in rows], columns=COLUMNS)


@made_once
def limits_of(result: PlanResult) -> list[Limit]:
    """The rows of the Limits sheet."""
    return build_limits(result.data)


@made_once
def target_growth(result: PlanResult) -> dict[int, FloatArray]:
    """How much more each target asks for where a process at home can eat a tonne a year more, t per t/yr, (I, N) by the
    process's number."""
    data, found = result.data, {}
    processes = data.market.processes
    home = data.market.clubs.number(data.case.settings.home_country)
    for p in np.flatnonzero(processes.country == home).tolist():
        rate = processes.rate.copy()
        rate[p] += SMALL * (rate[p] > 0)
        larger = replace(data.market, processes=replace(processes, rate=rate))
        found[p] = (build_cover(data.case, data.tree, larger).required - data.cover.required) / SMALL
    return found


def process_worth(duals: Duals) -> pd.DataFrame:
    """A tonne a year more of each process's capacity for its main input, cut by stories and shut as the process is.

    Home processes raise the days of cover of what they eat; that cost is taken off.
    """
    data = duals.result.data
    processes, calendar = data.market.processes, data.case.calendar
    if not processes.size:
        return pd.DataFrame(columns=COLUMNS)
    arrives = data.tree.period[None, :] + processes.lead[:, None] <= calendar.periods
    open_now = processes.in_force & ~processes.shut & arrives
    gain = np.where(open_now, processes.factor, 0.0) * calendar.length
    names = processes.names
    saves = (sum(duals.size_grid(name, names) for name in capacity_rows("process")) * gain).sum(axis=1)
    at_root = np.where(processes.shut[:, 0], 0.0, processes.in_force[:, 0] * calendar.length)
    for (name, _), size in duals.size_by_key("early_process_capacity").items():
        saves[names.index(name)] += size * at_root[names.index(name)]
    target = duals.size_grid("target", list(data.market.materials))
    for p, growth in target_growth(duals.result).items():
        saves[p] -= float((target * growth).sum())
    heads = [row for row in data.case.records("processing") if row["role"] == "main input"]
    return worth_frame(
        "process", "Processing", "Capacity", "t/yr", 1.0,
        [
            {"row": head["row"], "subject": name, "now": head["capacity"], "saves": float(saves[p])}
            for p, (name, head) in enumerate(zip(names, heads, strict=True))
        ],
    )  # fmt: skip


def co_funding_worth(duals: Duals) -> pd.DataFrame:
    """A million USD more of the Public co-funding budget, where there is one."""
    budget = duals.result.data.case.settings.public_co_funding_budget
    found = duals.size_by_key("public_budget")
    saves = sum(found.values()) * 1e6
    own: list[dict[str, object]] = [{"row": 0, "subject": "Public co-funding budget", "now": budget, "saves": saves}]
    return worth_frame("co-funding", "Settings", "Value", "USD", 1e6, own if found else [])


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
            for row in duals.result.data.case.records("projects")
        ],
    )  # fmt: skip
