"""Balances re-added from the reported tables, not from the program: tonnes, money, ledgers, objective."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.balance import at_start
from model.program.bookings import RESERVE
from model.results.facts.movements import arrivals, net_movements
from model.results.facts.participants import participant_flows
from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Balance, Reconciliation
from model.results.facts.selection import country_names


def _worst(
    name: str, miss: pd.Series, size: pd.Series, result: PlanResult, least: FloatArray | float = 1.0
) -> Balance:
    """The largest |miss| / (least + size) over an index of (thing, node) or node."""
    relative = (miss.abs() / (least + size.abs())).fillna(np.inf)
    if relative.empty:
        return Balance(name, 0.0, "")
    where = relative.idxmax()
    thing, node = where if isinstance(where, tuple) else ("", where)
    label = result.data.tree.labels[int(node)]
    return Balance(name, float(relative.max()), ", ".join(part for part in (str(thing), label) if part))


def _at_home(series: pd.Series, result: PlanResult) -> pd.Series:
    """The part of a series by (material, place, node) that is at home, by (material, node)."""
    home = result.data.case.settings.home_country
    return series[series.index.get_level_values("place") == home].droplevel("place")


def _at_parent(values: pd.Series, result: PlanResult, start: pd.Series) -> pd.Series:
    """Values by (material, node), all of them, shifted to each node from its parent; `start` by material at the root."""
    parent = result.data.tree.parent
    grid = values.to_numpy().reshape(-1, len(parent))
    shifted = grid[:, np.maximum(parent, 0)]
    shifted[:, 0] = start.reindex(values.index.get_level_values(0)[:: len(parent)]).to_numpy()
    return pd.Series(shifted.ravel(), index=values.index)


def _typical(result: PlanResult, materials: pd.Index) -> FloatArray:
    """What flows of a material are measured by where almost nothing flows, t: its typical flow in a period, as in the
    program's rows, which a solver keeps to about 1e-7 of that; of a gram at a node nobody can ask for more."""
    sizes = pd.Series(np.maximum(result.data.material_size, 1.0), index=list(result.data.market.materials))
    return np.asarray(sizes.reindex(materials), dtype=float)


def home_balance(result: PlanResult) -> Balance:
    """arrivals + recycling + release + borrowed + stock drawn = use + surplus + returned + stock kept, re-added from the
    tables."""
    data = result.data
    index = pd.MultiIndex.from_product([data.market.materials, range(data.tree.size)], names=["material", "node"])
    rows = len(data.market.materials)

    def grid(name: str) -> pd.Series:
        return pd.Series(result.grid(name, rows).ravel(), index=index)

    use = result.demand.groupby(["material", "node"])["use"].sum().reindex(index, fill_value=0.0)
    arrived = _at_home(arrivals(result, "industry"), result).reindex(index, fill_value=0.0)
    moved = _at_home(net_movements(result), result).reindex(index, fill_value=0.0)
    reserve = result.reserve.set_index(["material", "node"])
    working = grid("industry_stock")
    own = pd.Series(at_start(data), index=list(data.market.materials))
    before = _at_parent(working, result, own).reindex(index)
    arrived = arrived + data.before.home[:, data.node_period].ravel()
    inflow = arrived + moved + grid("recycle") + grid("release") + reserve["borrowed"] + before
    miss = inflow - use - grid("surplus") - reserve["returned"] - working
    return _worst("home balance", miss, inflow, result, _typical(result, index.get_level_values("material")))


def reserve_balance(result: PlanResult) -> Balance:
    """stock = kept stock before + arrivals + returned − release − borrowed − sales − losses, re-added from the tables."""
    data = result.data
    table = result.reserve.set_index(["material", "node"])
    materials = data.case["materials"].set_index("material")
    kept = (1.0 - materials["holding_loss"]) ** data.case.calendar.length
    before = _at_parent(table["stock"], result, materials["opening_stock"]).reindex(table.index)
    arrived = _at_home(arrivals(result, "reserve"), result).reindex(table.index, fill_value=0.0)
    taken = result.stockships.groupby(["material", "node"])["tonnes"].sum().reindex(table.index, fill_value=0.0)
    arrived = arrived + taken
    names = table.index.get_level_values("material")
    arrived = arrived + data.before.reserve[:, data.node_period].ravel()
    inflow = before * kept.reindex(names).to_numpy() + arrived + table["returned"]
    miss = inflow - table["release"] - table["borrowed"] - table["sell"] - table["spoil"] - table["stock"]
    return _worst("reserve balance", miss, inflow, result, _typical(result, names))


