"""Family 1, balance: what comes home is used, kept or left over."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.cells import Cells, cells_at, cells_where
from model.program.cover import DAYS_IN_YEAR
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import Family, Row, Variable
from model.program.frame import arrivals
from model.program.problem_data import ProblemData


def _recycled(data: ProblemData) -> Cells:
    recyclable = data.material_column("recyclable") > 0
    return cells_where(data.market.materials, np.repeat(recyclable[:, None], data.tree.size, axis=1))


def _left_over(data: ProblemData) -> Cells:
    return cells_at(data.market.materials, data.tree.size)


def _keeps_stock(data: ProblemData) -> BoolArray:
    """Materials of which industry keeps a stock, at every node, (I, N)."""
    return np.repeat(data.material_column("industry_stock")[:, None] > 0, data.tree.size, axis=1)


def _working_stock(data: ProblemData) -> Cells:
    return cells_where(data.market.materials, _keeps_stock(data))


def _missing_at_end(data: ProblemData) -> Cells:
    return cells_where(data.market.materials, _keeps_stock(data) & (data.tree.period == data.case.calendar.periods))


def at_start(data: ProblemData) -> FloatArray:
    """What industry itself holds of each material at Start, t, (I,): all of its Industry stock where nothing is typed."""
    yearly = data.market.demand.yearly_by_material(len(data.market.materials))[:, 0]
    known = data.before.working
    return np.where(np.isnan(known), data.material_column("industry_stock") / DAYS_IN_YEAR * yearly, known)


def _add_working_stock(m: Any, data: ProblemData) -> None:
    working, materials = data.cells["industry_stock"], data.market.materials
    yearly = data.market.demand.yearly_by_material(len(materials))
    full = data.material_column("industry_stock")[:, None] / DAYS_IN_YEAR * yearly
    m.full_industry_stock = numbers(
        m.INDUSTRY_STOCK, full[working.row, data.node_period[working.node]], "days of demand, t"
    )
    keeps = {name: [name] for name in {key[0] for key in working.keys}}
    m.keeps_industry_stock = indexed_set(m.MATERIALS, keeps, 1, "the material itself where industry keeps a stock of it")
    start = np.zeros((len(materials), data.tree.size))
    start[:, 0] = at_start(data)
    m.working_at_start = numbers(m.BALANCE, start.ravel(), "industry's stock before Start, at the root, t")

    def working_full(m: Any, i: str, n: int) -> Any:
        """industry_stock ≤ Industry stock (days) of yearly demand, t."""
        return m.industry_stock[i, n] <= m.full_industry_stock[i, n]

    def industry_stock_shortfall(m: Any, i: str, n: int) -> Any:
        """industry_stock_short = full − industry_stock at the end, t."""
        return m.industry_stock_short[i, n] == m.full_industry_stock[i, n] - m.industry_stock[i, n]

    add_constraint(m, m.INDUSTRY_STOCK, working_full)
    add_constraint(m, m.INDUSTRY_STOCK_SHORT, industry_stock_shortfall)


def _new_at_home(m: Any, home: str, i: str, n: int) -> Any:
    """arrivals + early arrivals + orders placed + ship in + outputs at home + recycle, t: what neither reserve nor industry
    held before."""
    total = sum(m.delivery[s] * m.buy[s, p] for s, p in m.arriving[i, n])
    total += sum(m.delivery[s] * m.early[s, t] for s, t in m.early_arriving[i, n])
    total += sum(m.ship[i, a, b, n] for a, b in m.routes_into[i, home])
    total += sum(m.output_ratio[p, i] * m.run_completed[p, n] for p in m.makers[i, home])
    total += sum(m.recycle[j, n] for j in m.recycled[i])
    return total + m.placed_at_home[i, n]


def _add_fresh_goods(m: Any, data: ProblemData) -> None:
    """Where something may be put back and released at once, the one shall not be the other; nor shall old material that
    was drawn come back as fresh where there is a shelf life; nor shall a release be sold as surplus, which is no way round
    the Sale price and the market-impact cap."""
    home, materials = data.case.settings.home_country, data.market.materials
    releases = set(data.cells["release"].keys)
    perishable = {
        i for i, months in zip(materials, data.material_column("shelf_life"), strict=True) if not np.isnan(months)
    }
    returned = dict.fromkeys((i, n) for i, _, n in data.cells["returned"].keys)
    sold = np.argwhere(data.surplus_price > 0).tolist()
    keys = [(i, n) for i, n in returned if (i, n) in releases or i in perishable]
    keys = list(dict.fromkeys([*keys, *((materials[i], n) for i, n in sold)]))
    m.FRESH = plain_set(keys, 2, "materials and nodes where what is put back or sold as surplus is new at home")
    full = dict(m.full_industry_stock.items())
    parent, held = data.tree.parent, dict(zip(materials, data.before.working.tolist(), strict=True))
    before = [full.get((i, int(parent[n])), 0.0) if n else np.nan_to_num(held[i]) for i, n in keys]
    excess = [max(was - full.get(key, 0.0), 0.0) for was, key in zip(before, keys, strict=True)]
    m.industry_excess = numbers(
        m.FRESH, excess, "what industry's full stock falls by from one period to the next, t"
    )

    def fresh_goods(m: Any, i: str, n: int) -> Any:
        """Σ returned + surplus ≤ arrivals, outputs and recycling + what industry must give up of its own stock, t."""
        returned = sum(m.returned[i, j, n] for j in m.returners[i, n])
        return returned + m.surplus[i, n] <= _new_at_home(m, home, i, n) + m.industry_excess[i, n]

    add_constraint(m, m.FRESH, fresh_goods)


def _add(m: Any, data: ProblemData) -> None:
    """Home balance of every material at every node, with recycling, surplus and industry's working stock."""
    recycle, home = data.cells["recycle"], data.case.settings.home_country
    _add_working_stock(m, data)
    m.recycled = indexed_set(m.MATERIALS, {name: [name] for name in {key[0] for key in recycle.keys}}, 1, "recyclable")
    recyclable = data.material_column("recyclable")[recycle.row] * data.case.calendar.length
    m.recyclable = numbers(m.RECYCLE, recyclable, "Recyclable × h, t")
    m.arriving = indexed_set(m.BALANCE, arrivals(data, "buy"), 2, "industry's orders that arrive")
    placed = data.before.home[:, data.node_period]
    m.placed_at_home = numbers(m.BALANCE, placed.ravel(), "industry's orders from before Start that arrive, t")
    m.early_arriving = indexed_set(m.BALANCE, arrivals(data, "early"), 2, "orders placed before Start that arrive")
    releases = data.cells["release"].keys
    m.releasing = indexed_set(
        m.BALANCE, group_keys(releases, [n for _, n in releases]), 1, "the node where release is allowed"
    )
    pairs = [key[:2] for key in data.cells["use"].keys if key[2] == 0]
    m.segments = indexed_set(
        m.MATERIALS, group_keys([i for i, _ in pairs], [g for _, g in pairs]), 1, "segments that use it"
    )

    def recycling(m: Any, i: str, n: int) -> Any:
        """recycle ≤ Recyclable × h, t."""
        return m.recycle[i, n] <= m.recyclable[i, n]

    def home_balance(m: Any, i: str, n: int) -> Any:
        """arrivals + early arrivals + ship in + outputs at home + recycle + release + Σ borrowed + taken from working stock
        = Σ_g use + inputs at home + ship out + stockship at home + surplus + put into working stock + Σ returned, t, for
        each material and node."""
        inflow = _new_at_home(m, home, i, n)
        inflow += sum(m.release[i, p] for p in m.releasing[i, n])
        inflow += sum(m.borrowed[i, j, n] for j in m.takers[i, n])
        inflow += sum(m.industry_stock[j, p] for j in m.keeps_industry_stock[i] for p in m.before[n])
        outflow = sum(m.use[i, g, n] for g in m.segments[i])
        outflow += sum(m.input_ratio[p, i] * m.run[p, n] for p in m.eaters[i, home])
        outflow += sum(m.ship[i, a, b, n] for a, b in m.routes_from[i, home])
        outflow += sum(m.stockship[i, k, n] for k in m.reserve_buys[i, home])
        outflow += sum(m.industry_stock[j, n] for j in m.keeps_industry_stock[i])
        outflow += sum(m.returned[i, j, n] for j in m.returners[i, n])
        return inflow + m.working_at_start[i, n] == outflow + m.surplus[i, n]

    add_constraint(m, m.RECYCLE, recycling)
    add_constraint(m, m.BALANCE, home_balance)
    _add_fresh_goods(m, data)


HERE = ("material", "node")
BALANCE = Family(
    "balance",
    variables=(
        Variable("recycle", HERE, "t", "home secondary supply used", "recycled", _recycled, "materials"),
        Variable("surplus", HERE, "t", "unwanted material", "taken by nobody", _left_over, "materials"),
        Variable("industry_stock", HERE, "t", "industry's own stock at period end", "stock of industry",
                 _working_stock, "materials"),
        Variable("industry_stock_short", HERE, "t", "working stock missing from full at the end",
                 "stock of industry missing at the end", _missing_at_end, "materials", missing=True),
    ),
    rows=(
        Row("working_full", HERE, "most stock of industry"),
        Row("industry_stock_shortfall", HERE, "stock of industry missing at the end"),
        Row("recycling", HERE, "recyclable material"),
        Row("home_balance", HERE, "balance at home"),
        Row("fresh_goods", HERE, "what can be returned or sold as surplus at home"),
    ),
    add=_add,
)  # fmt: skip
