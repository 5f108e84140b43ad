"""Hand-solved: border floors at processes, and processes that shut where their margin is too small."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import METAL, ONE, ORE, places, plant, seller
from tiny import Row, demand, effect, floor, member, metal, optimum, row, story


def border(price: float, material: str = "Metal", club: str = "Club") -> Row:
    return {**floor("border floor", price, club), "material": material, "floor": f"{material} {club}"}


@pytest.mark.parametrize(
    ("floors", "expected"),
    [
        ([], 1_250),
        ([border(60, "Light")], 1_350),
        ([border(60, "Light"), border(190, "Heavy")], 1_350),
        ([border(60, "Light"), border(230, "Heavy")], 1_500),
        ([border(12, "Ore")], 1_350),
        ([border(12, "Ore"), border(60, "Light")], 1_350),
        ([border(12, "Ore"), border(70, "Light")], 1_450),
        ([border(15, "Ore"), border(60, "Light")], 1_500),
    ],
)
def test_a_home_process_is_paid_the_floors_of_all_it_makes(tmp_path: Path, floors: list[Row], expected: float) -> None:
    """50 t of Ore (10, toll 15) give the 10 t of Light (50) that are wanted and 5 t of Heavy (200): 50 x 25.

    Floor 60 for Light: 0.2 x 10 more a tonne of Ore. Floor 190 for Heavy: below the market. 230: 0.1 x 30 more,
    wanted or not. Floor 12 for Ore: 2 more to its seller. With floors on both the process is paid what the outputs'
    floors add beyond the inputs': 12 and 60 give 12 + 15 + (2 - 2), 12 and 70 give 12 + 15 + (4 - 2), 15 and 60 give
    15 + 15 + 0, because nobody pays a process less for its dear input.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, metal(50, "Light"), metal(200, "Heavy")],
        countries=places(),
        agreements=[member("Club", "PER")],
        supply=[seller("USA", "Ore")],
        processing=plant("Ore", {"Light": 0.2, "Heavy": 0.1}, cost=15),
        demand=[demand(10, "Light")],
        floors=floors,
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("country", "settings", "expected"),
    [
        ("MYS", {}, 6_300),
        ("MYS", {"Weight duties": 1}, 3_300),
        ("PER", {}, 7_700),
        ("CHN", {}, 6_300),
        ("CHN", {"Weight duties": 1}, 2_300),
        ("USA", {}, 5_500),
    ],
)
def test_a_process_of_one_agreement_and_outside_of_another(
    tmp_path: Path, country: str, settings: dict[str, Any], expected: float
) -> None:
    """Floors of Metal (100): 110 of South, 140 of North. Ore 10, toll 5; from abroad freight 8, duty 10 %.

    MYS is of South alone: paid 10 more, duty 11, topped up from 121 to 140: 15 + 10 + 8 + 30; 33 without the duties.
    PER is of both: paid 40 more, duty 14: 77. CHN is of none: duties of 40: 63, without them 23. Home: 15 + 40.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[ORE, METAL],
        countries=[row(country="USA"), *(row(country=name, freight=8, duty=10) for name in ("MYS", "PER", "CHN"))],
        agreements=[member("South", "MYS"), member("South", "PER"), member("North", "PER")],
        supply=[seller(country, "Ore")],
        processing=plant("Ore", {"Metal": 1}, country, cost=5),
        demand=[demand()],
        floors=[border(110, club="South"), border(140, club="North")],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("country", "needed", "floors", "settings", "expected"),
    [
        ("USA", None, [], {}, 9_000),
        ("USA", 40, [], {}, 9_000),
        ("USA", 41, [], {}, 15_000),
        ("USA", 41, [border(60)], {}, 9_500),
        ("USA", 41, [border(50.5)], {}, 15_000),
        ("USA", 35, [border(20, "Ore")], {}, 17_500),
        ("USA", 30, [border(20, "Ore")], {}, 12_000),
        ("PER", 41, [border(60)], {}, 9_500),
        ("PER", 41, [border(60)], {"Weight duties": 1}, 9_500),
        ("CHN", 41, [border(60)], {}, 15_000),
        ("CHN", 40, [border(60)], {}, 9_500),
        ("CHN", 40, [border(60)], {"Weight duties": 1}, 9_000),
        ("USA", -1000, [], {}, 9_000),
    ],
)
def test_a_flood_shuts_processes_whose_margin_is_too_small(
    tmp_path: Path, country: str, needed: float | None, floors: list[Row], settings: dict[str, Any], expected: float
) -> None:
    """100 t of Metal a year for three years, made of Ore (10, toll 20): 3000 a year. CHL asks 150 for ever: 15 000.
    A story of 50 % halves Metal's price in year 2 alone: the margin falls from 90 to 40.

    - No margin needed, or one of 40: open, 9000. 41: shut in that year and no longer, 0.5 x 12 000 more.
    - Floor 60 for Metal (home and member PER): margin 50, open; the process is paid 10 more: 0.5 x 1000.
      Floor 50.5: margin 40.5, shut.
    - Floor 60 and outsider CHN: its margin stays 40. Shut below 41; open at 40, and 10 of duties are due at home.
    - Floor 20 for Ore: margin 80 and 30. 4000 a year, and shut below 35 in the flood: 4000 + 2000 + 7500 + 4000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3, **settings},
        materials=[ORE, METAL],
        countries=places("PER", "CHN"),
        agreements=[member("Club", "PER")],
        supply=[seller(country, "Ore"), seller("CHL", "Metal", price_basis="fixed", fixed_price=150)],
        processing=plant("Ore", {"Metal": 1}, country, cost=20, cash_margin_needed=needed),
        demand=[demand()],
        floors=floors,
        stories=[story("Flood", 50)],
        effects=[effect("Flood", "price", -50, material_or_group="Metal", lasts=12)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("needed", "expected"), [(14, 3_100), (14.5, 5_000)])
def test_the_margin_is_per_tonne_of_main_input(tmp_path: Path, needed: float, expected: float) -> None:
    """A tonne of Ore (10) and 0.3 t of Acid (20) give 0.2 t of Light (50) and 0.1 t of Heavy (200): 30 - 16 = 14.

    20 t of Light are wanted: 100 t of Ore, toll 15: 100 x 31. Where 14.5 is needed it is shut, even at the root,
    and CHL sells Light at 250.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, metal(20, "Acid"), metal(50, "Light"), metal(200, "Heavy")],
        countries=places(),
        supply=[seller("USA", "Ore"), seller("USA", "Acid"), seller("CHL", "Light", premium=400)],
        processing=plant("Ore", {"Light": 0.2, "Heavy": 0.1}, needs={"Acid": 0.3}, cost=15, cash_margin_needed=needed),
        demand=[demand(20, "Light")],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("country", "where", "expected"), [("CHN", "MYS", 1_500), ("PER", "MYS", 3_500), ("CHN", "USA", 3_500)]
)
def test_the_floor_of_an_input(tmp_path: Path, country: str, where: str, expected: float) -> None:
    """Ore at 10 under a floor of 30, of CHN or member PER, is made into Metal (toll 5). No freight, no ad valorem duty.

    The member is paid 30 wherever its Ore goes. CHN is paid 10, topped up where it enters home; made abroad it never does.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=places("MYS"),
        agreements=[member("Club", "PER")],
        supply=[seller(country, "Ore")],
        processing=plant("Ore", {"Metal": 1}, where, cost=5),
        demand=[demand()],
        floors=[border(30, "Ore")],
    )
    assert outcome.objective == pytest.approx(expected)
