"""Why each project is built as it is, or not built, and what is funded of it when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.market.floors import floor_price
from model.market.mechanisms import MECHANISMS
from model.program.problem_data import ProblemData
from model.results.facts.duals import whole_duals
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import base_nodes, country_names
from model.tolerances import ROUNDING, SMALLEST_PRICE, SMALLEST_SHARE

TOO_LATE, NOT_BANKABLE, NO_CAPACITY = "too late", "not bankable", "no capacity"
NOT_KNOWN = "not known"
BUDGET_BINDS, BREAKS_EVEN, NOT_WORTH = "budget binds", "breaks even", "not worth it"
FULL, PART_BY_BUDGET, PART = "built to its most", "built in part, budget binds", "built in part"


@dataclass(frozen=True)
class Funding:
    """What is funded of one project: t/yr by period of funding. `possible` are the periods from Earliest on from which
    it is ready by T."""

    project: int
    built: dict[int, float]
    possible: list[int]

    @property
    def total(self) -> float:
        return sum(self.built.values())


@dataclass(frozen=True)
class Bankable:
    """What would make a project bankable: its `country` as a member of the `agreement`, where it is none, and under the
    `floor` of `height` USD/t, or where that is too low (not `enough`) the floor at what is needed."""

    country: str
    agreement: str
    floor: str
    height: float
    enough: bool


@dataclass(frozen=True)
class Verdict:
    """The `kind` of reason, and what bears on it: its `lead` time in months; what a t/yr more of it saves (`gain`) or costs
    more than it saves (`loss`, and as a share of its `capital`), USD discounted; what a USD more of the `budget` saves; the
    price `needed` and that it is `sold` at in the best period `ready`, USD/t; what would make it `bankable`."""

    kind: str
    lead: int = 0
    gain: float = 0.0
    loss: float = 0.0
    of_capital: float = np.nan
    budget: float = 0.0
    needed: float = np.nan
    sold: float = np.nan
    ready: str = ""
    bankable: Bankable | None = None


def build_funding(result: PlanResult) -> list[Funding]:
    """What is funded of every project of the Projects sheet, in its order."""
    data, projects = result.data, result.data.market.projects
    calendar, base = data.case.calendar, base_nodes(data.tree)
    build = result.grid("build", len(projects.names))
    found = []
    for e, row in enumerate(data.case.records("projects")):
        first = 1 if row["earliest"] is None else calendar.period_of(row["earliest"].start)
        last = calendar.periods - int(projects.lead[e])
        built = {t: float(build[e, n]) for t, n in base.items() if build[e, n] > SMALLEST_SHARE * projects.most[e]}
        found.append(Funding(e, built, [t for t in base if first <= t <= last]))
    return found


def ready(data: ProblemData, funding: Funding, period: int) -> int:
    """The period in which what is funded in one is ready."""
    return period + int(data.market.projects.lead[funding.project])


def best_sale(data: ProblemData, funding: Funding) -> int | None:
    """The period in which it could be ready and sell dearest; of those it is built for where it is built."""
    periods = [ready(data, funding, t) for t in funding.built or funding.possible]
    sold = data.market.projects.sold_at[funding.project]
    return max(periods, key=lambda t: (sold[t - 1], -t)) if periods else None


def build_verdicts(result: PlanResult) -> list[Verdict]:
    """Why each project is built, or not, or no further, from its price, its dates and the program's shadow prices."""
    sizes = whole_duals(result).size_by_key
    budget = sum(sizes("public_budget").values())
    gains = {str(name): size for name, size in sizes("project_limit").items()}
    cells = result.data.cells["build"]
    costs = result.solution.reduced_cost("build") if len(cells) else np.zeros(0)
    losses: dict[int, float] = {}
    for e, cost in zip(cells.row.tolist(), costs.tolist(), strict=True):
        losses[e] = min(cost, losses.get(e, np.inf))
    names = result.data.market.projects.names
    return [
        _unpriced(result.data, one)
        if not result.solution.priced
        else _built(result.data, one, gains.get(names[one.project], 0.0), budget)
        if one.total > 0
        else _not_built(result.data, one, losses.get(one.project, 0.0), budget)
        for one in build_funding(result)
    ]


