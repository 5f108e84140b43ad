"""Family 9, limits: shares and tonnes of what is ordered, by country of origin, over a period, year or horizon."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.cells import Cells
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import THE_LIMITS, USD, Family, Row, Variable
from model.program.limit_rows import Limit, build_limits
from model.program.open_capacity import open_share
from model.program.problem_data import ProblemData
from model.schema.before_start import COUNTED_VALUE, LIMITED_TONNES, LIMITED_VALUE
from model.tree import IntArray

FLOWS = ("buy", "stockbuy", "ship", "stockship", "run_completed")
BOUNDS = ("at_most_share", "at_least_share", "at_most_tonnes", "at_least_tonnes")


def _counters(data: ProblemData, shares: bool) -> Cells:
    """Limits, by their number, and the nodes that any of their spans holds: those with a share, or those with tonnes."""
    number, keys = [], []
    for k, limit in enumerate(build_limits(data)):
        if limit.has_share if shares else limit.has_tonnes:
            nodes = sorted({p for span in limit.windows.values() for p in span})
            keys += [(limit.name, n) for n in nodes]
            number += [k] * len(nodes)
    return Cells(keys, np.array(number, dtype=np.int64), np.array([n for _, n in keys], dtype=np.int64))


def _share_counters(data: ProblemData) -> Cells:
    return _counters(data, shares=True)


def _tonnes_counters(data: ProblemData) -> Cells:
    return _counters(data, shares=False)


def _in_tonnes(data: ProblemData, cells: Cells) -> FloatArray:
    """The size of the largest material in the limit's scope, t."""
    most = [float(data.material_size[limit.materials].max(initial=0.0)) or 1.0 for limit in build_limits(data)]
    return np.array(most, dtype=float)[cells.row]


def _of_share(data: ProblemData, cells: Cells) -> FloatArray:
    """USD where value counts, else t."""
    by_value = np.array([limit.by_value for limit in build_limits(data)], dtype=bool)
    return np.where(by_value[cells.row], USD, _in_tonnes(data, cells))


def _price(limit: Limit, data: ProblemData, material: IntArray, node: IntArray, by_value: bool) -> FloatArray:
    """What a tonne in scope counts at each cell: itself, or its base price; nothing out of scope."""
    worth = data.market.base_price[material, data.node_period[node]] if by_value else np.ones(len(material))
    return np.where(limit.materials[material], worth, 0.0)


def _home_output(limit: Limit, data: ProblemData, by_value: bool) -> FloatArray:
    """What a tonne of main input counts as output of a home process, over the cells of `run_completed`: its output in scope;
    where value counts, less the value of its inputs in scope. What was started before Start counts only where it is known."""
    processes, cells = data.market.processes, data.cells["run_completed"]
    base = data.market.base_price
    worth = np.where(limit.materials[:, None], base if by_value else np.ones_like(base), 0.0)
    net = processes.outputs - processes.inputs if by_value else processes.outputs
    home = processes.country == data.market.clubs.number(data.case.settings.home_country)
    started_since = (data.tree.period[cells.node] > processes.lead[cells.row]) | data.before.goes_on
    return np.where(home[cells.row] & started_since, (net @ worth)[cells.row, data.node_period[cells.node]], 0.0)


def _counts(limit: Limit, data: ProblemData, variable: str, by_value: bool) -> tuple[FloatArray, BoolArray]:
    """What each cell of `variable` counts, in t or USD per tonne, and which cells are from the limited countries.

    Counted at the border: orders that land at home, shipments into home, the reserve's process output, and output of
    home processes, which is industry's but for what the reserve takes of it.
    """
    cells, market = data.cells[variable], data.market
    home = market.clubs.number(data.case.settings.home_country)
    whose = limit.row["for"]
    buyer = "reserve" if variable in ("stockbuy", "stockship") else "industry"
    if whose not in (buyer, "both") and variable != "stockship":
        return np.zeros(len(cells)), np.zeros(len(cells), dtype=bool)
    if variable in ("buy", "stockbuy"):
        country, material = market.steps.country[cells.row], market.steps.material[cells.row]
        counts = _price(limit, data, material, cells.node, by_value)
        if variable == "buy":
            counts = np.where(market.steps.lands_abroad[cells.row], 0.0, counts)
    elif variable == "run_completed":
        country = market.processes.country[cells.row]
        counts = _home_output(limit, data, by_value)
    else:
        moves = market.places.ship if variable == "ship" else market.places.stockship
        country = moves.origin[cells.row]
        counts = _price(limit, data, moves.material[cells.row], cells.node, by_value)
        if variable == "ship":
            counts = np.where(moves.target[cells.row] == home, counts, 0.0)
        elif whose != "reserve":
            at_home = country == home
            counts = np.where(at_home, -counts if whose == "industry" else 0.0, counts if whose == "both" else 0.0)
    active = np.zeros(data.tree.size, dtype=bool)
    active[[p for nodes in limit.windows.values() for p in nodes]] = True
    return np.where(active[cells.node], counts, 0.0), limit.limited[country, data.node_period[cells.node]]


