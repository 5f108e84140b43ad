"""Landed price: what a buyer owes for a tonne, from the seller's price to the traders' fee."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Landed:
    """What one buyer owes per tonne delivered, USD/t, part by part, arrays of one shape (rows, N) or (cells,).

    `price` to the seller, after floors; `freight`; ad valorem `duty`; border `top_up`; the traders' fee is `fee_share` of
    the price.
    """

    price: FloatArray
    freight: FloatArray
    duty: FloatArray
    top_up: FloatArray
    fee_share: float = 0.0

    @property
    def fee(self) -> FloatArray:
        """The traders' fee."""
        return self.price * self.fee_share

    @property
    def total(self) -> FloatArray:
        """All parts together."""
        return self.price + self.freight + self.duty + self.top_up + self.fee

    def at(self, row: IntArray, node: IntArray) -> Landed:
        """The same of these cells of (rows, N)."""
        price, freight, duty, top_up = (part[row, node] for part in (self.price, self.freight, self.duty, self.top_up))
        return Landed(price, freight, duty, top_up, self.fee_share)

    def shipped_later(self, rows: BoolArray) -> Landed:
        """The same where goods of these `rows` stay abroad at first: freight and duties are due when they are shipped."""
        freight, duty, top_up = (np.where(rows[:, None], 0.0, part) for part in (self.freight, self.duty, self.top_up))
        return Landed(self.price, freight, duty, top_up, self.fee_share)


def border_costs(
    case: Case, clubs: Clubs, tree: Tree, paid: FloatArray, outside: FloatArray, country: IntArray, pays_duty: bool
) -> tuple[FloatArray, FloatArray]:
    """Ad valorem duty and border top-up on goods of each `country` (rows,) worth `paid` USD/t (rows, N).

    `outside` is the floor its goods are topped up to (rows, N), 0 where none. Home owes nothing.
    """
    rates = (
        case["countries"].set_index("country")["duty"].reindex(list(clubs.countries), fill_value=0.0).to_numpy(float)
    )
    foreign = (country != clubs.number(case.settings.home_country))[:, None]
    owed = rates[country][:, None] * (1 - clubs.waiver[country][:, tree.period - 1]) * paid
    duty = np.where(foreign & pays_duty, owed, 0.0)
    gap = np.where(foreign & (outside > 0), outside - paid, 0.0)
    return duty, np.maximum(gap - duty, 0.0)


def country_freights(case: Case, clubs: Clubs) -> FloatArray:
    """Freight of the Countries sheet, USD/t, shape (C,)."""
    return (
        case["countries"].set_index("country")["freight"].reindex(list(clubs.countries), fill_value=0.0).to_numpy(float)
    )
