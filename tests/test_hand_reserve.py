"""Hand-solved: the reserve's balance, storage, losses, what its stock is worth."""

from __future__ import annotations

from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from tiny import command, demand, effect, metal, offer, optimum, solve, story, workbook

ONE = {"Periods": 1}
KEPT: dict[str, Any] = {"terminal_value": 80, "sale_price": 60}
CASES = Path(__file__).parent / "cases"


def test_dantzig_warehouse(tmp_path: Path) -> None:
    """WHOUSE (Dantzig 1963, section 3.6). Prices 10, 12, 8, 9 for buying and selling, opening 50, room 100, storage 1.

    Fill up in quarter 1: 50 x 10 = 500, store 100 for 100. Sell 100 in quarter 2 for 1200. Buy 100 in quarter 3
    for 800, store for 100. Sell in quarter 4 for 900. 500 + 100 - 1200 + 800 + 100 - 900 = -600.
    """
    assert solve(Path(copy(CASES / "whouse.xlsx", tmp_path))).objective == pytest.approx(-600)


def test_opening_stock_transit_and_holding_loss(tmp_path: Path) -> None:
    """10 % are lost a year, a sale brings 60, nothing is worth anything at the end of two years.

    Opening 100 t: 90 t sold in year 1: 5400. In transit 50 t arrive in year 1, cannot be sold then;
    45 t are sold in year 2: 2700. Together -8100.
    """
    outcome = optimum(
        tmp_path, materials=[metal(sale_price=60, opening_stock=100, opening_in_transit=50, holding_loss=10)]
    )
    assert outcome.objective == pytest.approx(-8_100)


def test_holding_loss_of_part_of_a_year(tmp_path: Path) -> None:
    """34.39 % a year is 10 % a quarter (0.9^4 = 0.6561). After two quarters 81 of 100 t, worth 80 each: -6480."""
    outcome = optimum(
        tmp_path,
        {"Period months": 3},
        materials=[metal(terminal_value=80, opening_stock=100, holding_loss=34.39)],
    )
    assert outcome.objective == pytest.approx(-6_480)


@pytest.mark.parametrize(("change", "expected"), [(-50, -4_800), (50, -6_000)])
def test_sale_price_is_of_the_lower_of_market_and_base(tmp_path: Path, change: float, expected: float) -> None:
    """100 t arrive in year 1 and can be sold in year 2 at 60 % of the price.

    Base (60 %): 60 x 60 = 3600. Story (40 %): market 50 brings 30: 1200, market 150 still brings 60: 2400.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(sale_price=60, opening_in_transit=100)],
        stories=[story("Move", 40)],
        effects=[effect("Move", "price", change)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("growth", "rate", "expected"), [(-10, 0, -7_200), (10, 0, -8_000), (0, 21, -5_464.107_643)])
def test_terminal_value_is_of_the_lower_of_first_and_last_price(
    tmp_path: Path, growth: float, rate: float, expected: float
) -> None:
    """100 t are left after two years, worth 80 % of the lower of 100 and the last base price, at the horizon.

    90: -7200. 110: -8000. 100 at 21 %: 8000 / 1.4641 = 5464.1076.
    """
    outcome = optimum(
        tmp_path,
        {"Discount rate": rate},
        materials=[metal(price_growth=growth, terminal_value=80, opening_stock=100)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("months", "capacity", "expected"), [(12, None, -7_000), (12, 60, -6_200), (3, None, -7_750), (3, 60, -6_650)]
)
def test_storage_cost_room_and_handling_out(
    tmp_path: Path, months: int, capacity: float | None, expected: float
) -> None:
    """100 t, storage 5 a tonne and year on closing stock, handling out 10, sale 60, value at the end 80; two periods.

    Kept for two years a tonne brings 80 - 10 = 70, sold at once 60 - 10 = 50 (in year 2: 60 - 10 - 5).
    All kept: -7000. With room for 60 t: -60 x 70 - 40 x 50 = -6200.
    In quarters storage costs 1.25: 80 - 2.5 = 77.5: -7750; with room for 60 t: -4650 - 2000 = -6650.
    """
    outcome = optimum(
        tmp_path,
        {"Period months": months},
        materials=[metal(opening_stock=100, storage_class="Shed", **KEPT)],
        storage=[{"storage_class": "Shed", "capacity": capacity, "cost": 5, "handling_out": 10}],
    )
    assert outcome.objective == pytest.approx(expected)


def test_classes_share_their_room(tmp_path: Path) -> None:
    """Two metals, 50 t each, room for 60 t; both sell at 60 %, one keeps 80 % and one 70 % of 100.

    Kept: 50 x 80 + 10 x 70; sold: 40 x 60. -4000 - 700 - 2400 = -7100.
    """
    shed: dict[str, Any] = {"storage_class": "Shed", "opening_stock": 50, "sale_price": 60}
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(terminal_value=80, **shed), metal(name="Other", terminal_value=70, **shed)],
        storage=[{"storage_class": "Shed", "capacity": 60}],
    )
    assert outcome.objective == pytest.approx(-7_100)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"Traders' fee": 5}, 13_250),
        ({"Traders' fee": 5, "Reserve pays duty": "no"}, 12_250),
        ({"Traders' fee": 5, "Weight duties": 1}, 12_250),
        ({"Weight reserve": 2}, 25_500),
    ],
)
def test_what_the_reserve_pays_for_its_purchases(tmp_path: Path, settings: dict[str, Any], expected: float) -> None:
    """A hard target of 100 t at 100, freight 8, duty 10 %, handling in 7, storage 2.5 for the one year, worthless then.

    100 x (100 + 8 + 10 + 7 + 2.5) = 12 750; the traders get 5 % of the price paid alone, 500: 13 250.
    Without the duty, or where duties count as income, 1000 less. The reserve's money counted twice: 2 x 12 750.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 1, **settings},
        materials=[metal(storage_class="Shed")],
        countries=[{"country": "CHL", "freight": 8, "duty": 10}],
        supply=[offer("CHL")],
        storage=[{"storage_class": "Shed", "cost": 2.5, "handling_in": 7}],
        targets=[{"material": "Metal", "tonnes": 100, "hard": "yes"}],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("months", "expected"), [(None, -8_000), (24, -6_000), (71, -8_000)])
