"""The Money sheet: whose money, where the reserve's money comes from and goes to, and how it all makes the objective."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import (
    LEDGERS,
    NATIONAL,
    PENALTIES,
    REIMBURSED,
    RESERVE,
    SHORTAGE,
    STOCK_VALUE,
    ledger_weights,
)
from model.results.answer import Answer
from model.results.carrying import carrying_sentences, carrying_table, find_carrying
from model.results.outcome import Outcome
from model.results.pages import Chart, Page, Table
from model.results.paths import View, base_path, expected, worst_story
from model.results.units import measures
from model.results.wording import MILLION, usd

SOURCES = ("draws", "released material", "sales", "participants' fee", *REIMBURSED, "rebate", "support")
NATIONAL_COST = "National cost (USD million)"
AT_END = "At the horizon"
DUST = 1e-9  # USD million below which a column of payments is the solver's dust and left out
STOCK_LEFT = "Value of the stock left at the horizon (negative: worth something)"
CARRYING_NOTE = (
    "Interest, fees, storage and handling, undiscounted. Draws pay them first, then other income, then stock sold off."
)


def _header(name: str) -> str:
    return f"{name[0].upper()}{name[1:]} (USD million)"


def _views(answer: Answer) -> list[tuple[str, View, str]]:
    """How ledgers are added up: heading, view and the column of the ledger table."""
    tree = answer.plan.tree
    worst = worst_story(answer)
    return [
        ("Expected, undiscounted", expected(tree), "amount"),
        ("Expected, discounted", expected(tree), "present"),
        ("Base path, undiscounted", base_path(tree), "amount"),
        (f"{worst.name}, undiscounted", worst, "amount"),
    ]


def ledgers_by_year(answer: Answer) -> pd.DataFrame:
    """Cost of each ledger (income negative) by calendar year, in each view; final headers."""
    years = np.array(answer.plan.case.calendar.calendar_years)
    own = answer.ledgers[answer.ledgers["ledger"].isin(LEDGERS)]
    year = years[own["period"].to_numpy(int) - 1].astype(str)
    own = own.assign(year=np.where(own["at_horizon"], AT_END, year))
    order = [*dict.fromkeys(years.astype(str)), AT_END]
    frames = []
    for heading, view, column in _views(answer):
        counted = own[column].to_numpy(float) * view.factor[own["node"].to_numpy(int)] / MILLION
        grid = own.assign(counted=counted).pivot_table(index="year", columns="ledger", values="counted", aggfunc="sum")
        grid = grid.reindex(index=order, columns=list(LEDGERS)).fillna(0.0)
        frame = pd.DataFrame({"Counted": heading, "Year": order})
        for ledger in LEDGERS:
            frame[_header(ledger)] = grid[ledger].to_numpy()
        frame[NATIONAL_COST] = grid[list(NATIONAL)].sum(axis=1).to_numpy()
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def ledger_totals(by_year: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """Each ledger over the horizon in every view, beside its weight in the objective; final headers."""
    sums = by_year.groupby("Counted", sort=False).sum(numeric_only=True).T
    weights = ledger_weights(answer.plan.case.settings)
    frame = pd.DataFrame({"Ledger": [*LEDGERS, "national cost"]})
    frame["Weight in the objective"] = [*(f"{weights[ledger]:g}" for ledger in LEDGERS), ""]
    for heading in sums.columns:
        frame[f"{heading} (USD million)"] = sums[heading].to_numpy()
    return frame


def bridge(answer: Answer) -> pd.DataFrame:
    """From national cost to the objective, expected and discounted; final headers. The last row is the difference."""
    weights = ledger_weights(answer.plan.case.settings)
    ledgers = answer.ledgers
    counted = ledgers.assign(counted=ledgers["present"] * ledgers["weight"])
    cost = counted.groupby("ledger")["counted"].sum()

    def of(ledger: str) -> float:
        return float(cost.get(ledger, 0.0))

    rows = [(f"Cost of {ledger}", of(ledger)) for ledger in NATIONAL]
    rows.append(("= National cost", sum(amount for _, amount in rows)))
    parts = [
        (
            f"Cost of {ledger}, counted at weight {weights[ledger]:g} instead of {own:g}",
            (weights[ledger] - own) * of(ledger),
        )
        for ledger in LEDGERS
        if weights[ledger] != (own := float(ledger in NATIONAL))
    ]
    parts.append(("Shortage cost", of(SHORTAGE)))
    penalties = counted[counted["ledger"] == PENALTIES].groupby("name")["counted"].sum()
    parts += [(f"Penalty: {name}", float(amount)) for name, amount in penalties.items()]
    parts.append((STOCK_LEFT, of(STOCK_VALUE)))
    if answer.risk_cost:
        parts.append(("Risk weight × average of the worst stories", answer.risk_cost))
    total = rows[-1][1] + sum(amount for _, amount in parts)
    objective = answer.solution.objective
    rows += [*parts, ("= Sum of the above", total), ("Objective of the linear program", objective)]
    rows.append(("Difference", total - objective))
    amounts = np.array([amount for _, amount in rows]) / MILLION
    return pd.DataFrame({"Item": [item for item, _ in rows], "Expected, discounted (USD million)": amounts})


def sources_and_uses(answer: Answer, view: View) -> pd.DataFrame:
    """The reserve's receipts and payments by period, undiscounted; final headers. Money at the horizon is left out."""
    calendar = answer.plan.case.calendar
    flows = answer.flows[~answer.flows["at_horizon"]]
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})
    totals = {}
    for word, side in (("Sources", "payee"), ("Uses", "payer")):
        own = flows[flows[side] == RESERVE]
        counted = own["amount"].to_numpy(float) * view.factor[own["node"].to_numpy(int)] / MILLION
        grid = own.assign(counted=counted).pivot_table(index="period", columns="name", values="counted", aggfunc="sum")
        grid = grid.reindex(calendar.numbers).fillna(0.0)
        names = [str(name) for name in grid.columns if grid[name].abs().max() > DUST]
        for name in sorted(names, key=lambda n: SOURCES.index(n) if n in SOURCES else len(SOURCES)):
            frame[_header(name)] = grid[name].to_numpy()
        totals[word] = grid.sum(axis=1).to_numpy()
        frame[f"{word} (USD million)"] = totals[word]
    frame["Sources less uses (USD million)"] = totals["Sources"] - totals["Uses"]
    return frame


