"""The Money sheet's loans, public cost, net position and ledgers by story, and what the money buys, by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from result_cases import MILLION, run, table
from tiny import Rows, floor, metal, offer, row

from model.program.bookings import RESERVE, TREASURY
from model.results.checks.identities import build_identities
from model.results.facts.run import Run
from model.results.money import page as money
from model.results.money.ledger_tables import PUBLIC as PUBLIC_COLUMNS
from model.results.money.tables import NET, flow_tables
from model.results.reserve import page as reserve
from tests.everything import everything

LOANS, AT_TERMINAL, AT_BASE, AT_REPURCHASE = (NET[name].header for name in ("loans", "terminal", "base", "repurchase"))
DUTY, LENT, LESS_DUTY, PUBLIC, REPAID, TREASURY_NET = (
    PUBLIC_COLUMNS[name].header for name in ("duties", "lent", "less_duties", "public", "repaid", "treasury")
)

# The reserve's own view: the smallest interest, and so the smallest draws.
OWN_VIEW: dict[str, Any] = {"Weight industry": 0, "Weight treasury": 0, "Weight participants": 0}
LENT_FOR: dict[str, Rows] = {
    "materials": [metal(terminal_value=50)],
    "supply": [offer("AUS", 50)],
    "countries": [row(country="AUS", duty=10)],
    "floors": [floor("contract for difference", 120, "AUS", quantity=10)],
    "targets": [row(material="Metal", tonnes=10, hard="yes")],
    "finance": [row(tranche="Loan", amount=5_000, rate=10)],
}
FIRST = 1_100 / 0.95  # drawn in year 1: 10 t at 100 and the duty of 10, and the interest on half the draw
SECOND = 0.1 * FIRST / 0.95  # drawn in year 2: the interest


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """10 t that must be held, bought with a loan at 10 %; 20 x 10 a year settled under the contract for difference."""
    return run(tmp_path_factory.mktemp("lent"), OWN_VIEW, **LENT_FOR)


def test_the_loan_and_its_interest(lent: Run) -> None:
    found = table(money.page(lent), "MoneyLoan")
    owed = found["Loans owed, base path (USD million)"] * MILLION
    assert owed.tolist() == pytest.approx([FIRST, FIRST + SECOND])
    assert (found["Stock at base price, base path (USD million)"] * MILLION).tolist() == pytest.approx([1_000, 1_000])
    interest = found["Interest on loans, base path (USD million)"] * MILLION
    assert interest.tolist() == pytest.approx([0.05 * FIRST, SECOND])
    assert found["Cover of interest, base path (x)"].tolist() == pytest.approx([0, 0])


def test_the_public_settles_lends_and_earns_interest(lent: Run) -> None:
    """Each year 200 settled less the interest; the duty of 100 apart; the loan is lent, and owed at the horizon."""
    found = table(money.page(lent), "MoneyPublic")
    own = found[found["Counted"] == "Base path"].set_index("Period") * 1
    figures = own.drop(columns="Counted") * MILLION
    assert figures[PUBLIC].tolist() == pytest.approx([200 - 0.05 * FIRST, 200 - SECOND, 0])
    assert figures[LENT].tolist() == pytest.approx([FIRST, SECOND, 0])
    assert figures[REPAID].tolist() == pytest.approx([0, 0, -FIRST - SECOND])
    assert figures[DUTY].tolist() == pytest.approx([-100, 0, 0])
    assert figures[LESS_DUTY].sum() == pytest.approx(300 - 0.05 * FIRST - SECOND)
    ledgers = table(money.page(lent), "MoneyLedgers").set_index("Ledger")
    booked = ledgers.loc["treasury", "Base path, undiscounted (USD million)"]
    assert own[TREASURY_NET].sum() == pytest.approx(booked)
    assert own[[PUBLIC, LENT, REPAID]].sum(axis=1).to_numpy() == pytest.approx(own[TREASURY_NET].to_numpy())


def test_the_net_position_is_valued_openly(lent: Run) -> None:
    """10 t at 50 and at 100; nobody is committed to buy them."""
    found = (
        table(money.page(lent), "MoneyNet").set_index("Story").loc["base"].drop("Probability of the whole story (%)")
    )
    figures = found.astype(float) * MILLION
    assert figures[[LOANS, AT_TERMINAL, AT_BASE, AT_REPURCHASE]].tolist() == pytest.approx(
        [FIRST + SECOND, 500, 1_000, 500]
    )
    assert figures[NET["net, base"].header] == pytest.approx(1_000 - FIRST - SECOND)


def test_what_the_money_buys(lent: Run) -> None:
    page = reserve.page(lent)
    found = table(page, "ReserveBought").iloc[0]
    assert found[["Stock (t)", "Of the target (%)"]].tolist() == pytest.approx([10, 1])
    assert found["Value at base price (USD million)"] * MILLION == pytest.approx(1_000)
    told = next(sentence for sentence in page.texts if "would cost" in sentence)
    assert told.startswith(
        "The one target would cost 1,000 USD at base price, 0.20 times the reserve's money of 5,000 USD."
    )
    assert told.endswith("1 in full, 0 in part, 0 not at all.")


def test_what_is_received_and_paid_under_one_name_has_two_columns(lent: Run) -> None:
    assert lent.result is not None
    more = lent.result.flows.iloc[[0]].assign(
        category="draws", payer=RESERVE, payee=TREASURY, node=0, period=1, at_horizon=False, amount=7.0
    )
    result = replace(lent.result)
    result.__dict__["flows"] = pd.concat([lent.result.flows, more], ignore_index=True)
    sources, uses = (one.frame for one in flow_tables(result)[2:])  # on the base path
    assert sources["Draws, received (USD million)"].sum() * MILLION == pytest.approx(FIRST + SECOND)
    assert uses["Draws, paid (USD million)"].sum() * MILLION == pytest.approx(7)
    assert "Interest (USD million)" in uses.columns


def test_every_ledger_by_story_and_period(tmp_path: Path) -> None:
    """On a workbook that uses every constraint: stories add up over periods, and to the expected ledgers; sheets agree."""
    settings, sheets = everything()
    outcome = run(tmp_path, settings, **sheets)
    page = money.page(outcome)
    totals = table(page, "MoneyLedgers").set_index("Ledger")
    for word in ("undiscounted", "discounted"):
        by_story = table(page, f"MoneyLedgersByStory{word.capitalize()}").set_index("Story")
        by_period = table(page, f"MoneyLedgersByPeriod{word.capitalize()}").groupby("Story", sort=False)
        sums = by_period.sum(numeric_only=True)
        assert by_story.loc[sums.index, sums.columns].to_numpy() == pytest.approx(sums.to_numpy(), rel=1e-6, abs=1e-9)
        expected = by_story.iloc[-1][[f"{name[0].upper()}{name[1:]}, {word} (USD million)" for name in totals.index]]
        assert expected.to_numpy(float) == pytest.approx(totals[f"Expected, {word} (USD million)"].to_numpy(float))
    public = table(page, "MoneyPublic").groupby("Counted", sort=False)[TREASURY_NET].sum()
    assert public["Expected"] == pytest.approx(totals.loc["treasury", "Expected, undiscounted (USD million)"])
    assert all(identity.passed for identity in build_identities(outcome)), [
        identity for identity in build_identities(outcome) if not identity.passed
    ]
