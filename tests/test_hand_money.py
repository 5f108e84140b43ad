"""Hand-solved: the reserve's money."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny import Row, demand, effect, floor, metal, offer, optimum, story

ONE = {"Periods": 1}
NO_TREASURY = {"Weight treasury": 0}


def tranche(amount: float, **more: Any) -> Row:
    return {"tranche": "Money", "amount": amount, **more}


def wanted(tonnes: float, **more: Any) -> Row:
    return {"material": "Metal", "tonnes": tonnes, **more}


@pytest.mark.parametrize("kind", ["loan", "equity", "grant"])
@pytest.mark.parametrize(("opening", "expected"), [(0, 3_200), (2_000, 2_600)])
def test_money_limits_purchases(tmp_path: Path, kind: str, opening: float, expected: float) -> None:
    """100 t wanted, each 100 to buy and worth 80 at the end, a missing one 50. A tranche of 6000 and opening cash.

    6000: 60 x 20 + 40 x 50 = 3200. 8000: 80 x 20 + 20 x 50 = 2600. Draws are no cost: the reserve gets what another
    ledger gives.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, "Opening cash": opening},
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL")],
        targets=[wanted(100, penalty=50)],
        finance=[tranche(6_000, kind=kind)],
    )
    assert outcome.objective == pytest.approx(expected)
    assert outcome.purchases["CHL"] == pytest.approx((6_000 + opening) / 100)


def test_no_finance_rows_is_money_without_limit(tmp_path: Path) -> None:
    """100 t at 20 each: 2000, whatever the opening cash."""
    outcome = optimum(
        tmp_path,
        {**ONE, "Opening cash": 1},
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL")],
        targets=[wanted(100, penalty=50)],
    )
    assert outcome.objective == pytest.approx(2_000)


def test_a_tranche_is_drawn_when_it_is_available(tmp_path: Path) -> None:
    """Available from 2028. Year 1: 100 t missing at 50. Year 2: 60 x 20 + 40 x 50. 5000 + 3200."""
    outcome = optimum(
        tmp_path,
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL")],
        targets=[wanted(100, penalty=50)],
        finance=[tranche(6_000, available_from="2028")],
    )
    assert outcome.objective == pytest.approx(8_200)


