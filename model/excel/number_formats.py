"""Excel's number formats, as far as they change what a cell means: per cent, dates, and how much of a date is shown.

A format has up to four sections, parted by semicolons, of which the cell's number chooses one: by a condition such as
[>100], else by its sign. Within a section stand signs for digits and for parts of a date, and words in quotes. Files
hold the signs in English, whatever the language of the program that wrote them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.?)
    | [_*].?                                           # a blank as wide as a character; a character that fills the cell
    | \[(?P<bracket>[^\]]*)\]?                         # a colour, a language, a condition, or time that has passed
    | (?P<end>;)
    | am/pm | a/p
    | e[+-] | general                                  # of a number: 1E+03, General
    | (?P<run>(?P<letter>[ymdhsebqwng])(?P=letter)*)
    | (?P<percent>%)
    | .
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# The formats that files name by number, those that are per cent, dates or times; the other numbers are plain formats.
BUILT_IN = {
    9: "0%",
    10: "0.00%",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
}
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
PASSED = re.compile(r"h+|m+|s+", re.IGNORECASE)  # [h]:mm shows 30 hours as 30:00
SYSTEM_DATE = "$-f800"  # the long date of the computer's language, whatever the rest of the section says
DATE_PARTS = {"year", "month", "day", "time", "passed"}
PART_OF = {
    **dict.fromkeys("ybe", "year"),  # b: of the Buddhist calendar, e: of an era
    **dict.fromkeys("dn", "day"),
    **dict.fromkeys("hs", "time"),
    "q": "quarter",  # with w and n, of LibreOffice alone
    "w": "week",
}
QUARTER = re.compile(r"(?<![A-Z0-9])(?:Q([1-4])|([1-4])Q)(?![A-Z0-9])", re.IGNORECASE)
# Words that make of a year another stretch of time: FY2027 begins in 2026 for some, H2 2027 is its second half.
OTHER_TIME = re.compile(r"(?<![A-Z])(?:FY|[HSW]\d|\d[HSW](?![A-Z])|half|fiscal|week)", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """One section of a format: what it shows, the words in it, and the numbers for which it is chosen."""

    shows: frozenset[str] = frozenset()
    words: str = ""
    percent: bool = False
    relation: str = ""  # with `bound`, its condition; "" if it has none
    bound: float = 0.0

    @property
    def is_date(self) -> bool:
        return not self.shows.isdisjoint(DATE_PARTS)

    @property
    def is_time_passed(self) -> bool:
        return "passed" in self.shows

    def takes(self, number: float) -> bool:
        """Whether its condition holds; without one, it always does."""
        relations = {
            "": True,
            "<": number < self.bound,
            ">": number > self.bound,
            "=": number == self.bound,
            "<=": number <= self.bound,
            ">=": number >= self.bound,
            "<>": number != self.bound,
        }
        return relations[self.relation]


def section_of(number_format: str, number: float) -> Section:
    """The section of a format in which a number is shown."""
    sections = _sections(number_format)
    if any(section.relation for section in sections):
        return next((section for section in sections if section.takes(number)), sections[-1])
    position = 1 if number < 0 else 2 if number == 0 else 0
    return sections[position] if position < len(sections) else sections[0]


def shows_dates(number_format: str) -> bool:
    """Whether a format makes a date or a time of any number."""
    return any(section.is_date for section in _sections(number_format))


def stretch_shown(moment: datetime, section: Section) -> str | None:
    """The month, quarter or year that a cell shows of a date whose format hides the day, as a planner types it: 2027-03,
    2027Q1 or 2027. "" where it shows the day (or a time of day alone), None where words in the format name another time.
    """
    shows = section.shows
    if "day" in shows or shows.isdisjoint({"year", "month", "quarter"}):
        return ""
    if "month" in shows:
        return None if OTHER_TIME.search(section.words) else f"{moment.year}-{moment.month:02d}"
    quarter = (moment.month + 2) // 3
    named = QUARTER.search(section.words)
    if "week" in shows or OTHER_TIME.search(section.words) or (named and (named[1] or named[2]) != str(quarter)):
        return None
    return f"{moment.year}Q{quarter}" if named or "quarter" in shows else f"{moment.year}"


@lru_cache(maxsize=4096)
def _sections(number_format: str) -> tuple[Section, ...]:
    pieces: list[list[re.Match[str]]] = [[]]
    for token in TOKEN.finditer(number_format):
        if token["end"]:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return tuple(map(_section, pieces))


def _section(tokens: list[re.Match[str]]) -> Section:
    runs = [(token["bracket"] or token["run"]).lower() for token in tokens if _is_part(token)]
    shows = {_part(runs, place) for place in range(len(runs))}
    brackets = [token["bracket"].lower() for token in tokens if token["bracket"]]
    if any(bracket.startswith(SYSTEM_DATE) for bracket in brackets):
        shows |= {"year", "month", "day"}
    if any(PASSED.fullmatch(bracket) for bracket in brackets):
        shows.add("passed")
    condition = next(filter(None, map(CONDITION.fullmatch, brackets)), None)
    return Section(
        shows=frozenset(shows - {""}),
        words="".join(map(_word, tokens)),
        percent=any(token["percent"] for token in tokens),
        relation=condition[1] if condition else "",
        bound=float(condition[2]) if condition else 0.0,
    )


def _word(token: re.Match[str]) -> str:
    """What a token puts into the cell as it is; a blank for one that stands for something else."""
    if token["run"] or token["bracket"] is not None:
        return " "
    return token["quoted"] or token["escaped"] or token[0].strip('\\"')


def _is_part(token: re.Match[str]) -> bool:
    return bool(token["run"] or (token["bracket"] and PASSED.fullmatch(token["bracket"])))


def _part(runs: list[str], place: int) -> str:
    """What a run of one letter shows. One or two m beside hours or seconds are minutes."""
    letter = runs[place][0]
    if letter == "m":
        before = runs[place - 1][0] if place else ""
        behind = runs[place + 1][0] if place + 1 < len(runs) else ""
        return "time" if len(runs[place]) <= 2 and (before == "h" or behind == "s") else "month"
    return PART_OF.get(letter, "")
