"""The values of a solution over the program's cells, and its orders, moves and payments, from which all tables are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import LEDGERS, OUTSIDE, PENALTIES, SHORTAGE, STOCK_VALUE, Booking, present_value
from model.program.categories import PRINCIPAL, Category
from model.program.families import VARIABLES
from model.program.problem_data import ProblemData
from model.solve.solution import Solution
from model.tolerances import DUST
from model.tree import IntArray

PARTIES = (*LEDGERS, OUTSIDE, SHORTAGE, PENALTIES, STOCK_VALUE)
SUBJECTS = ("material", "step", "country", "contract", "tranche", "commitment", "process", "project")
WORDS: dict[str, tuple[str, ...]] = {"category": tuple(Category), "payer": PARTIES, "payee": PARTIES}
Columns = dict[str, np.ndarray]


def on_grid(row: IntArray, node: IntArray, amount: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Amounts added up by row and node, (rows, N)."""
    rows, nodes = shape
    return np.bincount(row * nodes + node, amount, rows * nodes).astype(float).reshape(shape)


@dataclass(frozen=True)
class Values:
    """A plan's inputs, its bookings and one solution of its program."""

    data: ProblemData
    bookings: list[Booking]
    solution: Solution

    def value(self, name: str) -> FloatArray:
        """A variable's values over its cells; empty if the program has no such variable."""
        if name not in self.data.cells or not len(self.data.cells[name]):
            return np.zeros(0)
        return self.solution.value(name)

    def grid(self, name: str, rows: int) -> FloatArray:
        """A variable's values as (rows, N), 0 where it has no cell; its rows are materials, tranches, …"""
        cells = self.data.cells[name]
        return on_grid(cells.row, cells.node, self.value(name), (rows, self.data.tree.size))

    def drawn(self, name: str) -> FloatArray:
        """borrowed, returned or on_loan of all participants together by material and node, t, (I, N)."""
        cells, material = self.data.cells[name], self.data.commitments.material
        shape = (len(self.data.market.materials), self.data.tree.size)
        return on_grid(material[cells.row], cells.node, self.value(name), shape)

    @cached_property
    def repaid_at_once(self) -> FloatArray:
        """Drawn from a tranche and repaid to it within the same period, USD, (F, N).

        It brings the reserve nothing and is owed to nobody, so draws and repayments are told without it. It counts in
        interest and fees, and is not drawn again.
        """
        rows = len(self.data.case["finance"])
        return np.maximum(np.minimum(self.grid("draw", rows), self.grid("repay", rows)), 0.0)


