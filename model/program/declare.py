"""Short ways to declare Pyomo sets, parameters and variables over the cells of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyomo.environ as pyo

from model.calendar import FloatArray
from model.lazy import LazyConstraint, LazyParam, LazySet, LazyVar
from model.program.cells import Cells
from model.unusable import UnusableFiguresError


def plain_set(keys: Iterable[Any], dimen: int, doc: str) -> Any:
    """A set of keys known to be of that dimension.

    They go straight into Pyomo's store: its own way checks them one by one. A test holds that what is stored is what Pyomo
    would have stored.
    """
    plain = pyo.Set(dimen=dimen, doc=doc)
    plain.construct()
    plain._values = dict.fromkeys(keys)
    return plain


def indexed_set(over: Any, groups: Mapping[Any, Sequence[Any]], dimen: int, doc: str) -> LazySet:
    """A set for every index of `over`; empty where `groups` has none. `groups` is kept."""
    return LazySet(over, groups, dimen, doc)


def numbers(over: Any, values: FloatArray | Sequence[float], doc: str) -> LazyParam:
    """A parameter over `over`, values in its order. Raises UnusableFiguresError for a value that is not finite, ValueError
    where there are more or fewer values than keys."""
    array = np.asarray(values, dtype=float)
    if not np.isfinite(array).all():
        raise UnusableFiguresError(f"a parameter is not finite: {doc}")
    return LazyParam(over, array, doc)


def group_keys(keys: Iterable[Any], items: Iterable[Any]) -> dict[Any, list[Any]]:
    """Items collected under their keys, in order."""
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for key, item in zip(keys, items, strict=True):
        groups[key].append(item)
    return dict(groups)


def add_variable(model: Any, name: str, cells: Cells, doc: str, within: Any = pyo.NonNegativeReals) -> None:
    """Declare the set of a variable's cells, under its name in capitals, and the variable over it; without a set where the
    variable has no index."""
    if not cells.dimen:
        setattr(model, name, pyo.Var(within=within, doc=doc))
        return
    index = plain_set(cells.keys, cells.dimen, f"cells of {name}")
    setattr(model, name.upper(), index)
    setattr(model, name, LazyVar(index, within, doc))


def total_of(terms: Iterable[tuple[Any, Any, Any]], *at: Any) -> Any:
    """Σ over `terms` (numbers, variable, cells by index) of number × variable over the cells at one index.

    One sum for each, because a template knows one set at a time.
    """
    total: Any = 0.0
    for number, variable, cells in terms:
        total += sum(number[key] * variable[key] for key in cells[at])
    return total


def add_constraint(model: Any, index: Any, rule: Any) -> None:
    """Declare a family of rows under its rule's own name; a family over nothing is left out."""
    if len(index):
        setattr(model, rule.__name__, LazyConstraint(index, rule=rule, doc=rule.__doc__))
