"""Hand-solved: processes, their ratios, tolls and capacity, runs before Start, what targets make of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import METAL, ONE, ORE, places, plant, seller
from tiny import demand, metal, optimum, row


@pytest.mark.parametrize(
    ("settings", "capacity", "more", "expected"),
    [
        ({}, 1000, {}, 5_000),
        ({}, 120, {}, 7_000),
        ({"Period months": 3}, 120, {}, 1_750),
        ({}, 120, {"from_": "2028"}, 10_000),
        ({}, 120, {"to": "2026"}, 10_000),
        ({}, 1000, {"cost": 41}, 10_000),
    ],
)
def test_ratio_toll_and_capacity(
    tmp_path: Path, settings: dict[str, Any], capacity: float, more: dict[str, Any], expected: float
) -> None:
    """100 t of Metal wanted; bought at 100, or made of 2 t of Ore each, a tonne of Ore 10 and 15 of toll: 50.

    Made: 200 t of Ore x 25 = 5000. Capacity for 120 t of Ore: 60 t for 3000, 40 t bought for 4000.
    A quarter: 25 t wanted, 30 t of Ore make 15 t: 750 + 10 x 100. Not in force, or a toll of 41 (102): 10 000.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[ORE, METAL],
        countries=places(),
        supply=[seller("USA", "Ore"), seller("CHL", "Metal")],
        processing=plant("Ore", {"Metal": 0.5}, capacity=capacity, **{"cost": 15, **more}),
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("acid", "expected"), [(1000, 6_200), (30, 8_100), (0, 10_000)])
def test_a_second_input(tmp_path: Path, acid: float, expected: float) -> None:
    """A tonne of Ore (10, toll 15) needs 0.3 t of Acid at 20 and gives 0.5 t of Metal, else bought at 100; 100 t wanted.

    200 t of Ore x (10 + 15 + 6) = 6200. With 30 t of Acid 100 t of Ore: 3100 + 50 x 100. Without Acid 10 000.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL, metal(20, "Acid")],
        countries=places(),
        supply=[seller("USA", "Ore"), seller("USA", "Acid", acid), seller("CHL", "Metal")],
        processing=plant("Ore", {"Metal": 0.5}, needs={"Acid": 0.3}, cost=15),
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(expected)


def test_recycled_material_feeds_processes(tmp_path: Path) -> None:
    """100 t of Metal of as much Ore (toll 20), of which 50 t can be recycled for 5: 50 x 25 + 50 x 30."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(10, "Ore", recyclable=50, recycling_cost=5), METAL],
        countries=places(),
        supply=[seller("USA", "Ore")],
        processing=plant("Ore", {"Metal": 1}, cost=20),
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(2_750)


