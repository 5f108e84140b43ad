"""The values of a solution over the program's cells, and what is ordered and moved: one row per order or move."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import Booking
from model.program.plan import Plan
from model.results.tolerances import DUST
from model.solve.solution import Solution


@dataclass(frozen=True)
class Values:
    """A plan's inputs, its bookings and one solution of its program."""

    plan: Plan
    bookings: list[Booking]
    solution: Solution

    def value(self, name: str) -> FloatArray:
        """A variable's values over its cells; empty if the program has no such variable."""
        if name not in self.plan.cells or not len(self.plan.cells[name]):
            return np.zeros(0)
        return self.solution.value(name)

    def grid(self, name: str, rows: int) -> FloatArray:
        """A variable's values as (rows, N), 0 where it has no cell; its rows are materials, tranches, …"""
        cells = self.plan.cells[name]
        found = np.zeros((rows, self.plan.tree.size))
        np.add.at(found, (cells.row, cells.node), self.value(name))
        return found

    def drawn(self, name: str) -> FloatArray:
        """takeout, putback or outstanding of all participants together by material and node, t, (I, N)."""
        cells, material = self.plan.cells[name], self.plan.commitments.material
        found = np.zeros((len(self.plan.market.materials), self.plan.tree.size))
        np.add.at(found, (material[cells.row], cells.node), self.value(name))
        return found

    @cached_property
    def repaid_at_once(self) -> FloatArray:
        """Drawn from a tranche and repaid to it within the same period, USD, (F, N).

        It brings the reserve nothing and is owed to nobody, so draws and repayments are told without it. It counts in
        interest and fees, and is not drawn again.
        """
        rows = len(self.plan.case["finance"])
        return np.maximum(np.minimum(self.grid("draw", rows), self.grid("repay", rows)), 0.0)


def find_orders(values: Values) -> pd.DataFrame:
    """Every order that is placed: buyer, variable, step facts, node, tonnes ordered and delivered, prices in USD/t.

    `paid` goes to the producer; `landed` is what the buyer pays in all per delivered tonne; `cost` USD. What lands
    abroad (`lands`) pays no freight or duty with the order, but when it is shipped.
    `arrives` is the period of arrival. Orders before Start have node 0 and `before_start` set.
    """
    plan = values.plan
    steps = plan.market.steps
    table = steps.table
    home = plan.market.clubs.number(plan.case.settings.home_country)
    frames = []
    for variable, buyer in (("buy", "industry"), ("early", "industry"), ("stockbuy", "reserve")):
        cells, tonnes = plan.cells[variable], values.value(variable)
        at = np.flatnonzero(tonnes > DUST)
        s, n = cells.row[at], cells.node[at]
        abroad = steps.lands_abroad[s] & (buyer == "industry")
        delivered = tonnes[at] * steps.delivery[s]
        landed = steps.landed(buyer).at(s, n)
        early = variable == "early"
        arrives = (
            np.array([cells.keys[q][1] for q in at.tolist()]) if early else plan.tree.period[n] + steps.lead[s]
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
                    "material": np.array(plan.market.materials, dtype=object)[steps.material[s]],
                    "country": np.array(plan.market.clubs.countries, dtype=object)[steps.country[s]],
                    "lands": np.array(plan.market.clubs.countries, dtype=object)[
                        np.where(abroad, steps.country[s], home)
                    ],
                    "node": n,
                    "period": plan.tree.period[n],
                    "weight": plan.tree.weight[n],
                    "arrives": arrives.astype(int),
                    "tonnes": tonnes[at],
                    "delivered": delivered,
                    "market": plan.market.price[steps.material[s], n],
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


def find_moves(values: Values, variable: str) -> pd.DataFrame:
    """What is moved between places: material, origin, target, node, tonnes; value, costs and their sum `landed` in USD/t."""
    plan = values.plan
    moves = plan.market.places.ship if variable == "ship" else plan.market.places.stockship
    cells, tonnes = plan.cells[variable], values.value(variable)
    at = np.flatnonzero(tonnes > DUST)
    r, n = cells.row[at], cells.node[at]
    landed, goods = moves.landed.at(r, n), np.array(plan.market.materials, dtype=object)
    countries = np.array(plan.market.clubs.countries, dtype=object)
    return pd.DataFrame(
        {
            "material": goods[moves.material[r]],
            "origin": countries[moves.origin[r]],
            "target": countries[moves.target[r]],
            "node": n,
            "period": plan.tree.period[n],
            "weight": plan.tree.weight[n],
            "tonnes": tonnes[at],
            "value": landed.price,
            "freight": landed.freight,
            "duty": landed.duty,
            "top_up": landed.top_up,
            "landed": landed.total,
        }
    )
