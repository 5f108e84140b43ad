"""A simulation against all histories of a case small enough to write them down.

Users want 100 t of Metal a year for four years at a shortage cost of 1,000 USD/t; Chile sells 60 t and Peru 40 t, so every
tonne cut is missing. In *Half* Chile loses half for a year (30 t), in *Stop* Peru loses all for two (40 t each, one year only
where it begins in year 4). Either begins in year 2, 3 or 4, each as likely. The reserve holds 45 t and gives what is missing
until it has none. Nothing is discounted.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from tests.simulated import simulate, solved
from tests.tiny import Rows, demand, effect, metal, offer, row, story

HALF, STOP = 0.30, 0.20  # probabilities
STOCK = 45.0
SHEETS: dict[str, Rows] = {
    "materials": [metal(opening_stock=STOCK, terminal_value=50)],
    "supply": [offer("CHL", 60), offer("PER", 40)],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
    "stories": [story("Half", 100 * HALF), story("Stop", 100 * STOP, 3)],
    "effects": [
        effect("Half", "supply loss", 50, country_or_agreement="CHL", lasts=12),
        effect("Stop", "supply loss", 100, country_or_agreement="PER", lasts=24),
    ],
}
COUNT = 4_000


class History(NamedTuple):
    """A history written down: its probability, and what is short without the reserve and with it, USD."""

    probability: float
    without: float
    with_reserve: float


def _all_histories() -> list[History]:
    found = []
    for half, stop in product((0, 2, 3, 4), repeat=2):  # the year in which each begins, 0 never
        chance = (HALF / 3 if half else 1 - HALF) * (STOP / 3 if stop else 1 - STOP)
        stock, short, left = STOCK, 0.0, 0.0
        for year in (1, 2, 3, 4):
            missing = 30.0 * (year == half) + 40.0 * (stop > 0 and stop <= year <= stop + 1)
            given = min(stock, missing)
            stock, short, left = stock - given, short + missing, left + missing - given
        found.append(History(chance, 1_000 * short, 1_000 * left))
    return found


HISTORIES = _all_histories()


def moments(of: str) -> tuple[float, float]:
    """The exact mean and standard deviation of a cost."""
    chance = np.array([one.probability for one in HISTORIES])
    cost = np.array([getattr(one, of) for one in HISTORIES])
    mean = float(chance @ cost)
    return mean, float(np.sqrt(chance @ (cost - mean) ** 2))


def worst(of: str, share: float) -> float:
    """The exact mean of the worst share of all histories."""
    left, total = share, 0.0
    for one in sorted(HISTORIES, key=lambda one: -getattr(one, of)):
        here = min(left, one.probability)
        left, total = left - here, total + here * getattr(one, of)
    return total / share


def test_the_histories_written_down_are_all() -> None:
    assert len(HISTORIES) == 16 and sum(one.probability for one in HISTORIES) == pytest.approx(1.0)
    assert moments("without")[0] == pytest.approx(1_000 * (0.3 * 30 + 0.2 * (2 * 80 + 40) / 3))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_comes_as_close_as_it_says(seed: int, tmp_path: Path) -> None:
    """Means and the worst 5 % lie within four of the standard errors that are stated, and these are right to a tenth."""
    found = simulate(solved(tmp_path, {"Periods": 4}, **SHEETS), COUNT, seed)
    for name in ("without", "with_reserve"):
        spread, (mean, deviation) = getattr(found, name), moments(name)
        assert abs(spread.mean - mean) < 4 * spread.error
        assert spread.error == pytest.approx(deviation / np.sqrt(COUNT), rel=0.1)
        assert abs(spread.worst - worst(name, 0.05)) < 4 * spread.worst_error + 1e-6
    exact = 1 - moments("with_reserve")[0] / moments("without")[0]
    assert abs(found.protection - exact) < 4 * found.protection_error < 0.1
    nothing = (1 - HALF) * (1 - STOP)
    assert abs(found.any_without - (1 - nothing)) < 4 * np.sqrt(nothing * (1 - nothing) / COUNT)
    assert found.begun == pytest.approx((nothing, 0.38, HALF * STOP), abs=0.04)


def test_the_error_of_the_share_spared_is_right(tmp_path: Path) -> None:
    """The delta method: the deviation of (with − ratio × without) ÷ √H ÷ mean without, here from all histories."""
    found = simulate(solved(tmp_path, {"Periods": 4}, **SHEETS), COUNT)
    mean = moments("without")[0]
    ratio = moments("with_reserve")[0] / mean
    variance = sum(one.probability * (one.with_reserve - ratio * one.without) ** 2 for one in HISTORIES)
    assert found.protection_error == pytest.approx(np.sqrt(variance / COUNT) / mean, rel=0.1)


def test_the_same_seed_says_the_same_and_another_does_not(tmp_path: Path) -> None:
    base = solved(tmp_path, {"Periods": 4}, **SHEETS)
    once, again, other = simulate(base, 500, 7), simulate(base, 500, 7), simulate(base, 500, 8)
    assert once.without == again.without and once.with_reserve == again.with_reserve
    assert once.stock.equals(again.stock)
    assert once.without != other.without


def test_the_plans_own_stories_are_seen_as_the_plan_sees_them(tmp_path: Path) -> None:
    """Three whole stories: nothing, Half in year 2 (30 t, all given) and Stop in years 3 and 4 (80 t, of which 45 are given);
    the plan's own answer to them is the same."""
    own = simulate(solved(tmp_path, {"Periods": 4}, **SHEETS), 100).own.set_index("story")
    assert own["probability"].to_dict() == pytest.approx({"base": 0.5, "Half": 0.3, "Stop": 0.2})
    assert own["replay_without"].to_dict() == pytest.approx({"base": 0, "Half": 30_000, "Stop": 80_000}, abs=1e-6)
    assert own["replay_with"].to_dict() == pytest.approx({"base": 0, "Half": 0, "Stop": 35_000}, abs=1e-6)
    assert own["plan_without"].to_numpy() == pytest.approx(own["replay_without"].to_numpy(), abs=1e-3)
    assert own["plan_with"].to_numpy() == pytest.approx(own["replay_with"].to_numpy(), abs=1e-3)


def test_foresight_leaves_no_more_short(tmp_path: Path) -> None:
    """Shortage costs can be compared as they are here, where goods cost next to nothing beside them: a plan that knows its
    history leaves no more of it short than the rule does, and industry alone no other than in the replay."""
    cheap: dict[str, Rows] = {
        **SHEETS,
        "materials": [metal(1, opening_stock=STOCK, terminal_value=50)],
        "supply": [offer("CHL", 65), offer("PER", 40)],
    }
    found = simulate(solved(tmp_path, {"Periods": 4}, **cheap), 200, sample=12).foresight
    assert len(found) == 12
    assert (found["known_with"] <= found["with_reserve"] + 1e-3).all()
    assert found["known_least"].to_numpy() == pytest.approx(found["known_with"].to_numpy(), abs=1e-3)
    assert (found["known_with"] < found["with_reserve"] - 1).any()
    assert found["known_without"].to_numpy() == pytest.approx(found["without"].to_numpy(), abs=1e-3)
