"""Periods and dates: which rows are in force when, and how long things take in whole periods."""

from __future__ import annotations

import calendar
import math
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:  # at run time numpy is loaded by whoever asks for arrays: to check a workbook takes none
    import numpy as np
    import numpy.typing as npt

FloatArray: TypeAlias = "npt.NDArray[np.float64]"
BoolArray: TypeAlias = "npt.NDArray[np.bool_]"

PERIOD = "period "  # before the number of a period, where it stands as the name of a time
WORDS_FOR_WHEN = "a date, 2027Q3, 2027-07, 2027 or a period number"


class Span(NamedTuple):
    """A stretch of time as a planner names it. `end` is the first instant after it.

    A full date is the one day it names; `2027Q3`, `2027-07`, `2027` and a period number are what they say.
    """

    start: datetime
    end: datetime
    text: str

    @property
    def is_day(self) -> bool:
        return self.end - self.start == timedelta(days=1)

    @property
    def is_number(self) -> bool:
        """Whether it was typed as the number of a period."""
        return self.text.startswith(PERIOD)

    @property
    def number(self) -> int:
        """The number of the period it was typed as. Raises ValueError where it was typed otherwise."""
        return int(self.text.removeprefix(PERIOD))


def add_months(moment: datetime, months: int) -> datetime:
    """`moment` moved by whole calendar months, on the same day of the month or the month's last."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def parse_day_or_span(value: object) -> Span | None:
    """A cell's value as a Span, or None if it names none. Period numbers need a Calendar and are not read here."""
    if isinstance(value, datetime | date):
        start = datetime(value.year, value.month, value.day)
        return Span(start, start + timedelta(days=1), start.date().isoformat())
    if isinstance(value, bool):
        return None
    text = f"{value:g}" if isinstance(value, float) else str(value).strip()
    if quarter := re.fullmatch(r"(\d{4})\s*-?\s*[Qq]([1-4])", text):
        start = datetime(int(quarter[1]), 3 * int(quarter[2]) - 2, 1)
        return Span(start, add_months(start, 3), text)
    try:
        if re.fullmatch(r"\d{4}", text):
            return Span(datetime(int(text), 1, 1), datetime(int(text) + 1, 1, 1), text)
        if month := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
            start = datetime(int(month[1]), int(month[2]), 1)
            return Span(start, add_months(start, 1), text)
        if day := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", text):
            start = datetime(int(day[1]), int(day[2]), int(day[3]))
            return Span(start, start + timedelta(days=1), text)
    except ValueError:  # a month or day that no calendar has
        return None
    return None


