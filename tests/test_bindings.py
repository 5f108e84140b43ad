"""What binds, in sentences: whether a little more saves or costs, in the units of the cells; and what the public earns."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_cases import CUT_OFF, FUNDED, PATIENT, run
from tiny import Row, Rows, demand, metal, offer, row

from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run
from model.results.facts.shadow import all_worth
from model.results.money.ledgers import public_cost
from model.results.money.sentences import public_sentences
from model.results.sensitivity import page as sensitivity
from model.results.sensitivity.sentences import top_bindings
from model.results.shown.wording import usd
from model.results.summary import page as summary

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
def dear(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("dear"), {**PATIENT, "Weight treasury": 0}, **DEAR)


def test_money_that_only_costs_is_not_told_as_saving(dear: Run) -> None:
    """More of the loan that is not drawn costs its commitment fee. Opening cash, free of interest, saves most."""
    assert dear.result is not None
    worth = all_worth(dear.result).set_index("subject")["saves"]
    assert worth["Usury"] < -1_000 < 0 < worth["Loan"] < worth["Opening cash"]
    start = "What binds: money: a million"
    told = next(sentence for sentence in summary.page(dear).texts if sentence.startswith(start))
    assert "(Opening cash) and " in told and "(Loan) over" in told
    assert "Usury" not in told
    assert any("Usury costs" in one for one in sensitivity.page(dear).tables[0].frame["In words"])


def solved(outcome: Run) -> PlanResult:
    assert outcome.result is not None
    return outcome.result


def said(folder: Path, kind: str, **sheets: list[Row]) -> str:
    told = map(str, top_bindings(solved(run(folder, {"Periods": 1}, **sheets))))
    return next((one for one in told if one.startswith(f"{kind}: ")), "")


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ({"of": "CHL", "at_most_share": 40}, "Limits: a percentage point more saves 30 USD (`Quota`, at most)."),
        ({"of": "AUS", "at_least_share": 60}, "Limits: a percentage point more costs 30 USD (`Quota`, at least)."),
        ({"of": "AUS", "at_least_tonnes": 60}, "Limits: a tonne more costs 30 USD (`Quota`, at least)."),
    ],
)
def test_a_limit_saves_or_costs(tmp_path: Path, limit: Row, told: str) -> None:
    """100 t, from CHL for 100 USD or from AUS for 130: each tonne that the limit moves is worth 30 USD."""
    sheets = {
        "materials": [metal()],
        "supply": [offer("CHL"), offer("AUS", premium=30)],
        "demand": [demand(100)],
        "limits": [row(limit="Quota", scope="Metal", for_="industry", **limit)],
    }
    assert said(tmp_path, "Limits", **sheets) == told


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ({"tonnes": 20}, "Targets: a tonne more to hold costs 100 USD (Metal)."),
        ({"days_of_cover": 73}, "Targets: a day more to hold costs 27 USD (Metal)."),
    ],
)
def test_a_target_costs_in_its_own_unit(tmp_path: Path, target: Row, told: str) -> None:
    """A tonne costs 100 USD and is worth nothing at the end; a day of 100 t a year is 100 ÷ 365 t."""
    sheets = {
        "materials": [metal()],
        "supply": [offer("CHL")],
        "demand": [demand(100)],
        "targets": [row(material="Metal", hard="yes", **target)],
    }
    assert said(tmp_path, "Targets", **sheets) == told


def test_what_the_public_earns_is_said_once(tmp_path: Path) -> None:
    result = solved(run(tmp_path, PATIENT, **{**FUNDED, "stories": CUT_OFF["stories"]}))
    told = str(public_sentences(public_cost(result))[0])
    assert told.startswith("The public earns ") and told.count("earns") == 1
    assert "if no story begins" in told and "without lending: interest and fees less settlements" in told


def test_what_is_worth_little_is_not_told_on_the_summary(tmp_path: Path) -> None:
    """CHL sells 60 t at 100, AUS the rest of 100 t at 130: 1 % more of CHL saves 36 USD."""
    outcome = run(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL", 60), offer("AUS", premium=30)],
        demand=[demand(100)],
    )
    told = summary.page(outcome).texts
    assert not any(sentence.startswith("Partners' capacity") for sentence in told)
    assert "What binds: nothing: a little more of any cell of the workbook is worth less than 1,000 USD." in told
    assert sensitivity.page(outcome).texts[0].startswith("Partners' capacity: 1 % more saves 36 USD")


def test_tranches_of_equal_worth_are_told_once(tmp_path: Path) -> None:
    """Two loans on the same terms; opening cash, which bears no interest, stands apart."""
    loans = [row(tranche=name, amount=2_500_000, rate=5, upfront_fee=1) for name in ("First", "Second")]
    outcome = run(tmp_path, {**PATIENT, "Weight treasury": 0}, **{**DEAR, "finance": loans})
    assert outcome.result is not None
    told = str(top_bindings(outcome.result)[0])
    assert "(Opening cash) and " in told and "(any tranche) over" in told
    assert "First" not in told and " to " not in told


def test_any_tranche_is_the_range_of_all(tmp_path: Path) -> None:
    """Loans at 5, 5.5 and 6 %: a million more of the dearest saves least. Both ends are told, and nothing between."""
    rates = {"First": 5, "Second": 5.5, "Third": 6}
    loans = [row(tranche=name, amount=1_500_000, rate=rate, upfront_fee=1) for name, rate in rates.items()]
    outcome = run(tmp_path, {**PATIENT, "Weight treasury": 0}, **{**DEAR, "finance": loans})
    assert outcome.result is not None
    worth = all_worth(outcome.result).set_index("subject")["saves"]
    assert worth["Third"] < worth["Second"] < worth["First"]
    assert f"{usd(worth['Third'])} to {usd(worth['First'])} (any tranche)" in str(top_bindings(outcome.result)[0])
