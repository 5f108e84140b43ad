"""The study of the What-ifs sheet: every what-if solved as the plan itself is, its whole lots included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.changes import Variant
from model.results.facts.run import Run
from model.results.facts.variant_figures import from_plain, to_plain, variant_figures
from model.results.facts.what_if import WhatIf
from model.schema.studies import WHAT_IFS
from model.solve import Status
from model.studies.session import Session
from model.studies.study import Base, Outcome, Plain, Task
from model.studies.time_left import stages_of_task
from model.studies.variant import NO_TIME, NOT_CERTIFIED, NoPlanError

Explain = Callable[[Run, Variant], Iterable[str]]
"""Why a variant has no plan, in sentences. It goes to where variants are solved, with a `repr` that stays the same."""


@dataclass(frozen=True)
class WhatIfs:
    """The what-ifs of a workbook, in their order."""

    variants: tuple[Variant, ...]
    explain: Explain
    kind: str = WHAT_IFS

    def tasks(self, base: Base) -> Sequence[Task]:
        """One for each."""
        return [Task(variant.name, solve_what_if, (variant, self.explain)) for variant in self.variants]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> tuple[WhatIf, ...]:
        """All of them, however they ended."""
        return tuple(_what_if(variant.name, outcomes[variant.name]) for variant in self.variants)


def solve_what_if(base: Base, variant: Variant, explain: Explain) -> Plain:
    """Status, figures (None without a plan) and why there is none."""
    run = Session(base.case, base.left).solve(stages_of_task(), variant.changes)
    if run.status is Status.LIMIT or run.stopped is not None:
        raise NoPlanError(NO_TIME)
    if run.result is None:
        return _plain(run.status.value, None, explain(run, variant))
    if not run.optimal:
        return _plain(run.status_word, None, [NOT_CERTIFIED])
    return _plain(run.status_word, to_plain(variant_figures(run)), [])


def _plain(status: str, figures: Mapping[str, Any] | None, why: Iterable[str]) -> Plain:
    return {"status": status, "figures": figures, "why": list(why)}


def _what_if(name: str, outcome: Outcome) -> WhatIf:
    found = outcome.found
    if found is None:
        late = NO_TIME in outcome.why
        return WhatIf(name, (Status.LIMIT if late else Status.ERROR).value, None, outcome.why, outcome.seconds)
    figures = None if found["figures"] is None else from_plain(found["figures"])
    return WhatIf(name, found["status"], figures, tuple(found["why"]), outcome.seconds)
