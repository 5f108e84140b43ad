"""Duals of the program by the rows they belong to, whole or the part of penalties, and the frame in which worths are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.answer import Answer

COLUMNS = ["kind", "sheet", "row", "subject", "column", "change", "unit", "now", "saves"]


@dataclass(frozen=True)
class Duals:
    """Duals of an answer's rows, or a part of them, arrays (m,): `signed` as they are, `sizes` as much as relaxing the row
    saves. Of the whole duals a size is never below 0; of a part it may be, where relaxing the row saves the rest and costs
    some of the part. `direct`: whether what needs no dual is counted, such as what the treasury pays on more tonnes."""

    answer: Answer
    signed: FloatArray
    sizes: FloatArray
    direct: bool = True

    def by_key(self, constraint: str) -> dict[Any, float]:
        """Signed duals of a constraint, none if the program has no such rows."""
        return self._by_key(constraint, self.signed)

    def size_by_key(self, constraint: str) -> dict[Any, float]:
        """Sizes of a constraint's duals, none if the program has no such rows."""
        return self._by_key(constraint, self.sizes)

    def grid(self, constraint: str, names: list[str]) -> FloatArray:
        """Signed duals of a constraint over (name, node) as (rows, N), 0 where it has no row."""
        return self._grid(self.by_key(constraint), names)

    def size_grid(self, constraint: str, names: list[str]) -> FloatArray:
        """Sizes of a constraint's duals over (name, node) as (rows, N), 0 where it has no row."""
        return self._grid(self.size_by_key(constraint), names)

    def _by_key(self, constraint: str, numbers: FloatArray) -> dict[Any, float]:
        rows = self.answer.solution.layout.rows
        if constraint not in rows:
            return {}
        part = rows[constraint]
        return dict(zip(part.index, numbers[part.slice].tolist(), strict=True))

    def _grid(self, found: dict[Any, float], names: list[str]) -> FloatArray:
        grid = np.zeros((len(names), self.answer.plan.tree.size))
        if found:
            number = {name: position for position, name in enumerate(names)}
            row = [number[name] for name, _ in found]
            grid[row, [node for _, node in found]] = list(found.values())
        return grid


def whole_duals(answer: Answer) -> Duals:
    """The duals as the objective has them."""
    return Duals(answer, answer.solution.duals, np.abs(answer.solution.duals))


def penalty_duals(answer: Answer) -> Duals | None:
    """The part of the duals that is penalties; None where it is not known. A row is relaxed the way its whole dual says."""
    part = answer.penalty_duals
    if part is None:
        return None
    return Duals(answer, part, part * np.sign(answer.solution.duals), direct=False)


def worth_frame(
    kind: str, sheet: str, column: str, unit: str, change: float, rows: Iterable[dict[str, object]]
) -> pd.DataFrame:
    """Worths of one kind, in COLUMNS: `rows` hold row, subject, now and saves; `change` is in the case's units."""
    fixed = {"kind": kind, "sheet": sheet, "column": column, "unit": unit, "change": change}
    return pd.DataFrame([{**fixed, **row} for row in rows], columns=COLUMNS)
