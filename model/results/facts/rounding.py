"""What was rounded to whole lots after the solve, and what that cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.case import Case


@dataclass(frozen=True)
class Lot:
    """An order of the first period (material, offer, country) or a project, with the tonnes (t, or t/yr) that the program
    wanted when it was rounded."""

    name: Any
    wanted: float

    @property
    def is_project(self) -> bool:
        return isinstance(self.name, str)


def label(name: Any, case: Case) -> str:
    """`Bolivia antimony (Antimony)`, `Antimony made in Peru`, or the project's name."""
    if isinstance(name, str):
        return name
    material, offer, country = name
    if offer:
        return offer if material in offer else f"{offer} ({material})"
    names = case["countries"].set_index("country")["name"]
    return f"{material} made in {names.get(country, '') or country}"


@dataclass(frozen=True)
class Rounding:
    """Lots set to none, raised to their smallest size, and left below it; by how much the objective rose, USD. `stopped`:
    whether the time limit ended it while lots were still below."""

    none: tuple[Lot, ...]
    raised: tuple[Lot, ...]
    below: tuple[Lot, ...]
    cost: float
    rounds: int
    stopped: bool = False


def rounding_json(rounding: Rounding, case: Case) -> dict[str, Any]:
    """For machines: names with the tonnes wanted before."""
    return {
        "cost": rounding.cost,
        "rounds": rounding.rounds,
        **({"stopped": True} if rounding.stopped else {}),
        **{
            word: {label(lot.name, case): lot.wanted for lot in lots}
            for word, lots in (("left_out", rounding.none), ("raised", rounding.raised), ("below", rounding.below))
        },
    }
