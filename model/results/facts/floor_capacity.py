"""The capacity that floors keep alive, offers and processes, and what is bought of it.

Without floors means the market's own supply response run again at the same nodes with an empty Floors sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.problem_data import ProblemData
from model.results.facts.floor_terms import FloorTerms
from model.results.facts.plan_result import PlanResult, made_once
from model.tree import IntArray

OPEN_WITH, OPEN_WITHOUT = "open with floors", "open without floors"
KEPT, BOUGHT, BANKABLE = "kept alive", "bought of it", "built because bankable"
CAPACITIES = (OPEN_WITH, OPEN_WITHOUT, KEPT, BOUGHT, BANKABLE)


def shut_alone(data: ProblemData) -> tuple[BoolArray, BoolArray]:
    """Where steps (S, N) and processes (P, N) would be shut if no floor held."""
    origin = data.market.steps.table["origin"].to_numpy(int)
    return data.without_floors.steps.shut[origin], data.without_floors.processes.shut


def kept_open(data: ProblemData) -> FloatArray:
    """Tonnes of steps that are open, but would be shut if no floor held, shape (S, N)."""
    steps = data.market.steps
    return np.where(shut_alone(data)[0] & ~steps.shut, steps.capacity, 0.0)


def kept_running(data: ProblemData) -> FloatArray:
    """Tonnes of main input of processes that are open, but would be shut if no floor held, shape (P, N)."""
    processes = data.market.processes
    return np.where(shut_alone(data)[1] & ~processes.shut, processes.offered, 0.0)


@made_once
def ordered(result: PlanResult) -> FloatArray:
    """Tonnes ordered from each step at each node from Start on, by all buyers, shape (S, N)."""
    steps = len(result.data.market.steps.material)
    return result.grid("buy", steps) + result.grid("stockbuy", steps)


def built_capacity(result: PlanResult) -> tuple[FloatArray, FloatArray]:
    """What projects add at every node, t (E, N): in all, and of it what could be funded without any floor."""
    data, projects = result.data, result.data.market.projects
    build = result.grid("build", len(projects.names))
    alone = build * data.without_floors.projects.may_build
    built, built_alone = np.zeros((2, *build.shape))
    for e in np.flatnonzero(build.any(axis=1)).tolist():
        for n, funded in projects.active(e, data.tree).items():
            built[e, n], built_alone[e, n] = build[e, funded].sum(), alone[e, funded].sum()
    return built * projects.adds, built_alone * projects.adds


def _step_floors(data: ProblemData, floors: list[FloorTerms], inside: IntArray, kept: FloatArray) -> IntArray:
    """The floor that each step is under at every node, −1 where none, (S, N): a contract that lifts what its seller gets,
    or else the border floor. Where a step is still kept open by one that has ended, that one."""
    steps, t, tree = data.market.steps, data.node_period, data.tree
    under = inside[steps.material, steps.country][:, t]
    by_border = steps.inside_floor > steps.ask
    contract = steps.table["contract"].to_numpy(object)
    for f, floor in enumerate(floors):
        own = (contract == floor.name)[:, None] & floor.covers & (floor.lifts | ~by_border)
        under = np.where(own, f, under)
    for n in np.flatnonzero(tree.parent >= 0).tolist():
        lost = (under[:, n] < 0) & (kept[:, n] > 0)
        under[lost, n] = under[lost, tree.parent[n]]
    return under


def _process_floors(data: ProblemData, inside: IntArray) -> tuple[IntArray, FloatArray]:
    """The border floor that each process is under at every node, −1 where none, by its most valuable output under one,
    and t of that output per t of main input, both (P, N)."""
    processes, t = data.market.processes, data.node_period
    floor, ratio = np.full(processes.shut.shape, -1, dtype=np.int64), np.ones(processes.shut.shape)
    for p, c in enumerate(processes.country.tolist()):
        made = np.flatnonzero(processes.outputs[p])
        deciding, per_input = inside[made, c][:, t], processes.outputs[p, made][:, None]
        worth = per_input * np.maximum(data.market.price[made], data.market.floors[0][made, c][:, t])
        best = np.where(deciding >= 0, worth, -1.0).argmax(axis=0)
        floor[p] = deciding[best, np.arange(len(t))]
        ratio[p] = per_input[best, 0]
    return floor, ratio


@dataclass(frozen=True)
class _Sellers:
    """Steps, or processes, (R, N) but for `project`: the `floor` each is under, −1 where none; t of the floor's material
    per t of capacity; what is open there but for shutting, t; `shut` as it is and `alone`, without floors; what is
    `taken`, t; and which of them each project adds to at each node,
    −1 where none (E, N)."""

    floor: IntArray
    ratio: FloatArray
    potential: FloatArray
    shut: BoolArray
    alone: BoolArray
    taken: FloatArray
    project: IntArray

    def capacity(self, built: FloatArray, bankable: FloatArray) -> dict[str, FloatArray]:
        """Capacity of the floor's material, t (R, N), with what projects add, and of it what is bankable without floors."""
        new, new_alone = np.zeros((2, *self.potential.shape))
        e, n = np.nonzero(self.project >= 0)
        np.add.at(new, (self.project[e, n], n), built[e, n])
        np.add.at(new_alone, (self.project[e, n], n), bankable[e, n])
        kept = np.where(self.alone & ~self.shut, self.potential + new_alone, 0.0)
        amounts = {
            OPEN_WITH: np.where(self.shut, 0.0, self.potential + new),
            OPEN_WITHOUT: np.where(self.alone, 0.0, self.potential + new_alone),
            KEPT: kept,
            BOUGHT: np.where(kept > 0, self.taken, 0.0),
            BANKABLE: new - new_alone,
        }
        return {name: amount * self.ratio for name, amount in amounts.items()}


def build_floor_capacity(result: PlanResult, floors: list[FloorTerms], inside: IntArray) -> dict[str, FloatArray]:
    """By floor and node, t of its material (F, N): capacity under it that is open with and without floors, kept alive,
    bought of what is kept alive, and built only because floors make a project bankable.

    `inside` is the border floor that decides for sellers (I, C, T). Cuts by stories count; lead times do not.
    """
    data = result.data
    steps, processes, projects = data.market.steps, data.market.processes, data.market.projects
    built, bankable = built_capacity(result)
    step_alone, process_alone = shut_alone(data)
    process_floor, ratio = _process_floors(data, inside)
    both = (
        _Sellers(
            _step_floors(data, floors, inside, kept_open(data)), np.ones_like(steps.ask), steps.offered,
            steps.shut, step_alone, ordered(result) * steps.delivery[:, None], projects.step,
        ),
        _Sellers(
            process_floor, ratio, processes.offered,
            processes.shut, process_alone, result.grid("run", processes.size),
            np.broadcast_to(projects.process[:, None], projects.step.shape),
        ),
    )  # fmt: skip
    found = {name: np.zeros((len(floors), data.tree.size)) for name in CAPACITIES}
    for sellers in both:
        row, node = np.nonzero(sellers.floor >= 0)
        for name, amount in sellers.capacity(built, bankable).items():
            np.add.at(found[name], (sellers.floor[row, node], node), amount[row, node])
    return found
