"""Tiny plans for the tests of simulations: solved, and made the base of a study."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.results.facts.simulation import Simulation
from model.simulation.replay import Replayer
from model.stages import Stages
from model.studies.base import base_of
from model.studies.run_studies import solve_task
from model.studies.session import Session
from model.studies.simulation import SimulationStudy, problem_data
from model.studies.study import Base
from model.workbook import load
from tests.tiny import Rows, workbook


def solved(folder: Path, settings: Mapping[str, Any] | None = None, **sheets: Rows) -> Base:
    """The plan of a tiny workbook, as studies start from it."""
    session = Session(load(workbook(folder / "tiny.xlsx", settings, **sheets)).case)
    run = session.solve(Stages())
    assert run.optimal
    return base_of(session, run)


def replayer_of(base: Base) -> Replayer:
    return Replayer(problem_data(base), base.values)


def simulate(base: Base, histories: int, seed: int = 1, sample: int = 0) -> Simulation:
    """What a simulation finds, its tasks solved in this process."""
    study = SimulationStudy(histories, seed, sample)
    outcomes = {task.name: solve_task(base, task, float("inf")) for task in study.tasks(base)}
    found = study.findings(base, outcomes)
    assert isinstance(found, Simulation), found
    return found