def test_shelf_life_of_the_opening_stock(tmp_path: Path, months: float | None, expected: float) -> None:
    """100 t at Start, four years. With a shelf life of two years they must be sold in time, at 60, not kept for 80."""
    assert optimum(
        tmp_path, {"Periods": 4}, materials=[metal(shelf_life=months, opening_stock=100, **KEPT)]
    ).objective == pytest.approx(expected)


@pytest.mark.parametrize(("months", "expected"), [(None, 1_000), (24, 3_000)])
def test_shelf_life_makes_the_reserve_turn_its_stock_over(
    tmp_path: Path, months: float | None, expected: float
) -> None:
    """A hard target of 50 t over four years, price 100, sale 60, worth 80 at the end.

    Bought once: 5000 - 4000 = 1000. With two years of shelf life bought twice, the first lot sold:
    10 000 - 50 x 60 - 50 x 80 = 3000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 4},
        materials=[metal(shelf_life=months, **KEPT)],
        supply=[offer("CHL")],
        targets=[{"material": "Metal", "tonnes": 50, "hard": "yes"}],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("cap", "expected", "bought"), [(None, 25_000, 200), (10, 45_000, 150)])
def test_market_impact_cap_on_orders(tmp_path: Path, cap: float | None, expected: float, bought: float) -> None:
    """100 t a year at 100; with 50 % CHL stops in year 2, where a tonne short costs 1000.

    Buying 100 t for the reserve in year 1 costs 10 000 and saves 0.5 x 100 000:
    10 000 + 10 000 + 0.5 x 10 000 = 25 000, 200 t bought at once.
    A cap of 10 % of 500 t leaves 50 t: 10 000 + 5000 + 0.5 x 10 000 + 0.5 x 50 x 1000 = 45 000.
    """
    outcome = optimum(
        tmp_path,
        {"Market-impact cap": cap},
        materials=[metal(world_output=500)],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100)],
    )
    assert outcome.objective == pytest.approx(expected)
    assert outcome.purchases["CHL"] == pytest.approx(bought)


@pytest.mark.parametrize(("months", "expected"), [(12, -6_000), (3, -1_500)])
def test_market_impact_cap_on_sales(tmp_path: Path, months: int, expected: float) -> None:
    """200 t to sell at 60 within two periods, each at most 10 % of 500 t a year: 2 x 50 t, in quarters 2 x 12.5 t."""
    outcome = optimum(
        tmp_path,
        {"Market-impact cap": 10, "Period months": months},
        materials=[metal(sale_price=60, opening_stock=200, world_output=500)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_an_infeasible_workbook_is_reported_as_such(tmp_path: Path) -> None:
    """A hard target of 10 t and nobody who sells."""
    code, said = command(
        workbook(
            tmp_path / "tiny.xlsx",
            ONE,
            materials=[metal()],
            targets=[{"material": "Metal", "tonnes": 10, "hard": "yes"}],
        )
    )
    assert code == 3
    assert said["status"] == "infeasible"
