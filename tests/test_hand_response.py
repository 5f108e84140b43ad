"""Hand-solved: suppliers who shut when they receive too little, and floors that keep them open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny import Row, demand, effect, floor, member, metal, offer, optimum, story


@pytest.mark.parametrize(
    ("restart", "cash_cost", "floors", "expected"),
    [
        (0, None, [], 27_500),
        (0, 50, [], 27_500),
        (0, 90, [], 32_500),
        (12, 90, [], 35_000),
        (12, 90, [floor("border floor", 95, "Club")], 29_750),
        (12, 90, [floor("border floor", 85, "Club")], 35_000),
        (12, 90, [floor("contract for difference", 95, "PER")], 29_750),
        (0, 90, [floor("buyer-paid floor", 95, "PER", quantity=40)], 31_400),
        (12, 90, [floor("buyer-paid floor", 95, "PER", quantity=40)], 32_900),
        (12, 90, [floor("fixed price", 100, "PER", quantity=100)], 30_000),
    ],
)
def test_a_flood_shuts_who_receives_less_than_the_cash_cost(
    tmp_path: Path, restart: float, cash_cost: float | None, floors: list[Row], expected: float
) -> None:
    """100 t a year for three years. PER asks the market's 100, CHL 150 for ever. A story of 50 % halves the price in
    year 2 alone. Year 1 10 000, base 0.5 x 20 000, story's year 3 0.5 x 10 000 unless told otherwise: 25 000 + year 2.

    - PER never shuts, or just covers its cash cost: story's year 2 5000: + 2500.
    - PER's cash cost is 90: shut, CHL serves: + 7500. With a year to restart, CHL serves year 3 too: + 2500 more.
    - Border floor 95 (PER is a member): open, buyers pay 95: + 4750. One of 85 does not help.
    - Contract for difference: buyers pay 50, the treasury 45: + 4750.
    - Buyer-paid floor for 40 t: they stay open at 95, the other 60 t shut: 0.5 x (3800 + 9000) = + 6400;
      with a year to restart, 60 t from CHL in year 3 cost 50 more each: + 1500.
    - Fixed price 100 for all: + 5000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal()],
        agreements=[member("Club", "PER")],
        supply=[
            offer("PER", 100, cash_cost=cash_cost, restart=restart),
            offer("CHL", price_basis="fixed", fixed_price=150),
        ],
        demand=[demand()],
        floors=floors,
        stories=[story("Flood", 50)],
        effects=[effect("Flood", "price", -50, lasts=12)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_nothing_is_owed_for_a_shut_step(tmp_path: Path) -> None:
    """A buyer-paid floor of 80 for 100 t nobody wants, cash cost 90. Market 100 in year 1: 10 000 to be paid.

    Market 70 in year 2: the receipt of 80 is below 90, the step is shut: nothing to be paid.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("PER", 100, cash_cost=90)],
        floors=[floor("buyer-paid floor", 80, "PER", quantity=100)],
        prices=[{"material": "Metal", "period": 2, "price": 70}],
    )
    assert outcome.objective == pytest.approx(10_000)


@pytest.mark.parametrize(("country", "expected"), [("CHL", 12_000), ("CHN", 100_000)])
def test_the_border_floor_is_received_by_members_not_by_outsiders(
    tmp_path: Path, country: str, expected: float
) -> None:
    """Market 100, floor 120, cash cost 110: the member receives 120 and sells; the outsider receives 100 and is shut,
    though its buyers would pay 120: 100 t short at 1000."""
    outcome = optimum(
        tmp_path,
        {"Periods": 1},
        materials=[metal()],
        agreements=[member("Club", "CHL")],
        supply=[offer(country, cash_cost=110)],
        demand=[demand()],
        floors=[floor("border floor", 120, "Club")],
    )
    assert outcome.objective == pytest.approx(expected)


def test_steps_shut_one_by_one(tmp_path: Path) -> None:
    """Market 60: step 1 (cash cost 50) sells 40 t, step 2 (premium 20 %, 72, cash cost 80) is shut.

    60 t are short at 10 x 60: 2400 + 36 000 = 38 400.
    """
    steps: list[dict[str, Any]] = [{"cash_cost": 50}, {"cash_cost": 80, "premium": 20, "step": 2}]
    outcome = optimum(
        tmp_path,
        {"Periods": 1},
        materials=[metal(60)],
        supply=[offer("PER", 40, **steps[0]), offer("PER", 60, **steps[1])],
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(38_400)


def test_a_contract_that_starts_later_was_not_shut_before(tmp_path: Path) -> None:
    """Market 100, cash cost 90, a year to restart; a fixed price of 95 for all 100 t from 2028 on.

    Without the contract the seller was open in 2027, so it is under the contract too: 10 000 + 9500.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("PER", 100, cash_cost=90, restart=12)],
        demand=[demand()],
        floors=[floor("fixed price", 95, "PER", quantity=100, from_="2028")],
    )
    assert outcome.objective == pytest.approx(19_500)


@pytest.mark.parametrize(
    ("mechanism", "terms"),
    [
        ("contract for difference", {}),
        ("contract for difference", {"quantity": 100}),
        ("buyer-paid floor", {"quantity": 100, "take_or_pay": 0}),
        ("fixed price", {"quantity": 100, "take_or_pay": 0}),
    ],
)
def test_a_renewed_contract_leaves_no_year_shut(tmp_path: Path, mechanism: str, terms: dict[str, Any]) -> None:
    """Market 50, cash cost 90, two years to restart; 95 in 2027 and, by a contract of its own, 100 from 2028. The mine is
    paid all along and never shuts: 100 x 95 + 2 x 100 x 100."""
    first = {**floor(mechanism, 95, "PER", **terms), "floor": "First", "to": "2027"}
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal(50)],
        supply=[offer("PER", 100, cash_cost=90, restart=24), offer("CHL", price_basis="fixed", fixed_price=150)],
        demand=[demand()],
        floors=[first, {**first, "floor": "Second", "price": 100, "from": "2028", "to": None}],
    )
    assert outcome.objective == pytest.approx(29_500)


@pytest.mark.parametrize(("covered", "expected"), [(100, 19_500), (60, 26_700), (0, 30_000)])
def test_what_a_contract_kept_open_stays_open_when_the_price_is_back(
    tmp_path: Path, covered: float, expected: float
) -> None:
    """Market 50 in 2027 and 100 in 2028, cash cost 90, two years to restart; 95 for some of 100 t in 2027. CHL asks 150.

    All covered: the mine is open in 2028 too, 9500 + 10 000. 60 t: the other 40 t were shut, and with them, since tonnes that
    come off a contract join those, the whole step in 2028: 60 x 95 + 40 x 150 + 100 x 150. None covered: 30 000.
    """
    terms = {"quantity": covered, "take_or_pay": 0, "to": "2027"}
    outcome = optimum(
        tmp_path,
        materials=[metal(100)],
        prices=[{"material": "Metal", "period": 1, "price": 50}],
        supply=[offer("PER", 100, cash_cost=90, restart=24), offer("CHL", price_basis="fixed", fixed_price=150)],
        demand=[demand()],
        floors=[floor("buyer-paid floor", 95, "PER", **terms)] if covered else [],
    )
    assert outcome.objective == pytest.approx(expected)
