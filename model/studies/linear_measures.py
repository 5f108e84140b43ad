"""What a plan comes to, as one number for each column of its program: figures that a study can bound, or make least.

Each is linear in the decisions, so that the difference between two plans is exact; what is the same in all plans is left
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.program.bookings import PARTICIPANTS, PENALTIES, RESERVE, SHORTAGE, STOCK_VALUE, Booking
from model.program.rates import paid_rates
from model.results.facts.reserve_payments import CARRYING, KINDS, PURCHASES, SOLD, STOCK_LEFT
from model.solve import Layout
from model.studies.prepared import Prepared
from model.tolerances import SMALLEST_TONNES
from model.tree import IntArray

NET = (PURCHASES, CARRYING, SOLD, STOCK_LEFT)  # kinds of payments that make the reserve's net cost
NOW = 1  # the first period


def over_columns(rates: Mapping[str, FloatArray], layout: Layout) -> FloatArray:
    """Numbers by variable and cell as one per column, (n,)."""
    numbers = np.zeros(sum(len(part) for part in layout.columns.values()))
    for name, rate in rates.items():
        if name in layout.columns:
            numbers[layout.columns[name].slice] = rate
    return numbers


def _of_net_cost(booking: Booking) -> float:
    if KINDS.get(booking.category) not in NET:
        return 0.0
    return float(booking.payer == RESERVE) - float(booking.payee in (RESERVE, STOCK_VALUE))


def _of(party: str, booking: Booking) -> float:
    return float(booking.payer == party) - float(booking.payee == party)


@dataclass(frozen=True)
class Purchases:
    """The columns (k,) of what the reserve can buy: their places in the program, numbers of material and country, node and
    its period, π of it, and what a tonne ordered costs landed, USD."""

    column: IntArray
    material: IntArray
    country: IntArray
    node: IntArray
    period: IntArray
    weight: FloatArray
    landed: FloatArray

    def where(self, own: BoolArray, amounts: FloatArray, columns: int) -> FloatArray:
        """Some `amounts` (k,) of those purchases, as numbers of all columns of the program, (n,)."""
        weights = np.zeros(columns)
        weights[self.column[own]] = amounts[own]
        return weights


@dataclass(frozen=True)
class Measures:
    """Numbers (n,) by which values (n,) of a plan come to its shortage cost `short`, the reserve's `net_cost`, `penalties`
    and what `participants` pay, expected and discounted, USD; and what the reserve buys."""

    prepared: Prepared
    short: FloatArray
    net_cost: FloatArray
    penalties: FloatArray
    participants: FloatArray
    purchases: Purchases

    def orders(self, values: FloatArray, last: int = NOW) -> pd.DataFrame:
        """What a plan of these values (n,) buys for the reserve up to the period `last`, expected: material, country, tonnes
        and cost (landed, USD, not discounted)."""
        data, own = self.prepared.data, self.purchases
        tonnes = np.where(own.period <= last, values[own.column] * own.weight, 0.0)
        table = pd.DataFrame(
            {
                "material": np.array(data.market.materials, dtype=object)[own.material],
                "country": np.array(data.market.clubs.countries, dtype=object)[own.country],
                "tonnes": tonnes,
                "cost": tonnes * own.landed,
            }
        )
        sums = table.groupby(["material", "country"], as_index=False)[["tonnes", "cost"]].sum()
        return sums[sums["tonnes"] > SMALLEST_TONNES].reset_index(drop=True)


def measures_of(prepared: Prepared) -> Measures:
    """For the program of a case."""
    bookings, data, layout = prepared.bookings, prepared.data, prepared.program.layout
    return Measures(
        prepared,
        over_columns(paid_rates(bookings, data, lambda one: _of(SHORTAGE, one)), layout),
        over_columns(paid_rates(bookings, data, _of_net_cost), layout),
        over_columns(paid_rates(bookings, data, lambda one: _of(PENALTIES, one)), layout),
        over_columns(paid_rates(bookings, data, lambda one: _of(PARTICIPANTS, one)), layout),
        _purchases(prepared),
    )


def _purchases(prepared: Prepared) -> Purchases:
    data, layout = prepared.data, prepared.program.layout
    steps, moves = data.market.steps, data.market.places.stockship
    parts = []
    for name in ("stockbuy", "stockship"):
        cells = data.cells[name]
        if not len(cells):
            continue
        if name == "stockbuy":
            material, country = steps.material[cells.row], steps.country[cells.row]
            landed = steps.landed(RESERVE).at(cells.row, cells.node).total * steps.delivery[cells.row]
        else:
            material, country = moves.material[cells.row], moves.origin[cells.row]
            landed = moves.landed.at(cells.row, cells.node).total
        column = layout.columns[name].start + np.arange(len(cells))
        parts.append((column, material, country, cells.node, landed))
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Purchases(nothing, nothing, nothing, nothing, nothing, np.zeros(0), np.zeros(0))
    column, material, country, node, landed = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Purchases(column, material, country, node, data.tree.period[node], data.tree.weight[node], landed)
