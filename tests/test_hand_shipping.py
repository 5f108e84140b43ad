"""Hand-solved: processes abroad, and what is shipped between places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import METAL, ONE, ORE, places, plant, seller
from tiny import Row, demand, effect, floor, member, metal, optimum, row, story

JUNK = metal(1, "Junk")
RESERVE = [row(material="Metal", tonnes=100, hard="yes")]


@pytest.mark.parametrize(
    ("floors", "agreements", "duty", "settings", "expected"),
    [
        (0, [], 10, {}, 4_700),
        (0, [], 10, {"Weight duties": 1}, 3_700),
        (0, [member("Club", "MYS", duty_waived=50)], 10, {}, 4_200),
        (120, [member("Club", "MYS")], 10, {}, 6_900),
        (120, [member("Club", "MYS")], 10, {"Weight duties": 1}, 5_700),
        (120, [member("Club", "PER")], 10, {}, 5_700),
        (120, [member("Club", "PER")], 10, {"Weight duties": 1}, 3_700),
        (120, [member("Club", "PER")], 30, {}, 6_700),
        (80, [member("Club", "MYS")], 10, {}, 4_700),
    ],
)
def test_a_process_abroad_pays_at_the_border_once(
    tmp_path: Path, floors: float, agreements: list[Row], duty: float, settings: dict[str, Any], expected: float
) -> None:
    """MYS makes 100 t of Metal of its own Ore, 2 t each (10, toll 5): 30. Ore lands there without freight and duty.
    Metal comes home for 7 of freight and a duty on 100: 37 + 10.

    - Half the duty waived: 42. Where duties count as income: 37.
    - Floor 120, MYS a member: the process is paid 0.5 x 20 more a tonne of Ore, so 20; duty on 120: 57 + 12.
    - MYS an outsider: 100 topped up to 120 by duties of 20: 57; of 30 where the ad valorem duty alone is that: 67.
    - Floor 80: no effect.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[ORE, METAL],
        countries=places("MYS", freight=7, duty=duty),
        agreements=agreements,
        supply=[seller("MYS", "Ore")],
        processing=plant("Ore", {"Metal": 0.5}, "MYS", cost=5),
        demand=[demand()],
        floors=[floor("border floor", floors, "Club")] if floors else [],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("country", "more", "expected"),
    [("MYS", {}, 13_500), ("USA", {}, 13_700), ("MYS", {"freight": 3}, 13_300), ("USA", {"freight": 3}, 13_500)],
)
def test_where_offers_land(tmp_path: Path, country: str, more: dict[str, Any], expected: float) -> None:
    """100 t of Metal as such, from CHL at 120 (market 100), freight 5, duty 10 %. Somebody can make Junk of Metal too.

    At home: the offer lands at home, duty on the 120: 137. Abroad: it lands in CHL and is shipped, duty on the 100: 135.
    Freight of 3 typed on the offer goes for the shipment too.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[METAL, JUNK],
        countries=places("CHL", "MYS", freight=5, duty=10),
        supply=[seller("CHL", "Metal", premium=20, **more)],
        processing=plant("Metal", {"Junk": 1}, country),
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(expected)


def test_the_reserve_buys_offers_landed_at_home(tmp_path: Path) -> None:
    """As above with a process abroad, but the reserve buys: 120 + 5 + 12, everything at the order."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[METAL, JUNK],
        countries=places("CHL", "MYS", freight=5, duty=10),
        supply=[seller("CHL", "Metal", premium=20)],
        processing=plant("Metal", {"Junk": 1}, "MYS"),
        targets=RESERVE,
    )
    assert outcome.objective == pytest.approx(13_700)


