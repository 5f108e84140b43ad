"""Checks of offers, processes and projects."""

from __future__ import annotations

from itertools import pairwise

from model.excel.problems import Problems, Warnings
from model.excel.words import quoted
from model.workbook.checks.check import TRADED, WANTED, check, doubt
from model.workbook.checks.market_prices import base_price
from model.workbook.draft import Draft, Row, group

ASKED_BY = {"material", "price_basis", "premium", "fixed_price", "for", "from", "to"}  # what a step asks, whom and when
MAIN, OUTPUT = "main input", "output"


@check()
def check_offers(draft: Draft, problems: Problems) -> None:
    """The steps of an offer share one material and one country."""
    for offer, rows in draft.offers.items():
        for name, word in (("material", "material"), ("country", "country")):
            first = next((row for row in rows if row.typed(name)), None)
            for row in rows:
                if first and row.typed(name) and row.typed(name) != first.typed(name):
                    problems.error(
                        row.at(name),
                        f"a step of {quoted(offer)} has the {word} {quoted(row.text(name))}, but "
                        f"{first.at(name)[1]} has {quoted(first.text(name))}",
                        f"one {word} for all steps of an offer",
                        "Correct it, or give the row an offer name of its own.",
                    )


@check()
def check_asks(draft: Draft, problems: Problems) -> None:
    """A fixed basis needs a fixed price; prices that the basis leaves unused are pointed out."""
    for row in draft["supply"]:
        basis = row.value("price_basis")
        if basis == "fixed" and row.blank("fixed_price"):
            problems.error(
                row.at("fixed_price"),
                "the price basis is fixed, but there is no Fixed price",
                "a price in USD/t",
                "Type the fixed price, or set the basis to market.",
            )
        if basis == "fixed" and row.typed("premium"):
            problems.warn(
                row.at("premium"),
                "the premium is not used, as the price basis is fixed",
                "",
                "Delete it, or set the basis to market.",
            )
        if basis == "market" and row.typed("fixed_price") is not None:
            problems.warn(
                row.at("fixed_price"),
                "the fixed price is not used, as the price basis is market",
                "",
                "Delete it, or set the basis to fixed.",
            )


@doubt()
def check_restarts(draft: Draft, problems: Warnings) -> None:
    """A restart time of an offer that never shuts (warning)."""
    for row in draft["supply"]:
        if row.typed("restart") and row.blank("cash_cost"):
            problems.warn(
                row.at("restart"),
                "the restart time is not used: without a Cash cost the offer never shuts",
                "",
                "Type the Cash cost, or clear Restart.",
            )


@doubt()
def check_step_order(draft: Draft, problems: Warnings) -> None:
    """A later step of an offer that asks less than an earlier one which the same may buy at the same time (warning)."""
    calendar = draft.calendar
    for offer, rows in draft.offers.items():
        readable = [row for row in rows if row.value("step") is not None and not row.bad & ASKED_BY]
        for early, late in pairwise(sorted(readable, key=lambda row: int(row.value("step")))):
            low, high = _ask(draft, late), _ask(draft, early)
            if not (low and high and low < high * (1 - 1e-9)) or early.value("for") != late.value("for"):
                continue
            first, then = (calendar.open_periods(row.typed("from"), row.typed("to")) for row in (early, late))
            together = max(first.start, then.start) < min(first.stop, then.stop)
            if together or not draft.calendar_known:
                problems.warn(
                    late.at("fixed_price" if late.value("price_basis") == "fixed" else "premium"),
                    f"step {late.value('step')} of {quoted(offer)} costs less ({low:,.6g} USD/t) than step "
                    f"{early.value('step')} ({high:,.6g} USD/t); the cheaper step is bought first, whatever the numbers say",
                    "later steps that cost more",
                    "Correct the price, or number the steps from the cheapest to the most expensive.",
                )


def _ask(draft: Draft, row: Row) -> float | None:
    """What a step asks at the start, USD/t; None where that is not known."""
    if row.value("price_basis") == "fixed":
        return row.typed("fixed_price")
    market = base_price(draft, row.text("material"), 1)
    return market * (1.0 + row.value("premium")) if market else None