def build_orders(values: Values) -> pd.DataFrame:
    """Every order that is placed: buyer, variable, step facts, node, tonnes ordered and delivered, prices in USD/t.

    `paid` goes to the producer; `landed` is what the buyer pays in all per delivered tonne; `cost` USD. What lands
    abroad (`lands`) pays no freight or duty with the order, but when it is shipped.
    `arrives` is the period of arrival. Orders before Start have node 0 and `before_start` set.
    """
    data = values.data
    steps = data.market.steps
    table = steps.table
    home = data.market.clubs.number(data.case.settings.home_country)
    frames = []
    for variable, buyer in (("buy", "industry"), ("early", "industry"), ("stockbuy", "reserve")):
        cells, tonnes = data.cells[variable], values.value(variable)
        at = np.flatnonzero(tonnes > DUST)
        s, n = cells.row[at], cells.node[at]
        abroad = steps.lands_abroad[s] & (buyer == "industry")
        delivered = tonnes[at] * steps.delivery[s]
        landed = steps.landed(buyer).at(s, n)
        early = variable == "early"
        arrives = (
            np.array([cells.keys[q][1] for q in at.tolist()]) if early else data.tree.period[n] + steps.lead[s]
        )
        frames.append(
            pd.DataFrame(
                {
                    "variable": variable,
                    "buyer": buyer,
                    "before_start": early,
                    "step": s,
                    "name": table["name"].to_numpy(object)[s],
                    "offer": table["offer"].to_numpy(object)[s],
                    "number": table["number"].to_numpy()[s],
                    "contract": table["contract"].to_numpy(object)[s],
                    "mechanism": table["mechanism"].to_numpy(object)[s],
                    "material": np.array(data.market.materials, dtype=object)[steps.material[s]],
                    "country": np.array(data.market.clubs.countries, dtype=object)[steps.country[s]],
                    "lands": np.array(data.market.clubs.countries, dtype=object)[
                        np.where(abroad, steps.country[s], home)
                    ],
                    "node": n,
                    "period": data.tree.period[n],
                    "weight": data.tree.weight[n],
                    "arrives": arrives.astype(int),
                    "tonnes": tonnes[at],
                    "delivered": delivered,
                    "market": data.market.price[steps.material[s], n],
                    "ask": steps.ask[s, n],
                    "paid": landed.price,
                    "freight": landed.freight,
                    "duty": landed.duty,
                    "top_up": landed.top_up,
                    "traders_fee": landed.fee,
                    "landed": landed.total,
                    "cost": landed.total * delivered,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def build_moves(values: Values, variable: str) -> pd.DataFrame:
    """What is moved between places: material, origin, target, node, tonnes; value, costs and their sum `landed` in USD/t."""
    data = values.data
    moves = data.market.places.ship if variable == "ship" else data.market.places.stockship
    cells, tonnes = data.cells[variable], values.value(variable)
    at = np.flatnonzero(tonnes > DUST)
    r, n = cells.row[at], cells.node[at]
    landed, goods = moves.landed.at(r, n), np.array(data.market.materials, dtype=object)
    countries = np.array(data.market.clubs.countries, dtype=object)
    return pd.DataFrame(
        {
            "material": goods[moves.material[r]],
            "origin": countries[moves.origin[r]],
            "target": countries[moves.target[r]],
            "node": n,
            "period": data.tree.period[n],
            "weight": data.tree.weight[n],
            "tonnes": tonnes[at],
            "value": landed.price,
            "freight": landed.freight,
            "duty": landed.duty,
            "top_up": landed.top_up,
            "landed": landed.total,
        }
    )


def build_payments(values: Values) -> pd.DataFrame:
    """One row per cell of a booking with an amount: category, payer, payee; node, period, weight π, at_horizon; amount (USD,
    undiscounted) and present (USD, discounted, not weighted); and its subject, the numbers of its material, supply step,
    country, contract, tranche, row of the Participants sheet (`commitment`), process and project, −1 where it has none.

    What is drawn from a tranche and repaid to it within one period is no payment.
    """
    data, subjects = values.data, subjects_of_rows(values.data)
    parts = [_NOTHING, *(_cells_paid(values, booking, subjects) for booking in values.bookings)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in _NOTHING}
    node = columns["node"]
    return pd.DataFrame(
        {
            **{name: _in_words(columns[name], words) for name, words in WORDS.items()},
            "node": node,
            "period": data.tree.period[node],
            "weight": data.tree.weight[node],
            **{name: columns[name] for name in ("at_horizon", "amount", "present", *SUBJECTS)},
        }
    )


def _in_words(codes: IntArray, words: Sequence[str]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(codes, categories=pd.Index([str(word) for word in words]))


def grid_of(payments: pd.DataFrame, subject: str, rows: int, nodes: int, column: str = "amount") -> FloatArray:
    """Payments added up by a subject and node, USD, (rows, nodes); those that have no such subject are left out."""
    number = payments[subject].to_numpy(np.int64)
    known = number >= 0
    cell = number[known] * nodes + payments["node"].to_numpy(np.int64)[known]
    sums = np.bincount(cell, payments[column].to_numpy(float)[known], rows * nodes)
    return sums.astype(float).reshape(rows, nodes)


_NOTHING: Columns = {
    **{name: np.zeros(0, dtype=np.int8) for name in WORDS},
    **{name: np.zeros(0, dtype=np.int32) for name in ("node", *SUBJECTS)},
    "at_horizon": np.zeros(0, dtype=bool),
    **{name: np.zeros(0) for name in ("amount", "present")},
}


def _cells_paid(values: Values, booking: Booking, subjects: Mapping[str, Columns]) -> Columns:
    """The columns of a booking's cells of which anything is paid."""
    units = 1.0 if booking.variable is None else values.value(booking.variable)[booking.cells]
    if booking.category in PRINCIPAL and booking.variable is not None:
        tranche = values.data.cells[booking.variable].row[booking.cells]
        units = units - values.repaid_at_once[tranche, booking.node]
    amount = booking.rate * units
    at = np.flatnonzero(amount)
    if booking.variable is None:
        rows, subject = booking.cells[at], subjects[booking.of]
    else:
        rows = values.data.cells[booking.variable].row[booking.cells[at]]
        subject = subjects[VARIABLES[booking.variable].rows_are]
    words = (booking.category, booking.payer, booking.payee)
    codes = {name: known.index(word) for (name, known), word in zip(WORDS.items(), words, strict=True)}
    size = len(at)
    return {
        **{name: np.full(size, code, np.int8) for name, code in codes.items()},
        "node": booking.node[at].astype(np.int32),
        "at_horizon": np.full(size, booking.at_horizon),
        "amount": amount[at],
        "present": (amount * present_value(booking, values.data))[at],
        **{
            name: subject[name][rows].astype(np.int32) if name in subject else np.full(size, -1, np.int32)
            for name in SUBJECTS
        },
    }


def subjects_of_rows(data: ProblemData) -> dict[str, Columns]:
    """The subject of each row, by what the rows are: numbers by SUBJECTS, one per row."""
    market, commitments = data.market, data.commitments
    steps, processes, projects, places = market.steps, market.processes, market.projects, market.places
    number = {contract.name: f for f, contract in enumerate(steps.contracts)}
    contract = np.array([number.get(name, -1) for name in steps.table["contract"]], dtype=np.int64)
    # A contract is with one offer, or covers one material: any of its steps says of what and from where.
    of_contract = np.array([np.argmax(contract == f) for f in range(len(number))], dtype=np.int64)
    to_process = projects.process >= 0

    def project(of_step: IntArray, of_process: IntArray) -> IntArray:
        found = np.zeros(len(to_process), dtype=np.int64)
        found[to_process] = of_process[projects.process[to_process]]
        found[~to_process] = of_step[projects.supply_row[~to_process]]
        return found

    return {
        "steps": {
            "step": np.arange(len(steps.material)), "material": steps.material, "country": steps.country,
            "contract": contract,
        },
        "contracts": {
            "contract": np.arange(len(number)), "material": steps.material[of_contract],
            "country": steps.country[of_contract],
        },
        "processes": {
            "process": np.arange(processes.size), "material": processes.main, "country": processes.country,
        },
        "routes of industry": {"material": places.ship.material, "country": places.ship.origin},
        "routes of the reserve": {"material": places.stockship.material, "country": places.stockship.origin},
        "projects": {
            "project": np.arange(len(projects.names)), "process": projects.process,
            "material": project(steps.material, processes.main), "country": project(steps.country, processes.country),
        },
        "shortage steps": {"material": market.demand.material[data.shortages.pair]},
        "materials": {"material": np.arange(len(market.materials))},
        "commitments": {"commitment": np.arange(len(commitments.tonnes)), "material": commitments.material},
        "orders placed": {
            "material": np.array(data.before.material, dtype=np.int64),
            "country": np.array(data.before.country, dtype=np.int64),
        },
        "tranches": {"tranche": np.arange(len(data.case["finance"]))},
        "the reserve": {},
    }  # fmt: skip
