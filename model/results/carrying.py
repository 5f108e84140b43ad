"""What it costs to carry the stock on the base path, and what pays for it: the tranches, other income, or stock sold off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import REIMBURSED, RESERVE
from model.results.answer import Answer
from model.results.selection import base_nodes
from model.results.wording import MILLION, listed, usd

CARRYING = ("interest", "commitment fee", "upfront fee", "storage", "handling")
ALL_DRAWN = 1e-6  # share of the tranches that may be left when they count as drawn
NAMED = 3


@dataclass(frozen=True)
class Carrying:
    """The base path by period, USD (T,), undiscounted: carrying `cost`, what tranches and stock sold off pay of it,
    `reimbursed`, what participants pay of it as their share; `given_up`, what the stock sold for it is worth at base price.
    `sold` names the materials, the dearest first."""

    cost: FloatArray
    from_draws: FloatArray
    reimbursed: FloatArray
    from_sales: FloatArray
    given_up: FloatArray
    sold: tuple[str, ...]


def find_carrying(answer: Answer) -> Carrying | None:
    """Carrying cost and who pays it; None where money is unlimited. Draws pay first, then other income, then sales."""
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
    from_draws = np.minimum(by_period("payee", ("draws",)), cost)
    sales = by_period("payee", ("sales",))
    other = by_period("payee", ("released material", "rebate", "support", "participants' fee", *REIMBURSED))
    from_sales = np.minimum(sales, np.maximum(cost - from_draws - other, 0.0))
    nodes = np.array(list(base.values()))
    periods = np.array(list(base)) - 1
    share = np.divide(from_sales, sales, out=np.zeros_like(sales), where=sales > 0)[periods]
    sold = answer.grid("sell", len(plan.market.materials))[:, nodes] * plan.market.base_price[:, periods] * share
    given_up = np.zeros_like(cost)
    given_up[periods] = sold.sum(axis=0)
    by_material = sold.sum(axis=1)
    ranked = [i for i in np.argsort(-by_material, kind="stable").tolist() if by_material[i] > 1.0]
    reimbursed = by_period("payee", REIMBURSED)
    return Carrying(cost, from_draws, reimbursed, from_sales, given_up, tuple(plan.market.materials[i] for i in ranked))


def carrying_table(answer: Answer, carrying: Carrying) -> pd.DataFrame:
    """One row per period; final headers."""
    calendar = answer.plan.case.calendar
    return pd.DataFrame(
        {
            "Period": [calendar.label(t) for t in calendar.numbers],
            "Carrying cost (USD million)": carrying.cost / MILLION,
            "Paid from draws (USD million)": carrying.from_draws / MILLION,
            "Paid by selling stock (USD million)": carrying.from_sales / MILLION,
            "Paid from other income and cash (USD million)": (carrying.cost - carrying.from_draws - carrying.from_sales)
            / MILLION,
            "Stock sold for it at base price (USD million)": carrying.given_up / MILLION,
        }
    )


def money_used_up(answer: Answer) -> int | None:
    """The period of the base path in which the last of all tranches is drawn; None if some is left, or none is limited."""
    plan = answer.plan
    if "drawn" not in plan.cells:
        return None
    amount = float(plan.case["finance"]["amount"].sum())
    cells = plan.cells["drawn"]
    drawn = np.bincount(cells.node, weights=answer.value("drawn"), minlength=plan.tree.size)
    used = [t for t, n in base_nodes(plan.tree).items() if amount > 0 and drawn[n] >= amount * (1 - ALL_DRAWN)]
    return min(used, default=None)


def carrying_sentences(answer: Answer) -> list[str]:
    """What carrying the stock costs on the base path, and whether stock has to be sold for it."""
    carrying = find_carrying(answer)
    if carrying is None or carrying.cost.sum() < 1.0:
        return []
    calendar = answer.plan.case.calendar
    reimbursed = float(carrying.reimbursed.sum())
    paid = f"Participants reimburse {usd(reimbursed)} of what it costs to carry the stock"
    payer = paid if reimbursed >= 1.0 else "Nobody pays the reserve for carrying its stock"
    told = (
        f"{payer}: on the base path {usd(float(carrying.cost.sum()))} of interest, fees, storage and handling fall due, "
        f"and {usd(float(carrying.from_draws.sum()))} of it is drawn from the tranches."
    )
    selling = np.flatnonzero(carrying.from_sales > 1.0)
    if not len(selling):
        return [f"{told} No stock is sold to pay it."]
    first = calendar.label(int(selling[0]) + 1)
    return [
        told,
        f"From {first} on the base path sells stock to pay them: {usd(float(carrying.from_sales.sum()))} until the end of "
        f"{calendar.label(int(selling[-1]) + 1)}, by giving up {listed(carrying.sold, NAMED)} worth "
        f"{usd(float(carrying.given_up.sum()))} at base price.",
    ]
