"""Tranches by year, and what is drawn and repaid within one period, by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from result_cases import MILLION, run, table
from tiny import Row, metal, offer, row

from model.results.checks.identities import build_identities
from model.results.facts.run import Run
from model.results.facts.tranches import ALL_TRANCHES, money_used_up
from model.results.money import page as money
from model.results.money.ledger_tables import PUBLIC
from model.results.money.sentences import money_sentence
from model.results.money.tables import TRANCHES
from tests.everything import everything

AT_ONCE, COMMITMENT, DRAWN, INTEREST, OUTSTANDING, REPAID, UNDRAWN, UPFRONT = (
    TRANCHES[name].header
    for name in (
        "at_once", "commitment_fee", "drawn", "interest", "outstanding", "repaid", "undrawn", "upfront_fee",
    )
)  # fmt: skip
LENT, RECEIVED = PUBLIC["lent"].header, PUBLIC["repaid"].header
OWN_VIEW = {"Weight treasury": 0}


def five_tonnes(folder: Path, *finance: Row) -> Run:
    """5 t at 100 that must be held for two years, worth nothing to anybody."""
    return run(
        folder,
        OWN_VIEW,
        materials=[metal()],
        supply=[offer("CHL")],
        targets=[row(material="Metal", tonnes=5, hard="yes")],
        finance=finance,
    )


def figures(outcome: Run, view: str, tranche: str) -> pd.DataFrame:
    """A tranche's rows of the table by year, USD."""
    found = table(money.page(outcome), "MoneyTranches")
    own = found[(found["Counted"] == view) & (found["Tranche"] == tranche)].set_index("Year")
    return own.drop(columns=["Counted", "Tranche"]) * MILLION


def test_what_is_drawn_and_repaid_at_once_is_no_draw(tmp_path: Path) -> None:
    """10 % a year on what is not drawn, 2 % on what is: all 1000 are drawn in year 1, and what is not needed repaid at once.

    The year pays 500 and 0.02 x 500 of interest; D is left to pay that and next year's interest: D = 510 + 0.02 D.
    """
    needed = 510 / 0.98
    outcome = five_tonnes(tmp_path, row(tranche="Loan", amount=1_000, rate=2, commitment_fee=10))
    assert outcome.result is not None
    assert outcome.result.value("draw").sum() == pytest.approx(1_000)
    page = money.page(outcome)
    for view in ("Base path", "Expected"):
        found = figures(outcome, view, "Loan")
        assert found[DRAWN].tolist() == pytest.approx([needed, 0])
        assert found[REPAID].tolist() == pytest.approx([0, 0])
        assert found[AT_ONCE].tolist() == pytest.approx([1_000 - needed, 0])
        assert found[OUTSTANDING].tolist() == pytest.approx([needed, needed])
        assert found[INTEREST].tolist() == pytest.approx([10, 0.02 * needed])
        assert found[UNDRAWN].tolist() == pytest.approx([0, 0], abs=1e-6)
    assert money_used_up(outcome.result) is None
    held = table(page, "MoneyBalances")["Drawn so far, expected (USD million)"] * MILLION
    assert held.tolist() == pytest.approx([needed, needed])
    public = table(page, "MoneyPublic").iloc[0] * 1
    assert [public[LENT] * MILLION, public[RECEIVED] * MILLION] == pytest.approx([needed, 0])
    assert "expected to draw 520 USD of 1,000 USD" in str(money_sentence(outcome.result))
    apart = "Besides that, 480 USD is expected to be drawn and repaid within one period."
    place = next(i for i, sentence in enumerate(page.texts) if sentence.startswith(apart))
    assert "expected to draw 520 USD of 1,000 USD" in page.texts[place - 1]
    assert [identity for identity in build_identities(outcome) if not identity.passed] == []


def test_each_tranche_by_year(tmp_path: Path) -> None:
    """A gift of 100 and a loan at 10 %, with 1 % upfront and 1 % a year on what is not drawn of 2000, open from year 2.

    5 t cost 500, and the fee of year 2 is 20: the gift and 420 of another loan, which is free, just pay that.
    """
    dear = row(tranche="Dear", amount=2_000, rate=10, upfront_fee=1, commitment_fee=1, available_from=2)
    outcome = five_tonnes(
        tmp_path, row(tranche="Gift", kind="grant", amount=100), row(tranche="Free", amount=420), dear
    )
    gift, free, late, every = (figures(outcome, "Expected", name) for name in ("Gift", "Free", "Dear", ALL_TRANCHES))
    assert gift[DRAWN].sum() == pytest.approx(100)
    assert gift[OUTSTANDING].tolist() == pytest.approx([0, 0])
    assert free[DRAWN].sum() == pytest.approx(420)
    assert free[OUTSTANDING].iloc[-1] == pytest.approx(420)
    assert late[UNDRAWN].tolist() == pytest.approx([0, 2_000])
    assert late[COMMITMENT].tolist() == pytest.approx([0, 20])
    assert late[[DRAWN, INTEREST, UPFRONT]].to_numpy() == pytest.approx(0)
    assert AT_ONCE not in every
    assert (gift + free + late).to_numpy() == pytest.approx(every.to_numpy())


def test_tranches_add_up_to_the_reserves_money(tmp_path: Path) -> None:
    """On a workbook that uses every constraint, and draws and repays within one period."""
    settings, sheets = everything()
    outcome = run(tmp_path, settings, **sheets)
    page = money.page(outcome)
    for suffix, view in (("", "Expected"), ("Base", "Base path")):
        every = figures(outcome, view, ALL_TRANCHES).sum() / MILLION
        assert every[AT_ONCE] > 0
        sources, uses = table(page, f"MoneySources{suffix}"), table(page, f"MoneyUses{suffix}")
        assert sources["Draws (USD million)"].sum() == pytest.approx(every[DRAWN])
        for header, name in (
            (REPAID, "Repayment"),
            (INTEREST, "Interest"),
            (UPFRONT, "Upfront fee"),
            (COMMITMENT, "Commitment fee"),
        ):
            assert uses[f"{name} (USD million)"].sum() == pytest.approx(every[header])
    named = [identity for identity in build_identities(outcome) if "drawn less repaid" in identity.name]
    assert len(named) == 1
    assert named[0].passed
    assert named[0].first > 0
