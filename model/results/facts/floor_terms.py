"""Which tonnes each floor covers, where it lifts the price, by how much, and which capacity it keeps open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.market.floors import floor_price
from model.market.mechanisms import MECHANISMS, Mechanism
from model.program.problem_data import ProblemData


@dataclass(frozen=True)
class FloorTerms:
    """One row of the Floors sheet at work.

    `price` φ by period (T,), 0 where not in force. Arrays (S, N): `covers` flags steps whose tonnes are under it, `lifts`
    where it raises what the seller gets, `premium` USD/t the seller gets above the price without this floor (below
    nothing for a fixed price under the market). The treasury pays it where it settles the mechanism, else the buyer.
    """

    name: str
    mechanism: Mechanism
    material: int
    seller: str
    price: FloatArray
    covers: BoolArray
    lifts: BoolArray
    premium: FloatArray


def _border(row: dict[str, Any], data: ProblemData, price: FloatArray, material: int) -> tuple[BoolArray, FloatArray]:
    """Steps of members and home that a border floor covers, and what the highest floor adds to their ask."""
    market, steps, t = data.market, data.market.steps, data.node_period
    member = market.clubs.who(row["agreement_or_country"]).copy()
    member[market.clubs.number(data.case.settings.home_country)] = True
    own = (steps.material == material)[:, None] & member[steps.country][:, t] & (price[t] > 0)[None, :]
    highest = np.isclose(steps.inside_floor, price[t][None, :], rtol=1e-12, atol=0.0)
    return own, np.where(own & highest, np.maximum(steps.inside_floor - steps.ask, 0.0), 0.0)


def build_floor_terms(data: ProblemData) -> list[FloorTerms]:
    """The Floors sheet's rows with what they cover; where several border floors are equally high, each shows its premium."""
    steps, t = data.market.steps, data.node_period
    under = steps.table["contract"].to_numpy(object)
    found = []
    for row in data.case.records("floors"):
        mechanism, price = MECHANISMS[row["mechanism"]], floor_price(row, data.case.calendar)
        material = data.market.materials.index(row["material"])
        if mechanism.at_border:
            covers, premium = _border(row, data, price, material)
        else:
            covers = (under == row["floor"])[:, None] & (price[t] > 0)[None, :]
            covers &= (steps.undisturbed > 0) | steps.grows
            before = np.maximum(steps.ask, steps.inside_floor)
            premium = np.where(covers, steps.paid - before + steps.settlement, 0.0)
        seller = " · ".join(part for part in (row["agreement_or_country"], row["offer"]) if part)
        found.append(FloorTerms(row["floor"], mechanism, material, seller, price, covers, premium > 0, premium))
    return found
