"""The Summary sheet: the decision on one page."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from model.results.buy_list.tables import by_partner, concern_word
from model.results.cost_benefit.tables import IN_SHORT, cost_benefit_chart, in_short
from model.results.facts.cost_benefit import CostBenefit, build_cost_benefit
from model.results.facts.decision import MoneyUse, OrdersNow, money_use, orders_now
from model.results.facts.paths import name_of, story_sums
from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_grids import ReserveGrids, cover_over_time
from model.results.facts.run import Run
from model.results.facts.shortage import WITH, WITHOUT, shortage_by_story, stories_with_shortage
from model.results.shown.pages import Chart, Column, Figure, Page, days, make_table, money, ratio, sums_of_money, text
from model.results.stories.tables import BY_STORY, shortage_chart
from model.results.summary.sentences import summary_sentences

MATERIALS = 10  # with a row of their own
STORIES = 8  # in the picture: more names would not be legible
PARTNERS = 6  # countries with a colour of their own
COVER: Mapping[str, Column] = {
    "period": text("Period"),
    "held": days("Cover held"),
    "asked": days("Cover asked by targets"),
}
COVER_NOTE = (
    "Base path: days of demand by value at base price, of all materials that have a target; of each no more counts than its "
    "largest target."
)
COSTS = {
    name: BY_STORY[name]
    for name in ("story", "probability", name_of("present", WITHOUT), name_of("present", WITH))
}  # fmt: skip


def cover(result: PlanResult) -> pd.DataFrame:
    """Cover held and asked at the end of each period of the base path, days."""
    calendar = result.data.case.calendar
    held, asked = cover_over_time(ReserveGrids(result))
    return pd.DataFrame({"period": [calendar.label(t) for t in calendar.numbers], "held": held, "asked": asked})


def _figure(column: Column, value: float, unit: str) -> Figure:
    return Figure(column.label, value / column.factor, column.measure, unit)


def _figures(now: OrdersNow, found: CostBenefit, use: MoneyUse, over_time: pd.DataFrame, first: str) -> tuple[Figure, ...]:
    """Those of the figures that there are."""
    last = over_time[over_time["held"].notna()].iloc[-1:]
    cover_figures = [
        _figure(
            days(f"Cover at the end of {row['period']}"), float(row["held"]),
            f"days by value, {row['asked']:,.0f} asked" if row["asked"] > 0 else "days by value",
        )
        for row in last.to_dict("records")
    ]  # fmt: skip
    left = [] if use.left is None else [_figure(money("Left undrawn, expected"), use.left, "million USD")]
    figures = [
        _figure(money(f"Orders of {first}"), now.cost, "million USD landed"),
        _figure(money("Spent, expected"), use.spent, "million USD on purchases"),
        *left,
        *cover_figures,
        _figure(money("Shortage cost spared"), float(found.spared.sum()), "million USD, expected"),
        _figure(ratio("Each net dollar spares"), found.ratio, "dollars of expected loss"),
    ]
    return tuple(figure for figure in figures if math.isfinite(figure.value))


def page(run: Run) -> Page:
    """The Summary sheet. Its first table stands with the pictures, those that are drawn behind it."""
    result = run.result
    assert result is not None
    now, use, found = orders_now(result), money_use(result), build_cost_benefit(run)
    by_story, over_time = shortage_by_story(run), cover(result)
    bought, columns = by_partner(result, now.orders, MATERIALS, PARTNERS)
    first, dates = run.data.case.calendar.label(1), story_sums(result.data.tree).note
    orders, cover_table, benefit, stories = (
        make_table(
            "SummaryOrders", f"The reserve's orders of {first}", bought, columns, "Landed cost.",
            totals=sums_of_money(columns), links={"material": "Buy list"},
        ),
        make_table("SummaryCover", "Behind the pictures: cover against targets", over_time, COVER, COVER_NOTE),
        make_table(
            "SummaryBenefit", "Behind the pictures: cost and benefit by material", in_short(found, MATERIALS), IN_SHORT,
            "Expected and discounted, as on Cost and benefit.", links={"material": "Cost and benefit"},
        ),
        make_table(
            "SummaryStories", "Behind the pictures: shortage cost by whole story", by_story, COSTS,
            f"Discounted. {dates}".strip(), links={"story": "Stories"},
        ),
    )  # fmt: skip
    partners = tuple(column.header for name, column in columns.items() if name in sums_of_money(columns) and name != "all")
    marked = columns.get(name_of("cost", concern_word(result, now.orders)))
    drawn = stories_with_shortage(by_story)
    return Page(
        "Summary",
        summary_sentences(run, now, found, use, by_story),
        (orders, cover_table, benefit, stories),
        (
            Chart(
                "stacked column", f"Orders of {first}, by partner", orders.name, "Material", partners, "USD million",
                marked=(marked.header,) if marked else (),
            ),
            Chart(
                "line", "Cover against targets", cover_table.name, "Period", (COVER["held"].header, COVER["asked"].header),
                "days by value",
            ),
            cost_benefit_chart(benefit.name, len(benefit.frame)),
            *(
                [shortage_chart(stories.name, tuple(map(str, stories.frame.columns)), min(drawn, STORIES))] if drawn else []
            ),
        ),
        _figures(now, found, use, over_time, first),
    )  # fmt: skip
