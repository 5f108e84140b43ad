"""Hand-solved: what the reserve buys of processes, and what it does with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import METAL, ONE, ORE, places, plant, seller
from tiny import demand, effect, floor, member, metal, optimum, row, story

RESERVE = [row(material="Metal", tonnes=100, hard="yes")]


@pytest.mark.parametrize(
    ("country", "club", "settings", "expected"),
    [
        ("MYS", None, {}, 4_700),
        ("MYS", None, {"Reserve pays duty": "no"}, 3_700),
        ("MYS", None, {"Weight reserve": 2}, 16_400),
        ("MYS", None, {"Traders' fee": 5}, 4_700),
        ("MYS", "MYS", {}, 6_900),
        ("MYS", "MYS", {"Weight reserve": 2}, 20_800),
        ("MYS", "PER", {}, 5_700),
        ("MYS", "PER", {"Reserve pays duty": "no"}, 5_700),
        ("MYS", "PER", {"Weight reserve": 2}, 18_400),
        ("USA", None, {}, 3_000),
        ("USA", None, {"Weight reserve": 2}, 13_000),
        ("USA", "PER", {}, 5_000),
        ("USA", "PER", {"Weight reserve": 2}, 17_000),
    ],
)
def test_the_reserve_buys_the_output_of_processes(
    tmp_path: Path, country: str, club: str | None, settings: dict[str, Any], expected: float
) -> None:
    """A hard target of 100 t of Metal that only a process can make, of 2 t of Ore each (10, toll 5): 30 for industry.
    The reserve pays industry the market's 100 and, from MYS, freight 7 and duty 10: 117. Together 30 + 17.

    - Floor 120, MYS a member: industry pays the process 20 more, the reserve 120 + 7 + 12 = 139: 50 + 19.
    - MYS an outsider: the reserve pays 100 and duties of 20, whether or not the ad valorem duty is part of it: 127.
    - At home: the reserve pays 100, no freight, no duty; under the floor 120, of which industry pays the process 20.
    - The reserve's side counted twice: once more what it pays. The traders' fee is on offers alone.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[ORE, METAL],
        countries=[
            row(country=name, **({} if name == "USA" else {"freight": 7, "duty": 10})) for name in ("USA", "MYS")
        ],
        agreements=[member("Club", club)] if club else [],
        supply=[seller(country, "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 0.5}, country, cost=5),
        targets=RESERVE,
        floors=[floor("border floor", 120, "Club")] if club else [],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("country", "buyer", "expected"),
    [
        ("MYS", "reserve", 8_020),
        ("MYS", "both", 8_020),
        ("MYS", "industry", 4_700),
        ("USA", "reserve", 7_000),
        ("USA", "both", 7_000),
    ],
)
def test_limits_count_what_the_reserve_buys_of_processes(
    tmp_path: Path, country: str, buyer: str, expected: float
) -> None:
    """A hard target of 100 t of Metal, made in MYS for 30, freight 7, duty 10, or at home for 30; CHL sells it for 130.

    At most 60 % of it from there: 60 x 47 + 40 x 130, or 60 x 30 + 40 x 130. A limit on industry's purchases alone does
    not count what the reserve buys.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=[*places(), row(country="MYS", freight=7, duty=10)],
        supply=[seller(country, "Ore", for_="industry"), seller("CHL", "Metal", premium=30, for_="reserve")],
        processing=plant("Ore", {"Metal": 1}, country, cost=20),
        targets=RESERVE,
        limits=[{"limit": "Limit", "scope": "Metal", "of": country, "at_most_share": 60, "for": buyer}],
    )
    assert outcome.objective == pytest.approx(expected)


def test_released_ore_still_goes_through_the_process_abroad(tmp_path: Path) -> None:
    """CHN's Ore (10) goes to MYS (2), becomes Metal (toll 5), comes home (2, duty 10): 29. 100 t of Ore are in reserve.

    In year 2, with 50 %, CHN stops: Ore is released at home and goes to MYS: 2 + 5 + 2 + 10. 2900 + 1450 + 950.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(10, "Ore", opening_stock=100), METAL],
        countries=places("CHN", "MYS", freight=2, duty=10),
        supply=[seller("CHN", "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 1}, "MYS", 100, cost=5),
        demand=[demand()],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "supply loss", 100, country_or_agreement="CHN")],
    )
    assert outcome.objective == pytest.approx(5_300)


def test_the_market_impact_cap_counts_the_output_of_processes(tmp_path: Path) -> None:
    """A target of 100 t, missed at 200. At home Metal is made for 30; CHL sells at 150 to the reserve.

    10 % of a world output of 500 t: 50 t, made for 1500; 50 t missed for 10 000.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, "Market-impact cap": 10},
        materials=[ORE, metal(world_output=500)],
        countries=places(),
        supply=[seller("USA", "Ore", for_="industry"), seller("CHL", "Metal", premium=50, for_="reserve")],
        processing=plant("Ore", {"Metal": 1}, cost=20),
        targets=[row(material="Metal", tonnes=100, penalty=200)],
    )
    assert outcome.objective == pytest.approx(11_500)


def test_the_reserve_stores_and_pays_for_the_output_of_processes(tmp_path: Path) -> None:
    """A target of 100 t, missed at 400. MYS makes Metal for 30, freight 7, duty 10; handling in 3, storage 5.

    The reserve pays 100 + 17 + 3 + 5 = 125: a grant of 6250 is enough for 50 t: 50 x (30 + 25) + 50 x 400.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, metal(100, storage_class="Shed")],
        countries=places("MYS", freight=7, duty=10),
        supply=[seller("MYS", "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=20),
        targets=[row(material="Metal", tonnes=100, penalty=400)],
        storage=[row(storage_class="Shed", handling_in=3, cost=5)],
        finance=[row(tranche="Grant", kind="grant", amount=6_250)],
    )
    assert outcome.objective == pytest.approx(22_750)


def test_the_reserve_gets_no_more_than_processes_make(tmp_path: Path) -> None:
    """At home 40 t of Metal are made for 30 each; CHL sells at 100 to industry alone, which wants 100 t.

    The reserve, which misses a tonne of its 100 at 400, gets the 40 t and industry buys 100: 1200 + 10 000 + 60 x 400.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=places(),
        supply=[seller("USA", "Ore", for_="industry"), seller("CHL", "Metal", for_="industry")],
        processing=plant("Ore", {"Metal": 1}, capacity=40, cost=20),
        demand=[demand()],
        targets=[row(material="Metal", tonnes=100, penalty=400)],
    )
    assert outcome.objective == pytest.approx(35_200)


@pytest.mark.parametrize("country", ["USA", "MYS"])
def test_what_the_reserve_bought_of_a_process_is_there_next_year(tmp_path: Path, country: str) -> None:
    """150 t a year can be made for 30 each, 100 t are wanted; with 50 % 200 t in year 2.

    Year 1: 50 t more for the reserve, 4500. Base 0.5 x 3000. Story: 150 t made, 50 t released: 0.5 x 4500.
    """
    outcome = optimum(
        tmp_path,
        materials=[ORE, METAL],
        countries=places("MYS"),
        supply=[seller(country, "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 1}, country, 150, cost=20),
        demand=[demand()],
        stories=[story("Boom", 50)],
        effects=[effect("Boom", "demand", 100)],
    )
    assert outcome.objective == pytest.approx(8_250)
