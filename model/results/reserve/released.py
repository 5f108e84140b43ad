"""What the reserve releases to industry in each story, and what shortage that saves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.answer import Answer
from model.results.facts.outcome import Outcome
from model.results.facts.paths import along_paths, story_sums
from model.results.facts.shortage import LEAST, find_shortage
from model.results.facts.values import TINY
from model.results.shown.wording import MILLION, counted, usd

RELEASED = "Released, at base price (USD million)"
SAVED = "Shortage cost saved by the reserve (USD million)"
STORY_NOTE = (
    "Released: along the whole story, undiscounted. Saved: shortage cost without the reserve less that with it, discounted; "
    "below 0 where the reserve makes shortage dearer. Releases that save none replace purchases of industry."
)


def _worth(answer: Answer) -> FloatArray:
    """What is released of each material along each whole story, USD at base price, (I, L)."""
    plan = answer.plan
    release = answer.grid("release", len(plan.market.materials))
    return along_paths(plan.tree, release * plan.market.base_price[:, plan.node_period])


def releases(answer: Answer) -> pd.DataFrame:
    """What is released to industry in each whole story, its dates together, by material; final headers."""
    plan = answer.plan
    names = np.array(plan.market.materials, dtype=object)
    release = answer.grid("release", len(names))
    stories = story_sums(plan.tree)
    total, worth = stories.mean(along_paths(plan.tree, release)), stories.mean(_worth(answer))
    on_path = (release[:, plan.tree.path[plan.tree.leaves]] > TINY).astype(float)
    w, i = np.nonzero(total.T > TINY)
    calendar = plan.case.calendar
    released = np.einsum("ilt,ls->ist", on_path, stories.shares)[i, w] > 0
    first = released.argmax(axis=1) + 1 if len(i) else np.zeros(0, dtype=np.int64)
    return pd.DataFrame(
        {
            "Story": np.array(stories.names, dtype=object)[w],
            "Material": names[i],
            "First release": [calendar.label(int(t)) for t in first],
            "Released (t)": total[i, w],
            "Value at base price (USD million)": worth[i, w] / MILLION,
        }
    ).sort_values(
        ["Story", "Value at base price (USD million)"], ascending=[True, False], kind="stable", ignore_index=True
    )


def releases_by_story(outcome: Outcome) -> pd.DataFrame:
    """One row per whole story, its dates together, the most saved first, without the column on saving where there is no
    comparison; final headers."""
    assert outcome.answer is not None
    stories = story_sums(outcome.plan.tree)
    frame = pd.DataFrame(
        {
            "Story": stories.names,
            "Probability of the whole story (%)": stories.probability,
            RELEASED: stories.mean(_worth(outcome.answer).sum(axis=0)) / MILLION,
        }
    )
    if outcome.without is None:
        return frame.sort_values(RELEASED, ascending=False, kind="stable", ignore_index=True)
    saved = find_shortage(outcome.without).present - find_shortage(outcome.answer).present
    frame[SAVED] = stories.mean(saved.sum(axis=0)) / MILLION
    return frame.sort_values([SAVED, RELEASED], ascending=False, kind="stable", ignore_index=True)


def release_sentences(by_story: pd.DataFrame) -> list[str]:
    """The story in which the reserve saves most, and what is released without saving any shortage."""
    own = by_story[by_story[RELEASED] * MILLION >= LEAST]
    if own.empty:
        return ["No story leads to a release."]
    if SAVED not in own:
        first = own.iloc[0]
        return [f"Most is released in the story {first['Story']}: {usd(first[RELEASED] * MILLION)} of material."]
    told = []
    best = own.iloc[0]
    if best[SAVED] * MILLION >= LEAST:
        told.append(
            f"The story in which the reserve saves most is {best['Story']}: {usd(best[SAVED] * MILLION)} of shortage cost, "
            f"with {usd(best[RELEASED] * MILLION)} of material released (at base price)."
        )
    for_nothing = own[own[SAVED] * MILLION < LEAST].sort_values(RELEASED, ascending=False, kind="stable")
    if len(for_nothing):
        most = for_nothing.iloc[0]
        told.append(
            f"In {counted(len(for_nothing), 'story', 'stories')} what is released saves no shortage cost but replaces "
            f"purchases, most of all in {most['Story']}: {usd(most[RELEASED] * MILLION)} of material."
        )
    return told
