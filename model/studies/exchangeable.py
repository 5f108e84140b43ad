"""Orders of this period that an equally good plan places otherwise: a tie is no recommendation."""

from __future__ import annotations

import numpy as np

from model.program.problem_data import ProblemData
from model.program.whole_lots import Order, first_orders
from model.solve import LiveProgram, OptimalFace, Solution, Watch
from model.tolerances import SMALLEST_TONNES

ROUNDS = 8
SEED = 0
NOTICEABLE = 1e-3  # share of an order by which another plan's must differ


def find_exchangeable(
    live: LiveProgram, data: ProblemData, solution: Solution, watch: Watch
) -> dict[Order, tuple[float, float]]:
    """The reserve's orders of the first period that equally good plans place in other tonnes, or not at all, with the least
    and the most tonnes seen in such plans.

    Over all optima a random weighting of the orders is made least, then most. If neither moves any order that has not moved
    yet, none of them can be moved: a weighting that is constant on a set of plans in which something differs would be a
    coincidence of probability nil. Otherwise what moved is found, and the rest is weighted anew.
    """
    columns: dict[Order, np.ndarray] = {}
    for orders in first_orders(data):
        start = solution.layout.columns[orders.variable].start if orders.cells else 0
        columns |= {order: start + np.array(at) for order, at in orders.cells.items()}
    placed = {order: float(solution.values[at].sum()) for order, at in columns.items()}
    left = [order for order, tonnes in placed.items() if tonnes > SMALLEST_TONNES]
    found: dict[Order, tuple[float, float]] = {}
    if not left:
        return found
    face = OptimalFace(live.program, live.scaling, solution, watch)
    chance = np.random.default_rng(SEED)
    for _ in range(ROUNDS):
        weights = np.zeros(len(solution.values))
        for order in left:
            weights[columns[order]] = chance.uniform(0.5, 1.0) * chance.choice((-1.0, 1.0)) / placed[order]
        moved = set()
        optima = [values for sign in (1.0, -1.0) if (values := face.lowest(sign * weights)) is not None]
        for values in optima:
            for order, at in columns.items():
                tonnes = float(values[at].sum())
                if placed[order] > SMALLEST_TONNES and abs(tonnes - placed[order]) > NOTICEABLE * placed[order]:
                    low, high = found.get(order, (placed[order], placed[order]))
                    found[order] = min(low, max(tonnes, 0.0)), max(high, tonnes)
                    moved.add(order)
        left = [order for order in left if order not in found]
        if not left or not moved:
            break
    return found
