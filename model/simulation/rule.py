"""The reserve in a history: the plan's orders of the base path, and the release rule.

*Orders.* What the plan orders along its base path is ordered in every history, as long as nothing of the material's chain is
disrupted or shut; an order that has been placed arrives. While something is, nothing is ordered, and it is not made up for
later. What the base path sells, loses and lends goes on, sales and loans not while the material is disrupted.

*Release.* Where the setting Release when allows it, from the Release delay on, the reserve releases what is missing, the
dearest shortage first, up to the Release limit of its storage class and to what it has; not for a shortage that costs less
than the tonne is worth at the end of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.problem_data import ProblemData


@dataclass(frozen=True)
class Holding:
    """A material in the reserve, in n histories: t `arriving` (T, n) and gained or, below 0, given away `beside` (T,); its
    share `kept` over a period, the `opening` stock, and the most that a period may release of the stock, `limit`."""

    arriving: FloatArray
    beside: FloatArray
    kept: float
    opening: float
    limit: float


def may_release(data: ProblemData, disrupted: BoolArray) -> BoolArray:
    """Where the settings let the reserve release, (I, T, n), from where materials are `disrupted`, of the same shape."""
    when, delay = data.case.settings.release_when, data.case.settings.release_delay
    if when == "always":
        return np.ones_like(disrupted)
    gate = disrupted
    if when == "any disruption":
        gate = np.broadcast_to(disrupted.any(axis=0), disrupted.shape)
    allowed = gate.copy()
    for back in range(1, delay + 1):  # it has been so for as many periods before
        allowed[:, :back] = False
        allowed[:, back:] &= gate[:, :-back]
    return allowed


def release(
    holding: Holding, missing: FloatArray, allowed: BoolArray, disrupted: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """What is released, and the stock at the end of each period, t, (T, n) each.

    `missing` t that are worth a release; where it is `allowed`; where the material is `disrupted`; all (T, n).
    """
    periods, count = missing.shape
    given, stocks = np.zeros((periods, count)), np.zeros((periods, count))
    stock = calm = np.full(count, holding.opening)
    for t in range(periods):
        at_hand = stock * holding.kept
        most = np.minimum(at_hand if np.isinf(holding.limit) else np.minimum(at_hand, holding.limit * calm), missing[t])
        given[t] = np.where(allowed[t], most, 0.0)
        gained = holding.beside[t] if holding.beside[t] > 0 else np.where(disrupted[t], 0.0, holding.beside[t])
        stock = np.maximum(at_hand - given[t] + gained, 0.0) + holding.arriving[t]
        calm = np.where(disrupted[t], calm, stock)
        stocks[t] = stock
    return given, stocks
