"""The main job: a checked case becomes a certified answer, without the reserve and with it."""

from __future__ import annotations

from model.case import Case
from model.results.facts.run import Run
from model.stages import Stages
from model.studies.session import Session


def run_main_job(case: Case, stages: Stages) -> Run:
    """Solve a case once, as a session begins."""
    return Session(case).solve(stages)
