"""The reserve by material and period, on the base path and expected: what several sheets read from."""

from __future__ import annotations

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.cover import DAYS_IN_YEAR
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import base_nodes
from model.tolerances import DUST
from model.tree import IntArray

MET = 0.95  # share of a target from which on it counts as met: demand grows on, and plans follow it in steps


class ReserveGrids:
    """The reserve by material and period (I, T): base path (NaN where the base story cannot run) and expected, t.

    `out` t is what participants have drawn and not put back on the base path; `counted` t what counts towards a target
    there: the stock and what is out.
    `target` t is what the Targets sheet asks for on the base path, 0 before By; `price` b in USD/t.
    `demand` t/yr is what days of cover count: that of the segments `of` (I,), "" = of all.
    """

    def __init__(self, result: PlanResult) -> None:
        data = result.data
        tree, self.materials = data.tree, data.market.materials
        rows, self.periods = len(self.materials), data.case.calendar.periods
        base = base_nodes(tree)
        at, nodes = np.array(list(base)) - 1, np.array(list(base.values()))
        stock = result.grid("stock", rows)
        self.stock = np.full((rows, self.periods), np.nan)
        self.stock[:, at] = stock[:, nodes]
        self.out = np.zeros((rows, self.periods))
        self.out[:, at] = result.drawn("on_loan")[:, nodes]
        self.counted = self.stock + self.out
        self.target = np.zeros((rows, self.periods))
        self.target[:, at] = data.cover.required[:, nodes]
        self.owed = np.zeros((rows, self.periods), dtype=bool)
        self.owed[:, at] = data.cover.owed[:, nodes]
        self.expected = np.zeros((rows, self.periods))
        np.add.at(self.expected.T, data.node_period, (stock * tree.weight).T)
        self.price = data.market.base_price
        self.demand, self.of = data.cover.counted, np.array(data.cover.of, dtype=object)
        self.held: BoolArray = np.logical_or((stock > DUST).any(axis=1), (data.cover.required > 0).any(axis=1))

    def whose(self, rows: IntArray) -> dict[str, list[str]]:
        """The column `of` whom the days of these materials count the demand; none where all count all demand."""
        return {"of": [str(of) or "all demand" for of in self.of[rows]]} if any(self.of) else {}

    def days(self, amount: FloatArray) -> FloatArray:
        """Tonnes (I, T) as days of yearly demand; NaN where there is no demand."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.demand > 0, amount / self.demand * DAYS_IN_YEAR, np.nan)

    def worth(self, period: int) -> float:
        """The stock at base price at the end of a period of the base path, USD."""
        return float(np.nansum(self.stock[:, period - 1] * self.price[:, period - 1]))

    def targets_met(self, period: int) -> tuple[int, int]:
        """How many of the targets owed at the end of a period of the base path are met to 95 %, and how many are owed."""
        t = period - 1
        owed = self.owed[:, t]
        met = owed & (self.counted[:, t] >= self.target[:, t] * MET)
        return int(met.sum()), int(owed.sum())

    def ranked(self, by: FloatArray, count: int) -> list[int]:
        """The materials held or asked for with the largest figures, at most `count`."""
        held = np.flatnonzero(self.held)
        order: list[int] = held[np.argsort(-np.nan_to_num(by[held]), kind="stable")].tolist()
        return order[:count]


def cover_over_time(grids: ReserveGrids) -> tuple[FloatArray, FloatArray]:
    """Days held and days asked for at the end of each period of the base path, (T,), NaN where there are none.

    Tonnes and demand count at base price. Of the materials that have a target, or of all held where none has; of each no
    more counts than its largest target, so that plenty of one does not hide the want of another.
    """
    targeted = grids.owed.any(axis=1)
    own = (targeted if targeted.any() else grids.held) & (grids.demand > 0).all(axis=1)
    price, demand = grids.price[own], grids.demand[own]
    most = grids.target[own].max(axis=1, keepdims=True) if targeted.any() else np.inf
    wanted = (demand * price).sum(axis=0)

    def days(tonnes: FloatArray) -> FloatArray:
        worth = (tonnes * price).sum(axis=0)
        return np.divide(worth * DAYS_IN_YEAR, wanted, out=np.full_like(worth, np.nan), where=wanted > 0)

    return days(np.minimum(grids.counted[own], most)), days(grids.target[own])
