"""Change of the last plan at a price, solved by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.results.facts.cost_benefit import penalties
from model.results.facts.run import Run
from tests.result_cases import run
from tests.tiny import demand, metal, offer, row

TARGET = 10.0


def two_sellers(folder: Path, price_of_change: float, tonnes: float = TARGET, **more: Any) -> Run:
    """The reserve must hold 10 t from year 1 on. AUS sells at 100, CHL, of which the last plan ordered, at 106 USD/t."""
    return run(
        folder,
        {"Price of change": price_of_change},
        materials=[metal()],
        supply=[offer("AUS", 1000), offer("CHL", 1000, premium=6, for_="reserve")],
        demand=[demand(50)],
        targets=[row(material="Metal", tonnes=10, hard="yes")],
        last_plan=[row(material="Metal", country="CHL", offer="CHL", order_in=1, tonnes=tonnes)],
        **more,
    )


@pytest.mark.parametrize(("percent", "seller"), [(0, "AUS"), (2.9, "AUS"), (3.1, "CHL")])
def test_a_plan_changes_only_where_that_is_worth_the_price(tmp_path: Path, percent: float, seller: str) -> None:
    """To buy 10 t of AUS instead saves 6 USD/t. It is 10 t less of CHL and 10 t more of AUS: 20 t at p % of 100 USD, so 2 p
    USD for each tonne that moves. It pays below p = 3."""
    outcome = two_sellers(tmp_path, percent)
    assert outcome.result is not None
    bought = outcome.result.orders[outcome.result.orders["buyer"] == "reserve"]
    assert bought["offer"].tolist() == [seller]
    assert bought["tonnes"].sum() == pytest.approx(TARGET)
    moved = 20 if seller == "AUS" else 0
    assert outcome.result.solution.objective == pytest.approx(
        2 * 50 * 100 + TARGET * (100 if seller == "AUS" else 106) + moved * percent
    )


def test_what_a_change_counts_is_told_apart_and_nobody_pays_it(tmp_path: Path) -> None:
    """The last plan ordered 4 t, and 10 t are needed: 6 t more, of AUS, count 10 % of 100 USD each."""
    outcome = two_sellers(tmp_path, 10, tonnes=4)
    assert outcome.result is not None
    assert penalties(outcome.result)["change of the last plan"] == pytest.approx(60)
    assert outcome.result.paid(payer="reserve").sum() == pytest.approx(4 * 106 + 6 * 100)
    assert outcome.reconciliation is not None and outcome.reconciliation.passed


def test_periods_after_the_last_plan_are_not_compared(tmp_path: Path) -> None:
    """In year 2, of which the last plan says nothing, 5 t more are needed: they change nothing."""
    outcome = two_sellers(tmp_path, 50, limits=[row(limit="More", scope="Metal", for_="reserve", at_least_tonnes=5, from_=2)])
    assert outcome.result is not None
    assert penalties(outcome.result)["change of the last plan"] == pytest.approx(0)
