"""A variant of the case solved for a study: from where the case was left, and certified as the plan itself is."""

from __future__ import annotations

from collections.abc import Iterable

from model.changes import Change
from model.results.facts.run import Run
from model.solve import Status
from model.studies.session import Session
from model.studies.study import Base
from model.studies.time_left import stages_of_task


class NoPlanError(Exception):
    """A variant has no certified plan; the message says why, in a sentence."""


NO_PLAN = "it has no plan: its hard requirements contradict each other."
NOT_SOLVED = "the solver ended without an optimum."
NOT_CERTIFIED = "its plan could not be certified, and is not shown."
NO_TIME = "the time limit left no time for it."


def solve_variant(base: Base, changes: Iterable[Change], whole_lots: bool = False) -> Run:
    """The certified plan of a variant, before whole lots are rounded unless asked for. Raises NoPlanError, and
    UnusableFiguresError where its figures are too far apart."""
    return certified(Session(base.case, base.left).solve(stages_of_task(), changes, whole_lots))


def certified(run: Run) -> Run:
    """The run itself if it has a certified plan. Raises NoPlanError."""
    if run.status is Status.LIMIT or run.stopped is not None:
        raise NoPlanError(NO_TIME)
    if run.result is None:
        raise NoPlanError(NO_PLAN if run.status is Status.INFEASIBLE else NOT_SOLVED)
    if not run.optimal:
        raise NoPlanError(NOT_CERTIFIED)
    return run
