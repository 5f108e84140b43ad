"""Family 3, capacity: what can be ordered, by whom, and what contracts ask beside it."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import BoolArray
from model.program.bookings import RESERVE
from model.program.cells import Cells, cells_before_start, cells_where
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import USD, Family, Row, Variable
from model.program.problem_data import ProblemData
from model.tree import IntArray


def _possible(data: ProblemData, closed_to: str) -> BoolArray:
    """Steps and nodes (S, N) where a step that is not for `closed_to` alone has capacity, or may get some from projects,
    and the goods still arrive by T."""
    tree, steps, projects = data.tree, data.market.steps, data.market.projects
    arrives = tree.period[None, :] + steps.lead[:, None] <= data.case.calendar.periods
    possible = (steps.capacity > 0) & arrives
    grows = projects.may_build.any(axis=1) | projects.standing.any(axis=1)
    for e in np.flatnonzero((projects.supply_row >= 0) & grows).tolist():
        joined = projects.step[e], np.arange(tree.size)
        possible[joined] |= (projects.adds[e] > 0) & arrives[joined]
    return possible & (steps.table["buyer"].to_numpy(object)[:, None] != closed_to)


def _orders_of_industry(data: ProblemData) -> Cells:
    return cells_where(data.market.steps.names, _possible(data, closed_to="reserve"))


def _orders_of_reserve(data: ProblemData) -> Cells:
    return cells_where(data.market.steps.names, _possible(data, closed_to="industry"))


def _early_orders(data: ProblemData) -> Cells:
    steps = data.market.steps
    sheet = len(steps.early_capacity)  # steps of the Supply sheet come first, those cut out for contracts behind them
    return cells_before_start(steps.names, steps.lead[:sheet], steps.early_capacity, data.case.calendar.periods)


def _committed_orders(data: ProblemData) -> Cells:
    return cells_where(data.market.steps.names, data.market.steps.committed > 0)


def _rebates(data: ProblemData, closed_to: str) -> Cells:
    """Contracts and nodes where the price of steps that are not for `closed_to` alone is above the trigger."""
    steps = data.market.steps
    open_steps = (steps.table["buyer"] != closed_to).to_numpy()
    flags = np.zeros((len(steps.contracts), data.tree.size), dtype=bool)
    for f, contract in enumerate(steps.contracts):
        own = (steps.table["contract"] == contract.name).to_numpy() & open_steps
        flags[f] = (steps.rebate[own] > 0).any(axis=0)
    return cells_where([contract.name for contract in steps.contracts], flags)


def _rebates_of_industry(data: ProblemData) -> Cells:
    return _rebates(data, closed_to="reserve")


def _rebates_of_reserve(data: ProblemData) -> Cells:
    return _rebates(data, closed_to="industry")


def _keys(cells_keys: list[Any], positions: IntArray) -> list[Any]:
    return [cells_keys[p] for p in positions.tolist()]


def _add_capacity(m: Any, data: ProblemData) -> None:
    steps, untaken = data.market.steps, data.cells["untaken"]
    buy, stockbuy, early = (data.cells[name] for name in ("buy", "stockbuy", "early"))
    ordered = np.zeros((2, len(steps.names), data.tree.size), dtype=bool)
    ordered[0, buy.row, buy.node] = True
    ordered[1, stockbuy.row, stockbuy.node] = True
    # Steps that projects add to (family 11), and those with take-or-pay, have capacity rows of their own kind.
    built = data.cells["built"]
    growing = data.market.projects.step[built.row, built.node]
    ordered[:, growing[growing >= 0], built.node[growing >= 0]] = False
    ordered[:, untaken.row, untaken.node] = False
    names = np.array(steps.names, dtype=object)
    for suffix, flags, doc in (
        ("", ordered[0] & ordered[1], "both may order"),
        ("_industry", ordered[0] & ~ordered[1], "industry alone may order"),
        ("_reserve", ordered[1] & ~ordered[0], "the reserve alone may order"),
    ):
        row, node = np.nonzero(flags)
        keys = list(zip(names[row].tolist(), node.tolist(), strict=True))
        index = plain_set(keys, 2, f"steps and nodes where {doc}")
        setattr(m, f"OPEN{suffix.upper()}", index)
        available = numbers(index, steps.capacity[row, node], f"t that can be ordered where {doc}")
        setattr(m, f"available{suffix}", available)

    def capacity(m: Any, s: str, n: int) -> Any:
        """buy + stockbuy ≤ step capacity × h × capacity factor, t, where both may order."""
        return m.buy[s, n] + m.stockbuy[s, n] <= m.available[s, n]

    def capacity_industry(m: Any, s: str, n: int) -> Any:
        """buy ≤ step capacity × h × capacity factor, t, where industry alone may order."""
        return m.buy[s, n] <= m.available_industry[s, n]

    def capacity_reserve(m: Any, s: str, n: int) -> Any:
        """stockbuy ≤ step capacity × h × capacity factor, t, where the reserve alone may order."""
        return m.stockbuy[s, n] <= m.available_reserve[s, n]

    add_constraint(m, m.OPEN, capacity)
    add_constraint(m, m.OPEN_INDUSTRY, capacity_industry)
    add_constraint(m, m.OPEN_RESERVE, capacity_reserve)

    m.available_early = numbers(m.EARLY, steps.early_capacity[early.row], "root capacity × h, t")

    def early_capacity(m: Any, s: str, t: int) -> Any:
        """early ≤ the step's root capacity × h, t, for each period of arrival up to the lead time."""
        return m.early[s, t] <= m.available_early[s, t]

    add_constraint(m, m.EARLY, early_capacity)


