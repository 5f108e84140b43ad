"""Hand-solved: shortage steps, recycling, surplus, industry's working stock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny import demand, floor, metal, offer, optimum

ONE = {"Periods": 1}
STEPS: list[dict[str, Any]] = [
    {"segment": "Users", "step": 1, "width": 10, "cost_usd": 150},
    {"segment": "Users", "step": 2, "width": 20, "cost_x_price": 3},
    {"segment": "Users", "step": 3, "width": 5, "cost_usd": 800, "cost_x_price": 9},
]


@pytest.mark.parametrize(
    ("supply", "expected", "short"), [([], 63_500, 100), ([offer("CHL", 50, premium=100)], 33_500, 50)]
)
def test_shortage_steps(tmp_path: Path, supply: list[Any], expected: float, short: float) -> None:
    """Demand 100 t: the first 10 t cost 150, the next 20 t 3 x 100, all the rest 800 (USD wins over 9 x price).

    Without supply: 1500 + 6000 + 70 x 800 = 63 500.
    With 50 t on offer at 200: the first 10 t are better gone without; 50 x 200 replace the dearest:
    1500 + 6000 + 20 x 800 + 10 000 = 33 500.
    """
    outcome = optimum(tmp_path, ONE, materials=[metal()], supply=supply, demand=[demand()], shortage_steps=STEPS)
    assert outcome.objective == pytest.approx(expected)
    assert outcome.shortage["Metal"] == pytest.approx(short)


def test_the_most_specific_set_of_steps_wins_whole(tmp_path: Path) -> None:
    """Four materials, 100 t wanted of each by Users and by Makers, nothing on offer, all at 100.

    Users: Gallium has steps of its own: 10 t at 200, 90 t at 500 = 47 000. Germanium is of the group that has one step
    of 300, which wins over its stage: 30 000. Cobalt is of the stage that has one of 400: 40 000. Salt has neither
    group nor stage: 50 t at 1, 50 t at 1900 = 95 050. Makers have no steps for
    Cobalt and Salt, which cost ten times the price (100 000 each), and 700 for the two of the group (70 000 each).
    Together 212 050 + 340 000.
    """
    about: list[dict[str, Any]] = [
        {"name": "Gallium", "group": "Chips", "stage": "refined"},
        {"name": "Germanium", "group": "Chips", "stage": "refined"},
        {"name": "Cobalt", "stage": "refined"},
        {"name": "Salt"},
    ]
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(**one) for one in about],
        demand=[demand(material=one["name"], segment=segment) for one in about for segment in ("Users", "Makers")],
        shortage_steps=[
            {"segment": "Users", "step": 1, "width": 50, "cost_usd": 1},
            {"segment": "Users", "step": 2, "cost_x_price": 19},
            {"segment": "Users", "material": "gallium", "step": 2, "cost_usd": 500},
            {"segment": "Users", "material": "gallium", "step": 1, "width": 10, "cost_x_price": 2},
            {"segment": "Users", "material": "Chips", "cost_usd": 300},
            {"segment": "Users", "material": "refined", "cost_usd": 400},
            {"segment": "Makers", "material": "Chips", "cost_usd": 700},
        ],
    )
    assert outcome.objective == pytest.approx(47_000 + 30_000 + 40_000 + 50 * 1 + 50 * 1_900 + 340_000)


def test_the_segment_that_suffers_most_is_served_first(tmp_path: Path) -> None:
    """40 t each of Defense (2000 a tonne short) and Civil (300), 50 t at 100: 30 t of Civil go short: 5000 + 9000."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        supply=[offer("CHL", 50)],
        demand=[demand(40, segment="Civil"), demand(40, segment="Defense")],
        shortage_steps=[{"segment": "Defense", "cost_usd": 2000}, {"segment": "Civil", "cost_usd": 300}],
    )
    assert outcome.objective == pytest.approx(14_000)


@pytest.mark.parametrize(("months", "cost", "expected"), [(12, 60, 8_800), (12, 150, 10_000), (3, 60, 2_200)])
def test_recycling(tmp_path: Path, months: int, cost: float, expected: float) -> None:
    """30 t/yr can be recycled, 100 t/yr are wanted, the market asks 100.

    At 60 all of it is: 30 x 60 + 70 x 100 = 8800, a quarter of that in a quarter. At 150 none is.
    """
    outcome = optimum(
        tmp_path,
        {"Period months": months, "Periods": 1},
        materials=[metal(recyclable=30, recycling_cost=cost)],
        supply=[offer("CHL")],
        demand=[demand()],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("price", "share", "expected"), [(100, 0, 8_000), (100, 50, 6_000), (60, 50, 6_800)])
def test_surplus_brings_its_price(tmp_path: Path, price: float, share: float, expected: float) -> None:
    """100 t are under a fixed price of 80, to be paid for in any case; 60 t are wanted.

    8000, less 40 t of surplus at 50 % of 100: 6000; at 50 % of a market price of 60: 6800.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 1, "Surplus price": share},
        materials=[metal(price)],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand(60)],
        floors=[floor("fixed price", 80, "CHL", quantity=100)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_industry_draws_its_working_stock_and_pays_for_what_is_missing(tmp_path: Path) -> None:
    """73 days of 100 t are 20 t, full at the start. Each of two years 90 of 100 t can be bought at 100.

    10 t a year come from the working stock, since going short costs 1000; the 20 t missing at the end are
    charged at the last price, 200, at the horizon. Discount 21 %, middle of years 1/1.1 and 1/1.331, end 1/1.4641:
    9000/1.1 + 90 x 200/1.331 + 20 x 200/1.4641 = 8181.8182 + 13 523.6664 + 2732.0538 = 24 437.5384.
    """
    outcome = optimum(
        tmp_path,
        {"Discount rate": 21},
        materials=[metal(industry_stock=73)],
        supply=[offer("CHL", 90)],
        demand=[demand()],
        prices=[{"material": "Metal", "period": 2, "price": 200}],
    )
    assert outcome.objective == pytest.approx(24_437.538_419)


def test_working_stock_carries_cheap_material_to_dear_years(tmp_path: Path) -> None:
    """Price 100, 300, 100; 20 t of working stock (73 days of 100 t). Capacity does not bind.

    In year 2 industry lives 20 t off its stock and buys 80 t; in year 3 it fills up: 10 000 + 24 000 + 12 000.
    It cannot start fuller than full, nor buy ahead more than the 20 t.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal(industry_stock=73)],
        supply=[offer("CHL", for_="industry")],
        demand=[demand()],
        prices=[{"material": "Metal", "period": "2028", "price": 300}],
    )
    assert outcome.objective == pytest.approx(46_000)
