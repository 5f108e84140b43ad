"""The numbers of the workbook that a plan must keep, each with the rows of the program it stands behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from model.program.committed_stock import most_held
from model.program.families import capacity_rows
from model.program.industry_first import EVERYTHING, industry_first_cells
from model.program.limit_rows import Limit, build_limits
from model.program.open_capacity import open_share
from model.program.problem_data import ProblemData
from model.program.projects import left_of_budget
from model.results.facts.contradiction import SWITCH, HardNumber
from model.solve import LinearProgram
from model.solve.elastic import Group

Rates = Mapping[tuple[str, Any], float]


@dataclass(frozen=True)
class HardGroup:
    """A hard number and its rows in the program."""

    number: HardNumber
    group: Group


class _Finder:
    """Turns `(constraint, key) -> what a unit of the number adds to the row's bound` into groups of a program."""

    def __init__(self, program: LinearProgram) -> None:
        self.program = program
        self.found: list[HardGroup] = []

    def has(self, constraint: str, key: Any) -> bool:
        """Whether the program has this row."""
        part = self.program.layout.rows.get(constraint)
        return part is not None and key in part.position

    def row(self, constraint: str, key: Any) -> int:
        """The number of a row."""
        part = self.program.layout.row_part(constraint)
        return part.start + part.position[key]

    def add(self, number: HardNumber, rates: Rates) -> None:
        """A number whose change moves the bounds of these rows; rows the program lacks are passed over."""
        rows, signed = [], []
        for (constraint, key), rate in rates.items():
            if not self.has(constraint, key):
                continue
            row = self.row(constraint, key)
            rows.append(row)
            # Giving way lets a least amount be smaller (+) and a most amount larger (−).
            signed.append(rate if np.isfinite(self.program.row_lower[row]) else -rate)
        if rows:
            self.found.append(HardGroup(number, Group(np.array(rows), np.array(signed))))


def find_hard_numbers(data: ProblemData, program: LinearProgram) -> list[HardGroup]:
    """Every number of the workbook that a plan must keep and that can make plans impossible, the many rows of supply
    first, behind Industry first: a contradiction of few rows is told rather than one of many."""
    finder = _Finder(program)
    _add_industry_first(finder, data)
    _add_supply(finder, data)
    _add_processes(finder, data)
    _add_projects(finder, data)
    _add_reserve(finder, data)
    _add_commitments(finder, data)
    _add_finance(finder, data)
    _add_limits(finder, data)
    _add_targets(finder, data)
    return finder.found


def _add_industry_first(finder: _Finder, data: ProblemData) -> None:
    """Industry first, yes or no: no lets everything go short."""
    keys = industry_first_cells(data).keys
    fact = HardNumber("settings", 0, "industry_first", "", 1.0, SWITCH, False)
    finder.add(fact, {("industry_first", key): EVERYTHING for key in keys})


def _add_targets(finder: _Finder, data: ProblemData) -> None:
    """Hard targets. Of several rows for a material the one with the latest By counts, as in model.program.cover."""
    calendar, cover = data.case.calendar, data.cover
    number = {name: i for i, name in enumerate(data.market.materials)}

    def first_period(row: dict[str, Any]) -> int:
        return 1 if row["by"] is None else calendar.period_of(row["by"].start)

    rows = sorted(data.case.records("targets"), key=first_period)
    behind = np.full(cover.owed.shape, -1)
    for place, row in enumerate(rows):
        behind[number[row["material"]], data.tree.period >= first_period(row)] = place
    for place, row in enumerate(rows):
        i = number[row["material"]]
        nodes = np.flatnonzero((behind[i] == place) & cover.owed[i] & cover.hard[i]).tolist()
        days, tonnes = row["days_of_cover"], row["tonnes"]
        both = days > 0 and tonnes > 0
        column, unit = ("days_of_cover", "days") if days > 0 else ("tonnes", "t")
        typed = float(days or tonnes)
        fact = HardNumber(
            "targets", row["row"], column, row["material"], typed, unit, False, "tonnes" if both else ""
        )
        finder.add(fact, {("target", (row["material"], n)): float(cover.required[i, n]) / typed for n in nodes})


def _add_limits(finder: _Finder, data: ProblemData) -> None:
    for limit in build_limits(data):
        for bound, raised in (("at_most", True), ("at_least", False)):
            tonnes, share = limit.row[f"{bound}_tonnes"], limit.row[f"{bound}_share"]
            if not np.isnan(tonnes):
                open_part = open_share(limit, data) if bound == "at_least" else dict.fromkeys(limit.windows, 1.0)
                fact = HardNumber("limits", limit.row["row"], f"{bound}_tonnes", limit.name, tonnes, "t", raised)
                finder.add(fact, {(f"tonnes_{bound}", (limit.name, n)): rate for n, rate in open_part.items()})
            if not np.isnan(share):
                fact = HardNumber("limits", limit.row["row"], f"{bound}_share", limit.name, share, "%", raised)
                _add_share(finder, fact, limit, f"share_{bound}")


def _add_share(finder: _Finder, fact: HardNumber, limit: Limit, constraint: str) -> None:
    """A share multiplies what is counted over the span of each row; one that is never in force forbids nothing."""
    if not limit.windows:
        return
    counted = finder.program.layout.column_part("counted_value")
    row, column = [], []
    for offset, span in enumerate(limit.windows.values()):
        row += [offset] * len(span)
        column += [counted.start + counted.position[limit.name, p] for p in span]
    shape = (len(limit.windows), finder.program.columns)
    shared = sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)
    rows = np.array([finder.row(constraint, (limit.name, n)) for n in limit.windows])
    sign, loosest = (1.0, 1.0) if fact.raised else (-1.0, 0.0)
    finder.found.append(HardGroup(fact, Group(rows, np.zeros(0), shared, sign, fact.typed, loosest)))


def _add_reserve(finder: _Finder, data: ProblemData) -> None:
    """Room of the storage classes, and the market-impact cap."""
    nodes = range(data.tree.size)
    for row in data.case.records("storage"):
        if not np.isnan(row["capacity"]):
            name = row["storage_class"]
            fact = HardNumber("storage", row["row"], "capacity", name, row["capacity"], "t", True)
            finder.add(fact, {("storage", (name, n)): 1.0 for n in nodes})
    cap = data.case.settings.market_impact_cap
    if not np.isnan(cap):
        world = np.nan_to_num(data.material_column("world_output")) * data.case.calendar.length
        rates = {
            (constraint, (name, n)): float(world[i])
            for constraint in ("market_impact_orders", "market_impact_sales")
            for i, name in enumerate(data.market.materials)
            for n in nodes
        }
        finder.add(HardNumber("settings", 0, "market_impact_cap", "", cap, "%", True), rates)


def _add_commitments(finder: _Finder, data: ProblemData) -> None:
    """Under Buy only commitments, those that hold the reserve down: not where more than they ask for lay there before."""
    held = most_held(data)
    for row in data.case.records("participants"):
        i = data.market.materials.index(row["material"])
        if held[i] <= data.commitments.committed[i]:
            subject = f"{row['participant']}, {row['material']}"
            fact = HardNumber("participants", row["row"], "commitment", subject, row["commitment"], "t", True)
            finder.add(fact, {("committed_stock", (row["material"], n)): 1.0 for n in range(data.tree.size)})


def _add_finance(finder: _Finder, data: ProblemData) -> None:
    """A tranche's amount limits its draws, and costs a commitment fee; opening cash, where there is some."""
    calendar, t, program = data.case.calendar, data.node_period, finder.program
    for row in data.case.records("finance"):
        name = row["tranche"]
        available = calendar.in_force(row["available_from"], None)[t]
        fee = row["commitment_fee"] * calendar.length * calendar.in_force(row["available_from"], row["repay_by"])[t]
        rates = {("draw_limit", (name, n)): 1.0 for n in np.flatnonzero(available).tolist()}
        for n in np.flatnonzero(fee).tolist():
            key = (name, n)
            charged = program.layout.column_part("commitment_fee")
            fee_row = finder.row("commitment_fee_owed", key)
            # An equality has no side of its own: the row is read by the sign that its fee has in it.
            sign = float(np.sign(program.matrix[fee_row, charged.start + charged.position[key]]))
            rates["commitment_fee_owed", key] = -sign * float(fee[n])
        finder.add(HardNumber("finance", row["row"], "amount", name, row["amount"], "USD", True), rates)
    cash = data.case.settings.opening_cash
    if cash > 0 and "cash" in program.layout.columns:
        held = program.layout.column_part("cash")
        at_start = finder.row("cash_balance", 0)
        sign = float(np.sign(program.matrix[at_start, held.start + held.position[0]]))
        fact = HardNumber("settings", 0, "opening_cash", "", cash, "USD", True)
        finder.add(fact, {("cash_balance", 0): -sign})