@pytest.mark.parametrize(("typed", "freight", "expected"), [(3, 7, 3_500), (None, 7, 3_900), (3, 4, 3_200)])
def test_shipped_between_two_places_abroad(
    tmp_path: Path, typed: float | None, freight: float, expected: float
) -> None:
    """Ore of CHL (10) goes to MYS, becomes Metal (toll 5) and comes home. Duty 10 %, both have the same freight.

    No duty on the way to MYS; 10 on the Metal. Freight typed on the offer: 10 + 3 + 5 + 7 + 10; none: 10 + 7 + ….
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=places("CHL", "MYS", freight=freight, duty=10),
        supply=[seller("CHL", "Ore", freight=typed)],
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=5),
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "change", "cells", "expected"),
    [
        ("process loss", 100, {"country_or_agreement": "MYS"}, 13_350),
        ("supply loss", 100, {"country_or_agreement": "MYS", "material_or_group": "Metal"}, 13_350),
        ("process loss", 50, {"material_or_group": "Metal"}, 10_575),
        ("freight", 100, {}, 8_500),
        ("freight", 100, {"country_or_agreement": "MYS"}, 8_500),
        ("price", 100, {"material_or_group": "Metal"}, 8_300),
    ],
)
def test_home_ore_refined_abroad_can_be_cut_off(
    tmp_path: Path, kind: str, change: float, cells: dict[str, Any], expected: float
) -> None:
    """Ore of home (10) goes to MYS (7), becomes Metal (toll 5, room for 100 t), comes back (7, duty 10): 39, 3900 a year.
    CHL asks 150. Year 1 and base 3900 + 1950; in the story, 50 % in year 2:

    MYS stops: 0.5 x 15 000. Half of it: 0.5 x (1950 + 7500). Freight doubles, both ways: 0.5 x 100 x 53.
    The price of Metal doubles, and so does the duty: 0.5 x 100 x 49, and CHL is no help.
    """
    outcome = optimum(
        tmp_path,
        materials=[ORE, METAL],
        countries=[*places(), row(country="MYS", freight=7, duty=10)],
        supply=[seller("USA", "Ore"), seller("CHL", "Metal", price_basis="fixed", fixed_price=150)],
        processing=plant("Ore", {"Metal": 1}, "MYS", 100, cost=5),
        demand=[demand()],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", kind, change, **cells)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("wanted", "expected"), [(0, 1_800), (20, 2_140)])
def test_origin_cannot_be_laundered(tmp_path: Path, wanted: float, expected: float) -> None:
    """100 t of Ore wanted at home. CHN sells at 10, duty 100 %, freight 1: 21. MYS sells 30 t at 10, no duty: 11.

    CHN's Ore may go to the process in MYS (1 of freight) but not on from there: 30 x 11 + 70 x 21 = 1800.
    20 t of Metal made in MYS (toll 5, freight 1) eat CHN's Ore, 10 + 1 + 5 + 1, while MYS's own comes home: + 340.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=[*places(), row(country="CHN", freight=1, duty=100), row(country="MYS", freight=1)],
        supply=[seller("CHN", "Ore"), seller("MYS", "Ore", 30)],
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=5),
        demand=[demand(100, "Ore"), *([demand(wanted)] if wanted else [])],
    )
    assert outcome.objective == pytest.approx(expected)


def test_a_chain_through_three_countries(tmp_path: Path) -> None:
    """Ore of CHL (10) goes to MYS (Oxide, toll 5), to JPN (Metal, toll 5) and home, 2 of freight each way, duty 10 % once:
    10 + 2 + 5 + 2 + 5 + 2 + 10 = 36. 60 t of Metal are in reserve; CHL asks 150.

    In year 2, with 50 %, MYS makes half of its 100 t: Metal is disrupted; 60 t released, 40 t made: 0.5 x 40 x 36.
    3600 + 1800 + 720 = 6120. (Calm, the reserve would keep its stock: 0.5 x (50 x 36 + 50 x 150).)
    """
    outcome = optimum(
        tmp_path,
        materials=[ORE, metal(15, "Oxide"), metal(100, opening_stock=60)],
        countries=places("CHL", "JPN", "MYS", freight=2, duty=10),
        supply=[
            seller("CHL", "Ore", for_="industry"),
            seller("CHL", "Metal", price_basis="fixed", fixed_price=150, for_="industry"),
        ],
        processing=[
            *plant("Ore", {"Oxide": 1}, "MYS", 100, cost=5),
            *plant("Oxide", {"Metal": 1}, "JPN", 100, cost=5),
        ],
        demand=[demand()],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "process loss", 50, country_or_agreement="MYS")],
    )
    assert outcome.objective == pytest.approx(6_120)


