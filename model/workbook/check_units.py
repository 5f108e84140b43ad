"""Checks of units: figures that look a thousand times off, such as kilogrammes typed for tonnes (warnings)."""

from __future__ import annotations

from model.workbook.check_prices import base_price
from model.workbook.draft import Draft
from model.workbook.problems import Problems
from model.workbook.words import quoted

WORLD_SHARE = 2.0  # an amount beyond so many times world output cannot be right
THOUSANDFOLD = 100.0  # a price so many times the market's, or as small a part of it, is likely in another unit
AMOUNTS = (
    ("demand", "demand", "t/yr"),
    ("supply", "capacity", "t/yr"),
    ("targets", "tonnes", "t"),
    ("materials", "opening_stock", "t"),
    ("materials", "opening_in_transit", "t"),
)
PRICES = (
    ("supply", "fixed_price"),
    ("supply", "cash_cost"),
    ("floors", "price"),
    ("floors", "trigger"),
    ("participants", "contract_price"),
)


def check_amounts(draft: Draft, problems: Problems) -> None:
    """Tonnes against world output."""
    world = {name: row.typed("world_output") for name, row in draft.materials.items()}
    for table, field, unit in AMOUNTS:
        for row in draft[table]:
            amount, output = row.typed(field), world.get(row.text("material"))
            if amount and output and amount > WORLD_SHARE * output:
                problems.warn(
                    row.at(field),
                    f"{amount:,g} {unit} is {amount / output:,.3g} times the world output of "
                    f"{quoted(row.text('material'))} ({output:,g} t/yr)",
                    "",
                    "Check the units: all quantities are tonnes.",
                )


def check_price_units(draft: Draft, problems: Problems) -> None:
    """Prices of offers and floors against the market's at the start."""
    for table, field in PRICES:
        for row in draft[table]:
            typed, market = row.typed(field), base_price(draft, row.text("material"), 1)
            if typed and market and not market / THOUSANDFOLD < typed < market * THOUSANDFOLD:
                problems.warn(
                    row.at(field),
                    f"{typed:,g} USD/t is {typed / market:,.3g} times the market price of "
                    f"{quoted(row.text('material'))} ({market:,.6g} USD/t)",
                    "",
                    "Check the unit: prices are in USD per tonne.",
                )
