"""The main job: a checked case becomes a certified answer, without the reserve and with it."""

from __future__ import annotations

from model.case import Case
from model.results.facts.outcome import Outcome
from model.stages import Stages
from model.studies.session import Session


def run_main_job(case: Case, stages: Stages) -> Outcome:
    """Solve a case once, as a session begins."""
    return Session(case).solve(stages)
