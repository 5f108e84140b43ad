"""Who could join an agreement, and who could leave it; and whether that makes any difference to the plan.

A membership counts in four ways: through floors, limits and effects that name the agreement, and through the duty that it
waives. Each of them is about materials that the country sells, makes or takes. Where there is none, or the numbers that the
program is made from come out the same, the plan is the same without solving it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import BoolArray, Span
from model.case import Case
from model.changes import Change
from model.market.clubs import STRENGTH
from model.market.effects import in_scope, select_materials
from model.program.limit_rows import build_limits
from model.program.problem_data import ProblemData
from model.values import names_in

# What the program does not read of a market: what it reads follows from these, and stands in the other fields. Memberships
# themselves it reads for limits alone (model.program.limit_rows).
NOT_READ = ("clubs", "floors", "conditions", "inside_floor")


@dataclass(frozen=True)
class Partner:
    """A country that `joins` an agreement, or leaves it, and the rows of the Agreements sheet where that is typed."""

    agreement: str
    country: str
    joins: bool
    rows: tuple[int, ...]


def find_partners(case: Case, agreements: Iterable[str] = ()) -> list[Partner]:
    """Of these agreements, or of all, every country but home: those that count as members in any period of the plan can
    leave, the others join."""
    wanted = {name.casefold() for name in agreements}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in case.records("agreements"):
        asked_for = not wanted or str(row["agreement"]).casefold() in wanted
        if asked_for and row["country"] != case.settings.home_country:
            found.setdefault((str(row["agreement"]), str(row["country"])), []).append(row)
    return [
        Partner(agreement, country, not any(_counts(row, case) for row in rows), tuple(int(row["row"]) for row in rows))
        for (agreement, country), rows in found.items()
    ]


def _counts(row: dict[str, Any], case: Case) -> bool:
    strong = STRENGTH[row["status"]] >= STRENGTH[case.settings.membership_counted_from]
    return strong and bool(case.calendar.in_force(row["from"], row["to"]).any())


def changes_of(partner: Partner, case: Case) -> tuple[Change, ...]:
    """Joining: the status is signed, and dates that leave no period of the plan are blank. Leaving: To lies before Start,
    which ends a membership whatever Settings counts from."""
    if not partner.joins:
        return (set_to_past("agreements", partner.rows, case),)
    signed = Change("agreements", partner.rows, "status", "set", "signed")
    table = case["agreements"]
    own = table[table["row"].isin(partner.rows)]
    if any(case.calendar.in_force(start, end).any() for start, end in zip(own["from"], own["to"], strict=True)):
        return (signed,)
    return (signed, *(Change("agreements", partner.rows, name, "set", None) for name in ("from", "to")))


def set_to_past(sheet: str, rows: tuple[int, ...], case: Case) -> Change:
    """Let rows end the day before Start, so that they are in force in no period."""
    start = case.calendar.start
    return Change(sheet, rows, "to", "set", Span(start - timedelta(days=1), start, "before Start"))


def touches(case: Case, partner: Partner) -> bool:
    """Whether the membership can make any difference: something names the agreement, or a duty is waived, for a material
    that the country sells, makes or takes. Where it is False the market is the same without looking."""
    trades = _trades(case, partner.country)
    if not trades.any():
        return False
    table, duties = case["agreements"], case["countries"]
    waived = table[table["row"].isin(partner.rows)]["duty_waived"].to_numpy(float).max()
    duty = duties[duties["country"] == partner.country]["duty"].to_numpy(float).max(initial=0.0)
    return bool((waived > 0 and duty > 0) or (trades & _named(case, partner.agreement)).any())


def _trades(case: Case, country: str) -> BoolArray:
    """Materials that a country sells, makes or takes, (I,)."""
    supply, processing = case["supply"], case["processing"]
    here = set(processing["process"][processing["country"] == country])
    goods = {*supply["material"][supply["country"] == country], *processing["material"][processing["process"].isin(here)]}
    return case["materials"]["material"].isin(goods).to_numpy()


def _named(case: Case, agreement: str) -> BoolArray:
    """Materials of the floors, limits and effects that name an agreement, (I,)."""
    found = np.zeros(len(case["materials"]), dtype=bool)
    names = case["materials"]["material"].to_numpy(object)
    for row in case.records("floors"):
        if agreement in names_in(row["agreement_or_country"]):
            found |= names == row["material"]
    for row in case.records("limits"):
        if agreement in names_in(row["of"]):
            found |= in_scope(case, row["scope"])
    for row in case.records("effects"):
        if agreement in names_in(row["country_or_agreement"]):
            found |= select_materials(case, row["material_or_group"], row["stage"])
    return found


def same_program(data: ProblemData, other: ProblemData) -> bool:
    """Whether the program of two cases that differ in memberships and floors alone is the same in every number."""
    return _same(data.market, other.market) and same_limits(data, other)


def same_limits(data: ProblemData, other: ProblemData) -> bool:
    """Whether limits count the same goods in both."""
    for one, two in zip(build_limits(data), build_limits(other), strict=True):
        sellers = (data.market.conditions.pair[one.materials] >= 0).any(axis=0)
        if not np.array_equal(one.limited[sellers], two.limited[sellers]):
            return False
    return True


def _same(one: Any, other: Any) -> bool:
    """Whether two parts of markets hold the same numbers, but for what the program does not read."""
    if is_dataclass(one):
        names = [field.name for field in fields(one) if field.name not in NOT_READ]
        return type(one) is type(other) and all(_same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if isinstance(one, pd.DataFrame):
        return bool(one.equals(other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