@pytest.mark.parametrize(
    ("surplus", "heavy", "expected"), [(0, 1000, 4_250), (60, 1000, 4_100), (0, 0, 5_000), (60, 0, 4_100)]
)
def test_joint_products_with_surplus(tmp_path: Path, surplus: float, heavy: float, expected: float) -> None:
    """A tonne of Ore (10, toll 15) gives 0.2 t of Light (50) and 0.1 t of Heavy (200); 10 t and 20 t are wanted.

    Up to 50 t of Ore both products are wanted, worth 10 + 20 > 25; from there on Heavy alone, 20 < 25, up to 200 t.
    - Nothing for surplus: 50 x 25 = 1250 and 15 t of Heavy bought: 3000.
    - Surplus brings 60 %, 0.2 x 30 = 6 for a tonne of Ore, 20 + 6 > 25: 200 x 25 = 5000 less 30 t x 30 = 900.
    - Heavy not on offer (short at 2000): 200 t of Ore in any case, 5000, with 60 % for surplus less 900.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, "Surplus price": surplus},
        materials=[ORE, metal(50, "Light"), metal(200, "Heavy")],
        countries=places(),
        supply=[seller("USA", "Ore"), seller("CHL", "Light"), seller("CHL", "Heavy", heavy)],
        processing=plant("Ore", {"Light": 0.2, "Heavy": 0.1}, cost=15),
        demand=[demand(10, "Light"), demand(20, "Heavy")],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("mill", "expected"), [(1000, 4_700), (200, 15_800)])
def test_a_chain_whose_middle_is_wanted_too(tmp_path: Path, mill: float, expected: float) -> None:
    """Ore (10, toll 5) gives 0.5 t of Oxide (40), Oxide (toll 8) 0.8 t of Metal (100). 30 t of Oxide and 80 t of Metal
    are wanted: 100 + 30 t of Oxide, 260 t of Ore: 260 x 15 + 100 x 8 = 4700.

    A mill for 200 t of Ore makes 100 t of Oxide; Metal (short at 1000) goes first, 30 t of Oxide are short at 400:
    3000 + 800 + 12 000.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, metal(40, "Oxide"), METAL],
        countries=places(),
        supply=[seller("USA", "Ore")],
        processing=[
            *plant("Ore", {"Oxide": 0.5}, capacity=mill, cost=5),
            *plant("Oxide", {"Metal": 0.8}, cost=8),
        ],
        demand=[demand(30, "Oxide"), demand(80)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("lead", "capacity", "rate", "expected"), [(12, 80, 0, 7_280), (12, 60, 0, 35_460), (24, 80, 21, 5_600)]
)
def test_runs_before_start(tmp_path: Path, lead: float, capacity: float, rate: float, expected: float) -> None:
    """Three years, 40 t of Metal each, made of 80 t of Ore (toll 15) a lead time ago. Ore costs 10, from year 2 on 20;
    its only seller asks 20 % more and has 80 t a year.

    - A year: early 80 x (10 + 15) = 2000 at the market price, without the seller's 80 t; in year 1 for year 2
      80 x (12 + 15) = 2160; in year 2 for year 3 80 x (24 + 15) = 3120; nothing in year 3. Together 7280.
    - Capacity 60: 1500 + 1620 + 2340, and 10 t a year short at 1000: 30 000.
    - Two years at 21 % (mid-year 1 counts 1/1.1): early for years 1 and 2, both at the root, 4000 + 2160: 6160 / 1.1.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3, "Discount rate": rate},
        materials=[ORE, METAL],
        countries=places(),
        prices=[row(material="Ore", period=period, price=20) for period in (2, 3)],
        supply=[seller("USA", "Ore", 80, premium=20)],
        processing=plant("Ore", {"Metal": 0.5}, capacity=capacity, cost=15, lead_time=lead),
        demand=[demand(40)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("more", "first", "later", "expected"),
    [
        ({}, 10, 20, 7_280),
        ({"from_": "2028"}, 10, 20, 11_120),
        ({"to": "2027"}, 10, 20, 8_160),
        ({"cash_margin_needed": 35}, 10, 20, 8_160),
        ({"cash_margin_needed": 35}, 20, 10, 10_160),
        ({"cash_margin_needed": 45}, 10, 20, 12_000),
    ],
)
def test_no_runs_before_start_of_what_is_shut_or_not_in_force(
    tmp_path: Path, more: dict[str, Any], first: float, later: float, expected: float
) -> None:
    """As above with a year of lead, and CHL sells Metal at 100: years bought cost 4000, made 2000, 2160, 3120.

    - In force from 2028: made for year 3 alone: 8000 + 3120. In force in 2027: for years 1 and 2: 4160 + 4000.
    - The margin is 0.5 x 100 - Ore: 40 with Ore at 10, 30 at 20. Where 35 is needed the process is shut in years 2 and 3:
      4160 + 4000; with Ore at 20 in year 1 and 10 later it is shut at the root, early too: 8000 + 80 x (12 + 15).
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal(first, "Ore"), METAL],
        countries=places(),
        prices=[row(material="Ore", period=period, price=later) for period in (2, 3)],
        supply=[seller("USA", "Ore", 80, premium=20), seller("CHL", "Metal")],
        processing=plant("Ore", {"Metal": 0.5}, capacity=80, cost=15, lead_time=12, **more),
        demand=[demand(40)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("country", "expected"), [("USA", 6_000), ("MYS", 4_000)])
def test_the_target_counts_what_home_processes_eat(tmp_path: Path, country: str, expected: float) -> None:
    """36.5 days of cover of Ore, of which 50 t a year are wanted as such and 200 t eaten for 100 t of Metal (toll 5).

    Ore 250 x 10, toll 1000. Nobody sells to the reserve: 10 % of 250 t missed at 100. A process abroad is not home
    demand: 10 % of 50 t.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=places("MYS"),
        supply=[seller("USA", "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 0.5}, country, 200, cost=5),
        demand=[demand(50, "Ore"), demand()],
        targets=[{"material": "Ore", "days_of_cover": 36.5, "penalty": 100}],
    )
    assert outcome.objective == pytest.approx(expected)


def test_targets_follow_the_chain(tmp_path: Path) -> None:
    """Ore (10, toll 5) gives 0.5 t of Oxide (60), Oxide (toll 8) a tonne of Metal. 20 t of Oxide and 80 t of Metal wanted:
    Oxide 20 + 80, Ore 200 t. 36.5 days of cover are 10 t of Oxide, 20 t of Ore, missed at 100.

    200 x 15 + 80 x 8 + 3000 = 6640. (The mill has no room for the reserve's Oxide; a tonne short costs 600.)
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, metal(60, "Oxide"), METAL],
        countries=places(),
        supply=[seller("USA", "Ore", for_="industry")],
        processing=[
            *plant("Ore", {"Oxide": 0.5}, capacity=200, cost=5),
            *plant("Oxide", {"Metal": 1}, capacity=80, cost=8),
        ],
        demand=[demand(20, "Oxide"), demand(80)],
        targets=[{"material": name, "days_of_cover": 36.5, "penalty": 100} for name in ("Ore", "Oxide")],
    )
    assert outcome.objective == pytest.approx(6_640)
