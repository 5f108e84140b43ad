"""Hand-solved: when and how much the reserve may release."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import demand, effect, metal, offer, optimum, story


@pytest.mark.parametrize(
    ("when", "expected"), [("disrupted", 20_000), ("any disruption", 15_000), ("always", 10_000), (None, 20_000)]
)
def test_release_when(tmp_path: Path, when: str | None, expected: float) -> None:
    """100 t of Metal in the reserve, 100 t a year wanted for two years, 100 a tonne. In year 2, with 50 %, Other stops.

    Metal itself is never disrupted: no release, 20 000. With `any disruption` it is released in the story:
    0.5 x 10 000 less. With `always` it saves a whole year: 10 000.
    """
    outcome = optimum(
        tmp_path,
        {"Release when": when},
        materials=[metal(opening_stock=100), metal(name="Other")],
        supply=[offer("CHL"), offer("PER", material="Other")],
        demand=[demand()],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100, material_or_group="Other")],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("kind", "change", "expected"), [("demand", 20, 16_000), ("price", 20, 21_000)])
def test_a_rise_of_demand_disrupts_a_rise_of_price_does_not(
    tmp_path: Path, kind: str, change: float, expected: float
) -> None:
    """100 t in the reserve, 100 t a year at 100 for two years, a story of 50 % in year 2.

    Demand + 20 %: the reserve releases its 100 t, 20 t are bought: 10 000 + 0.5 x 10 000 + 0.5 x 2000 = 16 000.
    Price + 20 %: no release: 10 000 + 0.5 x 10 000 + 0.5 x 12 000 = 21 000.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(opening_stock=100)],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("Move", 50)],
        effects=[effect("Move", kind, change)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("delay", "expected"), [(0, 20_000), (1, 70_000), (2, 120_000)])
def test_release_delay(tmp_path: Path, delay: int, expected: float) -> None:
    """200 t in the reserve; CHL (100 t a year at 100) stops with 50 % from year 2 to the end, year 3.

    At once: both story years are served from the reserve: 10 000 + 2 x 0.5 x 10 000 = 20 000.
    Each year of delay leaves one of them 100 t short: + 0.5 x 100 000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3, "Release delay": delay},
        materials=[metal(opening_stock=200)],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand()],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_release_limit_is_of_the_stock_before_the_disruption(tmp_path: Path) -> None:
    """30 % a period of 100 t, the stock of calm year 1: 30 t in year 2 and 30 t, not 21 t, in year 3.

    10 000 + 0.5 x 20 000 (base) + 0.5 x 2 x 70 x 1000 (short) = 90 000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal(opening_stock=100, storage_class="Shed")],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand()],
        storage=[{"storage_class": "Shed", "release_limit": 30}],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100)],
    )
    assert outcome.objective == pytest.approx(90_000)


def test_nothing_is_released_in_the_period_it_arrives(tmp_path: Path) -> None:
    """In year 2, with 50 %, demand doubles to 200 t; industry can buy 100 t, the reserve 100 t at 100 from PER.

    What PER sells the reserve in the story itself comes too late; bought in year 1 (10 000) it saves
    0.5 x 100 x 1000. 10 000 + 10 000 + 0.5 x 10 000 + 0.5 x 10 000 = 30 000.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", 100, for_="industry"), offer("PER", for_="reserve")],
        demand=[demand()],
        stories=[story("Boom", 50)],
        effects=[effect("Boom", "demand", 100)],
    )
    assert outcome.objective == pytest.approx(30_000)
    assert outcome.purchases["PER"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [({}, 15_000), ({"Weight reserve": 0}, 20_000), ({"Weight reserve": 3}, 5_000)],
)
def test_industry_pays_the_base_price_for_a_release(tmp_path: Path, weights: dict[str, float], expected: float) -> None:
    """Released 100 t in year 2 of a story of 50 % where CHL stops and the market price doubles.

    Between industry and reserve the money goes round: 10 000 + 0.5 x 10 000 = 15 000.
    Without the reserve's side industry pays another 0.5 x 100 x 100 at the base price: 20 000.
    With the reserve's side counted three times: 20 000 - 3 x 5000 = 5000.
    """
    outcome = optimum(
        tmp_path,
        weights,
        materials=[metal(opening_stock=100)],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand()],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100), effect("Stop", "price", 100)],
    )
    assert outcome.objective == pytest.approx(expected)
