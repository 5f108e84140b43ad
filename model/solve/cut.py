"""Part of a linear program by itself: some of its columns and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from model.solve.linear_program import FloatArray, IntArray, Layout, LinearProgram, Part


def cut(program: LinearProgram, cost: FloatArray, columns: IntArray, rows: IntArray) -> LinearProgram:
    """Some columns and rows of a program, without names, at `cost` (n,) of the whole. What the rows say of columns that are
    left out is left out too."""
    return LinearProgram(
        cost=cost[columns],
        constant=0.0,
        matrix=program.matrix[rows][:, columns],
        row_lower=program.row_lower[rows],
        row_upper=program.row_upper[rows],
        column_lower=program.column_lower[columns],
        column_upper=program.column_upper[columns],
        layout=Layout({}, {}),
    )


def cut_with_names(program: LinearProgram, cost: FloatArray, columns: IntArray, rows: IntArray) -> LinearProgram:
    """As `cut`, with names: `columns` and `rows` are in ascending order."""
    layout = program.layout
    kept = Layout(_kept(layout.columns, columns), _kept(layout.rows, rows))
    return replace(cut(program, cost, columns, rows), layout=kept)


def _kept(parts: Mapping[str, Part], chosen: IntArray) -> dict[str, Part]:
    """What is left of each part where only the `chosen` numbers are kept."""
    kept: dict[str, Part] = {}
    for name, part in parts.items():
        start, end = np.searchsorted(chosen, (part.slice.start, part.slice.stop)).tolist()
        own = chosen[start:end] - part.start
        kept[name] = Part(name, start, [part.index[offset] for offset in own.tolist()])
    return kept
