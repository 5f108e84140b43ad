"""Which tonnes each floor covers, where it lifts the price, by how much, and which capacity it keeps open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.market.floors import BORDER, DIFFERENCE, floor_price
from model.market.steps import shut_steps
from model.program.plan import Plan
from model.results.selection import country_names


@dataclass(frozen=True)
class FloorTerms:
    """One row of the Floors sheet at work.

    `price` φ by period (T,), 0 where not in force. Arrays (S, N): `covers` flags steps whose tonnes are under it, `lifts`
    where it raises what the seller gets, `premium` USD/t the seller gets above the price without this floor (below
    nothing for a fixed price under the market). The treasury pays the premium of a contract for difference, the buyer
    that of all others.
    """

    name: str
    mechanism: str
    material: int
    seller: str
    price: FloatArray
    covers: BoolArray
    lifts: BoolArray
    premium: FloatArray


def _border(row: dict[str, Any], plan: Plan, price: FloatArray, material: int) -> tuple[BoolArray, FloatArray]:
    """Steps of members and home that a border floor covers, and what the highest floor adds to their ask."""
    market, steps, t = plan.market, plan.market.steps, plan.node_period
    member = market.clubs.who(row["agreement_or_country"]).copy()
    member[market.clubs.number(plan.case.settings.home_country)] = True
    own = (steps.material == material)[:, None] & member[steps.country][:, t] & (price[t] > 0)[None, :]
    highest = np.isclose(steps.inside_floor, price[t][None, :], rtol=1e-12, atol=0.0)
    return own, np.where(own & highest, np.maximum(steps.inside_floor - steps.ask, 0.0), 0.0)


def find_floor_terms(plan: Plan) -> list[FloorTerms]:
    """The Floors sheet's rows with what they cover; where several border floors are equally high, each shows its premium."""
    steps, t = plan.market.steps, plan.node_period
    under = steps.table["contract"].to_numpy(object)
    found = []
    for row in plan.case.records("floors"):
        price = floor_price(row, plan.case.calendar)
        material = plan.market.materials.index(row["material"])
        if row["mechanism"] == BORDER:
            covers, premium = _border(row, plan, price, material)
        else:
            covers = (under == row["floor"])[:, None] & (price[t] > 0)[None, :] & (steps.undisturbed > 0)
            before = np.maximum(steps.ask, steps.inside_floor)
            extra = steps.settlement if row["mechanism"] == DIFFERENCE else steps.paid - before
            premium = np.where(covers, extra, 0.0)
        seller = " · ".join(part for part in (row["agreement_or_country"], row["offer"]) if part)
        found.append(FloorTerms(row["floor"], row["mechanism"], material, seller, price, covers, premium > 0, premium))
    return found


def kept_open(plan: Plan) -> FloatArray:
    """Tonnes of steps that are open, but would be shut if the producer got the ask and no floor held, shape (S, N)."""
    steps, supply = plan.market.steps, plan.case["supply"]
    origin = steps.table["origin"].to_numpy(int)
    cash_cost = supply["cash_cost"].to_numpy(float)[origin]
    restart = np.array([plan.case.calendar.up(months) for months in supply["restart"]], dtype=np.int64)[origin]
    shut_alone = shut_steps(cash_cost, steps.ask, restart, plan.tree)
    return np.where(shut_alone & ~steps.shut, steps.capacity, 0.0)


def kept_open_table(plan: Plan, ordered: FloatArray) -> pd.DataFrame:
    """One row per step that a floor keeps open in some node, the most tonnes first; `ordered` t (S, N). Final headers."""
    steps, tree = plan.market.steps, plan.tree
    kept = kept_open(plan)
    rows = np.flatnonzero(kept.any(axis=1))
    taken = np.where(kept > 0, ordered, 0.0)
    floors = find_floor_terms(plan)
    names = ["; ".join(floor.name for floor in floors if (floor.lifts[s] & (kept[s] > 0)).any()) for s in rows.tolist()]
    origin = steps.table["origin"].to_numpy(int)[rows]
    base = tree.story == 0
    names_of = country_names(plan)
    most = kept[rows].argmax(axis=1) if len(rows) else np.zeros(0, dtype=np.int64)
    frame = pd.DataFrame(
        {
            "Offer": steps.table["name"].to_numpy(object)[rows],
            "Material": np.array(plan.market.materials, dtype=object)[steps.material[rows]],
            "Country": [names_of[plan.market.clubs.countries[c]] for c in steps.country[rows].tolist()],
            "Floor": names,
            "Cash cost (USD/t)": plan.case["supply"]["cash_cost"].to_numpy(float)[origin],
            "Lowest ask while kept open (USD/t)": np.where(kept > 0, steps.ask, np.inf)[rows].min(
                axis=1, initial=np.inf
            ),
            "Kept open, expected (t)": kept[rows] @ tree.weight,
            "Kept open, base path (t)": kept[rows][:, base].sum(axis=1),
            "Most kept open in a period (t)": kept[rows].max(axis=1, initial=0.0),
            "Where that is": [tree.labels[n] for n in most.tolist()],
            "Ordered of it by us, expected (t)": taken[rows] @ tree.weight,
        }
    )
    return frame.sort_values("Kept open, expected (t)", ascending=False, kind="stable", ignore_index=True)
