"""The reserve's money in short: what it pays now and from what, what it draws, spends and holds over the horizon."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.bookings import RESERVE
from model.program.categories import AT_THE_ORDER, REIMBURSED, Category
from model.results.facts.answer import Answer
from model.results.facts.loan import owed_in_words
from model.results.facts.paths import expected
from model.results.facts.tranches import drawn_so_far
from model.results.shown.wording import MILLION, listed, usd

WORDS: dict[str, str] = {
    "participants' fee": "participants' upfront fees",
    **dict.fromkeys(REIMBURSED, "participants' reimbursements"),
    "sales": "stock sold",
    "released material": "material released",
    "rebate": "rebates",
    "support": "emergency support",
}
TOLD = 0.01  # share of what is paid, or drawn, from which on a source, or the cash left over, is told
LEAST = 1.0  # USD


def _now(answer: Answer) -> str:
    """What the reserve pays in the first period, and where that comes from."""
    flows = answer.flows[(answer.flows["node"] == 0) & ~answer.flows["at_horizon"]]
    paid = float(flows.loc[flows["payer"] == RESERVE, "amount"].sum())
    got = flows[flows["payee"] == RESERVE].groupby("category", sort=False)["amount"].sum()
    drawn = float(got.get(Category.DRAWN, 0.0))
    others = {"opening cash": answer.plan.case.settings.opening_cash}
    for name, words in WORDS.items():
        others[words] = others.get(words, 0.0) + float(got.get(name, 0.0))
    label = answer.plan.case.calendar.label(1)
    if paid < LEAST and drawn < LEAST:
        return f"in {label} the reserve pays and draws nothing."
    draws = f"it draws {usd(drawn) if drawn >= LEAST else 'nothing'}"
    told = [f"{usd(amount)} from {words}" for words, amount in others.items() if amount >= max(TOLD * paid, LEAST)]
    from_others = f" and has {listed(told)}" if told else ""
    return f"in {label} the reserve pays {usd(paid) if paid >= LEAST else 'nothing'}; {draws}{from_others}."


def _unspent(answer: Answer, drawn: float) -> str:
    """Cash left at the horizon, where it is much of what is drawn."""
    leaves = answer.plan.tree.leaves
    left = float(answer.value("cash")[leaves] @ answer.plan.tree.weight[leaves])
    return f"; {usd(left)} is left in cash at the horizon" if left >= max(TOLD * drawn, LEAST) else ""


def money_sentence(answer: Answer) -> str:
    """Now, and expected over the horizon."""
    flows, tree = answer.flows, answer.plan.tree
    bought = flows[(flows["payer"] == RESERVE) & flows["category"].isin(AT_THE_ORDER)]
    spent = float((bought["amount"] * bought["weight"]).sum())
    if "draw" not in answer.plan.cells:
        return f"Over the horizon the reserve is expected to spend {usd(spent)} on purchases; its money is not limited."
    drawn = float(drawn_so_far(answer).sum(axis=0)[tree.leaves] @ tree.weight[tree.leaves])
    return (
        f"Money: {_now(answer)} Over the horizon it is expected to draw {usd(drawn)} of "
        f"{usd(float(answer.plan.case['finance']['amount'].sum()))}, to spend {usd(spent)} on purchases, and to owe "
        f"{owed_in_words(answer)} at its end{_unspent(answer, drawn)}."
    )


def money_by_period(answer: Answer) -> pd.DataFrame:
    """Expected draws and spending of the reserve by period, undiscounted; final headers."""
    calendar = answer.plan.case.calendar
    flows = answer.flows[~answer.flows["at_horizon"]]
    counted = flows["amount"] * expected(answer.plan.tree).factor[flows["node"].to_numpy(int)] / MILLION

    def by_period(chosen: pd.Series) -> np.ndarray:
        sums = counted[chosen].groupby(flows.loc[chosen, "period"]).sum()
        return sums.reindex(calendar.numbers).fillna(0.0).to_numpy()

    pays = flows["payer"] == RESERVE
    bought = pays & flows["category"].isin(AT_THE_ORDER)
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})
    if "draw" in answer.plan.cells:
        frame["Drawn, expected (USD million)"] = by_period(flows["category"] == Category.DRAWN)
    frame["Spent on purchases, expected (USD million)"] = by_period(bought)
    frame["Other payments, expected (USD million)"] = by_period(pays & ~bought)
    return frame
