"""Which studies a run makes: those of the Studies sheet that are on, or those that were named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.case import Case
from model.changes import SweepPlan, Variant
from model.schema.studies import (
    ALTERNATIVES,
    LOSS_OF_LARGEST,
    OBJECTIVES,
    ONE_MORE,
    PARTNERS,
    SIMULATION,
    SWEEP,
    UNCERTAINTY,
    WHAT_IFS,
    WORTH_OF_FLOORS,
    WORTH_OF_RESERVE,
)
from model.studies.alternatives import AlternativesStudy, typed_shares
from model.studies.largest_supplier import LargestSupplier
from model.studies.objectives import ObjectivesStudy
from model.studies.one_more import OneMoreStudy
from model.studies.partners import PartnersStudy
from model.studies.simulation import simulation_of
from model.studies.study import Study
from model.studies.sweep import SweepStudy
from model.studies.uncertainty import UncertaintyStudy
from model.studies.what_ifs import Explain, WhatIfs
from model.studies.worth_of_floors import WorthOfFloorsStudy
from model.studies.worth_of_reserve import WorthOfReserveStudy


@dataclass(frozen=True)
class Given:
    """What studies are made of: the case, and what only the workbook's cells tell."""

    case: Case
    variants: tuple[Variant, ...]
    explain: Explain
    sweeps: tuple[SweepPlan, ...] = ()


# By kind: the field of model.results.facts.studies.Studies that takes what it finds, and the study itself.
STUDIES: Mapping[str, tuple[str, Callable[[Given], Study]]] = {
    WHAT_IFS: ("what_ifs", lambda given: WhatIfs(given.variants, given.explain)),
    WORTH_OF_RESERVE: ("worth_of_reserve", lambda _: WorthOfReserveStudy()),
    WORTH_OF_FLOORS: ("worth_of_floors", lambda _: WorthOfFloorsStudy()),
    PARTNERS: ("partners", lambda _: PartnersStudy()),
    LOSS_OF_LARGEST: ("largest_lost", lambda _: LargestSupplier()),
    UNCERTAINTY: ("uncertainty", lambda given: UncertaintyStudy()),
    ONE_MORE: ("one_more", lambda given: OneMoreStudy()),
    SWEEP: ("sweeps", lambda given: SweepStudy(given.sweeps)),
    ALTERNATIVES: ("alternatives", lambda given: AlternativesStudy(typed_shares(given.case))),
    OBJECTIVES: ("objectives", lambda given: ObjectivesStudy()),
    SIMULATION: ("simulation", lambda given: simulation_of(given.case)),
}


def kinds_on(case: Case) -> list[str]:
    """The kinds of study that the workbook asks for, each once; the what-ifs alone where it says nothing."""
    rows = case.records("studies")
    on = [row["study"] for row in rows if row["on"]] if rows else [WHAT_IFS]
    return [kind for kind in STUDIES if kind in on]


def studies_of(kinds: Collection[str], given: Given) -> list[Study]:
    """The studies of these kinds, in the order in which results show them."""
    return [make(given) for kind, (_, make) in STUDIES.items() if kind in kinds]


def as_fields(studies: Sequence[Study], findings: Sequence[Any]) -> dict[str, Any]:
    """Findings by the field that takes them."""
    return {STUDIES[study.kind][0]: found for study, found in zip(studies, findings, strict=True)}
