"""The Figures sheet: what the commands next and compare read of a result, exactly."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.program.bookings import RESERVE
from model.results.facts.carried import Row, carried
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import reserve_purchases
from model.results.facts.run import Run
from model.results.facts.variant_figures import variant_figures
from model.results.shown.pages import Column, Measure, Page, make_table, text
from model.results.shown.sentences import Sentence
from model.schema.figures import FIELDS, FIGURE, ORDERED, TITLE, WHAT

OBJECTIVE, NET_COST, PENALTIES = "Objective", "Net cost of the reserve", "Penalties in the objective"
SHORT_WITH, SHORT_WITHOUT = "Shortage cost with the reserve", "Shortage cost without the reserve"
SPENT, LEFT = "Spent on purchases over the horizon", "Money left undrawn"
COVER, COVER_ASKED = "Days of cover at the end", "Days of cover asked"
LEDGER = "Cost of "  # before the name of a ledger
PERIOD = "First period"


def _exact(label: str, unit: str) -> Column:
    """A column of numbers that nothing is taken off."""
    return Column(label, Measure.TEXT, unit)


ROWS: Mapping[str, Column] = {
    "what": text(WHAT),
    "who": text("For"),
    "name": text("Name"),
    "material": text("Material"),
    "country": text("Country"),
    "when": text("When"),
    "amount": _exact("Amount", "t, t/yr, days, USD or USD/t"),
    "paid": _exact("Paid", "USD"),
    "to_pay": _exact("Still to pay", "USD"),
}
SENTENCES = (
    Sentence(
        "The exact figures of this plan, for the commands next and compare, which read them here; all of them are told, and "
        "explained, on the other sheets."
    ),
    Sentence("Below `figure` and `ordered now` stands how things are at the end of the first period if no story begins."),
)


def page(run: Run) -> Page:
    """The sheet of a certified plan."""
    assert run.result is not None
    rows = [*_figures(run), *_ordered_now(run.result), *carried(run.result)]
    facts = pd.DataFrame([vars(row) for row in rows], columns=list(FIELDS))
    return Page(TITLE, SENTENCES, (make_table("Figures", "The exact figures", facts, ROWS),), whole=True)


def _figures(run: Run) -> list[Row]:
    """The headline, USD expected and discounted, but money spent and left undiscounted; what is not known is left out."""
    found, calendar = variant_figures(run), run.data.case.calendar
    named = {
        OBJECTIVE: found.objective, NET_COST: found.net_cost, PENALTIES: found.penalties, SHORT_WITH: found.short_with,
        SHORT_WITHOUT: found.short_without, SPENT: found.spent, LEFT: found.left, COVER: found.cover,
        COVER_ASKED: found.cover_asked, **{LEDGER + name: cost for name, cost in found.ledgers.items()},
    }  # fmt: skip
    known = [Row(FIGURE, name, amount=amount) for name, amount in named.items() if amount == amount]
    return [Row(FIGURE, PERIOD, when=calendar.name_of(1)), *known]


def _ordered_now(result: PlanResult) -> list[Row]:
    """What the reserve orders in the first period, all steps of one offer together, at what it costs landed."""
    purchases, calendar = reserve_purchases(result), result.data.case.calendar
    now = purchases[purchases["node"] == 0]
    sums = now.groupby(["offer", "material", "country", "arrives"], sort=False)[["tonnes", "cost"]].sum()
    return [
        Row(ORDERED, offer, material, country, calendar.name_of(int(arrives)), float(tonnes), RESERVE, float(cost))
        for (offer, material, country, arrives), tonnes, cost in sums.itertuples()
    ]
