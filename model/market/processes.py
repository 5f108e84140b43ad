"""Processes: what each can convert at every node, what it is paid, and when it shuts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.conditions import Conditions
from model.market.recipes import Recipes
from model.schema.before_start import PLACED
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Processes:
    """Conversions at one place each.

    `country`, `main` (the main input's material) and `lead` (periods) number the P processes; `inputs` and `outputs`
    are ratios in t per t of main input, shape (P, I), the main input's own ratio included. Arrays of shape (P, N):
    `capacity` t of main input in the node's period, nothing where shut, not in force or too late to deliver by T;
    `undisturbed` the same without stories and shutting; `factor` the capacity factor; `cut` where a loss is in force;
    `shut`; `in_force`;
    `toll` USD per t of main input with `uplift`, what border floors add. `early_capacity` (P,) t for each period of arrival
    of runs before Start; `rate` typed capacity, t/yr (P, T); `for_reserve` (P,) whether the reserve may buy its output.
    """

    names: list[str]
    country: IntArray
    main: IntArray
    lead: IntArray
    inputs: FloatArray
    outputs: FloatArray
    capacity: FloatArray
    undisturbed: FloatArray
    factor: FloatArray
    cut: BoolArray
    shut: BoolArray
    in_force: BoolArray
    toll: FloatArray
    uplift: FloatArray
    early_capacity: FloatArray
    rate: FloatArray
    for_reserve: BoolArray

    @cached_property
    def size(self) -> int:
        return len(self.names)

    @cached_property
    def offered(self) -> FloatArray:
        """t of main input that stories leave or allow, shut or not, shape (P, N)."""
        return self.undisturbed * self.factor


def build_processes(
    case: Case, tree: Tree, recipes: Recipes, conditions: Conditions, price: FloatArray, inside: FloatArray
) -> Processes:
    """The Processing sheet's processes at every node.

    `price` is m (I, N), `inside` the border floors that sellers of each country are owed (I, C, T), USD/t. A process
    is paid (Σ output ratio × (φ − m)⁺ − Σ input ratio × (φ − m)⁺)⁺ beyond its toll, and is shut where
    Σ output ratio × max(m, φ) − Σ input ratio × max(m, φ) is below its Cash margin needed.
    """
    calendar, t, heads = case.calendar, tree.period - 1, recipes.heads
    country, inputs, outputs = recipes.country, recipes.inputs, recipes.outputs
    lead = np.array([calendar.up(row["lead_time"]) for row in heads], dtype=np.int64)
    active = np.array([calendar.in_force(row["from"], row["to"]) for row in heads], dtype=bool)
    rate = np.array([row["capacity"] for row in heads], dtype=float)
    in_force = active.reshape(len(heads), calendar.periods)[:, t]
    undisturbed = rate[:, None] * in_force * calendar.length

    floors = inside[:, country, :][:, :, t]
    worth = np.maximum(price[:, None, :], floors)
    margin = np.einsum("pi,ipn->pn", outputs - inputs, worth)
    needed = np.array([row["cash_margin_needed"] for row in heads], dtype=float)
    shut = margin < needed[:, None] - 1e-9 * np.abs(np.nan_to_num(needed))[:, None]
    raised = np.maximum(floors - price[:, None, :], 0.0)
    # Buyers pay for floored inputs as such: only what the floor adds to the outputs beyond that is left to pay.
    uplift = np.maximum(np.einsum("pi,ipn->pn", outputs - inputs, raised), 0.0)
    kept, gained = conditions.process_left, conditions.process_gained
    arrives = tree.period[None, :] + lead[:, None] <= calendar.periods
    placed = case.settings.orders_before_start == PLACED
    toll = np.array([row["cost"] for row in heads], dtype=float)[:, None] + uplift
    return Processes(
        names=[str(row["process"]) for row in heads],
        country=country,
        main=recipes.main,
        lead=lead,
        inputs=inputs,
        outputs=outputs,
        capacity=np.where(shut | ~arrives, 0.0, undisturbed * kept * gained),
        undisturbed=undisturbed,
        factor=kept * gained,
        cut=kept < 1.0,
        shut=shut,
        in_force=in_force,
        toll=toll,
        uplift=uplift,
        early_capacity=np.where(shut[:, 0] | placed, 0.0, undisturbed[:, 0]) if len(heads) else np.zeros(0),
        rate=rate[:, None] * active.reshape(len(heads), calendar.periods),
        for_reserve=np.array([row["for"] == "both" for row in heads], dtype=bool),
    )
