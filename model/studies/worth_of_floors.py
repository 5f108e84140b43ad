"""The study of floors: the plan without each of them, and without all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import FloatArray
from model.case import Case
from model.changes import Change
from model.program.problem_data import ProblemData
from model.results.facts.nation import cost_to_the_nation
from model.results.facts.variant_figures import from_plain, to_plain, variant_figures
from model.results.facts.worth_of_floors import FloorWorth, KeptOpen, WorthOfFloors
from model.schema.studies import WORTH_OF_FLOORS
from model.studies.membership import same_program, set_to_past
from model.studies.near import solve_near
from model.studies.of_base import prepared_of
from model.studies.prepared import data_of
from model.studies.study import Base, Outcome, Plain, Task
from model.tolerances import SMALLEST_TONNES

ALL = "all floors"


@dataclass(frozen=True)
class WorthOfFloorsStudy:
    """What each floor is worth, and all together. Rows of the Floors sheet of one name are one floor."""

    kind: str = WORTH_OF_FLOORS

    def tasks(self, base: Base) -> Sequence[Task]:
        """Without each, and without all where there are several."""
        names = floor_names(base.case)
        tasks = [Task(f"without {name}", without_floor, (name,)) for name in names]
        return [*tasks, Task(f"without {ALL}", without_floor)] if len(names) > 1 else tasks

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> WorthOfFloors:
        """The floors by what they are worth."""
        names = floor_names(base.case)
        missing = Outcome(why=("it was not solved.",))
        found = [_worth(name, base, outcomes.get(f"without {name}", missing)) for name in names]
        ranked = sorted(found, key=lambda one: -one.worth if one.worth == one.worth else np.inf)
        together = _worth(ALL, base, outcomes.get(f"without {ALL}", missing)) if len(names) > 1 else None
        return WorthOfFloors(tuple(ranked), together)


def floor_names(case: Case) -> list[str]:
    """The floors, each once."""
    return [str(name) for name in dict.fromkeys(case["floors"]["floor"])]


def without(case: Case, name: str | None = None) -> Change:
    """The change that takes a floor out, or all: To lies before Start, so that no row is ever in force."""
    table = case["floors"]
    own = table if name is None else table[table["floor"] == name]
    return set_to_past("floors", tuple(int(row) for row in own["row"]), case)


def without_floor(base: Base, name: str | None = None) -> Plain:
    """The figures of the plan without a floor, or without all, and what closes; `same` where the program would be the
    same."""
    change = without(base.case, name)
    before = prepared_of(base).data
    after = data_of(base.case.with_changes([change]))
    if same_program(before, after):
        return {"same": True}
    run = solve_near(base, [change])
    bankable = before.market.projects.may_build.any(axis=1) & ~after.market.projects.may_build.any(axis=1)
    return {
        "same": False,
        "figures": to_plain(variant_figures(run)),
        "kept": _closing(before, after),
        "projects": [before.market.projects.names[e] for e in np.flatnonzero(bankable).tolist()],
    }


def _closing(before: ProblemData, after: ProblemData) -> list[dict[str, Any]]:
    """Capacity that closes, by material: t/yr in the mean and at the most, USD/yr, and whose it is."""
    years, tree = before.case.calendar.length, before.tree
    offers = before.case["supply"]["offer"].to_numpy(object)
    sold: list[tuple[int, str, FloatArray]] = []
    steps = _by_offer_row(before) - _by_offer_row(after)
    of = before.market.steps.material[: len(offers)]  # uncovered steps come first, one for each row
    for k in np.flatnonzero((steps > SMALLEST_TONNES).any(axis=1)).tolist():
        sold.append((int(of[k]), str(offers[k]), steps[k]))
    processes = before.market.processes
    runs = processes.capacity - after.market.processes.capacity
    for p in np.flatnonzero((runs > SMALLEST_TONNES).any(axis=1)).tolist():
        made = int(np.argmax(processes.outputs[p] * before.market.price[:, 0]))
        sold.append((made, processes.names[p], runs[p] * processes.outputs[p, made]))
    share, found = tree.weight / before.case.calendar.periods, []
    for i in dict.fromkeys(i for i, _, _ in sold):
        own = [(name, tonnes) for j, name, tonnes in sold if j == i]
        rate = np.maximum(np.sum([tonnes for _, tonnes in own], axis=0), 0.0) / years
        found.append(
            {
                "material": before.market.materials[i],
                "mean": float(rate @ share),
                "most": float(rate.max()),
                "value": float((rate * before.market.base_price[i, before.node_period]) @ share),
                "sellers": list(dict.fromkeys(name for name, _ in own)),
            }
        )
    return sorted(found, key=lambda one: -one["value"])


def _by_offer_row(data: ProblemData) -> FloatArray:
    """What can be ordered from each row of the Supply sheet at every node, under contracts or not, t (K, N)."""
    steps = data.market.steps
    found = np.zeros((len(data.case["supply"]), data.tree.size))
    np.add.at(found, steps.table["origin"].to_numpy(int), steps.capacity)
    return found


def _worth(name: str, base: Base, outcome: Outcome) -> FloorWorth:
    """What a floor is worth: what its end would cost."""
    if outcome.found is None:
        return FloorWorth(name, why=outcome.why)
    if outcome.found["same"]:
        return FloorWorth(name, False, 0.0, 0.0, 0.0, 0.0, 0.0, dict.fromkeys(base.figures.ledgers, 0.0))
    then, settings = from_plain(outcome.found["figures"]), base.case.settings
    return FloorWorth(
        name,
        True,
        then.objective - base.figures.objective,
        cost_to_the_nation(then, settings) - cost_to_the_nation(base.figures, settings),
        then.short_with - base.figures.short_with,
        then.short_without - base.figures.short_without,
        then.penalties - base.figures.penalties,
        {ledger: then.ledgers[ledger] - cost for ledger, cost in base.figures.ledgers.items()},
        tuple(
            KeptOpen(one["material"], one["mean"], one["most"], one["value"], tuple(one["sellers"]))
            for one in outcome.found["kept"]
        ),
        tuple(outcome.found["projects"]),
    )
