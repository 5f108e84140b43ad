"""The Data sheet: all that the plan does, row by row, for filters and pivot tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.results.facts.data_rows import ALL_COUNTRIES, AMOUNTS, data_rows
from model.results.facts.run import Run
from model.results.facts.shortage import EXPECTED
from model.results.shown.pages import Column, Measure, Page, make_table, price, share, text, tonnes
from model.results.shown.sentences import Name, Sentence

TITLE = "Data"


def _usd(label: str) -> Column:
    return Column(label, Measure.USD)


ROWS: Mapping[str, Column] = {
    "story": text("Story"),
    "probability": share("Probability"),
    "period": text("Period"),
    "year": text("Year"),
    "material": text("Material"),
    "country": text("Country"),
    "demand": tonnes("Demand"),
    "supply": tonnes("Supply of industry"),
    "use": tonnes("Used"),
    "short": tonnes("Short"),
    "shortage_cost": _usd("Shortage cost"),
    "price": price("Market price"),
    "stock": tonnes("Stock of the reserve"),
    "target": tonnes("Target"),
    "gap": tonnes("Short of the target"),
    "arrival": tonnes("Into the reserve"),
    "release": tonnes("Released to industry"),
    "sell": tonnes("Sold"),
    "on_loan": tonnes("On loan to participants"),
    "industry": tonnes("Ordered by industry"),
    "industry_cost": _usd("Cost of industry's orders"),
    "reserve": tonnes("Ordered by the reserve"),
    "reserve_cost": _usd("Cost of the reserve's orders"),
    "made": tonnes("Made by processes"),
    "taken": tonnes("Taken in by processes"),
    "shipped": tonnes("Shipped by industry"),
    "key": text("Key"),
}
SENTENCES = (
    Sentence(
        "What the plan does in each story, period, material and country, for filters and pivot tables: tonnes and "
        "undiscounted USD, blank where there is nothing."
    ),
    Sentence(
        "Choose one story, or `{expected}`, which adds all up by their probability. A story's rows begin with it; before "
        "that, its parent's apply (sheet Stories), and those of `base` before all others.",
        expected=Name(EXPECTED),
    ),
    Sentence(
        "Country: home for demand, price and all the reserve holds; the seller's for orders (from Start on); elsewhere "
        "where it is made, taken in or shipped from. Where a story has begun, industry's orders, processes and shipments are "
        "told of {everywhere} together. Only the first page is printed.",
        everywhere=Name(ALL_COUNTRIES),
    ),
    Sentence(
        "Supply of industry: what reaches it at home in the period, of orders (also those before Start), by shipment, from "
        "processes and by recycling. Key: a number for story, material and period, by which sheet Material finds its rows."
    ),
)


def columns_of(facts: pd.DataFrame) -> dict[str, Column]:
    """The columns of the sheet: those of ROWS in which there is anything."""
    return {name: column for name, column in ROWS.items() if name not in AMOUNTS or facts[name].any()}


def page(run: Run) -> Page:
    """The Data sheet."""
    assert run.result is not None
    facts = data_rows(run.result)
    there = columns_of(facts)
    amounts = facts[list(AMOUNTS)]
    facts[list(AMOUNTS)] = amounts.where(amounts != 0.0)
    return Page(TITLE, SENTENCES, (make_table(TITLE, "All that the plan does", facts, there),), whole=True)
