"""linopy, fed the finished arrays block by block of rows; it does not write the algebra itself.

That is the least that linopy can do for this program: whatever a model written in linopy's own algebra takes to come to
these coefficients comes on top.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.arrays import Arrays, arrays_of
from tests.benchmarks.laps import Laps

BUILD, HAND_OVER, SOLVE = "build", "hand over", "solve"
ROW, TERM = "row", "_term"  # the latter is linopy's name


def by_linopy(folder: Path, laps: Laps) -> None:
    """Build, and hand over to HiGHS."""
    _hand_over(arrays_of(folder), laps)


def solve_by_linopy(folder: Path, laps: Laps) -> None:
    """The same, and solve."""
    program = arrays_of(folder)
    highs = _hand_over(program, laps)
    with laps(SOLVE):
        highs.run()
    info = highs.getInfo()
    laps.note(
        status=highs.modelStatusToString(highs.getModelStatus()),
        objective=info.objective_function_value + program.constant,
        iterations=info.simplex_iteration_count,
    )


def _hand_over(program: Arrays, laps: Laps) -> Any:
    with laps("imports"):
        from linopy.io import to_highspy
    with laps(BUILD):
        model = build(program)
    with laps(HAND_OVER):
        highs = to_highspy(model, set_names=False)
        highs.setOptionValue("output_flag", False)
    return highs


def build(program: Arrays) -> Any:
    """The linopy model of a program's arrays: a variable for every variable, constraints for every family of rows."""
    import linopy

    model = linopy.Model()
    columns = []
    for name, own in program.variables.items():
        lower, upper = program.column_lower[own], program.column_upper[own]
        index = [np.arange(len(lower))]
        variable = model.add_variables(lower, upper, coords=index, dims=[f"{name} {ROW}"], name=name)
        columns.append(np.asarray(variable.labels))
    label = np.concatenate(columns)
    for name, own in program.families.items():
        for number, rows in enumerate(alike(program.matrix, np.arange(own.start, own.stop))):
            _add_rows(model, program, rows, label, f"{name} {number}")
    priced = np.flatnonzero(program.cost)
    model.add_objective(_expression(model, program.cost[priced][None, :], label[priced][None, :], "objective").sum())
    return model


def alike(matrix: Any, rows: Any) -> Iterator[Any]:
    """The rows in groups of about as many coefficients each, within a factor of two: linopy's tables are as wide as the
    longest of their rows. Rows without coefficients are left out."""
    length = np.diff(matrix.indptr)[rows]
    width = np.ceil(np.log2(np.maximum(length, 1))).astype(int)
    for one in np.unique(width[length > 0]):
        yield rows[(width == one) & (length > 0)]


def _add_rows(model: Any, program: Arrays, rows: Any, label: Any, name: str) -> None:
    """Rows with their bounds; a row that is bounded on both sides by different numbers becomes two."""
    lower, upper = program.row_lower[rows], program.row_upper[rows]
    equal = lower == upper
    for sign, own, side in (
        ("=", equal, upper),
        ("<=", ~equal & np.isfinite(upper), upper),
        (">=", ~equal & np.isfinite(lower), lower),
    ):
        if own.any():
            coefficients, labels = _table(program.matrix, rows[own], label)
            expression = _expression(model, coefficients, labels, f"{name} {sign} {ROW}")
            model.add_constraints(expression, sign, side[own], name=f"{name} {sign}")


def _table(matrix: Any, rows: Any, label: Any) -> tuple[Any, Any]:
    """Coefficients and labels of variables, a line for each row, filled up with nothing."""
    part = matrix[rows]
    length = np.diff(part.indptr)
    filled = np.arange(length.max())[None, :] < length[:, None]
    coefficients, labels = np.full(filled.shape, np.nan), np.full(filled.shape, -1, dtype=label.dtype)
    coefficients[filled], labels[filled] = part.data, label[part.indices]
    return coefficients, labels


def _expression(model: Any, coefficients: Any, labels: Any, dimension: str) -> Any:
    import linopy
    import xarray

    table = {"coeffs": ((dimension, TERM), coefficients), "vars": ((dimension, TERM), labels)}
    return linopy.LinearExpression(xarray.Dataset(table, coords={dimension: np.arange(len(labels))}), model)
