"""The same arrays through a solver that shares neither code nor method with HiGHS.

Clarabel (package `clarabel`) is an interior-point solver written in Rust. OR-tools is no choice: it carries a HiGHS
of its own, whose symbols clash with highspy's in one process.
"""

from __future__ import annotations

import clarabel
import numpy as np
from scipy import sparse

from model.solve import LinearProgram
from model.solve.scaling import scaling_for


def solve_with_second_solver(program: LinearProgram) -> float:
    """Optimal objective. Raises RuntimeError where the solver does not end with an optimum."""
    scaling = scaling_for(program)
    scaled = scaling.apply(program)
    body = sparse.vstack((scaled.matrix, sparse.eye_array(program.columns, format="csr")), format="csr")
    lower = np.concatenate((scaled.row_lower, scaled.column_lower))
    upper = np.concatenate((scaled.row_upper, scaled.column_upper))
    equal = lower == upper
    above, below = ~equal & np.isfinite(lower), ~equal & np.isfinite(upper)
    # Clarabel's form: rows + slack = level, slack 0 for the equalities and not negative for the rest.
    rows = sparse.vstack((body[equal], -body[above], body[below]), format="csc")
    level = np.concatenate((lower[equal], -lower[above], upper[below]))
    cones = [clarabel.ZeroConeT(int(equal.sum())), clarabel.NonnegativeConeT(int(above.sum() + below.sum()))]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    quadratic = sparse.csc_array((program.columns, program.columns))
    found = clarabel.DefaultSolver(quadratic, scaled.cost, rows, level, cones, settings).solve()
    if found.status != clarabel.SolverStatus.Solved:
        raise RuntimeError(f"second solver: {found.status}")
    return float(found.obj_val + scaled.constant) / scaling.objective
