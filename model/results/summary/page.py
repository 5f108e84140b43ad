"""The Summary sheet: the decision on one page."""

from __future__ import annotations

import math

import pandas as pd

from model.results.buy_list.decision import MoneyUse, OrdersNow, money_use, orders_now
from model.results.buy_list.orders_table import concern_word, orders_table
from model.results.cost_benefit.page import cost_benefit_chart, cost_benefit_in_short
from model.results.facts.cost_benefit import CostBenefit, find_cost_benefit
from model.results.facts.outcome import Outcome
from model.results.facts.paths import story_sums
from model.results.facts.reserve_grids import ReserveGrids
from model.results.shown.pages import Chart, Figure, Measure, Page, Table
from model.results.shown.units import measures
from model.results.shown.wording import MILLION
from model.results.stories.page import COST, UNIT, shortage_by_story, stories_with_shortage
from model.results.summary.cover_over_time import cover_over_time
from model.results.summary.sentences import summary_sentences

MATERIALS = 10  # with a row of their own
STORIES = 8  # in the picture: more names would not be legible
PARTNERS = 6  # countries with a colour of their own
HELD, ASKED = "Cover held (days)", "Cover asked by targets (days)"
COVER_NOTE = (
    "Base path: days of demand by value at base price, of all materials that have a target; of each no more counts than its "
    "largest target."
)


def cover_table(outcome: Outcome) -> pd.DataFrame:
    """Cover held and asked at the end of each period of the base path; final headers."""
    assert outcome.answer is not None
    calendar = outcome.plan.case.calendar
    held, asked = cover_over_time(ReserveGrids(outcome.answer))
    return pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers], HELD: held, ASKED: asked})


def _figures(
    outcome: Outcome, now: OrdersNow, found: CostBenefit, use: MoneyUse, cover: pd.DataFrame
) -> tuple[Figure, ...]:
    """Those of the figures that there are."""
    label, million = outcome.plan.case.calendar.label, "million USD"
    last = cover[cover[HELD].notna()].iloc[-1:]
    days = [
        Figure(
            f"Cover at the end of {row['Period']}", float(row[HELD]), Measure.DAYS,
            f"days by value, {row[ASKED]:,.0f} asked" if row[ASKED] > 0 else "days by value",
        )
        for row in last.to_dict("records")
    ]  # fmt: skip
    left = [] if use.left is None else [Figure("Left undrawn, expected", use.left / MILLION, Measure.USD_MILLION, million)]
    figures = [
        Figure(f"Orders of {label(1)}", now.cost / MILLION, Measure.USD_MILLION, f"{million} landed"),
        Figure("Spent, expected", use.spent / MILLION, Measure.USD_MILLION, f"{million} on purchases"),
        *left,
        *days,
        Figure("Shortage cost spared", float(found.spared.sum()) / MILLION, Measure.USD_MILLION, f"{million}, expected"),
        Figure("Each net dollar spares", found.ratio, Measure.INDEX, "dollars of expected loss"),
    ]
    return tuple(figure for figure in figures if math.isfinite(figure.value))


def _charts(outcome: Outcome, tables: tuple[Table, ...], drawn: int, marked: str) -> tuple[Chart, ...]:
    """Orders, cover, cost and benefit, and shortages by story."""
    orders, _, benefit, stories = tables
    partners = tuple(str(header) for header in orders.frame.columns[2:-1])
    sides = tuple(COST.format(word) for word in ("without", "with") if COST.format(word) in stories.frame)
    title = f"Orders of {outcome.plan.case.calendar.label(1)}, by partner"
    own = tuple(header for header in partners if header == f"{marked} (USD million)")
    by_story = Chart("bar", "Shortage cost by story", stories.name, "Story", sides, UNIT, rows=min(drawn, STORIES))
    return (
        Chart("stacked column", title, orders.name, "Material", partners, "USD million", marked=own),
        Chart("line", "Cover against targets", "SummaryCover", "Period", (HELD, ASKED), "days by value"),
        cost_benefit_chart(benefit.name, len(benefit.frame)),
        *((by_story,) if drawn else ()),
    )


def page(outcome: Outcome) -> Page:
    """The Summary sheet. Its first table stands with the pictures, those that are drawn behind it."""
    answer = outcome.answer
    assert answer is not None
    now, use, found = orders_now(answer), money_use(answer), find_cost_benefit(outcome)
    by_story, cover = shortage_by_story(outcome), cover_table(outcome)
    sides = [COST.format(word) for word in ("without", "with") if COST.format(word) in by_story]
    stories = by_story[["Story", "Probability of the whole story (%)", *sides]]
    bought = orders_table(answer, now.orders, MATERIALS, PARTNERS)
    benefit = cost_benefit_in_short(found, MATERIALS)
    label = outcome.plan.case.calendar.label(1)
    tables = (
        Table(
            "SummaryOrders", f"The reserve's orders of {label}", bought, measures(bought), "Landed cost.",
            tuple(map(str, bought.columns[2:])), links={"Material": "Buy list"},
        ),
        Table("SummaryCover", "Behind the pictures: cover against targets", cover, measures(cover), COVER_NOTE),
        Table(
            "SummaryBenefit", "Behind the pictures: cost and benefit by material", benefit, measures(benefit),
            "Expected and discounted, as on Cost and benefit.", links={"Material": "Cost and benefit"},
        ),
        Table(
            "SummaryStories", "Behind the pictures: shortage cost by whole story", stories, measures(stories),
            f"Discounted. {story_sums(answer.plan.tree).note}".strip(), links={"Story": "Stories"},
        ),
    )  # fmt: skip
    return Page(
        "Summary",
        summary_sentences(outcome, now, found, use, by_story),
        tables,
        _charts(outcome, tables, stories_with_shortage(by_story), concern_word(answer, now.orders)),
        _figures(outcome, now, found, use, cover),
    )