def _add_counter(m: Any, data: ProblemData, counter: str, limits: list[Limit]) -> list[tuple[Any, Any, Any]]:
    """For each flow that a counter counts: what a tonne counts, its amount, and its cells by (limit, node)."""
    terms = []
    for variable in FLOWS:
        cells = data.cells[variable]
        groups: dict[Any, list[Any]] = {}
        counted_keys: list[Any] = []
        values: list[FloatArray] = [np.zeros(0)]
        for limit in limits:
            counts, limited = _counts(limit, data, variable, limit.by_value and counter != "limited_tonnes")
            at = np.flatnonzero(counts if counter == "counted_value" else np.where(limited, counts, 0.0))
            own = [cells.keys[q] for q in at.tolist()]
            by_node = group_keys(cells.node[at].tolist(), own)
            groups.update({(limit.name, n): keys for n, keys in by_node.items()})
            counted_keys += [(limit.name, *key) for key in own]
            values.append(counts[at])
        index = plain_set(counted_keys, cells.dimen + 1, f"limits and cells of {variable} that count")
        setattr(m, f"{counter.upper()}_{variable.upper()}", index)
        setattr(
            m, f"{counter}_per_{variable}", numbers(index, np.concatenate(values), "t per t, or USD/t")
        )
        counted = indexed_set(getattr(m, counter.upper()), groups, cells.dimen, f"cells of {variable} that count")
        setattr(m, f"{counter}_of_{variable}", counted)
        terms.append((getattr(m, f"{counter}_per_{variable}"), getattr(m, variable), counted))
    return terms


def _counted(terms: list[tuple[Any, Any, Any]], k: str, n: int) -> Any:
    """Σ over all flows of what a tonne counts × tonnes."""
    total: Any = 0.0
    for counts, variable, cells in terms:  # one sum for each, because a template knows one set at a time
        total += sum(counts[(k, *key)] * variable[key] for key in cells[k, n])
    return total


def _add(m: Any, data: ProblemData) -> None:
    """Counters of what each limit counts at a node, and the bounds on their sums over its windows."""
    limits = build_limits(data)
    shared = [limit for limit in limits if limit.has_share]
    weighty = [limit for limit in limits if limit.has_tonnes]
    limited_value = _add_counter(m, data, "limited_value", shared)
    counted_value = _add_counter(m, data, "counted_value", shared)
    limited_tonnes = _add_counter(m, data, "limited_tonnes", weighty)

    def limited_value_sum(m: Any, k: str, n: int) -> Any:
        """limited_value = Σ value × tonnes from the limited countries at the node."""
        return m.limited_value[k, n] == _counted(limited_value, k, n)

    def counted_value_sum(m: Any, k: str, n: int) -> Any:
        """counted_value = Σ value × tonnes from everywhere at the node."""
        return m.counted_value[k, n] == _counted(counted_value, k, n)

    def limited_tonnes_sum(m: Any, k: str, n: int) -> Any:
        """limited_tonnes = Σ tonnes from the limited countries at the node."""
        return m.limited_tonnes[k, n] == _counted(limited_tonnes, k, n)

    add_constraint(m, m.LIMITED_VALUE, limited_value_sum)
    add_constraint(m, m.COUNTED_VALUE, counted_value_sum)
    add_constraint(m, m.LIMITED_TONNES, limited_tonnes_sum)
    _add_bounds(m, data, limits)


