"""Hand-solved: the reserve's cash with participants, its tranches, its support, and whose view the weights take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from result_cases import MILLION, run, table
from test_hand_participants import NO_TREASURY, ONE, ledger, maker, total, wanted
from tiny import Row, Rows, demand, effect, floor, metal, offer, optimum, story

from model.results.facts.run import Run
from model.results.money import page as money

RESERVE_ONLY = {"Weight industry": 0, "Weight participants": 0, "Weight treasury": 0}
YEARS = ("2027", "2028")


def tranche(amount: float, **more: Any) -> Row:
    return {"tranche": "Money", "amount": amount, **more}


def objective(outcome: Run) -> float:
    assert outcome.result is not None
    return outcome.result.solution.objective


def bought_then_released(finance: Rows, participants: Rows) -> dict[str, Rows]:
    """100 t must be in the reserve in year 1; in year 2 nothing is on sale for sure, and 100 t are wanted: released."""
    return {
        "materials": [metal(storage_class="Shed")],
        "supply": [offer("CHL", for_="reserve")],
        "demand": [demand(from_=2)],
        "storage": [{"storage_class": "Shed", "cost": 5, "handling_in": 2, "handling_out": 3}],
        "targets": [wanted(100, hard="yes")],
        "stories": [story("Stop", 100)],
        "effects": [effect("Stop", "supply loss", 100)],
        "finance": finance,
        "participants": participants,
    }


def test_every_line_of_two_years_of_cash(tmp_path: Path) -> None:
    """60 t of the 100 t wanted are committed to, at 112, with a fee of 10 %: share 0.6. A loan of 20 000 at 10 %, 2 %
    on a draw, 1 % on what is not drawn, due in year 2. The treasury does not count, so no more is drawn than needed.

    Year 1: 100 t at 100, handling in 200, storage 500, interest 0.05 D, fees 0.02 D and 0.01 (20 000 - D) are paid from
    D, 672, and 0.6 x (500 + 0.05 D): 10 900 + 0.06 D = D + 972 + 0.03 D, D = 9928 / 0.97. Fees are not reimbursed.
    Year 2: 100 t are released at 112: 11 200, handling out 300, nothing is stored; D is repaid, interest 0.1 D on the
    opening debt and the fee 200 - 0.01 D are paid, 0.6 of the interest reimbursed. The rest is cash.
    """
    loan = tranche(20_000, rate=10, upfront_fee=2, commitment_fee=1, repay_by="2028")
    outcome = run(
        tmp_path, NO_TREASURY, **bought_then_released([loan], [maker(60, contract_price=112, upfront_fee=10)])
    )
    drawn = 9_928 / 0.97
    unused = 0.01 * (20_000 - drawn)
    reimbursed = [0.6 * (500 + 0.05 * drawn), 0.6 * 0.1 * drawn]
    cash = 11_200 - 300 - drawn - 0.1 * drawn - unused + reimbursed[1]
    assert cash > 0
    balances = table(money.page(outcome), "MoneyBalances")
    for column, expected in {"Drawn so far": [drawn, drawn], "Owed": [drawn, 0], "Cash": [0, cash]}.items():
        found = [float(value) * MILLION for value in balances[f"{column}, expected (USD million)"]]
        assert found == pytest.approx(expected, abs=1e-6), column
    booked = {
        "Industry": [0, 11_200],
        "Reserve": [0, -cash],
        "Participants": [672 + reimbursed[0], reimbursed[1]],
        "Treasury": [drawn - 0.05 * drawn - 0.02 * drawn - unused, -drawn - 0.1 * drawn - unused],
        "Partners": [-10_000, 0],
    }
    for name, lines in booked.items():
        paid = ledger(outcome, name)
        assert [paid[year] for year in YEARS] == pytest.approx(lines, abs=1e-6), name
        assert paid["At the horizon"] == pytest.approx(0, abs=1e-6)
    assert objective(outcome) == pytest.approx(11_200 - cash + 672 + sum(reimbursed))


@pytest.mark.parametrize(
    ("finance", "makers"),
    [
        ([], []),
        ([], [maker(60, contract_price=300, upfront_fee=50)]),
        (
            [tranche(30_000, rate=17, upfront_fee=3, commitment_fee=2, repay_by="2028")],
            [maker(120, contract_price=140)],
        ),
        ([tranche(30_000, kind="equity", rate=13, upfront_fee=3, commitment_fee=2)], [maker(70, contract_price=90)]),
        ([tranche(30_000, kind="grant", upfront_fee=3, commitment_fee=2)], [maker(70, upfront_fee=9)]),
    ],
)
def test_payments_inside_the_nation_cancel(tmp_path: Path, finance: Rows, makers: Rows) -> None:
    """Whatever the terms: 10 000 to CHL, handling 500 and storage 500. What CHL gets apart, 1000 is really spent."""
    outcome = run(tmp_path, None, **bought_then_released(finance, makers))
    assert total(outcome, "national cost") == pytest.approx(11_000, rel=1e-9)
    ledgers = ("industry", "reserve", "participants", "treasury", "duties", "partners", "home producers")
    assert sum(total(outcome, name) for name in ledgers) == pytest.approx(1_000, rel=1e-9)
    assert objective(outcome) == pytest.approx(11_000, rel=1e-9)


def test_contracts_for_difference_and_duties_on_both_ledgers(tmp_path: Path) -> None:
    """Industry: 50 t from CHL at 100, freight 5, duty 10: 5750, and 50 t at home: 5000. The reserve: 10 t from PER, 1150,
    and 5 % of 1000 to traders. Duties 500 + 100. The treasury settles 50 x 20 with CHL and 50 x 30 at home.

    Partners get 5000 + 1000 + 1000 + 50, home producers 5000 + 1500. All in all 300 of freight are spent.
    """
    outcome = run(
        tmp_path,
        {**ONE, "Traders' fee": 5},
        materials=[metal()],
        countries=[{"country": name, "freight": 5, "duty": 10} for name in ("CHL", "PER")],
        supply=[
            offer("CHL", 50, for_="industry"),
            offer("USA", 50, for_="industry"),
            offer("PER", for_="reserve"),
        ],
        demand=[demand()],
        targets=[wanted(10, hard="yes")],
        floors=[floor("contract for difference", 120, "CHL"), floor("contract for difference", 130, "USA")],
        participants=[maker(10, contract_price=80, upfront_fee=10)],
    )
    expected = {
        "industry": 10_750,
        "reserve": 1_200 - 80,
        "participants": 80,
        "treasury": 2_500,
        "duties": -600,
        "partners": -7_050,
        "home producers": -6_500,
        "national cost": 13_850,
    }
    found = {name: total(outcome, name) for name in expected}
    assert found == pytest.approx(expected, rel=1e-9)
    assert sum(found.values()) - found["national cost"] == pytest.approx(300, rel=1e-9)


def test_upfront_fees_buy_material(tmp_path: Path) -> None:
    """6000 to draw and 10 % of 100 t at 100: 70 t are bought, at 20 each, 30 t missing at 50."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL")],
        targets=[wanted(100, penalty=50)],
        finance=[tranche(6_000)],
        participants=[maker(100, contract_price=100, upfront_fee=10)],
    )
    assert outcome.objective == pytest.approx(2_900)
    assert outcome.purchases["CHL"] == pytest.approx(70)


