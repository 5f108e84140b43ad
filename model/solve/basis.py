"""Where a solve ended, block by block: from where another program of the same making may start, now or in a later run.

A block of the other program is recognised by the names of its columns and rows, and whether it has changed by a digest of
its numbers. So a basis needs nothing of the program that it comes from, and is small enough to be kept with a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Protocol, TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray

from model.garbage import garbage_collector_paused
from model.solve.blocks import BETWEEN, Blocks
from model.solve.linear_program import FloatArray, IntArray, LinearProgram
from model.solve.names import Names, joined_names, names_of_numbers
from model.solve.solution import Solution

Statuses: TypeAlias = NDArray[np.int8]
"""Of columns or rows, as numbers of HighsBasisStatus."""

BASIC, NONBASIC = int(highspy.HighsBasisStatus.kBasic), int(highspy.HighsBasisStatus.kNonbasic)
LOWER, UPPER = int(highspy.HighsBasisStatus.kLower), int(highspy.HighsBasisStatus.kUpper)
DIGEST = 16  # bytes
_STATUSES = np.array([highspy.HighsBasisStatus(k) for k in range(NONBASIC + 1)], dtype=object)


@dataclass(frozen=True)
class Met:
    """What a basis says of a program: statuses of all columns (n,) and rows (m,), prices of the rows between blocks (m,), 0
    elsewhere, in natural units, and the numbers of the blocks that have `changed`, or are new. `values` of all columns at the
    basis (n,), in natural units, where they are known."""

    columns: Statuses
    rows: Statuses
    prices: FloatArray
    changed: IntArray
    values: FloatArray | None = None


class Known(Protocol):
    """Where a solve ended, whatever is kept of it."""

    def met_in(self, program: LinearProgram, blocks: Blocks) -> Met:
        """What it says of a program with these blocks."""


@dataclass(frozen=True)
class NamedBasis:
    """A basis by the names of all columns and rows, with the prices of the rows between blocks and the values of columns in
    natural units: for programs in whose blocks columns or rows come or go. Of each of their blocks it says that nothing has
    changed: the simplex goes on from there as it is."""

    column_names: Names
    columns: Statuses
    row_names: Names
    rows: Statuses
    prices: FloatArray
    values: FloatArray | None = None

    def met_in(self, program: LinearProgram, blocks: Blocks) -> Met:
        """What it says of a program; columns that it does not know are nonbasic, rows slack."""
        columns, rows = np.full(program.columns, NONBASIC, np.int8), np.full(program.rows, BASIC, np.int8)
        prices = np.zeros(program.rows)
        to, of = _same(program.layout.column_names, self.column_names)
        columns[to] = self.columns[of]
        values = None
        if self.values is not None:
            values = np.clip(0.0, program.column_lower, program.column_upper)
            values[to] = self.values[of]
        to, of = _same(program.layout.row_names, self.row_names)
        rows[to], prices[to] = self.rows[of], self.prices[of]
        return Met(columns, rows, prices, np.empty(0, dtype=np.int64), values)


@dataclass(frozen=True)
class Basis:
    """`blocks`: digest of the names -> digest of the numbers, statuses of the columns and of the rows. Between the blocks:
    names, statuses, and prices of the rows in natural units."""

    blocks: Mapping[bytes, tuple[bytes, Statuses, Statuses]]
    column_names: Names
    columns: Statuses
    row_names: Names
    rows: Statuses
    prices: FloatArray

    def met_in(self, program: LinearProgram, blocks: Blocks) -> Met:
        """What it says of a program with these blocks. What it does not know is nonbasic, a slack row, or costs nothing."""
        columns, rows = np.full(program.columns, NONBASIC, np.int8), np.full(program.rows, BASIC, np.int8)
        prices = np.zeros(program.rows)
        between_columns, between_rows = blocks.members(BETWEEN)
        to, of = _same(program.layout.column_names[between_columns], self.column_names)
        columns[between_columns[to]] = self.columns[of]
        to, of = _same(program.layout.row_names[between_rows], self.row_names)
        rows[between_rows[to]], prices[between_rows[to]] = self.rows[of], self.prices[of]
        changed = []
        for block, own, theirs, names, numbers in _digests(program, blocks):
            known = self.blocks.get(names)
            if known is None or known[0] != numbers:
                changed.append(block)
            if known is not None and (len(known[1]), len(known[2])) == (len(own), len(theirs)):
                columns[own], rows[theirs] = known[1], known[2]
        return Met(columns, rows, prices, np.array(changed, dtype=np.int64))

    def by_name(self, program: LinearProgram, blocks: Blocks) -> NamedBasis:
        """The basis by the names of all columns and rows, with the program that it is of."""
        met, layout = self.met_in(program, blocks), program.layout
        return NamedBasis(layout.column_names, met.columns, layout.row_names, met.rows, met.prices)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it as arrays, for a file."""
        known = [numbers for numbers, _, _ in self.blocks.values()]
        return {
            "digests": np.frombuffer(b"".join([*self.blocks, *known]), np.uint8).reshape(2, -1, DIGEST),
            "widths": np.array([[len(c), len(r)] for _, c, r in self.blocks.values()], np.int64).reshape(-1, 2),
            "of_columns": np.concatenate([np.empty(0, np.int8), *(c for _, c, _ in self.blocks.values())]),
            "of_rows": np.concatenate([np.empty(0, np.int8), *(r for _, _, r in self.blocks.values())]),
            "column_names": self.column_names,
            "columns": self.columns,
            "row_names": self.row_names,
            "rows": self.rows,
            "prices": self.prices,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Basis:
        """The basis that gave these arrays. Raises KeyError or ValueError for what no basis gives."""
        names, numbers = arrays["digests"]
        ends = np.cumsum(arrays["widths"], axis=0)[:-1]
        columns, rows = (np.split(arrays[of], ends[:, k]) for k, of in enumerate(("of_columns", "of_rows")))
        blocks = {
            name.tobytes(): (number.tobytes(), own, theirs)
            for name, number, own, theirs in zip(names, numbers, columns, rows, strict=True)
        }
        basis = cls(blocks, *(arrays[name] for name in ("column_names", "columns", "row_names", "rows", "prices")))
        statuses = np.concatenate((arrays["of_columns"], arrays["of_rows"], basis.columns, basis.rows))
        if statuses.dtype != np.int8 or not np.isin(statuses, np.arange(len(_STATUSES))).all():
            raise ValueError("a basis has other statuses")
        if not (np.isfinite(basis.prices).all() and len(basis.prices) == len(basis.rows) == len(basis.row_names)):
            raise ValueError("a basis has a price, a name and a status for each row")
        if len(basis.columns) != len(basis.column_names):
            raise ValueError("a basis has a name and a status for each column")
        return basis


def for_highs(columns: Statuses, rows: Statuses) -> highspy.HighsBasis:
    """Statuses of columns and rows in the form in which HiGHS takes them."""
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status, basis.valid = _STATUSES[columns].tolist(), _STATUSES[rows].tolist(), True
    return basis


def statuses_of(highs: highspy.Highs) -> tuple[Statuses, Statuses] | None:
    """Statuses of the columns and rows that a HiGHS object has; None where it has no basis."""
    basis = highs.getBasis()
    if not basis.valid:
        return None
    with garbage_collector_paused():  # HiGHS hands them over as an object each
        return _numbers(basis.col_status), _numbers(basis.row_status)


def basis_of(
    statuses: tuple[Statuses, Statuses], program: LinearProgram, solution: Solution, blocks: Blocks
) -> Basis | None:
    """The basis of a program's solution; None where it has no prices."""
    if np.isnan(solution.duals).any():
        return None
    columns, rows = statuses
    between_columns, between_rows = blocks.column == BETWEEN, blocks.row == BETWEEN
    return Basis(
        {
            names: (numbers, columns[own], rows[theirs])
            for _, own, theirs, names, numbers in _digests(program, blocks)
        },
        program.layout.column_names[between_columns],
        columns[between_columns],
        program.layout.row_names[between_rows],
        rows[between_rows],
        solution.duals[between_rows],
    )


def _numbers(statuses: list[highspy.HighsBasisStatus]) -> Statuses:
    return np.fromiter(map(int, statuses), np.int8, len(statuses))


def _same(names: Names, known: Names) -> tuple[IntArray, IntArray]:
    """Where both have the same name: places in `names`, and places in `known`."""
    _, to, of = np.intersect1d(names, known, return_indices=True)
    return to, of


def _digests(program: LinearProgram, blocks: Blocks) -> Iterator[tuple[int, IntArray, IntArray, bytes, bytes]]:
    """Of each block its number, columns and rows, and digests of their names and of their numbers."""
    column_names, row_names = program.layout.column_names, program.layout.row_names
    of_columns, of_rows = _marks(program, column_names, row_names)
    columns, rows = _members(blocks.column, blocks.count), _members(blocks.row, blocks.count)
    for block, (own, theirs) in enumerate(zip(columns, rows, strict=True)):
        names = _digest(column_names[own], row_names[theirs])
        yield block, own, theirs, names, _digest(of_columns[own], of_rows[theirs])


def _marks(program: LinearProgram, column_names: Names, row_names: Names) -> tuple[Names, Names]:
    """A number for what each column (n,) and each row (m,) has: costs and bounds, and a column's coefficients in all rows."""
    by_column = program.matrix.tocsc()
    coefficients = joined_names(row_names[by_column.indices], names_of_numbers(by_column.data))
    columns = np.zeros(program.columns, dtype=np.uint64)
    filled = np.flatnonzero(np.diff(by_column.indptr))
    if len(filled):
        columns[filled] = np.add.reduceat(coefficients, by_column.indptr[filled])
    for numbers in (program.cost, program.column_lower, program.column_upper):
        columns = joined_names(columns, names_of_numbers(numbers))
    return columns, joined_names(names_of_numbers(program.row_lower), names_of_numbers(program.row_upper))


def _members(block: IntArray, count: int) -> list[IntArray]:
    """The members of each block, in order."""
    order = np.argsort(block, kind="stable")
    ends = np.searchsorted(block[order], np.arange(count + 1))
    return [order[start:stop] for start, stop in pairwise(ends)]


def _digest(*parts: Names) -> bytes:
    return blake2b(b"".join(part.tobytes() for part in parts), digest_size=DIGEST).digest()