@pytest.mark.parametrize(("surplus", "expected"), [(0, 2_100), (50, 1_100)])
def test_surplus_abroad_stays_there(tmp_path: Path, surplus: float, expected: float) -> None:
    """100 t of Ore of MYS (10, toll 5) give 20 t of Light (50) and 10 t of Heavy (200), wanted by nobody. Freight 25, duty
    10 %: 1500 + 20 x (25 + 5) = 2100. Half the price of Heavy where it is: 1000 less.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, "Surplus price": surplus},
        materials=[ORE, metal(50, "Light"), metal(200, "Heavy")],
        countries=places("MYS", freight=25, duty=10),
        supply=[seller("MYS", "Ore")],
        processing=plant("Ore", {"Light": 0.2, "Heavy": 0.1}, "MYS", 100, cost=5),
        demand=[demand(20, "Light")],
    )
    assert outcome.objective == pytest.approx(expected)


def test_what_is_contracted_abroad_is_paid_abroad(tmp_path: Path) -> None:
    """100 t of MYS's Ore at a fixed 12, to be taken; 60 t of Metal wanted, made there (toll 5), home for 7 and 10.

    1200 + 60 x 22 = 2520; the rest of the Ore is surplus where it is.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=places("MYS", freight=7, duty=10),
        supply=[seller("MYS", "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=5),
        demand=[demand(60)],
        floors=[{**floor("fixed price", 12, "Ore MYS", quantity=100), "material": "Ore"}],
    )
    assert outcome.objective == pytest.approx(2_520)


def test_lead_times_abroad(tmp_path: Path) -> None:
    """Ore of MYS arrives there after a year, Metal made of it (toll 5) a year later, and comes home at once: 7 and 10.
    Three years of 100 t; Ore costs 10, from year 2 on 20; its seller asks 20 % more and has 100 t a year.

    Year 1: early runs at the root's market price, 100 x (10 + 5). Year 2: run in year 1 on Ore ordered early,
    100 x (12 + 5). Year 3: run in year 2 on Ore ordered in year 1, the same. Border 3 x 1700. Together 10 000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[ORE, METAL],
        countries=[*places(), row(country="MYS", freight=7, duty=10)],
        prices=[row(material="Ore", period=period, price=20) for period in (2, 3)],
        supply=[seller("MYS", "Ore", 100, premium=20, lead_time=12)],
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=5, lead_time=12),
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(10_000)


@pytest.mark.parametrize(
    ("days", "ore", "expected"),
    [
        (36.5, {}, 10_170),
        (18.25, {}, 15_085),
        (0, {}, 20_000),
        (18.25, {"recyclable": 3}, 12_106),
        (18.25, {"opening_stock": 3}, 15_085),
    ],
)
def test_industry_ships_its_own_stock_to_a_process_abroad(
    tmp_path: Path, days: float, ore: dict[str, float], expected: float
) -> None:
    """Nobody sells Ore (10), of which 100 t are wanted at home, 100 a tonne short; 10 t of Metal, 1000 a tonne short, can be
    made of it in MYS for 1, freight 3 each way. Industry has a stock of Ore for some days, and owes what is missing of it.

    - 10 t: all of it is shipped, 7 a tonne; it is missing at the end, 10 a tonne: 10 000 + 70 + 100.
    - 5 t: 10 000 + 5000 + 35 + 50. None: 10 000 + 10 000.
    - 3 t more from scrap are shipped too: 10 000 + 2000 + 56 + 50.
    - 3 t in the reserve may not be released without a disruption, and stay there.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(10, "Ore", industry_stock=days, **ore), METAL],
        countries=places("MYS", freight=3),
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=1),
        demand=[demand(100, "Ore", "C"), demand(10, segment="O")],
        shortage_steps=[row(segment="C", step=1, cost_usd=100), row(segment="O", step=1, cost_usd=1_000)],
    )
    assert outcome.objective == pytest.approx(expected)
