"""What the rows of the Data sheet say of one material along one path: the base path, a whole story, or what is expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.data_rows import row_keys
from model.results.facts.decision import reserve_orders
from model.results.facts.run import Run
from model.results.facts.selection import material_numbers
from model.results.facts.shortage import EXPECTED, build_shortage, protection_by_material
from model.tolerances import LEAST_USD, SMALLEST_TONNES
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Paths:
    """The paths that can be laid beside the base path: what is expected, then the whole stories; none without stories.

    `stories` are the names behind the first part of `row_keys`. `under_way` (P, T): the number of the story whose rows tell
    of the path in each period, which is its parent's before it begins.
    """

    names: tuple[str, ...]
    stories: tuple[str, ...]
    under_way: IntArray
    base: IntArray

    @property
    def every(self) -> IntArray:
        """The base path and all others, (1 + P, T)."""
        return np.vstack([self.base, self.under_way])


def build_paths(tree: Tree) -> Paths:
    """The paths of a tree; a story with several dates is one for each."""
    periods = tree.calendar.periods
    ends = tree.leaves[tree.story[tree.leaves] > 0]
    whole = tree.story[tree.path[ends]] + 1
    expected = np.zeros((1 if len(ends) else 0, periods), dtype=np.int64)
    names = [tree.stories[story].name for story in tree.story[ends]]
    return Paths(
        (*([EXPECTED] if names else []), *names),
        (EXPECTED, *(story.name for story in tree.stories)),
        np.vstack([expected, whole.reshape(len(ends), periods)]),
        np.ones(periods, dtype=np.int64),
    )


def along(rows: pd.DataFrame, amount: str, under_way: IntArray, materials: int, stories: int) -> FloatArray:
    """An amount of `data_rows` along paths (P, T), of all countries together, by material: (P, T, I)."""
    periods = under_way.shape[1]
    cells = rows["key"].to_numpy(np.int64) - 1  # keys count through stories, materials and periods
    sums = np.bincount(cells, rows[amount].to_numpy(float), stories * materials * periods)
    by_story = sums.reshape(stories, materials, periods)
    return np.asarray(by_story[under_way, :, np.arange(periods)], dtype=float)


def keys_along(under_way: IntArray, material: int, materials: int) -> IntArray:
    """The keys of a material's rows along one path (T,)."""
    periods = len(under_way)
    return row_keys(under_way, np.full(periods, material), np.arange(1, periods + 1), materials, periods)


@dataclass(frozen=True)
class First:
    """What is shown before anybody has chosen: numbers of the material and the path; the expected discounted shortage cost of
    it that the reserve spares, USD, and what of it is short on that path, t, `without` the reserve where that is known. 0
    where that is not why it is shown."""

    material: int
    path: int
    spared: float
    short: float
    without: bool


def first_choice(run: Run) -> First:
    """The material of which the reserve spares the most shortage cost, or else that it orders most of now; and the whole
    story in which most of it is short."""
    assert run.result is not None
    tree = run.data.tree
    spared = protection_by_material(run)
    worth = spared
    if worth.max(initial=0.0) < LEAST_USD:
        now = reserve_orders(run.result, 1)
        worth = np.zeros(len(spared))
        np.add.at(worth, material_numbers(run.data, now["material"]), now["cost"].to_numpy(float))
    material = int(np.argmax(worth))
    missing = build_shortage(run.result if run.without is None else run.without).tonnes
    own = missing[run.data.market.demand.material == material].sum(axis=0)[tree.story[tree.leaves] > 0]
    short = float(own.max(initial=0.0))
    path = 1 + int(np.argmax(own)) if short > SMALLEST_TONNES else 0  # the first path is what is expected
    gain = float(spared[material])
    return First(material, path, gain if gain >= LEAST_USD else 0.0, short if path else 0.0, run.without is not None)
