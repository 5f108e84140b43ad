"""Hand-solved: what participants pay, and what a release is paid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from result_cases import MILLION, run, table
from tiny import Row, Rows, demand, effect, metal, offer, optimum, story

from model.results.facts.run import Run
from model.results.money import page as money

ONE = {"Periods": 1}
NO_TREASURY = {"Weight treasury": 0}
NO_PARTICIPANTS = {"Weight participants": 0}


def maker(commitment: float, name: str = "Maker", **more: Any) -> Row:
    """A participant who commits to Metal unless told otherwise."""
    return {"participant": name, "material": "Metal", "commitment": commitment, **more}


def wanted(tonnes: float, **more: Any) -> Row:
    return {"material": "Metal", "tonnes": tonnes, **more}


def ledger(outcome: Run, name: str, counted: str = "Expected, undiscounted") -> dict[str, float]:
    """What a ledger pays, in USD, by year and at the horizon."""
    rows = table(money.page(outcome), "MoneyLedgersByYear")
    rows = rows[rows["Counted"] == counted]
    return {
        str(year): float(value) * MILLION
        for year, value in zip(rows["Year"], rows[f"{name} (USD million)"], strict=True)
    }


def total(outcome: Run, name: str) -> float:
    """What a ledger pays in all, in USD, expected and undiscounted."""
    rows = table(money.page(outcome), "MoneyLedgers").set_index("Ledger")["Expected, undiscounted (USD million)"]
    return float(rows[name]) * MILLION


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, 0),
        (NO_PARTICIPANTS, -960),
        ({"Weight reserve": 0}, 960),
        ({"Weight reserve": 0, "Discount rate": 21}, 960 / 1.1),
    ],
)
def test_the_upfront_fee_is_paid_once_at_the_root(tmp_path: Path, settings: dict[str, Any], expected: float) -> None:
    """Of 60 t at 110: 10 %, 660; of 20 t at 150: 10 %, 300. Participants pay 960 in the first of two years, the reserve
    receives it. At 21 % the middle of year 1 counts 1 / 1.1."""
    outcome = optimum(
        tmp_path,
        settings,
        materials=[metal()],
        participants=[
            maker(60, "A", contract_price=110, upfront_fee=10),
            maker(20, "B", contract_price=150, upfront_fee=10),
        ],
    )
    assert outcome.objective == pytest.approx(expected, abs=1e-6)


def test_the_upfront_fee_on_both_ledgers(tmp_path: Path) -> None:
    """5 % of 40 t at 200: 400 in year 1, nothing in year 2."""
    outcome = run(tmp_path, materials=[metal()], participants=[maker(40, contract_price=200, upfront_fee=5)])
    assert [ledger(outcome, "Participants")[year] for year in ("2027", "2028")] == pytest.approx([400, 0])
    assert [ledger(outcome, "Reserve")[year] for year in ("2027", "2028")] == pytest.approx([-400, 0])
    assert total(outcome, "national cost") == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("commitments", "targets", "expected"),
    [
        ([], [wanted(100)], -7_000),
        ([50], [wanted(100)], -7_500),
        ([100], [wanted(100)], -8_000),
        ([150], [wanted(100)], -8_000),
        ([30, 45], [wanted(100)], -7_750),
        ([50], [], -8_000),
        ([50], [wanted(40), wanted(80, by="2028")], -7_625),
    ],
)
def test_participants_share_of_the_storage(
    tmp_path: Path, commitments: list[float], targets: Rows, expected: float
) -> None:
    """100 t stay in the reserve for two years at 5 a tonne and year, worth 8000 in the end; the reserve's own view.

    Storage 1000 less the participants' share: nobody's 0, 50 of 100 a half, 100 of 100 and 150 of 150 all, 30 + 45 of
    100 three quarters, 50 where nothing is wanted all, 50 of 80 (the largest target, though it is owed later) 0.625.
    """
    outcome = optimum(
        tmp_path,
        NO_PARTICIPANTS,
        materials=[metal(terminal_value=80, opening_stock=100, storage_class="Shed")],
        supply=[offer("CHL")],
        storage=[{"storage_class": "Shed", "cost": 5}],
        targets=targets,
        participants=[maker(tonnes, f"Maker {number}") for number, tonnes in enumerate(commitments)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_storage_is_shared_material_by_material_and_handling_is_not(tmp_path: Path) -> None:
    """A quarter. 40 t of Metal, all of them committed to, and 60 t of Other, of which 15 t of 60 t wanted are: storage
    8 a year, 2 a quarter: 80 + 0.25 x 120 = 110 of the 200. Handling in of the 40 t of Metal bought, 3 each, is the
    reserve's own: 4000 + 120 + 200 - 110."""
    outcome = run(
        tmp_path,
        {**ONE, "Period months": 3},
        materials=[
            metal(storage_class="Shed"),
            metal(name="Other", storage_class="Shed", opening_stock=60),
        ],
        supply=[offer("CHL")],
        storage=[{"storage_class": "Shed", "cost": 8, "handling_in": 3}],
        targets=[wanted(40, hard="yes"), wanted(60, material="Other", hard="yes")],
        participants=[maker(40), maker(15, material="Other")],
    )
    assert total(outcome, "participants") == pytest.approx(110)
    assert total(outcome, "reserve") == pytest.approx(4_210)
    assert total(outcome, "national cost") == pytest.approx(4_320)


