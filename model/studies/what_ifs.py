"""The study of the What-ifs sheet: the plan as it stands, then every what-if of it, on one session."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import perf_counter

from model.changes import Variant
from model.excel.cell_text import shortened
from model.results.facts.run import Run
from model.results.facts.variant_figures import variant_figures
from model.results.facts.what_if import WhatIf
from model.solve import Status
from model.stages import Stages
from model.studies.session import Session
from model.unusable import UnusableFiguresError

SHOWN = 48  # characters of a name on the screen
UNUSABLE = "its figures are so far apart that no plan can be computed with them."
NOT_CERTIFIED = "its plan could not be certified, and is not shown."
NO_MEMORY = "there is not enough memory for it."
NO_TIME = "the time limit left no time for it."
REFUSED = "the solver does not take its program: {}."

Explain = Callable[[Run, Variant], Iterable[str]]
"""Why a variant has no plan, in sentences."""


def run_what_ifs(session: Session, variants: Iterable[Variant], stages: Stages, explain: Explain) -> Run:
    """The outcome of a session's case as the main job has it, with its what-ifs, where it has a plan."""
    run = session.solve(stages)
    if run.result is None:
        return run
    done = []
    for variant in variants:
        with stages(f"what if {shortened(variant.name, SHOWN)}"):
            done.append(_solved(session, variant, stages, explain))
    return replace(run, studies=replace(run.studies, what_ifs=tuple(done)))


def _solved(session: Session, variant: Variant, stages: Stages, explain: Explain) -> WhatIf:
    """One what-if, however it ends: none takes the others with it."""
    started = perf_counter()

    def ended(status: str, *why: str) -> WhatIf:
        return WhatIf(variant.name, status, None, why, perf_counter() - started)

    if stages.over:
        return ended(Status.LIMIT.value, NO_TIME)
    try:
        run = session.solve(Stages(deadline=stages.watch.deadline), variant.changes)
    except UnusableFiguresError:
        return ended(Status.ERROR.value, UNUSABLE)
    except MemoryError:
        return ended(Status.ERROR.value, NO_MEMORY)
    except RuntimeError as refusal:  # of the solver
        return ended(Status.ERROR.value, REFUSED.format(refusal))
    if run.status is Status.LIMIT or run.stopped is not None:
        return ended(Status.LIMIT.value, NO_TIME)
    if run.result is None:
        return ended(run.status.value, *explain(run, variant))
    if not run.optimal:
        return ended(run.status_word, NOT_CERTIFIED)
    return WhatIf(variant.name, run.status_word, variant_figures(run), (), perf_counter() - started)
