"""What the studies found, for the pages of the result. Each study has a field, and its findings a file of their own."""

from __future__ import annotations

from dataclasses import dataclass

from model.results.facts.alternatives import Alternatives
from model.results.facts.largest_supplier import LargestLost
from model.results.facts.objectives import Objectives
from model.results.facts.one_more import OneMore
from model.results.facts.partners import Partners
from model.results.facts.simulation import NoSimulation, Simulation
from model.results.facts.sweep import Sweep
from model.results.facts.uncertainty import Uncertainty
from model.results.facts.what_if import WhatIf
from model.results.facts.worth_of_floors import WorthOfFloors


@dataclass(frozen=True)
class Studies:
    """The findings of every study that ran; None, or nothing, of one that did not."""

    what_ifs: tuple[WhatIf, ...] = ()
    worth_of_reserve: bool = False  # asked for: the plan without the reserve is in the run already
    worth_of_floors: WorthOfFloors | None = None
    partners: Partners | None = None
    largest_lost: LargestLost | None = None
    uncertainty: Uncertainty | None = None
    one_more: tuple[OneMore, ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    alternatives: Alternatives | None = None
    objectives: Objectives | None = None
    simulation: Simulation | NoSimulation | None = None
