"""Hand-solved: limits on where purchases come from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tiny import Row, demand, effect, member, metal, offer, optimum, row, story

ONE = {"Periods": 1}
CHEAP_AND_DEAR = [offer("CHL"), offer("PER", premium=30)]


def limit(of: str | None, **more: Any) -> Row:
    return row(limit=f"Limit {of}", scope="Metal", of=of, **more)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (limit("CHL", at_most_share=60), 11_200),
        (limit("PER", at_least_share=30), 10_900),
        (limit("CHL", at_most_tonnes=25), 12_250),
        (limit("PER", at_least_tonnes=35), 11_050),
        (limit(None, at_most_tonnes=90), 19_000),
    ],
)
def test_shares_and_tonnes(tmp_path: Path, rule: Row, expected: float) -> None:
    """100 t wanted, CHL at 100, PER at 130: each tonne from PER costs 30 more than 10 000 in all.

    CHL at most 60 %: 40 t from PER. PER at least 30 %: 30 t. CHL at most 25 t: 75 t. PER at least 35 t: 35 t.
    Everybody at most 90 t: 9000 and 10 t short at 1000.
    """
    outcome = optimum(tmp_path, ONE, materials=[metal()], supply=CHEAP_AND_DEAR, demand=[demand()], limits=[rule])
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("start", "over", "expected"),
    [
        (date(2027, 1, 1), "period", 111_200),
        (date(2027, 1, 1), "year", 22_400),
        (date(2027, 1, 1), "horizon", 22_400),
        (date(2027, 10, 1), "year", 111_200),
        (date(2027, 10, 1), "horizon", 22_400),
    ],
)
def test_spans(tmp_path: Path, start: date, over: str, expected: float) -> None:
    """Two quarters of 100 t; PER (130) sells in the first only; CHL (100) at most 60 %.

    By period: quarter 1 60 x 100 + 40 x 130 = 11 200, quarter 2 all short: 100 000.
    Both together, if in one calendar year or over the horizon: 120 x 100 + 80 x 130 = 22 400, PER all in quarter 1.
    """
    outcome = optimum(
        tmp_path,
        {"Start": start, "Period months": 3},
        materials=[metal()],
        supply=[offer("CHL", for_="industry"), offer("PER", premium=30, to=1, for_="industry")],
        demand=[demand(400)],
        limits=[limit("CHL", at_most_share=60, over=over)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_dates_of_a_limit(tmp_path: Path) -> None:
    """CHL at most 60 % from 2028 on: 10 000 + 11 200."""
    rule = limit("CHL", at_most_share=60, from_="2028")
    outcome = optimum(tmp_path, materials=[metal()], supply=CHEAP_AND_DEAR, demand=[demand()], limits=[rule])
    assert outcome.objective == pytest.approx(21_200)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (limit("entities of concern", at_most_share=20), 9_600),
        (limit("CHL; CHN", at_most_tonnes=50), 9_500),
        (limit("Club", at_most_tonnes=50), 9_500),
        (limit("Club; PER", at_most_tonnes=90), 17_200),
        (limit("entities of concern; CHL", at_most_tonnes=50), 9_500),
    ],
)
def test_whose_goods(tmp_path: Path, rule: Row, expected: float) -> None:
    """100 t; CHN at 80 (an entity of concern), CHL at 100, PER at 110, freely 8000. CHN and CHL form the Club.

    Concern at most 20 %: 20 x 80 + 80 x 100 = 9600. CHN and CHL at most 50 t: 50 x 80 + 50 x 110 = 9500.
    All three at most 90 t: 90 x 80 and 10 t short at 1000: 17 200.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        countries=[{"country": "CHN", "entity_of_concern": "yes"}],
        agreements=[member("Club", "CHN"), member("Club", "CHL")],
        supply=[offer("CHL"), offer("PER", premium=10), offer("CHN", premium=-20)],
        demand=[demand()],
        limits=[rule],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("buyer", "expected"), [("reserve", 16_900), ("industry", 17_500), ("both", 18_400)])
def test_whose_purchases(tmp_path: Path, buyer: str, expected: float) -> None:
    """Industry wants 100 t, a hard target the reserve's 60 t; CHL at 100 at most 50 %, PER 30 dearer.

    16 000, and 30 for each of 30 t (reserve's half), 50 t (industry's half) or 80 t (half of both).
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        supply=CHEAP_AND_DEAR,
        demand=[demand()],
        targets=[{"material": "Metal", "tonnes": 60, "hard": "yes"}],
        limits=[limit("CHL", at_most_share=50, for_=buyer)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize("scope", ["all", "Family", "refined"])
def test_a_share_of_several_materials_is_of_value_at_base_price(tmp_path: Path, scope: str) -> None:
    """100 t each of Light (10 a tonne) and Heavy (90): value 10 000, half of it from PER, who asks 20 % more
    for Light and 10 % for Heavy. CHL asks the market price.

    5000 of Heavy at base price (55.56 t) cost 10 % more: 10 000 + 500. (Half the tonnes would be 200 for Light.)
    """
    kin = {"group": "Family", "stage": "refined"}
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(10, "Light", **kin), metal(90, "Heavy", **kin)],
        supply=[
            offer("CHL", material="Light", offer="Light CHL"),
            offer("PER", material="Light", offer="Light PER", premium=20),
            offer("CHL", material="Heavy", offer="Heavy CHL"),
            offer("PER", material="Heavy", offer="Heavy PER", premium=10),
        ],
        demand=[demand(material="Light"), demand(material="Heavy")],
        limits=[{**limit("PER", at_least_share=50), "scope": scope}],
    )
    assert outcome.objective == pytest.approx(10_500)


def test_at_least_tonnes_shrink_with_what_is_open(tmp_path: Path) -> None:
    """At least 40 t a year from PER (130), who in a story of 50 % loses half its 100 t in year 2.

    20 000, and 30 for each tonne from PER: 40 in year 1, 40 in the base's year 2, 20 in the story's:
    1200 + 0.5 x 1200 + 0.5 x 600 = 2100.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL"), offer("PER", 100, premium=30)],
        demand=[demand()],
        limits=[limit("PER", at_least_tonnes=40)],
        stories=[story("Slide", 50)],
        effects=[effect("Slide", "supply loss", 50, country_or_agreement="PER")],
    )
    assert outcome.objective == pytest.approx(22_100)


def test_early_orders_count_nowhere(tmp_path: Path) -> None:
    """One year. CHL (100) takes a year to deliver, so its 100 t are all early; PER asks 130.

    CHL may sell at most 60 %, but early orders are not counted: 10 000.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        supply=[offer("CHL", lead_time=12), offer("PER", premium=30)],
        demand=[demand()],
        limits=[limit("CHL", at_most_share=60)],
    )
    assert outcome.objective == pytest.approx(10_000)
