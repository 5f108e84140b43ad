"""The base of a study of a tiny workbook, and a study of it run in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.results.facts.run import Run
from model.stages import Stages
from model.studies.base import base_of
from model.studies.run_studies import solve_task
from model.studies.session import Session
from model.studies.study import Base, Study
from model.workbook import load
from tests.tiny import Rows, workbook


def solved(folder: Path, settings: Mapping[str, Any] | None = None, **sheets: Rows) -> tuple[Base, Run]:
    """A tiny workbook solved: what its studies start from, and its certified run."""
    session = Session(load(workbook(folder / "tiny.xlsx", settings, **sheets)).case)
    run = session.solve(Stages())
    assert run.optimal
    return base_of(session, run), run


def studied(study: Study, base: Base) -> Any:
    """What a study finds."""
    return study.findings(base, {task.name: solve_task(base, task, 60.0) for task in study.tasks(base)})
