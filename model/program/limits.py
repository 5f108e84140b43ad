"""Family 9, limits: shares and tonnes of what is ordered, by country of origin, over a period, year or horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.market.effects import select_materials
from model.program.cells import Cells
from model.program.declare import add_constraint, add_variable, families, group_keys, members, numbers
from model.program.plan import Plan
from model.program.supply import year_ends

BOUNDS = ("at_most_share", "at_least_share", "at_most_tonnes", "at_least_tonnes")


@dataclass(frozen=True)
class Limit:
    """One row of the Limits sheet.

    `materials` in scope (I,); `limited` countries (C, T); `active` periods (T,); `windows` the nodes counted
    together, by the window's last node; `by_value` whether shares are of value (several materials).
    """

    name: str
    row: dict[str, Any]
    materials: BoolArray
    limited: BoolArray
    windows: dict[int, list[int]]

    @property
    def by_value(self) -> bool:
        return int(self.materials.sum()) > 1

    @property
    def has_share(self) -> bool:
        return not (np.isnan(self.row["at_most_share"]) and np.isnan(self.row["at_least_share"]))


def _scope(plan: Plan, scope: str) -> BoolArray:
    """Materials of a limit's scope: a material, a group, a stage or all, shape (I,)."""
    table = plan.case["materials"]
    stage = (table["stage"] == scope).to_numpy()
    return select_materials(plan.case, scope) | stage


def _windows(plan: Plan, over: str, active: BoolArray) -> dict[int, list[int]]:
    """Nodes counted together, those where the row is in force, by the last node of the span on each path."""
    tree = plan.tree
    if over == "period":
        spans = {n: [n] for n in range(tree.size)}
    elif over == "year":
        spans = year_ends(plan)
    else:
        spans = {int(n): tree.path[n].tolist() for n in tree.leaves}
    kept = {n: [p for p in nodes if active[tree.period[p] - 1]] for n, nodes in spans.items()}
    return {n: nodes for n, nodes in kept.items() if nodes}


def find_limits(plan: Plan) -> list[Limit]:
    """The Limits sheet's rows with what they count."""
    calendar = plan.case.calendar
    return [
        Limit(
            str(row["limit"]),
            row,
            _scope(plan, row["scope"]),
            plan.market.clubs.who(row["of"]),
            _windows(plan, row["over"], calendar.in_force(row["from"], row["to"])),
        )
        for row in plan.case.records("limits")
    ]


def _counts(limit: Limit, plan: Plan, variable: str) -> tuple[BoolArray, BoolArray]:
    """Which cells of `variable` (buy or stockbuy) a limit counts at all, and which of them it limits."""
    cells = plan.cells[variable]
    buyer = "industry" if variable == "buy" else "reserve"
    steps = plan.market.steps
    active = np.zeros(plan.tree.size, dtype=bool)
    active[[p for nodes in limit.windows.values() for p in nodes]] = True
    counted = limit.materials[steps.material[cells.row]] & active[cells.node]
    if limit.row["for"] not in (buyer, "both"):
        counted = np.zeros_like(counted)
    return counted, counted & limit.limited[steps.country[cells.row], plan.node_period[cells.node]]


def open_share(limit: Limit, plan: Plan) -> dict[int, float]:
    """By window: open capacity of the suppliers concerned that can still arrive by T ÷ their undisturbed capacity."""
    steps, tree = plan.market.steps, plan.tree
    wanted = {"reserve": ("reserve", "both"), "industry": ("industry", "both")}.get(limit.row["for"])
    buyers = steps.table["buyer"].to_numpy(object)
    may = np.ones(len(buyers), dtype=bool) if wanted is None else np.isin(buyers.astype(str), wanted)
    own = limit.materials[steps.material] & may
    shares = {}
    for last, nodes in limit.windows.items():
        at = np.array(nodes)
        concerned = own[:, None] & limit.limited[steps.country][:, tree.period[at] - 1]
        arrives = tree.period[at][None, :] + steps.lead[:, None] <= plan.case.calendar.periods
        undisturbed = float((steps.undisturbed[:, at] * concerned).sum())
        still_open = float((steps.capacity[:, at] * (concerned & arrives)).sum())
        shares[last] = still_open / undisturbed if undisturbed > 0 else 0.0
    return shares


def _value(limit: Limit, plan: Plan, cells: Cells, positions: np.ndarray) -> FloatArray:
    """What a tonne counts in a share: itself for one material, its base price for several."""
    if not limit.by_value:
        return np.ones(len(positions))
    material = plan.market.steps.material[cells.row[positions]]
    return plan.market.base_price[material, plan.node_period[cells.node[positions]]]


