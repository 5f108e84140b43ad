"""What sheets pick out of a plan: nodes of the base path, the first year, year ends, who is inside the zone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import BoolArray, Calendar
from model.program.problem_data import ProblemData
from model.tree import IntArray, Tree

HOME, ZONE, CONCERN, OTHER = "Home", "Inside the zone", "Entities of concern", "Other countries"
ORIGINS = (HOME, ZONE, CONCERN, OTHER)
NO_STAGE = "no stage"
PERIODS_AHEAD = 4  # of which orders are shown one by one: this period and the next three


def base_nodes(tree: Tree) -> dict[int, int]:
    """The base path's node of each period, as long as the base story can run."""
    nodes = np.flatnonzero(tree.story == 0)
    return {int(tree.period[n]): int(n) for n in nodes}


def first_year(calendar: Calendar) -> int:
    """The last period of the plan's first twelve months."""
    return min(max(12 // calendar.months, 1), calendar.periods)


def year_end_periods(calendar: Calendar) -> list[int]:
    """The last period of each calendar year of the horizon."""
    years = calendar.calendar_years
    return [t for t in calendar.numbers if t == calendar.periods or years[t] != years[t - 1]]


def milestones(data: ProblemData) -> list[int]:
    """The end of the first calendar year and of the base path: the two periods that sentences speak of."""
    last = max(base_nodes(data.tree))
    return list(dict.fromkeys((min(year_end_periods(data.case.calendar)[0], last), last)))


def material_numbers(data: ProblemData, names: pd.Series) -> IntArray:
    """The number of each of these materials, in the plan's order."""
    return pd.Index(data.market.materials).get_indexer(pd.Index(names)).astype(np.int64)


def stages(data: ProblemData) -> list[str]:
    """The stage of each material, in the plan's order; NO_STAGE where none was typed."""
    return [str(stage) or NO_STAGE for stage in data.case["materials"]["stage"]]


def country_names(data: ProblemData) -> dict[str, str]:
    """Names of countries by code; the code itself where none was typed."""
    table = data.case["countries"]
    typed = {str(code): str(name) for code, name in zip(table["country"], table["name"], strict=True) if name}
    return {code: typed.get(code, code) for code in data.market.clubs.countries}


def codes_of_concern(data: ProblemData) -> list[str]:
    """Codes of the countries that are entities of concern."""
    clubs = data.market.clubs
    return [code for code, flag in zip(clubs.countries, clubs.of_concern, strict=True) if flag]


def origins(data: ProblemData) -> tuple[str, ...]:
    """The words for where goods come from: entities of concern among them only where a country is marked as one."""
    return tuple(word for word in ORIGINS if word != CONCERN or codes_of_concern(data))


def in_zone(data: ProblemData) -> BoolArray:
    """Where countries are members of at least one agreement that counts, home not among them, shape (C, T)."""
    clubs = data.market.clubs
    zone = np.zeros(clubs.waiver.shape, dtype=bool)
    for members in clubs.members.values():
        zone |= members
    zone[clubs.number(data.case.settings.home_country)] = False
    return zone


def agreements_of(data: ProblemData, last: int) -> dict[str, str]:
    """The agreements each country is a member of in periods 1 to `last`, by country code: `A; B (from 2027Q3)`."""
    clubs, label = data.market.clubs, data.case.calendar.label
    told: dict[str, list[str]] = {code: [] for code in clubs.countries}
    for name, members in clubs.members.items():
        for code, flags in zip(clubs.countries, members[:, :last], strict=True):
            counted = (np.flatnonzero(flags) + 1).tolist()
            if not counted:
                continue
            bounds = [f"from {label(counted[0])}"] if counted[0] > 1 else []
            bounds += [f"until {label(counted[-1])}"] if counted[-1] < last else []
            told[code].append(f"{name} ({' '.join(bounds)})" if bounds else name)
    return {code: "; ".join(names) for code, names in told.items()}


def origin_of(data: ProblemData, country: IntArray, period: IntArray) -> np.ndarray:
    """Home, zone, entity of concern or other: the one word for where goods come from, the first that fits.

    `country` numbers and `period` (1…T) of the same length.
    """
    clubs = data.market.clubs
    home = country == clubs.number(data.case.settings.home_country)
    conditions = [home, in_zone(data)[country, period - 1], clubs.of_concern[country]]
    return np.select(conditions, [HOME, ZONE, CONCERN], OTHER).astype(object)
