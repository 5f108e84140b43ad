"""All checks of a workbook, run one after another so that a planner sees every problem at once."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from model.excel.problems import Problems
from model.workbook.checks import (
    before_start,
    effects,
    floors,
    horizon,
    limits,
    lots,
    money,
    names,
    near_names,
    onsets,
    participants,
    prices,
    reserve,
    shortages,
    stories,
    studies,
    studies_alternatives,
    studies_partners,
    studies_simulation,
    supply,
    times,
    trades,
    units,
    what_ifs,
)
from model.workbook.checks.check import Check
from model.workbook.draft import Draft
from model.workbook.tables.references import resolve_names

# In the order in which their checks are run. The first says whether the periods can be relied on; what stories finds is
# passed over by onsets, and what onsets finds by effects. Otherwise only messages about one cell follow each other so.
SUBJECTS: tuple[ModuleType, ...] = (
    horizon,
    names,
    near_names,
    floors,
    supply,
    lots,
    prices,
    shortages,
    units,
    money,
    reserve,
    limits,
    participants,
    before_start,
    stories,
    onsets,
    effects,
    times,
    trades,
    what_ifs,
    studies,
    studies_alternatives,
    studies_partners,
    studies_simulation,
)


def declared_in(subject: ModuleType) -> Iterator[Check]:
    """The checks that a file declares, in its order."""
    for one in vars(subject).values():
        if isinstance(one, Check) and one.finds.__module__ == subject.__name__:
            yield one


CHECKS = tuple(one for subject in SUBJECTS for one in declared_in(subject))


def check_all(draft: Draft, problems: Problems) -> None:
    """Run every check; the draft's names are canonical afterwards."""
    resolve_names(draft, problems)
    for one in CHECKS:
        one(draft, problems)


def check_for_errors(draft: Draft, problems: Problems) -> None:
    """Run the checks that do not only warn; the draft's names are canonical afterwards."""
    resolve_names(draft, problems)
    for one in CHECKS:
        if not one.only_warns:
            one(draft, problems)
