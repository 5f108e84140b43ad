"""What the reserve is worth: the plan against the one without it, by whose money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.program.bookings import LEDGERS, NATIONAL, PENALTIES, SHORTAGE, STOCK_VALUE
from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run


@dataclass(frozen=True)
class WorthOfReserve:
    """How much more each would cost without the reserve, expected and discounted, USD: every ledger, the shortages (`short`),
    and the `stock` left at the end, which counts as an income. `penalties`: what the plan with the reserve is charged for
    missed targets and emergency support, which nobody pays."""

    ledgers: Mapping[str, float]
    short: float
    stock: float
    penalties: float

    @property
    def nation(self) -> float:
        """The nation's ledgers, its shortages and its stock together."""
        return sum(self.ledgers[name] for name in NATIONAL) + self.short + self.stock


def worth_of_reserve(run: Run) -> WorthOfReserve | None:
    """Of a solved plan; None where there is no plan without the reserve."""
    if run.without is None or run.result is None:
        return None
    without, with_it = _costs(run.without), _costs(run.result)
    saved = {name: without.get(name, 0.0) - with_it.get(name, 0.0) for name in (*LEDGERS, SHORTAGE, STOCK_VALUE)}
    return WorthOfReserve(
        {name: saved[name] for name in LEDGERS}, saved[SHORTAGE], saved[STOCK_VALUE], with_it.get(PENALTIES, 0.0)
    )


def _costs(result: PlanResult) -> dict[str, float]:
    """Σ π × δ × cost by ledger, USD."""
    cost = (result.ledgers["present"] * result.ledgers["weight"]).groupby(result.ledgers["ledger"]).sum()
    return {str(name): float(amount) for name, amount in cost.items()}
