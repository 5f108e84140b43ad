"""Temporary bounds for columns that the objective pulls towards infinity.

Dual simplex starts from a basis whose reduced costs have the right signs. A column that earns money and has no upper
bound breaks that, and the solver first works through a long phase to mend it. A bound far beyond the column's typical
size spares it that phase. The bound is no part of the program: should a column reach it, or should the program look
infeasible, it is lifted and the solver goes on.
"""

from __future__ import annotations

import numpy as np

from model.solve.linear_program import FloatArray, LinearProgram
from model.solve.scaling import Sizes


def rooms(program: LinearProgram, sizes: Sizes | None, factor: float) -> FloatArray:
    """How far a scaled column may go, shape (n,): `factor` times its size, infinity for variables without a size."""
    room = np.full(program.columns, np.inf)
    for name in sizes or {}:
        room[program.layout.column_part(name).slice] = factor
    return room


def boxed(cost: FloatArray, lower: FloatArray, upper: FloatArray, room: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bounds with `room` put in where there is none on the side the cost pulls to."""
    return (
        np.where((lower == -np.inf) & (cost > 0), -room, lower),
        np.where((upper == np.inf) & (cost < 0), room, upper),
    )


def touched(values: FloatArray, bounds: FloatArray, box: FloatArray) -> bool:
    """Whether a column stands at a temporary bound, one that `box` has and `bounds` has not."""
    temporary = np.isfinite(box) & ~np.isfinite(bounds)
    return bool(np.any(np.abs(values[temporary]) >= np.abs(box[temporary]) * (1 - 1e-6)))
