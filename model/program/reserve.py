"""Families 4 to 7: the reserve's stock, its shelf life, when it is released, and where it is stored."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import BoolArray
from model.program.bookings import RESERVE
from model.program.cells import Cells, cells_where
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import Family, Row, Variable
from model.program.frame import arrivals
from model.program.problem_data import ProblemData


def can_hold(data: ProblemData) -> BoolArray:
    """Materials the reserve can hold, (I,): what it has, has under way, or may buy."""
    steps = data.market.steps
    held = data.material_column("opening_stock") + data.before.reserve.sum(axis=1) > 0
    held[steps.material[(steps.table["buyer"] != "industry").to_numpy()]] = True
    held[data.market.places.stockship.material] = True
    held[data.commitments.material[data.before.on_loan > 0]] = True
    return np.asarray(held)


def _holds(data: ProblemData) -> BoolArray:
    return np.repeat(can_hold(data)[:, None], data.tree.size, axis=1)


def _held_cells(data: ProblemData) -> Cells:
    return cells_where(data.market.materials, _holds(data))


def _release_cells(data: ProblemData) -> Cells:
    return cells_where(data.market.materials, _holds(data) & data.release.allowed)


def _held(data: ProblemData) -> list[str]:
    """Materials the reserve can hold."""
    return [name for name, held in zip(data.market.materials, can_hold(data), strict=True) if held]


def _add_stock(m: Any, data: ProblemData) -> None:
    stock = data.cells["stock"]
    m.HELD = plain_set(_held(data), 1, "materials the reserve can hold")
    m.reserve_arriving = indexed_set(m.STOCK, arrivals(data, "stockbuy"), 2, "the reserve's orders that arrive")
    moves = data.market.places.stockship
    countries = [data.market.clubs.countries[c] for c in moves.origin]
    groups = group_keys([data.market.materials[i] for i in moves.material], countries)
    m.reserve_sources = indexed_set(m.HELD, groups, 1, "places where the reserve may buy process output")
    releases = data.cells["release"].keys
    at_node = group_keys(releases, [n for _, n in releases])
    m.releasing_stock = indexed_set(m.STOCK, at_node, 1, "the node where release is allowed")
    kept = (1.0 - data.material_column("holding_loss")) ** data.case.calendar.length
    m.kept_share = numbers(m.MATERIALS, kept, "(1 − loss)^h, share of stock kept over a period")
    root = stock.node == 0
    opening = np.where(root, (data.material_column("opening_stock") * kept)[stock.row], 0.0)
    transit = data.before.reserve[stock.row, data.node_period[stock.node]]
    m.opening_stock = numbers(m.STOCK, opening, "(1 − loss)^h × opening stock, at the root, t")
    m.in_transit = numbers(m.STOCK, transit, "bought before Start, arriving at the node, t")

    def reserve_arrivals(m: Any, i: str, n: int) -> Any:
        """arrival = Σ delivery rate × stockbuy a lead time before on n's path + stockship + in transit + Σ returned, t.

        What participants put back comes in by the same gate: it is handled there, and as fresh as what is bought.
        """
        ordered = sum(m.delivery[s] * m.stockbuy[s, p] for s, p in m.reserve_arriving[i, n])
        from_processes = sum(m.stockship[i, c, n] for c in m.reserve_sources[i])
        returned = sum(m.returned[i, j, n] for j in m.returners[i, n])
        return m.arrival[i, n] == ordered + from_processes + m.in_transit[i, n] + returned

    def reserve_balance(m: Any, i: str, n: int) -> Any:
        """stock = (1 − loss)^h × stock before + arrival − release − Σ borrowed − sell − spoil, t."""
        return (
            m.stock[i, n]
            == sum(m.kept_share[i] * m.stock[i, p] for p in m.before[n])
            + m.opening_stock[i, n]
            + m.arrival[i, n]
            - sum(m.release[i, p] for p in m.releasing_stock[i, n])
            - sum(m.borrowed[i, j, n] for j in m.takers[i, n])
            - m.sell[i, n]
            - m.spoil[i, n]
        )

    def on_hand(m: Any, i: str, n: int) -> Any:
        """release + Σ borrowed + sell ≤ (1 − loss)^h × stock before, t: nothing is resold in the period it arrives."""
        return (
            sum(m.release[i, p] for p in m.releasing_stock[i, n])
            + sum(m.borrowed[i, j, n] for j in m.takers[i, n])
            + m.sell[i, n]
            <= sum(m.kept_share[i] * m.stock[i, p] for p in m.before[n]) + m.opening_stock[i, n]
        )

    add_constraint(m, m.STOCK, reserve_arrivals)
    add_constraint(m, m.STOCK, reserve_balance)
    add_constraint(m, m.STOCK, on_hand)


def _add_shelf_life(m: Any, data: ProblemData) -> None:
    """Only where something can be too old: from the first period after the shelf life, or from Start where it is known when
    what is in stock arrived."""
    tree, held = data.tree, _held(data)
    loss_kept = (1.0 - data.material_column("holding_loss")) ** data.case.calendar.length
    fresh: dict[Any, list[Any]] = {}
    fresh_before: list[float] = []
    kept_keys, kept = [], []
    for i, (name, months) in enumerate(zip(data.market.materials, data.material_column("shelf_life"), strict=True)):
        if np.isnan(months) or name not in held:
            continue
        periods = data.case.calendar.down(float(months))
        known = data.before.arrived.get(i, [])
        for n in np.flatnonzero((tree.period > periods) | bool(known)).tolist():
            last = int(tree.period[n])
            fresh[name, n] = [(int(tree.path[n, last - 1 - age]), age) for age in range(min(periods, last))]
            fresh_before.append(sum(t * loss_kept[i] ** (last - p) for p, t in known if last - p < periods))
        kept_keys += [(name, age) for age in range(periods)]
        kept += [loss_kept[i] ** age for age in range(periods)]
    m.AGES = plain_set(kept_keys, 2, "materials with a shelf life and ages in periods")
    m.kept_at_age = numbers(m.AGES, kept, "(1 − loss)^(h × age)")
    m.PERISHABLE = plain_set(list(fresh), 2, "materials and nodes where stock could be past its shelf life")
    m.fresh = indexed_set(m.PERISHABLE, fresh, 2, "nodes on the path within the shelf life, and the age of what came then")
    m.fresh_before = numbers(m.PERISHABLE, fresh_before, "what is left of what arrived before Start within the shelf life, t")

    def shelf_life(m: Any, i: str, n: int) -> Any:
        """stock ≤ Σ (1 − loss)^(h × age) × arrival within the shelf life on n's path and, where known, before Start, t."""
        fresh = sum(m.kept_at_age[i, age] * m.arrival[i, p] for p, age in m.fresh[i, n])
        return m.stock[i, n] <= fresh + m.fresh_before[i, n]

    add_constraint(m, m.PERISHABLE, shelf_life)


