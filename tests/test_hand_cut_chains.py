"""Hand-solved: chains that are cut, and what lies upstream and downstream of the cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import METAL, ORE, places, plant, seller
from tiny import demand, effect, metal, optimum, story


@pytest.mark.parametrize(
    ("kind", "change", "held", "tonnes", "expected"),
    [
        ("process loss", 100, "Metal", 100, 6_000),
        ("supply loss", 100, "Metal", 100, 6_000),
        ("process loss", -100, "Oxide", 100, 6_500),
        ("process loss", 100, "Ore", 200, 56_000),
        ("process loss", 60, "Metal", 50, 11_800),
        ("supply loss", 60, "Oxide", 50, 12_050),
    ],
)
def test_a_cut_in_the_middle_of_a_chain(
    tmp_path: Path, kind: str, change: float, held: str, tonnes: float, expected: float
) -> None:
    """Ore (10, toll 5, room for 200 t) gives 0.5 t of Oxide, Oxide (toll 10) a tonne of Metal, 100 t a year for 40 each.
    With 50 % the making of Oxide is cut in year 2. Year 1 and base 4000 + 2000; in the story:

    - All cut: Oxide is disrupted, and Metal downstream of it. 100 t of Metal are released, for nothing; or 100 t of
      Oxide, which still have to be smelted: 0.5 x 1000. Ore cannot help: 100 t short, 0.5 x 100 000.
    - 60 % cut: 80 t of Ore make 40 t for 1600; 50 t of Metal from the reserve; 10 t short: 0.5 x 11 600.
      With 50 t of Oxide in reserve 50 x 10 more: 0.5 x 12 100.
    """
    held_at_start = {held: {"opening_stock": tonnes}}
    outcome = optimum(
        tmp_path,
        materials=[
            metal(price, name, **held_at_start.get(name, {}))
            for name, price in (("Ore", 10), ("Oxide", 60), ("Metal", 100))
        ],
        countries=places(),
        supply=[seller("USA", "Ore", for_="industry")],
        processing=[
            *plant("Ore", {"Oxide": 0.5}, capacity=200, cost=5),
            *plant("Oxide", {"Metal": 1}, cost=10),
        ],
        demand=[demand()],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", kind, change, material_or_group="Oxide", country_or_agreement="USA")],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "change", "cells", "expected"),
    [
        ("supply loss", 50, {"country_or_agreement": "CHN", "material_or_group": "Ore"}, 4_500),
        ("demand", 20, {"material_or_group": "Ore"}, 4_505),
        ("supply loss", 50, {"country_or_agreement": "CHN", "material_or_group": "Other"}, 6_000),
        ("price", 50, {"material_or_group": "Ore"}, 6_250),
    ],
)
def test_what_lies_upstream_disrupts(
    tmp_path: Path, kind: str, change: float, cells: dict[str, Any], expected: float
) -> None:
    """CHN's Ore (10) becomes Oxide (toll 5), then Metal (toll 15): 30; CHL sells Metal at 100 too. 100 t of Metal are in
    reserve. In year 2, with 50 %, CHN sells half its 101 t of Ore: Metal is disrupted two stages downstream, 100 t are
    released and nothing is bought: 3000 + 0.5 x 3000 + 0. One tonne of Ore is lost in between, wanted by nobody.

    - Demand for Ore as such, 5 t recycled for nothing, rises by a fifth: the same, and a tonne bought: 0.5 x 10 more.
    - If CHN sells half of Other, of which nothing is made, Metal is calm: no release, 6000. If only the price of Ore
      rises, neither: 3000 + 1500 + 0.5 x 3500.
    """
    outcome = optimum(
        tmp_path,
        materials=[
            metal(10, "Ore", recyclable=5),
            metal(15, "Oxide"),
            metal(100, opening_stock=100),
            metal(name="Other"),
        ],
        countries=places(),
        supply=[
            seller("CHN", "Ore", 101, for_="industry"),
            seller("CHN", "Other", 100),
            seller("CHL", "Metal", for_="industry"),
        ],
        processing=[*plant("Ore", {"Oxide": 1}, cost=5), *plant("Oxide", {"Metal": 1}, cost=15)],
        demand=[demand(), demand(5, "Ore")],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", kind, change, **cells)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_a_cut_downstream_does_not_disrupt_what_lies_upstream(tmp_path: Path) -> None:
    """100 t of Ore a year are wanted as such, for 10; 100 t are in reserve. In year 2, with 50 %, nobody makes Metal of
    Ore (toll 20; CHL sells it at 100, for 10 t wanted): Ore stays calm and is not released.

    Year 1 and base 1.5 x (1000 + 300), story 0.5 x (1000 + 1000): 2950.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(10, "Ore", opening_stock=100), METAL],
        countries=places(),
        supply=[seller("USA", "Ore", for_="industry"), seller("CHL", "Metal", for_="industry")],
        processing=plant("Ore", {"Metal": 1}, capacity=10, cost=20),
        demand=[demand(100, "Ore"), demand(10)],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "process loss", 100, material_or_group="Metal")],
    )
    assert outcome.objective == pytest.approx(2_950)


@pytest.mark.parametrize(("capacity", "expected"), [(200, 37_500), (1000, 10_500)])
def test_what_was_fed_before_the_cut_still_comes_out(tmp_path: Path, capacity: float, expected: float) -> None:
    """Ore (10, toll 5) gives 0.5 t of Oxide (60) a year later; 100 t a year. With 50 % the mill stops for good in year 2.

    Early runs 200 x 15 serve year 1, year 1's runs 200 x 15 year 2, in the story too; base in year 2 for year 3
    0.5 x 3000. The story is short of 100 t in year 3: 0.5 x 100 x 600 = 30 000. Together 37 500.

    With room to spare 200 t of Ore more are fed before the cut, the Oxide put by and released in year 3: 7500 + 3000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[ORE, metal(60, "Oxide")],
        countries=places(),
        supply=[seller("USA", "Ore", for_="industry")],
        processing=plant("Ore", {"Oxide": 0.5}, capacity=capacity, cost=5, lead_time=12),
        demand=[demand(100, "Oxide")],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "process loss", 100, material_or_group="Oxide")],
    )
    assert outcome.objective == pytest.approx(expected)
