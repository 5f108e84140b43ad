"""What is known of a plan at which the time limit ended the run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Found(Enum):
    """Where a plan comes from that the run had when its time ended."""

    NOT_ROUNDED = "the optimum before whole lots are rounded"
    PARTLY_ROUNDED = "the last plan of the rounding"
    SOLVER = "the solver's own point"
    BLOCKS = "materials planned one by one"
    IDLE = "the reserve does nothing"


@dataclass(frozen=True)
class Stopped:
    """How a plan was `found`, and the `bound`: no plan costs less, USD; None where nothing is known of that."""

    found: Found
    bound: float | None

    def gap(self, objective: float) -> float | None:
        """By what share of itself a plan's objective is above the bound, at most; None where that is not known."""
        if self.bound is None or objective == 0:
            return None
        return max(objective - self.bound, 0.0) / abs(objective)
