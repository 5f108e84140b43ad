"""The linear program as arrays, with the names that lead back to the model.

    minimise    constant + cost @ x
    subject to  row_lower <= matrix @ x <= row_upper
                column_lower <= x <= column_upper

Columns belong to variables and rows to constraints; `Layout` says which slice each component owns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from model.solve.names import Names, names_of_keys, names_of_parts

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
Index: TypeAlias = Any
"""Key of one member of a component: a scalar, a tuple, or None for a component without an index."""


@dataclass(frozen=True)
class Part:
    """The columns of one variable, or the rows of one constraint.

    `index[k]` is the key of column (row) `start + k`.
    """

    name: str
    start: int
    index: Sequence[Index]
    known_names: Names | None = field(default=None, compare=False)  # of compiled programs, which have them for nothing

    @cached_property
    def names(self) -> Names:
        """A number for each member, the same in every process (model.solve.names)."""
        return names_of_keys(self.name, self.index) if self.known_names is None else self.known_names

    def __len__(self) -> int:
        return len(self.index)

    @property
    def slice(self) -> slice:
        """Where the part lies in the program's columns (rows)."""
        return slice(self.start, self.start + len(self.index))

    @cached_property
    def position(self) -> dict[Index, int]:
        """Key -> offset within the part."""
        return {key: offset for offset, key in enumerate(self.index)}

    def label(self, offset: int) -> str:
        """Readable name of one member, such as `stock['Cobalt metal', 3]`."""
        key = self.index[offset]
        if key is None:
            return self.name
        keys = key if isinstance(key, tuple) else (key,)
        return f"{self.name}[{', '.join(map(repr, keys))}]"


@dataclass(frozen=True)
class Layout:
    """Component name -> part, for columns and for rows, in the order of the arrays."""

    columns: Mapping[str, Part]
    rows: Mapping[str, Part]

    def column_part(self, name: str) -> Part:
        """Part of variable `name`. Raises KeyError naming the variables there are."""
        return _part(self.columns, name, "variable")

    def row_part(self, name: str) -> Part:
        """Part of constraint `name`. Raises KeyError naming the constraints there are."""
        return _part(self.rows, name, "constraint")

    @cached_property
    def column_names(self) -> Names:
        """A number for each column (n,)."""
        return names_of_parts(self.columns)

    @cached_property
    def row_names(self) -> Names:
        """A number for each row (m,)."""
        return names_of_parts(self.rows)

    def column_label(self, column: int) -> str:
        """Readable name of a column by its number."""
        part, offset = _owner(self.columns, column)
        return part.label(offset)

    def row_label(self, row: int) -> str:
        """Readable name of a row by its number."""
        part, offset = _owner(self.rows, row)
        return part.label(offset)

    def row_key(self, row: int) -> tuple[str, Index]:
        """(constraint name, index) of a row by its number."""
        part, offset = _owner(self.rows, row)
        return part.name, part.index[offset]

    def column_key(self, column: int) -> tuple[str, Index]:
        """(variable name, index) of a column by its number."""
        part, offset = _owner(self.columns, column)
        return part.name, part.index[offset]


def _part(parts: Mapping[str, Part], name: str, kind: str) -> Part:
    try:
        return parts[name]
    except KeyError:
        raise KeyError(f"the program has no {kind} {name!r}; it has {', '.join(parts)}") from None


def _owner(parts: Mapping[str, Part], number: int) -> tuple[Part, int]:
    for part in parts.values():
        if part.start <= number < part.start + len(part):
            return part, number - part.start
    raise IndexError(f"number {number} lies in no component")


@dataclass(frozen=True)
class LinearProgram:
    """A linear program to be minimised: n columns, m rows.

    cost (n,), constant: objective, in the model's money unit.
    matrix (m, n): CSR, without duplicates, without stored zeros.
    row_lower, row_upper (m,); column_lower, column_upper (n,): -inf / inf where there is none.
    fallbacks: components that the template walker could not read and that took Pyomo's generic path. There Pyomo
    decides row by row which side is the body, so that an equality with an empty left side has the opposite sign.
    """

    cost: FloatArray
    constant: float
    matrix: sparse.csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    column_lower: FloatArray
    column_upper: FloatArray
    layout: Layout
    fallbacks: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """Number of variables."""
        return len(self.cost)

    @property
    def rows(self) -> int:
        """Number of constraints."""
        return len(self.row_lower)

    @property
    def nonzeros(self) -> int:
        """Number of coefficients in the matrix."""
        return int(self.matrix.nnz)
