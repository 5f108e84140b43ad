"""The reserve's loans by period: what is owed against the stock behind it, the interest, and the income that covers it.

Stock sold to repay a loan, or to buy other stock, covers no interest: it is the loan's own money coming back.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import PARTICIPANTS, RESERVE, TREASURY
from model.program.categories import FROM_PARTICIPANTS, Category
from model.results.facts.answer import Answer
from model.results.facts.carrying import carrying_by_node
from model.results.facts.paths import View, base_path, expected
from model.results.shown.wording import MILLION, listed, usd

OWED, STOCK = "Loans owed, base path (USD million)", "Stock at base price, base path (USD million)"
INTEREST, INCOME = "Interest on loans, {} (USD million)", "Income to cover it, {} (USD million)"
COVER = "Cover of interest, {} (x)"
SOLD_TO_CARRY = "From stock sold to carry the rest, base path (USD million)"
LEAST = 1.0  # USD of interest from which on it has a cover


def owed_by_node(answer: Answer, kind: str) -> FloatArray:
    """What is owed on tranches of a kind at the end of each node, USD, (N,); nothing where money is unlimited."""
    plan = answer.plan
    if "debt" not in plan.cells:
        return np.zeros(plan.tree.size)
    cells = plan.cells["debt"]
    own = (plan.case["finance"]["kind"] == kind).to_numpy()[cells.row]
    return np.bincount(cells.node, answer.value("debt") * own, plan.tree.size).astype(float)


def owed_at_the_end(answer: Answer) -> dict[str, float]:
    """What is expected to be owed at the horizon on loans, and on equity where there is any, USD by kind of tranche."""
    plan = answer.plan
    leaves, kinds = plan.tree.leaves, set(plan.case["finance"]["kind"])
    return {
        kind: float(owed_by_node(answer, kind)[leaves] @ plan.tree.weight[leaves])
        for kind in ("loan", "equity")
        if kind in kinds or kind == "loan"
    }


def owed_in_words(answer: Answer) -> str:
    """The same in words: `10.0 million USD of loans and 2.0 million USD of equity not paid back`."""
    words = {"loan": "loans", "equity": "equity not paid back"}
    return listed([f"{usd(amount)} of {words[kind]}" for kind, amount in owed_at_the_end(answer).items()])


def stock_worth(answer: Answer) -> FloatArray:
    """The stock at base price at the end of each node, USD, (N,)."""
    base = answer.plan.market.base_price
    return np.asarray((answer.grid("stock", len(base)) * base[:, answer.plan.node_period]).sum(axis=0))


def loan_by_period(answer: Answer) -> pd.DataFrame:
    """One row per period, undiscounted; final headers. Income: from participants, released material and, as far as the rest
    of carrying the stock is paid so, stock sold."""
    plan = answer.plan
    tree, calendar = plan.tree, plan.case.calendar

    def paid(view: View, payee: str, names: tuple[Category, ...], payer: str = "") -> FloatArray:
        return view.sums(answer.paid(*names, payer=payer, payee=payee), tree.period, calendar.periods) / MILLION

    base = base_path(tree)
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})
    frame[OWED] = base.sums(owed_by_node(answer, "loan"), tree.period, calendar.periods) / MILLION
    frame[STOCK] = base.sums(stock_worth(answer), tree.period, calendar.periods) / MILLION
    frame["Return on equity, base path (USD million)"] = paid(base, PARTICIPANTS, (Category.INTEREST,), RESERVE)
    for word, names in (
        ("From participants", FROM_PARTICIPANTS),
        ("From releases", (Category.RELEASED,)),
    ):
        frame[f"{word}, base path (USD million)"] = paid(base, RESERVE, names)
    sold_to_carry = carrying_by_node(answer).from_sales
    frame[SOLD_TO_CARRY] = base.sums(sold_to_carry, tree.period, calendar.periods) / MILLION
    for view in (base, expected(tree)):
        name = view.name.lower()
        interest = paid(view, TREASURY, (Category.INTEREST,), RESERVE)
        income = paid(view, RESERVE, (*FROM_PARTICIPANTS, Category.RELEASED))
        income = income + view.sums(sold_to_carry, tree.period, calendar.periods) / MILLION
        frame[INTEREST.format(name)], frame[INCOME.format(name)] = interest, income
        some = interest * MILLION >= LEAST
        frame[COVER.format(name)] = np.divide(income, interest, out=np.full_like(income, np.nan), where=some)
    return frame
