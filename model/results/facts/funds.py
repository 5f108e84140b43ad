"""The reserve's money at every node: what flows in and out, what carrying the stock costs, what pays that, what is owed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import PARTICIPANTS, RESERVE, TREASURY
from model.program.categories import AT_THE_ORDER, CARRYING, FROM_PARTICIPANTS, REIMBURSED, Category
from model.results.facts.plan_result import PlanResult, made_once
from model.results.facts.tranches import drawn_so_far, owed_by_node, repayments_due

OTHER_INCOME = (Category.RELEASED, Category.REBATE, Category.SUPPORT, Category.PARTICIPANTS_FEE)
OWED = ("loan", "equity")


@made_once
def fund_facts(result: PlanResult) -> pd.DataFrame:
    """One row per node, USD, undiscounted, without money at the horizon: node, period (its label), year.

    Paid in the period: `drawn`, `bought` (all that is paid with orders), `other` payments; `interest` on loans and that on
    equity, `dividend`; `from_participants`, `released`, `sales`, and the `income` of the first two. What `carrying` the
    stock costs, and the parts that pay it: what participants reimburse pays first (`reimbursed`), then draws (`from_draws`),
    then other income of the period, then sales (`from_sales`), and what is left of it cash (`from_other`, with other
    income).
    `given_up`: what the stock sold for that is worth at base price. `covering`: income and from_sales. At its end: loans
    and equity `owed`, `loans` of it, `cash`, `drawn_so_far`, the `stock` at base price; `due`: what has to be repaid.
    """
    data = result.data
    calendar = data.case.calendar
    labels = np.array([calendar.label(t) for t in calendar.numbers], dtype=object)
    years = np.array(calendar.calendar_years).astype(str).astype(object)
    paid = result.paid
    bought, carrying = paid(*AT_THE_ORDER, payer=RESERVE), paid(*CARRYING, payer=RESERVE)
    drawn, sales = paid(Category.DRAWN, payee=RESERVE), paid(Category.SALES, payee=RESERVE)
    reimbursed = np.minimum(paid(*REIMBURSED, payee=RESERVE), carrying)
    from_draws = np.minimum(drawn, carrying - reimbursed)
    rest = carrying - reimbursed - from_draws
    from_sales = np.minimum(sales, np.maximum(rest - paid(*OTHER_INCOME, payee=RESERVE), 0.0))
    released = paid(Category.RELEASED, payee=RESERVE)
    from_participants = paid(*FROM_PARTICIPANTS, payee=RESERVE)
    income = from_participants + released
    part = np.divide(from_sales, sales, out=np.zeros_like(sales), where=sales > 0)
    nothing, limited = np.zeros(data.tree.size), "cash" in data.cells
    return pd.DataFrame(
        {
            "node": np.arange(data.tree.size),
            "period": labels[data.node_period],
            "year": years[data.node_period],
            "drawn": drawn,
            "bought": bought,
            "other": paid(payer=RESERVE) - bought,
            "interest": paid(Category.INTEREST, payer=RESERVE, payee=TREASURY),
            "dividend": paid(Category.INTEREST, payer=RESERVE, payee=PARTICIPANTS),
            "from_participants": from_participants,
            "released": released,
            "sales": sales,
            "income": income,
            "carrying": carrying,
            "reimbursed": reimbursed,
            "from_draws": from_draws,
            "from_other": rest - from_sales,
            "from_sales": from_sales,
            "given_up": sold_at_base_price(result).sum(axis=0) * part,
            "covering": income + from_sales,
            "owed": owed_by_node(result, *OWED),
            "loans": owed_by_node(result, "loan"),
            "cash": result.value("cash") if limited else nothing,
            "drawn_so_far": drawn_so_far(result).sum(axis=0) if limited else nothing,
            "stock": stock_worth(result),
            "due": repayments_due(result) if limited else nothing,
        }
    )


def stock_worth(result: PlanResult) -> FloatArray:
    """The stock at base price at the end of each node, USD, (N,)."""
    base = result.data.market.base_price
    return np.asarray((result.grid("stock", len(base)) * base[:, result.data.node_period]).sum(axis=0))


def sold_at_base_price(result: PlanResult) -> FloatArray:
    """What the stock sold at every node is worth at base price, USD, (I, N)."""
    base = result.data.market.base_price
    return result.grid("sell", len(base)) * base[:, result.data.node_period]


def part_sold_to_carry(result: PlanResult) -> FloatArray:
    """The part of the stock sold that is sold for carrying the rest, of 1, (N,)."""
    facts = fund_facts(result)
    sales = facts["sales"].to_numpy(float)
    return np.divide(facts["from_sales"].to_numpy(float), sales, out=np.zeros_like(sales), where=sales > 0)
