"""What floors are worth: what the plan would cost without them, whose money that is, and which capacity would close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NAN = float("nan")


@dataclass(frozen=True)
class KeptOpen:
    """Capacity for a material that would close: in the mean over stories and periods and at the most, t/yr; `value` of the
    mean at base price, USD/yr; and whose it is."""

    material: str
    mean: float
    most: float
    value: float
    sellers: tuple[str, ...]


@dataclass(frozen=True)
class FloorWorth:
    """A floor, or all together. Figures are what it is worth, USD, expected and discounted: how much more the plan costs
    without it, counted as in the objective (`worth`, of which expected shortage cost `short`, and `penalties`;
    `short_without` the reserve), to the `nation`, and by ledger, where a negative figure is what the floor costs that one.
    `kept`: the capacity that would close, the most valuable first; `projects` that could not be funded.

    `solved` is False where the program is the same without it. NaN, and in sentences `why`, where there is no plan.
    """

    name: str
    solved: bool = True
    worth: float = NAN
    nation: float = NAN
    short: float = NAN
    short_without: float = NAN
    penalties: float = NAN
    ledgers: Mapping[str, float] = field(default_factory=dict)
    kept: tuple[KeptOpen, ...] = ()
    projects: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def value_kept(self) -> float:
        """Base price of the capacity that would close, USD/yr in the mean."""
        return sum(one.value for one in self.kept)


@dataclass(frozen=True)
class WorthOfFloors:
    """Each floor by name, the one worth most first, those without a plan last; and all `together`, None where there are less
    than two."""

    floors: tuple[FloorWorth, ...]
    together: FloorWorth | None
