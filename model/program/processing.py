"""Families 1 and 3 beyond home: processes, places abroad, shipping, and process output bought by the reserve."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.market.places import Moves
from model.program.bookings import RESERVE
from model.program.cells import Cells, cells_at, cells_before_start, cells_of
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import Family, Row, Variable
from model.program.frame import arrivals
from model.program.problem_data import ProblemData
from model.tree import IntArray


def _names(data: ProblemData, materials: IntArray, *countries: IntArray) -> list[Any]:
    """Keys (material, country, …) by name."""
    goods = np.array(data.market.materials, dtype=object)[materials].tolist()
    places = [np.array(data.market.clubs.countries, dtype=object)[c].tolist() for c in countries]
    return list(zip(goods, *places, strict=True))


def _runs(data: ProblemData) -> Cells:
    return cells_at(data.market.processes.names, data.tree.size)


def _early_runs(data: ProblemData) -> Cells:
    processes = data.market.processes
    return cells_before_start(
        processes.names, processes.lead, processes.early_capacity, data.case.calendar.periods
    )


def _everywhere(data: ProblemData, names: list[Any], dimen: int) -> Cells:
    return cells_of(names, np.ones((len(names), data.tree.size), dtype=bool), dimen)


def _shipments(data: ProblemData) -> Cells:
    ship = data.market.places.ship
    return _everywhere(data, _names(data, ship.material, ship.origin, ship.target), 4)


def _output_for_reserve(data: ProblemData) -> Cells:
    stockship = data.market.places.stockship
    return _everywhere(data, _names(data, stockship.material, stockship.origin), 3)


def _surplus_abroad(data: ProblemData) -> Cells:
    """Cells whose rows are materials, as those of what is left over at home."""
    abroad = np.array(data.market.places.abroad, dtype=np.int64).reshape(-1, 2)
    pairs = _everywhere(data, _names(data, abroad[:, 0], abroad[:, 1]), 3)
    return Cells(pairs.keys, abroad[pairs.row, 0], pairs.node, pairs.dimen)


def _add_processes(m: Any, data: ProblemData) -> None:
    processes, tree = data.market.processes, data.tree
    run, early = data.cells["run"], data.cells["early_run"]
    m.process_available = numbers(m.RUN, processes.capacity[run.row, run.node], "t of main input")
    m.process_available_early = numbers(
        m.EARLY_RUN, processes.early_capacity[early.row], "root capacity × h, t of main input"
    )
    placed = data.before.runs[run.row, data.node_period[run.node]]
    m.placed_runs = numbers(m.RUN, placed, "t of main input put in before Start whose output appears")
    started: dict[Any, list[Any]] = {}
    for p, name in enumerate(processes.names):
        origin = tree.ancestor(int(processes.lead[p]))
        started.update({(name, n): [int(q)] for n, q in enumerate(origin) if q >= 0})
    m.started = indexed_set(m.RUN, started, 1, "the node a lead time before, none before Start")
    before_start = {(p, t) for p, t in early.keys}
    due = {(p, n): [int(tree.period[n])] for p, n in run.keys if (p, int(tree.period[n])) in before_start}
    m.early_due = indexed_set(m.RUN, due, 1, "the period of arrival of runs before Start")
    for name, ratios in (("input_ratio", processes.inputs), ("output_ratio", processes.outputs)):
        row, material = np.nonzero(ratios)
        goods = np.array(data.market.materials, dtype=object)[material].tolist()
        keys = list(zip(np.array(processes.names, dtype=object)[row].tolist(), goods, strict=True))
        setattr(m, name.upper(), plain_set(keys, 2, f"processes and materials with an {name.replace('_', ' ')}"))
        setattr(m, name, numbers(getattr(m, name.upper()), ratios[row, material], "t per t of main input"))

    def process_capacity(m: Any, p: str, n: int) -> Any:
        """run ≤ process capacity × h × capacity factor, t of main input; nothing where shut or too late to deliver."""
        return m.run[p, n] <= m.process_available[p, n]

    def early_process_capacity(m: Any, p: str, t: int) -> Any:
        """early_run ≤ the process's root capacity × h, t of main input, for each period of arrival."""
        return m.early_run[p, t] <= m.process_available_early[p, t]

    def process_output(m: Any, p: str, n: int) -> Any:
        """run_completed = run a lead time before on n's path, or started before Start, t of main input."""
        started_before = sum(m.early_run[p, t] for t in m.early_due[p, n])
        return m.run_completed[p, n] == sum(m.run[p, q] for q in m.started[p, n]) + started_before + m.placed_runs[p, n]

    built = data.cells["built"]
    process = data.market.projects.process[built.row].tolist()
    growing = {(processes.names[p], n) for p, n in zip(process, built.node.tolist(), strict=True) if p >= 0}
    m.STEADY_RUN = plain_set([key for key in run.keys if key not in growing], 2, "runs that no project adds capacity to")
    add_constraint(m, m.STEADY_RUN, process_capacity)
    add_constraint(m, m.EARLY_RUN, early_process_capacity)
    add_constraint(m, m.RUN, process_output)


