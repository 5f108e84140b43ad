"""The study of objectives: emergency stock, market maker, participants' demand, each put first in turn.

Put first, an objective gets all that a plan may cost more; of equally good ones the plan is the cheapest. What a plan may
cost more is a share of what the plan as it stands decides (model.studies.near_plan), an analyst's assumption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import FloatArray
from model.results.facts.objectives import EMERGENCY, MARKET, OBJECTIVES, PARTICIPANTS, Objectives, PutFirst
from model.results.facts.selection import in_zone
from model.schema import studies as sheet
from model.studies.linear_measures import Purchases, over_columns
from model.studies.near_plan import Ground, decided, ground_of
from model.studies.study import Base, Outcome, Plain, Task
from model.studies.variant import NOT_CERTIFIED, NoPlanError
from model.tolerances import LEAST_USD

SHARE = 0.05  # of what the plan decides, that putting one first may cost: an analyst's assumption
FIRST = 0.1  # USD more for a USD of the objective, from which the search begins
NEAR = 0.01  # share of an objective, or of the slack, by which a better plan would be noticed
STEPS = 8
NOTHING_TO_GAIN = "no decision of the plan changes it: {}."
NO_PARTNERS = "the reserve can buy from no member of an agreement that is not an entity of concern"
NO_PARTICIPANTS = "nobody has committed to a material that the reserve can hand out"


@dataclass(frozen=True)
class ObjectivesStudy:
    """Each of the three put first."""

    kind: str = sheet.OBJECTIVES

    def tasks(self, base: Base) -> Sequence[Task]:
        """One for each."""
        return [Task(f"{name} first", put_first, (name,)) for name in OBJECTIVES]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> Objectives:
        """The payoff table."""
        found = [one.found for one in outcomes.values() if one.found is not None]
        return Objectives(
            decided=decided(base.figures),
            share=SHARE,
            in_floods=any(one["in_floods"] for one in found),
            stands=PutFirst(**found[0]["stands"]) if found else None,
            first=tuple(PutFirst(**one["first"]) for one in found),
            failed=tuple((name, one.why) for name, one in outcomes.items() if one.found is None),
        )


@dataclass(frozen=True)
class Goals:
    """Numbers (n,) by which values (n,) of a plan come to each objective, USD; whether partners count `in_floods` alone."""

    short: FloatArray
    from_partners: FloatArray
    handed_out: FloatArray
    in_floods: bool

    def wanted(self, objective: str) -> FloatArray:
        """Of what least is wanted. Raises NoPlanError where no decision changes it."""
        if objective == EMERGENCY:
            return self.short
        most, why = {MARKET: (self.from_partners, NO_PARTNERS), PARTICIPANTS: (self.handed_out, NO_PARTICIPANTS)}[objective]
        if not most.any():
            raise NoPlanError(NOTHING_TO_GAIN.format(why))
        return -most


def put_first(base: Base, objective: str) -> Plain:
    """The plan that does best at an objective within the bound of cost, beside the plan as it stands."""
    ground = ground_of(base)
    goals, slack = goals_of(ground), ground.slack(SHARE)
    weights = goals.wanted(objective)
    tolerance = NEAR * max(abs(float(weights @ ground.plan.values)), LEAST_USD)
    found = ground.near.least(weights, [slack], FIRST, tolerance, STEPS)[0]
    if not found.is_a_plan:
        raise NoPlanError(NOT_CERTIFIED)
    proven = found.amount - found.at_least <= max(tolerance, NEAR * slack)
    return {
        "in_floods": goals.in_floods,
        "stands": _told(ground, goals, ground.plan.values, "", True),
        "first": _told(ground, goals, found.values, objective, proven),
    }


def _told(ground: Ground, goals: Goals, values: FloatArray, first: str, proven: bool) -> dict[str, Any]:
    changed, figures, measures = values - ground.plan.values, ground.base.figures, ground.measures
    return {
        "first": first,
        "short": figures.short_with + float(measures.short @ changed),
        "from_partners": float(goals.from_partners @ values),
        "handed_out": float(goals.handed_out @ values),
        "extra": float(ground.program.cost @ changed),
        "net_cost": figures.net_cost + float(measures.net_cost @ changed),
        "penalties": figures.penalties + float(measures.penalties @ changed),
        "participants_pay": figures.ledgers["participants"] + float(measures.participants @ changed),
        "ordered": float(measures.orders(values)["cost"].sum()),
        "proven": proven,
    }


def goals_of(ground: Ground) -> Goals:
    """The three objectives as numbers of columns."""
    from_partners, in_floods = _from_partners(ground, ground.measures.purchases)
    return Goals(ground.measures.short, from_partners, _handed_out(ground), in_floods)


def _from_partners(ground: Ground, bought: Purchases) -> tuple[FloatArray, bool]:
    """Expected tonnes at base price that the reserve buys from members of agreements, no entities of concern; while the
    material is cheaper than its base price, where that ever is. And whether it is."""
    data = ground.prepared.data
    price, base = data.market.price, data.market.base_price
    partner = in_zone(data)[bought.country, bought.period - 1] & ~data.market.clubs.of_concern[bought.country]
    at_base = base[bought.material, bought.period - 1]
    flooded = partner & (price[bought.material, bought.node] < at_base * (1 - 1e-9))
    own = flooded if flooded.any() else partner
    worth = np.where(own, bought.weight * at_base, 0.0)
    return bought.where(own, worth, ground.program.columns), bool(flooded.any())


def _handed_out(ground: Ground) -> FloatArray:
    """Expected tonnes at contract price that industry is released of materials with commitments, and participants draw."""
    data = ground.prepared.data
    price, committed = data.commitments.release_price, data.commitments.committed > 0
    release, borrowed = data.cells["release"], data.cells["borrowed"]
    owner = data.commitments.material[borrowed.row]
    rates = {}
    for name, cells, material in (("release", release, release.row), ("borrowed", borrowed, owner)):
        if len(cells):
            worth = price[material, data.node_period[cells.node]] * data.tree.weight[cells.node]
            rates[name] = np.where(committed[material], worth, 0.0)
    return over_columns(rates, ground.program.layout)