def draw_balance(result: PlanResult) -> Balance:
    """on_loan = on_loan before + borrowed − returned, by participant, material and node, re-added from the tables."""
    table = participant_flows(result)
    table = table.assign(thing=table["material"] + " of " + table["participant"]).set_index(["thing", "node"])
    things = [f"{row['material']} of {row['participant']}" for row in result.data.case.records("participants")]
    before = _at_parent(table["on_loan"], result, pd.Series(result.data.before.on_loan, index=things))
    miss = before + table["borrowed"] - table["returned"] - table["on_loan"]
    return _worst("participants' draws", miss, table["on_loan"], result)


def place_balance(result: PlanResult) -> Balance:
    """arrivals + ship in + outputs = inputs + ship out + stockship + surplus abroad, re-added from the tables."""
    surplus = result.surplus_abroad.set_index(["material", "place", "node"])["tonnes"]
    landed = arrivals(result, "industry")
    home = result.data.case.settings.home_country
    landed = landed[landed.index.get_level_values("place") != home]
    moved = net_movements(result)
    moved = moved[moved.index.get_level_values("place") != home]
    every = surplus.index
    inflow, out = landed.reindex(every, fill_value=0.0), moved.reindex(every, fill_value=0.0)
    inflow = inflow + _placed_abroad(result, every)
    names = country_names(result.data)
    named = pd.MultiIndex.from_tuples([(f"{i}, {names[c]}", n) for i, c, n in every], names=["thing", "node"])
    miss = pd.Series((inflow + out - surplus).to_numpy(), index=named)
    moves = pd.Series((inflow.abs() + out.abs()).to_numpy(), index=named)
    return _worst("balance abroad", miss, moves, result, _typical(result, every.get_level_values("material")))


def _placed_abroad(result: PlanResult, places: pd.Index) -> FloatArray:
    """Industry's orders from before Start that land at each (material, place, node), t."""
    data, number = result.data, {name: i for i, name in enumerate(result.data.market.materials)}
    nothing = np.zeros(data.case.calendar.periods)
    landings = [
        data.before.abroad.get((number[i], data.market.clubs.number(c)), nothing)[data.node_period[n]] for i, c, n in places
    ]
    return np.array(landings, dtype=float)


def demand_balance(result: PlanResult) -> Balance:
    """use + short = demand, by material, segment and node."""
    table = result.demand.assign(thing=result.demand["material"] + ", " + result.demand["segment"])
    table = table.set_index(["thing", "node"])
    return _worst("demand", table["use"] + table["short"] - table["demand"], table["demand"], result)


def cash_balance(result: PlanResult) -> Balance:
    """cash = cash before − what the reserve pays + what it receives, re-added from its ledger."""
    data = result.data
    cash = pd.Series(result.value("cash"))
    if cash.empty:
        return Balance("cash", 0.0, "")
    own = result.ledgers[(result.ledgers["ledger"] == RESERVE) & ~result.ledgers["at_horizon"]]
    spent = own.groupby("node")["amount"].sum().reindex(cash.index, fill_value=0.0)
    turnover = own.groupby("node")["amount"].agg(lambda a: a.abs().sum()).reindex(cash.index, fill_value=0.0)
    parent = data.tree.parent
    before = pd.Series(np.where(parent >= 0, cash.to_numpy()[np.maximum(parent, 0)], data.case.settings.opening_cash))
    return _worst("cash", before - spent - cash, turnover + cash.abs(), result)


def ledger_sum(result: PlanResult) -> Balance:
    """All ledgers at their weights, plus risk, add up to the objective."""
    objective = result.solution.objective
    miss = result.expected_cost + result.risk_cost - objective
    return Balance("ledgers add up to the objective", abs(miss) / (1.0 + abs(objective)), "")


def reconcile(result: PlanResult) -> Reconciliation:
    """Every identity that the reported numbers must keep, re-added from them."""
    supply = (home_balance, place_balance, reserve_balance, draw_balance, demand_balance)
    checks = (*supply, cash_balance, ledger_sum)
    return Reconciliation(tuple(check(result) for check in checks))