def lent(rate: float = 20, **more: Any) -> Row:
    return {"tranche": "Loan", "kind": "loan", "amount": 100_000, "rate": rate, **more}


@pytest.mark.parametrize(
    ("makers", "share"),
    [
        ([], 0),
        ([maker(60), maker(80, material="Other")], 0.625),
        ([maker(60), maker(40, material="Other")], 8 / 14),
        ([maker(100), maker(40, material="Other"), maker(200, material="Extra")], 1),
        ([maker(20, "A"), maker(30, "B")], 5 / 14),
    ],
)
def test_participants_share_of_the_interest(tmp_path: Path, makers: list[Row], share: float) -> None:
    """Wanted: 100 t of Metal at 100, 40 t of Other at 50, 200 t of Extra at 10; Metal has to be bought, 10 000.

    Weighed at base prices: commitments over the larger of commitment and target, material by material:
    (60 x 100 + 80 x 50) / (100 x 100 + 80 x 50 + 200 x 10) = 10 / 16; 8 / 14 with 40 t of Other; all; 5 / 14.
    A loan at 20 %, one year: the draw D carries 0.1 D of interest: D = 10 000 + 0.1 D (1 - share). Without the
    treasury's side 10 000 + 0.1 D is a cost.
    """
    outcome = run(
        tmp_path,
        {**ONE, **NO_TREASURY},
        materials=[metal(), metal(50, "Other", opening_stock=40), metal(10, "Extra", opening_stock=200)],
        supply=[offer("CHL")],
        targets=[
            wanted(100, hard="yes"),
            wanted(40, material="Other", hard="yes"),
            wanted(200, material="Extra", hard="yes"),
        ],
        finance=[lent()],
        participants=makers,
    )
    drawn = 10_000 / (1 - 0.1 * (1 - share))
    assert outcome.result is not None
    assert outcome.result.solution.objective == pytest.approx(10_000 + 0.1 * drawn)
    assert total(outcome, "participants") == pytest.approx(0.1 * drawn * share, abs=1e-6)
    assert ledger(outcome, "Reserve")["2027"] == pytest.approx(0, abs=1e-6)
    assert ledger(outcome, "Reserve")["At the horizon"] == pytest.approx(drawn)


@pytest.mark.parametrize(("prices", "share"), [([100, 100], 9 / 14), ([50, 100], 1 / 2), ([100, 50], 9 / 14)])
def test_the_interest_is_shared_at_root_prices(tmp_path: Path, prices: list[float], share: float) -> None:
    """90 of 100 t of Metal are committed to; of Other, at 100, none of 40 t. Metal at 100: 9000 / 14 000; at 50 in
    year 1: 4500 / 9000. What it costs later does not matter.

    The 100 t are bought in year 1 at 10, whatever the market asks, from a loan at 10 %. D pays 1000 and what is left to the
    reserve of 0.05 D of interest; in year 2 E more are drawn for what is left to it of 0.1 D + 0.05 E.
    """
    outcome = run(
        tmp_path,
        NO_TREASURY,
        materials=[metal(), metal(name="Other", opening_stock=40)],
        supply=[offer("CHL", price_basis="fixed", fixed_price=10)],
        targets=[wanted(100, hard="yes"), wanted(40, material="Other", hard="yes")],
        prices=[{"material": "Metal", "period": year, "price": price} for year, price in enumerate(prices, start=1)],
        finance=[lent(10, amount=5_000)],
        participants=[maker(90)],
    )
    first = 1_000 / (1 - 0.05 * (1 - share))
    second = 0.1 * first * (1 - share) / (1 - 0.05 * (1 - share))
    assert total(outcome, "participants") == pytest.approx(share * (0.15 * first + 0.05 * second))


