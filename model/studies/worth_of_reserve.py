"""The study of what the reserve is worth, which needs no solve: the plan without it is in every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.schema.studies import WORTH_OF_RESERVE
from model.studies.study import Base, Outcome, Task


@dataclass(frozen=True)
class WorthOfReserveStudy:
    """The plan with the reserve against the one without."""

    kind: str = WORTH_OF_RESERVE

    def tasks(self, base: Base) -> Sequence[Task]:
        """None."""
        return ()

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> bool:
        """That it was asked for; model.results.facts.worth_of_reserve reads the two plans."""
        return True
