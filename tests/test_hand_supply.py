"""Hand-solved: demand against supply. Merit order, lead times, delivery, growth, dates, lengths, discounting."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tiny import demand, effect, metal, offer, optimum, story

ONE = {"Periods": 1}
INDUSTRY: dict[str, Any] = {"for_": "industry"}


def test_cheapest_landed_step_first(tmp_path: Path) -> None:
    """Demand 100 t. CHL offers 40 t at 100 and 30 t at 120, PER 20 t at 110 + 5 freight = 115.

    Bought 40 x 100 + 20 x 115 + 30 x 120 = 4000 + 2300 + 3600 = 9900; 10 t are short at 10 x 100: 10 000.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        countries=[{"country": "CHL"}, {"country": "PER", "freight": 5}],
        supply=[offer("CHL", 40), offer("CHL", 30, step=2, premium=20), offer("PER", 20, premium=10)],
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(19_900)
    assert outcome.purchases == pytest.approx({"CHL": 70, "PER": 20})
    assert outcome.shortage["Metal"] == pytest.approx(10)


def test_freight_of_the_offer_replaces_that_of_the_country(tmp_path: Path) -> None:
    """100 t at 100 + 3 of the offer's own freight, not 100 + 5 of the country's: 10 300."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        countries=[{"country": "CHL", "freight": 5}],
        supply=[offer("CHL", freight=3)],
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(10_300)


def test_price_basis_fixed_does_not_follow_the_market(tmp_path: Path) -> None:
    """CHL asks the market, 100 then 150; PER asks 120 for ever. 100 t a year: 10 000 + 12 000."""
    outcome = optimum(
        tmp_path,
        materials=[metal(price_growth=50)],
        supply=[offer("CHL"), offer("PER", price_basis="fixed", fixed_price=120)],
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(22_000)


def test_early_orders_come_beside_what_is_bought_at_the_root(tmp_path: Path) -> None:
    """Three years, lead time one year, 100 t/yr of capacity, 80 t of demand, price 100, 110, 121.

    Year 1 is served by early orders (80 x 100), year 2 by root orders (80 x 100: together 160 t > 100 t, allowed),
    year 3 by orders of year 2 (80 x 110). Orders of year 3 would arrive too late.
    8000 + 8000 + 8800 = 24 800.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal(price_growth=10)],
        supply=[offer("CHL", 100, lead_time=12)],
        demand=[demand(80)],
    )
    assert outcome.objective == pytest.approx(24_800)


@pytest.mark.parametrize(("capacity", "expected"), [(100, 27_272.727_273), (90, 47_358.724_876)])
def test_early_orders_of_each_period_have_the_root_capacity(tmp_path: Path, capacity: float, expected: float) -> None:
    """Lead time 13 months is two yearly periods; discount 21 %: mid-years count 1/1.1, 1/1.331 and 1/1.61051.

    Early orders arrive in years 1 and 2, the root's in year 3: all paid at the root, at its price.
    Capacity 100 serves 3 x 100 t: 30 000 / 1.1 = 27 272.727. Capacity 90 (growing 50 % a year, which the root
    does not see) serves 3 x 90 t: 27 000 / 1.1 = 24 545.4545, and 10 t a year are short at 1000:
    10 000 x (1/1.1 + 1/1.331 + 1/1.61051) = 9090.9091 + 7513.1480 + 6209.2132 = 22 813.2703. Together 47 358.7248.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3, "Discount rate": 21},
        materials=[metal()],
        supply=[offer("CHL", capacity, growth=50, lead_time=13)],
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(expected)


def test_the_reserve_has_no_early_orders(tmp_path: Path) -> None:
    """Lead time a year, a target of 10 t at 50 USD a tonne and year, price 100 kept at 80 %.

    Nothing can arrive in year 1: gap 10 x 50 = 500. Root orders arrive in year 2: 10 x (100 - 80) = 200.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL", lead_time=12)],
        targets=[{"material": "Metal", "tonnes": 10, "penalty": 50}],
    )
    assert outcome.objective == pytest.approx(700)


