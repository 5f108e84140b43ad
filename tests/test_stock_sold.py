"""Stock sold for something else than carrying it: told with what it pays, and no income that covers interest."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_cases import MILLION, run, table
from tiny import demand, metal, offer, row

from model.results.facts.run import Run
from model.results.facts.tranches import owed_at_the_end
from model.results.money import page as money
from model.results.money.reserve import find_sales
from model.results.money.sentences import carrying_sentences, sale_sentences
from model.results.participants import page as participants_page
from model.results.shown.sentences import owed as owed_phrase
from model.results.summary import page as summary


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """50 t at 100, a year's demand, must be held in 2027, bought with a loan at 2 % that is due in 2028. Nobody wants any in
    2028: all is sold at half the price, and equity repays the rest of the loan.
    """
    return run(
        tmp_path_factory.mktemp("sold"),
        {"Opening cash": 200},
        materials=[metal(terminal_value=0, sale_price=50)],
        supply=[offer("CHL")],
        demand=[demand(50, to="2027")],
        targets=[row(material="Metal", days_of_cover=365, hard="yes")],
        finance=[
            row(tranche="Bank", amount=5_000, rate=2, repay_by=2028),
            row(tranche="Founders", kind="equity", amount=3_000, available_from=2028),
        ],
        participants=[row(participant="A", material="Metal", commitment=10)],
    )


def test_what_is_sold_to_repay_a_loan_is_told(sold: Run) -> None:
    assert sold.result is not None
    sales = find_sales(sold.result)
    tonnes = sold.result.grid("sell", 1).sum()
    assert tonnes == pytest.approx(50)
    assert sales.proceeds.sum() == pytest.approx(50 * tonnes)
    assert sales.repaid.sum() == pytest.approx(50 * tonnes)
    assert sales.worth.sum() == pytest.approx(100 * tonnes)
    told = list(map(str, sale_sentences(sold.result)))
    assert told == [
        f"In 2028, if no story begins, the reserve sells Metal worth {100 * tonnes:,.0f} USD at base price for "
        f"{50 * tonnes:,.0f} USD, which goes to repay Bank (Repay by 2028)."
    ]
    assert told[0] in money.page(sold).texts
    assert str(carrying_sentences(sold.result)[0]).endswith("No stock is sold to pay that.")
    # It is half of what the purchases took.
    assert list(map(str, sale_sentences(sold.result, 0.49))) == told and not sale_sentences(sold.result, 0.51)


def test_it_covers_no_interest(sold: Run) -> None:
    """Participants' shares of the interest are all that comes in."""
    found = table(money.page(sold), "MoneyLoan") * 1
    income = found.drop(columns="Period")["Income to cover it, base path (USD million)"].sum() * MILLION
    interest = found.drop(columns="Period")["Interest on loans, base path (USD million)"].sum() * MILLION
    assert interest > 0
    assert income == pytest.approx(0.2 * interest)


def test_loans_and_equity_owed_are_told_alike(sold: Run) -> None:
    assert sold.result is not None
    left = sold.result.grid("debt", 2)[:, -1]
    assert left[0] == pytest.approx(0, abs=1e-6) and left[1] > 1
    owed = str(owed_phrase(owed_at_the_end(sold.result)))
    assert owed == f"0 USD of loans and {left[1]:,.0f} USD of equity not paid back"
    sentences = [*summary.page(sold).texts, *money.page(sold).texts]
    assert sum(f"to owe {owed}" in sentence for sentence in sentences) == 4


def test_participants_are_told_what_equity_comes_to(sold: Run) -> None:
    assert sold.result is not None
    drawn = sold.result.grid("draw", 2)[1].sum()
    told = next(one for one in participants_page.page(sold).texts if one.startswith("Over the horizon they pay"))
    assert (
        f"without equity, which their ledger on the Money sheet counts: on the base path {drawn:,.0f} USD is paid"
        in told
    )


def test_nothing_is_told_where_nothing_is_sold(tmp_path: Path) -> None:
    outcome = run(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand(10)],
        finance=[row(tranche="Bank", amount=5_000, rate=2)],
        participants=[row(participant="A", material="Metal", commitment=10)],
    )
    assert outcome.result is not None
    assert sale_sentences(outcome.result) == []
    assert not any("equity" in one for one in participants_page.page(outcome).texts)