def _add_supply(finder: _Finder, data: ProblemData) -> None:
    """Capacity of each row of the Supply sheet: what it adds to the orders that can be placed, contracts left as they are."""
    steps, supply = data.market.steps, data.case["supply"]
    origin = steps.table["origin"].to_numpy(int)
    undisturbed = np.zeros((len(supply), data.tree.size))
    np.add.at(undisturbed, origin, steps.undisturbed)
    for k, row in enumerate(data.case.records("supply")):
        if row["capacity"] <= 0:
            continue
        rates: dict[tuple[str, Any], float] = {}
        for s in np.flatnonzero(origin == k).tolist():
            # New tonnes are free of contracts, unless a contract covers the whole row; what stories add to them always is.
            free, factor = steps.undisturbed[k] > 0, steps.factor[s]
            under = np.where(free | (steps.undisturbed[s] <= 0), 0.0, factor)
            beyond = np.where(free, factor, np.maximum(factor - 1.0, 0.0))
            gain = np.where(steps.shut[s], 0.0, undisturbed[k] * (beyond if s == k else under)) / row["capacity"]
            keys = [(steps.names[s], n) for n in range(data.tree.size)]
            rates |= {(name, key): float(gain[key[1]]) for name in capacity_rows("step") for key in keys}
        early = float(steps.early_capacity[k]) / row["capacity"]
        rates |= {("early_capacity", (steps.names[k], t)): early for t in data.case.calendar.numbers}
        several = (supply["offer"] == row["offer"]).sum() > 1
        subject = f"{row['offer']} step {int(row['step'])}" if several else row["offer"]
        finder.add(HardNumber("supply", row["row"], "capacity", subject, row["capacity"], "t/yr", True), rates)


