"""What a little more of a cell saves or costs, and what binds most, in words."""

from __future__ import annotations

import pandas as pd

from model.results.facts.plan_result import PlanResult
from model.results.sensitivity.bindings import Binding, Worth, anything_binds, find_bindings, worth_deciding
from model.results.shown.sentences import NOTHING, Joined, Listed, Name, Part, Sentence, Usd
from model.tolerances import LEAST_USD, TOLD_SHARE, WORTH_DECIDING

MOST = 5  # sentences
NAMED = 3  # figures in a sentence
BINDINGS = {
    "money": Sentence("Money: a million USD more saves {named} over the horizon"),
    "co-funding": Sentence("Public co-funding budget: a million USD more saves {most}"),
    "limit": Sentence("Limits: a {unit} more {named}"),
    "market impact": Sentence("Market-impact cap: a percentage point more of world output saves {named}"),
    "target": Sentence("Targets: a {unit} more to hold costs {named}"),
    "supply": Sentence("Partners' capacity: 1 % more saves {named}"),
    "process": Sentence("Processes: 1 % more capacity saves {named}"),
    "project": Sentence("Projects: a t/yr more of the most that can be built saves {named}"),
    "storage": Sentence("Storage: a tonne more room saves {named}"),
    "release limit": Sentence("Release limits: a percentage point more saves {named}"),
}
UNITS = {"%": Sentence("percentage point"), "t": Sentence("tonne"), "days": Sentence("day")}
AMOUNTS = {
    "%": Sentence("A percentage point more"),
    "USD": Sentence("A million USD more"),
    "days": Sentence("A day more"),
    "t/yr": Sentence("A tonne per year more"),
    "t": Sentence("A tonne more"),
}
SUBJECTS = {
    "money": Sentence("of {subject}"),
    "supply": Sentence("of offer {subject}"),
    "process": Sentence("of process {subject}"),
    "co-funding": Sentence("of the {subject}"),
    "project": Sentence("of the most that project {subject} can build"),
    "limit": Sentence("in {column} of limit {subject}"),
    "target": Sentence("of the target for {subject}"),
    "storage": Sentence("of room in {subject}"),
    "release limit": Sentence("of the release limit of {subject}"),
    "market impact": Sentence("of the market-impact cap for {subject}"),
}


def in_words(row: pd.Series) -> Sentence:
    """`A tonne per year more of offer Chile from CHL saves 1,234 USD over the horizon.`"""
    return Sentence(
        "{amount} {what} {saves} {worth} over the horizon.",
        amount=AMOUNTS[row["unit"]],
        what=SUBJECTS[row["kind"]].fill(subject=Name(str(row["subject"])), column=Name(str(row["column"]))),
        saves=_saves(row["saves"]), worth=Usd(abs(row["saves"])),
    )


def _saves(worth: float) -> Sentence:
    return Sentence("saves") if worth >= 0 else Sentence("costs")


def top_bindings(result: PlanResult) -> list[Sentence]:
    """At most five sentences on what binds, in the order in which a planner can act."""
    return _told(find_bindings(result), MOST) or [_nothing_binds(result, LEAST_USD)]


def deciding(result: PlanResult, most: int) -> list[Sentence]:
    """For the Summary: what binds that is worth deciding on."""
    return _told(worth_deciding(result), most) or [_nothing_binds(result, WORTH_DECIDING)]


def _told(bindings: list[Binding], most: int) -> list[Sentence]:
    return [_binding(one) for one in bindings[:most]]


def _binding(found: Binding) -> Sentence:
    return Sentence(
        "{what}{penalty}.",
        what=BINDINGS[found.kind].fill(
            named=Listed([_named(one, found.kind) for one in found.named[:NAMED]]),
            most=Usd(found.named[0].saves),
            unit=_units(found.units) if found.kind in ("limit", "target") else NOTHING,
        ),
        penalty=_of_it_penalty(found),
    )


def _named(worth: Worth, kind: str) -> Sentence:
    """`480 million USD (Platinum)`, of a limit `saves 7.1 million USD (`Cap`, at most)`."""
    most, least = Usd(abs(worth.saves)), None if worth.least is None else Usd(worth.least)
    amount: Part = most
    if least is not None and str(least) != str(most):
        amount = Sentence("{least} to {most}", least=least, most=most)
    does = Sentence("{saves} ", saves=_saves(worth.saves)) if kind == "limit" else NOTHING
    return Sentence("{does}{amount} ({name})", does=does, amount=amount, name=Name(worth.name))


def _units(units: tuple[str, ...]) -> Part:
    """`percentage point (or tonne)`."""
    first, *rest = (UNITS[unit] for unit in units)
    return Sentence("{first}{rest}", first=first, rest=Joined([Sentence(" (or {unit})", unit=one) for one in rest], ""))


def _of_it_penalty(found: Binding) -> Sentence:
    """What of the first figure of a sentence is penalties; nothing where that is next to nothing."""
    if not abs(found.penalty) > TOLD_SHARE * abs(found.saves):
        return NOTHING
    real = found.saves - found.penalty
    penalty, rest = Usd(abs(found.penalty)), Usd(abs(real))
    if real * found.saves >= 0:
        return Sentence(
            "; of the first {penalty} is penalties, which nobody pays, and {real} real", penalty=penalty, real=rest
        )
    if found.saves > 0:
        return Sentence(
            "; the first spares {penalty} of penalties, which nobody pays, and costs {real} real", penalty=penalty, real=rest
        )
    return Sentence(
        "; the first costs {penalty} of penalties, which nobody pays, and spares {real} real", penalty=penalty, real=rest
    )


def _nothing_binds(result: PlanResult, least: float) -> Sentence:
    if least > LEAST_USD and anything_binds(result):
        return Sentence(
            "Nothing: a little more of any cell of the workbook is worth less than {least}.", least=Usd(least, known=True)
        )
    return Sentence("No cell of the workbook binds: a little more of anything changes nothing.")
