"""Index values as integers, and keys looked up by the array.

Every value that occurs in an index (a string, an int) gets one integer code, the same in all sets, so that
a look-up of many keys is a handful of numpy operations instead of a Python loop.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from model.solve.linear_program import FloatArray, IntArray
from model.solve.names import Names, names_of

_DENSE_CELLS_PER_KEY = 16
_DENSE_CELLS_ALWAYS = 1 << 16


class Codes(dict[Hashable, int]):
    """Value -> code, giving a new value the next code. Equal values (1 and 1.0) share a code, as in a dict."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: FloatArray = np.empty(0)
        self._values: list[Any] = []
        self._names: Names = np.empty(0, dtype=np.uint64)

    def __missing__(self, value: Hashable) -> int:
        self[value] = code = len(self)
        return code

    def encode(self, values: Collection[Any]) -> IntArray:
        """Codes of values, shape (len(values),)."""
        return np.fromiter(map(self.__getitem__, values), np.int64, len(values))

    def encode_keys(self, keys: Collection[tuple[Any, ...]], width: int) -> IntArray:
        """Codes of keys of `width` parts, shape (width, len(keys)). Raises ValueError for a key of another width."""
        if set(map(len, keys)) - {width}:
            raise ValueError(f"not all keys of one component have {width} parts")
        parts = map(self.__getitem__, chain.from_iterable(keys))
        return np.ascontiguousarray(np.fromiter(parts, np.int64, width * len(keys)).reshape(-1, width).T)

    def value(self, code: int) -> Any:
        """The value that has this code."""
        self._refresh_values()
        return self._values[code]

    def numbers(self, codes: IntArray) -> FloatArray:
        """Codes as the numbers they stand for; NaN where the value is not a number."""
        self._refresh_values()
        known = len(self._numbers)
        if known < len(self):
            more = [v if isinstance(v, int | float) else np.nan for v in self._values[known:]]
            self._numbers = np.concatenate((self._numbers, np.array(more, dtype=float)))
        return self._numbers[codes]

    def encode_numbers(self, numbers: FloatArray) -> IntArray:
        """Codes of computed numbers such as `n - 1`, shape of `numbers`."""
        distinct, inverse = np.unique(numbers, return_inverse=True)
        return self.encode(distinct.tolist())[inverse]

    @property
    def names(self) -> Names:
        """The number of each value, by its code (model.solve.names)."""
        self._refresh_values()
        known = len(self._names)
        if known < len(self):
            self._names = np.concatenate((self._names, names_of(self._values[known:])))
        return self._names

    def _refresh_values(self) -> None:
        if len(self._values) < len(self):
            self._values = list(self)


class KeyTable:
    """Finds the positions of many keys at once among the n distinct keys it was made from.

    `columns` holds one code array of shape (n,) per dimension of the key.
    """

    def __init__(self, columns: Sequence[IntArray]) -> None:
        self.columns = list(columns)
        self.size = len(columns[0])
        # Codes are spread over all values of the model; per dimension only few occur, so they are
        # renumbered 0..k-1. Slot -1 of every renumbering catches codes that came into being later.
        self._local: list[IntArray] = []
        self._radix: list[int] = []
        cells = 1
        combined: IntArray = np.zeros(self.size, np.int64)
        for codes in self.columns:
            present = np.unique(codes)
            renumber = np.full(int(present[-1]) + 2 if self.size else 1, -1, np.int64)
            renumber[present] = np.arange(len(present))
            self._local.append(renumber)
            self._radix.append(len(present))
            combined = combined * len(present) + renumber[codes]
            cells *= len(present)
        if cells >= 2**62:
            raise OverflowError("too many distinct values in one index to number its combinations")
        self._dense: IntArray | None = None
        if cells <= max(_DENSE_CELLS_ALWAYS, _DENSE_CELLS_PER_KEY * self.size):
            self._dense = np.full(cells, -1, np.int64)
            self._dense[combined] = np.arange(self.size)
        else:
            self._order = np.argsort(combined, kind="stable")
            self._sorted = combined[self._order]

    def find(self, columns: Sequence[IntArray]) -> IntArray:
        """Positions of the keys with these codes, -1 for a key that is not there; shape of the code arrays."""
        shape = np.broadcast_shapes(*(codes.shape for codes in columns))
        if self.size == 0:
            return np.full(shape, -1, np.int64)
        combined: IntArray = np.zeros(shape, np.int64)
        missing = np.zeros(shape, bool)
        for codes, renumber, radix in zip(columns, self._local, self._radix, strict=True):
            local = renumber[np.minimum(codes, len(renumber) - 1)]
            missing |= local < 0
            combined = combined * radix + local
        combined[missing] = 0
        if self._dense is not None:
            found = self._dense[combined]
        else:
            place = np.minimum(np.searchsorted(self._sorted, combined), self.size - 1)
            found = np.where(self._sorted[place] == combined, self._order[place], -1)
        found[missing] = -1
        return found
