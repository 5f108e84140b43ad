"""Hand-solved: border floors, duties, membership of agreements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny import Row, demand, floor, member, metal, offer, optimum

ONE = {"Periods": 1}
RESERVE = [{"material": "Metal", "tonnes": 100, "hard": "yes"}]


@pytest.mark.parametrize(
    ("country", "duty", "premium", "settings", "expected"),
    [
        ("CHL", 5, 0, {}, 13_400),
        ("CHL", 5, 50, {}, 16_550),
        ("CHL", 5, 0, {"Weight duties": 1}, 12_800),
        ("USA", 0, 0, {}, 12_800),
        ("CHN", 0, 0, {}, 12_800),
        ("CHN", 5, 0, {}, 12_800),
        ("CHN", 30, 0, {}, 13_800),
        ("CHN", 5, 0, {"Weight duties": 1}, 10_800),
        ("CHN", 5, 50, {}, 16_550),
    ],
)
def test_who_pays_what_under_a_border_floor(
    tmp_path: Path, country: str, duty: float, premium: float, settings: dict[str, Any], expected: float
) -> None:
    """100 t at a market price of 100 under a floor of 120 of the Club, of which CHL is a member; freight 8.

    A member is paid 120, duty 5 % of that is 6: 134; home is paid 120: 128. An ask of 150 is above the floor:
    157.5 + 8. An outsider is paid 100; duties top that up to 120 before freight: 128, more where the ad valorem
    duty alone exceeds it: 130 + 8. Where duties count as income, member 128, outsider 108.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[metal()],
        countries=[{"country": country, "duty": duty, "freight": 8}],
        agreements=[member("Club", "CHL")],
        supply=[offer(country, premium=premium)],
        demand=[demand()],
        floors=[floor("border floor", 120, "Club")],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("duty", "pays", "expected"), [(5, "yes", 12_800), (5, "no", 12_800), (30, "yes", 13_800), (30, "no", 12_800)]
)
def test_the_reserve_always_owes_the_top_up(tmp_path: Path, duty: float, pays: str, expected: float) -> None:
    """A hard target of 100 t from an outsider at 100, floor 120, freight 8.

    Duty 5 % and 15 of top-up, or without the duty 20 of top-up: 128. Duty 30 %: 138, without it 128.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, "Reserve pays duty": pays},
        materials=[metal()],
        countries=[{"country": "CHN", "duty": duty, "freight": 8}],
        agreements=[member("Club", "CHL")],
        supply=[offer("CHN")],
        targets=RESERVE,
        floors=[floor("border floor", 120, "Club")],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("country", "settings", "expected"),
    [
        ("CHL", {}, 14_800),
        ("CHL", {"Weight duties": 1}, 11_800),
        ("PER", {}, 16_200),
        ("USA", {}, 14_800),
        ("USA", {"Weight duties": 1}, 14_800),
        ("CHN", {"Weight duties": 1}, 10_800),
    ],
)
def test_member_of_one_agreement_and_outsider_to_another(
    tmp_path: Path, country: str, settings: dict[str, Any], expected: float
) -> None:
    """Floors: 110 of South, 140 of North. 100 t, market 100, freight 8, duty 10 % abroad.

    CHL is of South alone: paid 110, duty 11, top-up 19: 148, of which 30 are duties. PER is of both: paid 140,
    duty 14: 162. Home is paid 140. CHN is outside of both and paid 100.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[metal()],
        countries=[{"country": country, "duty": 0 if country == "USA" else 10, "freight": 8}],
        agreements=[member("South", "CHL"), member("South", "PER"), member("North", "PER")],
        supply=[offer(country)],
        demand=[demand()],
        floors=[floor("border floor", 110, "South"), floor("border floor", 140, "North")],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("months", "periods", "dates", "expected"),
    [
        (12, 3, {}, 39_720),
        (12, 3, {"from": "2027"}, 39_720),
        (12, 3, {"from": "2028"}, 35_200),
        (12, 3, {"to": "2028"}, 35_200),
        (3, 5, {}, 15_300),
    ],
)
def test_dates_and_escalation(
    tmp_path: Path, months: int, periods: int, dates: dict[str, Any], expected: float
) -> None:
    """100 t/yr from a member; market 100, floor 120 stepping up 10 % after every full year: 120, 132, 145.2.

    Three years: 12 000 + 13 200 + 14 520 = 39 720. From 2028 (and escalating from there): 10 000 + 12 000 + 13 200.
    To 2028: 12 000 + 13 200 + 10 000. Five quarters of 25 t: four at 120, the fifth at 132: 12 000 + 3300.
    """
    outcome = optimum(
        tmp_path,
        {"Period months": months, "Periods": periods},
        materials=[metal()],
        agreements=[member("Club", "CHL")],
        supply=[offer("CHL")],
        demand=[demand()],
        floors=[floor("border floor", 120, "Club", escalation=10, **dates)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("north", "counted", "expected"),
    [
        ({}, "signed", 22_000),
        ({"to": "2027"}, "signed", 22_500),
        ({"status": "announced"}, "signed", 23_000),
        ({"status": "announced"}, "announced", 22_000),
        ({"status": "announced"}, "invited", 22_000),
        ({"status": "invited"}, "announced", 23_000),
        ({"status": "invited", "from": "2028"}, "invited", 22_500),
    ],
)
def test_duty_waivers_and_membership(tmp_path: Path, north: Row, counted: str, expected: float) -> None:
    """100 t a year for two years at 100, duty 20 %; South waives a quarter of it, North half.

    The largest waiver counts: 10 % with North, 15 % with South alone.
    North in both years 22 000, in one of them 22 500, in none 23 000.
    """
    outcome = optimum(
        tmp_path,
        {"Membership counted from": counted},
        materials=[metal()],
        countries=[{"country": "CHL", "duty": 20}],
        agreements=[member("South", "CHL", duty_waived=25), member("North", "CHL", duty_waived=50, **north)],
        supply=[offer("CHL")],
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, 16_500), ({"Reserve pays duty": "no"}, 15_500), ({"Weight duties": 1}, 15_000)],
)
def test_the_reserve_may_be_free_of_duty(tmp_path: Path, settings: dict[str, Any], expected: float) -> None:
    """Industry wants 50 t, a hard target 100 t, at 100 with a duty of 10 %: 150 x 110, less 1000 of the reserve's
    duty, or 150 x 100 where duties count as income."""
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[metal()],
        countries=[{"country": "CHL", "duty": 10}],
        supply=[offer("CHL")],
        demand=[demand(50)],
        targets=RESERVE,
    )
    assert outcome.objective == pytest.approx(expected)


def test_a_border_floor_turns_trade_to_members(tmp_path: Path) -> None:
    """CHN asks 70, member CHL 100; floor 120. CHN pays 50 at the border: 120 + freight 5; CHL 120 + freight 3."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        agreements=[member("Club", "CHL")],
        supply=[offer("CHN", premium=-30, freight=5), offer("CHL", freight=3)],
        demand=[demand()],
        floors=[floor("border floor", 120, "Club")],
    )
    assert outcome.objective == pytest.approx(12_300)
    assert outcome.purchases["CHL"] == pytest.approx(100)
