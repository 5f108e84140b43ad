"""Hand-solved: buyer-paid floors, fixed prices, contracts for difference."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tiny import demand, effect, floor, metal, offer, optimum, story

ONE = {"Periods": 1}
INDUSTRY: dict[str, Any] = {"for_": "industry"}


def test_a_buyer_paid_floor_takes_the_cheapest_step_first(tmp_path: Path) -> None:
    """CHL: 60 t at 100 and 60 t at 130. 80 t under a floor of 115: all of the first step at 115, 20 t of the second at
    130 all the same. PER: 20 t at 125. Of 100 t: 60 x 115 + 20 x 125 + 20 x 130 = 6900 + 2500 + 2600.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        supply=[offer("CHL", 60), offer("CHL", 60, step=2, premium=30), offer("PER", 20, premium=25)],
        demand=[demand()],
        floors=[floor("buyer-paid floor", 115, "CHL", quantity=80, take_or_pay=0)],
    )
    assert outcome.objective == pytest.approx(12_000)


@pytest.mark.parametrize(
    ("months", "paid", "expected"), [(12, None, 9_200), (12, 30, 5_250), (12, 0, 4_500), (3, None, 2_300)]
)
def test_take_or_pay(tmp_path: Path, months: int, paid: float | None, expected: float) -> None:
    """50 t/yr wanted; 80 t/yr of CHL under a floor of 115 (market 100), PER asks 90.

    All 80 t to be paid: 9200, and PER is not needed. 30 t to be paid: 3450 and 20 x 90. None: 50 x 90.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 1, "Period months": months},
        materials=[metal()],
        supply=[offer("CHL", 100, **INDUSTRY), offer("PER", premium=-10)],
        demand=[demand(50)],
        floors=[floor("buyer-paid floor", 115, "CHL", quantity=80, take_or_pay=paid)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize("mechanism", ["buyer-paid floor", "fixed price"])
def test_contracted_tonnes_do_not_grow_with_the_offer(tmp_path: Path, mechanism: str) -> None:
    """Capacity 100 then 110 t, demand the same; 100 t under contract at 120: 12 000, then 12 000 + 10 x 100."""
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", 100, growth=10)],
        demand=[demand(growth=10)],
        floors=[floor(mechanism, 120, "CHL", quantity=100)],
    )
    assert outcome.objective == pytest.approx(25_000)


@pytest.mark.parametrize(
    ("buyer", "weight", "expected"), [("reserve", 1, 6_000), ("reserve", 0, 6_000), ("both", 1, 6_000), ("both", 0, 0)]
)
def test_who_pays_for_what_is_not_taken(tmp_path: Path, buyer: str, weight: float, expected: float) -> None:
    """50 t at 120 that nobody wants: industry pays, or the reserve if it alone may buy."""
    outcome = optimum(
        tmp_path,
        {**ONE, "Weight industry": weight},
        materials=[metal()],
        supply=[offer("CHL", 100, for_=buyer)],
        floors=[floor("buyer-paid floor", 120, "CHL", quantity=50)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("lead", "expected"), [(0, 16_800), (12, 9_600)])
def test_take_or_pay_shrinks_with_capacity_and_ends_with_the_orders(
    tmp_path: Path, lead: float, expected: float
) -> None:
    """80 t of 100 t a year at 120, wanted by nobody. A story of 50 % halves capacity in year 2.

    9600 + 0.5 x 9600 + 0.5 x 4800 = 16 800. With a year's lead time orders of year 2 would arrive too late: 9600.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", 100, lead_time=lead)],
        floors=[floor("fixed price", 120, "CHL", quantity=80)],
        stories=[story("Slide", 50)],
        effects=[effect("Slide", "supply loss", 50)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_early_orders_are_outside_contracts(tmp_path: Path) -> None:
    """Lead time a year; 80 t a year wanted for two. Early orders at 100, the root's, under contract, at 120."""
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", 80, lead_time=12)],
        demand=[demand(80)],
        floors=[floor("buyer-paid floor", 120, "CHL", quantity=80)],
    )
    assert outcome.objective == pytest.approx(17_600)


@pytest.mark.parametrize(
    ("start", "cap", "expected"),
    [
        (date(2027, 1, 1), None, 26_000),
        (date(2027, 1, 1), 1_200, 28_800),
        (date(2027, 10, 1), 1_200, 27_600),
        (date(2027, 10, 1), 5_000, 26_000),
    ],
)
def test_a_rebate_above_the_trigger(tmp_path: Path, start: date, cap: float | None, expected: float) -> None:
    """Two quarters of 100 t at 150; floor 90; half of what exceeds 110 flows back: 20 a tonne, 4000 in all.

    30 000 - 4000. A cap of 1200 a calendar year counts once or, over new year, twice: 28 800, 27 600.
    """
    terms = {"quantity": 400, "take_or_pay": 0, "trigger": 110, "share_above_trigger": 50, "yearly_cap": cap}
    outcome = optimum(
        tmp_path,
        {"Start": start, "Period months": 3},
        materials=[metal(150)],
        supply=[offer("CHL", 400)],
        demand=[demand(400)],
        floors=[floor("buyer-paid floor", 90, "CHL", **terms)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("price", "expected"), [(100, 9_400), (50, 7_400)])
def test_a_fixed_price_holds_in_both_directions(tmp_path: Path, price: float, expected: float) -> None:
    """60 t at 90 and 40 t at the market's 100: 9400; at the market's 50: 5400 + 2000, the 60 t being owed."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(price)],
        supply=[offer("CHL", 100)],
        demand=[demand()],
        floors=[floor("fixed price", 90, "CHL", quantity=60)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_nothing_flows_back_of_a_fixed_price(tmp_path: Path) -> None:
    """A Trigger says nothing beside it, and `check` says so: 60 t at 90 and 40 t at 100, not 60 x 5 less."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        supply=[offer("CHL", 100)],
        demand=[demand()],
        floors=[floor("fixed price", 90, "CHL", quantity=60, trigger=80, share_above_trigger=50)],
    )
    assert outcome.objective == pytest.approx(9_400)