def balances(answer: Answer) -> pd.DataFrame:
    """Money drawn so far, owed and in cash at the end of each period, expected and on the base path; final headers."""
    plan = answer.plan
    calendar, tree = plan.case.calendar, plan.tree
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})

    def per_node(name: str) -> FloatArray:
        return np.bincount(plan.cells[name].node, weights=answer.value(name), minlength=tree.size).astype(float)

    for view in (expected(tree), base_path(tree)):
        for title, name in (("Drawn so far", "drawn"), ("Owed", "debt"), ("Cash", "cash")):
            sums = view.sums(per_node(name), tree.period, calendar.periods)
            frame[f"{title}, {view.name.lower()} (USD million)"] = sums / MILLION
    amount = plan.case["finance"]["amount"].to_numpy(float)
    available = [calendar.in_force(start, None) for start in plan.case["finance"]["available_from"]]
    frame["Available so far (USD million)"] = amount @ np.array(available, dtype=float) / MILLION
    return frame


def _table(name: str, title: str, frame: pd.DataFrame, note: str = "", totals: tuple[str, ...] = ()) -> Table:
    return Table(name, title, frame, measures(frame), note, totals)


def page(outcome: Outcome) -> Page:
    """The Money sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    tree = outcome.plan.tree
    by_year = ledgers_by_year(answer)
    steps = bridge(answer).set_index("Item")["Expected, discounted (USD million)"]
    sentences = [
        f"National cost (industry, reserve, participants, treasury, duties) is {usd(steps['= National cost'] * MILLION)} "
        f"expected and discounted. The objective is {usd(answer.solution.objective)}: it also counts shortages "
        f"({usd(steps['Shortage cost'] * MILLION)}), penalties for missed targets "
        f"({usd(float(steps.get('Penalty: missed target', 0.0)) * MILLION)}) and the value of the stock left at the horizon "
        f"({usd(steps[STOCK_LEFT] * MILLION)}), which nobody pays or gets within it.",
        "Costs are positive, income is negative. Every payment is booked once as a cost and once as an income.",
    ]
    tables = [
        _table("MoneyLedgers", "Ledgers over the horizon", ledger_totals(by_year, answer)),
        _table("MoneyBridge", "From national cost to the objective", bridge(answer), "Expected and discounted."),
        _table(
            "MoneyLedgersByYear",
            "Ledgers by calendar year",
            by_year,
            "Money at the horizon stands in a row of its own.",
        ),
    ]
    charts = []
    if "cash" in outcome.plan.cells:
        held = balances(answer)
        drawn, owed = held["Drawn so far, expected (USD million)"], held["Owed, expected (USD million)"]
        sentences.insert(
            1,
            f"The reserve is expected to draw {usd(float(drawn.iloc[-1]) * MILLION)} of "
            f"{usd(float(held['Available so far (USD million)'].iloc[-1]) * MILLION)} and to owe "
            f"{usd(float(owed.iloc[-1]) * MILLION)} at the horizon.",
        )
        sentences[2:2] = carrying_sentences(answer)
        carrying = find_carrying(answer)
        assert carrying is not None
        paid = carrying_table(answer, carrying)
        title = "What carrying the stock costs, and what pays it (base path)"
        tables.insert(1, _table("MoneyCarrying", title, paid, CARRYING_NOTE, tuple(map(str, paid.columns[1:]))))
        tables.append(_table("MoneyBalances", "Drawn, owed and in cash at the end of each period", held))
        series = (
            "Available so far (USD million)",
            "Drawn so far, base path (USD million)",
            "Cash, base path (USD million)",
        )
        paying = tuple(str(header) for header in paid.columns[2:5])
        charts += [
            Chart("line", "The reserve's money, base path", "MoneyBalances", "Period", series, "USD million"),
            Chart(
                "stacked column",
                "What pays the carrying cost, base path",
                "MoneyCarrying",
                "Period",
                paying,
                "USD million",
            ),
        ]
    else:
        sentences.insert(
            1, "The Finance sheet has no rows: the reserve's money is unlimited, and nothing is drawn or owed."
        )
    for name, view in (("MoneyFlows", expected(tree)), ("MoneyFlowsBase", base_path(tree))):
        frame = sources_and_uses(answer, view)
        totals = tuple(str(header) for header in frame.columns[1:])
        title = f"The reserve's sources and uses of money, {view.name.lower()}"
        tables.append(_table(name, title, frame, "Undiscounted, without values at the horizon.", totals))
    return Page("Money", tuple(sentences), tuple(tables), tuple(charts))