def _add_processes(finder: _Finder, data: ProblemData) -> None:
    processes = data.market.processes
    heads: Iterable[dict[str, Any]] = (row for row in data.case.records("processing") if row["role"] == "main input")
    for p, row in enumerate(heads):
        typed, name = row["capacity"], row["process"]
        if not typed > 0:
            continue
        gain = processes.capacity[p] / typed
        rates = {(rows, (name, n)): float(gain[n]) for rows in capacity_rows("process") for n in range(data.tree.size)}
        early = float(processes.early_capacity[p]) / typed
        rates |= {("early_process_capacity", (name, t)): early for t in data.case.calendar.numbers}
        finder.add(HardNumber("processing", row["row"], "capacity", name, typed, "t main input/yr", True), rates)


def _add_projects(finder: _Finder, data: ProblemData) -> None:
    for row in data.case.records("projects"):
        fact = HardNumber("projects", row["row"], "max_capacity", row["project"], row["max_capacity"], "t/yr", True)
        finder.add(fact, {("project_limit", row["project"]): 1.0})
    budget = data.case.settings.public_co_funding_budget
    if np.isfinite(budget):
        fact = HardNumber("settings", 0, "public_co_funding_budget", "", budget, "USD", True)
        finder.add(fact, {("public_budget", left_of_budget(data)): 1.0})
