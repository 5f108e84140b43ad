"""The tables of the Money sheet that are of the reserve's own money, and the charts over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.funds import fund_facts
from model.results.facts.paths import base_path, expected, name_of, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.tranches import tranche_facts
from model.results.money.reserve import (
    WAYS,
    balances,
    both_views,
    by_period,
    coverage_by_year,
    loan_by_period,
    sources_and_uses,
    walking_away,
)
from model.results.shown.pages import Chart, Table, in_views, make_table, money, price, ratio, share, text, tonnes
from model.tolerances import DUST_PAID, LEAST_USD

CARRYING_NOTE = (
    "Interest, fees, storage and handling, undiscounted. What participants reimburse pays first, then draws, other income "
    "of the period, stock sold off, and cash. The four columns beside the cost add up to it."
)
LOAN_NOTE = (
    "Undiscounted. Cover of interest: what participants, releases and stock sold to carry the rest bring in, by the interest "
    "on loans. Stock sold to repay loans or to buy other stock is not such income."
)
BALANCES_NOTE = "Owed: loans, and equity not paid back."
TRANCHES_NOTE = "Undiscounted. Loans outstanding at the end of the last year are owed at the horizon."
AT_ONCE_NOTE = (
    " What is drawn and repaid within one period brings the reserve nothing and is not included in Drawn and Repaid; "
    "it pays "
    "its fees and half a period's interest, and what was repaid is not drawn again."
)
NET_NOTE = (
    "Undiscounted, at the horizon. Terminal value is what the plan counts; base price is that of the last period; at "
    "repurchase price participants buy what they are committed to at their contract prices, and the rest is at terminal "
    "value. Equity is shown separately and not deducted."
)
COVERAGE_NOTE = (
    "Undiscounted. Coverage: income by interest and repayment due. Due: the elapsed share of what is drawn, less what was "
    "repaid early. Stock sold is shown separately, because it no longer protects."
)
BUY_BACK_NOTE = (
    "Contract against base price at the horizon, undiscounted; upfront fees are spent in either case. If prices fall by "
    "more, walking away from the commitment and buying on the market costs a participant less. Below 0: it does already."
)
UNIT = "USD million"

PERIOD, STORY, COUNTED = text("Period"), text("Story"), text("Counted")
PROBABILITY = share("Probability of the whole story")
CARRYING = {
    "period": PERIOD,
    "carrying": money("Carrying cost"),
    "reimbursed": money("Reimbursed by participants"),
    "from_draws": money("Paid from draws"),
    "from_other": money("Paid from other income and cash"),
    "from_sales": money("Paid by selling stock"),
    "given_up": money("Stock sold for it at base price"),
}
TRANCHES = {
    "view": COUNTED,
    "tranche": text("Tranche"),
    "year": text("Year"),
    "drawn": money("Drawn"),
    "repaid": money("Repaid"),
    "outstanding": money("Outstanding at the year's end"),
    "interest": money("Interest paid"),
    "upfront_fee": money("Upfront fee paid"),
    "commitment_fee": money("Commitment fee paid"),
    "undrawn": money("Undrawn at the year's end"),
    "at_once": money("Drawn and repaid within one period"),
}
COVERAGE = {
    "view": COUNTED,
    "year": text("Year"),
    "interest": money("Interest on loans"),
    "due": money("Repayment due"),
    "income": money("Income from participants and releases"),
    "sales": money("Stock sold"),
    "cover": ratio("Coverage by income"),
    "with_sales": ratio("Coverage with stock sold"),
}
NET = {
    "story": STORY,
    "probability": PROBABILITY,
    "loans": money("Loans owed"),
    "equity": money("Equity not paid back"),
    "cash": money("Cash"),
    "terminal": money("Stock at terminal value"),
    "base": money("Stock at base price"),
    "bought": money("Of which participants would buy, at contract price"),
    "repurchase": money("Stock at repurchase price"),
    "fetched": money("Stock if sold at once"),
    "cover": ratio("Cash and stock sold, of the loans"),
    "room": share("Fall of sale prices that the loans withstand"),
    **{
        name_of("net", way): money(f"Net, stock at {words}")
        for way, words in zip(WAYS, ("terminal value", "base price", "repurchase price"), strict=True)
    },
}
BUY_BACK = {
    "participant": text("Participant"),
    "material": text("Material"),
    "tonnes": tonnes("Commitment"),
    "price": price("Contract price"),
    "market": price("Base price at the horizon"),
    "pays": money("Buy-back"),
    "worth": money("The same on the market"),
    "fall": share("Fall of the price from which walking away pays"),
}
SPENDING = {
    "drawn": money("Drawn"),
    "bought": money("Spent on purchases"),
    "other": money("Other payments"),
}
HELD = {"drawn_so_far": money("Drawn so far"), "owed": money("Owed"), "cash": money("Cash")}


def _cased(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"


def spending(result: PlanResult) -> Table:
    """What the reserve draws and pays by period, expected; nothing is drawn where money is not limited."""
    view = expected(result.data.tree)
    amounts = tuple(SPENDING) if "draw" in result.data.cells else ("bought", "other")
    columns = {"period": PERIOD, **in_views(SPENDING, (view,))}
    facts, note = by_period(result, amounts, (view,)), "Expected, undiscounted."
    return make_table("MoneySpending", "The reserve's money by period", facts, columns, note, totals=tuple(columns)[1:])


def tranches(result: PlanResult) -> Table:
    """The tranches by calendar year, the base path first. What is drawn and repaid within one period has a column of its own
    where there is some: it is neither in Drawn nor in Repaid, and is not drawn again."""
    amounts = list(TRANCHES)[3:]
    at_once = result.repaid_at_once.max(initial=0.0) >= LEAST_USD
    facts = tranche_facts(result)
    years = sorted(set(facts["year"]))
    keys = {"tranche": list(dict.fromkeys(facts["tranche"])), "year": years}
    found = tabulate(facts, keys, amounts if at_once else amounts[:-1], both_views(result))
    note = TRANCHES_NOTE + (AT_ONCE_NOTE if at_once else "")
    return make_table("MoneyTranches", "The tranches by calendar year", found, TRANCHES, note)


def carrying(result: PlanResult) -> Table:
    """What carrying the stock costs on the base path, and what pays it."""
    labels = list(dict.fromkeys(fund_facts(result)["period"]))
    found = tabulate(fund_facts(result), {"period": labels}, tuple(CARRYING)[1:], (base_path(result.data.tree),))
    title = "What carrying the stock costs, and what pays it (base path)"
    return make_table("MoneyCarrying", title, found, CARRYING, CARRYING_NOTE, totals=tuple(CARRYING)[1:])


def loan(result: PlanResult) -> Table:
    """The loans by period, the stock behind them and what covers their interest."""
    base, weighted = both_views(result)
    cover = {
        "interest": money("Interest on loans"),
        "covering": money("Income to cover it"),
        "cover": ratio("Cover of interest"),
    }
    on_base = {
        "loans": money("Loans owed"),
        "stock": money("Stock at base price"),
        "dividend": money("Return on equity"),
        "from_participants": money("From participants"),
        "released": money("From releases"),
        "from_sales": money("From stock sold to carry the rest"),
        **cover,
    }
    columns = {"period": PERIOD, **in_views(on_base, (base,)), **in_views(cover, (weighted,))}
    title = "Loans, the stock behind them, and what covers their interest"
    return make_table("MoneyLoan", title, loan_by_period(result), columns, LOAN_NOTE)


def fund_tables(result: PlanResult, position: pd.DataFrame) -> list[Table]:
    """Tables of a plan whose money is limited."""
    held = {"period": PERIOD, **in_views(HELD, both_views(result)[::-1]), "available": money("Available so far")}
    return [
        tranches(result),
        carrying(result),
        loan(result),
        make_table(
            "MoneyCoverage", "What income covers of interest and repayment, by year", coverage_by_year(result), COVERAGE,
            COVERAGE_NOTE,
        ),
        make_table("MoneyNet", "What the reserve owes and owns at the horizon, by whole story", position, NET, NET_NOTE),
        make_table(
            "MoneyBalances", "Drawn, owed and in cash at the end of each period", balances(result), held, BALANCES_NOTE
        ),
    ]  # fmt: skip


def buy_back(result: PlanResult) -> Table:
    """What participants' buying back is worth to them."""
    title = "Buying back at contract prices, or walking away"
    return make_table("MoneyBuyBack", title, walking_away(result), BUY_BACK, BUY_BACK_NOTE)