def test_of_two_contracts_the_higher_price_comes_first(tmp_path: Path) -> None:
    """CHL: 100 t at 100 and 100 t at 130. Floors: 110 for 60 t and 120 for 60 t, all 120 t wanted.

    120 first: 60 t of step 1 at 120. 110 next: 40 t of step 1 at 110 and 20 t of step 2 at 130:
    7200 + 4400 + 2600 = 14 200. (The other way round it would be 14 000.)
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        supply=[offer("CHL", 100), offer("CHL", 100, step=2, premium=30)],
        demand=[demand(120)],
        floors=[
            {**floor("buyer-paid floor", 110, "CHL", quantity=60), "floor": "Low"},
            {**floor("buyer-paid floor", 120, "CHL", quantity=60), "floor": "High"},
        ],
    )
    assert outcome.objective == pytest.approx(14_200)


@pytest.mark.parametrize(
    ("terms", "price", "settings", "expected"),
    [
        ({"quantity": 60}, 100, {}, 5_800),
        ({"quantity": 60}, 100, {"Weight treasury": 0}, 4_000),
        ({}, 100, {}, 7_000),
        ({"quantity": 150}, 100, {}, 7_000),
        ({"quantity": 60, "trigger": 140, "share_above_trigger": 50}, 150, {}, 5_700),
        ({"quantity": 60}, 100, {"Period months": 3}, 1_450),
    ],
)
def test_a_contract_for_difference_is_settled_by_the_treasury(
    tmp_path: Path, terms: dict[str, Any], price: float, settings: dict[str, Any], expected: float
) -> None:
    """40 t wanted of 100 t; the buyer pays the market's 100, the treasury 30 more up to 130, bought or not.

    60 t: 4000 + 1800. The whole offer, also where Quantity exceeds it: 4000 + 3000.
    At 150 the treasury receives half of what exceeds 140 on 60 t: 40 x 150 - 300. A quarter: a fourth of 5800.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[metal(price)],
        supply=[offer("CHL", 100)],
        demand=[demand(40)],
        floors=[floor("contract for difference", 130, "CHL", **terms)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_a_contract_for_difference_follows_the_capacity(tmp_path: Path) -> None:
    """60 of 100 t, 30 each: 1800 in year 1; in year 2 a story of 50 % halves capacity: 0.5 x 1800 + 0.5 x 900."""
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", 100)],
        floors=[floor("contract for difference", 130, "CHL", quantity=60)],
        stories=[story("Slide", 50)],
        effects=[effect("Slide", "supply loss", 50)],
    )
    assert outcome.objective == pytest.approx(3_150)


@pytest.mark.parametrize("mechanism", ["buyer-paid floor", "fixed price"])
def test_escalation_and_dates_of_a_contract(tmp_path: Path, mechanism: str) -> None:
    """100 t a year for four years, market 100; contract at 120, + 10 % a year, from 2028 to 2029: 10 000 + 12 000
    + 13 200 + 10 000."""
    outcome = optimum(
        tmp_path,
        {"Periods": 4},
        materials=[metal()],
        supply=[offer("CHL", 100)],
        demand=[demand()],
        floors=[floor(mechanism, 120, "CHL", quantity=100, escalation=10, from_="2028", to="2029")],
    )
    assert outcome.objective == pytest.approx(45_200)


PARTNERS_VIEW: dict[str, Any] = {
    "Weight partners": 1, "Weight industry": 0, "Weight reserve": 0, "Weight participants": 0, "Weight treasury": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("capacity", "wanted", "terms", "expected"),
    [
        (10, 10, {}, -100),
        (10, 0, {}, -100),
        (10, 10, {"take_or_pay": 4}, -100),
        (20, 20, {"take_or_pay": 4}, -200),
        (20, 0, {}, -200),
        (10, 10, {"price": 15}, -150),
    ],
)
@pytest.mark.parametrize("buyer", ["industry", "reserve", "both"])
def test_a_tonne_is_paid_for_once_in_the_partners_view(
    tmp_path: Path, buyer: str, capacity: float, wanted: float, terms: dict[str, Any], expected: float
) -> None:
    """10 t under contract at 10, and only what partners earn counts: they sell all they have, committed or not, but no tonne
    is paid for twice, nor are more left than are committed. 10 t at 10; 20 t at 10; 10 t at 15.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **PARTNERS_VIEW},
        materials=[metal(10)],
        supply=[offer("AUS", capacity, for_=buyer)],
        demand=[demand(wanted)] if wanted and buyer != "reserve" else [],
        floors=[{**floor("fixed price", 10, "AUS", quantity=10), **terms}],
    )
    assert outcome.objective == pytest.approx(expected)
