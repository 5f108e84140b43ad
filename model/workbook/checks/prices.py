"""Checks of prices and demand: overlaps, jumps, growth."""

from __future__ import annotations

from itertools import pairwise

from model.excel.problems import Problems, Warnings
from model.excel.words import quoted
from model.workbook.checks.check import check, doubt
from model.workbook.checks.market_prices import FAR, base_price, doubted
from model.workbook.draft import Draft, Row, group

FAST = 0.5  # yearly growth above which it is asked where it leads
GROWTHS = (("materials", "price_growth"), ("supply", "growth"), ("demand", "growth"), ("floors", "escalation"))


@check()
def check_price_rows(draft: Draft, problems: Problems) -> None:
    """Prices rows of one material that cover a period twice, none at all, or lie far from the Materials sheet's price."""
    if not draft.calendar_known:
        return
    told = draft.once(doubted)
    for material, rows in group(draft["prices"], "material").items():
        taken: dict[int, Row] = {}
        _check_steps(draft, rows, problems)
        for row in rows:
            if row.typed("period") is None:
                continue
            periods = draft.calendar.covered_by(row.typed("period"))
            if not periods:
                problems.warn(
                    row.at("period"),
                    "the period lies outside the plan; the price is not used",
                    f"{draft.calendar.label(1)} to {draft.calendar.label(draft.calendar.periods)}",
                    "Correct the period, or delete the row.",
                )
            clash = next((period for period in periods if period in taken), None)
            if clash is not None:
                problems.error(
                    row.at("period"),
                    f"{quoted(material)} has two prices for {draft.calendar.label(clash)}, here and in row "
                    f"{taken[clash].number}",
                    "one price for each period",
                    "Delete one of the two rows, or change its period.",
                )
            taken.update({period: taken.get(period, row) for period in periods})
            if material not in told:
                _check_jump(draft, row, material, periods, problems)


def _check_jump(draft: Draft, row: Row, material: str, periods: list[int], problems: Warnings) -> None:
    expected = base_price(draft, material, periods[0]) if periods else None
    price = row.typed("price")
    if expected and price and not expected / FAR < price < expected * FAR:
        problems.warn(
            row.at("price"),
            f"{price:,g} USD/t is far from the {expected:,.6g} USD/t that the Materials sheet gives for the period",
            "",
            "Check the unit: prices are in USD per tonne.",
        )


def _check_steps(draft: Draft, rows: list[Row], problems: Warnings) -> None:
    """A price far from the last one typed for the material."""
    dated = [row for row in rows if row.typed("period") is not None and row.typed("price")]
    for before, row in pairwise(sorted(dated, key=lambda row: row.typed("period").start)):
        last, price = before.typed("price"), row.typed("price")
        if not last / FAR < price < last * FAR:
            problems.warn(
                row.at("price"),
                f"{price:,g} USD/t is far from the last price, {last:,g} USD/t in {before.at('price')[1]}",
                "",
                "Check the unit: prices are in USD per tonne.",
            )


@doubt()
def check_growth(draft: Draft, problems: Warnings) -> None:
    """Yearly growth that leads far away within the plan (warning)."""
    if not draft.calendar_known:
        return
    years = draft.calendar.horizon_years
    for table, field in GROWTHS:
        for row in draft[table]:
            growth = row.typed(field)
            if growth is not None and growth > FAST and (1 + growth) ** years > FAR:
                problems.warn(
                    row.at(field),
                    f"{growth * 100:g} % a year make it {(1 + growth) ** years:,.3g} times as much in the plan's "
                    f"{years:g} years",
                    "",
                    f"Check the figure; {growth:g} % is typed {growth:g}.",
                )


@doubt()
def check_demand_overlaps(draft: Draft, problems: Warnings) -> None:
    """Demand rows of one material and segment that are in force together, and so count together (warning)."""
    if not draft.calendar_known:
        return
    families: dict[tuple[str, str], list[Row]] = {}
    for row in draft["demand"]:
        families.setdefault((row.text("material"), row.text("segment")), []).append(row)
    for rows in families.values():
        busy: dict[int, Row] = {}
        for row in rows if len(rows) > 1 else []:
            periods = draft.calendar.open_periods(row.typed("from"), row.typed("to"))
            other = next((busy[period] for period in periods if period in busy), None)
            if other is not None and other.value("from") != row.value("from"):
                problems.warn(
                    row.at("demand"),
                    f"the demand is added to that of row {other.number} where both are in force",
                    "",
                    "Set To of the earlier row, if the later one replaces it.",
                )
            busy.update({period: busy.get(period, row) for period in periods})
