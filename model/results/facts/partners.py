"""What memberships of agreements are worth."""

from __future__ import annotations

from dataclasses import dataclass

NAN = float("nan")
NOTHING = (0.0,) * 7  # the figures of a membership that makes no difference


@dataclass(frozen=True)
class Reason:
    """A material of which a membership changes the cost: what it saves of its expected shortage cost and of the cost of its
    supply, USD, and how much more capacity it keeps open, t/yr in the mean over stories and periods."""

    material: str
    short: float
    supply: float
    opened: float


@dataclass(frozen=True)
class PartnerWorth:
    """A membership that a country could enter (`joins`) or leave. Figures are what the membership is worth, USD, expected and
    discounted: by how much it lowers the objective, of which expected shortage cost (`short`; `short_without` the
    reserve) and `penalties`; `duties` that the treasury loses by it; what it is worth to the `nation` as a whole, duties
    counted and penalties not. `moved`: orders now that it changes, up and down together.

    `solved` is False where the program is the same with and without it. NaN, and in sentences `why`, where there is no plan.
    """

    agreement: str
    country: str
    joins: bool
    solved: bool = True
    worth: float = NAN
    short: float = NAN
    short_without: float = NAN
    penalties: float = NAN
    duties: float = NAN
    nation: float = NAN
    moved: float = NAN
    reasons: tuple[Reason, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def supply(self) -> float:
        """The rest of the worth: what supply, stocks and money cost less."""
        return self.worth - self.short - self.penalties


@dataclass(frozen=True)
class Partners:
    """All memberships, the one worth most first, those without a plan last."""

    found: tuple[PartnerWorth, ...]
