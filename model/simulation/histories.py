"""Histories: which stories begin when, how long they last and how severe they are, drawn from the workbook's own figures.

*How often.* A story that grows out of the base story happens at most once in a history, with the probability P that the tree
gives it (the typed one, less the share of dates outside the plan), whatever else happens: several may run at once. That is a
rate of −ln(1 − P) ÷ (T − 1) a period over the periods in which something can begin, 2…T, of which the first event counts.

*When.* Given that it happens, each of the periods 2…T is as likely as any other, whatever Onset says: the tree needs dates,
the world keeps none. A story begins with its period, as in the tree.

*Children.* Once its parent has begun, one child at most begins, each with its typed conditional probability, as in the tree.
An onset in months after the parent's is kept, in whole periods and at least one; for an onset that is a date every period
after the parent's onset is as likely. Of several times typed one is drawn, each as likely. What would begin after T does not
begin.

*How severe and how long.* One quantile of severity and one of length are drawn for each story of a history and hold for all
its effects, so that a severe ban is severe for everything it hits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.calendar import Calendar, FloatArray
from model.case import Case
from model.tree import BASE, IntArray, Tree


@dataclass(frozen=True)
class StoryRate:
    """A row of the Stories sheet as histories are drawn from it.

    `parent` numbers another one, None where it grows out of the base story. `probability`: that it happens in a history, of
    a child given its parent has begun. `delays` are periods after the parent's onset, each as likely, 0 for any period after
    it; without meaning where there is no parent.
    """

    name: str
    parent: int | None
    probability: float
    delays: tuple[int, ...]


@dataclass(frozen=True)
class Histories:
    """H histories of W stories: `onset` is a story's first period, 0 where it does not happen, (H, W); `severity` and
    `length` are quantiles, NaN for what is typed, (H, W)."""

    onset: IntArray
    severity: FloatArray
    length: FloatArray

    def __len__(self) -> int:
        return len(self.onset)

    def some(self, chosen: Any) -> Histories:
        """Some of them: a slice, or numbers."""
        return Histories(self.onset[chosen], self.severity[chosen], self.length[chosen])


def story_rates(case: Case, tree: Tree) -> tuple[StoryRate, ...]:
    """The rows of the Stories sheet, parents before children; of one that never begins within the plan too, at a
    probability of 0."""
    waiting, ordered = case.records("stories"), list[dict[str, Any]]()
    while waiting:
        known = {BASE, *(row["story"] for row in ordered)}
        ordered += [row for row in waiting if (row["parent"] or BASE) in known]
        done = {row["story"] for row in ordered}
        waiting = [row for row in waiting if row["story"] not in done]
    number = {row["story"]: w for w, row in enumerate(ordered)}
    begins = dict.fromkeys(number, 0.0)
    for story in tree.stories[1:]:
        begins[story.title] += story.probability
    rates = []
    for row in ordered:
        is_child = (row["parent"] or BASE) != BASE
        rates.append(
            StoryRate(
                str(row["story"]),
                number[row["parent"]] if is_child else None,
                float(row["probability"]) if is_child else begins[row["story"]],
                tuple(_delay(time, case.calendar) for time in row["onset"].times),
            )
        )
    return tuple(rates)


def _delay(time: Any, calendar: Calendar) -> int:
    """Periods after the parent's onset that a time of the Onset cell means; 0 is any."""
    return max(time // calendar.months, 1) if isinstance(time, int) else 0


def draw_histories(rates: Sequence[StoryRate], periods: int, count: int, seed: int) -> Histories:
    """Histories of the stories, the same for the same seed; the first of them do not depend on how many are drawn."""
    onset = np.zeros((count, len(rates)), dtype=np.int64)
    # One block of numbers for each history: whether, which child, when, how severe, how long.
    drawn = np.random.default_rng(seed).random((count, len(rates), 5))
    taken = np.zeros((count, len(rates)))  # of the parent's numbers, by its children so far
    for w, story in enumerate(rates):
        if story.parent is None:
            happens = drawn[:, w, 0] < story.probability
            when = 2 + _pick(drawn[:, w, 2], np.full(count, periods - 1))
        else:
            number, before = drawn[:, story.parent, 1], taken[:, story.parent]
            began = onset[:, story.parent]
            happens = (began > 0) & (before <= number) & (number < before + story.probability)
            taken[:, story.parent] += story.probability
            times = len(story.delays)
            place = drawn[:, w, 2] * times
            chosen = np.minimum(place.astype(np.int64), times - 1)
            delay = np.array(story.delays, dtype=np.int64)[chosen]
            anytime = 1 + _pick(place - chosen, np.maximum(periods - began, 1))
            when = began + np.where(delay == 0, anytime, delay)
        onset[:, w] = np.where(happens & (when <= periods), when, 0)
    return Histories(onset, drawn[:, :, 3], drawn[:, :, 4])


def _pick(quantile: FloatArray, of: IntArray) -> IntArray:
    """One of the numbers 0…of − 1, each as likely, by its quantile in [0, 1)."""
    return np.minimum((quantile * of).astype(np.int64), of - 1)


def one_at_a_time(histories: Histories, rates: Sequence[StoryRate]) -> tuple[Histories, IntArray]:
    """Every history as so many histories as stories of the base story begin in it, each alone with its children; and the
    number of the history that each of them is from."""
    root = list(range(len(rates)))
    for w, story in enumerate(rates):
        if story.parent is not None:
            root[w] = root[story.parent]
    parts, numbers = [], []
    for first in sorted(set(root)):
        own = np.array([one == first for one in root])
        begins = np.flatnonzero(histories.onset[:, first] > 0)
        alone = histories.some(begins)
        parts.append(replace(alone, onset=np.where(own, alone.onset, 0)))
        numbers.append(begins)
    if not parts:
        return histories.some(slice(0)), np.zeros(0, dtype=np.int64)
    fields = zip(*((part.onset, part.severity, part.length) for part in parts), strict=True)
    return Histories(*(np.concatenate(field) for field in fields)), np.concatenate(numbers)


def own_histories(rates: Sequence[StoryRate], tree: Tree) -> tuple[Histories, FloatArray]:
    """The tree's whole stories as histories, in the order of `tree.leaves`, with the severity and length that are typed; and
    the probability of each, (L,)."""
    number = {rate.name: w for w, rate in enumerate(rates)}
    onset = np.zeros((len(tree.leaves), len(rates)), dtype=np.int64)
    for leaf, node in enumerate(tree.leaves.tolist()):
        for w in tree.lineage(int(tree.story[node])):
            if w:
                onset[leaf, number[tree.stories[w].title]] = tree.stories[w].onset
    typed = np.full(onset.shape, np.nan)
    return Histories(onset, typed, typed), tree.weight[tree.leaves]


def between(low: float, typed: float, high: float, quantile: FloatArray) -> FloatArray:
    """What lies at a quantile of the triangle from `low` to `high` whose top is `typed`; `typed` where the quantile is NaN.
    Either end may be the larger."""
    if low == high:
        return np.full(quantile.shape, typed)
    top = (typed - low) / (high - low)
    share = np.where(
        quantile < top, np.sqrt(quantile * top), 1.0 - np.sqrt((1.0 - quantile) * (1.0 - top))
    )
    return np.where(np.isnan(quantile), typed, low + share * (high - low))
