"""What sentences say of the reserve's money: the figures of each add up, and say by what a story is the worst."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from result_cases import DEARER, FUNDED, PATIENT, run, table
from tiny import Rows

from model.results.facts.funds import fund_facts
from model.results.facts.run import Run
from model.results.money import page as money
from model.results.money.sentences import carrying_sentences, money_sentence
from model.results.participants import page as participants_page
from model.results.stories import page as stories
from model.results.summary import page as summary
from tests.everything import everything

SIZE = {"": 1.0, "million ": 1e6, "billion ": 1e9}
CASES: dict[str, tuple[dict[str, Any], dict[str, Rows]]] = {
    "everything": everything(),
    "drawn, reimbursed and fees": ({}, DEARER),
    "all drawn": (PATIENT, FUNDED),
}


def amounts(sentence: str) -> list[tuple[float, float]]:
    """Every sum of money that a sentence tells, USD, with half a unit of its last figure."""
    found = []
    for text, unit in re.findall(r"([\d,]+(?:\.\d+)?) ((?:million |billion )?)USD", sentence):
        decimals = len(text.partition(".")[2])
        found.append((float(text.replace(",", "")) * SIZE[unit], 0.5 * 10**-decimals * SIZE[unit]))
    return found


@pytest.fixture(scope="module", params=list(CASES))
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    settings, sheets = CASES[request.param]
    return run(tmp_path_factory.mktemp("told"), settings, **sheets)


def test_the_figures_of_the_carrying_cost_add_up(told: Run) -> None:
    assert told.result is not None
    (whole, slack), *parts = amounts(str(carrying_sentences(told.result)[0]))
    assert whole > 0
    assert parts
    assert abs(sum(part for part, _ in parts) - whole) <= slack + sum(half for _, half in parts)
    facts = fund_facts(told.result)
    four = facts[["reimbursed", "from_draws", "from_other", "from_sales"]]
    assert four.sum(axis=1).to_numpy() == pytest.approx(facts["carrying"].to_numpy())
    assert four.to_numpy().min() >= -1e-6
    shown = table(money.page(told), "MoneyCarrying")
    assert shown.iloc[:, 2:6].sum(axis=1).to_numpy() == pytest.approx(shown.iloc[:, 1].to_numpy(), abs=1e-9)


def test_a_story_is_the_worst_by_something(told: Run) -> None:
    sentences = [*summary.page(told).texts, *money.page(told).texts, *stories.page(told).texts]
    if len(told.data.commitments.tonnes):
        sentences += participants_page.page(told).texts
    assert not [one for one in sentences if re.search(r"dearest story|worst (whole )?story(?! for shortage cost)", one)]
    assert any("story of the highest total cost" in one for one in sentences)
    headers = [header for one in money.page(told).tables for header in one.frame.columns]
    assert not [header for header in headers if re.search("worst", str(header), re.IGNORECASE)]


def test_what_the_reserve_pays_from_when_it_draws_nothing(tmp_path: Path) -> None:
    """Storage of 300 out of 2000 in hand, fees of 54 and 0.8 of what is stored. The fee of 10 on the loan, which nobody
    draws, is part of the 300 and not reimbursed."""
    outcome = run(tmp_path, {"Opening cash": 2_000}, **DEARER)
    assert outcome.result is not None
    sentence = str(money_sentence(outcome.result))
    assert sentence.startswith(
        "Money: in 2027 the reserve pays 300 USD; it draws nothing and has 2,000 USD from opening cash, 54 USD from "
        "participants' upfront fees and 216 USD from participants' reimbursements."
    )
    assert sentence.endswith("1,890 USD is left in cash at the horizon.")


def test_what_the_reserve_draws_to_pay_with(tmp_path: Path) -> None:
    outcome = run(tmp_path, PATIENT, **FUNDED)
    assert outcome.result is not None
    assert str(money_sentence(outcome.result)).startswith("Money: in 2027 the reserve pays 4,438 USD; it draws 4,438 USD.")
