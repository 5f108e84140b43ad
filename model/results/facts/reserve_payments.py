"""The reserve's payments by the material they are for, and those that belong to none; expected and discounted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import REIMBURSED, RESERVE, STOCK_VALUE, TAKE_OR_PAY, Booking, present_value
from model.program.plan import Plan
from model.results.facts.answer import Answer
from model.results.facts.purchases import AT_THE_ORDER
from model.tree import IntArray

PURCHASES, CARRYING, SOLD, STOCK_LEFT = "purchases", "carrying", "sold", "stock left"
RELEASED, STORAGE_REIMBURSED = "released", "storage reimbursed"
KINDS = {
    **dict.fromkeys((*AT_THE_ORDER, TAKE_OR_PAY, "rebate"), PURCHASES),
    **dict.fromkeys(("storage", "handling"), CARRYING),
    "sales": SOLD,
    "stock left": STOCK_LEFT,
    "released material": RELEASED,
    REIMBURSED[0]: STORAGE_REIMBURSED,
}
"""Kinds of payments that belong to a material, by the name of the booking. All others are of the reserve as a whole."""


@dataclass(frozen=True)
class ReservePayments:
    """What the reserve pays, Σ π × δ × USD, receipts negative, and what its stock at the horizon counts, negative too:
    `of_material` by kind, (I,), and `of_none` by the name of the booking."""

    of_material: dict[str, FloatArray]
    of_none: dict[str, float]

    @property
    def total(self) -> float:
        """The reserve's ledger, less the value of the stock left, USD."""
        return float(sum(paid.sum() for paid in self.of_material.values())) + sum(self.of_none.values())


def _materials_of(plan: Plan, variable: str) -> IntArray:
    """The material number of each cell of a variable that moves, holds or pays for one material."""
    row, steps = plan.cells[variable].row, plan.market.steps
    if variable in ("stockbuy", "untaken"):
        return np.asarray(steps.material[row])
    if variable == "stockship":
        return np.asarray(plan.market.places.stockship.material[row])
    if variable == "takeout":
        return np.asarray(plan.commitments.material[row])
    if variable == "reserve_rebate":
        of = dict(zip(steps.table["contract"].tolist(), steps.material.tolist(), strict=True))
        return np.array([of[contract] for contract, _ in plan.cells[variable].keys], dtype=np.int64)
    return row


def _counted(answer: Answer, booking: Booking) -> FloatArray:
    """Σ-ready amounts of a booking's cells: π × δ × USD."""
    units = 1.0 if booking.variable is None else answer.value(booking.variable)[booking.cells]
    weight = answer.plan.tree.weight[booking.node]
    return np.asarray(booking.rate * units * present_value(booking, answer.plan) * weight)


def reserve_payments(answer: Answer) -> ReservePayments:
    """All payments of the reserve's ledger, and the value of the stock left."""
    plan = answer.plan
    size = len(plan.market.materials)
    of_material = {kind: np.zeros(size) for kind in dict.fromkeys(KINDS.values())}
    of_none: dict[str, float] = {}
    for booking in answer.bookings:
        pays = booking.payer == RESERVE
        gets = booking.payee in (RESERVE, STOCK_VALUE)
        if pays == gets:
            continue
        amount = _counted(answer, booking) * (1.0 if pays else -1.0)
        kind = KINDS.get(booking.name)
        if kind is None or booking.variable is None:
            of_none[booking.name] = of_none.get(booking.name, 0.0) + float(amount.sum())
        else:
            material = _materials_of(plan, booking.variable)[booking.cells]
            of_material[kind] += np.bincount(material, amount, size)
    return ReservePayments(of_material, of_none)
