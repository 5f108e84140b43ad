"""Hand-solved: a reserve that buys only what participants commit to, and what a draw costs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import plant, seller
from result_cases import MILLION, run, table
from test_hand_participants import ledger, maker, total, wanted
from tiny import Row, demand, effect, metal, offer, optimum, story

from model.results.checks.identities import build_identities
from model.results.money import page as money

ONE = {"Periods": 1}
COMMITTED = {"Buy only commitments": "yes"}


@pytest.mark.parametrize(
    ("settings", "stock", "makers", "expected"),
    [
        ({}, {}, [maker(60)], 2_000),
        ({"Buy only commitments": "no"}, {}, [maker(60)], 2_000),
        (COMMITTED, {}, [maker(60)], 3_200),
        (COMMITTED, {}, [maker(40, "A"), maker(50, "B")], 2_300),
        (COMMITTED, {}, [maker(60, material="Other")], 5_000),
        (COMMITTED, {}, [], 5_000),
        (COMMITTED, {"opening_stock": 50}, [maker(60)], -1_800),
        (COMMITTED, {"opening_stock": 70}, [maker(60)], -4_100),
        (COMMITTED, {"opening_stock": 30, "opening_in_transit": 40}, [maker(60)], -4_100),
        (COMMITTED, {"opening_stock": 70}, [], -4_100),
    ],
)
def test_buy_only_commitments(
    tmp_path: Path, settings: dict[str, str], stock: dict[str, Any], makers: list[Row], expected: float
) -> None:
    """100 t wanted, each 100 to buy and worth 80 in the end, a missing one 50. All bought: 2000.

    Of 60 t: 60 x 20 + 40 x 50; of 90 t: 1800 + 500; of none: 5000. From 50 t up to 60: 1000 + 40 x 50 - 60 x 80.
    70 t may be kept, but nothing is bought: 30 x 50 - 70 x 80.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[metal(terminal_value=80, **stock), metal(name="Other")],
        supply=[offer("CHL")],
        targets=[wanted(100, penalty=50)],
        participants=makers,
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("settings", "commitment", "expected"), [({}, 60, 6_000), (COMMITTED, 60, 60_000), (COMMITTED, 90, 33_000)]
)
def test_orders_under_way_count_as_stock(
    tmp_path: Path, settings: dict[str, str], commitment: float, expected: float
) -> None:
    """60 t in the reserve, orders take a year. From year 2 on all supply is cut for sure and 60 t a year are wanted: 60 t
    are released in year 2, and what was ordered in year 1 (100 each) in year 3; a missing tonne costs 1000.

    Ordered in year 1: 60 t; as 60 t are in stock, none of 60 t, 30 t of 90 t: 3000 + 30 000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3, **settings},
        materials=[metal(opening_stock=60)],
        supply=[offer("CHL", for_="reserve", lead_time=12)],
        demand=[demand(60, from_=2)],
        stories=[story("Stop", 100)],
        effects=[effect("Stop", "supply loss", 100)],
        participants=[maker(commitment)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("settings", "industry", "reserve"), [({}, 24_000, 140), ({"Weight industry": 0.1}, 25_000, 0)]
)
def test_the_reserve_by_itself_would_not_lend(
    tmp_path: Path, settings: dict[str, Any], industry: float, reserve: float
) -> None:
    """150, then 100: 20 t drawn for a year save industry 1000 and cost the reserve 7 each in handling. Where industry
    counts a tenth, 100 are less than 140."""
    outcome = run(
        tmp_path,
        settings,
        materials=[metal(opening_stock=100, storage_class="Shed")],
        supply=[offer("CHL")],
        demand=[demand()],
        storage=[{"storage_class": "Shed", "handling_out": 7}],
        prices=[{"material": "Metal", "period": 1, "price": 150}],
        participants=[maker(50, draw_limit=40)],
    )
    assert total(outcome, "industry") == pytest.approx(industry)
    assert total(outcome, "reserve") == pytest.approx(reserve, abs=1e-6)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, 25_000 - 1_000 + 140), ({"cash": 70}, 25_000 - 500 + 70), ({"cash": 70, "Support penalty": 4}, 24_420)],
)
def test_the_reserve_has_to_pay_for_the_handling(tmp_path: Path, settings: dict[str, Any], expected: float) -> None:
    """The same draw of 20 t saves 1000 and costs 140. With 70 in cash and no loan 10 t are drawn: to pay for another
    from support would cost 7 + 70 and save 50; at a penalty of 4 it costs 7 + 28: 25 000 - 1000 + 140 + 280."""
    terms = dict(settings)
    cash = terms.pop("cash", None)
    outcome = optimum(
        tmp_path,
        {"Opening cash": cash, **terms},
        materials=[metal(opening_stock=100, storage_class="Shed")],
        supply=[offer("CHL", for_="industry")],
        demand=[demand()],
        storage=[{"storage_class": "Shed", "handling_out": 7}],
        prices=[{"material": "Metal", "period": 1, "price": 150}],
        finance=[] if cash is None else [{"tranche": "None", "amount": 0}],
        participants=[maker(50, draw_limit=40)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("cut", "expected"), [("Ore", 35_000), ("Other", 34_000)])
def test_a_cut_upstream_forbids_draws_a_cut_elsewhere_does_not(tmp_path: Path, cut: str, expected: float) -> None:
    """100, 150, 100; in year 2, for sure, half of Ore, of which USA could make Metal at a toll of 5000, or half of
    Other cannot be had. Nothing is released in time; 20 t of Metal are drawn in year 2 where that is calm: 35 000 - 1000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3, "Release delay": 9},
        materials=[metal(opening_stock=100), metal(10, "Ore"), metal(10, "Other")],
        countries=[{"country": "USA"}],
        supply=[offer("CHL"), seller("PER", "Ore"), seller("PER", "Other")],
        processing=plant("Ore", {"Metal": 1}, cost=5_000),
        demand=[demand()],
        prices=[{"material": "Metal", "period": 2, "price": 150}],
        stories=[story("Stop", 100)],
        effects=[effect("Stop", "supply loss", 50, material_or_group=cut, lasts=12)],
        participants=[maker(50, draw_limit=40)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_the_share_is_of_the_largest_target_in_days(tmp_path: Path) -> None:
    """36.5 days of 500 t in year 1 and of 1000 t in year 2: 50 t, then 100 t, and 50 t are committed to: half of the
    storage, 1000, of 100 t worth 8000 in the end. Recycling serves the demand for nothing."""
    outcome = optimum(
        tmp_path,
        {"Weight participants": 0},
        materials=[metal(recyclable=1_000, opening_stock=100, terminal_value=80, storage_class="Shed")],
        demand=[demand(500, growth=100)],
        storage=[{"storage_class": "Shed", "cost": 5}],
        targets=[wanted(0, days_of_cover=36.5)],
        participants=[maker(50)],
    )
    assert outcome.objective == pytest.approx(500 - 8_000)


def test_support_repays_a_loan_less_what_participants_reimburse(tmp_path: Path) -> None:
    """10 t must be bought, 1000, of which 6 t are committed to. A loan at 10 % pays, due in year 2; there is no other
    money. Support, at 10 a dollar, is 0.4 x 50 of interest in year 1 and 1000 + 0.4 x 100 in year 2, all it may be.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", to=1)],
        targets=[wanted(10, hard="yes")],
        finance=[{"tranche": "Loan", "amount": 5_000, "rate": 10, "repay_by": "2028"}],
        participants=[maker(6)],
    )
    assert outcome.objective == pytest.approx(1_000 + 10 * (20 + 1_040))


def test_the_pages_agree_where_participants_draw(tmp_path: Path) -> None:
    """A rich case: two participants, a loan, stories, tonnes out at the horizon. The bridge ends in the objective."""
    outcome = run(
        tmp_path,
        {"Periods": 3, "Discount rate": 5, "Traders' fee": 2, "Weight duties": 0.5, "Release delay": 1},
        materials=[metal(terminal_value=80, opening_stock=60, storage_class="Shed", holding_loss=2)],
        countries=[{"country": "CHL", "freight": 5, "duty": 10}],
        supply=[offer("CHL", 150), offer("PER", 20, premium=30)],
        demand=[demand()],
        storage=[{"storage_class": "Shed", "cost": 1, "handling_in": 1, "handling_out": 2}],
        prices=[{"material": "Metal", "period": 1, "price": 150}],
        targets=[wanted(80, penalty=45)],
        finance=[
            {"tranche": "Loan", "amount": 5_000, "rate": 5, "upfront_fee": 1, "commitment_fee": 1, "repay_by": 2029}
        ],
        stories=[story("Stop", 25), story("Late", 25, 3)],
        effects=[effect("Stop", "supply loss", 60), effect("Late", "supply loss", 60)],
        participants=[
            maker(30, "A", contract_price=120, upfront_fee=5, draw_limit=50),
            maker(20, "B", draw_limit=100, replenish_within=24),
        ],
    )
    assert [one.name for one in build_identities(outcome) if one.difference > 1e-9] == []
    bridge = table(money.page(outcome), "MoneyBridge").set_index("Item")["Expected, discounted (USD million)"]
    assert outcome.result is not None
    assert bridge["= Sum of the above"] * MILLION == pytest.approx(outcome.result.solution.objective, rel=1e-9)
    charged = ledger(outcome, "Participants")["At the horizon"]
    assert charged > 0
