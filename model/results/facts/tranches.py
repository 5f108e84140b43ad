"""The tranches of the reserve's money: what is drawn, repaid, owed and paid for each of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.categories import Category
from model.program.money import repayment_due
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import base_nodes, year_end_periods
from model.results.facts.values import grid_of
from model.tolerances import SMALLEST_SHARE

ALL_TRANCHES = "All tranches"
PAID = {
    "drawn": Category.DRAWN,
    "repaid": Category.REPAID,
    "interest": Category.INTEREST,
    "upfront_fee": Category.UPFRONT_FEE,
    "commitment_fee": Category.COMMITMENT_FEE,
}


def paid_by_tranche(result: PlanResult, category: Category) -> FloatArray:
    """What is drawn from, repaid to or paid for each tranche at each node, USD, (F, N)."""
    own = result.payments[result.payments["category"] == category]
    return grid_of(own, "tranche", len(result.data.case["finance"]), result.data.tree.size)


def _so_far(result: PlanResult, per_node: FloatArray) -> FloatArray:
    """Amounts (F, N) added up along the path to each node."""
    path = result.data.tree.path
    return np.asarray(np.where(path >= 0, per_node[:, np.maximum(path, 0)], 0.0).sum(axis=-1))


def drawn_so_far(result: PlanResult) -> FloatArray:
    """Drawn at each node, before Start too, less what was repaid in the period of its draw, USD, by tranche, (F, N)."""
    return result.data.before.drawn[:, None] + _so_far(result, paid_by_tranche(result, Category.DRAWN))


def money_used_up(result: PlanResult) -> int | None:
    """The period of the base path in which the last of all tranches is drawn; None if some is left, or none is limited."""
    data = result.data
    if "draw" not in data.cells:
        return None
    amount = float(data.case["finance"]["amount"].sum())
    drawn = drawn_so_far(result).sum(axis=0)
    used = [t for t, n in base_nodes(data.tree).items() if amount > 0 and drawn[n] >= amount * (1 - SMALLEST_SHARE)]
    return min(used, default=None)


def owed_by_node(result: PlanResult, *kinds: str) -> FloatArray:
    """What is owed on tranches of these kinds at the end of each node, USD, (N,); nothing where money is unlimited."""
    data = result.data
    if "debt" not in data.cells:
        return np.zeros(data.tree.size)
    cells = data.cells["debt"]
    own = data.case["finance"]["kind"].isin(kinds).to_numpy()[cells.row]
    return np.bincount(cells.node, result.value("debt") * own, data.tree.size).astype(float)


def owed_at_the_end(result: PlanResult) -> dict[str, float]:
    """What is expected to be owed at the horizon on loans, and on equity where there is any, USD by kind of tranche."""
    tree, kinds = result.data.tree, set(result.data.case["finance"]["kind"])
    return {
        kind: float(owed_by_node(result, kind)[tree.leaves] @ tree.weight[tree.leaves])
        for kind in ("loan", "equity")
        if kind in kinds or kind == "loan"
    }


def repayments_due(result: PlanResult) -> FloatArray:
    """What has to be repaid on loans at each node, USD, (N,): the elapsed share of what is drawn so far, less what was repaid
    before. What is repaid early, or drawn and repaid within the period, is not due."""
    data = result.data
    finance = data.case["finance"]
    share = repayment_due(data)[:, data.node_period]
    repaid = result.grid("repay", len(finance))
    known = result.data.before
    before = (known.drawn - known.owed)[:, None] + _so_far(result, repaid) - repaid
    due = np.maximum(share * result.grid("drawn", len(finance)) - before - result.repaid_at_once, 0.0)
    return np.asarray((due * (finance["kind"] == "loan").to_numpy()[:, None]).sum(axis=0))


def available(result: PlanResult) -> FloatArray:
    """What each tranche lends or gives in all, USD, by period; nothing before Available from, (F, T)."""
    finance, calendar = result.data.case["finance"], result.data.case.calendar
    in_force = [calendar.in_force(start, None) for start in finance["available_from"]]
    lent = np.array(in_force, dtype=float).reshape(len(finance), calendar.periods)
    return np.asarray(finance["amount"].to_numpy(float)[:, None] * lent)


def tranche_facts(result: PlanResult) -> pd.DataFrame:
    """One row per tranche and node, and where there are several one for all of them: tranche, node, year; what is `drawn`,
    `repaid`, paid as `interest`, `upfront_fee` and `commitment_fee`, and drawn and repaid within the period (`at_once`), USD;
    in the last period of a year what is `outstanding` and `undrawn` at its end, 0 in all others."""
    data = result.data
    finance, tree, calendar = data.case["finance"], data.tree, data.case.calendar
    ends = np.isin(tree.period, year_end_periods(calendar))
    undrawn = np.maximum(available(result)[:, data.node_period] - result.grid("drawn", len(finance)), 0.0)
    grids = {
        **{name: paid_by_tranche(result, category) for name, category in PAID.items()},
        "at_once": result.repaid_at_once,
        "outstanding": result.grid("debt", len(finance)) * ends,
        "undrawn": undrawn * ends,
    }
    names = list(finance["tranche"])
    if len(names) > 1:
        names.append(ALL_TRANCHES)
        grids = {name: np.vstack([grid, grid.sum(axis=0)]) for name, grid in grids.items()}
    year = np.array(calendar.calendar_years).astype(str).astype(object)[data.node_period]
    return pd.DataFrame(
        {
            "tranche": np.repeat(np.array(names, dtype=object), tree.size),
            "node": np.tile(np.arange(tree.size), len(names)),
            "year": np.tile(year, len(names)),
            **{name: grid.ravel() for name, grid in grids.items()},
        }
    )
