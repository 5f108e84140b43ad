"""Where a variable lives: its index cells as arrays, in the order of its Pyomo set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.tree import IntArray


@dataclass(frozen=True)
class Cells:
    """The cells of one variable: `keys` as Pyomo knows them, the number of each cell's row (its step, material, …)
    and of the node its money is booked at, all of the same length. `dimen` is how many parts a key has; 0 where there
    is no index, and the key is None."""

    keys: list[Any]
    row: IntArray
    node: IntArray
    dimen: int = 2

    def __len__(self) -> int:
        return len(self.keys)


def cells_where(names: Sequence[str], flags: BoolArray) -> Cells:
    """The cells (name, node) where `flags` (rows, N) holds, row by row."""
    row, node = np.nonzero(flags)
    labels = np.array(list(names), dtype=object)[row]
    return Cells(list(zip(labels.tolist(), node.tolist(), strict=True)), row, node)


def cells_at(names: Sequence[str], nodes: int) -> Cells:
    """The cells (name, node) of every name at every node."""
    return cells_where(names, np.ones((len(names), nodes), dtype=bool))


def node_cells(nodes: IntArray) -> Cells:
    """Cells that are nodes themselves."""
    return Cells(nodes.tolist(), np.zeros(len(nodes), dtype=np.int64), nodes, dimen=1)


def one_cell() -> Cells:
    """The cell of a variable without an index, at the root."""
    return Cells([None], np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), dimen=0)


def cells_before_start(names: Sequence[str], lead: IntArray, capacity: FloatArray, periods: int) -> Cells:
    """The cells (name, period of arrival) of what was begun before Start, up to its `lead` time, where `capacity` is some."""
    row, column = np.nonzero((np.arange(1, periods + 1)[None, :] <= lead[:, None]) & (capacity[:, None] > 0))
    labels = np.array(list(names), dtype=object)[row].tolist()
    return Cells(list(zip(labels, (column + 1).tolist(), strict=True)), row, np.zeros(len(row), dtype=np.int64))


def cells_of(names: Sequence[tuple[Any, ...]], flags: BoolArray, dimen: int) -> Cells:
    """The cells (*name, node) where `flags` (rows, N) holds, row by row; names of several parts."""
    row, node = np.nonzero(flags)
    return Cells([(*names[p], n) for p, n in zip(row.tolist(), node.tolist(), strict=True)], row, node, dimen)