def _unpriced(data: ProblemData, funding: Funding) -> Verdict:
    """What can be told of a plan that is not optimal, which has no shadow prices."""
    without = Verdict(NOT_KNOWN) if funding.total > 0 else _not_built(data, funding, np.inf, 0.0)
    return without if without.kind in (TOO_LATE, NOT_BANKABLE, NO_CAPACITY) else Verdict(NOT_KNOWN)


def _built(data: ProblemData, funding: Funding, gain: float, budget: float) -> Verdict:
    e, projects = funding.project, data.market.projects
    if funding.total >= projects.most[e] * (1 - SMALLEST_SHARE):
        return Verdict(FULL, gain=gain)
    if budget * projects.public[e] > SMALLEST_PRICE:
        return Verdict(PART_BY_BUDGET, budget=budget)
    return Verdict(PART)


def _not_built(data: ProblemData, funding: Funding, loss: float, budget: float) -> Verdict:
    e, projects = funding.project, data.market.projects
    best = best_sale(data, funding)
    if best is None:
        return Verdict(TOO_LATE, lead=int(projects.lead[e]) * data.case.calendar.months)
    if not projects.may_build[e].any():
        return Verdict(
            NOT_BANKABLE,
            needed=float(projects.incentive[e]),
            sold=float(projects.sold_at[e, best - 1]),
            ready=data.case.calendar.label(best),
            bankable=_what_would_make_it_bankable(data, e, [ready(data, funding, t) for t in funding.possible]),
        )
    if projects.most[e] <= 0:
        return Verdict(NO_CAPACITY)
    charged_to_budget = budget * projects.public[e]
    if charged_to_budget > SMALLEST_PRICE and loss - charged_to_budget < -SMALLEST_PRICE:
        return Verdict(BUDGET_BINDS, budget=budget)
    if loss <= SMALLEST_PRICE:
        return Verdict(BREAKS_EVEN)
    capital = float(data.case.records("projects")[e]["capital_cost"])
    return Verdict(NOT_WORTH, loss=loss, of_capital=loss / capital if capital > 0 else np.nan)


def product_and_country(data: ProblemData, e: int) -> tuple[int, int]:
    """What a project's new capacity sells, of a process the output of the highest worth, and the number of its country."""
    market, s, p = data.market, int(data.market.projects.supply_row[e]), int(data.market.projects.process[e])
    if p < 0:
        return int(market.steps.material[s]), int(market.steps.country[s])
    return int(np.argmax(market.processes.outputs[p] * market.reference_price)), int(market.processes.country[p])


def _what_would_make_it_bankable(data: ProblemData, e: int, periods: list[int]) -> Bankable | None:
    """The highest border floor on the project's product in the periods in which it could be ready; None where there is no
    floor."""
    clubs, market = data.market.clubs, data.market
    material, c = product_and_country(data, e)
    at, needed = np.array(periods) - 1, float(market.projects.incentive[e])
    own = [
        row
        for row in data.case.records("floors")
        if MECHANISMS[row["mechanism"]].at_border and row["material"] == market.materials[material]
    ]
    heights = [float(floor_price(row, data.case.calendar)[at].max()) for row in own]
    if not heights or max(heights) <= 0:
        return None
    best = int(np.argmax(heights))
    agreement = str(own[best]["agreement_or_country"])
    inside = c == clubs.number(data.case.settings.home_country) or bool(clubs.who(agreement)[c, at].all())
    return Bankable(
        country_names(data)[clubs.countries[c]],
        "" if inside else agreement,
        str(own[best]["floor"]),
        heights[best],
        heights[best] >= needed * (1 - ROUNDING),
    )