@pytest.mark.parametrize(
    ("start", "days"), [("2028", (0, 366, 365, 0)), ("2029", (0, 0, 365, 0)), ("2027", (365, 366, 365, 0))]
)
def test_a_loan_is_repaid_evenly(tmp_path: Path, start: str, days: tuple[int, ...]) -> None:
    """1000 without interest, due by 2029, where the treasury does not count and later money counts less (21 %): all of
    it is drawn in year 1 and kept as long as may be. From 2028: half is due in 2028, half in 2029, to the day."""
    outcome = optimum(
        tmp_path,
        {"Periods": 4, "Discount rate": 21, **NO_TREASURY},
        materials=[metal()],
        finance=[tranche(1_000, repay_from=start, repay_by="2029")],
    )
    repaid = sum(1_000 * due / sum(days) / 1.1 ** (2 * year + 1) for year, due in enumerate(days))
    assert outcome.objective == pytest.approx(repaid - 1_000 / 1.1)


@pytest.mark.parametrize("makers", [[], [maker(100)]])
def test_the_return_on_equity_goes_to_participants(tmp_path: Path, makers: list[Row]) -> None:
    """Participants count half, so all 2000 of equity are drawn, and 10 % a year on half of it, 100, is returned: no
    part of that is theirs to reimburse. 1000 of metal: reserve -2000 + 1000 + 100, participants 0.5 x (2000 - 100).
    Equity is not repaid."""
    outcome = run(
        tmp_path,
        {**ONE, "Weight participants": 0.5},
        materials=[metal()],
        supply=[offer("CHL")],
        targets=[wanted(10, hard="yes")],
        finance=[tranche(2_000, kind="equity", rate=10)],
        participants=makers,
    )
    assert objective(outcome) == pytest.approx(50)
    assert ledger(outcome, "Participants")["2027"] == pytest.approx(1_900)
    assert total(outcome, "reserve") == pytest.approx(-900)


