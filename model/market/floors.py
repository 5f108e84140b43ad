"""Border floors: what sellers in and outside the clubs are owed."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import Calendar, FloatArray
from model.case import Case
from model.market.clubs import Clubs

BORDER = "border floor"
DIFFERENCE = "contract for difference"
FIXED = "fixed price"


def floor_price(row: dict[str, Any], calendar: Calendar) -> FloatArray:
    """φ of a Floors row in each period, USD/t, escalated once per full year after From; 0 where not in force, shape (T,)."""
    steps = calendar.full_years_since(row["from"])
    return row["price"] * (1.0 + row["escalation"]) ** steps * calendar.in_force(row["from"], row["to"])


def border_floors(case: Case, clubs: Clubs) -> tuple[FloatArray, FloatArray]:
    """Highest border floor in force for sellers of each country, USD/t, two arrays of shape (I, C, T), 0 where none.

    The first is what a seller inside is owed: members of the floor's agreement, and home. The second is what
    the clubs a country is outside of top its goods up to; home and members owe nothing to their own.
    """
    materials = {name: i for i, name in enumerate(case["materials"]["material"])}
    home = clubs.number(case.settings.home_country)
    shape = (len(materials), *clubs.waiver.shape)
    inside, outside = np.zeros(shape), np.zeros(shape)
    for row in case.records("floors"):
        if row["mechanism"] != BORDER:
            continue
        price = floor_price(row, case.calendar)[None, :]
        member = clubs.who(row["agreement_or_country"]).copy()
        member[home] = True
        i = materials[row["material"]]
        inside[i] = np.maximum(inside[i], np.where(member, price, 0.0))
        outside[i] = np.maximum(outside[i], np.where(member, 0.0, price))
    return inside, outside
