"""The figures of the Summary: this period's purchases, the reserve's money, and its cover against its targets over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import RESERVE
from model.program.categories import AT_THE_ORDER
from model.program.cover import DAYS_IN_YEAR
from model.results.facts.answer import Answer
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.selection import country_names
from model.results.facts.tranches import drawn_so_far


@dataclass(frozen=True)
class Purchase:
    """What is bought of a `material` now: t, USD, and the `partners` it comes from, the most first."""

    material: str
    tonnes: float
    cost: float
    partners: list[str]


def dearest_purchases(answer: Answer, orders: pd.DataFrame) -> list[Purchase]:
    """Orders by material, the dearest first."""
    names = country_names(answer.plan)
    cost = orders.groupby("material")["cost"].sum().sort_values(ascending=False, kind="stable")
    found = []
    for material, amount in cost.items():
        own = orders[orders["material"] == material]
        ranked = own.groupby("country")["tonnes"].sum().sort_values(ascending=False, kind="stable").index
        partners = [names[str(code)] for code in ranked]
        found.append(Purchase(str(material), float(own["tonnes"].sum()), float(amount), partners))
    return found


@dataclass(frozen=True)
class MoneyUse:
    """Expected over the horizon, USD, undiscounted: `spent` on purchases, and of the tranches' `amount` what is `drawn`; both
    None where money is not limited. `paid_now`: all that the reserve pays in the first period."""

    paid_now: float
    spent: float
    amount: float | None
    drawn: float | None

    @property
    def left(self) -> float | None:
        """What is never drawn."""
        return None if self.amount is None or self.drawn is None else max(self.amount - self.drawn, 0.0)


def money_use(answer: Answer) -> MoneyUse:
    """What the reserve pays now, and is expected to spend and draw."""
    tree = answer.plan.tree
    now = float(answer.paid(payer=RESERVE)[0])
    spent = float(answer.paid(*AT_THE_ORDER, payer=RESERVE) @ tree.weight)
    if "draw" not in answer.plan.cells:
        return MoneyUse(now, spent, None, None)
    drawn = float(drawn_so_far(answer).sum(axis=0)[tree.leaves] @ tree.weight[tree.leaves])
    return MoneyUse(now, spent, float(answer.plan.case["finance"]["amount"].sum()), drawn)


def cover_over_time(grids: ReserveGrids) -> tuple[FloatArray, FloatArray]:
    """Days held and days asked for at the end of each period of the base path, (T,), NaN where there are none.

    Tonnes and demand count at base price. Of the materials that have a target, or of all held where none has; of each no
    more counts than its largest target, so that plenty of one does not hide the want of another.
    """
    targeted = grids.owed.any(axis=1)
    own = (targeted if targeted.any() else grids.held) & (grids.demand > 0).all(axis=1)
    price, demand = grids.price[own], grids.demand[own]
    most = grids.target[own].max(axis=1, keepdims=True) if targeted.any() else np.inf
    wanted = (demand * price).sum(axis=0)

    def days(tonnes: FloatArray) -> FloatArray:
        worth = (tonnes * price).sum(axis=0)
        return np.divide(worth * DAYS_IN_YEAR, wanted, out=np.full_like(worth, np.nan), where=wanted > 0)

    return days(np.minimum(grids.counted[own], most)), days(grids.target[own])