def _by_place(data: ProblemData, ratios: np.ndarray, chosen: np.ndarray | None = None) -> dict[Any, list[str]]:
    """Names of the (chosen) processes with a ratio for a material, by (material, country)."""
    processes = data.market.processes
    row, material = np.nonzero(ratios if chosen is None else ratios * chosen[:, None])
    keys = _names(data, material, processes.country[row])
    return group_keys(keys, np.array(processes.names, dtype=object)[row].tolist())


def _routes(data: ProblemData, moves: Moves, end: str) -> dict[Any, list[Any]]:
    """(origin, target) of the routes by (material, country) of their `end`, origin or target."""
    ends = moves.origin if end == "origin" else moves.target
    pairs = [key[1:] for key in _names(data, moves.material, moves.origin, moves.target)]
    return group_keys(_names(data, moves.material, ends), pairs)


def _delivered_there(m: Any, i: str, c: str, n: int) -> Any:
    """arrivals + early arrivals + orders placed + outputs at a place abroad, t: all that does not come from other places."""
    total = sum(m.delivery[s] * m.buy[s, p] for s, p in m.landing[i, c, n])
    total += sum(m.delivery[s] * m.early[s, t] for s, t in m.landing_early[i, c, n])
    total += sum(m.output_ratio[p, i] * m.run_completed[p, n] for p in m.makers[i, c])
    return total + m.placed_abroad[i, c, n]


