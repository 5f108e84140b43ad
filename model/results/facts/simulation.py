"""What a simulation found: the plan replayed in histories drawn from its stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.simulation.statistics import Spread


@dataclass(frozen=True)
class Rule:
    """When the reserve releases: the setting `when`, the `delay` in periods, the lowest and the highest `limits` (shares of
    the stock a period) of materials in the reserve, empty where there are none."""

    when: str
    delay: int
    limits: tuple[float, ...]


@dataclass(frozen=True)
class Simulation:
    """Costs are shortage costs, USD, discounted as the plan's.

    `histories` were drawn from `seed`. Spreads `without` the reserve, `with_reserve` and of what is `spared`; `protection`,
    the share spared of all shortage cost, with its standard error. Shares of histories: `any_without`, `any_with`, with more
    shortage than the base path has. `alone`: mean costs `without` and `with_reserve` if the stories that begin in a history
    came each alone and their costs were added up. `begun`, in which no, one, and several stories begin.

    Frames: `materials` (material, without, with_reserve, spared, error, the largest first); `stories` (story, probability,
    rate a year, share of histories in which it begins, without and with_reserve in these histories, NaN where none);
    `own` (the plan's whole stories: story, probability, plan_without, replay_without, plan_with, replay_with), `stock`
    (period, planned, and a column for each of QUANTILES in %, USD at base prices); `foresight` (history, without,
    with_reserve, known_without, known_with, known_net, known_least): histories of the sample in the replay, and in plans that
    know them from the start, with the net cost of their reserve, and if goods cost next to nothing beside shortage.

    `released`: expected value of what is released in the plan's own stories, at base prices and discounted, by the `plan` and
    by the `rule`. `missing`: tasks that found nothing, and why.
    """

    histories: int
    seed: int
    rule: Rule
    without: Spread
    with_reserve: Spread
    spared: Spread
    protection: float
    protection_error: float
    any_without: float
    any_with: float
    alone: Mapping[str, float]
    begun: tuple[float, float, float]
    materials: pd.DataFrame
    stories: pd.DataFrame
    own: pd.DataFrame
    stock: pd.DataFrame
    foresight: pd.DataFrame
    released: Mapping[str, float]
    missing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NoSimulation:
    """A simulation that could not be made, and why, in sentences."""

    why: tuple[str, ...]


def expected_own(simulation: Simulation, column: str) -> float:
    """The expected value of a column of `own`, USD."""
    return float((simulation.own["probability"] * simulation.own[column]).sum())


def to_plain(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """A frame as what JSON holds."""
    return {str(name): frame[name].tolist() for name in frame}
