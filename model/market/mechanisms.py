"""Floor mechanisms: who pays what the seller gets beyond its price, and when. All that tells one from another is asked here.

The words are those of model.schema.mechanisms, where the columns that each needs stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from model.calendar import FloatArray


class Kind(Enum):
    """By which way a seller gets what a floor adds to its price."""

    BORDER = "buyers pay sellers inside, and outsiders' goods are topped up at the border"
    SETTLED = "the treasury pays the difference on what is open, bought or not"
    OFFTAKE = "the buyer of the contracted tonnes pays, taken or not"


@dataclass(frozen=True)
class Mechanism:
    """One mechanism of the Floors sheet. `agreed` is what a seller gets for a tonne, USD/t, from what the market pays
    it and φ, before anything flows back above a trigger; `has_trigger` says whether anything does."""

    name: str
    plural: str
    kind: Kind
    agreed: Callable[[FloatArray, FloatArray], FloatArray]
    has_trigger: bool = True

    @property
    def at_border(self) -> bool:
        """Whether it holds for all sellers of members and home, and not for the tonnes of one contract."""
        return self.kind is Kind.BORDER

    @property
    def settled(self) -> bool:
        """Whether the treasury pays, and not the buyer."""
        return self.kind is Kind.SETTLED

    @property
    def commits(self) -> bool:
        """Whether contracted tonnes are paid for even if not taken."""
        return self.kind is Kind.OFFTAKE

    def terms(
        self, market: FloatArray, phi: FloatArray, trigger: float, share: float
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """What the buyer pays, what the treasury settles (negative: receives) and what flows back to the buyer at most,
        USD/t, of a contract in force; `share` is that of the price above the `trigger` which the seller gives back."""
        agreed, nothing = self.agreed(market, phi), np.zeros_like(market)
        if self.settled:
            return market, agreed - market - share * np.maximum(market - trigger, 0.0), nothing
        return agreed, nothing, share * np.maximum(agreed - trigger, 0.0)


def _fixed(market: FloatArray, phi: FloatArray) -> FloatArray:
    """φ, whatever the market pays."""
    return np.broadcast_to(phi, market.shape)


MECHANISMS = {
    mechanism.name: mechanism
    for mechanism in (
        Mechanism("border floor", "border floors", Kind.BORDER, np.maximum, has_trigger=False),
        Mechanism("contract for difference", "contracts for difference", Kind.SETTLED, np.maximum),
        Mechanism("buyer-paid floor", "buyer-paid floors", Kind.OFFTAKE, np.maximum),
        Mechanism("fixed price", "fixed prices", Kind.OFFTAKE, _fixed, has_trigger=False),
    )
}


def settled_mechanisms() -> list[Mechanism]:
    """Those under which the treasury pays."""
    return [mechanism for mechanism in MECHANISMS.values() if mechanism.settled]


def settled_plurals() -> str:
    """Their names in a sentence."""
    return " and ".join(mechanism.plural for mechanism in settled_mechanisms())
