"""The reserve's loans by period: what is owed against the stock behind it, the interest, and the income that covers it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import PARTICIPANTS, REIMBURSED, RESERVE, TREASURY
from model.results.answer import Answer
from model.results.paths import View, base_path, expected
from model.results.wording import MILLION

OWED, STOCK = "Loans owed, base path (USD million)", "Stock at base price, base path (USD million)"
INTEREST, INCOME = "Interest on loans, {} (USD million)", "Income to cover it, {} (USD million)"
COVER = "Cover of interest, {} (x)"
LEAST = 1.0  # USD of interest from which on it has a cover
FROM_PARTICIPANTS = ("participants' fee", *REIMBURSED)


def owed_by_node(answer: Answer, kind: str) -> FloatArray:
    """What is owed on tranches of a kind at the end of each node, USD, (N,); nothing where money is unlimited."""
    plan = answer.plan
    if "debt" not in plan.cells:
        return np.zeros(plan.tree.size)
    cells = plan.cells["debt"]
    own = (plan.case["finance"]["kind"] == kind).to_numpy()[cells.row]
    return np.bincount(cells.node, answer.value("debt") * own, plan.tree.size).astype(float)


def stock_worth(answer: Answer) -> FloatArray:
    """The stock at base price at the end of each node, USD, (N,)."""
    base = answer.plan.market.base_price
    return np.asarray((answer.grid("stock", len(base)) * base[:, answer.plan.node_period]).sum(axis=0))


def loan_by_period(answer: Answer) -> pd.DataFrame:
    """One row per period, undiscounted; final headers. Income: from participants, sales and released material."""
    plan = answer.plan
    tree, calendar = plan.tree, plan.case.calendar
    flows = answer.flows[~answer.flows["at_horizon"]]

    def paid(view: View, payee: str, names: tuple[str, ...], payer: str | None = None) -> FloatArray:
        own = flows[(flows["payee"] == payee) & flows["name"].isin(names)]
        own = own if payer is None else own[own["payer"] == payer]
        per_node = np.bincount(own["node"].to_numpy(int), own["amount"].to_numpy(float), tree.size).astype(float)
        return view.sums(per_node, tree.period, calendar.periods) / MILLION

    base = base_path(tree)
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})
    frame[OWED] = base.sums(owed_by_node(answer, "loan"), tree.period, calendar.periods) / MILLION
    frame[STOCK] = base.sums(stock_worth(answer), tree.period, calendar.periods) / MILLION
    frame["Return on equity, base path (USD million)"] = paid(base, PARTICIPANTS, ("interest",), RESERVE)
    for word, names in (
        ("From participants", FROM_PARTICIPANTS),
        ("From sales", ("sales",)),
        ("From releases", ("released material",)),
    ):
        frame[f"{word}, base path (USD million)"] = paid(base, RESERVE, names)
    for view in (base, expected(tree)):
        name = view.name.lower()
        interest = paid(view, TREASURY, ("interest",), RESERVE)
        income = paid(view, RESERVE, (*FROM_PARTICIPANTS, "sales", "released material"))
        frame[INTEREST.format(name)], frame[INCOME.format(name)] = interest, income
        some = interest * MILLION >= LEAST
        frame[COVER.format(name)] = np.divide(income, interest, out=np.full_like(income, np.nan), where=some)
    return frame
