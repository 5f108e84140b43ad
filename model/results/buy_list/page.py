"""The Buy list: what to order in this period and the next three on the base path, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.bookings import INDUSTRY
from model.results.buy_list.decision import reserve_orders, year_sentences
from model.results.buy_list.orders_table import orders_table
from model.results.buy_list.reasons import Reasons
from model.results.facts.answer import Answer
from model.results.facts.concern_share import concern_sentences
from model.results.facts.outcome import Outcome
from model.results.facts.purchases import SMALLEST, reserve_purchases
from model.results.facts.rounding import rounding_sentences
from model.results.facts.selection import base_nodes, country_names, first_year
from model.results.shown.pages import Page, Table
from model.results.shown.units import measures, money_headers
from model.results.shown.wording import MILLION, counted, goods, usd

PERIODS = 4
YEAR_MATERIALS, YEAR_PARTNERS = 20, 8  # of the table of the first year, that have a row or column of their own
EXCHANGEABLE = "Exchangeable"
EXCHANGE_NOTE = (
    f" {EXCHANGEABLE}: a plan as good as this one orders other tonnes of the offer now, as few or as many as shown or more, "
    "and makes up for it elsewhere or later. So nothing speaks for just these tonnes. Where the cell of an order of this "
    "period is blank, every equally good plan orders as much."
)


def floor_in_force(answer: Answer, orders: pd.DataFrame, figures: bool = True) -> list[str]:
    """The contract a tonne is under, or the border floor its seller is owed, in words; "" where neither."""
    step = orders["step"].to_numpy(int)
    # Process output has no step: it costs the higher of market and floor, so what is above the market is the floor.
    paid = orders["paid"].to_numpy(float)
    inside = np.where(paid > orders["market"].to_numpy(float), paid, 0.0)
    offered = step >= 0
    inside[offered] = answer.plan.market.steps.inside_floor[step[offered], orders["node"].to_numpy(int)[offered]]
    found = []
    for contract, mechanism, floor, ask in zip(
        orders["contract"], orders["mechanism"], inside, orders["ask"], strict=True
    ):
        price = f" {floor:,.0f} USD/t" if figures else ""
        border = f"border floor{price}" if floor > 0 else ""
        if border and floor <= ask:
            border += ", below the ask"
        found.append("; ".join(part for part in (f"{contract} ({mechanism})" if contract else "", border) if part))
    return found


def shown_orders(answer: Answer, orders: pd.DataFrame, reasons: Reasons) -> pd.DataFrame:
    """Orders with final headers, a reason in each row."""
    calendar, names = answer.plan.case.calendar, country_names(answer.plan)
    return pd.DataFrame(
        {
            "Order in": [calendar.label(int(t)) for t in orders["period"]],
            "Material": orders["material"].to_numpy(object),
            "Partner": [names[code] for code in orders["country"]],
            "Offer and step": orders["name"].to_numpy(object),
            "Tonnes (t)": orders["tonnes"].to_numpy(float),
            "Arrives": [calendar.label(int(t)) for t in orders["arrives"]],
            "Market price (USD/t)": orders["market"].to_numpy(float),
            "Price paid (USD/t)": orders["paid"].to_numpy(float),
            "Landed price (USD/t)": orders["landed"].to_numpy(float),
            "Cost (USD million)": orders["cost"].to_numpy(float) / MILLION,
            "Floor or contract in force": floor_in_force(answer, orders),
            "Reason": [reasons.of(order) for _, order in orders.iterrows()],
        }
    )


def with_exchanges(shown: pd.DataFrame, orders: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """The reserve's orders with a column that marks those of this period that an equally good plan places otherwise, by the
    tonnes of the whole order; without it where there are none."""
    marks = []
    for _, order in orders.iterrows():
        name = (order["material"], "" if order["variable"] == "stockship" else order["offer"], order["country"])
        seen = outcome.exchangeable.get(name) if order["node"] == 0 else None
        marks.append(f"{seen[0]:,.6g} to {seen[1]:,.6g} t" if seen else "")
    if not any(marks):
        return shown
    told = shown.copy()
    told.insert(list(shown.columns).index("Reason"), EXCHANGEABLE, marks)
    return told


def reserve_lines(answer: Answer) -> pd.DataFrame:
    """What the reserve buys in this period and the next three on the base path, by period and cost."""
    nodes = [node for period, node in base_nodes(answer.plan.tree).items() if period <= PERIODS]
    orders = reserve_purchases(answer)
    own = orders[orders["node"].isin(nodes) & (orders["tonnes"] > SMALLEST)]
    return own.sort_values(["period", "cost"], ascending=[True, False], kind="stable")


def industry_lines(answer: Answer) -> pd.DataFrame:
    """Industry's orders of this period, the dearest first; those before Start left out."""
    orders = answer.orders
    own = orders[(orders["node"] == 0) & (orders["buyer"] == INDUSTRY) & ~orders["before_start"]]
    return own[own["tonnes"] > SMALLEST].sort_values("cost", ascending=False, kind="stable")


