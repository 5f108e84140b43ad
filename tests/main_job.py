"""The main job as tests have it: a checked case solved once, with nothing known before."""

from __future__ import annotations

from model.case import Case
from model.results.facts.run import Run
from model.stages import Stages
from model.studies.session import Session


def run_main_job(case: Case, stages: Stages) -> Run:
    """The case, as `run.py solve` without a last plan solves it."""
    return Session(case).solve(stages)
