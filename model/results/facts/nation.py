"""What a plan costs the nation as a whole, whatever weight the objective gives its parts."""

from __future__ import annotations

from model.case import Settings
from model.program.bookings import LEDGERS, NATIONAL, ledger_weights
from model.results.facts.what_if import VariantFigures


def cost_to_the_nation(figures: VariantFigures, settings: Settings) -> float:
    """The objective with the ledgers of the nation in full (duties too), no others, and no penalties, which nobody pays, USD:
    payments, the cost of shortages, less what the stock left counts."""
    weights = ledger_weights(settings)
    counted = sum(weights[name] * figures.ledgers[name] for name in LEDGERS)
    return figures.objective - figures.penalties - counted + sum(figures.ledgers[name] for name in NATIONAL)
