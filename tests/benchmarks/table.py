"""The benchmark's table in Markdown: CPU seconds, memory and ratios, by size of the case."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.benchmarks.laps import Measured
from tests.benchmarks.large import READ, READ_ROWS, WRITTEN, WRITTEN_ROWS
from tests.benchmarks.variants import FIRST, LOST

Case = Mapping[str, Measured]
"""What was measured on one case, by the name of the thing."""

BUILT = ("build", "compile")
UNBUILT = ("build", "hand over")


@dataclass(frozen=True)
class Amount:
    """A number, or what is known of one: `sign` is ">" where it is at least that, "<" where it is at most that, "about" where
    it is an estimate."""

    value: float
    sign: str = ""

    def __truediv__(self, other: Amount) -> Amount | None:
        """The ratio; None where nothing is known of it."""
        if not other.value or (self.sign and other.sign):
            return None
        turned = {"": "", ">": "<", "<": ">", "about": "about"}[other.sign]
        return Amount(self.value / other.value, self.sign or turned)

    def __str__(self) -> str:
        digits = 0 if self.value >= 99.5 else 1 if self.value >= 9.95 else 2
        return f"{self.sign} {self.value:,.{digits}f}".strip()


Value = Callable[[Case], Amount | str | None]


@dataclass(frozen=True)
class Line:
    """A line of the table; of one that `grows` the power of the columns is told with which it does."""

    label: str
    value: Value
    grows: bool = False


def seconds(thing: str, *stages: str) -> Value:
    """CPU seconds of a thing in these stages, or in all; a bound where it was stopped in one of them."""

    def found(case: Case) -> Amount | str | None:
        one = case.get(thing)
        if one is None:
            return None
        wanted = stages or (*one.seconds, *([one.during] if one.during else []))
        done = sum(one.seconds.get(stage, 0.0) for stage in wanted)
        if one.during in wanted:
            return Amount(done + one.at_least, ">") if one.at_least else one.stopped
        if not stages and one.stopped:
            return one.stopped
        return Amount(done) if any(stage in one.seconds for stage in wanted) else one.stopped or None

    return found


def gigabytes(thing: str) -> Value:
    """The peak of memory of a thing's process, GB."""

    def found(case: Case) -> Amount | str | None:
        one = case.get(thing)
        return Amount(one.gigabytes, ">" if one.stopped else "") if one is not None and one.gigabytes else None

    return found


def ratio(over: Value, under: Value) -> Value:
    """One value as a share of another."""

    def found(case: Case) -> Amount | str | None:
        top, bottom = over(case), under(case)
        return top / bottom if isinstance(top, Amount) and isinstance(bottom, Amount) else None

    return found


def figure(thing: str, name: str) -> Value:
    """A figure that a thing has noted: a whole number, or a text."""

    def found(case: Case) -> Amount | str | None:
        noted = case[thing].figures.get(name) if thing in case else None
        return None if noted is None else f"{noted:,}" if isinstance(noted, int) else str(noted)

    return found


def apart(thing: str, other: str) -> Value:
    """How far the objectives of two things lie apart, relative."""

    def found(case: Case) -> Amount | str | None:
        pair = [case[name].figures.get("objective") for name in (thing, other) if name in case]
        known = [float(value) for value in pair if value is not None]
        return f"{abs(known[0] - known[1]) / max(abs(known[1]), 1.0):.0e}" if len(known) == 2 else None

    return found


def markdown(lines: Sequence[Line | str], cases: Mapping[str, Case]) -> str:
    """The table: a column for each case, then how lines grow between neighbours. Texts among the lines are headings. A line
    of which nothing was measured is left out."""
    head = ["CPU seconds", *cases, "growth"]
    table = [_row(head), _row(["---"] + ["---:"] * (len(head) - 1))]
    heading = ""
    for line in lines:
        if isinstance(line, str):
            heading = line
            continue
        values = [line.value(case) for case in cases.values()]
        if not any(value is not None for value in values):
            continue
        if heading:
            table.append(_row([f"**{heading}**", *[""] * (len(head) - 1)]))
            heading = ""
        told = ["" if value is None else str(value) for value in values]
        table.append(_row([line.label, *told, growth(values, list(cases.values())) if line.grows else ""]))
    return "\n".join(table) + "\n"


