"""Duals of the program by the rows they belong to, and the frame in which worths are told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.answer import Answer

COLUMNS = ["kind", "sheet", "row", "subject", "column", "change", "unit", "now", "saves"]


def duals(answer: Answer, constraint: str) -> dict[Any, float]:
    """Duals of a constraint by its key, none if the program has no such rows."""
    if constraint not in answer.solution.layout.rows:
        return {}
    return answer.solution.mapping(constraint)


def dual_grid(answer: Answer, constraint: str, names: list[str]) -> FloatArray:
    """Duals of a constraint over (name, node) as (rows, N), 0 where it has no row."""
    grid = np.zeros((len(names), answer.plan.tree.size))
    found = duals(answer, constraint)
    if found:
        number = {name: position for position, name in enumerate(names)}
        row = [number[name] for name, _ in found]
        grid[row, [node for _, node in found]] = list(found.values())
    return grid


def worth_frame(
    kind: str, sheet: str, column: str, unit: str, change: float, rows: list[dict[str, object]]
) -> pd.DataFrame:
    """Worths of one kind, in COLUMNS: `rows` hold row, subject, now and saves; `change` is in the case's units."""
    fixed = {"kind": kind, "sheet": sheet, "column": column, "unit": unit, "change": change}
    return pd.DataFrame([{**fixed, **row} for row in rows], columns=COLUMNS)