def test_the_commitment_fee_on_equity_goes_to_participants(tmp_path: Path) -> None:
    """10 % on 2000 of equity not drawn: the reserve pays 200, participants, counted twice, get it: 200 - 400. To draw a
    dollar would cost 2 - 1 and save participants nothing."""
    outcome = optimum(
        tmp_path,
        {**ONE, "Opening cash": 2_000, "Weight participants": 2},
        materials=[metal()],
        finance=[tranche(2_000, kind="equity", commitment_fee=10)],
    )
    assert outcome.objective == pytest.approx(-200)


@pytest.mark.parametrize(
    ("settings", "terms", "expected"),
    [
        ({}, {}, 250),
        (NO_TREASURY, {}, 230),
        ({}, {"contract_price": 100, "upfront_fee": 2}, 130),
        ({}, {"contract_price": 100, "upfront_fee": 5}, 50),
    ],
)
def test_participants_spare_the_reserve_support(
    tmp_path: Path, settings: dict[str, Any], terms: dict[str, Any], expected: float
) -> None:
    """10 t that must be kept, storage 5 each, no money. 6 t are committed to: 30 of the 50 are reimbursed, 20 are
    support, at 10 a dollar: 50 + 200. Without the treasury's side 20 less. A fee of 12 leaves 8 of support, one of 30
    none: 50 + 80, 50."""
    outcome = optimum(
        tmp_path,
        {**ONE, **settings},
        materials=[metal(opening_stock=10, storage_class="Shed")],
        storage=[{"storage_class": "Shed", "cost": 5}],
        targets=[wanted(10, hard="yes")],
        finance=[tranche(0)],
        participants=[maker(6, **terms)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_support_is_for_what_participants_do_not_reimburse(tmp_path: Path) -> None:
    """970 to buy 10 t at 100 with storage 5, of which participants pay 3 (6 t of 10 t); a missing tonne costs 5000.

    x tonnes cost 102 x, and support is at most 2 x: x = 9.7. Purchases 970, storage 48.5, penalty 10 x 19.4, 0.3 t
    missing 1500. (Were it 5 x, all ten could be bought.)
    """
    outcome = optimum(
        tmp_path,
        {**ONE, "Opening cash": 970},
        materials=[metal(storage_class="Shed")],
        supply=[offer("CHL")],
        storage=[{"storage_class": "Shed", "cost": 5}],
        targets=[wanted(10, penalty=5_000)],
        finance=[tranche(0)],
        participants=[maker(6)],
    )
    assert outcome.objective == pytest.approx(2_712.5)


@pytest.mark.parametrize(
    ("settings", "expected", "carried"), [({}, -6_000, 0), (RESERVE_ONLY, -8_000, 3_000)], ids=["nation", "reserve"]
)
def test_the_reserve_keeps_what_others_pay_to_store(
    tmp_path: Path, settings: dict[str, float], expected: float, carried: float
) -> None:
    """100 t sell at 60, or are worth 80 a year later; storage 30 is the participants' to pay. The nation sells: 60 >
    80 - 30. The reserve by itself keeps them."""
    outcome = run(
        tmp_path,
        {**ONE, **settings},
        materials=[metal(opening_stock=100, storage_class="Shed", terminal_value=80, sale_price=60)],
        storage=[{"storage_class": "Shed", "cost": 30}],
        participants=[maker(1)],
    )
    assert objective(outcome) == pytest.approx(expected)
    assert total(outcome, "participants") == pytest.approx(carried, abs=1e-6)


@pytest.mark.parametrize(("settings", "expected", "income"), [({}, 0, 5_000), (RESERVE_ONLY, -6_000, 6_000)])
def test_the_reserve_sells_rather_than_honour_a_low_contract(
    tmp_path: Path, settings: dict[str, float], expected: float, income: float
) -> None:
    """100 t sell at 60 or, as PER stops in year 2, are released at the contract's 50, sparing industry 100 each: the
    nation releases them, the reserve by itself sells them."""
    outcome = run(
        tmp_path,
        settings,
        materials=[metal(opening_stock=100, sale_price=60)],
        supply=[offer("CHL", for_="industry"), offer("PER", premium=900)],
        demand=[demand(from_=2)],
        stories=[story("Stop", 100)],
        effects=[effect("Stop", "supply loss", 100, country_or_agreement="PER")],
        participants=[maker(100, contract_price=50)],
    )
    assert objective(outcome) == pytest.approx(expected, abs=1e-6)
    assert total(outcome, "reserve") == pytest.approx(-income)
