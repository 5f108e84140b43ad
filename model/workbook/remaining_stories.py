"""The stories that are left when the first period is over and none has begun by the second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from model.calendar import Span
from model.onsets import Beginning, Onsets, base_beginning, beginnings_after, find_beginnings
from model.schema import Column
from model.workbook.draft import Draft, Row
from model.workbook.result_book import NoResultError

NOW = 2  # the period that begins: a story that would have begun by then has not
SURE = 1e-9  # of the probability that is left: less is none


@dataclass(frozen=True)
class Remaining:
    """`kept`: the rows that are left, with their probability and the times that may still come. `gone` are the names of
    stories that did not happen, `fewer` of those that have lost some of their dates; `happened_not`: the probability, seen
    from the last plan, that none of them did."""

    kept: tuple[tuple[Row, float, Onsets], ...]
    gone: tuple[str, ...]
    fewer: tuple[str, ...]
    happened_not: float

    def rows(self, typed: Callable[[Column, Any], Any]) -> list[dict[str, Any]]:
        """The rows as a planner types them; `typed` says how a column's value is typed."""
        found = []
        for row, probability, onset in self.kept:
            values = {column.field: row.typed(column.field) for column in row.table.sheet.columns}
            values |= {"probability": probability, "onset": onset}
            found.append({column.field: typed(column, values[column.field]) for column in row.table.sheet.columns})
        return found


def remaining_stories(draft: Draft) -> Remaining:
    """Onsets by the second period are dropped, and those that could only follow them; a story's probability is shared by
    its dates, so it loses their share. Probabilities given the base story are conditional on nothing having begun: divided by
    1 − Σ of what is dropped. Those given another story stay. Raises NoResultError where nothing else could have happened."""
    calendar = draft.calendar
    waiting = {row.text("story"): row for row in draft["stories"]}
    before: dict[str, list[Beginning]] = {"": [base_beginning(calendar)]}
    left: dict[str, list[Beginning]] = {"": [base_beginning(calendar)]}
    kept: dict[str, tuple[Row, float, Onsets]] = {}
    gone, fewer, lost = [], [], 0.0
    while ready := [name for name, row in waiting.items() if _parent(row) in before]:
        for name in ready:
            row = waiting.pop(name)
            parents, survivors = before[_parent(row)], left[_parent(row)]
            onset, probability = row.typed("onset"), float(row.typed("probability"))
            times = tuple(time for time in onset.times if _comes(time, parents, survivors, draft))
            share = probability * len(times) / len(onset.times)
            before[name] = find_beginnings(onset, parents, calendar)
            still = find_beginnings(Onsets(times), survivors, calendar) if times else []
            left[name] = still
            if _parent(row) == "":
                lost += probability - share
            if times and survivors:
                kept[name] = (row, share, Onsets(times))
                fewer += [name] if len(times) < len(onset.times) else []
            else:
                gone.append(name)
    if lost >= 1.0 - SURE:
        raise NoResultError(
            f"By {calendar.label(min(NOW, calendar.periods))} one of the stories surely begins, so the plan does not say "
            "how to go on without any."
        )
    conditional = {
        name: (row, share / (1.0 - lost) if _parent(row) == "" else share, onset)
        for name, (row, share, onset) in kept.items()
    }
    order = [row.text("story") for row in draft["stories"]]
    return Remaining(
        tuple(conditional[name] for name in order if name in conditional), tuple(gone), tuple(fewer), 1.0 - lost
    )


def _parent(row: Row) -> str:
    parent = row.text("parent")
    return "" if parent == "base" else parent


def _comes(time: Span | int, parents: list[Beginning], survivors: list[Beginning], draft: Draft) -> bool:
    """Whether a story may still begin then: after the second period, and after a beginning of its parent that is left. One
    that never did (it lies after the plan) is left as it was typed."""
    all_of = [one for one in beginnings_after(time, parents, draft.calendar) if one.period > parents[one.parent].period]
    if not all_of or all(one.period > draft.calendar.periods for one in all_of):
        return bool(survivors)
    return any(
        one.period > max(survivors[one.parent].period, NOW) for one in beginnings_after(time, survivors, draft.calendar)
    )