def test_goods_on_their_way_still_arrive(tmp_path: Path) -> None:
    """Three years, lead time one year, 100 t a year; with 50 % CHL stops for good in year 2.

    Early 10 000 and root orders 10 000 serve years 1 and 2, in the story too. In year 2 the base orders
    0.5 x 10 000 for year 3; the story cannot and is 100 t short in year 3: 0.5 x 100 000. Together 75 000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal()],
        supply=[offer("CHL", 100, lead_time=12, **INDUSTRY)],
        demand=[demand()],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100)],
    )
    assert outcome.objective == pytest.approx(75_000)
    assert outcome.shortage["Metal"] == pytest.approx(50)


def test_capacity_is_used_by_the_order_and_paid_by_delivery(tmp_path: Path) -> None:
    """Of 100 t ordered 80 t arrive and are paid: 8000. Demand 90 t leaves 10 t short: 10 000."""
    outcome = optimum(
        tmp_path, ONE, materials=[metal()], supply=[offer("CHL", 100, delivery_rate=80)], demand=[demand(90)]
    )
    assert outcome.objective == pytest.approx(18_000)


@pytest.mark.parametrize(
    ("prices", "expected"), [([], 33_100), ([{"material": "Metal", "period": "2028", "price": 200}], 52_000)]
)
def test_growth_and_typed_prices(tmp_path: Path, prices: list[dict[str, Any]], expected: float) -> None:
    """Year 2: demand 120 t (+20 %), capacity 110 t (+10 %), price 110 (+10 %), shortage 10 x that.

    10 000 + 110 x 110 + 10 x 1100 = 10 000 + 12 100 + 11 000 = 33 100.
    A price of 200 typed for 2028 replaces the 110: 10 000 + 110 x 200 + 10 x 2000 = 52 000.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(price_growth=10)],
        supply=[offer("CHL", 100, growth=10)],
        demand=[demand(growth=20)],
        prices=prices,
    )
    assert outcome.objective == pytest.approx(expected)


def test_growth_runs_to_the_start_of_the_period(tmp_path: Path) -> None:
    """Quarters; 400 t/yr wanted in the third only: 100 t. Its start is half a year on: 100 x 1.21^0.5 = 110: 11 000."""
    outcome = optimum(
        tmp_path,
        {"Period months": 3, "Periods": 4},
        materials=[metal(price_growth=21)],
        supply=[offer("CHL")],
        demand=[demand(400, from_="2027Q3", to=date(2027, 9, 30))],
    )
    assert outcome.objective == pytest.approx(11_000)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (None, None, 2),
        (date(2027, 7, 1), None, 2),
        (date(2027, 8, 1), None, 1),
        ("2028", None, 1),
        (None, date(2028, 6, 15), 1),
        (None, "2027Q3", 1),
        (None, "2027Q2", 0),
        (2, 2, 1),
        ("2027-12", "2028-05", 0),
    ],
)
def test_a_row_is_in_force_where_the_middle_of_the_period_is(tmp_path: Path, start: Any, end: Any, years: int) -> None:
    """Middles of the years lie in early July. 100 t at 100 in each year the demand is in force: 10 000 x years."""
    outcome = optimum(tmp_path, materials=[metal()], supply=[offer("CHL")], demand=[demand(from_=start, to=end)])
    assert outcome.objective == pytest.approx(10_000 * years)


@pytest.mark.parametrize(
    ("months", "periods", "rate", "expected"),
    [
        (1, 3, 0, 3_000),
        (3, 2, 0, 6_000),
        (12, 1, 0, 12_000),
        (12, 2, 21, 12_000 / 1.1 + 12_000 / 1.331),
        (3, 2, 100 * (1.02**8 - 1), 3_000 / 1.02 + 3_000 / 1.061208),
    ],
)
def test_lengths_and_discounting(tmp_path: Path, months: int, periods: int, rate: float, expected: float) -> None:
    """120 t/yr at 100: 10 t a month, 30 t a quarter, 120 t a year.

    Costs count from the middle of the period: half a year at 21 % is 1/1.1, one and a half 1/1.331.
    With a rate of 1.02^8 - 1 an eighth of a year is 1/1.02, three eighths 1/1.02^3 = 1/1.061208.
    """
    outcome = optimum(
        tmp_path,
        {"Period months": months, "Periods": periods, "Discount rate": rate},
        materials=[metal()],
        supply=[offer("CHL", 120)],
        demand=[demand(120)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_an_offer_for_the_reserve_alone_serves_nobody_else(tmp_path: Path) -> None:
    """CHL asks 100 but sells to the reserve only; 100 t come from PER at 130: 13 000."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        supply=[offer("CHL", for_="reserve"), offer("PER", premium=30)],
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(13_000)
