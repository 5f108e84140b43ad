"""What the loss of the largest supplier of each material would do."""

from __future__ import annotations

from dataclasses import dataclass

NAN = float("nan")


@dataclass(frozen=True)
class Loss:
    """A material and the country with the largest `share` of its capacity. What is missing because of the loss, until the
    horizon and beyond what would be missing without it, with the reserve's releases and without: USD discounted, of all
    materials of the chain, and t of `short_of`, the one whose shortage costs most. `days_with`, `days_without`: from the day
    of the loss to the first period in which not all can be met any more, infinite where it always can.

    NaN, and in sentences `why`, where it could not be solved.
    """

    material: str
    country: str
    share: float
    short_of: str = ""
    cost_with: float = NAN
    cost_without: float = NAN
    tonnes_with: float = NAN
    tonnes_without: float = NAN
    days_with: float = NAN
    days_without: float = NAN
    why: tuple[str, ...] = ()

    @property
    def spared(self) -> float:
        """What the reserve spares, USD."""
        return self.cost_without - self.cost_with


@dataclass(frozen=True)
class LargestLost:
    """The losses, that first which costs most with the reserve, those that could not be solved last. `period`: in which
    they begin, None where the plan is too short for any; they last so many `months`."""

    losses: tuple[Loss, ...]
    period: str | None
    months: int
