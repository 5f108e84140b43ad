"""Arithmetic of published deals, through the whole program and its pages: NdPr oxide at 110 USD/kg, in USD/t."""

from __future__ import annotations

from pathlib import Path

import pytest
from plants import ONE
from result_cases import run, table
from tiny import demand, floor, metal, offer

from model.results.facts.run import Run
from model.results.floors import page as floors
from model.results.money import page as money
from model.results.sourcing import page as sourcing

FLOOR = 110_000  # USD/t
NDPR = "NdPr oxide"
BASE_PATH = "Base path, undiscounted"


def ledgers(outcome: Run) -> dict[str, float]:
    """USD million of each ledger on the base path, from the Money page."""
    found = table(money.page(outcome), "MoneyLedgersByYear")
    own = found[found["Counted"] == BASE_PATH].drop(columns=["Counted", "Year"])
    return own.sum().to_dict()


@pytest.mark.parametrize("wanted", [0, 400, 1_000])
def test_a_contract_for_difference_costs_the_treasury_the_gap(tmp_path: Path, wanted: float) -> None:
    """1,000 t at a market price of 60 USD/kg under a floor of 110: 50.0 million a year, whatever is bought of it."""
    outcome = run(
        tmp_path,
        ONE,
        materials=[metal(60_000, NDPR, stage="refined")],
        supply=[offer("USA", 1_000, NDPR, for_="industry")],
        demand=[demand(wanted, NDPR)] if wanted else [],
        floors=[{**floor("contract for difference", FLOOR, "USA"), "material": NDPR}],
    )
    found = table(floors.page(outcome), "FloorsEach").iloc[0]
    assert found["Treasury pays (USD million)"] == pytest.approx(50.0)
    assert found["Treasury receives (USD million)"] == 0
    assert found["Premium paid by buyers (USD million)"] == 0
    paid = ledgers(outcome)
    assert paid["Treasury (USD million)"] == pytest.approx(50.0)
    assert paid["Industry (USD million)"] == pytest.approx(0.06 * wanted)
    assert paid["National cost (USD million)"] == pytest.approx(50.0 + 0.06 * wanted)


@pytest.mark.parametrize(
    ("price", "paid", "rebate", "premium"),
    [(155_000, 155_000, 7.5, 0), (170_000, 170_000, 10, 0), (105_000, FLOOR, 0, 25), (150_000, 150_000, 0, 0)],
)
def test_an_offtake_shares_what_is_above_its_trigger(
    tmp_path: Path, price: float, paid: float, rebate: float, premium: float
) -> None:
    """5,000 t/yr, take-or-pay, floor 110 USD/kg; 30 % of what exceeds 150 flows back, 10 million a year at most.

    At 155: 0.3 x 5 x 5,000 t = 7.5 million. At 170: 30 million, capped at 10. At 105 the buyer pays 110, 25 million more.
    """
    terms = {"quantity": 5_000, "trigger": 150_000, "share_above_trigger": 30, "yearly_cap": 10e6}
    outcome = run(
        tmp_path,
        ONE,
        materials=[metal(price, NDPR, stage="refined")],
        supply=[offer("AUS", 5_000, NDPR, for_="industry")],
        demand=[demand(5_000, NDPR)],
        floors=[{**floor("buyer-paid floor", FLOOR, "AUS", **terms), "material": NDPR}],
    )
    found = table(floors.page(outcome), "FloorsEach").iloc[0]
    assert found["Under the floor (t)"] == pytest.approx(5_000)
    assert found["Rebates to buyers (USD million)"] == pytest.approx(rebate, abs=1e-9)
    assert found["Premium paid by buyers (USD million)"] == pytest.approx(premium, abs=1e-9)
    assert table(sourcing.page(outcome), "SourcingCountries")["Mean landed price (USD/t)"].to_list() == [paid]
    assert ledgers(outcome)["Industry (USD million)"] == pytest.approx(paid * 5_000 / 1e6 - rebate)
    assert ledgers(outcome)["Treasury (USD million)"] == 0


def test_take_or_pay_is_owed_in_full_if_nothing_is_wanted(tmp_path: Path) -> None:
    """The same offtake at 105 with no demand: 5,000 t x 110 = 550 million, and no tonne comes, as freight would be due."""
    outcome = run(
        tmp_path,
        ONE,
        materials=[metal(105_000, NDPR)],
        supply=[offer("AUS", 5_000, NDPR, for_="industry", freight=1)],
        floors=[{**floor("buyer-paid floor", FLOOR, "AUS", quantity=5_000), "material": NDPR}],
    )
    found = table(floors.page(outcome), "FloorsEach").iloc[0]
    assert found["Take-or-pay not taken (USD million)"] == pytest.approx(550)
    assert ledgers(outcome)["Industry (USD million)"] == pytest.approx(550)
