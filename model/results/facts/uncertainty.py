"""What planning for several stories is worth, and what knowing which one comes would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.results.facts.what_if import VariantFigures


@dataclass(frozen=True)
class Bill:
    """What a plan costs, discounted, USD, expected or along one path: in all, as the objective counts it, and of that the
    cost of shortages, the penalties, which nobody pays, and what the Risk weight adds; the rest is money."""

    cost: float
    shortage: float
    penalties: float
    risk: float

    @property
    def money(self) -> float:
        """Payments less what the stock left is worth, USD."""
        return self.cost - self.shortage - self.penalties - self.risk

    def less(self, other: Bill) -> Bill:
        """By how much it exceeds another, in each part."""
        return Bill(
            self.cost - other.cost,
            self.shortage - other.shortage,
            self.penalties - other.penalties,
            self.risk - other.risk,
        )


@dataclass(frozen=True)
class Path:
    """One whole story: its probability, and what the plan costs along it, the plan that knows it from the start, and the
    plan whose first orders are those of the average future. None where there is no such figure."""

    story: str
    probability: float
    plan: Bill
    known: Bill | None
    first: Bill | None


@dataclass(frozen=True)
class Uncertainty:
    """Expected bills of the `plan`; of `known`, in which each story is known from the start; of `first`, in which the first
    period's orders and projects are those of the plan for the average future and all else is best; and of `until`, in which
    its orders of later periods are followed too, until a story begins. None where there is no such figure; `why` says why,
    in sentences.

    `planned` and `average`: figures of the plan, and of the plan for the average future in that future.
    """

    plan: Bill | None
    known: Bill | None
    first: Bill | None
    until: Bill | None
    planned: VariantFigures
    average: VariantFigures | None
    paths: tuple[Path, ...]
    why: tuple[str, ...] = ()

    @property
    def vss(self) -> float:
        """What planning for several stories saves against the average future's first orders, USD; NaN if not known."""
        return _more(self.first, self.plan)

    @property
    def vss_until(self) -> float:
        """The same against following the average future's plan until a story begins."""
        return _more(self.until, self.plan)

    @property
    def evpi(self) -> float:
        """What knowing the story from the start would save, USD; NaN if not known."""
        return _more(self.plan, self.known)


def _more(one: Bill | None, other: Bill | None) -> float:
    return np.nan if one is None or other is None else one.cost - other.cost