@pytest.mark.parametrize(
    ("terms", "weights", "expected"),
    [
        ({}, {}, 300),
        ({}, NO_PARTICIPANTS, 300),
        ({"repay_by": "2028"}, {}, 200),
        ({"repay_by": "2028"}, NO_PARTICIPANTS, 200),
        ({"repay_by": "2027"}, {}, 100),
        ({"available_from": "2028"}, NO_PARTICIPANTS, 200),
        ({"available_from": "2028", "repay_by": "2028"}, {}, 100),
        ({"available_from": "2028", "repay_by": "2028"}, NO_PARTICIPANTS, 100),
    ],
)
def test_the_commitment_fee_is_the_reserves_own(
    tmp_path: Path, terms: dict[str, Any], weights: dict[str, float], expected: float
) -> None:
    """10 % a year on 1000 undrawn (drawing costs 200 %), three years at most; 60 t of 100 t wanted are committed to.

    100 a year in force: all three, up to 2028, from 2028, in 2028 alone. Participants pay no part of it: it is the same
    without their side.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3, "Opening cash": 1_000, **NO_TREASURY, **weights},
        materials=[metal(opening_stock=100)],
        targets=[wanted(100, hard="yes")],
        finance=[lent(200, amount=1_000, commitment_fee=10, **terms)],
        participants=[maker(60)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "committed", "upfront", "expected"),
    [
        ("loan", 5, 20, 200 / 0.9),
        ("loan", 10, 20, 200 / 0.9),
        ("loan", 5, 30, 250),
        ("equity", 5, 20, 100),
    ],
)
def test_who_commits_pays_no_commitment_fee(
    tmp_path: Path, kind: str, committed: float, upfront: float, expected: float
) -> None:
    """10 t at 10 must be bought from a tranche of 1000: D = 100 + upfront share x D + 0.1 x (1000 - D), without support at
    1000 a dollar. At 20 % upfront 200 / 0.9, at 30 % 200 / 0.8. The treasury does not count, so D is the reserve's cost:
    what it gets it owes at the horizon. Equity and its fees are between the reserve and participants, and
    cancel: the 100 of metal are left.
    """
    outcome = optimum(
        tmp_path,
        {**ONE, **NO_TREASURY, "Support penalty": 1_000},
        materials=[metal(10)],
        supply=[offer("AUS", for_="reserve")],
        targets=[wanted(10, hard="yes")],
        finance=[{**lent(0, amount=1_000), "kind": kind, "commitment_fee": 10, "upfront_fee": upfront}],
        participants=[maker(committed)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("makers", "expected"),
    [
        ([], 20_000),
        ([maker(60)], 20_000),
        ([maker(60, contract_price=110)], 20_500),
        ([maker(60, "A", contract_price=110), maker(20, "B", contract_price=150)], 21_000),
        ([maker(60, contract_price=150, material="Other")], 20_000),
    ],
)
def test_a_release_is_paid_at_the_contract_price(tmp_path: Path, makers: list[Row], expected: float) -> None:
    """10 000 in year 1 and 0.5 x 10 000 in the base story's year 2. In the other CHL stops and the price doubles: 100 t
    are released. Without the reserve's side industry pays 0.5 x 100 x the base price of 100 where Metal has no contract
    price; x 110; x (60 x 110 + 20 x 150) / 80 = 120.
    """
    outcome = optimum(
        tmp_path,
        {"Weight reserve": 0},
        materials=[metal(opening_stock=100), metal(name="Other")],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand()],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100), effect("Stop", "price", 100)],
        participants=makers,
    )
    assert outcome.objective == pytest.approx(expected)


def test_the_contract_price_moves_money_from_industry_to_the_reserve(tmp_path: Path) -> None:
    """The same with a certain stop and 80 t in the reserve: 80 x 120 = 9600 in year 2, and 20 t short."""
    outcome = run(
        tmp_path,
        materials=[metal(opening_stock=80)],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand()],
        stories=[story("Stop", 100)],
        effects=[effect("Stop", "supply loss", 100)],
        participants=[maker(60, "A", contract_price=110), maker(20, "B", contract_price=150)],
    )
    assert ledger(outcome, "Industry")["2028"] == pytest.approx(9_600)
    assert ledger(outcome, "Reserve")["2028"] == pytest.approx(-9_600)
    assert ledger(outcome, "Participants")["2028"] == pytest.approx(0, abs=1e-9)
    assert outcome.result is not None
    assert outcome.result.solution.objective == pytest.approx(10_000 + 20 * 1_000)
