"""The Buy list: what to order in this period and the next three on the base path, and why."""

from __future__ import annotations

import pandas as pd

from model.results.answer import Answer
from model.results.pages import Page, Table
from model.results.reasons import Reasons
from model.results.selection import base_nodes, country_names
from model.results.units import measures
from model.results.wording import MILLION, tonnes, usd
from model.studies.main_job import Outcome

PERIODS = 4
SMALLEST = 1e-6  # tonnes below which an order is the solver's dust


def floor_in_force(answer: Answer, orders: pd.DataFrame) -> list[str]:
    """The contract a tonne is under, or the border floor its seller is owed, in words; "" where neither."""
    inside = answer.plan.market.steps.inside_floor[orders["step"].to_numpy(int), orders["node"].to_numpy(int)]
    found = []
    for contract, mechanism, floor, ask in zip(
        orders["contract"], orders["mechanism"], inside, orders["ask"], strict=True
    ):
        border = f"border floor {floor:,.0f} USD/t" if floor > 0 else ""
        if border and floor <= ask:
            border += ", below the ask"
        found.append("; ".join(part for part in (f"{contract} ({mechanism})" if contract else "", border) if part))
    return found


def shown_orders(answer: Answer, orders: pd.DataFrame, reasons: Reasons) -> pd.DataFrame:
    """Orders with final headers, a reason in each row."""
    calendar, names = answer.plan.case.calendar, country_names(answer.plan)
    return pd.DataFrame(
        {
            "Order in": [
                "before Start" if early else calendar.label(int(t))
                for early, t in zip(orders["before_start"], orders["period"], strict=True)
            ],
            "Buyer": orders["buyer"].to_numpy(object),
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


def near_orders(answer: Answer) -> pd.DataFrame:
    """Orders of this period and the next three on the base path: the reserve's first, then by period and cost."""
    nodes = [node for period, node in base_nodes(answer.plan.tree).items() if period <= PERIODS]
    orders = answer.orders
    near = orders[orders["node"].isin(nodes) & ~orders["before_start"] & (orders["tonnes"] > SMALLEST)]
    ranked = near.assign(first=near["buyer"] != "reserve")
    return ranked.sort_values(["first", "period", "cost"], ascending=[True, True, False], kind="stable")


def early_orders(answer: Answer) -> pd.DataFrame:
    """Industry's orders before Start, by period of arrival and cost."""
    early = answer.orders[answer.orders["before_start"] & (answer.orders["tonnes"] > SMALLEST)]
    return early.sort_values(["arrives", "cost"], ascending=[True, False], kind="stable")


def _sentences(answer: Answer, near: pd.DataFrame, early: pd.DataFrame) -> tuple[str, ...]:
    calendar = answer.plan.case.calendar
    told = []
    for buyer, who in (("reserve", "the reserve"), ("industry", "industry")):
        now = near[(near["buyer"] == buyer) & (near["period"] == 1)]
        told.append(
            f"In {calendar.label(1)} {who} orders {tonnes(now['tonnes'].sum())} of {now['material'].nunique()} materials "
            f"from {now['country'].nunique()} countries for {usd(now['cost'].sum())}, landed."
        )
    last = calendar.label(min(PERIODS, calendar.periods))
    told.append(
        f"Orders from {calendar.label(1)} to {last} follow the base path: those of later periods hold only "
        "if no story has begun by then. Orders that would arrive after the horizon are not planned."
    )
    if len(early):
        told.append(
            f"Industry is taken to have ordered {tonnes(early['tonnes'].sum())} for {usd(early['cost'].sum())} before Start; "
            "they stand in a table of their own and count against no limit."
        )
    return tuple(told)


def page(outcome: Outcome) -> Page:
    """The Buy list sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    reasons = Reasons(outcome)
    near, early = near_orders(answer), early_orders(answer)
    totals = ("Tonnes (t)", "Cost (USD million)")
    links = {"Material": "Reserve"}
    shown, before = shown_orders(answer, near, reasons), shown_orders(answer, early, reasons)
    note = (
        "Landed price: paid + freight + duties, for the reserve also the traders' fee. "
        "Cost: landed price × tonnes delivered."
    )
    return Page(
        "Buy list",
        _sentences(answer, near, early),
        (
            Table(
                "BuyList", "Orders of this period and the next three", shown, measures(shown), note, totals, links=links
            ),
            Table("BuyListBeforeStart", "Industry's orders before Start", before, measures(before), note, totals),
        ),
    )
