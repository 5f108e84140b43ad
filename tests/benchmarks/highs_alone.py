"""HiGHS by itself, cold, with all options as they come, on the arrays that the product has left."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.arrays import SCALED, Arrays, arrays_of
from tests.benchmarks.laps import Laps

HAND_OVER, SOLVE = "hand over", "solve"


def solve_natural(folder: Path, laps: Laps) -> None:
    """The arrays in tonnes and USD, as whoever writes a model hands them over."""
    _solve(arrays_of(folder), laps)


def solve_scaled(folder: Path, laps: Laps) -> None:
    """The same arrays scaled by typical sizes, as the product hands them over, but for its temporary bounds."""
    _solve(arrays_of(folder, SCALED), laps)


def _solve(program: Arrays, laps: Laps) -> None:
    with laps("imports"):
        import highspy
        import numpy as np
    with laps(HAND_OVER):
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.setOptionValue("output_flag", False)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(program.cost), len(program.row_lower)
        lp.offset_, lp.col_cost_ = program.constant, program.cost
        lp.col_lower_, lp.col_upper_ = program.column_lower, program.column_upper
        lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = program.matrix.indptr.astype(np.int32)
        lp.a_matrix_.index_ = program.matrix.indices.astype(np.int32)
        lp.a_matrix_.value_ = program.matrix.data
        highs.passModel(lp)
    with laps(SOLVE):
        highs.run()
    info = highs.getInfo()
    laps.note(
        status=highs.modelStatusToString(highs.getModelStatus()),
        objective=info.objective_function_value / program.unit,
        iterations=info.simplex_iteration_count,
    )
