"""What the reserve buys: its orders of offers, and the output of processes that it takes over from industry."""

from __future__ import annotations

import pandas as pd

from model.program.bookings import RESERVE
from model.results.facts.plan_result import PlanResult, made_once
from model.results.facts.selection import material_numbers

PROCESS_OUTPUT = "process output"


@made_once
def process_purchases(result: PlanResult) -> pd.DataFrame:
    """Process output bought by the reserve, with the columns of `PlanResult.orders` that sheets use.

    `country` is where the process stands; it arrives in the period it is made. `paid` goes to industry; USD/t, `cost` USD.
    There is no supply step: `step` is -1.
    """
    moves = result.stockships
    material = material_numbers(result.data, moves["material"])
    market = result.data.market.price[material, moves["node"].to_numpy(int)]
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
def reserve_purchases(result: PlanResult) -> pd.DataFrame:
    """Everything the reserve buys, one row per order or per process output taken over at a node."""
    orders = result.orders[result.orders["buyer"] == RESERVE]
    taken = process_purchases(result)
    return pd.concat([orders, taken], ignore_index=True) if len(taken) else orders