def add_limits(m: Any, plan: Plan) -> None:
    """Counters of what each limit counts at a node, and the bounds on their sums over its windows."""
    limits = find_limits(plan)
    nodes = {limit.name: sorted({p for span in limit.windows.values() for p in span}) for limit in limits}
    shared = [limit for limit in limits if limit.has_share]
    weighty = [
        limit
        for limit in limits
        if not (np.isnan(limit.row["at_most_tonnes"]) and np.isnan(limit.row["at_least_tonnes"]))
    ]
    for counter, chosen, doc in (
        ("limited_value", shared, "what counts against a share at a node, t or USD at base price"),
        ("counted_value", shared, "what the share is of at a node, t or USD at base price"),
        ("limited_tonnes", weighty, "tonnes that count against a limit at a node"),
    ):
        keys = [(limit.name, n) for limit in chosen for n in nodes[limit.name]]
        row = np.array([limits.index(limit) for limit in chosen for _ in nodes[limit.name]], dtype=np.int64)
        add_variable(m, counter, Cells(keys, row, np.array([n for _, n in keys], dtype=np.int64)), doc)
        for variable in ("buy", "stockbuy"):
            cells = plan.cells[variable]
            groups: dict[Any, list[Any]] = {}
            value_keys: list[Any] = []
            values: list[FloatArray] = []
            for limit in chosen:
                counted, limited = _counts(limit, plan, variable)
                at = np.flatnonzero(counted if counter == "counted_value" else limited)
                own = [cells.keys[q] for q in at.tolist()]
                groups.update(group_keys(((limit.name, n) for _, n in own), own))
                if counter != "limited_tonnes":
                    value_keys += [(limit.name, *key) for key in own]
                    values.append(_value(limit, plan, cells, at))
            setattr(
                m, f"{counter}_{variable}", families(getattr(m, counter.upper()), groups, 2, f"orders of {variable}")
            )
            if counter != "limited_tonnes":
                index = members(value_keys, 3, f"limits and orders of {variable}")
                setattr(m, f"{counter.upper()}_{variable.upper()}", index)
                worth = np.concatenate(values) if values else np.zeros(0)
                setattr(m, f"{counter}_per_{variable}", numbers(index, value_keys, worth, "t per t, or USD/t"))

    def limited_value_sum(m: Any, k: str, n: int) -> Any:
        """limited_value = Σ value × orders from the limited countries at the node."""
        return m.limited_value[k, n] == sum(
            m.limited_value_per_buy[k, s, p] * m.buy[s, p] for s, p in m.limited_value_buy[k, n]
        ) + sum(m.limited_value_per_stockbuy[k, s, p] * m.stockbuy[s, p] for s, p in m.limited_value_stockbuy[k, n])

    def counted_value_sum(m: Any, k: str, n: int) -> Any:
        """counted_value = Σ value × orders from everywhere at the node."""
        return m.counted_value[k, n] == sum(
            m.counted_value_per_buy[k, s, p] * m.buy[s, p] for s, p in m.counted_value_buy[k, n]
        ) + sum(m.counted_value_per_stockbuy[k, s, p] * m.stockbuy[s, p] for s, p in m.counted_value_stockbuy[k, n])

    def limited_tonnes_sum(m: Any, k: str, n: int) -> Any:
        """limited_tonnes = Σ orders from the limited countries at the node, t."""
        return m.limited_tonnes[k, n] == sum(m.buy[s, p] for s, p in m.limited_tonnes_buy[k, n]) + sum(
            m.stockbuy[s, p] for s, p in m.limited_tonnes_stockbuy[k, n]
        )

    add_constraint(m, m.LIMITED_VALUE, limited_value_sum)
    add_constraint(m, m.COUNTED_VALUE, counted_value_sum)
    add_constraint(m, m.LIMITED_TONNES, limited_tonnes_sum)
    _add_bounds(m, plan, limits)


def _add_bounds(m: Any, plan: Plan, limits: list[Limit]) -> None:
    for bound in BOUNDS:
        chosen = [limit for limit in limits if not np.isnan(limit.row[bound])]
        keys = [(limit.name, n) for limit in chosen for n in limit.windows]
        index = members(keys, 2, f"limits with {bound.replace('_', ' ')}, by the last node of each span")
        setattr(m, f"{bound.upper()}", index)
        spans = {(limit.name, n): span for limit in chosen for n, span in limit.windows.items()}
        setattr(m, f"span_{bound}", families(index, spans, 1, "nodes counted together"))
        amounts: list[float] = []
        for limit in chosen:
            share = open_share(limit, plan) if bound == "at_least_tonnes" else dict.fromkeys(limit.windows, 1.0)
            amounts += [limit.row[bound] * share[n] for n in limit.windows]
        setattr(m, f"{bound}_of", numbers(index, keys, amounts, "share as a fraction, or t"))

    def share_at_most(m: Any, k: str, n: int) -> Any:
        """Σ limited_value ≤ At most (%) × Σ counted_value over the span on each path."""
        return sum(m.limited_value[k, p] for p in m.span_at_most_share[k, n]) <= m.at_most_share_of[k, n] * sum(
            m.counted_value[k, p] for p in m.span_at_most_share[k, n]
        )

    def share_at_least(m: Any, k: str, n: int) -> Any:
        """Σ limited_value ≥ At least (%) × Σ counted_value over the span on each path."""
        return sum(m.limited_value[k, p] for p in m.span_at_least_share[k, n]) >= m.at_least_share_of[k, n] * sum(
            m.counted_value[k, p] for p in m.span_at_least_share[k, n]
        )

    def tonnes_at_most(m: Any, k: str, n: int) -> Any:
        """Σ limited_tonnes ≤ At most (t) over the span on each path."""
        return sum(m.limited_tonnes[k, p] for p in m.span_at_most_tonnes[k, n]) <= m.at_most_tonnes_of[k, n]

    def tonnes_at_least(m: Any, k: str, n: int) -> Any:
        """Σ limited_tonnes ≥ At least (t) × open ÷ undisturbed capacity of the suppliers, over the span on each path."""
        return sum(m.limited_tonnes[k, p] for p in m.span_at_least_tonnes[k, n]) >= m.at_least_tonnes_of[k, n]

    add_constraint(m, m.AT_MOST_SHARE, share_at_most)
    add_constraint(m, m.AT_LEAST_SHARE, share_at_least)
    add_constraint(m, m.AT_MOST_TONNES, tonnes_at_most)
    add_constraint(m, m.AT_LEAST_TONNES, tonnes_at_least)
