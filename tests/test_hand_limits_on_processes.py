"""Hand-solved: limits on what processes make, at the border, by value added, and when their feed is cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import METAL, ONE, ORE, places, plant, seller
from tiny import demand, effect, metal, optimum, story

LEAST = {"limit": "Made at home", "scope": "Metal", "of": "USA", "at_least_tonnes": 30}
MOST = {"limit": "Made at home", "scope": "Metal", "of": "USA", "at_most_share": 60}


@pytest.mark.parametrize(("cut", "expected"), [(0, 26_000), (80, 24_800), (100, 24_500)])
def test_tonnes_at_least_shrink_with_the_feed(tmp_path: Path, cut: float, expected: float) -> None:
    """Metal costs 100 from CHL, 10 + 190 made at home of CHN's Ore (100 t a year); 100 t wanted, 30 t from home.

    Each year 30 x 200 + 70 x 100 = 13 000. In the story, 50 %, year 2: with 80 % of the Ore gone 30 x 0.2 = 6 t are
    asked of home, 6 x 200 + 94 x 100 = 10 600; with all of it gone none, 10 000. 13 000 + 0.5 x 13 000 + 0.5 x that.
    """
    outcome = optimum(
        tmp_path,
        materials=[ORE, METAL],
        countries=places("CHN"),
        supply=[seller("CHN", "Ore", capacity=100), seller("CHL", "Metal")],
        processing=plant("Ore", {"Metal": 1}, capacity=100, cost=190),
        demand=[demand()],
        limits=[LEAST],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "supply loss", cut, country_or_agreement="CHN", material_or_group="Ore")],
    )
    assert outcome.objective == pytest.approx(expected)


def test_what_was_fed_before_start_counts_nowhere(tmp_path: Path) -> None:
    """Home makes Metal a year after feeding, for 10 + 20; CHL sells at 100; at most 60 % of 100 t a year from home.

    Year 1 lives of 100 t fed before Start, 3000, and orders nothing: an empty period passes. In year 2 60 t come from
    home, fed in year 1 for 1800, and 40 t from CHL for 4000.
    """
    outcome = optimum(
        tmp_path,
        materials=[ORE, METAL],
        countries=places(),
        supply=[seller("USA", "Ore"), seller("CHL", "Metal")],
        processing=plant("Ore", {"Metal": 1}, cost=20, lead_time=12),
        demand=[demand()],
        limits=[MOST],
    )
    assert outcome.objective == pytest.approx(8_800)


@pytest.mark.parametrize(
    ("country", "rule", "expected"),
    [
        ("MYS", {"of": "MYS", "at_most_share": 60}, 6_100),
        ("MYS", {"of": "CHN", "at_most_share": 10}, 1_500),
        ("MYS", {"of": "CHN", "scope": "all", "at_most_share": 10}, 1_500),
        ("MYS", {"of": "CHN", "scope": "Ore", "at_most_share": 50}, 1_500),
        ("MYS", {"of": "MYS", "at_most_tonnes": 25}, 10_125),
        ("USA", {"of": "USA", "at_most_share": 60}, 6_100),
        ("USA", {"of": "CHN", "at_most_share": 10}, 1_500),
        ("USA", {"of": "CHN", "scope": "Ore", "at_most_share": 50}, 1_700),
        ("USA", {"of": "CHL", "at_least_share": 30}, 4_950),
    ],
)
def test_limits_count_at_the_border(tmp_path: Path, country: str, rule: dict[str, Any], expected: float) -> None:
    """100 t of Metal: made of CHN's Ore (10, toll 5) for 15, or bought in CHL for 130. CHL has Ore at 14 too. No freight.

    - Made in MYS it leaves MYS: at most 60 %: 60 x 15 + 40 x 130; at most 25 t: 25 x 15 + 75 x 130.
      CHN's Ore never comes home, no limit on CHN binds.
    - Made at home it is bought from home: at most 60 % the same; Ore comes from CHN, at most half: 50 x 4 more.
      CHL at least 30 % of Metal: 70 x 15 + 30 x 130.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=places("MYS"),
        supply=[seller("CHN", "Ore"), seller("CHL", "Ore", premium=40), seller("CHL", "Metal", premium=30)],
        processing=plant("Ore", {"Metal": 1}, country, cost=5),
        demand=[demand()],
        limits=[{"limit": "Limit", "scope": "Metal", **rule}],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize("country", ["MYS", "USA"])