def _sentences(outcome: Outcome, reserve: pd.DataFrame, industry: pd.DataFrame) -> tuple[str, ...]:
    assert outcome.answer is not None
    answer = outcome.answer
    calendar = answer.plan.case.calendar
    now, last = reserve[reserve["period"] == 1], calendar.label(min(PERIODS, calendar.periods))
    told = [
        f"In {calendar.label(1)} {who} orders {goods(own['tonnes'].sum(), own['material'].nunique())} from "
        f"{counted(own['country'].nunique(), 'country', 'countries')} for {usd(own['cost'].sum())}, landed."
        for who, own in (("the reserve", now), ("industry", industry))
    ]
    told += [*year_sentences(answer), *concern_sentences(answer), *rounding_sentences(outcome.rounding, answer.plan.case)]
    told.append(
        f"The reserve's orders from {calendar.label(1)} to {last} follow the base path: those of later periods hold only "
        "if no story has begun by then. Orders that would arrive after the horizon are not planned."
    )
    told.append(
        "Industry's orders are what the plan expects buyers to do, one line each for this period; those of later periods, "
        "and those placed before Start, are added up by material and country on the Sourcing sheet."
    )
    return tuple(told)


def _of_the_year(answer: Answer) -> Table:
    """The reserve's purchases of the first year by material and partner."""
    year = reserve_orders(answer, first_year(answer.plan.case.calendar))
    shown = orders_table(answer, year, YEAR_MATERIALS, YEAR_PARTNERS)
    return Table(
        "BuyListYear",
        "The reserve's purchases of the first year, by partner",
        shown,
        measures(shown),
        "Orders on the base path, landed cost.",
        money_headers(shown),
        links={"Material": "Reserve"},
    )


def page(outcome: Outcome) -> Page:
    """The Buy list sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    reasons = Reasons(outcome)
    reserve, industry = reserve_lines(answer), industry_lines(answer)
    totals = ("Cost (USD million)",)  # tonnes of different materials do not add up to anything
    note = (
        "Landed price: paid + freight + duties, for the reserve also the traders' fee. "
        "Cost: landed price × tonnes delivered."
    )
    if len(answer.plan.case["processing"]):
        note += (
            " Process output is bought from industry, at the higher of market and floor and without "
            "that fee, in the country of the process. "
            "What industry buys for processes abroad stands at the price there: freight and duty are on the Processing sheet."
        )
    for_reserve = with_exchanges(shown_orders(answer, reserve, reasons), reserve, outcome)
    exchange = EXCHANGE_NOTE if EXCHANGEABLE in for_reserve else ""
    lines = (
        (
            "BuyList",
            "The reserve's orders of this period and the next three",
            for_reserve,
            "Reserve",
            exchange,
        ),
        (
            "BuyListIndustry",
            "Industry's orders of this period",
            shown_orders(answer, industry, reasons),
            "Sourcing",
            "",
        ),
    )
    tables = (
        Table(name, title, shown, measures(shown), note + more, totals, links={"Material": sheet})
        for name, title, shown, sheet, more in lines
    )
    return Page("Buy list", _sentences(outcome, reserve, industry), (*tables, _of_the_year(answer)))
