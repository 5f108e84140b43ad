"""Projects: capacity that can be funded, where it adds, when it may be built and what it costs the public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.before_start import rows_of_past
from model.market.clubs import Clubs
from model.market.contracts import Contract, covered_steps
from model.market.processes import Processes
from model.market.steps import Steps
from model.schema.before_start import FUNDED
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Projects:
    """New capacity, numbered 0…E−1.

    `supply_row` and `process` are what a project adds to, −1 for the other kind; `step` the step of its offer that new
    capacity joins at each node, −1 for a process, (E, N); `may_build` flags (E, N): base-story nodes
    from Earliest on, bankable, ready by T. `lead` and `life` are periods. `adds` is what 1 t/yr of ready capacity
    delivers in a node's period, t (E, N); `funded` t/yr before Start, `standing` what of that is ready and alive at a node
    (E, N), `most` t/yr that may be funded since; `public` USD of public money per t/yr built; `charge` USD per
    t/yr and period while it lives.
    """

    names: list[str]
    supply_row: IntArray
    step: IntArray
    process: IntArray
    may_build: BoolArray
    lead: IntArray
    life: IntArray
    adds: FloatArray
    funded: FloatArray
    standing: FloatArray
    most: FloatArray
    public: FloatArray
    charge: FloatArray
    incentive: FloatArray
    sold_at: FloatArray

    def active(self, e: int, tree: Tree) -> dict[int, list[int]]:
        """By node: the base-story nodes on its path whose builds are ready there and not yet at the end of their life."""
        found: dict[int, list[int]] = {}
        for p in np.flatnonzero(self.may_build[e]).tolist():
            ready = int(tree.period[p]) + int(self.lead[e])
            below = (tree.path[:, tree.period[p] - 1] == p) & (tree.period >= ready)
            for n in np.flatnonzero(below & (tree.period < ready + self.life[e])).tolist():
                found.setdefault(n, []).append(p)
        return found


def _annuity(rate: float, years: FloatArray) -> FloatArray:
    """Yearly charge per USD of capital: r / (1 − (1 + r)^−lifetime), 1 / lifetime at r = 0."""
    return 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)


def _joined_steps(steps: Steps, offer: str) -> tuple[int, IntArray]:
    """The Supply row that new capacity of an offer adds to, and the step it joins at each node, (N,): that of the contract
    for difference on the whole offer in force there, if any."""
    own = np.flatnonzero((steps.table["offer"] == offer).to_numpy() & steps.grows.any(axis=1))
    return int(steps.table["origin"].iloc[own[0]]), own[steps.grows[own].argmax(axis=0)]


def _best_floor(
    contracts: tuple[Contract, ...], case: Case, clubs: Clubs, origin: int, expected: FloatArray
) -> FloatArray:
    """The most that a contract in force on a Supply row has its seller get at the `expected` market price, both by period,
    USD/t, 0 where none, shape (T,)."""
    best = np.zeros(case.calendar.periods)
    rows = {int(row["row"]): row for row in case.records("floors")}
    for contract in contracts:
        covers = covered_steps(case, clubs, rows[contract.row])[origin]
        agreed = contract.mechanism.agreed(expected, contract.price)
        best = np.maximum(best, np.where(covers & contract.in_force, agreed, 0.0))
    return best


def build_projects(
    case: Case,
    tree: Tree,
    clubs: Clubs,
    steps: Steps,
    processes: Processes,
    price: FloatArray,
    reference: FloatArray,
    inside: FloatArray,
) -> Projects:
    """The Projects sheet's rows. `price` is m (I, N), `reference` that of before Start (I,), `inside` the border floors owed
    to each country (I, C, T)."""
    rows, calendar, t = case.records("projects"), case.calendar, tree.period - 1
    offers = set(steps.table["offer"])
    in_period = (t[:, None] == np.arange(calendar.periods)) * tree.weight[:, None]
    expected = price @ in_period
    count = len(rows)
    supply_row, process = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    step = np.full((count, tree.size), -1, dtype=np.int64)
    adds, sold_at = np.zeros((count, tree.size)), np.zeros((count, calendar.periods))

    def number(row: dict[str, Any], column: str, blank: float) -> float:
        return blank if pd.isna(row[column]) else float(row[column])

    for e, row in enumerate(rows):
        if row["adds_to"] in offers:
            supply_row[e], step[e] = _joined_steps(steps, row["adds_to"])
            origin, joined = int(supply_row[e]), (step[e], np.arange(tree.size))
            supply = case["supply"].iloc[origin]
            in_force = calendar.in_force(supply["from"], supply["to"])[t]
            adds[e] = np.where(steps.shut[joined] | ~in_force, 0.0, steps.factor[joined]) * calendar.length
            i, c = steps.material[origin], steps.country[origin]
            contract = _best_floor(steps.contracts, case, clubs, origin, expected[i])
        else:
            p = process[e] = processes.names.index(row["adds_to"])
            adds[e] = np.where(processes.shut[p] | ~processes.in_force[p], 0.0, processes.factor[p]) * calendar.length
            i, c = int(np.argmax(processes.outputs[p] * reference)), processes.country[p]
            contract = np.zeros(calendar.periods)
        sold_at[e] = np.maximum.reduce([expected[i], inside[i, c], contract])

    lead = np.array([calendar.up(row["lead_time"]) for row in rows], dtype=np.int64)
    years = np.array([row["lifetime"] for row in rows], dtype=float)
    incentive = np.array([number(row, "incentive_price", 0.0) for row in rows], dtype=float)
    base = tree.story == 0
    may_build = np.zeros((count, tree.size), dtype=bool)
    for e, row in enumerate(rows):
        first = 1 if row["earliest"] is None else calendar.period_of(row["earliest"].start)
        ready = tree.period + lead[e]
        within = base & (tree.period >= first) & (ready <= calendar.periods)
        pays = sold_at[e, np.minimum(ready, calendar.periods) - 1] >= incentive[e] * (1 - 1e-12)
        may_build[e] = within & pays
    life = np.array([calendar.up(12 * y) for y in years], dtype=np.int64)
    funded, standing = np.zeros(count), np.zeros((count, tree.size))
    number_of = {str(row["project"]): e for e, row in enumerate(rows)}
    for past in rows_of_past(case, FUNDED):
        e, when = number_of[past["name"]], calendar.number_of(past["when"].start)
        ready = when + int(lead[e])
        funded[e] += past["amount"]
        standing[e] += np.where((tree.period >= ready) & (tree.period < ready + life[e]), past["amount"], 0.0)
    public = np.array([row["public_share"] * row["capital_cost"] for row in rows], dtype=float)
    return Projects(
        names=[str(row["project"]) for row in rows],
        supply_row=supply_row,
        step=step,
        process=process,
        may_build=may_build,
        lead=lead,
        life=life,
        adds=adds,
        funded=funded,
        standing=standing,
        most=np.maximum(np.array([row["max_capacity"] for row in rows], dtype=float) - funded, 0.0),
        public=public,
        charge=public * _annuity(case.settings.discount_rate, years) * calendar.length if count else public,
        incentive=incentive,
        sold_at=sold_at,
    )