def _add_take_or_pay(m: Any, data: ProblemData) -> None:
    steps, untaken = data.market.steps, data.cells["untaken"]
    at = untaken.row, untaken.node
    m.committed = numbers(m.UNTAKEN, steps.committed[at], "take-or-pay, t")
    m.available_committed = numbers(m.UNTAKEN, steps.capacity[at], "t that can be ordered or left")
    for variable in ("buy", "stockbuy"):
        cells = data.cells[variable]
        own = np.isin(cells.row * data.tree.size + cells.node, untaken.row * data.tree.size + untaken.node)
        keys = _keys(cells.keys, np.flatnonzero(own))
        taken = indexed_set(m.UNTAKEN, group_keys(keys, keys), 2, f"the committed order of {variable}, where it exists")
        setattr(m, f"taken_by_{variable}", taken)

    def take_or_pay(m: Any, s: str, n: int) -> Any:
        """untaken ≥ take-or-pay − buy − stockbuy, t, for committed tonnes of an open step."""
        return (
            m.untaken[s, n]
            + sum(m.buy[o, p] for o, p in m.taken_by_buy[s, n])
            + sum(m.stockbuy[o, p] for o, p in m.taken_by_stockbuy[s, n])
            >= m.committed[s, n]
        )

    def untaken_limit(m: Any, s: str, n: int) -> Any:
        """untaken ≤ take-or-pay, t: nobody is paid for more tonnes left than are committed."""
        return m.untaken[s, n] <= m.committed[s, n]

    def capacity_committed(m: Any, s: str, n: int) -> Any:
        """buy + stockbuy + untaken ≤ step capacity × h × capacity factor, t: no tonne is both taken and left."""
        return (
            m.untaken[s, n]
            + sum(m.buy[o, p] for o, p in m.taken_by_buy[s, n])
            + sum(m.stockbuy[o, p] for o, p in m.taken_by_stockbuy[s, n])
            <= m.available_committed[s, n]
        )

    add_constraint(m, m.UNTAKEN, take_or_pay)
    add_constraint(m, m.UNTAKEN, untaken_limit)
    add_constraint(m, m.UNTAKEN, capacity_committed)


