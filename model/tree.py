"""The scenario tree: stories become nodes, and nodes know their parent, their path and their weight.

A node is one period of one story; before its onset a story *is* its parent, so shared nodes carry the decisions
that no story may take with news it has not had. Nodes are numbered from 0 (the root), period by period.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from model.calendar import Calendar, FloatArray
from model.case import Case
from model.onsets import Beginning, base_beginning, find_beginnings

IntArray = npt.NDArray[np.int64]

BASE = "base"


@dataclass(frozen=True)
class Story:
    """One path the world may take.

    `probability` is P, that the story comes under way; `whole` that it runs to the end without a child.
    `onset` is its first period; the base story's is 1 and its parent is None. A row of the Stories sheet with several
    onsets is a story for each: `title` is the row's name, which they share, `name` tells them apart.
    """

    name: str
    title: str
    parent: int | None
    onset: int
    probability: float
    whole: float


@dataclass(frozen=True)
class Tree:
    """Stories and nodes. Arrays run over the N nodes; `path[n, t - 1]` is n's ancestor in period t, -1 after n."""

    calendar: Calendar
    stories: tuple[Story, ...]
    story: IntArray
    period: IntArray
    parent: IntArray
    weight: FloatArray
    path: IntArray

    @property
    def size(self) -> int:
        return len(self.period)

    @cached_property
    def leaves(self) -> IntArray:
        """Nodes of the last period, one for each whole story of positive probability."""
        return np.flatnonzero(self.period == self.calendar.periods)

    @cached_property
    def labels(self) -> list[str]:
        """How reports call the nodes: `2027Q3`, or `2027Q3 · story`."""
        return [
            self.calendar.label(int(t)) + (f" · {self.stories[w].name}" if w else "")
            for w, t in zip(self.story, self.period, strict=True)
        ]

    def lineage(self, story: int) -> list[int]:
        """The story and those it grew out of, itself first, the base story last."""
        line = [story]
        while (parent := self.stories[line[-1]].parent) is not None:
            line.append(parent)
        return line

    def ancestor(self, periods_before: int) -> IntArray:
        """The node so many periods before each node on its own path, -1 where that lies before Start."""
        before = self.period - periods_before
        found = self.path[np.arange(self.size), np.maximum(before, 1) - 1]
        return np.where(before >= 1, found, -1)

    def within(self, flags: npt.NDArray[np.bool_], periods: int) -> npt.NDArray[np.bool_]:
        """Whether a flag, given per node on the last axis, holds at the node or in the so many periods before it."""
        held = flags.copy()
        for back in range(1, min(periods, self.calendar.periods - 1) + 1):
            ancestor = self.ancestor(back)
            held |= np.where(ancestor >= 0, flags[..., np.maximum(ancestor, 0)], False)
        return held


def _rows_in_order(case: Case) -> list[dict[str, Any]]:
    """The rows of the Stories sheet, parents before children. ValueError for circular parents."""
    waiting, found, known = case.records("stories"), [], {BASE}
    while waiting:
        ready = [row for row in waiting if (row["parent"] or BASE) in known]
        if not ready:
            names = ", ".join(str(row["story"]) for row in waiting)
            raise ValueError(f"stories without a way back to the base story: {names}")
        found += ready
        known |= {row["story"] for row in ready}
        waiting = [row for row in waiting if row["story"] not in known]
    return found


def _stories(case: Case) -> tuple[Story, ...]:
    """The base story and those of the Stories sheet, parents before children, one for each time at which a row begins.

    A row's probability is shared evenly by the times typed, also where one of them lies outside the plan or not after the
    parent's onset.
    """
    calendar = case.calendar
    stories = [Story(BASE, BASE, None, 1, 1.0, 1.0)]
    begun: dict[str, list[tuple[int, Beginning]]] = {BASE: [(0, base_beginning(calendar))]}
    for row in _rows_in_order(case):
        title, parents = str(row["story"]), begun[row["parent"] or BASE]
        found = find_beginnings(row["onset"], [beginning for _, beginning in parents], calendar)
        share = float(row["probability"]) / len(row["onset"].times)
        begun[title] = [(len(stories) + place, beginning) for place, beginning in enumerate(found)]
        for beginning in found:
            parent = parents[beginning.parent][0]
            probability = stories[parent].probability * share
            stories.append(Story(beginning.name(title), title, parent, beginning.period, probability, probability))
    left = [story.whole for story in stories]
    for story in stories[1:]:
        assert story.parent is not None
        left[story.parent] -= story.probability
    return tuple(replace(story, whole=whole) for story, whole in zip(stories, left, strict=True))


def build_tree(case: Case) -> Tree:
    """The nodes of a checked case: weight π(w,t) = P_w · (1 − Σ q of w's children under way by t), none of weight 0.

    Raises ValueError for circular parents, which the check reports long before.
    """
    stories = _stories(case)
    periods = case.calendar.periods
    weights = np.zeros((len(stories), periods))
    for w, story in enumerate(stories):
        weights[w, story.onset - 1 :] += story.probability
        if story.parent is not None:
            weights[story.parent, story.onset - 1 :] -= story.probability
    weights[np.abs(weights) < 1e-12] = 0.0

    number: dict[tuple[int, int], int] = {}
    for t in range(1, periods + 1):
        for w in range(len(stories)):
            if weights[w, t - 1] > 0:
                number[w, t] = len(number)
    story_of = np.array([w for w, _ in number], dtype=np.int64)
    period = np.array([t for _, t in number], dtype=np.int64)
    parent = np.full(len(number), -1, dtype=np.int64)
    path = np.full((len(number), periods), -1, dtype=np.int64)
    for (w, t), n in number.items():
        if t > 1:
            origin = w if t > stories[w].onset else stories[w].parent
            assert origin is not None
            parent[n] = number[origin, t - 1]
            path[n] = path[parent[n]]
        path[n, t - 1] = n
    return Tree(case.calendar, stories, story_of, period, parent, weights[story_of, period - 1], path)


def story_table(tree: Tree) -> pd.DataFrame:
    """One row per story: name, parent, onset period, probability that it comes under way, and that it stays whole."""
    return pd.DataFrame(
        {
            "story": [s.name for s in tree.stories],
            "parent": ["" if s.parent is None else tree.stories[s.parent].name for s in tree.stories],
            "onset": [tree.calendar.label(s.onset) for s in tree.stories],
            "probability": [s.probability for s in tree.stories],
            "whole": [s.whole for s in tree.stories],
        }
    )
