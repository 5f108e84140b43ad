"""Stock that the reserve sells for something else than carrying the rest, such as to repay a loan: on the base path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import RESERVE
from model.program.categories import AT_THE_ORDER
from model.results.facts.answer import Answer
from model.results.facts.carrying import carrying_by_node, sold_at_base_price
from model.results.facts.selection import base_nodes
from model.results.shown.wording import listed, usd

NAMED = 3
LEAST = 1.0  # USD below which a sale, or what it pays, is left out


@dataclass(frozen=True)
class Sales:
    """What is sold on the base path beyond what carrying the stock takes, by period, USD (T,), undiscounted: `proceeds`,
    and of them what loans and equity are `repaid` (F, T) and what `purchases` take; the rest is other payments and cash.
    `worth` is the stock's at base price, by material, (I, T); `spent` is all that goes into purchases, (T,)."""

    proceeds: FloatArray
    repaid: FloatArray
    purchases: FloatArray
    worth: FloatArray
    spent: FloatArray


def find_sales(answer: Answer) -> Sales:
    """Repayments are paid first, each tranche by its part of them, then purchases. For a plan whose money is limited."""
    plan = answer.plan
    nodes = list(base_nodes(plan.tree).values())
    carrying = carrying_by_node(answer)
    proceeds = (carrying.sales - carrying.from_sales)[nodes]
    repaid = (answer.grid("repay", len(plan.case["finance"])) - answer.repaid_at_once)[:, nodes]
    due = repaid.sum(axis=0)
    part = np.divide(np.minimum(proceeds, due), due, out=np.zeros_like(due), where=due > 0)
    spent = answer.paid(*AT_THE_ORDER, payer=RESERVE)[nodes]
    return Sales(
        proceeds,
        repaid * part,
        np.minimum(proceeds - due * part, spent),
        (sold_at_base_price(answer) * (1.0 - carrying.part_sold()))[:, nodes],
        spent,
    )


def _tranche(answer: Answer, f: int) -> str:
    """`EXIM loan (Repay by 2029)`."""
    row = answer.plan.case.records("finance")[f]
    by = f" (Repay by {row['repay_by'].text})" if row["repay_by"] is not None else ""
    return f"{row['tranche']}{by}"


def _paid(answer: Answer, sales: Sales, periods: list[int]) -> str:
    """What the proceeds of these periods are for: `which goes to repay EXIM loan (Repay by 2029)`."""
    proceeds = float(sales.proceeds[periods].sum())
    uses = [
        (f"to repay {_tranche(answer, f)}", float(amount))
        for f, amount in enumerate(sales.repaid[:, periods].sum(axis=1))
    ]
    uses.append(("into purchases", float(sales.purchases[periods].sum())))
    uses.append(("to other payments and cash", proceeds - sum(amount for _, amount in uses)))
    told = [(words, amount) for words, amount in uses if amount >= LEAST]
    if len(told) == 1:
        return f"which goes {told[0][0]}"
    return f"of which {listed([f'{usd(amount)} goes {words}' for words, amount in told])}"


def sale_sentences(answer: Answer, least_share: float = 0.0) -> list[str]:
    """When stock is sold, of what, for how much and what for; nothing where money is unlimited, or where no more is sold
    than `least_share` of what purchases take."""
    if "cash" not in answer.plan.cells:
        return []
    sales, calendar = find_sales(answer), answer.plan.case.calendar
    selling = np.flatnonzero(sales.proceeds >= LEAST).tolist()
    if not selling or sales.proceeds.sum() <= least_share * sales.spent.sum():
        return []
    worth = sales.worth[:, selling].sum(axis=1)
    ranked = [i for i in np.argsort(-worth, kind="stable").tolist() if worth[i] >= LEAST]
    goods = listed([answer.plan.market.materials[i] for i in ranked], NAMED)
    first, last = (calendar.label(selling[at] + 1) for at in (0, -1))
    when = f"In {first}" if first == last else f"From {first} to {last}"
    return [
        f"{when}, if no story begins, the reserve sells {goods} worth {usd(float(worth.sum()))} at base price for "
        f"{usd(float(sales.proceeds[selling].sum()))}, {_paid(answer, sales, selling)}."
    ]
