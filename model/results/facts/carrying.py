"""What it costs to carry the stock on the base path, and what pays for it: participants' share, the tranches, other income
and cash, or stock sold off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import RESERVE
from model.program.categories import CARRYING, REIMBURSED, Category
from model.results.facts.answer import Answer
from model.results.facts.paths import base_path
from model.results.facts.selection import base_nodes
from model.results.facts.tranches import drawn_so_far
from model.results.shown.wording import MILLION, listed, usd

OTHER_INCOME = (Category.RELEASED, Category.REBATE, Category.SUPPORT, Category.PARTICIPANTS_FEE)
ALL_DRAWN = 1e-6  # share of the tranches that may be left when they count as drawn
NAMED = 3
LEAST = 1.0  # USD below which a part is left out of the sentence
REIMBURSED_PART, DRAWN_PART = "Reimbursed by participants (USD million)", "Paid from draws (USD million)"
OTHER_PART, SOLD_PART = "Paid from other income and cash (USD million)", "Paid by selling stock (USD million)"


@dataclass(frozen=True)
class CarryingByNode:
    """Carrying cost at every node, USD (N,), undiscounted, and what pays it: see Carrying. `sales` is all that stock sold
    brings in, for whatever purpose."""

    cost: FloatArray
    reimbursed: FloatArray
    from_draws: FloatArray
    from_other: FloatArray
    from_sales: FloatArray
    sales: FloatArray

    def part_sold(self) -> FloatArray:
        """The part of the stock sold that is sold for carrying, of 1, (N,)."""
        return np.divide(self.from_sales, self.sales, out=np.zeros_like(self.sales), where=self.sales > 0)


def carrying_by_node(answer: Answer) -> CarryingByNode:
    """What participants reimburse pays first, then draws, then other income of the period, then sales, and what is left of
    it cash. For a plan whose money is limited."""
    cost = answer.paid(*CARRYING, payer=RESERVE)
    reimbursed = np.minimum(answer.paid(*REIMBURSED, payee=RESERVE), cost)
    from_draws = np.minimum(answer.paid(Category.DRAWN, payee=RESERVE), cost - reimbursed)
    sales = answer.paid(Category.SALES, payee=RESERVE)
    other = answer.paid(*OTHER_INCOME, payee=RESERVE)
    from_sales = np.minimum(sales, np.maximum(cost - reimbursed - from_draws - other, 0.0))
    from_other = cost - reimbursed - from_draws - from_sales
    return CarryingByNode(cost, reimbursed, from_draws, from_other, from_sales, sales)


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
    """Carrying cost and who pays it on the base path; None where money is unlimited."""
    plan = answer.plan
    if "cash" not in plan.cells:
        return None
    base, found = base_path(plan.tree), carrying_by_node(answer)

    def by_period(per_node: FloatArray) -> FloatArray:
        return base.sums(per_node, plan.tree.period, plan.case.calendar.periods)

    sold = sold_at_base_price(answer) * found.part_sold()
    by_material = sold @ base.factor
    ranked = [i for i in np.argsort(-by_material, kind="stable").tolist() if by_material[i] > LEAST]
    return Carrying(
        by_period(found.cost),
        by_period(found.reimbursed),
        by_period(found.from_draws),
        by_period(found.from_other),
        by_period(found.from_sales),
        by_period(sold.sum(axis=0)),
        tuple(plan.market.materials[i] for i in ranked),
    )


def sold_at_base_price(answer: Answer) -> FloatArray:
    """What the stock sold at every node is worth at base price, USD, (I, N)."""
    base = answer.plan.market.base_price
    return answer.grid("sell", len(base)) * base[:, answer.plan.node_period]


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
        return [f"{told} No stock is sold to pay that."]
    first, last = (calendar.label(int(t) + 1) for t in selling[[0, -1]])
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return [
        told,
        f"The stock sold off for it, {when}, is {listed(carrying.sold, NAMED)} worth "
        f"{usd(float(carrying.given_up.sum()))} at base price.",
    ]
