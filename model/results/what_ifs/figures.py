"""The figures of a plan by which variants are compared, from the functions that the other pages have them from."""

from __future__ import annotations

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import LEDGERS
from model.results.facts.cost_benefit import find_cost_benefit
from model.results.facts.outcome import Outcome
from model.results.facts.purchases import orders_now
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.what_if import VariantFigures
from model.results.summary.figures import cover_over_time, money_use


def variant_figures(outcome: Outcome) -> VariantFigures:
    """Of a solved plan."""
    answer = outcome.answer
    assert answer is not None
    found, use = find_cost_benefit(outcome), money_use(answer)
    held, asked = cover_over_time(ReserveGrids(answer))
    cost = (answer.ledgers["present"] * answer.ledgers["weight"]).groupby(answer.ledgers["ledger"]).sum()
    return VariantFigures(
        objective=answer.solution.objective,
        orders=orders_now(answer).orders.groupby("material")[["tonnes", "cost"]].sum(),
        spent=use.spent,
        left=np.nan if use.left is None else use.left,
        cover=_last(held),
        cover_asked=_last(asked),
        short_with=found.short_with,
        short_without=found.short_without,
        net_cost=float(found.net_cost.sum()),
        penalties=float(sum(found.penalties.values())),
        ledgers={name: float(cost.get(name, 0.0)) for name in LEDGERS},
    )


def _last(days: FloatArray) -> float:
    known = days[~np.isnan(days)]
    return float(known[-1]) if len(known) else float("nan")
