"""The Money sheet: whose money, where the reserve's money comes from and goes to, and how it all makes the objective."""

from __future__ import annotations

import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.carrying import (
    DRAWN_PART,
    OTHER_PART,
    REIMBURSED_PART,
    SOLD_PART,
    carrying_sentences,
    carrying_table,
    find_carrying,
)
from model.results.facts.loan import INCOME, INTEREST, OWED, STOCK, loan_by_period, owed_in_words
from model.results.facts.outcome import Outcome
from model.results.facts.paths import base_path, expected
from model.results.facts.tranches import AT_ONCE, LEAST, tranches_by_year
from model.results.money.in_short import money_by_period, money_sentence
from model.results.money.ledger_tables import (
    STOCK_LEFT,
    bridge,
    ledger_totals,
    ledgers_by_period,
    ledgers_by_story,
    ledgers_by_year,
)
from model.results.money.loan_coverage import coverage_by_year, coverage_sentence, walking_away, walking_sentence
from model.results.money.net_position import net_position, net_sentence, sale_sentence
from model.results.money.public_cost import PARTS, public_cost, public_sentences
from model.results.money.reserve_money import balances, sources_and_uses
from model.results.money.stock_sold import sale_sentences
from model.results.participants.charges import participant_charges
from model.results.shown.pages import Chart, Page, Table
from model.results.shown.units import measures
from model.results.shown.wording import MILLION, usd

CARRYING_NOTE = (
    "Interest, fees, storage and handling, undiscounted. What participants reimburse pays first, then draws, other income "
    "of the period, stock sold off, and cash. The four columns beside the cost add up to it."
)
LOAN_NOTE = (
    "Undiscounted. Cover of interest: what participants, releases and stock sold to carry the rest bring in, by the interest "
    "on loans. Stock sold to repay loans or to buy other stock is no such income."
)
BALANCES_NOTE = "Owed: loans, and equity not paid back."
TRANCHES_NOTE = "Undiscounted. Loans outstanding at the end of the last year are owed at the horizon."
AT_ONCE_NOTE = (
    " What is drawn and repaid within one period brings the reserve nothing and stands apart from Drawn and Repaid; it pays "
    "its fees and half a period's interest, and what was repaid is not drawn again."
)
PUBLIC_NOTE = (
    "Undiscounted; receipts are negative. Treasury's ledger: all of these and the loans lent and paid back, those left at "
    "the horizon included, but no duties, which have a ledger of their own."
)
NET_NOTE = (
    "Undiscounted, at the horizon. Terminal value is what the plan counts; base price is that of the last period; at "
    "repurchase price participants buy what they are committed to at their contract prices, and the rest is at terminal "
    "value. Equity is shown apart and not taken off."
)
COVERAGE_NOTE = (
    "Undiscounted. Coverage: income by interest and repayment due. Due: the elapsed share of what is drawn, less what was "
    "repaid early. Stock sold is told apart, as what is sold protects no longer."
)
BUY_BACK_NOTE = (
    "Contract against base price at the horizon, undiscounted; upfront fees are spent in either case. If prices fall by "
    "more, walking away from the commitment and buying on the market costs a participant less. Below 0: it does already."
)
CHARGES_NOTE = "Base path, undiscounted: storage and interest on loans. More on the Participants sheet."
BY_STORY = "Undiscounted and discounted, whatever the weights of the ledgers."


def _table(name: str, title: str, frame: pd.DataFrame, note: str = "", totals: tuple[str, ...] = ()) -> Table:
    return Table(name, title, frame, measures(frame), note, totals)


def _ledger_sentences(answer: Answer) -> list[str]:
    steps = bridge(answer).set_index("Item")["Expected, discounted (USD million)"]
    return [
        f"National cost (industry, reserve, participants, treasury, duties) is {usd(steps['= National cost'] * MILLION)} "
        f"expected and discounted. The objective is {usd(answer.solution.objective)}: it also counts shortages "
        f"({usd(steps['Shortage cost'] * MILLION)}), penalties for missed targets "
        f"({usd(float(steps.get('Penalty: missed target', 0.0)) * MILLION)}) and the value of the stock left at the horizon "
        f"({usd(steps[STOCK_LEFT] * MILLION)}), which nobody pays or gets within it.",
        "Costs are positive, income is negative. Every payment is booked once as a cost and once as an income.",
    ]


def _fund_sentences(answer: Answer, held: pd.DataFrame, loan: pd.DataFrame, position: pd.DataFrame) -> list[str]:
    """What is drawn and owed, what covers the interest, what carrying costs, and the net position."""
    drawn = held["Drawn so far, expected (USD million)"]
    interest, income = (loan[header.format("base path")].sum() for header in (INTEREST, INCOME))
    told = [
        f"The reserve is expected to draw {usd(float(drawn.iloc[-1]) * MILLION)} of "
        f"{usd(float(held['Available so far (USD million)'].iloc[-1]) * MILLION)} and to owe "
        f"{owed_in_words(answer)} at the horizon."
    ]
    tree = answer.plan.tree
    at_once = float(answer.repaid_at_once.sum(axis=0) @ tree.weight)
    if at_once >= LEAST:
        told.append(
            f"Apart from that {usd(at_once)} is expected to be drawn and repaid within one period. It buys nothing, and "
            "cannot be drawn again."
        )
    if interest > 0:
        told.append(
            f"On the base path the interest on loans is {usd(interest * MILLION)}; participants, releases and "
            f"stock sold to carry the rest bring in {usd(income * MILLION)}, {income / interest:.2f} times as much."
        )
    covered = [coverage_sentence(coverage_by_year(answer)), sale_sentence(position)]
    if len(answer.plan.commitments.tonnes):
        covered.append(walking_sentence(walking_away(answer)))
    told += [*carrying_sentences(answer), *sale_sentences(answer), net_sentence(position, answer)]
    return [*told, *(sentence for sentence in covered if sentence)]


