"""What to buy now for the reserve, how much of it from entities of concern, and what money that takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from model.program.bookings import RESERVE
from model.program.categories import AT_THE_ORDER
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import reserve_purchases
from model.results.facts.selection import base_nodes, codes_of_concern, country_names
from model.results.facts.tranches import drawn_so_far
from model.tolerances import LEAST_USD, SMALLEST_TONNES


def reserve_orders(result: PlanResult, last: int) -> pd.DataFrame:
    """What the reserve buys from Start to the period `last` of the base path."""
    nodes = [node for period, node in base_nodes(result.data.tree).items() if period <= last]
    orders = reserve_purchases(result)
    return orders[orders["node"].isin(nodes) & (orders["tonnes"] > SMALLEST_TONNES)]


@dataclass(frozen=True)
class OrdersNow:
    """This period's orders of the reserve, `by` when: rows of `reserve_purchases`, their `cost` and what of it goes to
    entities of concern, USD; None where no country is marked as one."""

    by: date
    orders: pd.DataFrame
    cost: float
    to_concern: float | None

    @property
    def tonnes(self) -> float:
        """Of all materials together."""
        return float(self.orders["tonnes"].sum())

    @property
    def materials(self) -> int:
        """How many."""
        return int(self.orders["material"].nunique())


def orders_now(result: PlanResult) -> OrdersNow:
    """What is ordered in the first period."""
    orders = reserve_orders(result, 1)
    marked = bool(codes_of_concern(result.data))
    last_day = result.data.case.calendar.ends[0] - timedelta(days=1)
    return OrdersNow(
        last_day, orders, float(orders["cost"].sum()), float(_of_concern(result, orders).sum()) if marked else None
    )


def _of_concern(result: PlanResult, orders: pd.DataFrame) -> pd.Series:
    """The cost of those of the orders that go to entities of concern."""
    return orders["cost"][orders["country"].isin(codes_of_concern(result.data))]


def concern_share(result: PlanResult, last: int) -> float:
    """What share of what the reserve buys from Start to the period `last` of the base path goes to entities of concern, by
    cost; 0 where nothing is bought."""
    own = reserve_orders(result, last)
    total = float(own["cost"].sum())
    return float(_of_concern(result, own).sum()) / total if total > 0 else 0.0


def bought_from_concern(result: PlanResult, last: int) -> pd.DataFrame:
    """Cost of what the reserve buys from entities of concern up to the period `last` of the base path, by `material`
    and `country`: `cost`, USD, the dearest first."""
    own = reserve_orders(result, last)
    own = own[own["country"].isin(codes_of_concern(result.data)) & (own["cost"] >= LEAST_USD)]
    sums = own.groupby(["material", "country"], as_index=False)[["cost"]].sum()
    return sums.sort_values("cost", ascending=False, kind="stable")


@dataclass(frozen=True)
class Purchase:
    """What is bought of a `material` now: t, USD, and the `partners` it comes from, the most first."""

    material: str
    tonnes: float
    cost: float
    partners: list[str]


def dearest_purchases(result: PlanResult, orders: pd.DataFrame) -> list[Purchase]:
    """Orders by material, the dearest first."""
    names = country_names(result.data)
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


def money_use(result: PlanResult) -> MoneyUse:
    """What the reserve pays now, and is expected to spend and draw."""
    tree = result.data.tree
    now = float(result.paid(payer=RESERVE)[0])
    spent = float(result.paid(*AT_THE_ORDER, payer=RESERVE) @ tree.weight)
    if "draw" not in result.data.cells:
        return MoneyUse(now, spent, None, None)
    drawn = float(drawn_so_far(result).sum(axis=0)[tree.leaves] @ tree.weight[tree.leaves])
    return MoneyUse(now, spent, float(result.data.case["finance"]["amount"].sum()), drawn)
