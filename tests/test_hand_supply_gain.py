"""Hand-solved: stories that add supply, such as a flood, at market terms and beside contracts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import ORE, plant, seller
from test_hand_projects import project
from tiny import Row, Rows, demand, effect, floor, metal, offer, optimum, row, story

BACKUP = offer("PER", price_basis="fixed", fixed_price=150)
FLOOD = effect("Flood", "supply gain", 50, country_or_agreement="CHL")


def flooded(folder: Path, effects: Rows = (FLOOD,), **sheets: Any) -> float:
    """The objective of a story of 50 % in year 2 of two; CHL sells 100 t a year at 100, PER any amount at 150."""
    cells: dict[str, Any] = {"materials": [metal()], "supply": [offer("CHL", 100), BACKUP], "demand": [demand(150)]}
    return optimum(folder, **{**cells, **sheets}, stories=[story("Flood", 50)], effects=effects).objective


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ([FLOOD], 33_750),
        ([effect("Flood", "supply gain", 50)], 33_750),
        ([effect("Flood", "supply gain", 50, country_or_agreement="PER")], 35_000),
        ([effect("Flood", "supply gain", 50, starts_after=6)], 34_375),
        ([effect("Flood", "supply gain", 20), effect("Flood", "supply gain", 10)], 34_200),
        ([FLOOD, effect("Flood", "supply loss", 50)], 35_625),
        ([FLOOD, effect("Flood", "price", -40)], 30_750),
    ],
)
def test_a_flood_adds_tonnes(tmp_path: Path, effects: list[Row], expected: float) -> None:
    """100 t at 100 and 50 t at 150 are 17 500 a year: 35 000 undisturbed. In the story each tonne that CHL has more saves 50.

    - a gain of 50 %, of CHL or everywhere: 50 t more: - 0.5 x 2500. Of PER: nothing.
    - in force for half the year: 25 t. Two gains, 1.2 x 1.1: 32 t. With a loss of 50 %: 0.75, 25 t less.
    - with prices down by 40 %: 150 t at 60: 9000 for 17 500, PER's price being fixed.
    """
    assert flooded(tmp_path, effects) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("floors", "wanted", "expected"),
    [
        ([floor("fixed price", 80, "CHL", quantity=40)], 150, 32_150),
        ([floor("contract for difference", 130, "CHL")], 150, 39_750),
        ([floor("contract for difference", 130, "CHL", quantity=40)], 150, 36_150),
        ([floor("buyer-paid floor", 120, "CHL", quantity=40)], 0, 9_600),
    ],
)
def test_contracts_do_not_grow(tmp_path: Path, floors: list[Row], wanted: float, expected: float) -> None:
    """CHL's 50 t more in the story are at market terms, whatever part of its 100 t is under a contract.

    - 40 t at 80: 3200 + 60 x 100 + 50 x 150 = 16 700 a year, in the story 3200 + 110 x 100 = 14 200:
      16 700 + 0.5 x (16 700 + 14 200) = 32 150.
    - the treasury pays 30 on each of 100 t, not of 150: 20 500 a year, 18 000 in the story: 39 750.
    - on 40 t: 18 700 a year, 16 200 in the story: 36 150.
    - take-or-pay of 40 t at 120 that nobody wants: 4800 a year in the story too.
    """
    sheets: dict[str, Any] = {"floors": floors, "demand": [demand(wanted)] if wanted else []}
    assert flooded(tmp_path, **sheets) == pytest.approx(expected)


def test_a_flood_disrupts_nothing(tmp_path: Path) -> None:
    """150 t in reserve would save the dearest tonnes, but nothing is missing: no release, 33 750 as without a reserve."""
    assert flooded(tmp_path, materials=[metal(opening_stock=150)]) == pytest.approx(33_750)


def test_at_least_asks_for_no_more_in_a_flood(tmp_path: Path) -> None:
    """At least 100 t of CHL, which asks 200 where PER asks 150; 150 t are wanted: 20 000 + 7500 a year, in the story too.

    150 t of CHL in the story would cost 0.5 x 2500 more.
    """
    found = flooded(
        tmp_path,
        supply=[offer("CHL", 100, price_basis="fixed", fixed_price=200), BACKUP],
        limits=[row(limit="Keep CHL", scope="Metal", of="CHL", for_="industry", over="period", at_least_tonnes=100)],
    )
    assert found == pytest.approx(55_000)


def test_a_gain_does_not_make_up_for_a_loss_of_others_in_at_least(tmp_path: Path) -> None:
    """At least 150 t of CHL and BOL together, 100 t each at 200; in the story BOL loses all, CHL gains 50 %.

    Half of their capacity is left open, whatever CHL has more: 75 t are asked for then.
    150 x 200 = 30 000, the same in the base story, in the story 75 x 200 + 75 x 150 = 26 250: 58 125.
    """
    dear = {"price_basis": "fixed", "fixed_price": 200}
    found = flooded(
        tmp_path,
        [FLOOD, effect("Flood", "supply loss", 100, country_or_agreement="BOL")],
        supply=[offer("CHL", 100, **dear), offer("BOL", 100, **dear), BACKUP],
        limits=[row(limit="Both", scope="Metal", of="CHL; BOL", for_="industry", over="period", at_least_tonnes=150)],
    )
    assert found == pytest.approx(58_125)


@pytest.mark.parametrize(("goods", "expected"), [("Metal", 24_750), ("Ore", 27_000), (None, 24_750)])
def test_processes_that_make_it_gain_too(tmp_path: Path, goods: str | None, expected: float) -> None:
    """A home smelter takes 100 t of Ore a year at 50 and 10 of toll, PER sells Metal at 150, 150 t are wanted: 13 500.

    A gain of Metal at home by half: 150 x 60 = 9000 in the story. A gain of Ore alone does nothing, as there is enough.
    """
    outcome = flooded(
        tmp_path,
        [effect("Flood", "supply gain", 50, country_or_agreement="USA", material_or_group=goods)],
        materials=[{**ORE, "price": 50}, metal()],
        countries=[row(country="USA")],
        supply=[seller("USA", "Ore"), BACKUP],
        processing=plant("Ore", {"Metal": 1}, "USA", 100, cost=10),
    )
    assert outcome == pytest.approx(expected)


def test_what_is_built_gains_too(tmp_path: Path) -> None:
    """A project adds 20 t a year to CHL's 100 t from year 2 on, for nothing. 150 t wanted: 17 500 in year 1, then
    120 x 100 + 30 x 150 = 16 500, in the story 150 x 100 = 15 000 as 1.5 x 120 t are on offer: 33 250."""
    built = project("CHL", capital_cost=0, max_capacity=20, lead_time=12)
    assert flooded(tmp_path, projects=[built]) == pytest.approx(33_250)


def test_low_prices_shut_what_a_flood_adds(tmp_path: Path) -> None:
    """Prices fall to 60 in the flood, CHL's cash cost is 90. 40 t are under a floor of 100 and stay open, the other tonnes
    are shut, those the flood adds too: 17 500 + 0.5 x 17 500 + 0.5 x (40 x 100 + 110 x 150) = 36 500."""
    found = flooded(
        tmp_path,
        [FLOOD, effect("Flood", "price", -40)],
        supply=[offer("CHL", 100, cash_cost=90), BACKUP],
        floors=[floor("buyer-paid floor", 100, "CHL", quantity=40)],
    )
    assert found == pytest.approx(36_500)
