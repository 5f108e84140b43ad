"""The reserve's payments by the material they are for, and those that belong to none; expected and discounted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import RESERVE, STOCK_VALUE
from model.program.categories import AT_THE_ORDER, Category
from model.results.facts.plan_result import PlanResult

PURCHASES, CARRYING, SOLD, STOCK_LEFT = "purchases", "carrying", "sold", "stock left"
RELEASED, STORAGE_REIMBURSED = "released", "storage reimbursed"
KINDS = {
    **dict.fromkeys((*AT_THE_ORDER, Category.ORDERED_BEFORE, Category.TAKE_OR_PAY, Category.REBATE), PURCHASES),
    **dict.fromkeys((Category.STORAGE, Category.HANDLING), CARRYING),
    Category.SALES: SOLD,
    Category.STOCK_LEFT: STOCK_LEFT,
    Category.RELEASED: RELEASED,
    Category.STORAGE_REIMBURSED: STORAGE_REIMBURSED,
}
"""Kinds of payments that belong to a material, by category. All others are of the reserve as a whole."""


@dataclass(frozen=True)
class ReservePayments:
    """What the reserve pays, Σ π × δ × USD, receipts negative, and what its stock at the horizon counts, negative too:
    `of_material` by kind, (I,), and `of_none` by category."""

    of_material: dict[str, FloatArray]
    of_none: dict[str, float]

    @property
    def total(self) -> float:
        """The reserve's ledger, less the value of the stock left, USD."""
        return float(sum(paid.sum() for paid in self.of_material.values())) + sum(self.of_none.values())


def reserve_payments(result: PlanResult) -> ReservePayments:
    """All payments of the reserve's ledger, and the value of the stock left."""
    paid = result.payments
    pays = (paid["payer"] == RESERVE).to_numpy()
    gets = paid["payee"].isin((RESERVE, STOCK_VALUE)).to_numpy()
    own = paid[pays != gets]
    signed = (own["present"] * own["weight"]).to_numpy() * np.where(pays[pays != gets], 1.0, -1.0)
    own = own.assign(kind=own["category"].astype(object).map(KINDS), counted=signed)
    size = len(result.data.market.materials)
    of_material = {
        kind: np.bincount(rows["material"], rows["counted"], size).astype(float)
        for kind in dict.fromkeys(KINDS.values())
        for rows in (own[own["kind"] == kind],)
    }
    rest = own[own["kind"].isna()]
    sums = rest.groupby("category", observed=True)["counted"].sum()
    booked = dict.fromkeys(str(booking.category) for booking in result.bookings)
    return ReservePayments(of_material, {name: float(sums[name]) for name in booked if name in sums.index})