def growth(values: Sequence[Amount | str | None], cases: Sequence[Case]) -> str:
    """The power of the columns with which a value grows, from each size to the next: known numbers only."""
    known = [
        (float(case["product"].figures["columns"]), value.value)
        for value, case in zip(values, cases, strict=True)
        if isinstance(value, Amount) and not value.sign and value.value > 0 and "columns" in case["product"].figures
    ]
    powers = [
        math.log(second / first) / math.log(columns / before)
        for (before, first), (columns, second) in pairwise(known)
        if columns != before
    ]
    return ", ".join(f"{power:.1f}" for power in powers)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def lines_of(
    product_stages: Sequence[str], what_ifs: Sequence[str], partners: Sequence[str], points: int
) -> list[Line | str]:
    """All lines there may be. `product_stages`, `what_ifs` and `partners` as they were reported; `points` of the sweep."""
    built, solved = seconds("product", *BUILT), seconds("product", "solve")
    again = seconds("last plan", "solve")
    alone, first = seconds("HiGHS", "solve"), seconds("sweep", FIRST)
    return [
        "The case",
        *(Line(name, figure("product", name)) for name in ("columns", "rows", "nonzeros", "nodes", "status")),
        "The product, by stage",
        *(Line(stage, seconds("product", stage), True) for stage in product_stages),
        Line("build + compile", built, True),
        Line("the whole run", seconds("product"), True),
        Line("peak of memory, GB", gigabytes("product")),
        "The product from its last plan",
        Line("solve without the reserve", seconds("last plan", "solve without the reserve"), True),
        Line("solve", again, True),
        "HiGHS alone, cold, default options, on the finished arrays",
        Line("solve, in tonnes and USD", alone, True),
        Line("solve, scaled as by the product", seconds("HiGHS scaled", "solve"), True),
        Line("peak of memory, GB", gigabytes("HiGHS")),
        Line("objective, apart from the product's (relative)", apart("product", "HiGHS")),
        "Pyomo's ordinary components, the same rules",
        Line("build", seconds("appsi", "build"), True),
        Line("hand over by appsi", seconds("appsi", "hand over"), True),
        Line("hand over by contrib.solver", seconds("contrib", "hand over"), True),
        Line("solve by appsi", seconds("appsi solved", "solve"), True),
        Line("solve by contrib.solver", seconds("contrib solved", "solve"), True),
        Line("peak of memory, GB", gigabytes("appsi")),
        "linopy, fed the finished arrays (no algebra)",
        Line("build", seconds("linopy", "build"), True),
        Line("hand over", seconds("linopy", "hand over"), True),
        Line("solve", seconds("linopy solved", "solve"), True),
        Line("peak of memory, GB", gigabytes("linopy")),
        "Ratios",
        Line("product's build + compile ÷ build + hand over by appsi", ratio(built, seconds("appsi", *UNBUILT))),
        Line(
            "product's build + compile ÷ build + hand over by contrib.solver",
            ratio(built, seconds("contrib", *UNBUILT)),
        ),
        Line("product's build + compile ÷ build + hand over by linopy", ratio(built, seconds("linopy", *UNBUILT))),
        Line("product's solve ÷ HiGHS alone", ratio(solved, alone)),
        Line("product's solve from its last plan ÷ HiGHS alone", ratio(again, alone)),
        Line("product's solve ÷ HiGHS alone, scaled", ratio(solved, seconds("HiGHS scaled", "solve"))),
        Line("whole run ÷ HiGHS alone", ratio(seconds("product"), alone)),
        "Solved again",
        Line("`run.py solve`, first", seconds("command")),
        Line("`run.py solve` once more ÷ first", ratio(seconds("command again"), seconds("command"))),
        Line(f"the {points} budgets of a sweep ÷ the first solve", ratio(_budgets(points), first)),
        *(
            Line(f"what-if, {name} ÷ the first solve", ratio(seconds("what-if", name), seconds("what-if", FIRST)))
            for name in what_ifs
        ),
        *(
            Line(f"partner, {name} ÷ the first solve", ratio(seconds("partners", name), seconds("partners", FIRST)))
            for name in partners
        ),
        Line(f"{LOST} ÷ the first solve", ratio(seconds("largest lost", LOST), seconds("largest lost", FIRST))),
        "Large workbooks (not of the case)",
        Line(f"{READ_ROWS:,} {READ}", seconds("reading", READ)),
        Line("peak of memory, GB", gigabytes("reading")),
        Line(f"{WRITTEN_ROWS:,} {WRITTEN}", seconds("writing", WRITTEN)),
        Line("peak of memory, GB", gigabytes("writing")),
    ]


def _budgets(points: int) -> Value:
    """CPU seconds of all points of a sweep; where it was stopped, as many more as the first ones took each."""

    def found(case: Case) -> Amount | str | None:
        one = case.get("sweep")
        if one is None:
            return None
        taken = [took for stage, took in one.seconds.items() if stage != FIRST]
        if not taken:
            return one.stopped or None
        return Amount(
            sum(taken) + (points - len(taken)) * sum(taken) / len(taken), "about" if len(taken) < points else ""
        )

    return found