def _fund_tables(answer: Answer, held: pd.DataFrame, loan: pd.DataFrame, position: pd.DataFrame) -> list[Table]:
    carrying = find_carrying(answer)
    assert carrying is not None
    paid = carrying_table(answer, carrying)
    title = "What carrying the stock costs, and what pays it (base path)"
    tranches, coverage = tranches_by_year(answer), coverage_by_year(answer)
    note = TRANCHES_NOTE + (AT_ONCE_NOTE if AT_ONCE in tranches else "")
    return [
        _table("MoneyTranches", "The tranches by calendar year", tranches, note),
        _table("MoneyCarrying", title, paid, CARRYING_NOTE, tuple(map(str, paid.columns[1:]))),
        _table("MoneyLoan", "Loans, the stock behind them, and what covers their interest", loan, LOAN_NOTE),
        _table("MoneyCoverage", "What income covers of interest and repayment, by year", coverage, COVERAGE_NOTE),
        _table("MoneyNet", "What the reserve owes and owns at the horizon, by whole story", position, NET_NOTE),
        _table("MoneyBalances", "Drawn, owed and in cash at the end of each period", held, BALANCES_NOTE),
    ]


def _fund_charts() -> list[Chart]:
    paying = (REIMBURSED_PART, DRAWN_PART, OTHER_PART, SOLD_PART)
    series = (
        "Available so far (USD million)",
        "Drawn so far, base path (USD million)",
        "Cash, base path (USD million)",
    )
    unit = "USD million"
    return [
        Chart("line", "Loans owed and the stock, base path", "MoneyLoan", "Period", (OWED, STOCK), unit),
        Chart("line", "The reserve's money, base path", "MoneyBalances", "Period", series, unit),
        Chart("stacked column", "What pays the carrying cost, base path", "MoneyCarrying", "Period", paying, unit),
    ]


def _flow_tables(answer: Answer) -> list[Table]:
    """Sources and uses, a table each: side by side they would be too wide to print."""
    tree, tables = answer.plan.tree, []
    for suffix, view in (("", expected(tree)), ("Base", base_path(tree))):
        frame = sources_and_uses(answer, view)
        cut = list(frame.columns).index("Sources (USD million)") + 1
        for name, word, part in (
            ("MoneySources", "sources", frame.iloc[:, :cut]),
            ("MoneyUses", "uses", frame.iloc[:, [0, *range(cut, frame.shape[1])]]),
        ):
            totals = tuple(str(header) for header in part.columns[1:])
            title = f"The reserve's {word} of money, {view.name.lower()}"
            tables.append(_table(name + suffix, title, part, "Undiscounted, without values at the horizon.", totals))
    return tables


def _ledger_tables(name: str, title: str, frame: pd.DataFrame) -> list[Table]:
    """Undiscounted and discounted ledgers, a table each; the first two columns say of what."""
    return [
        _table(f"{name}{word.capitalize()}", f"{title}, {word}", pd.concat([frame.iloc[:, :2], part], axis=1), BY_STORY)
        for word in ("undiscounted", "discounted")
        for part in (frame.loc[:, [header for header in frame.columns if f", {word} " in str(header)]],)
    ]


def page(outcome: Outcome) -> Page:
    """The Money sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    by_year, by_story, by_period = ledgers_by_year(answer), ledgers_by_story(answer), ledgers_by_period(answer)
    public = public_cost(answer)
    first, second = _ledger_sentences(answer)
    spending = money_by_period(answer)
    amounts = tuple(map(str, spending.columns[1:]))
    tables = [
        _table("MoneySpending", "The reserve's money by period", spending, "Expected, undiscounted.", amounts),
        _table("MoneyLedgers", "Ledgers over the horizon", ledger_totals(by_year, answer)),
        _table("MoneyPublic", "What it costs the public, by period", public, PUBLIC_NOTE),
    ]
    charts = [
        Chart("column", "The reserve's money", "MoneySpending", "Period", amounts, "USD million"),
        Chart(
            "stacked column", "What it costs the public, base path", "MoneyPublic", "Period", PARTS, "USD million",
            rows=outcome.plan.case.calendar.periods,
        ),
    ]  # fmt: skip
    if "cash" in outcome.plan.cells:
        held, loan, position = balances(answer), loan_by_period(answer), net_position(answer)
        told = _fund_sentences(answer, held, loan, position)
        tables[1:1] = _fund_tables(answer, held, loan, position)
        charts[:0] = _fund_charts()
    else:
        told = ["The Finance sheet has no rows: the reserve's money is unlimited, and nothing is drawn or owed."]
    if len(answer.plan.commitments.tonnes):
        charges = participant_charges(answer)
        walking, title = walking_away(answer), "Buying back at contract prices, or walking away"
        tables.append(_table("MoneyParticipants", "The carrying charge of each participant", charges, CHARGES_NOTE))
        tables.append(_table("MoneyBuyBack", title, walking, BUY_BACK_NOTE))
    tables += [
        *_flow_tables(answer),
        _table("MoneyBridge", "From national cost to the objective", bridge(answer), "Expected and discounted."),
        _table(
            "MoneyLedgersByYear",
            "Ledgers by calendar year",
            by_year,
            "Money at the horizon stands in a row of its own.",
        ),
        *_ledger_tables("MoneyLedgersByStory", "Ledgers over the horizon by whole story", by_story),
        *_ledger_tables("MoneyLedgersByPeriod", "Ledgers by whole story and period", by_period),
    ]
    sentences = (money_sentence(answer), first, *told, *public_sentences(public), second)
    return Page("Money", sentences, tuple(tables), tuple(charts))
