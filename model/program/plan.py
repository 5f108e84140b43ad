"""What the program is built from: the case, its tree and market, and the cells of every variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market import Market, market_without_floors
from model.market.demand import shortage_steps
from model.market.places import Moves
from model.program.cells import Cells, cells_at, cells_where, node_cells
from model.program.commitments import Commitments, find_commitments
from model.program.cover import Cover, find_cover
from model.program.release_rule import ReleaseRule, find_release_rule
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Shortages:
    """Shortage steps of every pair of material and segment: numbers of the pair (Q,), names of the steps (Q,),
    `width` as a share of demand (Q,), `cost` USD/t by period (Q, T); `last` flags the step without a width."""

    pair: IntArray
    step: list[str]
    width: FloatArray
    cost: FloatArray
    last: BoolArray


@dataclass(frozen=True)
class Plan:
    """Inputs of the program. `cells` holds the cells of each variable by its name; `discount` δ by node (N,)."""

    case: Case
    tree: Tree
    market: Market
    discount: FloatArray
    horizon_discount: float
    cover: Cover
    commitments: Commitments
    release: ReleaseRule
    shortages: Shortages
    cells: Mapping[str, Cells]

    @property
    def node_period(self) -> IntArray:
        """Each node's period as an array position, t − 1, shape (N,)."""
        return self.tree.period - 1

    @cached_property
    def without_floors(self) -> Market:
        """The same market if no floor held, for reports; the program does not use it."""
        return market_without_floors(self.market, self.case, self.tree)

    @cached_property
    def terminal_value(self) -> FloatArray:
        """What a tonne left at the end is worth: a share of the lower of the first and the last base price, USD/t, (I,)."""
        base = self.market.base_price
        return np.asarray(self.material_column("terminal_value") * np.minimum(base[:, 0], base[:, -1]))

    @cached_property
    def surplus_price(self) -> FloatArray:
        """What a tonne that nobody wants brings: a share of the lower of market and base price, USD/t, shape (I, N)."""
        lower = np.minimum(self.market.price, self.market.base_price[:, self.node_period])
        return np.asarray(self.case.settings.surplus_price * lower)

    def material_column(self, name: str) -> FloatArray:
        """A number column of the Materials sheet, shape (I,)."""
        return self.case["materials"][name].to_numpy(float)

    def storage_column(self, name: str, blank: float) -> FloatArray:
        """A number column of the Storage sheet by material, `blank` where it is blank or there is no class, shape (I,)."""
        column = self.case["storage"].set_index("storage_class")[name]
        values = self.case["materials"]["storage_class"].map(column).to_numpy(float)
        return np.where(np.isnan(values), blank, values)


def _find_shortages(case: Case, market: Market) -> Shortages:
    demand = market.demand
    steps = [
        (pair, step)
        for pair, (i, segment) in enumerate(zip(demand.material, demand.segment, strict=True))
        for step in shortage_steps(case, int(i), segment, market.base_price[i])
    ]
    return Shortages(
        np.array([pair for pair, _ in steps], dtype=np.int64),
        [step.name for _, step in steps],
        np.array([step.width for _, step in steps], float),
        np.array([step.cost for _, step in steps], float).reshape(len(steps), case.calendar.periods),
        np.array([step.last for _, step in steps], bool),
    )


def _supply_cells(case: Case, tree: Tree, market: Market) -> dict[str, Cells]:
    """Orders exist where a step has capacity, its buyer may buy, and the goods still arrive by T."""
    steps = market.steps
    buyer = steps.table["buyer"].to_numpy(object)[:, None]
    arrives = tree.period[None, :] + steps.lead[:, None] <= case.calendar.periods
    possible = (steps.capacity > 0) & arrives
    projects = market.projects
    for e in np.flatnonzero((projects.supply_row >= 0) & projects.may_build.any(axis=1)).tolist():
        joined = projects.step[e], np.arange(tree.size)
        possible[joined] |= (projects.adds[e] > 0) & arrives[joined]
    supply = len(steps.early_capacity)
    periods = np.arange(1, case.calendar.periods + 1)
    row, column = np.nonzero((periods[None, :] <= steps.lead[:supply, None]) & (steps.early_capacity[:, None] > 0))
    names = np.array(steps.names, dtype=object)[row].tolist()
    early = Cells(list(zip(names, (column + 1).tolist(), strict=True)), row, np.zeros(len(row), dtype=np.int64))
    return {
        "buy": cells_where(steps.names, possible & (buyer != "reserve")),
        "stockbuy": cells_where(steps.names, possible & (buyer != "industry")),
        "early": early,
        "untaken": cells_where(steps.names, steps.committed > 0),
    }


