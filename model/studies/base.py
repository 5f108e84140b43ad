"""The plan that studies start from, made of a session's run."""

from __future__ import annotations

from dataclasses import replace

from model.results.facts.run import Run
from model.results.facts.variant_figures import variant_figures
from model.studies.binding_cells import find_binding_cells
from model.studies.session import Session
from model.studies.study import Base


def base_of(session: Session, run: Run) -> Base:
    """The base of a session whose case has been solved, with its certified `run`."""
    assert run.result is not None
    optimum = run.result if run.unrounded is None else run.unrounded
    layout = run.result.solution.layout
    return Base(
        case=session.case,
        left=session.left,
        figures=variant_figures(replace(run, result=optimum)),
        values={name: run.result.value(name) for name in layout.columns},
        short_without=None if run.without is None else run.without.value("short"),
        binding=find_binding_cells(optimum),
    )
