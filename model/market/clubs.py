"""Who belongs to which agreement when, and what that waives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case

STRENGTH = {"signed": 2, "announced": 1, "invited": 0}
ENTITIES_OF_CONCERN = "entities of concern"


@dataclass(frozen=True)
class Clubs:
    """Countries and their memberships.

    `countries` are codes; `members[agreement]` is where each country counts as a member, shape (C, T);
    `waiver` the largest share of ad valorem duty waived, shape (C, T); `of_concern` flags, shape (C,).
    """

    countries: tuple[str, ...]
    members: dict[str, BoolArray]
    waiver: FloatArray
    of_concern: BoolArray

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {country: number for number, country in enumerate(self.countries)}

    def number(self, country: str) -> int:
        return self._numbers[country]

    def who(self, name: str) -> BoolArray:
        """Where countries belong to `name`: an agreement, a country, a list `A; B`, or entities of concern, shape (C, T).

        Blank is everybody. Raises KeyError for a name that is none of these, which the check reports before.
        """
        shape = self.waiver.shape
        if not name:
            return np.ones(shape, dtype=bool)
        if ";" in name:
            return np.logical_or.reduce([self.who(part.strip()) for part in name.split(";") if part.strip()])
        if name in self.members:
            return self.members[name]
        if name.casefold() == ENTITIES_OF_CONCERN:
            return np.repeat(self.of_concern[:, None], shape[1], axis=1)
        if name not in self.countries:
            raise KeyError(f"{name} is neither an agreement nor a country")
        found = np.zeros(shape, dtype=bool)
        found[self.number(name)] = True
        return found


def build_clubs(case: Case) -> Clubs:
    """Memberships by date and status (Settings: Membership counted from), waivers and entities of concern."""
    table = case["countries"]
    named = [*table["country"], case.settings.home_country, *case["supply"]["country"], *case["processing"]["country"]]
    countries = tuple(dict.fromkeys(str(c) for c in [*named, *case["agreements"]["country"]] if c))
    number = {c: i for i, c in enumerate(countries)}
    shape = (len(countries), case.calendar.periods)
    members: dict[str, BoolArray] = {}
    waiver = np.zeros(shape)
    weakest = STRENGTH[case.settings.membership_counted_from]
    for row in case.records("agreements"):
        club = members.setdefault(str(row["agreement"]), np.zeros(shape, dtype=bool))
        if STRENGTH[row["status"]] < weakest:
            continue
        c = number[row["country"]]
        counts = case.calendar.in_force(row["from"], row["to"])
        club[c] |= counts
        waiver[c] = np.maximum(waiver[c], np.where(counts, row["duty_waived"], 0.0))
    of_concern = np.zeros(len(countries), dtype=bool)
    for country, flag in zip(table["country"], table["entity_of_concern"], strict=True):
        of_concern[number[country]] = flag
    return Clubs(countries, members, waiver, of_concern)
