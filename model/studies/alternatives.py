"""The study of alternatives: plans that cost hardly more than the best one and buy as differently as possible.

The objective is nearly all industry's bill, which no plan can change; a share of it would allow anything. So the share is one
of what the plan decides: the reserve's net cost, the expected cost of shortages and the penalties. A plan within 1 % is one
whose objective is above the least by at most 1 % of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.case import Case
from model.results.facts.alternatives import BY_MATERIAL, BY_PARTNER, Alternative, Alternatives, LeastOf, LeastOfAll
from model.schema.studies import ALTERNATIVES
from model.solve import Least
from model.studies.linear_measures import NOW
from model.studies.near_plan import Ground, decided, ground_of
from model.studies.study import Base, Outcome, Plain, Task
from model.tolerances import LEAST_USD, SMALLEST_TONNES

SHARES = (0.01, 0.02, 0.05)
CHAIN = 3  # alternatives in each direction
ORDERS = 10  # of this period, the dearest, of which the least is looked for
FIRST = 0.3  # surcharge on what plans so far buy, from which the search begins, as a share of its price
NEAR = 0.02  # share of the plan's amount to which an alternative is as different as possible
APART = 0.01  # share of what the plan buys by which an alternative must differ from all before
IN_ALL = 0.005  # share of all orders together to which their least is known
EXACT = 1e-3  # share of an order to which its least is known
STEPS = 6  # surcharges that are tried for each
DIRECTIONS = (BY_PARTNER, BY_MATERIAL)
ALL = ""  # in the place of a country: all of them


@dataclass(frozen=True)
class AlternativesStudy:
    """Within each of the `shares` of what the plan decides."""

    shares: tuple[float, ...] = SHARES
    kind: str = ALTERNATIVES

    def tasks(self, base: Base) -> Sequence[Task]:
        """A chain for each share and direction, and the least of each material that is ordered now and of its orders."""
        chains = [
            Task(f"within {share * 100:g} %, by {direction}", alternatives_of, (share, direction))
            for share in self.shares
            for direction in DIRECTIONS
        ]
        names = [str(name) for name in base.figures.orders.sort_values("cost", ascending=False).index[:ORDERS]]
        leasts = [Task(f"least of {name}", least_of, (tuple(sorted(self.shares)), name)) for name in names]
        together = Task("least of all together", least_of_all, (tuple(sorted(self.shares)),))
        return [together, *leasts, *chains]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> Alternatives:
        """The plan as it stands, its alternatives, and what all of them must buy."""
        found = [one.found for one in outcomes.values() if one.found is not None]
        plans = [plan for one in found for plan in one.get("alternatives", ())]
        stands = next((one["plan"] for one in found), None)
        return Alternatives(
            decided=decided(base.figures),
            shares=tuple(sorted(self.shares)),
            plan=None if stands is None else _alternative(stands),
            found=tuple(_alternative(plan) for plan in plans),
            least=tuple(LeastOf(**one) for part in found for one in part.get("least", ())),
            together=tuple(LeastOfAll(**one) for part in found for one in part.get("together", ())),
            failed=tuple((name, one.why) for name, one in outcomes.items() if one.found is None),
        )


def _told(ground: Ground, values: FloatArray, share: float, direction: str, number: int, proven: bool) -> dict[str, Plain]:
    """A plan of these values (n,), as what JSON holds."""
    changed, figures = values - ground.plan.values, ground.base.figures
    tables = {"orders": NOW, "year": ground.last}
    return {
        "share": share,
        "direction": direction,
        "number": number,
        "proven": proven,
        "extra": float(ground.program.cost @ changed),
        "net_cost": figures.net_cost + float(ground.measures.net_cost @ changed),
        "short_with": figures.short_with + float(ground.measures.short @ changed),
        "penalties": figures.penalties + float(ground.measures.penalties @ changed),
        **{name: ground.measures.orders(values, last).to_dict("records") for name, last in tables.items()},
    }


def _alternative(plain: Mapping[str, Any]) -> Alternative:
    columns = ["material", "country", "tonnes", "cost"]
    tables = {name: pd.DataFrame(plain[name], columns=columns) for name in ("orders", "year")}
    return Alternative(**{**plain, **tables})


def alternatives_of(base: Base, share: float, direction: str) -> Plain:
    """Up to CHAIN plans within a share, each as far as it can be from those before it: least is bought from the partners, or
    of the materials, from which the plans so far buy most in the first year. Each is certified to be a plan and to keep the
    bound of cost."""
    ground = ground_of(base)
    told = [_told(ground, ground.plan.values, 0.0, "", 0, True)]
    told += [
        _told(ground, one.plan.values, share, direction, number, one.proven)
        for number, one in enumerate(chain(ground, ground.slack(share), direction), 1)
    ]
    return {"plan": told[0], "alternatives": told[1:]}


@dataclass(frozen=True)
class Link:
    """A plan of a chain, what the plan as it stands has of the amount that it has little of, `before`, and whether none has
    noticeably less."""

    plan: Least
    before: float

    @property
    def proven(self) -> bool:
        """None has less by more than NEAR of what the plan has."""
        return self.plan.amount - self.plan.at_least <= NEAR * self.before


def chain(ground: Ground, slack: float, direction: str) -> Iterator[Link]:
    """Up to CHAIN alternatives that cost at most so much more, each given those before it; none that one of these is."""
    bought, columns = ground.measures.purchases, ground.program.columns
    of = bought.country if direction == BY_PARTNER else bought.material
    own = bought.period <= ground.last
    spent = np.where(own, bought.weight * bought.landed, 0.0)
    score, values = np.zeros(int(of.max(initial=0)) + 1), ground.plan.values
    seen = [values]
    for _ in range(CHAIN):
        shares = np.bincount(of, values[bought.column] * spent, len(score))
        if shares.sum() < LEAST_USD:  # nothing is bought that could be bought otherwise
            return
        score = score + shares / shares.sum()
        weights = bought.where(own, spent * (score / score.max())[of], columns)
        before = float(weights @ ground.plan.values)
        found = ground.near.least(weights, [slack], FIRST, NEAR * before, STEPS)[0]
        values = found.values
        apart = [float(np.abs((values - one)[bought.column]) @ spent) for one in seen]
        if not found.is_a_plan or min(apart) < APART * float(seen[0][bought.column] @ spent):
            return
        seen.append(values)
        yield Link(found, before)


def least_of_all(base: Base, shares: tuple[float, ...]) -> Plain:
    """For each share the least that is bought of everything together, now and in the first year, USD."""
    ground, told = ground_of(base), []
    bought, slacks = ground.measures.purchases, [ground.slack(share) for share in shares]
    for in_year, last in ((False, NOW), (True, ground.last)):
        weights = bought.where(bought.period <= last, bought.weight * bought.landed, ground.program.columns)
        cost = float(weights @ ground.plan.values)
        if cost < LEAST_USD:
            continue
        for share, one in zip(shares, ground.near.least(weights, slacks, FIRST, IN_ALL * cost, STEPS), strict=True):
            if one.is_a_plan:
                amounts = {"cost": cost, "least": max(one.amount, 0.0), "at_least": max(one.at_least, 0.0)}
                told.append({"share": share, "first_year": in_year, **amounts})
    return {"plan": _told(ground, ground.plan.values, 0.0, "", 0, True), "together": told}


def least_of(base: Base, shares: tuple[float, ...], material: str) -> Plain:
    """For each share the least of a material that is ordered now, and in the first year, and the least that is ordered now
    in each country; and what is bought instead, as far as it is of the same material."""
    ground = ground_of(base)
    data, bought = ground.prepared.data, ground.measures.purchases
    own = bought.material == data.market.materials.index(material)
    now = own & (bought.period == NOW)
    ordered = np.bincount(bought.country[now], ground.plan.values[bought.column[now]], len(data.market.clubs.countries))
    placed = np.flatnonzero(ordered > SMALLEST_TONNES).tolist()
    chosen = [(ALL, now)] + [(data.market.clubs.countries[c], now & (bought.country == c)) for c in placed if len(placed) > 1]
    slacks = [ground.slack(share) for share in shares]
    told = []
    for country, some in chosen:
        weights = bought.where(some, np.ones(len(some)), ground.program.columns)
        tonnes = float(weights @ ground.plan.values)
        price = float((bought.where(some, bought.landed, len(weights)) @ ground.plan.values) / tonnes)
        found = ground.near.least(weights, slacks, FIRST * price, EXACT * tonnes, STEPS)
        for share, one in zip(shares, found, strict=True):
            if one.is_a_plan:
                told.append(_least(ground, one, share, (material, country), (tonnes, price)))
    return {"plan": _told(ground, ground.plan.values, 0.0, "", 0, True), "least": told}


def _least(
    ground: Ground, one: Least, share: float, order: tuple[str, str], stands: tuple[float, float]
) -> dict[str, Plain]:
    """The least of an order as it `stands` (t, USD/t), and how much of its material that plan buys."""
    material, country = order

    def of_material(values: FloatArray, last: int) -> float:
        table = ground.measures.orders(values, last)
        return float(table.loc[table["material"] == material, "tonnes"].sum())

    return {
        "share": share,
        "material": material,
        "country": country,
        "tonnes": stands[0],
        "price": stands[1],
        "least": max(one.amount, 0.0),
        "at_least": max(one.at_least, 0.0),
        "extra": one.extra,
        "all_now": of_material(one.values, NOW),
        "all_now_plan": of_material(ground.plan.values, NOW),
        "all_year": of_material(one.values, ground.last),
        "all_year_plan": of_material(ground.plan.values, ground.last),
    }


def typed_shares(case: Case) -> tuple[float, ...]:
    """The shares that rows of the Studies sheet ask for; those of blank cells where there are none."""
    texts = [row["values"] for row in case.records("studies") if row["study"] == ALTERNATIVES and row["on"]]
    shares = [share for text in texts for share in read_shares(text)]
    return tuple(sorted(set(shares))) or SHARES


def read_shares(text: str) -> tuple[float, ...]:
    """`1; 2; 5`, in %, as fractions. Raises ValueError for anything else than percentages above 0 and at most 100."""
    parts = [part.strip().removesuffix("%").strip() for part in text.split(";") if part.strip()]
    shares = tuple(float(part) / 100 for part in parts)
    if not all(0 < share <= 1 for share in shares):
        raise ValueError(text)
    return shares
