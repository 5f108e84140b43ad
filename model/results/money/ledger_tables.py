"""The tables of the Money sheet that are of everybody's money: ledgers, what makes the objective, and the public's part."""

from __future__ import annotations

from model.market.mechanisms import settled_plurals
from model.program.bookings import LEDGERS
from model.results.facts.plan_result import PlanResult
from model.results.money.ledgers import (
    COSTS,
    COUNTED_AS,
    NATIONAL_COST,
    bridge,
    ledger_totals,
    ledgers_by_period,
    ledgers_by_story,
    ledgers_by_year,
    public_cost,
)
from model.results.shown.pages import Chart, Column, Table, make_table, money, share, text

PUBLIC_NOTE = (
    "Undiscounted; receipts are negative. Treasury's ledger: all of these and the loans lent and paid back, those left at "
    "the horizon included, but no duties, which have a ledger of their own."
)
BY_STORY = "Undiscounted and discounted, whatever the weights of the ledgers."
YEAR_NOTE = "Money at the horizon is in a row of its own."
PERIOD, STORY, COUNTED = text("Period"), text("Story"), text("Counted")
PROBABILITY = share("Probability of the whole story")
PUBLIC = {
    "view": COUNTED,
    "when": PERIOD,
    "grants": money("Grants"),
    "support": money("Emergency support"),
    "settled": money(f"Settlements of {settled_plurals()}"),
    "projects": money("Charge of projects"),
    "interest": money("Interest received"),
    "fees": money("Fees received"),
    "lent": money("Lent to the reserve"),
    "repaid": money("Principal received"),
    "treasury": money("Treasury's ledger"),
    "public": money("Public cost without lending"),
    "duties": money("Duties and border top-ups"),
    "less_duties": money("Public cost less duties"),
}
BRIDGE = {"item": text("Item"), "amount": money("Expected, discounted")}


def _cased(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"


def _ledgers(words: str = "") -> dict[str, Column]:
    """The columns of all ledgers and of national cost."""
    return {ledger: money(_cased(f"{ledger}{words}")) for ledger in (*LEDGERS, NATIONAL_COST)}


def public(result: PlanResult) -> Table:
    """What it costs the public, by period."""
    return make_table("MoneyPublic", "What it costs the public, by period", public_cost(result), PUBLIC, PUBLIC_NOTE)


def over_horizon(result: PlanResult) -> Table:
    """Each ledger over the horizon in every view."""
    totals = ledger_totals(ledgers_by_year(result), result)
    columns = {
        "ledger": text("Ledger"),
        "weight": text("Weight in the objective"),
        **{str(heading): money(str(heading)) for heading in totals.columns[2:]},
    }
    return make_table("MoneyLedgers", "Ledgers over the horizon", totals, columns)


def all_ledgers(result: PlanResult) -> list[Table]:
    """How ledgers make the objective, and all of them by year, story and period; undiscounted and discounted apart."""
    year = {"counted": COUNTED, "year": text("Year"), **_ledgers()}
    tables = [
        make_table("MoneyBridge", "From national cost to the objective", bridge(result), BRIDGE, "Expected and discounted."),
        make_table("MoneyLedgersByYear", "Ledgers by calendar year", ledgers_by_year(result), year, YEAR_NOTE),
    ]
    for name, title, make, keys in (
        ("MoneyLedgersByStory", "Ledgers over the horizon by whole story", ledgers_by_story,
         {"story": STORY, "probability": PROBABILITY}),
        ("MoneyLedgersByPeriod", "Ledgers by whole story and period", ledgers_by_period,
         {"story": STORY, "period": PERIOD}),
    ):  # fmt: skip
        for word in COUNTED_AS:
            columns = {**keys, **_ledgers(f", {word}")}
            tables.append(make_table(f"{name}{word.capitalize()}", f"{title}, {word}", make(result, word), columns, BY_STORY))
    return tables


def public_chart(rows: int) -> Chart:
    """What it costs the public in the first `rows` of its table."""
    parts = tuple(PUBLIC[name].header for name in COSTS)
    title = "What it costs the public, base path"
    return Chart("stacked column", title, "MoneyPublic", "Period", parts, "USD million", rows=rows)
