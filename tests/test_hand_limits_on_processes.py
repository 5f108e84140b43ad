"""Hand-solved: limits on what processes make, when their feed is cut and when they ran before Start."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_hand_processing import METAL, ORE, places, plant, seller
from tiny import demand, effect, optimum, story

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
