"""What the reserve buys: its orders of offers, and the output of processes that it takes over from industry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from model.program.bookings import RESERVE
from model.results.facts.answer import Answer
from model.results.facts.once import made_once
from model.results.facts.selection import base_nodes, codes_of_concern, material_numbers
from model.results.tolerances import LEAST_USD, SMALLEST_TONNES

PROCESS_OUTPUT = "process output"


@made_once
def process_purchases(answer: Answer) -> pd.DataFrame:
    """Process output bought by the reserve, with the columns of `Answer.orders` that sheets use.

    `country` is where the process stands; it arrives in the period it is made. `paid` goes to industry; USD/t, `cost` USD.
    There is no supply step: `step` is -1.
    """
    moves = answer.stockships
    material = material_numbers(answer.plan, moves["material"])
    market = answer.plan.market.price[material, moves["node"].to_numpy(int)]
    return pd.DataFrame(
        {
            "variable": "stockship",
            "buyer": RESERVE,
            "before_start": False,
            "step": -1,
            "name": PROCESS_OUTPUT,
            "offer": PROCESS_OUTPUT,
            "contract": "",
            "mechanism": "",
            "material": moves["material"],
            "country": moves["origin"],
            "node": moves["node"],
            "period": moves["period"],
            "weight": moves["weight"],
            "arrives": moves["period"],
            "tonnes": moves["tonnes"],
            "delivered": moves["tonnes"],
            "market": market,
            "ask": market,
            "paid": moves["value"],
            "landed": moves["landed"],
            "cost": moves["landed"] * moves["tonnes"],
        }
    )


@made_once
def reserve_purchases(answer: Answer) -> pd.DataFrame:
    """Everything the reserve buys, one row per order or per process output taken over at a node."""
    orders = answer.orders[answer.orders["buyer"] == RESERVE]
    taken = process_purchases(answer)
    return pd.concat([orders, taken], ignore_index=True) if len(taken) else orders

def reserve_orders(answer: Answer, last: int) -> pd.DataFrame:
    """What the reserve buys from Start to the period `last` of the base path."""
    nodes = [node for period, node in base_nodes(answer.plan.tree).items() if period <= last]
    orders = reserve_purchases(answer)
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


def orders_now(answer: Answer) -> OrdersNow:
    """What is ordered in the first period."""
    orders = reserve_orders(answer, 1)
    marked = bool(codes_of_concern(answer.plan))
    last_day = answer.plan.case.calendar.ends[0] - timedelta(days=1)
    return OrdersNow(
        last_day, orders, float(orders["cost"].sum()), float(_of_concern(answer, orders).sum()) if marked else None
    )


def _of_concern(answer: Answer, orders: pd.DataFrame) -> pd.Series:
    """The cost of those of the orders that go to entities of concern."""
    return orders["cost"][orders["country"].isin(codes_of_concern(answer.plan))]


def concern_share(answer: Answer, last: int) -> float:
    """What share of what the reserve buys from Start to the period `last` of the base path goes to entities of concern, by
    cost; 0 where nothing is bought."""
    own = reserve_orders(answer, last)
    total = float(own["cost"].sum())
    return float(_of_concern(answer, own).sum()) / total if total > 0 else 0.0


def bought_from_concern(answer: Answer, last: int) -> pd.DataFrame:
    """Cost of what the reserve buys from entities of concern up to the period `last` of the base path, by `material`
    and `country`: `cost`, USD, the dearest first."""
    own = reserve_orders(answer, last)
    own = own[own["country"].isin(codes_of_concern(answer.plan)) & (own["cost"] >= LEAST_USD)]
    sums = own.groupby(["material", "country"], as_index=False)[["cost"]].sum()
    return sums.sort_values("cost", ascending=False, kind="stable")