def _add_places(m: Any, data: ProblemData) -> None:
    """Balance and origin of every material at every place abroad."""
    places, home = data.market.places, data.case.settings.home_country
    surplus = data.cells["surplus_abroad"]
    pairs = _names(data, *(np.array([pair[k] for pair in places.abroad], dtype=np.int64) for k in (0, 1)))
    corners = [*pairs, *((i, home) for i in data.market.materials)]
    m.PLACES = plain_set(corners, 2, "materials and places")
    m.routes_from = indexed_set(m.PLACES, _routes(data, places.ship, "origin"), 2, "routes out of the place")
    m.routes_into = indexed_set(m.PLACES, _routes(data, places.ship, "target"), 2, "routes into the place")
    m.makers = indexed_set(m.PLACES, _by_place(data, data.market.processes.outputs), 1, "processes there that make it")
    m.eaters = indexed_set(m.PLACES, _by_place(data, data.market.processes.inputs), 1, "processes there that eat it")
    for_reserve = _by_place(data, data.market.processes.outputs, data.market.processes.for_reserve)
    m.makers_for_reserve = indexed_set(m.PLACES, for_reserve, 1, "processes there whose output the reserve may buy")
    from_there = {key: [key[1]] for key in _names(data, places.stockship.material, places.stockship.origin)}
    m.reserve_buys = indexed_set(m.PLACES, from_there, 1, "the place itself where the reserve may buy process output")
    m.landing = indexed_set(m.SURPLUS_ABROAD, arrivals(data, "buy", abroad=True), 2, "industry's orders that land there")
    m.landing_early = indexed_set(
        m.SURPLUS_ABROAD, arrivals(data, "early", abroad=True), 2, "early orders that land there"
    )

    number = dict(zip(pairs, places.abroad, strict=True))
    nothing = np.zeros(data.case.calendar.periods)
    placed = [
        data.before.abroad.get(number[i, c], nothing)[t]
        for (i, c, _), t in zip(surplus.keys, data.node_period[surplus.node].tolist(), strict=True)
    ]
    m.placed_abroad = numbers(m.SURPLUS_ABROAD, placed, "industry's orders from before Start that land there, t")

    # Where nothing is shipped in, the balance alone says that what leaves was delivered there.
    shipped_into = set(_names(data, places.ship.material, places.ship.target))
    steps = data.market.steps
    landed = set(_names(data, steps.material[steps.lands_abroad], steps.country[steps.lands_abroad]))
    left = set(_names(data, places.ship.material, places.ship.origin)) | set(from_there)
    passing = [key for key in surplus.keys if key[:2] in shipped_into & left]
    m.PASSING = plain_set(passing, 3, "places abroad that material is shipped into and out of, and nodes")
    besides = shipped_into | landed | {(i, home) for i in data.market.materials}
    besides |= {key for key in m.PLACES if len(m.makers[key]) > len(m.makers_for_reserve[key])}
    beside = [key for key in data.cells["stockship"].keys if key[:2] in besides]
    m.STOCKSHIP_BESIDE = plain_set(
        beside, 3, "process output bought where there is also material that the reserve may not buy"
    )

    priced = data.surplus_price[data.cells["surplus_abroad"].row, data.cells["surplus_abroad"].node] > 0
    sold = [key for key, has_price in zip(surplus.keys, priced, strict=True) if has_price and key[:2] in shipped_into]
    m.SOLD_ABROAD = plain_set(sold, 3, "places abroad that material is shipped into, and nodes, where surplus has a price")

    def place_balance(m: Any, i: str, c: str, n: int) -> Any:
        """arrivals + ship in + outputs = inputs + ship out + stockship + surplus, t at each place abroad."""
        return (
            _delivered_there(m, i, c, n)
            + sum(m.ship[i, a, b, n] for a, b in m.routes_into[i, c])
            == sum(m.input_ratio[p, i] * m.run[p, n] for p in m.eaters[i, c])
            + sum(m.ship[i, a, b, n] for a, b in m.routes_from[i, c])
            + sum(m.stockship[i, k, n] for k in m.reserve_buys[i, c])
            + m.surplus_abroad[i, c, n]
        )

    def origin(m: Any, i: str, c: str, n: int) -> Any:
        """ship out + stockship ≤ arrivals + outputs, t: what leaves a place was delivered there in that period."""
        return sum(m.ship[i, a, b, n] for a, b in m.routes_from[i, c]) + sum(
            m.stockship[i, k, n] for k in m.reserve_buys[i, c]
        ) <= _delivered_there(m, i, c, n)

    def fresh_surplus(m: Any, i: str, c: str, n: int) -> Any:
        """surplus abroad ≤ arrivals + outputs, t: what is shipped there, from a release say, is not for sale there."""
        return m.surplus_abroad[i, c, n] <= _delivered_there(m, i, c, n)

    def reserve_from_process(m: Any, i: str, c: str, n: int) -> Any:
        """stockship ≤ Σ output ratio × run_completed at the place, t: the reserve buys what processes open to it deliver."""
        return m.stockship[i, c, n] <= sum(m.output_ratio[p, i] * m.run_completed[p, n] for p in m.makers_for_reserve[i, c])

    add_constraint(m, m.SURPLUS_ABROAD, place_balance)
    add_constraint(m, m.PASSING, origin)
    add_constraint(m, m.SOLD_ABROAD, fresh_surplus)
    add_constraint(m, m.STOCKSHIP_BESIDE, reserve_from_process)


def _add(m: Any, data: ProblemData) -> None:
    """Processes at home and abroad, places abroad, and what moves between places."""
    _add_processes(m, data)
    _add_places(m, data)


PROCESS, BEFORE_START, PLACE = ("process", "node"), ("process", "period"), ("material", "place", "node")
PROCESSING = Family(
    "processing",
    variables=(
        Variable("run", PROCESS, "t", "main input through a process at a node", "taken in by a process",
                 _runs, "processes"),
        Variable("early_run", BEFORE_START, "t", "main input before Start whose output appears in a period",
                 "taken in by a process before Start", _early_runs, "processes"),
        Variable("run_completed", PROCESS, "t", "main input whose output appears at a node", "worked by a process",
                 _runs, "processes"),
        Variable("ship", ("material", "place", "place", "node"), "t", "moved from one place to another",
                 "shipped by industry", _shipments, "routes of industry"),
        Variable("stockship", PLACE, "t", "process output bought by the reserve", "process output for the reserve",
                 _output_for_reserve, "routes of the reserve", decided_by=RESERVE),
        Variable("surplus_abroad", PLACE, "t", "unwanted material abroad", "taken by nobody abroad",
                 _surplus_abroad, "materials"),
    ),
    rows=(
        Row("process_capacity", PROCESS, "capacity of a process", capacity_of="process"),
        Row("early_process_capacity", BEFORE_START, "capacity of a process before Start"),
        Row("process_output", PROCESS, "output of a process"),
        Row("place_balance", PLACE, "balance abroad"),
        Row("origin", PLACE, "what leaves a place"),
        Row("fresh_surplus", PLACE, "what can be sold as surplus abroad"),
        Row("reserve_from_process", PLACE, "process output open to the reserve"),
    ),
    add=_add,
)  # fmt: skip