def _add_rebates(m: Any, data: ProblemData) -> None:
    steps = data.market.steps
    contract_of = steps.table["contract"].to_numpy(object)
    for variable, rebate, doc in (("buy", "rebate", "industry"), ("stockbuy", "reserve_rebate", "the reserve")):
        orders = data.cells[variable]
        own = np.flatnonzero(steps.rebate[orders.row, orders.node] > 0)
        keys = _keys(orders.keys, own)
        rate = (steps.rebate * steps.delivery[:, None])[orders.row[own], orders.node[own]]
        setattr(m, f"SHARED_{variable.upper()}", plain_set(keys, 2, f"orders of {doc} above a trigger"))
        index = getattr(m, f"SHARED_{variable.upper()}")
        setattr(m, f"{rebate}_rate", numbers(index, rate, "share × (price − trigger)⁺ × delivery rate, USD/t"))
        groups = group_keys(zip(contract_of[orders.row[own]], orders.node[own].tolist(), strict=True), keys)
        cells_set = getattr(m, rebate.upper())
        setattr(m, f"{rebate}_orders", indexed_set(cells_set, groups, 2, f"orders of {doc} under the contract"))

    def rebate_earned(m: Any, f: str, n: int) -> Any:
        """rebate ≤ Σ share × (price − trigger)⁺ × delivered tonnes of industry, USD."""
        return m.rebate[f, n] <= sum(m.rebate_rate[s, p] * m.buy[s, p] for s, p in m.rebate_orders[f, n])

    def reserve_rebate_earned(m: Any, f: str, n: int) -> Any:
        """reserve_rebate ≤ Σ share × (price − trigger)⁺ × delivered tonnes of the reserve, USD."""
        return m.reserve_rebate[f, n] <= sum(
            m.reserve_rebate_rate[s, p] * m.stockbuy[s, p] for s, p in m.reserve_rebate_orders[f, n]
        )

    add_constraint(m, m.REBATE, rebate_earned)
    add_constraint(m, m.RESERVE_REBATE, reserve_rebate_earned)

    capped = [c for c in steps.contracts if np.isfinite(c.yearly_cap)]
    ends = year_ends(data)
    keys = [(c.name, n) for c in capped for n in ends]
    m.REBATE_YEARS = plain_set(keys, 2, "capped contracts and the last node of each calendar year on each path")
    years = data.case.calendar.calendar_years
    left = [
        max(c.yearly_cap - sum(usd for year, usd in data.before.rebates.get(c.name, ()) if year == years[t]), 0.0)
        for c in capped
        for t in data.node_period[list(ends)].tolist()
    ]
    m.yearly_cap = numbers(m.REBATE_YEARS, left, "USD per calendar year, less what flowed back in it before Start")
    for rebate in ("rebate", "reserve_rebate"):
        existing = set(data.cells[rebate].keys)
        groups = {(c, n): [(c, p) for p in ends[n] if (c, p) in existing] for c, n in keys}
        setattr(
            m, f"{rebate}_year", indexed_set(m.REBATE_YEARS, groups, 2, f"cells of {rebate} in that year on that path")
        )

    def rebate_cap(m: Any, f: str, n: int) -> Any:
        """Σ rebate over a calendar year of a path ≤ Yearly cap, USD."""
        return (
            sum(m.rebate[c, p] for c, p in m.rebate_year[f, n])
            + sum(m.reserve_rebate[c, p] for c, p in m.reserve_rebate_year[f, n])
            <= m.yearly_cap[f, n]
        )

    add_constraint(m, m.REBATE_YEARS, rebate_cap)


def year_ends(data: ProblemData) -> dict[int, list[int]]:
    """The last node of each calendar year on each path, with the nodes of that year on its path."""
    tree, years = data.tree, np.array(data.case.calendar.calendar_years)
    last = np.append(years[1:] != years[:-1], True)
    ends = {}
    for n in np.flatnonzero(last[tree.period - 1]).tolist():
        year = years[tree.period[n] - 1]
        ends[n] = [int(p) for t, p in enumerate(tree.path[n, : tree.period[n]]) if years[t] == year]
    return ends


def _add(m: Any, data: ProblemData) -> None:
    """Orders of industry and reserve within what steps can deliver; take-or-pay and rebates of contracts."""
    _add_capacity(m, data)
    _add_take_or_pay(m, data)
    _add_rebates(m, data)


STEP, CONTRACT = ("step", "node"), ("contract", "node")
SUPPLY = Family(
    "supply",
    variables=(
        Variable("buy", STEP, "t", "ordered by industry from a step at a node", "ordered by industry",
                 _orders_of_industry, "steps"),
        Variable("stockbuy", STEP, "t", "ordered for the reserve from a step at a node", "ordered for the reserve",
                 _orders_of_reserve, "steps", decided_by=RESERVE),
        Variable("early", ("step", "period"), "t", "industry's orders before Start that arrive in a period",
                 "ordered by industry before Start", _early_orders, "steps"),
        Variable("untaken", STEP, "t ordered", "committed tonnes paid for and not taken", "paid for and not taken",
                 _committed_orders, "steps"),
        Variable("rebate", CONTRACT, "USD", "flows back to industry above the trigger", "rebate to industry",
                 _rebates_of_industry, "contracts", USD),
        Variable("reserve_rebate", CONTRACT, "USD", "flows back to the reserve above the trigger", "rebate to the reserve",
                 _rebates_of_reserve, "contracts", USD),
    ),
    rows=(
        Row("capacity", STEP, "capacity of a step", capacity_of="step"),
        Row("capacity_industry", STEP, "capacity of a step for industry", capacity_of="step"),
        Row("capacity_reserve", STEP, "capacity of a step for the reserve", capacity_of="step"),
        Row("early_capacity", ("step", "period"), "capacity of a step before Start"),
        Row("take_or_pay", STEP, "take-or-pay of a contract"),
        Row("untaken_limit", STEP, "take-or-pay of a contract"),
        Row("capacity_committed", STEP, "capacity of a step with take-or-pay", capacity_of="step"),
        Row("rebate_earned", CONTRACT, "rebate to industry"),
        Row("reserve_rebate_earned", CONTRACT, "rebate to the reserve"),
        Row("rebate_cap", CONTRACT, "yearly cap of rebates"),
    ),
    add=_add,
)  # fmt: skip
