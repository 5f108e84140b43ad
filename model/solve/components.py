"""Pyomo sets, parameters and variables read once into arrays.

These are the only passes over Pyomo's dictionaries; each component is read when a template first names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pyomo.environ as pyo

from model.lazy import LazyMembers, LazyParam, LazySet
from model.solve.codes import Codes, KeyTable
from model.solve.linear_program import FloatArray, Index, IntArray
from model.solve.names import Names, names_of_codes
from model.solve.parameters import param_values


@dataclass(frozen=True)
class Members:
    """What a template sum runs over, for every member set of an indexed Set (or for one plain Set).

    `table` finds the member set (None for a plain Set); member set k holds `count[k]` elements from
    `start[k]` on in `columns`, one code array per dimension of an element.
    """

    table: KeyTable | None
    start: IntArray
    count: IntArray
    columns: list[IntArray]


@dataclass(frozen=True)
class ParamValues:
    """Values of a Param in the order of its table; `numbers` is None where a value is not a number."""

    table: KeyTable
    values: Sequence[Any] | FloatArray
    numbers: FloatArray | None


class Components:
    """Reads components and keeps what it read, for one compilation."""

    def __init__(self) -> None:
        self.codes = Codes()
        self._keys: dict[int, list[Index]] = {}
        self._tables: dict[int, KeyTable] = {}
        self._by_ends: dict[tuple[Any, ...], list[tuple[list[Index], KeyTable]]] = {}
        self._vars: dict[int, KeyTable] = {}
        self._params: dict[int, ParamValues] = {}
        self._param_codes: dict[int, IntArray] = {}
        self._members: dict[int, Members] = {}

    def table(self, component: Any, keys: list[Index]) -> KeyTable:
        """Table of `keys`, shared with the component's index set where that has the same keys in the same order."""
        index_set = component.index_set()
        in_set = self.keys(index_set)
        if in_set is not keys and in_set != keys:
            return KeyTable(self.columns(keys, index_set.dimen))
        known = self._tables.get(id(index_set))
        if known is None:
            known = self._tables[id(index_set)] = self._new_table(in_set, index_set.dimen)
        return known

    def _new_table(self, keys: list[Index], dimension: Any) -> KeyTable:
        """Table of the keys of an index set: that of another set where it has the same, as costs of all cells have."""
        alike = self._by_ends.setdefault((len(keys), dimension, *keys[:1], *keys[-1:]), [])
        for others, table in alike:
            if others == keys:
                return table
        table = KeyTable(self.columns(keys, dimension))
        alike.append((keys, table))
        return table

    def names(self, component: Any, keys: list[Index]) -> Names | None:
        """The names of the members of an indexed component, which has these keys; None for another."""
        if not component.is_indexed():
            return None
        codes = self.table(component, keys).columns
        return names_of_codes(component.name, codes, self.codes.names)

    def keys(self, index_set: Any) -> list[Index]:
        """The keys of an index set in order, the same list each time."""
        known = self._keys.get(id(index_set))
        if known is None:
            known = self._keys[id(index_set)] = list(index_set)
        return known

    def keys_of(self, component: Any) -> list[Index]:
        """The keys of the members of a component, in order: its index set's own list where it has a member for each."""
        index_set = component.index_set()
        if isinstance(component, LazyMembers) or (
            component.is_indexed() and index_set.isfinite() and len(component) == len(index_set)
        ):
            return self.keys(index_set)
        return list(component.keys())

    def var_table(self, var: Any) -> KeyTable:
        """Table of the keys of an indexed Var."""
        known = self._vars.get(id(var))
        if known is None:
            known = self._vars[id(var)] = self.table(var, self.keys_of(var))
        return known

    def columns(self, keys: Sequence[Index], dimension: Any) -> list[IntArray]:
        """One code array per dimension of the keys; `dimension` says how many where there are no keys."""
        if not keys:
            return [np.empty(0, np.int64) for _ in range(dimension if isinstance(dimension, int) else 1)]
        if isinstance(keys[0], tuple):
            return list(self.codes.encode_keys(keys, len(keys[0])))
        return [self.codes.encode(keys)]

    def param(self, param: Any) -> ParamValues:
        """Values of an indexed Param, defaults filled in."""
        known = self._params.get(id(param))
        if known is None:
            known = self._params[id(param)] = self._read_param(param)
        return known

    def _read_param(self, param: Any) -> ParamValues:
        if isinstance(param, LazyParam):
            return ParamValues(self.table(param, self.keys(param.index_set())), param.array, param.array)
        data = param_values(param)
        if len(data) < len(param.index_set()):
            default = param.default()
            if isinstance(default, int | float | str):
                data = {key: data.get(key, default) for key in param.index_set()}
            elif default is not pyo.Param.NoValue:
                data = param.extract_values()
        values = list(data.values())
        numbers: FloatArray | None
        try:
            numbers = np.array(values, dtype=float)
        except (TypeError, ValueError):
            numbers = None
        if numbers is not None and values and isinstance(values[0], str):
            numbers = None  # numpy would read the text "12" as a number
        return ParamValues(self.table(param, list(data)), values, numbers)

    def param_codes(self, param: Any) -> IntArray:
        """Codes of the values of a Param that is used as an index, such as the parent of a node."""
        known = self._param_codes.get(id(param))
        if known is None:
            known = self._param_codes[id(param)] = self.codes.encode(list(self.param(param).values))
        return known

    def members(self, owner: Any, indexed: bool, dimension: int) -> Members:
        """Elements of a plain Set, or of all members of an indexed Set, `dimension` codes each."""
        known = self._members.get(id(owner))
        if known is None:
            if isinstance(owner, LazySet):
                keys = self.keys(owner.index_set())
                known_groups = {**owner.groups, **owner.made}  # a member that exists may have been changed
                groups = [known_groups.get(key, ()) for key in keys]
                count = np.fromiter(map(len, groups), np.int64, len(groups))
                elements = list(chain.from_iterable(groups))
                table = self.table(owner, keys)
            elif indexed:
                sets = list(owner.values())
                count = np.fromiter(map(len, sets), np.int64, len(sets))
                elements = list(chain.from_iterable(sets))
                table = self.table(owner, list(owner.keys()))
            else:
                elements = list(owner)
                count = np.array([len(elements)])
                table = None
            start = np.cumsum(count) - count
            known = self._members[id(owner)] = Members(table, start, count, self.columns(elements, dimension))
        return known
