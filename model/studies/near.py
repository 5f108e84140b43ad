"""A variant solved from where the base was left, by the names of columns and rows."""

from __future__ import annotations

from collections.abc import Iterable

from model.changes import Change
from model.results.facts.run import Run
from model.studies.of_base import near
from model.studies.session import Session
from model.studies.study import Base
from model.studies.time_left import stages_of_task
from model.studies.variant import certified


def solve_near(base: Base, changes: Iterable[Change]) -> Run:
    """The certified plan of a variant in which few numbers change, before whole lots are rounded; as
    model.studies.variant.solve_variant, which compares blocks: one in which a column comes or goes would be a new one."""
    return certified(Session(base.case, base.left, near(base)).solve(stages_of_task(), changes, whole_lots=False))
