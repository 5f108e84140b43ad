"""Programs that are the same but for what their rows are held to."""

from __future__ import annotations

import numpy as np

from model.solve.linear_program import LinearProgram


def differ_in_rows_alone(one: LinearProgram, other: LinearProgram) -> bool:
    """Whether two programs are the same but for what their rows are held to."""
    pairs = (
        (one.layout.column_names, other.layout.column_names),
        (one.layout.row_names, other.layout.row_names),
        (one.cost, other.cost),
        (one.column_lower, other.column_lower),
        (one.column_upper, other.column_upper),
        (one.matrix.indptr, other.matrix.indptr),
        (one.matrix.indices, other.matrix.indices),
        (one.matrix.data, other.matrix.data),
    )
    return one.constant == other.constant and all(np.array_equal(first, second) for first, second in pairs)
