"""Border floors: what sellers in and outside the clubs are owed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from model.calendar import BoolArray, Calendar, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.market.mechanisms import MECHANISMS
from model.tree import IntArray


def floor_price(row: dict[str, Any], calendar: Calendar) -> FloatArray:
    """φ of a Floors row in each period, USD/t, escalated once per full year after From; 0 where not in force, shape (T,)."""
    steps = calendar.full_years_since(row["from"])
    return row["price"] * (1.0 + row["escalation"]) ** steps * calendar.in_force(row["from"], row["to"])


def _border_rows(case: Case, clubs: Clubs) -> Iterator[tuple[int, int, BoolArray, FloatArray]]:
    """The border floors: position on the Floors sheet, material, who is inside (members and home, (C, T)), φ (1, T)."""
    materials = {name: i for i, name in enumerate(case["materials"]["material"])}
    for position, row in enumerate(case.records("floors")):
        if MECHANISMS[row["mechanism"]].at_border:
            member = clubs.who(row["agreement_or_country"]).copy()
            member[clubs.number(case.settings.home_country)] = True
            yield position, materials[row["material"]], member, floor_price(row, case.calendar)[None, :]


def border_floors(case: Case, clubs: Clubs) -> tuple[FloatArray, FloatArray]:
    """Highest border floor in force for sellers of each country, USD/t, two arrays of shape (I, C, T), 0 where none.

    The first is what a seller inside is owed: members of the floor's agreement, and home. The second is what
    the clubs a country is outside of top its goods up to; home and members owe nothing to their own.
    """
    shape = (len(case["materials"]), *clubs.waiver.shape)
    inside, outside = np.zeros(shape), np.zeros(shape)
    for _, i, member, price in _border_rows(case, clubs):
        inside[i] = np.maximum(inside[i], np.where(member, price, 0.0))
        outside[i] = np.maximum(outside[i], np.where(member, 0.0, price))
    return inside, outside


def deciding_floors(case: Case, clubs: Clubs) -> tuple[IntArray, IntArray]:
    """The border floor behind each figure of `border_floors`, by its position on the Floors sheet, −1 where none.

    Of several that are equally high the first by name decides.
    """
    shape = (2, len(case["materials"]), *clubs.waiver.shape)
    best, deciding = np.zeros(shape), np.full(shape, -1, dtype=np.int64)
    for position, i, member, price in _border_rows(case, clubs):
        for side, who in enumerate((member, ~member)):
            higher = who & (price > best[side, i])
            best[side, i] = np.where(higher, price, best[side, i])
            deciding[side, i] = np.where(higher, position, deciding[side, i])
    return deciding[0], deciding[1]
