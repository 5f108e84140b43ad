"""When stories begin: one story may begin on several dates, and a child so many months after its parent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from model.calendar import Calendar, Span, add_months

AFTER_PARENT = re.compile(r"\+\s*(\d{1,4})(?:\s*months?)?|(\d{1,4})\s*months?", re.IGNORECASE)


@dataclass(frozen=True)
class Onsets:
    """What a story's Onset cell says: each time is a Span, or a number of months after the parent's onset."""

    times: tuple[Span | int, ...]

    @property
    def spans(self) -> list[Span]:
        """The times that are dates."""
        return [time for time in self.times if isinstance(time, Span)]

    @property
    def is_relative(self) -> bool:
        """Whether any of the times counts from the parent's onset."""
        return len(self.spans) < len(self.times)


@dataclass(frozen=True)
class Beginning:
    """One period in which a story begins: `day` as typed, `parent` the number of its parent's beginning among those of the
    parent, `date` how names tell it from the story's other beginnings, "" where the story has one date alone."""

    period: int
    day: datetime
    parent: int = 0
    date: str = ""

    def name(self, story: str) -> str:
        """How reports call the story that begins then: `Name`, or `Name (2027Q4)`."""
        return f"{story} ({self.date})" if self.date else story


def months_after_parent(text: str) -> int | None:
    """`+9 months`, `+9` or `9 months` as 9; None for any other text."""
    found = AFTER_PARENT.fullmatch(text)
    return None if found is None else int(found[1] or found[2])


def time_in_words(time: Span | int) -> str:
    """A time as a planner types it."""
    return time.text if isinstance(time, Span) else f"+{time} months"


def base_beginning(calendar: Calendar) -> Beginning:
    """The base story begins with the plan."""
    return Beginning(1, calendar.start)


def beginnings_after(time: Span | int, parents: Sequence[Beginning], calendar: Calendar) -> list[Beginning]:
    """A time counted from each of the parent's beginnings, wherever it may lie: T + 1 is any period after the plan."""
    days = [time.start if isinstance(time, Span) else add_months(parent.day, time) for parent in parents]
    return [Beginning(calendar.period_of(day), day, number) for number, day in enumerate(days)]


def find_beginnings(onsets: Onsets, parents: Sequence[Beginning], calendar: Calendar) -> list[Beginning]:
    """The beginnings of a story within the plan, each later than that of its parent which it follows, in order of time.

    They carry a date in their name where the cell lists several or the parent has several, and the parent's date too
    where the own does not tell them apart.
    """
    found = [
        beginning
        for time in onsets.times
        for beginning in beginnings_after(time, parents, calendar)
        if parents[beginning.parent].period < beginning.period <= calendar.periods
    ]
    found.sort(key=lambda beginning: (beginning.period, beginning.parent))
    if len(onsets.times) == 1 and not any(parent.date for parent in parents):
        return found
    alike = Counter(beginning.period for beginning in found)

    def date(beginning: Beginning) -> str:
        after = f", after {parents[beginning.parent].date}" if alike[beginning.period] > 1 else ""
        return f"{calendar.label(beginning.period)}{after}"

    return [replace(beginning, date=date(beginning)) for beginning in found]
