"""Sums over the scenario tree: expected values, the base path, and whole stories from Start to the horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import ledger_weights
from model.results.facts.answer import Answer
from model.tree import IntArray, Tree

DEAREST = "Story of highest total cost: "
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


def by_node(table: pd.DataFrame, column: str, size: int) -> FloatArray:
    """A column of a table with `node`, added up by node, shape (N,)."""
    return np.bincount(table["node"].to_numpy(int), weights=table[column].to_numpy(float), minlength=size).astype(float)


def dearest_story(answer: Answer) -> View:
    """The whole story of highest discounted cost in all, counted as the objective counts, without the risk term."""
    tree = answer.plan.tree
    weights = answer.ledgers["ledger"].map(ledger_weights(answer.plan.case.settings))
    counted = answer.ledgers.assign(counted=weights.astype(float) * answer.ledgers["present"])
    cost = along_paths(tree, by_node(counted, "counted", tree.size))
    dearest = int(np.argmax(cost))
    factor = np.zeros(tree.size)
    factor[tree.path[tree.leaves[dearest]]] = 1.0
    return View(f"{DEAREST}{story_names(tree)[dearest]}", factor)
