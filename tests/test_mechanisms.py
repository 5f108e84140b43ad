"""Floor mechanisms: each asked by hand what it pays; what is typed and what is done agree; one more needs no other code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from everything import contracts
from plants import METAL
from result_cases import MILLION, table
from tiny import demand, floor, offer, workbook

from model.market.mechanisms import MECHANISMS, Kind, Mechanism, settled_mechanisms
from model.results.floors.page import page
from model.schema.markets import FLOORS
from model.schema.mechanisms import MECHANISM_COLUMNS, Covers
from model.stages import Stages
from model.workbook import load
from tests.main_job import run_main_job


def test_what_is_typed_and_what_is_done_agree() -> None:
    assert list(MECHANISMS) == list(MECHANISM_COLUMNS) == list(FLOORS.column("mechanism").choices)
    assert {row["mechanism"] for row in contracts()} == set(MECHANISMS)
    for name, mechanism in MECHANISMS.items():
        columns = MECHANISM_COLUMNS[name]
        assert (mechanism.name, columns.name) == (name, name)
        assert (columns.covers is Covers.MEMBERS) == mechanism.at_border
        assert columns.uses("take_or_pay") == columns.needs_quantity == mechanism.commits
        assert columns.uses("trigger") == mechanism.has_trigger
        fields = {column.field for column in FLOORS.columns}
        assert set(columns.unused) <= fields


@pytest.mark.parametrize(
    ("name", "market", "expected"),
    [
        ("contract for difference", [80, 100, 140], ([80, 100, 140], [20, 0, -10], [0, 0, 0])),
        ("buyer-paid floor", [80, 100, 140], ([100, 100, 140], [0, 0, 0], [0, 0, 10])),
        ("fixed price", [80, 100, 140], ([100, 100, 100], [0, 0, 0], [0, 0, 0])),
    ],
)
def test_terms(name: str, market: list[float], expected: tuple[list[float], ...]) -> None:
    """φ is 100, and half of what is above 120 flows back: what the buyer pays, the treasury settles, and flows back."""
    found = MECHANISMS[name].terms(np.array(market, dtype=float), np.full(3, 100.0), 120.0, 0.5)
    assert [part.tolist() for part in found] == list(expected)


def test_a_mechanism_needs_nothing_but_its_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A credit of 30 USD/t that the treasury pays on top of any price keeps CHL open, 40 t that need 120 and get 100.

    Users want 100 t: 40 of CHL at 100 and a credit of 30, and 60 of CHN at 110, 11 800; without the credit 11 000.
    """
    credit = Mechanism("production credit", "production credits", Kind.SETTLED, np.add)
    monkeypatch.setitem(MECHANISMS, credit.name, credit)
    assert credit in settled_mechanisms()
    path = workbook(
        tmp_path / "credit.xlsx",
        {"Periods": 1},
        materials=[METAL],
        supply=[offer("CHL", 40, cash_cost=120), offer("CHN", premium=10)],
        demand=[demand()],
        floors=[floor("contract for difference", 30, "CHL")],
    )
    case = load(path).case
    floors = case["floors"].assign(mechanism=credit.name)
    outcome = run_main_job(replace(case, tables={**case.tables, "floors": floors}), Stages())
    assert outcome.optimal
    assert outcome.result is not None
    assert outcome.result.solution.objective == pytest.approx(11_800)
    flows = outcome.result.flows
    assert flows["amount"][flows["category"] == "settlement"].tolist() == pytest.approx([1_200])
    told = table(page(outcome), "FloorsEach").iloc[0]
    assert told["Mechanism"] == credit.name
    assert told["Treasury pays (USD million)"] * MILLION == pytest.approx(1_200)
    assert told["Kept alive (t)"] == pytest.approx(40)