def _industry_cells(case: Case, tree: Tree, market: Market, shortages: Shortages) -> dict[str, Cells]:
    names, demand = market.materials, market.demand
    materials = case["materials"]
    wanted = np.tile(np.any(demand.tonnes > 0, axis=1, keepdims=True), (1, tree.size))
    pairs = [(names[i], g) for i, g in zip(demand.material, demand.segment, strict=True)]
    row, node = np.nonzero(wanted)
    use = Cells([(*pairs[d], n) for d, n in zip(row.tolist(), node.tolist(), strict=True)], row, node, dimen=3)
    row, node = np.nonzero(wanted[shortages.pair])
    labels = [(*pairs[d], s) for d, s in zip(shortages.pair.tolist(), shortages.step, strict=True)]
    keys = [(*labels[q], n) for q, n in zip(row.tolist(), node.tolist(), strict=True)]
    short = Cells(keys, row, node, dimen=4)
    everywhere = np.ones(tree.size, dtype=bool)
    keeps = (materials["industry_stock"].to_numpy(float) > 0)[:, None]
    return {
        "use": use,
        "short": short,
        "recycle": cells_where(names, (materials["recyclable"].to_numpy(float) > 0)[:, None] & everywhere),
        "surplus": cells_at(names, tree.size),
        "working": cells_where(names, keeps & everywhere),
        "missing": cells_where(names, keeps & (tree.period == case.calendar.periods)),
    }


def _reserve_cells(case: Case, tree: Tree, market: Market, cover: Cover, release: ReleaseRule) -> dict[str, Cells]:
    """The reserve can hold what it has, has under way, or may buy."""
    materials, steps = case["materials"], market.steps
    held = (materials["opening_stock"] + materials["opening_in_transit"]).to_numpy(float) > 0
    held[steps.material[(steps.table["buyer"] != "industry").to_numpy()]] = True
    held[market.places.stockship.material] = True
    names = market.materials
    holds = np.repeat(held[:, None], tree.size, axis=1)
    return {
        "stock": cells_where(names, holds),
        "arrival": cells_where(names, holds),
        "sell": cells_where(names, holds),
        "spoil": cells_where(names, holds),
        "release": cells_where(names, holds & release.allowed),
        "gap": cells_where(names, cover.owed & ~cover.hard),
    }


def _participant_cells(tree: Tree, market: Market, commitments: Commitments, stock: Cells) -> dict[str, Cells]:
    """Draws (material, participant, node) exist in calm nodes, of what the reserve can hold, if they fall due by T.

    Nothing is put back at the root or in a disrupted node.
    """
    names = [(market.materials[i], j) for i, j in zip(commitments.material, commitments.participant, strict=True)]
    calm = ~market.disrupted[commitments.material]
    held = np.isin(commitments.material, stock.row) & (commitments.drawable > 0)
    in_time = tree.period[None, :] + commitments.deadline[:, None] <= tree.calendar.periods
    takeout = calm & held[:, None] & in_time
    draws = np.tile(np.any(takeout, axis=1, keepdims=True), (1, tree.size))

    def cells(flags: BoolArray) -> Cells:
        row, node = np.nonzero(flags)
        return Cells([(*names[j], n) for j, n in zip(row.tolist(), node.tolist(), strict=True)], row, node, dimen=3)

    return {
        "takeout": cells(takeout),
        "putback": cells(draws & calm & (tree.period > 1)),
        "outstanding": cells(draws),
    }


def _moves_cells(market: Market, moves: Moves, tree: Tree, with_target: bool) -> Cells:
    """Every route at every node: (material, origin, target, node), or (material, origin, node)."""
    names, countries = market.materials, market.clubs.countries
    keys: list[tuple[Any, ...]] = []
    for i, c, d in zip(moves.material.tolist(), moves.origin.tolist(), moves.target.tolist(), strict=True):
        route = (names[i], countries[c], countries[d]) if with_target else (names[i], countries[c])
        keys += [(*route, n) for n in range(tree.size)]
    row = np.repeat(np.arange(len(moves.material), dtype=np.int64), tree.size)
    node = np.tile(np.arange(tree.size, dtype=np.int64), len(moves.material))
    return Cells(keys, row, node, dimen=4 if with_target else 3)