@check()
def check_processes(draft: Draft, problems: Problems) -> None:
    """A process has one main input, with capacity and country, and at least one output; one country for all its rows."""
    for process, rows in group(draft["processing"], "process").items():
        roles = [row.value("role") for row in rows]
        mains = [row for row in rows if row.value("role") == MAIN]
        unreadable = any("role" in row.bad for row in rows)
        if not mains and not unreadable:
            problems.error(
                rows[0].at("role"),
                f"{quoted(process)} has no main input",
                "one row with the role main input",
                "Set the role of its main input.",
            )
        for extra in mains[1:]:
            problems.error(
                extra.at("role"),
                f"{quoted(process)} has a second main input (first in row {mains[0].number})",
                "one row with the role main input",
                "Set its role to input.",
            )
        if OUTPUT not in roles and not unreadable:
            problems.error(
                rows[0].at("role"),
                f"{quoted(process)} has no output",
                "at least one row with the role output",
                "Add a row for what comes out.",
            )
        if mains:
            _check_main_row(process, mains[0], rows, problems)
        for row in rows:
            if row.value("ratio") == 0:
                problems.error(
                    row.at("ratio"),
                    f"{quoted(process)} has a ratio of 0",
                    "a number above 0",
                    "Type the tonnes per tonne of main input, or delete the row.",
                )


def _check_main_row(process: str, main: Row, rows: list[Row], problems: Problems) -> None:
    if main.blank("capacity"):
        problems.error(
            main.at("capacity"),
            f"the main input of {quoted(process)} has no capacity",
            "tonnes of main input per year",
            "Type the capacity; 0 for none yet.",
        )
    if main.blank("country"):
        problems.error(
            main.at("country"),
            f"{quoted(process)} has no country",
            "the country where it is",
            "Type the country on the main-input row.",
        )
    if main.typed("ratio") not in (None, 1.0):
        problems.error(
            main.at("ratio"),
            f"the main input has the ratio {main.typed('ratio'):g}",
            "1, as ratios are per tonne of main input",
            "Clear it, and restate the other ratios.",
        )
    for row in rows:
        if row is main:
            continue
        for name in ("capacity", "cost", "lead_time", "cash_margin_needed"):
            if row.typed(name) is not None and row.value("role") != MAIN:
                problems.error(
                    row.at(name),
                    f"{row.table.sheet.column(name).name} is on a row that is not the main input of {quoted(process)}",
                    "empty here",
                    f"Move it to row {main.number}.",
                )
        if row.typed("country") and main.typed("country") and row.typed("country") != main.typed("country"):
            problems.error(
                row.at("country"),
                f"{quoted(process)} is in {row.text('country')} here and in {main.text('country')} in row "
                f"{main.number}",
                "one country for a process",
                "Correct it, or name a second process.",
            )


@check()
def check_projects(draft: Draft, problems: Problems) -> None:
    """A project stands in the country of what it adds to."""
    homes = {offer: rows[0].typed("country") for offer, rows in draft.offers.items()}
    for process, rows in group(draft["processing"], "process").items():
        homes.setdefault(process, next((row.typed("country") for row in rows if row.typed("country")), None))
    for row in draft["projects"]:
        country = homes.get(row.text("adds_to"))
        if row.typed("country") and country and row.typed("country") != country:
            problems.error(
                row.at("country"),
                f"{quoted(row.text('adds_to'))} is in {country}, not in {row.text('country')}",
                country,
                "Correct the country, or what the project adds to.",
            )


@doubt(needs=("supply", "processing", "demand"), rests_on={**TRADED, **WANTED})
def check_sources(draft: Draft, problems: Warnings) -> None:
    """Materials nobody uses, and materials wanted that nobody can deliver (warnings)."""
    offered = {row.text("material") for row in draft["supply"]}
    processed = {row.text("material") for row in draft["processing"]}
    wanted = {row.text("material") for row in draft["demand"] if row.value("demand")}
    for name, row in draft.materials.items():
        if name not in offered | processed | wanted:
            problems.warn(
                row.at("material"),
                f"{quoted(name)} has no offer and no demand",
                "",
                "Add offers or demand, or delete the row.",
            )
        elif name in wanted and name not in offered | draft.made and not row.value("recyclable"):
            problems.warn(
                row.at("material"),
                f"{quoted(name)} is wanted, but no offer, process or recycling delivers it",
                "",
                "Add an offer; otherwise all of its demand is a shortage.",
            )
