"""A program whose rows may give way, at a price."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from model.solve.linear_program import LinearProgram


def relaxed(program: LinearProgram, price: float) -> LinearProgram:
    """The program with two more columns a row, which fill it up and draw it down at `price` a unit: after the program's own
    columns (n,), those that fill up (m,), then those that draw down (m,)."""
    rows = program.rows
    ones = sparse.eye_array(rows, format="csr")
    return replace(
        program,
        cost=np.concatenate((program.cost, np.full(2 * rows, price))),
        matrix=sparse.csr_array(sparse.hstack((program.matrix, ones, -ones), format="csr")),
        column_lower=np.concatenate((program.column_lower, np.zeros(2 * rows))),
        column_upper=np.concatenate((program.column_upper, np.full(2 * rows, np.inf))),
    )
