"""The Buy list: what to order in this period and the next three on the base path, and why."""

from __future__ import annotations

from model.results.buy_list.reason_words import in_words
from model.results.buy_list.reasons import Reasons
from model.results.buy_list.sentences import sentences
from model.results.buy_list.tables import ORDERS, by_partner, exchanges, industry_lines, named, reserve_lines
from model.results.facts.decision import reserve_orders
from model.results.facts.run import Run
from model.results.facts.selection import first_year
from model.results.shown.pages import Page, make_table, sums_of_money

YEAR_MATERIALS, YEAR_PARTNERS = 20, 8  # of the table of the first year, that have a row or column of their own
NOTE = (
    "Landed price: paid + freight + duties, for the reserve also the traders' fee. Cost: landed price × tonnes delivered."
)
PROCESS_NOTE = (
    " Process output is bought from industry, at the higher of market and floor and without that fee, in the country of the "
    "process. What industry buys for processes abroad is shown at the price there: freight and duty are on the "
    "Processing "
    "sheet."
)
EXCHANGE_NOTE = (
    " Exchangeable: a plan as good as this one orders other tonnes of the offer now, as few or as many as shown or more, "
    "and makes up for it elsewhere or later. So there is no reason to prefer exactly these tonnes. Where the cell of "
    "an order of this period is blank, every equally good plan orders as much; of a large workbook those were looked at that "
    "differ within a market and in its money."
)


def page(run: Run) -> Page:
    """The Buy list sheet."""
    assert run.result is not None
    result, reasons, calendar = run.result, Reasons(run), run.data.case.calendar
    lines, industry_orders = reserve_lines(result), industry_lines(result)
    reserve, industry = (
        named(result, orders).assign(
            reason=[str(in_words(reasons.of(order), calendar)) for order in orders.to_dict("records")]
        )
        for orders in (lines, industry_orders)
    )
    marks = exchanges(lines, run.exchangeable)
    note, exchange = NOTE, ""
    if len(result.data.case["processing"]):
        note += PROCESS_NOTE
    if any(marks):
        reserve, exchange = reserve.assign(exchangeable=marks), EXCHANGE_NOTE
    year, columns = by_partner(
        result, reserve_orders(result, first_year(calendar)), YEAR_MATERIALS, YEAR_PARTNERS
    )
    totals = ("cost",)  # tonnes of different materials do not add up to anything
    return Page(
        "Buy list",
        sentences(result, run.rounding, lines, industry_orders),
        (
            make_table(
                "BuyList", "The reserve's orders of this period and the next three", reserve, ORDERS, note + exchange,
                totals=totals, links={"material": "Reserve"},
            ),
            make_table(
                "BuyListIndustry", "Industry's orders of this period", industry, ORDERS, note,
                totals=totals, links={"material": "Sourcing"},
            ),
            make_table(
                "BuyListYear", "The reserve's purchases of the first year, by partner", year, columns,
                "Orders on the base path, landed cost.", totals=sums_of_money(columns), links={"material": "Reserve"},
            ),
        ),
    )  # fmt: skip
