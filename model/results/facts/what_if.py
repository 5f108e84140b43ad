"""What a plan comes to, in the few figures by which variants of a case are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from model.tolerances import LEAST_USD, SAME_FIGURE


@dataclass(frozen=True)
class VariantFigures:
    """`orders`: the reserve's orders of the first period, by material: tonnes, cost (landed, USD). `spent` on purchases over
    the horizon and `left` undrawn (NaN where money is not limited), expected, USD. `cover`, `cover_asked`: days by value
    held and asked at the end of the base path, NaN where there are none.

    Expected and discounted, USD: the `objective`, shortage costs `short_with` the reserve and `short_without` it (NaN where
    there is no such plan), `net_cost` of the reserve, `penalties` that the objective counts, and the cost of every ledger.
    """

    objective: float
    orders: pd.DataFrame
    spent: float
    left: float
    cover: float
    cover_asked: float
    short_with: float
    short_without: float
    net_cost: float
    penalties: float
    ledgers: Mapping[str, float]

    @property
    def ordered(self) -> float:
        """What is ordered now, landed, USD."""
        return float(self.orders["cost"].sum())

    @property
    def spared(self) -> float:
        """Shortage cost that the reserve takes off, USD; NaN where there is no plan to compare with."""
        return self.short_without - self.short_with


@dataclass(frozen=True)
class WhatIf:
    """One what-if as it ended: `figures` of a certified plan, or else, in sentences, `why` there is none."""

    name: str
    status: str
    figures: VariantFigures | None
    why: tuple[str, ...] = ()
    seconds: float = 0.0


def differs(one: float, other: float) -> bool:
    """Whether two figures, USD, differ by more than the solver's dust."""
    return abs(one - other) >= max(LEAST_USD, SAME_FIGURE * max(abs(one), abs(other)))
