"""Supply that low prices shut in each story, and what floors keep alive of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.floor_capacity import KEPT
from model.results.facts.floor_effects import find_floor_effects
from model.results.facts.paths import along_paths, story_sums
from model.results.facts.selection import stages
from model.results.shown.wording import MILLION, listed, tonnes, usd

NAMED = 3
SHUT, SHUT_WORTH = "Shut by low prices (t)", "Shut by low prices (USD million)"
ALIVE, ALIVE_WORTH = "Kept alive by floors (t)", "Kept alive by floors (USD million)"


def _by_stage(own: pd.DataFrame, amount: str, worth: str) -> str:
    """`40 t refined worth 4,000 USD and 30 t mined worth 300 USD`: ore and the metal made of it are not added up."""
    sums = own[own[amount] > 0].groupby("Stage", sort=False)[[amount, worth]].sum()
    return listed(
        [f"{tonnes(t)} {stage} worth {usd(usd_million * MILLION)}" for stage, t, usd_million in sums.itertuples()]
    )


def shut_capacity(answer: Answer) -> pd.DataFrame:
    """One row per whole story, its dates together, and material with capacity of offers or processes shut or kept alive, over
    the horizon, at base price; final headers. Empty where no price falls below a cash cost and no margin below what is
    needed."""
    plan = answer.plan
    price = plan.market.base_price[:, plan.node_period]
    shut_steps, shut_processes = (
        np.where(sellers.shut, sellers.offered, 0.0)
        for sellers in (plan.market.steps, plan.market.processes)
    )
    shut = plan.market.processes.outputs.T @ shut_processes
    np.add.at(shut, plan.market.steps.material, shut_steps)
    effects = find_floor_effects(answer)
    alive = np.zeros_like(shut)
    np.add.at(alive, [floor.material for floor in effects.floors], effects.amounts[KEPT])
    stories = story_sums(plan.tree)
    by_node = {SHUT: shut, SHUT_WORTH: shut * price / MILLION, ALIVE: alive, ALIVE_WORTH: alive * price / MILLION}
    figures = {header: stories.mean(along_paths(plan.tree, amount)) for header, amount in by_node.items()}
    w, i = np.nonzero((figures[SHUT] + figures[ALIVE]).T > 0)
    frame = pd.DataFrame(
        {
            "Story": np.array(stories.names, dtype=object)[w],
            "Material": np.array(plan.market.materials, dtype=object)[i],
            "Stage": np.array(stages(plan), dtype=object)[i],
            **{header: grid[i, w] for header, grid in figures.items()},
        }
    )
    order = frame.groupby("Story")[SHUT_WORTH].transform("sum")
    return (
        frame.assign(order=order)
        .sort_values(["order", "Story", SHUT_WORTH], ascending=[False, True, False], kind="stable", ignore_index=True)
        .drop(columns="order")
    )


def shut_sentence(frame: pd.DataFrame) -> str:
    """The story that shuts most, by worth."""
    if frame.empty:
        return "No story's prices fall below a producer's cash cost or leave a process too little: no capacity is shut."
    story = frame["Story"].iloc[0]
    own = frame[frame["Story"] == story]
    told = (
        f"In the story {story}, low prices shut over the horizon, at base price, {_by_stage(own, SHUT, SHUT_WORTH)}: "
        f"{listed(list(own['Material'][own[SHUT] > 0]), NAMED)}"
    )
    if own[ALIVE].sum() <= 0:
        return f"{told}. Floors keep nothing of it alive."
    best = own[own[ALIVE] > 0].sort_values(ALIVE_WORTH, ascending=False, kind="stable")
    return f"{told}. Floors keep alive {_by_stage(best, ALIVE, ALIVE_WORTH)}: {listed(list(best['Material']), NAMED)}."
