"""What to buy now for the reserve: the figures of this period's orders and of its money, and the sentences that tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from model.program.bookings import RESERVE
from model.program.categories import AT_THE_ORDER
from model.results.facts.answer import Answer
from model.results.facts.concern_share import NONE_MARKED
from model.results.facts.loan import owed_in_words
from model.results.facts.purchases import SMALLEST, reserve_purchases
from model.results.facts.selection import base_nodes, codes_of_concern, country_names, first_year
from model.results.facts.tranches import drawn_so_far
from model.results.shown.wording import counted, goods, listed, tonnes, usd

NAMED = 5  # materials named in a sentence
PLACES = 3  # partners named for a material


@dataclass(frozen=True)
class OrdersNow:
    """This period's orders of the reserve, `by` when: rows of `reserve_purchases`, their `cost` and what of it goes to
    entities of concern, USD; None where no country is marked as one."""

    by: date
    orders: pd.DataFrame
    cost: float
    to_concern: float | None


@dataclass(frozen=True)
class MoneyUse:
    """Expected over the horizon, USD, undiscounted: `spent` on purchases, and of the tranches' `amount` what is `drawn`; both
    None where money is not limited. `paid_now`: all that the reserve pays in the first period."""

    paid_now: float
    spent: float
    amount: float | None
    drawn: float | None

    @property
    def left(self) -> float | None:
        """What is never drawn."""
        return None if self.amount is None or self.drawn is None else max(self.amount - self.drawn, 0.0)


def reserve_orders(answer: Answer, last: int) -> pd.DataFrame:
    """What the reserve buys from Start to the period `last` of the base path."""
    nodes = [node for period, node in base_nodes(answer.plan.tree).items() if period <= last]
    orders = reserve_purchases(answer)
    return orders[orders["node"].isin(nodes) & (orders["tonnes"] > SMALLEST)]


def orders_now(answer: Answer) -> OrdersNow:
    """What is ordered in the first period."""
    orders = reserve_orders(answer, 1)
    concern = codes_of_concern(answer.plan)
    to_concern = float(orders["cost"][orders["country"].isin(concern)].sum()) if concern else None
    last_day = answer.plan.case.calendar.ends[0] - timedelta(days=1)
    return OrdersNow(last_day, orders, float(orders["cost"].sum()), to_concern)


def money_use(answer: Answer) -> MoneyUse:
    """What the reserve pays now, and is expected to spend and draw."""
    tree = answer.plan.tree
    now = float(answer.paid(payer=RESERVE)[0])
    spent = float(answer.paid(*AT_THE_ORDER, payer=RESERVE) @ tree.weight)
    if "draw" not in answer.plan.cells:
        return MoneyUse(now, spent, None, None)
    drawn = float(drawn_so_far(answer).sum(axis=0)[tree.leaves] @ tree.weight[tree.leaves])
    return MoneyUse(now, spent, float(answer.plan.case["finance"]["amount"].sum()), drawn)


def _lines(answer: Answer, orders: pd.DataFrame) -> str:
    """`Antimony (376 t from Bolivia and United States; 33.4 million USD); … and 8 more`: the dearest purchases."""
    names = country_names(answer.plan)
    told = []
    cost = orders.groupby("material")["cost"].sum().sort_values(ascending=False, kind="stable")
    for material, amount in cost.head(NAMED).items():
        own = orders[orders["material"] == material]
        partners = own.groupby("country")["tonnes"].sum().sort_values(ascending=False, kind="stable").index
        places = listed([names[str(code)] for code in partners], PLACES)
        told.append(f"{material} ({tonnes(own['tonnes'].sum())} from {places}; {usd(float(amount))})")
    rest = f"; and {len(cost) - NAMED} more" if len(cost) > NAMED else ""
    return "; ".join(told) + rest


def order_sentence(answer: Answer, now: OrdersNow) -> str:
    """What to order this period and by when, from whom, for how much, and how much of it from entities of concern."""
    if now.orders.empty:
        return f"Buy now: nothing. The reserve orders nothing in {answer.plan.case.calendar.label(1)}."
    share = (
        ""
        if now.to_concern is None
        else f", {usd(now.to_concern)} ({now.to_concern / now.cost:.0%}) of it from entities of concern"
        if now.to_concern > 0
        else ", nothing of it from entities of concern"
    )
    told = (
        f"Buy now, by {now.by.day} {now.by:%B %Y}: "
        f"{goods(now.orders['tonnes'].sum(), now.orders['material'].nunique())} for {usd(now.cost)} landed{share}: "
        f"{_lines(answer, now.orders)}."
    )
    return told if now.to_concern is not None else f"{told} {NONE_MARKED}"


def year_sentences(answer: Answer) -> list[str]:
    """What the reserve orders in the first year; nothing where that is no longer than this period, or nothing is bought."""
    calendar = answer.plan.case.calendar
    last = first_year(calendar)
    year = reserve_orders(answer, last)
    if year.empty or last == 1:
        return []
    return [
        f"Over the first year ({calendar.label(1)} to {calendar.label(last)}, if no story begins) the reserve orders "
        f"{counted(year['material'].nunique(), 'material')} for {usd(year['cost'].sum())}."
    ]


def money_in_a_sentence(answer: Answer, use: MoneyUse) -> str:
    """What is paid now, drawn and left, spent and owed."""
    now = f"Money: the reserve pays {usd(use.paid_now)} in {answer.plan.case.calendar.label(1)} and is expected to spend"
    if use.amount is None or use.drawn is None or use.left is None:
        return f"{now} {usd(use.spent)} on purchases over the horizon; its money is not limited."
    return (
        f"{now} {usd(use.spent)} on purchases over the horizon, to draw {usd(use.drawn)} of {usd(use.amount)}, which leaves "
        f"{usd(use.left)}, and to owe {owed_in_words(answer)} at its end."
    )
