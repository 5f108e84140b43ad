"""Names of columns and rows as 64-bit numbers, the same in every process: what belongs together in two programs, and a
choice that depends on nothing but names.

Two members of one program that share a number are a coincidence of probability 1e-7 among a million. It would cost time,
or decide a tie otherwise; no answer rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Names: TypeAlias = NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, as usual for spreading numbers
_HALF = np.uint64(32)


def names_of(values: Iterable[Any]) -> Names:
    """A number for each value (a text, a number, None), by what it reads as."""
    found = [blake2b(repr(value).encode(), digest_size=8).digest() for value in values]
    return np.frombuffer(b"".join(found), dtype="<u8").astype(np.uint64)


def joined_names(first: Names, second: Names) -> Names:
    """The numbers of pairs, in this order of the two."""
    mixed = (first ^ (first >> _HALF)) * _ODD + second
    mixed = (mixed ^ (mixed >> _HALF)) * _ODD
    return mixed ^ (mixed >> _HALF)


def names_of_numbers(values: NDArray[np.float64]) -> Names:
    """A number for each floating-point number, equal only for equal ones."""
    return (values + 0.0).view(np.uint64)  # -0.0 + 0.0 is 0.0


def names_of_keys(component: str, keys: Sequence[Any]) -> Names:
    """The names of the members of a component, key by key."""
    parts = [key if isinstance(key, tuple) else (key,) for key in keys]
    widths = set(map(len, parts))
    if len(widths) != 1:
        return names_of((component, key) for key in keys)
    table: dict[Any, int] = {}
    codes = np.array([[table.setdefault(value, len(table)) for value in part] for part in parts], dtype=np.int64)
    return names_of_codes(component, list(codes.T), names_of(table))


def names_of_codes(component: str, codes: Sequence[NDArray[np.int64]], of_value: Names) -> Names:
    """The names of the members of a component whose keys have these codes, (n,) for each part of a key; `of_value`: the
    number of the value of each code."""
    names = np.full(len(codes[0]), names_of([component])[0])
    for part in codes:
        names = joined_names(names, of_value[part])
    return names


def names_of_parts(parts: Mapping[str, Any]) -> Names:
    """The names of all members of components, in the order of their parts."""
    found = [part.names for part in parts.values()]
    return np.concatenate(found) if found else np.empty(0, dtype=np.uint64)
