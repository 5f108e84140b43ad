"""What binds, in sentences: only what saves is told as saving, and on the Summary only what is worth telling."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_cases import FUNDED, PATIENT, run
from tiny import Row, Rows, demand, metal, offer, row

from model.results import public, sensitivity, summary
from model.results.bindings import binding, top_bindings
from model.results.outcome import Outcome
from model.results.shadow import all_worth

# FUNDED with money in thousands: a loan that is all drawn, and one that nobody draws and that costs its fee.
DEAR: dict[str, Rows] = {
    **FUNDED,
    "materials": [metal(100_000, terminal_value=80, storage_class="Yard", sale_price=10)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000_000)],
    "targets": [row(material="Metal", days_of_cover=365, penalty=45_000)],
    "finance": [
        row(tranche="Loan", amount=5_000_000, rate=5, upfront_fee=1, commitment_fee=1),
        row(tranche="Usury", amount=1_000_000, rate=900, commitment_fee=2),
    ],
}


@pytest.fixture(scope="module")
def dear(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run(tmp_path_factory.mktemp("dear"), {**PATIENT, "Weight treasury": 0}, **DEAR)


def test_money_that_only_costs_is_not_told_as_saving(dear: Outcome) -> None:
    """More of the loan that is not drawn costs its commitment fee. Opening cash, free of interest, saves most."""
    assert dear.answer is not None
    worth = all_worth(dear.answer).set_index("subject")["saves"]
    assert worth["Usury"] < -1_000 < 0 < worth["Loan"] < worth["Opening cash"]
    told = next(sentence for sentence in summary.page(dear).sentences if sentence.startswith("Money: a million"))
    assert "(Opening cash) and " in told and "(Loan) over" in told
    assert "Usury" not in told
    assert "Usury" not in public._bindings(dear.answer)[0]
    assert "Opening cash" in public._bindings(dear.answer)[0]
    assert any("Usury costs" in one for one in sensitivity.page(dear).tables[0].frame["In words"])


def limited(**cells: float) -> list[Row]:
    return [row(limit="Some", scope="Metal", of="CHL", for_="industry", **cells)]


@pytest.mark.parametrize(
    ("limits", "verb"), [(limited(at_most_share=60), "saves"), (limited(at_least_share=60), "costs")]
)
def test_limits_tell_what_loosens_from_what_tightens(tmp_path: Path, limits: Rows, verb: str) -> None:
    """CHL sells at 100 or at 140, AUS at 120; the limit binds either way, and still counts as binding."""
    outcome = run(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", premium=0 if verb == "saves" else 40), offer("AUS", premium=20)],
        demand=[demand(1_000)],
        limits=limits,
    )
    assert outcome.answer is not None
    told = [one for one in top_bindings(outcome.answer) if one.startswith("Limits")]
    assert len(told) == 1 and told[0].startswith(f"Limits: a percentage point (or tonne) more {verb} ")
    assert set(binding(all_worth(outcome.answer))["kind"]) >= {"limit"}


def test_what_is_worth_little_is_not_told_on_the_summary(tmp_path: Path) -> None:
    """CHL sells 60 t at 100, AUS the rest of 100 t at 130: 1 % more of CHL saves 36 USD."""
    outcome = run(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", 60), offer("AUS", premium=30)],
        demand=[demand(100)],
    )
    told = summary.page(outcome).sentences
    assert not any(sentence.startswith("Partners' capacity") for sentence in told)
    assert "Nothing: a little more of any cell of the workbook is worth less than 1,000 USD." in told
    assert sensitivity.page(outcome).sentences[0].startswith("Partners' capacity: 1 % more saves 36 USD")


def test_tranches_of_equal_worth_are_told_once(tmp_path: Path) -> None:
    """Two loans on the same terms; opening cash, which bears no interest, stands apart."""
    loans = [row(tranche=name, amount=2_500_000, rate=5, upfront_fee=1) for name in ("First", "Second")]
    outcome = run(tmp_path, {**PATIENT, "Weight treasury": 0}, **{**DEAR, "finance": loans})
    assert outcome.answer is not None
    told = top_bindings(outcome.answer)[0]
    assert "(Opening cash) and " in told and "(any tranche) over" in told
    assert "First" not in told
