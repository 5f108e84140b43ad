"""What a sweep found: the plan's figures at every point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.changes import Axis, named
from model.results.facts.what_if import VariantFigures, differs
from model.tolerances import LEAST_USD

SIZES = frozenset(
    {("finance", "amount"), ("settings", "opening_cash"), ("targets", "days_of_cover"), ("targets", "tonnes")}
)
"""Cells, by field names, that make the reserve larger."""
ENOUGH = 0.8  # share of the protection that the page asks for


@dataclass(frozen=True)
class SweptPoint:
    """A point: its `values`, one for each axis, factors or in fixed units; `figures` of a certified plan, or else, in
    sentences, `why` there is none. `money`: the Finance amounts together, USD. `capacity`: of partners, open at the end, by
    material: t/yr, and USD/yr at base price."""

    values: tuple[float, ...]
    figures: VariantFigures | None
    money: float = np.nan
    capacity: Mapping[str, tuple[float, float]] | None = None
    why: tuple[str, ...] = ()

    @property
    def capacity_value(self) -> float:
        """Open capacity of partners, USD/yr; NaN where there is no plan."""
        return np.nan if self.capacity is None else sum(value for _, value in self.capacity.values())


@dataclass(frozen=True)
class Enough:
    """The smallest reserve that gives `ENOUGH` of the best protection of a sweep: the first solved `point` that does, and the
    `value` and the `money` (USD) between it and the one before, in a straight line; those of the point itself where it is the
    first of all. `best`: the point of most protection. `already`: what is spared at nothing, USD, where that is as much by
    itself; then `ENOUGH` is of what the size adds to it."""

    best: SweptPoint
    point: SweptPoint
    value: float
    money: float
    already: float = 0.0

    @property
    def between(self) -> bool:
        """Whether another figure was found between two points."""
        return self.value != self.point.values[0]


@dataclass(frozen=True)
class Sweep:
    """A sweep over one axis, or the two of a grid: its points rise along the last. `typed`: what stands in the cells of each
    axis, NaN where they differ. `falls`: whether theory has the objective fall (True) or rise with the axis; None where it
    says nothing."""

    row: int
    axes: tuple[Axis, ...]
    typed: tuple[float, ...]
    points: tuple[SweptPoint, ...]
    falls: bool | None = None

    @property
    def name(self) -> str:
        """`Finance: Amount`, or `Finance: Amount | Floors: Price` of a grid."""
        return named(self.axes)

    @property
    def solved(self) -> tuple[SweptPoint, ...]:
        """The points that have a plan."""
        return tuple(point for point in self.points if point.figures is not None)

    @property
    def sizes_reserve(self) -> bool:
        """Whether it is over one thing that makes the reserve larger."""
        return len(self.axes) == 1 and (self.axes[0].sheet, self.axes[0].column) in SIZES

    @property
    def over_floor(self) -> bool:
        """Whether one of its axes is the level of a floor."""
        return any(axis.sheet == "floors" for axis in self.axes)

    @property
    def best(self) -> SweptPoint | None:
        """The point of most protection, the first of several; None where no point protects."""
        protecting = [point for point in self.solved if _spared(point) >= LEAST_USD]
        return max(protecting, key=_spared, default=None)

    @property
    def enough(self) -> Enough | None:
        """The smallest reserve that is nearly as good as the largest; None where no point protects, or size is not varied."""
        best = self.best
        if best is None or not self.sizes_reserve:
            return None
        first = self.solved[0]
        already = _spared(first) if first.values[0] == 0.0 and ENOUGH * _spared(best) <= _spared(first) else 0.0
        wanted, before = already + ENOUGH * (_spared(best) - already), None
        for point in self.solved:
            if _spared(point) >= wanted:
                break
            before = point
        if before is None:
            return Enough(best, point, point.values[0], point.money, already)
        share = (wanted - _spared(before)) / (_spared(point) - _spared(before))
        value = before.values[0] + share * (point.values[0] - before.values[0])
        return Enough(best, point, value, before.money + share * (point.money - before.money), already)

    @property
    def against_theory(self) -> tuple[tuple[SweptPoint, SweptPoint], ...]:
        """Neighbours of which the objective moves the wrong way, by more than the solver's dust."""
        if self.falls is None:
            return ()
        sign = 1.0 if self.falls else -1.0
        found = []
        for lower, upper in zip(self.solved, self.solved[1:], strict=False):
            assert lower.figures is not None and upper.figures is not None
            one, other = lower.figures.objective, upper.figures.objective
            if sign * (other - one) > 0 and differs(one, other):
                found.append((lower, upper))
        return tuple(found)


def _spared(point: SweptPoint) -> float:
    return np.nan if point.figures is None else point.figures.spared
