"""Orders of this period that an equally good plan places otherwise: a tie is no recommendation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.program.problem_data import ProblemData
from model.program.whole_lots import Order, first_orders
from model.solve import BoolArray, FloatArray, LiveProgram, OptimalFace, Solution, Watch, side_by_side
from model.tolerances import SMALLEST_TONNES

ROUNDS = 8
SEED = 0
NOTICEABLE = 1e-3  # share of an order by which another plan's must differ

Spans = dict[Order, tuple[float, float]]
"""The least and the most tonnes of an order seen in equally good plans."""


def find_exchangeable(live: LiveProgram, data: ProblemData, solution: Solution, watch: Watch) -> Spans:
    """The reserve's orders of the first period that equally good plans place in other tonnes, or not at all, with the least
    and the most tonnes seen in such plans. Of a large program, plans that differ in one of its blocks, as a market and its
    materials, and in the money between them.

    Over all optima a random weighting of the orders is made least, then most. If neither moves any order that has not moved
    yet, none of them can be moved: a weighting that is constant on a set of plans in which something differs would be a
    coincidence of probability nil. Otherwise what moved is found, and the rest is weighted anew.
    """
    columns: dict[Order, np.ndarray] = {}
    for orders in first_orders(data):
        start = solution.layout.columns[orders.variable].start if orders.cells else 0
        columns |= {order: start + np.array(at) for order, at in orders.cells.items()}
    face = OptimalFace(live.program, live.scaling, solution, watch)
    of_order = {order: int(live.blocks.column[at[0]]) for order, at in columns.items()}

    def task(block: int) -> Callable[[], Spans]:
        own = {order: at for order, at in columns.items() if of_order[order] == block}
        return lambda: _moved(face, own, solution.values, live.blocks.with_between(block))

    blocks = {of_order[order] for order, at in columns.items() if solution.values[at].sum() > SMALLEST_TONNES}
    found = side_by_side([task(block) for block in sorted(blocks)], watch, lambda spans: 0)
    return {order: span for spans in found or [] for order, span in spans.items()}


def _moved(face: OptimalFace, columns: dict[Order, np.ndarray], values: FloatArray, among: BoolArray) -> Spans:
    """The orders, by their `columns`, that are moved by optima which differ `among` some columns (n,)."""
    placed = {order: float(values[at].sum()) for order, at in columns.items()}
    left = [order for order, tonnes in placed.items() if tonnes > SMALLEST_TONNES]
    found: Spans = {}
    chance = np.random.default_rng(SEED)
    for _ in range(ROUNDS):
        weights = np.zeros(len(values))
        for order in left:
            weights[columns[order]] = chance.uniform(0.5, 1.0) * chance.choice((-1.0, 1.0)) / placed[order]
        moved = set()
        optima = [other for sign in (1.0, -1.0) if (other := face.lowest(sign * weights, among)) is not None]
        for other in optima:
            for order, at in columns.items():
                tonnes = float(other[at].sum())
                if placed[order] > SMALLEST_TONNES and abs(tonnes - placed[order]) > NOTICEABLE * placed[order]:
                    low, high = found.get(order, (placed[order], placed[order]))
                    found[order] = min(low, max(tonnes, 0.0)), max(high, tonnes)
                    moved.add(order)
        left = [order for order in left if order not in found]
        if not left or not moved:
            break
    return found
