"""What is wrong with a workbook, in words a planner can act on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from model.schema import SHEETS

MOST_ALIKE = 500  # problems of one column that are told one by one
Severity = Literal["error", "warning"]
SHEET_ORDER = {name: place for place, name in enumerate(("Settings", *(sheet.name for sheet in SHEETS)))}


@dataclass(frozen=True)
class Problem:
    """One problem: where it is, what was found there, what is allowed, and how to mend it.

    `sheet` is the sheet's title as it stands in the workbook, "" where the file as a whole is meant; `cell` an
    address such as B7, or "" where the whole sheet is meant. `nearest` is the likeliest name meant, or "". `trade`:
    whether the cell makes trading for its own sake pay.
    """

    sheet: str
    cell: str
    found: str
    allowed: str
    mend: str
    severity: Severity = "error"
    nearest: str = ""
    trade: bool = False

    @property
    def place(self) -> str:
        """Sheet and cell as a planner says them: `Supply B7`."""
        return " ".join(part for part in (self.sheet, self.cell) if part)

    def sentence(self) -> str:
        """The whole problem in one line."""
        start = f"{self.place}: " if self.place else ""
        allowed = f" Allowed: {self.allowed}." if self.allowed else ""
        stop = "" if self.found.endswith("?") else "."
        return f"{start}{self.found}{stop}{allowed} {self.mend}".strip()

    def __str__(self) -> str:
        return self.sentence()


@dataclass
class Warnings:
    """The problems found so far, to which warnings may be added, and nothing else."""

    found: list[Problem] = field(default_factory=list)

    def warn(self, place: tuple[str, str], found: str, allowed: str, mend: str, nearest: str = "") -> None:
        """Add a warning at a (sheet, cell) place: the workbook can be used, but may not say what was meant."""
        self.found.append(Problem(*place, found, allowed, mend, "warning", nearest))

    def warn_of_trade(self, place: tuple[str, str], found: str, allowed: str, mend: str) -> None:
        """Add a warning of a cell that makes trading for its own sake pay."""
        self.found.append(Problem(*place, found, allowed, mend, "warning", trade=True))


class Problems(Warnings):
    """The problems found so far. Checks add to it and go on, so that a planner sees all of them at once."""

    def error(self, place: tuple[str, str], found: str, allowed: str, mend: str, nearest: str = "") -> None:
        """Add an error at a (sheet, cell) place: the workbook cannot be used before it is mended."""
        self.found.append(Problem(*place, found, allowed, mend, "error", nearest))

    @property
    def errors(self) -> tuple[Problem, ...]:
        return in_reading_order(problem for problem in self.found if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return in_reading_order(problem for problem in self.found if problem.severity == "warning")


class BadWorkbook(Exception):  # noqa: N818 - named for what the planner has
    """The workbook cannot be used. Carries every error and every warning found."""

    def __init__(self, errors: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
        self.errors = tuple(errors)
        self.warnings = tuple(warnings)
        super().__init__("\n".join(problem.sentence() for problem in self.errors))


def refuse(found: str, allowed: str, mend: str) -> BadWorkbook:
    """The exception for a file that cannot be read as a workbook at all."""
    return BadWorkbook([Problem("", "", found, allowed, mend)])


def told(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems as they are told: the first MOST_ALIKE of each column, and how many more there are, so that a column of a
    hundred thousand mistakes hides no other problem."""
    shown: list[Problem] = []
    rest: dict[tuple[str, str, str], list[Problem]] = {}
    count: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        column = problem.severity, problem.sheet, problem.cell.rstrip("0123456789")
        count[column] += 1
        if count[column] <= MOST_ALIKE:
            shown.append(problem)
        else:
            rest.setdefault(column, []).append(problem)
    for ones in rest.values():
        first, more = ones[0], f"{len(ones):,} more like those above"
        found = f"{more}, from {first.cell} to {ones[-1].cell}" if len(ones) > 1 else more
        shown.append(replace(first, found=found, allowed="", mend="Mend those, and check again.", nearest=""))
    return in_reading_order(shown)


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by sheet, row and column; first errors of the file as a whole and of whole sheets, which explain others."""
    return tuple(sorted(problems, key=_reading_key))


def _reading_key(problem: Problem) -> tuple[int, str, int, int, str]:
    match = re.match(r"([A-Z]+)(\d+)", problem.cell)
    letters, row = (match[1], int(match[2])) if match else ("", 0)
    whole = not problem.sheet or (problem.severity == "error" and not problem.cell)
    place = -1 if whole else SHEET_ORDER.get(problem.sheet, len(SHEET_ORDER))
    return place, problem.sheet, row, len(letters), letters
