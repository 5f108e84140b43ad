"""A basis with the names of its columns and rows: where another program of the same making may start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from model.solve.linear_program import Layout, Part

Statuses = NDArray[np.object_]  # of HighsBasisStatus

BASIC, NONBASIC = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kNonbasic


@dataclass(frozen=True)
class Basis:
    """The status of every column (n,) and row (m,) of a program with this layout."""

    layout: Layout
    columns: Statuses
    rows: Statuses

    def carried_to(self, layout: Layout) -> Basis:
        """The basis of a program with another layout: columns and rows of the same key keep their status, new columns stand
        at a bound, and new rows are slack. The solver mends what is then too much or too little."""
        return Basis(
            layout,
            _carried(self.layout.columns, self.columns, layout.columns, NONBASIC),
            _carried(self.layout.rows, self.rows, layout.rows, BASIC),
        )

    def for_highs(self) -> highspy.HighsBasis:
        """The basis, in the form in which HiGHS takes it."""
        basis = highspy.HighsBasis()
        basis.col_status, basis.row_status, basis.valid = self.columns.tolist(), self.rows.tolist(), True
        return basis


def basis_of(highs: highspy.Highs, layout: Layout) -> Basis | None:
    """The basis that a HiGHS object has; None where it has none."""
    basis = highs.getBasis()
    if not basis.valid:
        return None
    return Basis(layout, np.array(basis.col_status, dtype=object), np.array(basis.row_status, dtype=object))


def _carried(
    before: Mapping[str, Part], statuses: Statuses, after: Mapping[str, Part], new: highspy.HighsBasisStatus
) -> Statuses:
    found: Statuses = np.full(sum(len(part) for part in after.values()), new, dtype=object)
    for name, part in after.items():
        old = before.get(name)
        if old is None:
            continue
        if old.index == part.index:
            found[part.slice] = statuses[old.slice]
        else:
            there = [(k, old.position[key]) for k, key in enumerate(part.index) if key in old.position]
            to, of = np.array(there, dtype=int).reshape(-1, 2).T
            found[part.start + to] = statuses[old.start + of]
    return found
