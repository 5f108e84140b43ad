"""Cases of a chosen size, grown from another: by more dates of its stories, by copies of its materials, by a longer horizon
or by shorter periods.

A case keeps its mechanisms, whatever its size. What is aimed at is the number of columns, which is almost proportional to
the nodes of the tree and to the materials; what a case came to is measured, not promised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from model.calendar import Span
from model.case import Case
from model.changes import SETTINGS_FIELD, Change
from model.market import build_market
from model.onsets import Onsets
from model.program import make_problem_data
from model.tree import build_tree
from tests.benchmarks.copies import materials_for

MONTHS = 1  # length of a period where periods are made shorter


def columns_of(case: Case) -> int:
    """Columns of the case's program, counted without building it."""
    case = case.in_definite_order()
    tree = build_tree(case)
    data = make_problem_data(case, tree, build_market(case, tree))
    return sum(len(cells) for cells in data.cells.values())


def by_stories(case: Case, columns: int) -> Case:
    """With more dates on which its stories begin, or with fewer, and then fewer stories.

    Dates of a story share its probability, so that any number of them is sound. Stories that grow out of another follow all
    of its dates. A date is added where the story's other dates are farthest away, in turn to each story that has no parent.
    """
    wanted = columns / columns_of(case) * build_tree(case).size
    steps = _with_more_dates(case) if build_tree(case).size < wanted else _with_fewer_dates(case)
    return _nearest(case, steps, wanted)


def by_materials(case: Case, columns: int) -> Case:
    """With copies of its materials and of all that is said of them; see `copies`. ValueError where it is larger than that."""
    return materials_for(case, columns / columns_of(case))


def by_horizon(case: Case, columns: int) -> Case:
    """With more periods of the same length. ValueError where it is larger than that."""
    tree = build_tree(case)
    wanted = columns / columns_of(case) * tree.size
    if wanted < tree.size:
        raise ValueError(f"the case has more than {columns} columns, and dates after the end of a shorter horizon")
    longer = (_with_settings(case, periods=periods) for periods in range(case.calendar.periods + 1, 10_000))
    return _nearest(case, longer, wanted)


def by_finer_periods(case: Case, columns: int) -> Case:
    """With periods of one month over the same horizon, and its stories' dates grown or cut to the size."""
    periods = case.calendar.periods * case.calendar.months // MONTHS
    return by_stories(_with_settings(case, period_months=MONTHS, periods=periods), columns)


WAYS: Mapping[str, Callable[[Case, int], Case]] = {
    "stories": by_stories,
    "materials": by_materials,
    "horizon": by_horizon,
    "periods": by_finer_periods,
}
"""How a case may be brought to a number of columns, by the name of what there is more of."""


def _nearest(case: Case, steps: Iterator[Case], nodes: float) -> Case:
    """The first of the ever larger (or ever smaller) cases whose tree is nearest to so many nodes."""
    best = case
    for step in steps:
        if abs(build_tree(step).size - nodes) > abs(build_tree(best).size - nodes):
            break
        best = step
    return best


def _with_settings(case: Case, **values: int) -> Case:
    return case.with_changes(Change(SETTINGS_FIELD, (), name, "set", value) for name, value in values.items())


def _with_more_dates(case: Case) -> Iterator[Case]:
    """The case with one date more, and with another one more, until every story begins in every period."""
    periods = range(2, case.calendar.periods + 1)
    added = True
    while added:
        added = False
        for story, onsets in _dates(case):
            taken = {case.calendar.period_of(span.start) for span in onsets.spans}
            free = [t for t in periods if t not in taken]
            if free:
                added = True
                farthest = max(free, key=lambda t: (min(abs(t - other) for other in taken), -t))
                day = case.calendar.starts[farthest - 1]
                span = Span(day, day + timedelta(days=1), day.date().isoformat())
                case = _with_onsets(case, story, Onsets((*onsets.times, span)))
                yield case


def _with_fewer_dates(case: Case) -> Iterator[Case]:
    """The case with one date less, of the story that has the most, and when all have one, with one story less, the last
    from which no other grows."""
    while len(case["stories"]) > 1:
        story, onsets = max(_dates(case), key=lambda dated: len(dated[1].times))
        if len(onsets.times) > 1:
            case = _with_onsets(case, story, Onsets(onsets.times[:-1]))
        else:
            stories = case["stories"]
            parents = set(stories["parent"])
            last = [name for name in stories["story"] if name not in parents][-1]
            kept = {sheet: case[sheet][case[sheet]["story"] != last] for sheet in ("stories", "effects")}
            kept = {sheet: table.reset_index(drop=True) for sheet, table in kept.items()}
            case = replace(case, tables={**case.tables, **kept})
        yield case


def _dates(case: Case) -> list[tuple[str, Onsets]]:
    """The stories without a parent, and when they begin."""
    stories = case["stories"]
    own = [name in ("", "base") for name in stories["parent"]]
    return list(zip(stories["story"][own], stories["onset"][own], strict=True))


def _with_onsets(case: Case, story: str, onsets: Onsets) -> Case:
    stories = case["stories"]
    pairs = zip(stories["story"], stories["onset"], strict=True)
    changed = pd.Series([onsets if name == story else old for name, old in pairs], dtype=object)
    return replace(case, tables={**case.tables, "stories": stories.assign(onset=changed)})