def test_a_loan_due_at_once_buys_nothing(tmp_path: Path) -> None:
    """Whatever is drawn of a tranche to be repaid by 2027 is due at once: two years of 10 t missing at 50.

    Repaying from support would cost 10 USD per USD.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL")],
        targets=[wanted(10, penalty=50)],
        finance=[tranche(1_000, repay_by="2027")],
    )
    assert outcome.objective == pytest.approx(1_000)


@pytest.mark.parametrize(("weights", "expected"), [({}, 1_000), (NO_TREASURY, 1_322.222_222)])
def test_interest_on_last_debt_and_half_the_draw(tmp_path: Path, weights: dict[str, float], expected: float) -> None:
    """A hard target of 10 t costs 1000. Opening cash 100, a loan at 20 % a year, two years, worth nothing in the end.

    Year 1: draw 1000 = 1000 - 100 + 0.2 x 500 of interest. Year 2: interest 200 on the debt and 0.1 of the draw D
    that pays it: D = 200 + 0.1 D = 222.22. Interest 100 + 222.22 is a cost if the treasury does not count; draws and
    the debt repaid at the end cancel. With the treasury counted all of it cancels.
    """
    outcome = optimum(
        tmp_path,
        {"Opening cash": 100, **weights},
        materials=[metal()],
        supply=[offer("CHL")],
        targets=[wanted(10, hard="yes")],
        finance=[tranche(2_000, rate=20)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_interest_of_a_quarter(tmp_path: Path) -> None:
    """One quarter at 40 %: 5 % of the draw. Draw D = 950 + 0.05 D = 1000, interest 50: 950 + 50."""
    outcome = optimum(
        tmp_path,
        {**ONE, **NO_TREASURY, "Period months": 3},
        materials=[metal()],
        supply=[offer("CHL")],
        targets=[wanted(9.5, hard="yes")],
        finance=[tranche(2_000, rate=40)],
    )
    assert outcome.objective == pytest.approx(1_000)


@pytest.mark.parametrize(
    ("kind", "weights", "expected"),
    [
        ("loan", {}, 1_000),
        ("loan", NO_TREASURY, 1_250),
        ("equity", {"Weight participants": 0.5}, 500),
    ],
)
def test_upfront_fee_on_each_draw(tmp_path: Path, kind: str, weights: dict[str, float], expected: float) -> None:
    """10 t at 100 and a fee of 20 %: 1250 is drawn, 250 the fee, which the treasury receives (participants, on equity).

    A loan costs 1000 all counted and 1250 without the treasury. Equity is not repaid: the reserve pays 1000 + 250 and
    gets 1250; participants, counted half, give 1250 and get 250: 0 + 0.5 x 1000.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **weights},
        materials=[metal()],
        supply=[offer("CHL")],
        targets=[wanted(10, hard="yes")],
        finance=[tranche(1_250, kind=kind, upfront_fee=20)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "weights", "expected"),
    [
        ("loan", {"Weight treasury": 0, "Weight participants": 0}, 0),
        ("grant", {"Weight treasury": 0}, -3_000),
        ("grant", {"Weight participants": 0}, 0),
        ("equity", {"Weight participants": 0}, -3_000),
        ("equity", {"Weight treasury": 0}, 0),
    ],
)
def test_whose_money_it_is(tmp_path: Path, kind: str, weights: dict[str, float], expected: float) -> None:
    """Nothing to buy. A loan is owed back at the end; a grant is the treasury's, equity the participants' to give:
    where the giver does not count, 3000 are a gain."""
    outcome = optimum(tmp_path, {**ONE, **weights}, materials=[metal()], finance=[tranche(3_000, kind=kind)])
    assert outcome.objective == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("terms", "weights", "expected"),
    [({}, {}, 500), ({}, NO_TREASURY, 700), ({"available_from": "2028"}, NO_TREASURY, 600)],
)
def test_commitment_fee_on_what_is_not_drawn(
    tmp_path: Path, terms: dict[str, Any], weights: dict[str, float], expected: float
) -> None:
    """5 t at 100 and all fees come from opening cash; 10 % a year on 1000 undrawn; at 60 % nothing is drawn.

    500 + 2 x 100; available from 2028: 500 + 100. The treasury receives it: 500 in all where it counts.
    """
    outcome = optimum(
        tmp_path,
        {"Opening cash": 2_000, **weights},
        materials=[metal()],
        supply=[offer("CHL")],
        targets=[wanted(5, hard="yes")],
        finance=[tranche(1_000, rate=60, commitment_fee=10, **terms)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("repay_by", "expected"), [(None, 200), ("2029", 200), ("2028", 3_700)])
def test_repayment_falls_due(tmp_path: Path, repay_by: str | None, expected: float) -> None:
    """10 t wanted for two years, a missing one costs 400 a year; price 100, sale 60, worth 80 at the end.
    Opening cash 500, a loan of 1000 without interest.

    Due after the horizon: 10 t are bought at once: 1000 - 800 = 200.
    Due in 2028: 500 are drawn all the same, and repaid by selling 8 1/3 t at 60. The 1 2/3 t left are worth 133 1/3,
    8 1/3 t are missing in year 2: 1000 - 500 - 133 1/3 + 3333 1/3 = 3700.
    """
    outcome = optimum(
        tmp_path,
        {"Opening cash": 500},
        materials=[metal(terminal_value=80, sale_price=60)],
        supply=[offer("CHL")],
        targets=[wanted(10, penalty=400)],
        finance=[tranche(1_000, repay_by=repay_by)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_a_release_pays_for_the_refill(tmp_path: Path) -> None:
    """50 t in the reserve, no other money. In year 2, with 50 %, CHL stops for a year: 50 t are released.

    Industry pays the base price, 5000, though the market price doubles; in year 3 that buys 50 t again, owed at once.
    10 t more are wanted all along, but there is no money for them.
    Industry buys 5000 + 0.5 x 5000 + 5000; the release is nothing on balance; the refill 0.5 x 5000. 10 t are missing
    at 30 in year 1, the base's year 2 (weight 0.5/0.5) and year 3: 900. The stock is worth 50 x 80 in the end.
    12 500 + 2500 + 900 - 4000 = 11 900.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3, "Refill": 0},
        materials=[metal(terminal_value=80, opening_stock=50)],
        supply=[offer("CHL")],
        demand=[demand(50)],
        targets=[wanted(60, penalty=30)],
        finance=[tranche(0)],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100, lasts=12), effect("Stop", "price", 100, lasts=12)],
    )
    assert outcome.objective == pytest.approx(11_900)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, 550), ({"Support penalty": 4}, 250), ({"Weight treasury": 0}, 500), ({"Opening cash": 20}, 350)],
)
def test_support_pays_for_storage_at_a_penalty(tmp_path: Path, settings: dict[str, Any], expected: float) -> None:
    """10 t that must be kept, storage 5 each, no money: 50 of support from the treasury, and 10 x 50 of penalty.

    Storage 50 + 500; at a penalty of 4, 50 + 200. Without the treasury the reserve is given the 50: 500.
    With 20 in hand: 50 + 10 x 30.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[metal(opening_stock=10, storage_class="Shed")],
        storage=[{"storage_class": "Shed", "cost": 5}],
        targets=[wanted(10, hard="yes")],
        finance=[tranche(0)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_support_buys_nothing(tmp_path: Path) -> None:
    """10 t wanted at 5000 a missing one and year, and no money: 50 000 of gap; support is not for purchases."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal()],
        supply=[offer("CHL")],
        targets=[wanted(10, penalty=5_000)],
        finance=[tranche(0)],
    )
    assert outcome.objective == pytest.approx(50_000)


def test_sales_bring_money_in_the_same_period(tmp_path: Path) -> None:
    """10 t of Other, worth 60 each in a sale and nothing later, buy 6 t of Metal at 100 (80 at the end, 50 missing).

    6 x 20 + 4 x 50 - 600 + 0 = -280.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(terminal_value=80), metal(name="Other", sale_price=60, opening_stock=10)],
        supply=[offer("CHL")],
        targets=[wanted(10, penalty=50)],
        finance=[tranche(0)],
    )
    assert outcome.objective == pytest.approx(-280)


@pytest.mark.parametrize(
    ("settings", "terms", "supply", "expected"),
    [
        ({}, {}, {}, 300),
        ({}, {"take_or_pay": 4}, {}, 420),
        ({"Opening cash": 60}, {"take_or_pay": 4}, {}, 180),
        ({}, {"take_or_pay": 0}, {}, 500),
        ({}, {}, {"delivery_rate": 50}, 400),
        ({}, {}, {"for_": "both"}, 600),
        ({"Period months": 3}, {}, {}, 168.75),
        ({}, {"price": 30}, {}, 900),
        ({"Weight treasury": 0}, {}, {}, 200),
    ],
)
def test_support_pays_for_committed_tonnes_taken_or_left(
    tmp_path: Path, settings: dict[str, Any], terms: dict[str, Any], supply: dict[str, Any], expected: float
) -> None:
    """10 t under a fixed price of 10, all to be paid for; 10 t wanted, 50 a missing tonne; no money, support counts twice
    beside itself. The reserve pays in any case, so it takes what it pays for: 100 + 200, nothing missing.

    - 4 t committed: 40 of support take 4 t, 6 t are missing: 40 + 80 + 300. With 60 in hand the 40 complete the 10 t:
      100 + 80. None committed: 500.
    - Half of each order arrives, and is paid: 50 + 100 + 250. A quarter: 2.5 t for 25 + 50, 7.5 t missing at 12.5.
    - Open to both, the contract is industry's to pay: 100 + 500. At 30: 300 + 600. Without the treasury: 200.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, "Support penalty": 2, **settings},
        materials=[metal(10)],
        supply=[offer("AUS", 10, **{"for_": "reserve", **supply})],
        floors=[{**floor("fixed price", 10, "AUS", quantity=10), **terms}],
        targets=[wanted(10, penalty=50)],
        finance=[tranche(0)],
    )
    assert outcome.objective == pytest.approx(expected)
