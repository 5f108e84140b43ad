"""Processes: what each can convert at every node, what it is paid, and when it shuts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.market.effects import PROCESS_LOSS, SUPPLY_GAIN, SUPPLY_LOSS, Effect, gain_factor, loss_factor
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


def _process_factors(
    tree: Tree, effects: list[Effect], outputs: FloatArray, country: IntArray
) -> tuple[FloatArray, FloatArray]:
    """What losses leave of each process and what gains add to it, (P, N): an effect on several outputs counts once."""
    kept, gained = np.ones((2, len(country), tree.size))
    for effect in effects:
        hit = np.any(outputs[:, effect.materials] > 0, axis=1)[:, None]
        materials = np.full(len(country), int(np.argmax(effect.materials)), dtype=np.int64)
        if effect.kind in (SUPPLY_LOSS, PROCESS_LOSS):
            kept *= np.where(hit, loss_factor([effect], (effect.kind,), materials, country, tree), 1.0)
        elif effect.kind == SUPPLY_GAIN:
            gained *= np.where(hit, gain_factor([effect], materials, country, tree), 1.0)
    return kept, gained


def find_processes(
    case: Case, tree: Tree, clubs: Clubs, effects: list[Effect], price: FloatArray, inside: FloatArray
) -> Processes:
    """The Processing sheet's processes at every node.

    `price` is m (I, N), `inside` the border floors that sellers of each country are owed (I, C, T), USD/t. A process
    is paid (Σ output ratio × (φ − m)⁺ − Σ input ratio × (φ − m)⁺)⁺ beyond its toll, and is shut where
    Σ output ratio × max(m, φ) − Σ input ratio × max(m, φ) is below its Cash margin needed.
    """
    rows, calendar, t = case.records("processing"), case.calendar, tree.period - 1
    materials = {name: i for i, name in enumerate(case["materials"]["material"])}
    heads = [row for row in rows if row["role"] == "main input"]
    number = {row["process"]: p for p, row in enumerate(heads)}
    inputs, outputs = np.zeros((len(heads), len(materials))), np.zeros((len(heads), len(materials)))
    places = {row["process"]: row["country"] for row in rows if row["country"]}
    for row in rows:
        p, i = number[row["process"]], materials[row["material"]]
        if row["role"] == "output":
            outputs[p, i] += row["ratio"]
        else:
            inputs[p, i] += 1.0 if row["role"] == "main input" else row["ratio"]
    country = np.array([clubs.number(places[row["process"]]) for row in heads], dtype=np.int64)
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
    kept, gained = _process_factors(tree, effects, outputs, country)
    arrives = tree.period[None, :] + lead[:, None] <= calendar.periods
    toll = np.array([row["cost"] for row in heads], dtype=float)[:, None] + uplift
    return Processes(
        names=[str(row["process"]) for row in heads],
        country=country,
        main=np.array([materials[row["material"]] for row in heads], dtype=np.int64),
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
        early_capacity=np.where(shut[:, 0], 0.0, undisturbed[:, 0]) if len(heads) else np.zeros(0),
        rate=rate[:, None] * active.reshape(len(heads), calendar.periods),
        for_reserve=np.array([row["for"] == "both" for row in heads], dtype=bool),
    )