def _add_release_limit(m: Any, data: ProblemData) -> None:
    release = data.cells["release"]
    share = data.storage_column("release_limit", np.inf)
    limited = np.flatnonzero(np.isfinite(share[release.row]))
    keys = [release.keys[q] for q in limited.tolist()]
    row, node = release.row[limited], release.node[limited]
    calm = data.release.calm_before[row, node]
    before_start = np.where(calm < 0, data.material_column("opening_stock")[row], 0.0)
    m.LIMITED_RELEASE = plain_set(keys, 2, "releases under a limit")
    m.release_share = numbers(m.LIMITED_RELEASE, share[row], "Release limit, share of the stock")
    m.stock_before_start = numbers(
        m.LIMITED_RELEASE, before_start, "opening stock where no calm node came before, t"
    )
    calm_nodes = {key: [c] for key, c in zip(keys, calm.tolist(), strict=True) if c >= 0}
    m.calm_before = indexed_set(m.LIMITED_RELEASE, calm_nodes, 1, "the latest calm node before on the path")

    def release_limit(m: Any, i: str, n: int) -> Any:
        """release ≤ Release limit × stock at the latest calm node before n (opening stock before Start), t."""
        return m.release[i, n] <= m.release_share[i, n] * (
            sum(m.stock[i, c] for c in m.calm_before[i, n]) + m.stock_before_start[i, n]
        )

    add_constraint(m, m.LIMITED_RELEASE, release_limit)


def _add_storage(m: Any, data: ProblemData) -> None:
    table = data.case["storage"]
    bounded = table[table["capacity"].notna()]
    classes = list(bounded["storage_class"])
    materials = data.case["materials"]
    held = set(_held(data))
    stored = group_keys(materials["storage_class"], materials["material"])
    keys = [(k, n) for k in classes for n in range(data.tree.size)]
    m.STORAGE = plain_set(keys, 2, "storage classes with a capacity, and nodes")
    m.CLASSES = plain_set(classes, 1, "storage classes with a capacity")
    m.stored = indexed_set(
        m.CLASSES, {k: [i for i in stored.get(k, ()) if i in held] for k in classes}, 1, "what it holds"
    )
    m.room = numbers(m.CLASSES, bounded["capacity"].to_numpy(float), "capacity of the storage class, t")

    def storage(m: Any, k: str, n: int) -> Any:
        """Σ stock of the storage class ≤ its capacity, t."""
        return sum(m.stock[i, n] for i in m.stored[k]) <= m.room[k]

    add_constraint(m, m.STORAGE, storage)


def _add(m: Any, data: ProblemData) -> None:
    """The reserve's stock by material and node, with shelf life, release limit and storage."""
    _add_stock(m, data)
    _add_shelf_life(m, data)
    _add_release_limit(m, data)
    _add_storage(m, data)


HELD = ("material", "node")
STOCK = Family(
    "reserve",
    variables=(
        Variable("stock", HELD, "t", "reserve on hand at period end", "stock of the reserve", _held_cells, "materials"),
        Variable("arrival", HELD, "t", "arriving for the reserve", "arriving for the reserve", _held_cells, "materials"),
        Variable("sell", HELD, "t", "sold off by the reserve", "sold off by the reserve", _held_cells, "materials"),
        Variable("spoil", HELD, "t", "lost by the reserve beyond the holding loss", "lost by the reserve",
                 _held_cells, "materials"),
        Variable("release", HELD, "t", "released by the reserve to industry", "released by the reserve",
                 _release_cells, "materials", decided_by=RESERVE),
    ),
    rows=(
        Row("reserve_arrivals", HELD, "arrivals of the reserve"),
        Row("reserve_balance", HELD, "balance of the reserve's stock"),
        Row("on_hand", HELD, "stock that the reserve can give out"),
        Row("shelf_life", HELD, "Shelf life in the reserve"),
        Row("release_limit", HELD, "Release limit"),
        Row("storage", ("storage class", "node"), "Capacity of a storage class"),
    ),
    add=_add,
)  # fmt: skip