def flow_tables(result: PlanResult) -> list[Table]:
    """Sources and uses, a table each: side by side they would be too wide to print. What the reserve both receives and pays
    under one name has that word behind it."""
    tables = []
    for suffix, view in (("", expected(result.data.tree)), ("Base", base_path(result.data.tree))):
        sides = sources_and_uses(result, view)
        both = set(sides[0].columns) & set(sides[1].columns)
        totals = [side.sum(axis=1).to_numpy() for side in sides]
        for word, side, done, total in zip(("Sources", "Uses"), sides, ("received", "paid"), totals, strict=True):
            told = [str(name) for name in side.columns if side[name].abs().max() > DUST_PAID]
            facts = side[told].rename_axis("period").reset_index().assign(**{word: total})
            columns = {
                "period": PERIOD,
                **{name: money(_cased(f"{name}, {done}" if name in both else name)) for name in told},
                word: money(word),
            }
            if word == "Uses":
                facts, columns["less"] = facts.assign(less=np.subtract(*totals)), money("Sources less uses")
            title = f"The reserve's {word.lower()} of money, {view.name.lower()}"
            note = "Undiscounted, without values at the horizon."
            tables.append(make_table(f"Money{word}{suffix}", title, facts, columns, note, totals=tuple(columns)[1:]))
    return tables


def fund_charts() -> list[Chart]:
    """Charts of a plan whose money is limited."""
    paying = tuple(CARRYING[name].header for name in ("reimbursed", "from_draws", "from_other", "from_sales"))
    loans = tuple(money(f"{words}, base path").header for words in ("Loans owed", "Stock at base price"))
    held = (
        money("Available so far").header,
        *(HELD[name].of("base path").header for name in ("drawn_so_far", "cash")),
    )
    return [
        Chart("line", "Loans owed and the stock, base path", "MoneyLoan", "Period", loans, UNIT),
        Chart("line", "The reserve's money, base path", "MoneyBalances", "Period", held, UNIT),
        Chart("stacked column", "What pays the carrying cost, base path", "MoneyCarrying", "Period", paying, UNIT),
    ]


def spending_chart(spent: Table) -> Chart:
    """What the reserve draws and pays."""
    return Chart("column", "The reserve's money", "MoneySpending", "Period", tuple(map(str, spent.frame.columns[1:])), UNIT)