def _processing_cells(tree: Tree, market: Market) -> dict[str, Cells]:
    """Runs of every process at every node, those before Start by period of arrival, and what moves between places."""
    processes, places = market.processes, market.places
    periods = np.arange(1, tree.calendar.periods + 1)
    row, column = np.nonzero((periods[None, :] <= processes.lead[:, None]) & (processes.early_capacity[:, None] > 0))
    names = np.array(processes.names, dtype=object)[row].tolist()
    early = Cells(list(zip(names, (column + 1).tolist(), strict=True)), row, np.zeros(len(row), dtype=np.int64))
    run = cells_at(processes.names, tree.size)
    pairs = [(market.materials[i], market.clubs.countries[c]) for i, c in places.abroad]
    return {
        "run": run,
        "made": run,
        "early_run": early,
        "ship": _moves_cells(market, places.ship, tree, with_target=True),
        "stockship": _moves_cells(market, places.stockship, tree, with_target=False),
        "surplus_abroad": Cells(
            [(*pair, n) for pair in pairs for n in range(tree.size)],
            np.repeat(np.array([i for i, _ in places.abroad], dtype=np.int64), tree.size),
            np.tile(np.arange(tree.size, dtype=np.int64), len(pairs)),
            dimen=3,
        ),
    }


def _project_cells(tree: Tree, market: Market) -> dict[str, Cells]:
    """Funding of each project at the nodes where it may be built, and what is ready at every node it can reach."""
    projects = market.projects
    reached = np.zeros_like(projects.may_build)
    for e in range(len(projects.names)):
        reached[e, list(projects.active(e, tree))] = True
    return {"build": cells_where(projects.names, projects.may_build), "built": cells_where(projects.names, reached)}


def _money_cells(case: Case, tree: Tree) -> dict[str, Cells]:
    """Tranches at every node; none of it without Finance rows, when money is unlimited."""
    finance = case["finance"]
    if finance.empty:
        return {}
    every = cells_at(list(finance["tranche"]), tree.size)
    repaid = (finance["kind"] != "grant").to_numpy()[:, None]
    owing = cells_where(list(finance["tranche"]), repaid & np.ones(tree.size, dtype=bool))
    nodes = node_cells(np.arange(tree.size, dtype=np.int64))
    return {
        "draw": every,
        "drawn": every,
        "commitment_fee": every,
        "repay": owing,
        "debt": owing,
        "interest": owing,
        "cash": nodes,
        "support": nodes,
    }


def _rebate_cells(market: Market, tree: Tree) -> dict[str, Cells]:
    """What flows back to each buyer of a contract's tonnes, where the price is above its trigger."""
    steps = market.steps
    cells = {}
    for name, closed_to in (("rebate", "reserve"), ("reserve_rebate", "industry")):
        open_steps = (steps.table["buyer"] != closed_to).to_numpy()
        flags = np.zeros((len(steps.contracts), tree.size), dtype=bool)
        for f, contract in enumerate(steps.contracts):
            own = (steps.table["contract"] == contract.name).to_numpy() & open_steps
            flags[f] = (steps.rebate[own] > 0).any(axis=0)
        cells[name] = cells_where([c.name for c in steps.contracts], flags)
    return cells


def make_plan(case: Case, tree: Tree, market: Market) -> Plan:
    """The program's inputs from a checked case."""
    years = case.calendar.years_to_middle[tree.period - 1]
    rate = 1.0 + case.settings.discount_rate
    cover = find_cover(case, tree, market)
    commitments = find_commitments(case, market, cover)
    release = find_release_rule(case, tree, market.disrupted)
    shortages = _find_shortages(case, market)
    reserve = _reserve_cells(case, tree, market, cover, release)
    cells = {
        **_supply_cells(case, tree, market),
        **_rebate_cells(market, tree),
        **_processing_cells(tree, market),
        **_project_cells(tree, market),
        **_industry_cells(case, tree, market, shortages),
        **reserve,
        **_participant_cells(tree, market, commitments, reserve["stock"]),
        **_money_cells(case, tree),
    }
    discount, at_horizon = rate**-years, rate**-case.calendar.horizon_years
    return Plan(case, tree, market, discount, at_horizon, cover, commitments, release, shortages, cells)
