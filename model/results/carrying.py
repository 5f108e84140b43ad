"""What it costs to carry the stock on the base path, and what pays for it: participants' share, the tranches, other income
and cash, or stock sold off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import REIMBURSED, RESERVE
from model.results.answer import Answer
from model.results.selection import base_nodes
from model.results.tranches import drawn_so_far
from model.results.wording import MILLION, listed, usd

CARRYING = ("interest", "commitment fee", "upfront fee", "storage", "handling")
ALL_DRAWN = 1e-6  # share of the tranches that may be left when they count as drawn
NAMED = 3
LEAST = 1.0  # USD below which a part is left out of the sentence
REIMBURSED_PART, DRAWN_PART = "Reimbursed by participants (USD million)", "Paid from draws (USD million)"
OTHER_PART, SOLD_PART = "Paid from other income and cash (USD million)", "Paid by selling stock (USD million)"


@dataclass(frozen=True)
class Carrying:
    """The base path by period, USD (T,), undiscounted: carrying `cost` and the four that make it: `reimbursed`, what
    participants pay of it as their share, and what tranches, other income and cash, and stock sold off pay; `given_up`, what
    the stock sold for it is worth at base price. `sold` names the materials, the dearest first."""

    cost: FloatArray
    reimbursed: FloatArray
    from_draws: FloatArray
    from_other: FloatArray
    from_sales: FloatArray
    given_up: FloatArray
    sold: tuple[str, ...]


def find_carrying(answer: Answer) -> Carrying | None:
    """Carrying cost and who pays it; None where money is unlimited. What participants reimburse pays first, then draws, then
    other income of the period, then sales, and what is left of it cash."""
    plan = answer.plan
    if "cash" not in plan.cells:
        return None
    base = base_nodes(plan.tree)
    flows = answer.flows[~answer.flows["at_horizon"] & answer.flows["node"].isin(list(base.values()))]

    def by_period(side: str, names: tuple[str, ...]) -> FloatArray:
        chosen = flows[(flows[side] == RESERVE) & flows["name"].isin(names)]
        sums = chosen.groupby("period")["amount"].sum().reindex(plan.case.calendar.numbers)
        return np.asarray(sums.fillna(0.0), dtype=np.float64)

    cost = by_period("payer", CARRYING)
    reimbursed = np.minimum(by_period("payee", REIMBURSED), cost)
    from_draws = np.minimum(by_period("payee", ("draws",)), cost - reimbursed)
    sales = by_period("payee", ("sales",))
    other = by_period("payee", ("released material", "rebate", "support", "participants' fee"))
    from_sales = np.minimum(sales, np.maximum(cost - reimbursed - from_draws - other, 0.0))
    from_other = cost - reimbursed - from_draws - from_sales
    nodes = np.array(list(base.values()))
    periods = np.array(list(base)) - 1
    share = np.divide(from_sales, sales, out=np.zeros_like(sales), where=sales > 0)[periods]
    sold = answer.grid("sell", len(plan.market.materials))[:, nodes] * plan.market.base_price[:, periods] * share
    given_up = np.zeros_like(cost)
    given_up[periods] = sold.sum(axis=0)
    by_material = sold.sum(axis=1)
    ranked = [i for i in np.argsort(-by_material, kind="stable").tolist() if by_material[i] > 1.0]
    names = tuple(plan.market.materials[i] for i in ranked)
    return Carrying(cost, reimbursed, from_draws, from_other, from_sales, given_up, names)


def carrying_table(answer: Answer, carrying: Carrying) -> pd.DataFrame:
    """One row per period; final headers."""
    calendar = answer.plan.case.calendar
    return pd.DataFrame(
        {
            "Period": [calendar.label(t) for t in calendar.numbers],
            "Carrying cost (USD million)": carrying.cost / MILLION,
            REIMBURSED_PART: carrying.reimbursed / MILLION,
            DRAWN_PART: carrying.from_draws / MILLION,
            OTHER_PART: carrying.from_other / MILLION,
            SOLD_PART: carrying.from_sales / MILLION,
            "Stock sold for it at base price (USD million)": carrying.given_up / MILLION,
        }
    )


def money_used_up(answer: Answer) -> int | None:
    """The period of the base path in which the last of all tranches is drawn; None if some is left, or none is limited."""
    plan = answer.plan
    if "draw" not in plan.cells:
        return None
    amount = float(plan.case["finance"]["amount"].sum())
    drawn = drawn_so_far(answer).sum(axis=0)
    used = [t for t, n in base_nodes(plan.tree).items() if amount > 0 and drawn[n] >= amount * (1 - ALL_DRAWN)]
    return min(used, default=None)


def carrying_sentences(answer: Answer) -> list[str]:
    """What carrying the stock costs on the base path, and whether stock has to be sold for it."""
    carrying = find_carrying(answer)
    if carrying is None or carrying.cost.sum() < LEAST:
        return []
    calendar = answer.plan.case.calendar
    parts = [
        f"{usd(float(amount.sum()))} {words}"
        for amount, words in (
            (carrying.reimbursed, "is reimbursed by participants"),
            (carrying.from_draws, "is drawn from the tranches"),
            (carrying.from_other, "comes from other income and cash"),
            (carrying.from_sales, "comes from stock sold off"),
        )
        if amount.sum() >= LEAST
    ]
    told = (
        f"If no story begins, carrying the stock costs {usd(float(carrying.cost.sum()))} of interest, fees, storage and "
        f"handling over the horizon: {listed(parts)}."
    )
    selling = np.flatnonzero(carrying.from_sales > LEAST)
    if not len(selling):
        return [f"{told} No stock is sold to pay it."]
    first, last = (calendar.label(int(t) + 1) for t in selling[[0, -1]])
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return [
        told,
        f"The stock sold off for it, {when}, is {listed(carrying.sold, NAMED)} worth "
        f"{usd(float(carrying.given_up.sum()))} at base price.",
    ]
