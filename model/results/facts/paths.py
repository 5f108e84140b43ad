"""Sums over the scenario tree: expected values, the base path, and whole stories from Start to the horizon; and facts
added up by keys in such views, which is what most tables are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.tree import IntArray, Tree

Keys = Sequence[str] | Mapping[str, Sequence[Any] | None]
DATES_NOTE = "Of a story with several onsets: the mean over its dates, by probability."


@dataclass(frozen=True)
class View:
    """One way to add up what happens at the nodes: `factor` is what a node's amount counts, shape (N,)."""

    name: str
    factor: FloatArray

    def sums(self, per_node: FloatArray, period: IntArray, periods: int) -> FloatArray:
        """Amounts per node (N,) added up by period, shape (T,)."""
        return np.bincount(period - 1, weights=per_node * self.factor, minlength=periods).astype(float)


def expected(tree: Tree) -> View:
    """Every node counts with its weight π."""
    return View("Expected", tree.weight)


def base_path(tree: Tree) -> View:
    """Only the nodes of the base story count."""
    return View("Base path", (tree.story == 0).astype(float))


def story_names(tree: Tree) -> list[str]:
    """Names of the whole stories of positive probability, in the order of `tree.leaves`."""
    return [tree.stories[w].name for w in tree.story[tree.leaves]]


@dataclass(frozen=True)
class StorySums:
    """Whole stories, the dates on which one may begin taken together: `names` on the Stories sheet, `probability` (S,), how
    many `dates` each has, and the `shares` of each path in its story, (L, S)."""

    names: list[str]
    probability: FloatArray
    dates: list[int]
    shares: FloatArray

    def mean(self, along: FloatArray) -> FloatArray:
        """Figures along each path (…, L) as means over the dates of each story, by probability, (…, S)."""
        return np.asarray(along @ self.shares)

    def in_words(self, name: str) -> str:
        """The story's name, with a word on its dates if its figure is a mean over several."""
        dates = self.dates[self.names.index(name)]
        return f"{name} (mean of its {dates} dates)" if dates > 1 else name

    @property
    def note(self) -> str:
        """What a table by story should say of stories with several dates, "" where there are none."""
        return DATES_NOTE if max(self.dates) > 1 else ""


def story_sums(tree: Tree) -> StorySums:
    """The whole stories of positive probability by their rows on the Stories sheet, in the order of `tree.leaves`."""
    titles = [tree.stories[w].title for w in tree.story[tree.leaves]]
    names = list(dict.fromkeys(titles))
    own = np.array([[title == name for name in names] for title in titles])
    weights = own * tree.weight[tree.leaves][:, None]
    probability = weights.sum(axis=0)
    return StorySums(names, probability, own.sum(axis=0).tolist(), weights / probability)


def along_paths(tree: Tree, per_node: FloatArray) -> FloatArray:
    """Amounts per node (…, N) added up from Start to the end of each whole story, shape (…, L)."""
    total: FloatArray = per_node[..., tree.path[tree.leaves]].sum(axis=-1)
    return total


def tabulate(facts: pd.DataFrame, keys: Keys, amounts: Sequence[str], views: Sequence[View]) -> pd.DataFrame:
    """Sums of `amounts`, in their own units: columns `view`, the keys, the amounts.

    `facts` has a row per fact with its `node`. A view says what a fact at each node counts. One row for each view, in their
    order, and combination of keys in the facts, in the order in which they come; where `keys` gives the values wanted of a
    key, these in their order, 0 where nothing happens, and no others.
    """
    number, rows = _numbered(facts, keys)
    factors = np.column_stack([view.factor for view in views])  # (N, V)
    known = number >= 0
    cell = number[known] * len(factors) + facts["node"].to_numpy(int)[known]
    sums: dict[str, FloatArray] = {}
    for amount in amounts:
        per_node = np.bincount(cell, facts[amount].to_numpy(float)[known], len(rows) * len(factors))
        sums[amount] = per_node.reshape(len(rows), len(factors)) @ factors  # (rows, V)
    found = pd.concat([rows] * len(views), ignore_index=True)
    found.insert(0, "view", np.repeat(np.array([view.name for view in views], dtype=object), len(rows)))
    return found.assign(**{amount: values.T.ravel() for amount, values in sums.items()})


def _numbered(facts: pd.DataFrame, keys: Keys) -> tuple[IntArray, pd.DataFrame]:
    """The row of the result that each fact belongs to, -1 where it is not wanted, and the keys of the rows."""
    wanted = dict(keys) if isinstance(keys, Mapping) else dict.fromkeys(keys)
    free = [key for key, values in wanted.items() if values is None]
    fixed = {key: list(values) for key, values in wanted.items() if values is not None}
    number = facts.groupby(free, sort=False).ngroup().to_numpy(np.int64) if free else np.zeros(len(facts), np.int64)
    # Groups are numbered as they come, so the first row of each stands in the order of the groups.
    first = np.unique(number, return_index=True)[1]
    found = facts[free].iloc[first].to_numpy(object).tolist() if free else [[]]
    outside = np.zeros(len(facts), dtype=bool)
    for key, values in fixed.items():
        place = pd.Index(values).get_indexer(pd.Index(facts[key]))
        outside |= place < 0
        number = number * len(values) + place
    rows = [(*one, *rest) for one in found for rest in product(*fixed.values())]
    table = pd.DataFrame(rows, columns=[*free, *fixed])[list(wanted)]
    return np.where(outside, -1, number), table


def across(
    table: pd.DataFrame, key: str, amounts: Sequence[str], values: Sequence[Any] | None = None
) -> pd.DataFrame:
    """A column `amount, value` for every value of a key, in the order in which they come, or for these `values`, 0 where the
    table has none; the other columns stay."""
    rest = [name for name in map(str, table.columns) if name != key and name not in amounts]
    columns = pd.Index(list(dict.fromkeys(table[key])) if values is None else values)
    place = columns.get_indexer(pd.Index(table[key]))
    row = table.groupby(rest, sort=False).ngroup().to_numpy() if rest else np.zeros(len(table), np.int64)
    rows = table[rest].drop_duplicates(ignore_index=True) if rest else pd.DataFrame(index=range(1))
    grids = {amount: np.zeros((len(rows), len(columns))) for amount in amounts}
    for amount, grid in grids.items():
        grid[row, place] = table[amount].to_numpy(float)
    return rows.assign(
        **{name_of(amount, value): grids[amount][:, v] for v, value in enumerate(columns) for amount in amounts}
    )


def name_of(amount: str, value: Any) -> str:
    """The name that `across` gives to an amount under a value of the key."""
    return f"{amount}, {value}"
