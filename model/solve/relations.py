"""How a relation between two or three expressions becomes rows: which side is the body, which the bound.

As in Pyomo: a side without variables is the bound of the other side; if both sides have variables, the body is
left minus right and the bound 0. Pyomo writes `a >= b` as `b <= a`, so `supply >= demand` with variables on
both sides is the row demand - supply <= 0. Constants always move to the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.core.expr as expr

from model.solve.linear_program import FloatArray


@dataclass(frozen=True)
class Shape:
    """Which arguments of a relation make the body and the bounds.

    body: (argument, sign) pairs whose signed sum is the body.
    lower, upper: the argument that is the bound, "zero" where both sides have variables, None where there is none.
    """

    body: tuple[tuple[int, float], ...]
    lower: int | str | None
    upper: int | str | None


def shape_of(relation: Any) -> Shape:
    """Shape of a relational expression. Raises ValueError for strict inequalities and bounds with variables."""
    variable = [has_variables(argument) for argument in relation.args]
    if isinstance(relation, expr.RangedExpression):
        if any(relation.strict) or variable[0] or variable[2]:
            raise ValueError(f"not a linear range with constant ends: {relation}")
        return Shape(((1, 1.0),), 0, 2)
    equal = isinstance(relation, expr.EqualityExpression)
    if not equal and (not isinstance(relation, expr.InequalityExpression) or relation.strict):
        raise ValueError(f"neither ==, <= nor >=: {relation}")
    if not variable[1]:
        return Shape(((0, 1.0),), 1 if equal else None, 1)
    if not variable[0]:
        return Shape(((1, 1.0),), 0, 0 if equal else None)
    return Shape(((0, 1.0), (1, -1.0)), "zero" if equal else None, "zero")


def bounds(
    shape: Shape, arguments: list[FloatArray | float], body: FloatArray | float, length: int
) -> tuple[FloatArray, FloatArray]:
    """Row bounds, shape (length,) each, from the constants of the arguments and the constant of the body."""

    def side(bound: int | str | None, absent: float) -> FloatArray:
        if bound is None:
            return np.full(length, absent)
        level = 0.0 if isinstance(bound, str) else arguments[bound]
        return np.array(np.broadcast_to(level - body, length), dtype=float)

    return side(shape.lower, -np.inf), side(shape.upper, np.inf)


def has_variables(argument: Any) -> bool:
    """Whether one side of a relation is structurally able to hold variables (an empty sum of variables is)."""
    return bool(hasattr(argument, "is_potentially_variable") and argument.is_potentially_variable())
