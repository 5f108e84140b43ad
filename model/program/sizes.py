"""Typical sizes of the variables, so that the solver sees numbers near 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import FloatArray
from model.program.limit_rows import find_limits
from model.program.plan import Plan

USD = 1e7
BY_STEP = ("buy", "stockbuy", "early", "untaken")
BY_MATERIAL = ("recycle", "surplus", "working", "missing", "stock", "arrival", "release", "sell", "spoil", "gap")
BY_PARTICIPANT = ("takeout", "putback", "outstanding")
MONEY = ("rebate", "reserve_rebate", "draw", "drawn", "commitment_fee", "repay", "debt", "interest", "cash", "support")


def material_sizes(plan: Plan) -> FloatArray:
    """A typical flow of each material in a period, t: a tenth of its largest demand, or else of its supply, (I,)."""
    steps, length = plan.market.steps, plan.case.calendar.length
    demand = plan.market.demand.yearly_by_material(len(plan.market.materials)).max(axis=1) * length
    supply = np.zeros(len(plan.market.materials))
    np.add.at(supply, steps.material, steps.undisturbed.max(axis=1))
    own = plan.material_column("opening_stock") + plan.material_column("opening_in_transit")
    size = np.where(demand > 0, demand, np.where(supply > 0, supply, own)) / 10
    return np.where(size > 0, size, 1.0)


def variable_sizes(plan: Plan) -> dict[str, FloatArray | float]:
    """Typical size of each variable of the program, in its own unit, by cell or for all cells alike."""
    by_material = material_sizes(plan)
    steps, pairs = plan.market.steps, plan.market.demand.material
    sizes: dict[str, FloatArray | float] = {}
    for name, cells in plan.cells.items():
        if name in BY_STEP:
            sizes[name] = by_material[steps.material[cells.row]]
        elif name == "use":
            sizes[name] = by_material[pairs[cells.row]]
        elif name == "short":
            sizes[name] = by_material[pairs[plan.shortages.pair[cells.row]]]
        elif name in ("run", "made", "early_run"):
            sizes[name] = by_material[plan.market.processes.main[cells.row]]
        elif name in ("build", "built"):
            sizes[name] = np.maximum(plan.market.projects.most[cells.row] / 10, 1e-6)
        elif name in ("ship", "stockship"):
            moves = plan.market.places.ship if name == "ship" else plan.market.places.stockship
            sizes[name] = by_material[moves.material[cells.row]]
        elif name in BY_MATERIAL or name == "surplus_abroad":
            sizes[name] = by_material[cells.row]
        elif name in BY_PARTICIPANT:
            sizes[name] = by_material[plan.commitments.material[cells.row]]
        elif name in MONEY:
            sizes[name] = USD
    return sizes


def limit_sizes(plan: Plan) -> tuple[dict[str, float], dict[str, float]]:
    """Typical size of what each limit counts: by value or share, USD where it is of several materials; and in tonnes."""
    by_material = material_sizes(plan)
    value, weight = {}, {}
    for limit in find_limits(plan):
        tonnes = float(by_material[limit.materials].max(initial=0.0)) or 1.0
        value[limit.name] = USD if limit.by_value else tonnes
        weight[limit.name] = tonnes
    return value, weight


def all_sizes(plan: Plan, model: Any) -> dict[str, Any]:
    """Typical sizes of every variable of a built model."""
    sizes: dict[str, Any] = dict(variable_sizes(plan))
    value, weight = limit_sizes(plan)
    for name, by_limit in (("limited_value", value), ("counted_value", value), ("limited_tonnes", weight)):
        sizes[name] = np.array([by_limit[key[0]] for key in getattr(model, name.upper())], dtype=float)
    for name in ("path_cost", "excess", "eta"):
        if hasattr(model, name):
            sizes[name] = USD
    return sizes