def test_at_least_tonnes_of_what_is_made(tmp_path: Path, country: str) -> None:
    """MYS (or home) makes Metal for 210, CHL sells it for 130; at least 30 t of 100 t from MYS: 30 x 210 + 70 x 130.

    In year 2, with 50 %, half of its capacity of 100 t is lost, and of the 30 t: 15 x 210 + 85 x 130.
    15 400 + 0.5 x 15 400 + 0.5 x 14 200.
    """
    outcome = optimum(
        tmp_path,
        materials=[ORE, METAL],
        countries=places("MYS"),
        supply=[seller(country, "Ore", for_="industry"), seller("CHL", "Metal", premium=30, for_="industry")],
        processing=plant("Ore", {"Metal": 1}, country, 100, cost=200),
        demand=[demand()],
        limits=[{"limit": "Limit", "scope": "Metal", "of": country, "at_least_tonnes": 30}],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "process loss", 50, material_or_group="Metal")],
    )
    assert outcome.objective == pytest.approx(30_200)


@pytest.mark.parametrize(
    ("scope", "share", "expected"), [("Family", 18, 5_060), ("Ore", 90, 5_060), ("Family", 20, 5_000)]
)
def test_home_output_counts_by_the_value_added(tmp_path: Path, scope: str, share: float, expected: float) -> None:
    """100 t of Metal (100) made at home of 200 t of Ore (10, toll 15): CHN asks 10, PER 13; freely 5000.

    In the Family of Ore and Metal CHN's 2000 stand against 2000 + 10 000 less the 2000 of Ore eaten: 20 %, which is
    just allowed. At most 18 %: 180 t of Ore; 20 t from PER, 3 dearer. (Of 12 000 it would be 16.7 %.)
    At most 90 % of the tonnes of Ore: the same.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(10, "Ore", group="Family"), metal(100, group="Family")],
        countries=places(),
        supply=[seller("CHN", "Ore"), seller("PER", "Ore", premium=30)],
        processing=plant("Ore", {"Metal": 0.5}, cost=15),
        demand=[demand()],
        limits=[{"limit": "Limit", "scope": scope, "of": "CHN", "at_most_share": share}],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"of": "MYS", "at_least_tonnes": 5, "for": "industry"}, 870),
        ({"of": "MYS", "at_least_tonnes": 5, "for": "both"}, 870),
        ({"of": "MYS", "at_least_tonnes": 5, "for": "reserve"}, 910),
        ({"of": "MYS", "at_least_tonnes": 80, "for": "industry"}, 1_410),
        ({"of": "MYS", "at_least_tonnes": 55, "for": "industry", "scope": "all"}, 870),
        ({"of": "MYS", "at_least_tonnes": 5, "for": "industry", "scope": "Rocks"}, 870),
        ({"of": "MYS", "at_most_tonnes": 5, "for": "industry"}, 850),
        ({"of": "CHL", "at_least_tonnes": 5, "for": "industry", "over": "horizon"}, 890),
    ],
)
def test_a_limit_counts_what_nobody_at_home_uses(tmp_path: Path, rule: dict[str, Any], expected: float) -> None:
    """MYS makes 50 t of Metal of its own Ore, 10 + 5 + 2 of freight: 850. Nobody at home has a use for Ore.

    - At least 5 t of it from MYS: it comes home and goes back to be worked, 4 a tonne: 20 more. The reserve buys its own, and
      has it landed: 5 x 12 more.
    - 80 t: all come home, 160, and 50 t go back, 100; 30 t more are bought and left, 300.
    - 55 t of everything from MYS, of which 50 t are Metal; 5 t of its group. At most: nothing needs to move.
    - 5 t from CHL, which asks 14: bought there for 70 instead of 50 in MYS, home for 10, and on to MYS for 10.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(10, "Ore", group="Rocks"), METAL],
        countries=places("MYS", "CHL", freight=2),
        supply=[seller("MYS", "Ore"), seller("CHL", "Ore", premium=40)],
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=5),
        demand=[demand(50)],
        limits=[{"limit": "Limit", "scope": "Ore", **rule}],
    )
    assert outcome.objective == pytest.approx(expected)
