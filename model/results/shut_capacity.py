"""Supply that low prices shut in each story, and what floors keep alive of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.plan import Plan
from model.results.floor_capacity import kept_open, kept_running
from model.results.paths import along_paths, story_names
from model.results.wording import MILLION, listed, tonnes, usd

NAMED = 3
SHUT, SHUT_WORTH = "Shut by low prices (t)", "Shut by low prices (USD million)"
ALIVE, ALIVE_WORTH = "Kept alive by floors (t)", "Kept alive by floors (USD million)"


def _by_material(plan: Plan, steps: FloatArray, processes: FloatArray) -> FloatArray:
    """Tonnes of steps (S, N) and what processes make of so much main input (P, N) by material, shape (I, N)."""
    found = plan.market.processes.outputs.T @ processes
    np.add.at(found, plan.market.steps.material, steps)
    return found


def shut_capacity(plan: Plan) -> pd.DataFrame:
    """One row per whole story and material with capacity of offers or processes shut or kept alive, over the horizon, at
    base price; final headers. Empty where no price falls below a cash cost and no margin below what is needed."""
    price = plan.market.base_price[:, plan.node_period]
    shut_steps, shut_processes = (
        np.where(sellers.shut, sellers.undisturbed * sellers.factor, 0.0)
        for sellers in (plan.market.steps, plan.market.processes)
    )
    shut = _by_material(plan, shut_steps, shut_processes)
    alive = _by_material(plan, kept_open(plan), kept_running(plan))
    figures = {
        SHUT: along_paths(plan.tree, shut),
        SHUT_WORTH: along_paths(plan.tree, shut * price) / MILLION,
        ALIVE: along_paths(plan.tree, alive),
        ALIVE_WORTH: along_paths(plan.tree, alive * price) / MILLION,
    }
    w, i = np.nonzero((figures[SHUT] + figures[ALIVE]).T > 0)
    frame = pd.DataFrame(
        {
            "Story": np.array(story_names(plan.tree), dtype=object)[w],
            "Material": np.array(plan.market.materials, dtype=object)[i],
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
        f"In the story {story}, low prices shut {tonnes(own[SHUT].sum())} of supply over the horizon, worth "
        f"{usd(own[SHUT_WORTH].sum() * MILLION)} at base price: {listed(list(own['Material']), NAMED)}"
    )
    if own[ALIVE].sum() <= 0:
        return f"{told}. Floors keep nothing of it alive."
    best = own[own[ALIVE] > 0].sort_values(ALIVE_WORTH, ascending=False, kind="stable")
    return (
        f"{told}. Floors keep {tonnes(own[ALIVE].sum())} worth {usd(own[ALIVE_WORTH].sum() * MILLION)} alive: "
        f"{listed(list(best['Material']), NAMED)}."
    )
