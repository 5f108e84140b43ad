"""Blocks of a linear program: what it falls into once the few rows that tie it together are taken out.

Rows and columns are the two sides of a graph with an edge for every coefficient. Families of constraints join it, those
with the most rows first: they say what happens within a market, while the few rows of money, storage or a limit over
several materials reach across. A small family that would join too much into one is left out. Of its rows those come back
in that reach only two blocks, such as a limit on a single material, with its counters. What is left lies between: these
rows, and the columns that are of little use but in them, such as cash and debt. Small blocks that nothing ties to another,
as of materials that the reserve does not stock, count as one block together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from model.solve.linear_program import BoolArray, IntArray, LinearProgram

BETWEEN = -1
SMALL = 0.02  # a family of at most this share of all rows may be left out
LARGEST = 0.25  # share of all columns that a block may reach before a small family is left out
LEAST = 0.005  # share of all columns below which a block counts as lying between the others


@dataclass(frozen=True)
class Blocks:
    """Number of the block, from 0, of every column (n,) and row (m,); `BETWEEN` where they lie in none."""

    column: IntArray
    row: IntArray

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.column.max(initial=-1)) + 1

    @property
    def largest(self) -> float:
        """The share of all columns in the largest block, or between the blocks if there are more."""
        return _largest(self.column - BETWEEN) / max(len(self.column), 1)

    def members(self, block: int) -> tuple[IntArray, IntArray]:
        """Places of the columns and of the rows of a block, or of what lies `BETWEEN`."""
        return np.flatnonzero(self.column == block), np.flatnonzero(self.row == block)

    def with_between(self, block: int) -> BoolArray:
        """Which columns (n,) lie in a block or between the blocks."""
        return (self.column == block) | (self.column == BETWEEN)


def find_blocks(program: LinearProgram) -> Blocks:
    """The blocks of a program; they need only the matrix and the families of its rows."""
    matrix = program.matrix
    most = LARGEST * program.columns
    families = sorted(program.layout.rows.values(), key=len, reverse=True)
    small = [family for family in families if len(family) <= SMALL * program.rows]
    of_large = np.ones(program.rows, dtype=bool)
    for family in small:
        of_large[family.slice] = False
    block = _join(matrix[np.flatnonzero(of_large)], np.arange(program.columns))
    for family in small:
        joined = _join(matrix[family.slice], block)
        if _largest(joined) <= most:
            block = joined
    joined = _join(matrix[_reach_two(matrix, block)], block)
    if _largest(joined) <= most:
        block = joined
    large = np.bincount(block) >= LEAST * program.columns
    number = np.where(large, np.cumsum(large) - 1, BETWEEN)
    number[~large & ~_tied(matrix, block)] = np.count_nonzero(large)
    column = number[block]
    lowest, highest = _reach(matrix, column)
    return Blocks(column, np.where(lowest == highest, lowest, BETWEEN))


def one_block(program: LinearProgram) -> Blocks:
    """The whole program as a single block."""
    return Blocks(np.zeros(program.columns, dtype=np.int64), np.zeros(program.rows, dtype=np.int64))


def _join(rows: sparse.csr_array, block: IntArray) -> IntArray:
    """Blocks of the columns (n,) once each of `rows`, (any, n), has joined those it has coefficients in."""
    height = rows.shape[0]
    edges = np.repeat(np.arange(height), np.diff(rows.indptr)), height + block[rows.indices]
    size = height + int(block.max(initial=-1)) + 1
    graph = sparse.coo_array((np.ones(rows.nnz, dtype=np.int8), edges), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    return np.asarray(np.unique(label[height:], return_inverse=True)[1], dtype=np.int64)[block]


def _reach(matrix: sparse.csr_array, block: IntArray) -> tuple[IntArray, IntArray]:
    """The lowest and the highest block in which each row has a coefficient, (m,) each; `BETWEEN` for an empty row."""
    lowest, highest = np.full((2, matrix.shape[0]), BETWEEN)
    filled = np.flatnonzero(np.diff(matrix.indptr))
    if len(filled):
        number, starts = block[matrix.indices], matrix.indptr[filled]
        lowest[filled] = np.minimum.reduceat(number, starts)
        highest[filled] = np.maximum.reduceat(number, starts)
    return lowest, highest


def _tied(matrix: sparse.csr_array, block: IntArray) -> BoolArray:
    """Whether a row ties each block to another, (blocks,)."""
    lowest, highest = _reach(matrix, block)
    tied = np.zeros(int(block.max(initial=-1)) + 1, dtype=bool)
    tied[block[matrix[np.flatnonzero(lowest != highest)].indices]] = True
    return tied


def _reach_two(matrix: sparse.csr_array, block: IntArray) -> IntArray:
    """The rows that have coefficients in exactly two blocks."""
    lowest, highest = _reach(matrix, block)
    row, number = np.repeat(np.arange(len(lowest)), np.diff(matrix.indptr)), block[matrix.indices]
    between = (number != lowest[row]) & (number != highest[row])
    more = np.bincount(row[between], minlength=len(lowest)) > 0
    return np.flatnonzero((lowest != highest) & ~more)


def _largest(block: IntArray) -> int:
    """Columns in the largest block."""
    return int(np.bincount(block).max(initial=0))