@dataclass(frozen=True)
class Calendar:
    """The periods 1…T of a plan.

    `start` is the first day of period 1, `months` the length of a period. Arrays run over the T periods:
    `starts`, `ends` and `middles` are datetimes, `years_to_middle` years from Start to each middle.
    """

    start: datetime
    months: int
    periods: int
    starts: list[datetime] = field(init=False, repr=False)
    ends: list[datetime] = field(init=False, repr=False)
    middles: list[datetime] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        edges = [add_months(self.start, self.months * t) for t in range(self.periods + 1)]
        object.__setattr__(self, "starts", edges[:-1])
        object.__setattr__(self, "ends", edges[1:])
        object.__setattr__(self, "middles", [a + (b - a) / 2 for a, b in pairwise(edges)])

    @property
    def length(self) -> float:
        """h, the length of a period in years."""
        return self.months / 12

    @property
    def numbers(self) -> range:
        """The period numbers 1…T."""
        return range(1, self.periods + 1)

    @property
    def years_at_start(self) -> FloatArray:
        """Years from Start to the start of each period, shape (T,)."""
        import numpy as np

        return np.arange(self.periods, dtype=np.float64) * self.length

    def years_at(self, period: int) -> float:
        """Years from Start to the start of a period."""
        return (period - 1) * self.length

    @property
    def years_to_middle(self) -> FloatArray:
        """Years from Start to the middle of each period, shape (T,)."""
        years: FloatArray = self.years_at_start + self.length / 2
        return years

    @property
    def horizon_years(self) -> float:
        """Years from Start to the end of the last period."""
        return self.periods * self.length

    @property
    def calendar_years(self) -> list[int]:
        """The calendar year each period's middle lies in."""
        return [middle.year for middle in self.middles]

    def label(self, period: int) -> str:
        """How reports call a period: 2027, 2027Q3 or 2027-07; by first and last month where quarters do not fit."""
        start = self.starts[period - 1]
        if self.months == 12 and start.month == 1 and start.day == 1:
            return f"{start.year}"
        if self.months == 3 and start.month % 3 == 1 and start.day == 1:
            return f"{start.year}Q{(start.month + 2) // 3}"
        if self.months == 1 and start.day == 1:
            return f"{start.year}-{start.month:02d}"
        return f"{start.date().isoformat()} +{self.months}m"

    def parse(self, value: object) -> Span | None:
        """A cell's value as a Span; a whole number up to T is a period number. None if it names no time."""
        if isinstance(value, bool) or value is None:
            return None
        text = f"{value:g}" if isinstance(value, int | float) else str(value).strip()
        if re.fullmatch(r"\d{1,3}", text):
            period = int(text)
            if not 1 <= period <= self.periods:
                return None
            return Span(self.starts[period - 1], self.ends[period - 1], f"{PERIOD}{period}")
        return parse_day_or_span(value)

    def period_of(self, moment: datetime) -> int:
        """Number of the period that holds the moment: 0 before Start, T + 1 after the horizon."""
        if moment < self.start:
            return 0
        for number, end in zip(self.numbers, self.ends, strict=True):
            if moment < end:
                return number
        return self.periods + 1

    def number_of(self, moment: datetime) -> int:
        """Number of the period that holds the moment, counted on before Start (0 is the period before it) and after T."""
        months = (moment.year - self.start.year) * 12 + moment.month - self.start.month
        while add_months(self.start, months) > moment:
            months -= 1
        return months // self.months + 1

    def name_of(self, period: int) -> str:
        """A period, which may lie before Start, as a cell names it: 2027Q3 where that is its name, else its first day."""
        alone = Calendar(add_months(self.start, self.months * (period - 1)), self.months, 1)
        label, start = alone.label(1), alone.start
        read = parse_day_or_span(label)
        return label if read == (start, alone.ends[0], label) else start.date().isoformat()

    def in_force(self, start: Span | None, end: Span | None) -> BoolArray:
        """Where a row with these From and To is in force, shape (T,)."""
        import numpy as np

        force = np.zeros(self.periods, dtype=bool)
        numbers = self.open_periods(start, end)
        force[numbers.start - 1 : numbers.stop - 1] = True
        return force

    def open_periods(self, start: Span | None, end: Span | None) -> range:
        """Numbers of the periods in which a row with these From and To is in force: their middle lies in [From, To]."""
        first = bisect_left(self.middles, start.start) if start else 0
        return range(first + 1, max(bisect_left(self.middles, end.end) if end else self.periods, first) + 1)

    def covered_by(self, span: Span) -> list[int]:
        """Periods a Prices row covers: those whose middle it holds, or else the one it falls into."""
        held = [t for t, m in zip(self.numbers, self.middles, strict=True) if span.start <= m < span.end]
        if held and not span.is_day:
            return held
        period = self.period_of(span.start)
        return [period] if 1 <= period <= self.periods else []

    def full_years_since(self, start: Span | None) -> FloatArray:
        """Whole years between From (Start if blank) and the middle of each period, not below 0, shape (T,)."""
        import numpy as np

        begin = self.start if start is None else start.start
        years = [m.year - begin.year - ((m.month, m.day) < (begin.month, begin.day)) for m in self.middles]
        return np.maximum(np.array(years, dtype=float), 0.0)

    def up(self, months: float) -> int:
        """Months as whole periods, rounded up (lead and restart times); T + 1 stands for all that outlasts the plan."""
        return math.ceil(min(months / self.months, self._beyond) - 1e-9)

    def down(self, months: float) -> int:
        """Months as whole periods, rounded down (shelf lives); T + 1 stands for all that outlasts the plan."""
        return math.floor(min(months / self.months, self._beyond) + 1e-9)

    @property
    def _beyond(self) -> int:
        """Periods after which nothing of the plan is left. Longer times would be counted through one by one."""
        return self.periods + 1
