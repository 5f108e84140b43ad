"""The study of the loss of the largest supplier: for each material the country with the most capacity is gone for a year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import Calendar, FloatArray, add_months
from model.case import Case
from model.program.problem_data import ProblemData
from model.results.facts.largest_supplier import LargestLost, Loss
from model.schema.studies import LOSS_OF_LARGEST
from model.studies.loss import SHORT, KnownPath, known_path, short_anyway, solve_loss
from model.studies.loss_case import MONTHS, chain_of, loss_case
from model.studies.of_base import once
from model.studies.prepared import build, data_of
from model.studies.study import Base, Outcome, Plain, Task
from model.studies.time_left import stages_of_task
from model.studies.variant import NO_TIME, NoPlanError
from model.tolerances import LEAST_USD, SMALLEST_TONNES

TOGETHER = 20  # materials of one task: what is made of the base is made for all of them
NO_COUNTRY = re.compile("AAA|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]")  # ISO 3166-1 alpha-3, left to users
TOO_EARLY = "on the plan's base path nothing is decided any more when it would begin."


@dataclass(frozen=True)
class LargestSupplier:
    """How long we hold out, and what is missing, if the largest supplier of a material stops."""

    kind: str = LOSS_OF_LARGEST

    def tasks(self, base: Base) -> Sequence[Task]:
        """Some materials each; those of one chain follow each other."""
        if _period(base.case.calendar) is None:
            return []
        names = _in_chains(base.case)
        parts = [tuple(names[k : k + TOGETHER]) for k in range(0, len(names), TOGETHER)]
        return [Task(_name(part), lose_largest, (part,)) for part in parts]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> LargestLost:
        """The losses by what they cost with the reserve."""
        losses = []
        for task in self.tasks(base):
            outcome = outcomes.get(task.name, Outcome(why=("it was not solved.",)))
            if outcome.found is None:
                losses += [Loss(name, "", float("nan"), why=outcome.why) for name in task.arguments[0]]
            else:
                losses += [_loss(one) for one in outcome.found]
        period = _period(base.case.calendar)
        label = None if period is None else base.case.calendar.label(period)
        return LargestLost(tuple(sorted(losses, key=_rank)), label, MONTHS)


def _rank(loss: Loss) -> tuple[float, float, str]:
    if loss.why:
        return np.inf, 0.0, loss.material
    return -loss.cost_with, -loss.cost_without, loss.material


def _name(part: Sequence[str]) -> str:
    return part[0] if len(part) == 1 else f"{part[0]} to {part[-1]}"


def _period(calendar: Calendar) -> int | None:
    """The period in which the losses begin: a year after Start, or the second where periods are longer; None where the plan
    ends before."""
    period = max(calendar.period_of(add_months(calendar.start, MONTHS)), 2)
    return period if period <= calendar.periods else None


def _in_chains(case: Case) -> list[str]:
    """The materials that anybody offers or makes."""
    processing = case["processing"]
    sold = {*case["supply"]["material"], *processing["material"][processing["role"] == "output"]}
    chains: dict[str, list[str]] = {}
    done: set[str] = set()
    for name in (str(name) for name in case["materials"]["material"]):
        if name not in done:
            chain = chain_of(case, name)
            done |= chain
            chains[name] = [str(one) for one in case["materials"]["material"] if one in chain and one in sold]
    return [name for chain in chains.values() for name in chain]


@once
def _known(base: Base) -> tuple[ProblemData, KnownPath]:
    data = data_of(base.case)
    return data, known_path(data, base.values)


def lose_largest(base: Base, materials: tuple[str, ...]) -> Plain:
    """Of each material that anybody can sell when the loss begins: who is lost, and what follows."""
    data, path = _known(base)
    period = _period(base.case.calendar)
    assert period is not None
    found: list[dict[str, Any]] = []
    anyway: dict[frozenset[str], dict[Any, float]] = {}
    for material in materials:
        if stages_of_task().over:
            raise NoPlanError(NO_TIME)
        country, share = largest_supplier(data, material, period)
        if share > 0:
            lost = {"material": material, "country": country, "share": share}
            try:
                if path.last < period - 1:
                    raise NoPlanError(TOO_EARLY)
                chain = frozenset(chain_of(base.case, material))
                if chain not in anyway:
                    anyway[chain] = missing_anyway(base.case, path, material, country, period)
                found.append({**lost, **_what_follows(base.case, path, material, country, period, anyway[chain])})
            except NoPlanError as none:
                found.append({**lost, "why": [str(none)]})
    return found


def largest_supplier(data: ProblemData, material: str, period: int) -> tuple[str, float]:
    """The country with the most capacity of a material in a period of the base path, and its share of all: what offers sell
    and what processes make at the most, home included; of equals the first by name. "" and 0 where nobody sells any."""
    i = data.market.materials.index(material)
    at = np.flatnonzero((data.tree.story == 0) & (data.tree.period <= period))[-1]
    steps, processes = data.market.steps, data.market.processes
    capacity = np.zeros(len(data.market.clubs.countries))
    own = steps.material == i
    np.add.at(capacity, steps.country[own], steps.capacity[own, at])
    open_ = np.where(processes.shut[:, at], 0.0, processes.offered[:, at]) * processes.outputs[:, i]
    np.add.at(capacity, processes.country, open_)
    total = float(capacity.sum())
    if total < SMALLEST_TONNES:
        return "", 0.0
    one = np.array([not NO_COUNTRY.fullmatch(code) for code in data.market.clubs.countries])
    most = float(np.where(one, capacity, 0.0).max())
    equal = np.flatnonzero(one & (capacity >= most * (1 - 1e-9)))
    return min(data.market.clubs.countries[c] for c in equal.tolist()), most / total


def missing_anyway(
    case: Case, path: KnownPath, material: str, country: str, period: int
) -> dict[Any, float]:
    """t short in the chain of a material by the key of `short`, if nobody is lost: of all of the chain the same."""
    data = data_of(loss_case(case, material, country, period, lost=0.0))
    return short_anyway(build(data, stages_of_task()), path) if len(data.cells[SHORT]) else {}


def _what_follows(
    case: Case, path: KnownPath, material: str, country: str, period: int, anyway: Mapping[Any, float]
) -> dict[str, Any]:
    """What is missing because of the loss, and for how long nothing is."""
    data = data_of(loss_case(case, material, country, period))
    cells = data.cells[SHORT]
    if not len(cells):
        return _nothing_short(material)
    usual = np.array([anyway.get(key, 0.0) for key in cells.keys], dtype=float)
    after = solve_loss(build(data, stages_of_task()), path, usual)
    lost = data.tree.story[cells.node] > 0
    cost = data.shortages.cost[cells.row, data.node_period[cells.node]] * data.discount[cells.node] * lost
    of = data.market.demand.material[data.shortages.pair[cells.row]]

    def by_material(amount: FloatArray) -> FloatArray:
        return np.bincount(of, amount, len(data.market.materials)).astype(float)

    costs = [by_material((short - usual) * cost) for short in (after.short_with, after.short_without)]
    tonnes = [by_material((short - usual) * lost) for short in (after.short_with, after.short_without)]
    worst = int(np.argmax(np.maximum(costs[0], costs[1])))
    days = [_days(case.calendar, period, met) for met in (after.met_with, after.met_without)]
    return {
        "short_of": data.market.materials[worst] if costs[1][worst] >= LEAST_USD else material,
        "cost_with": float(costs[0].sum()),
        "cost_without": float(costs[1].sum()),
        "tonnes_with": float(tonnes[0][worst]),
        "tonnes_without": float(tonnes[1][worst]),
        "days_with": days[0],
        "days_without": days[1],
    }


def _nothing_short(material: str) -> dict[str, Any]:
    """Of a chain that nobody at home wants anything of."""
    nothing = dict.fromkeys(("cost_with", "cost_without", "tonnes_with", "tonnes_without"), 0.0)
    return {"short_of": material, **nothing, "days_with": None, "days_without": None}


def _days(calendar: Calendar, period: int, met: int) -> int | None:
    """Days from the beginning of a period over so many that are met; None where that is to the horizon."""
    first = period + met
    return None if first > calendar.periods else (calendar.starts[first - 1] - calendar.starts[period - 1]).days


def _loss(one: Mapping[str, Any]) -> Loss:
    """A loss from what a task found."""
    if "why" in one:
        return Loss(one["material"], one["country"], one["share"], why=tuple(one["why"]))
    days = {name: np.inf if one[name] is None else float(one[name]) for name in ("days_with", "days_without")}
    return Loss(**{**one, **days})