def _add_bounds(m: Any, data: ProblemData, limits: list[Limit]) -> None:
    for bound in BOUNDS:
        chosen = [limit for limit in limits if not np.isnan(limit.row[bound])]
        keys = [(limit.name, n) for limit in chosen for n in limit.windows]
        index = plain_set(keys, 2, f"limits with {bound.replace('_', ' ')}, by the last node of each span")
        setattr(m, f"{bound.upper()}", index)
        spans = {(limit.name, n): span for limit in chosen for n, span in limit.windows.items()}
        setattr(m, f"span_{bound}", indexed_set(index, spans, 1, "nodes counted together"))
        amounts: list[float] = []
        for limit in chosen:
            share = (
                open_share(limit, data)
                if bound == "at_least_tonnes"
                else dict.fromkeys(limit.windows, 1.0)
            )
            amounts += [limit.row[bound] * share[n] for n in limit.windows]
        of_windows = [(limit, n) for limit in chosen for n in limit.windows]
        if bound.endswith("share"):
            so_far = [
                limit.counted_before(n, LIMITED_VALUE, data) - limit.row[bound] * limit.counted_before(n, COUNTED_VALUE, data)
                for limit, n in of_windows
            ]
            setattr(m, f"{bound}_so_far", numbers(index, so_far, "of those limited less the share of all, before Start"))
        else:
            counted = [limit.counted_before(n, LIMITED_TONNES, data) for limit, n in of_windows]
            amounts = [amount - before for amount, before in zip(amounts, counted, strict=True)]
        setattr(m, f"{bound}_of", numbers(index, amounts, "share as a fraction; t, less what was counted before Start"))

    def share_at_most(m: Any, k: str, n: int) -> Any:
        """Σ limited_value ≤ At most (%) × Σ counted_value over the span on each path, its part before Start too."""
        limited = sum(m.limited_value[k, p] for p in m.span_at_most_share[k, n]) + m.at_most_share_so_far[k, n]
        counted = sum(m.counted_value[k, p] for p in m.span_at_most_share[k, n])
        return limited <= m.at_most_share_of[k, n] * counted

    def share_at_least(m: Any, k: str, n: int) -> Any:
        """Σ limited_value ≥ At least (%) × Σ counted_value over the span on each path, its part before Start too."""
        limited = sum(m.limited_value[k, p] for p in m.span_at_least_share[k, n]) + m.at_least_share_so_far[k, n]
        counted = sum(m.counted_value[k, p] for p in m.span_at_least_share[k, n])
        return limited >= m.at_least_share_of[k, n] * counted

    def tonnes_at_most(m: Any, k: str, n: int) -> Any:
        """Σ limited_tonnes ≤ At most (t) over the span on each path, less what was counted before Start."""
        return sum(m.limited_tonnes[k, p] for p in m.span_at_most_tonnes[k, n]) <= m.at_most_tonnes_of[k, n]

    def tonnes_at_least(m: Any, k: str, n: int) -> Any:
        """Σ limited_tonnes ≥ At least (t) × open ÷ undisturbed capacity of the suppliers, over the span on each path, less
        what was counted before Start."""
        return sum(m.limited_tonnes[k, p] for p in m.span_at_least_tonnes[k, n]) >= m.at_least_tonnes_of[k, n]

    add_constraint(m, m.AT_MOST_SHARE, share_at_most)
    add_constraint(m, m.AT_LEAST_SHARE, share_at_least)
    add_constraint(m, m.AT_MOST_TONNES, tonnes_at_most)
    add_constraint(m, m.AT_LEAST_TONNES, tonnes_at_least)


LIMIT, VALUE = ("limit", "node"), "t or USD at base price"
LIMITS = Family(
    "limits",
    variables=(
        Variable("limited_value", LIMIT, VALUE, "what counts against a share", "value that counts against a limit",
                 _share_counters, "limits", _of_share, free=True),
        Variable("counted_value", LIMIT, VALUE, "what a share is of", "value that a limit is a share of",
                 _share_counters, "limits", _of_share, free=True),
        Variable("limited_tonnes", LIMIT, "t", "what counts against a limit at a node",
                 "tonnes that count against a limit", _tonnes_counters, "limits", _in_tonnes, free=True),
    ),
    rows=(
        Row("limited_value_sum", LIMIT, "value that counts against a limit"),
        Row("counted_value_sum", LIMIT, "value that a limit is a share of"),
        Row("limited_tonnes_sum", LIMIT, "tonnes that count against a limit"),
        Row("share_at_most", LIMIT, "At most (%) of a limit"),
        Row("share_at_least", LIMIT, "At least (%) of a limit", asked_of=THE_LIMITS),
        Row("tonnes_at_most", LIMIT, "At most (t) of a limit"),
        Row("tonnes_at_least", LIMIT, "At least (t) of a limit", asked_of=THE_LIMITS),
    ),
    add=_add,
)  # fmt: skip
