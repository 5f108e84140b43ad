"""Family 13, industry first: the reserve makes no material shorter than it would be without the reserve.

Each row is measured in its own size, what going without everything would cost at that node: so a thin material is held
as closely as a bulk one. The right-hand sides come from the plan without the reserve, which is solved first; until they
are set, every row lets everything go short.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.cells import Cells, cells_where
from model.program.declare import add_constraint, numbers, plain_set
from model.program.family import Family, Row
from model.program.limit_rows import build_limits
from model.program.problem_data import ProblemData

EVERYTHING = 1.0  # the row's size: all demand goes short
SLACK = 1e-7  # for the solver's tolerance, where something is short without the reserve: a share of what can be short
NOTHING = 1e-9  # share of the row's size that is the solver's dust
RESOLVED = 1e-12  # of the largest row's size, USD: beside it the solver's arithmetic cannot tell what is less from nothing


def reserve_first(data: ProblemData) -> BoolArray:
    """Materials for which the planner has said that the reserve comes first, (I,): those with a hard target, and those in
    the scope of an `At least (t)` that the reserve must or may meet."""
    first = np.asarray((data.cover.owed & data.cover.hard).any(axis=1))
    for limit in build_limits(data):
        if limit.row["for"] != "industry" and not np.isnan(limit.row["at_least_tonnes"]):
            first = first | limit.materials
    return first


def shortage_size(data: ProblemData) -> FloatArray:
    """What going without all of a material at a node would cost, USD, (I, N)."""
    size = np.zeros((len(data.market.materials), data.tree.size))
    shortages, demand = data.shortages, data.market.demand
    worst = shortages.width[:, None] * shortages.cost[:, data.node_period] * demand.tonnes[shortages.pair]
    np.add.at(size, demand.material[shortages.pair], worst)
    return size


def industry_first_cells(data: ProblemData) -> Cells:
    """Materials and nodes where industry comes first: those that are wanted and cost something to go without."""
    own, size = data.case.settings.industry_first & ~reserve_first(data), shortage_size(data)
    return cells_where(data.market.materials, (size > RESOLVED * size.max(initial=0.0)) & own[:, None])


def shares_short(data: ProblemData, short: FloatArray) -> FloatArray:
    """What being short costs in each row, as a share of the row's size; `short` is in t, over the cells of `short`."""
    cells, shortages = data.cells["short"], data.shortages
    size = shortage_size(data)
    cost = np.zeros(size.shape)
    material = data.market.demand.material[shortages.pair[cells.row]]
    np.add.at(cost, (material, cells.node), shortages.cost[cells.row, data.node_period[cells.node]] * short)
    own = industry_first_cells(data)
    shares: FloatArray = cost[own.row, own.node] / size[own.row, own.node]
    return shares


def most_short(data: ProblemData, short: FloatArray, sizes: FloatArray) -> FloatArray:
    """Right-hand sides of the rows, from the tonnes short in the plan without the reserve.

    `sizes` are the typical t of each column of `short`: it is known to SLACK of that, which for a material of which less
    is wanted than its column's size is more than SLACK of the row's.
    """
    shares = shares_short(data, short)
    known = np.maximum(shares_short(data, sizes), EVERYTHING)
    return np.where(shares > NOTHING, shares + SLACK * known, 0.0)


def _add(m: Any, data: ProblemData) -> None:
    """Rows that are open until the plan without the reserve is known."""
    own, short = industry_first_cells(data), data.cells["short"]
    shortages, size = data.shortages, shortage_size(data)
    material = data.market.demand.material[shortages.pair[short.row]]
    worst = size[material, short.node]
    cost = shortages.cost[short.row, data.node_period[short.node]]
    share = np.divide(cost, worst, out=np.zeros(len(worst)), where=worst > 0)
    m.INDUSTRY_FIRST = plain_set(own.keys, 2, "materials and nodes where industry comes first")
    m.shortage_share = numbers(m.SHORT, share, "cost of a tonne short ÷ that of going without all, 1/t")

    def industry_first(m: Any, i: str, n: int) -> Any:
        """Σ_g,s shortage cost × short ÷ that of going without all ≤ the same in the plan without the reserve."""
        return (
            sum(m.shortage_share[i, g, s, n] * m.short[i, g, s, n] for g in m.segments[i] for s in m.shortage_steps[i, g])
            <= EVERYTHING
        )

    add_constraint(m, m.INDUSTRY_FIRST, industry_first)


INDUSTRY_FIRST = Family(
    "industry first",
    rows=(Row("industry_first", ("material", "node"), "Industry first"),),
    add=_add,
)
