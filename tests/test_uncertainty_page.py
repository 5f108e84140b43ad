"""The Uncertainty sheet: what the director reads, against the newsvendor by hand of test_uncertainty.py."""

from __future__ import annotations

from dataclasses import replace

import pytest
from result_cases import table, texts

from model.report import make_workbook
from model.results.book import all_pages
from model.results.facts.run import Run
from model.results.facts.studies import Studies
from model.results.facts.uncertainty import Uncertainty
from model.results.uncertainty.page import page
from model.results.uncertainty.sentences import sentences
from model.stages import Stages
from model.studies.base import base_of
from model.studies.session import Session
from model.workbook import Loaded, load
from tests.test_uncertainty import NEWSVENDOR, study
from tests.tiny import workbook


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, Run, Uncertainty]:
    loaded = load(workbook(tmp_path_factory.mktemp("page") / "tiny.xlsx", **NEWSVENDOR))
    session = Session(loaded.case)
    run = session.solve(Stages())
    found = study(base_of(session, run))
    return loaded, replace(run, studies=Studies(uncertainty=found)), found


def test_sentences(solved: tuple[Loaded, Run, Uncertainty]) -> None:
    """VSS 30 USD: 30 more money for 2 t more in stock, of which 120 USD of shortage are spared with 30 %, and in `Some` 2 t
    less are bought."""
    told = texts(sentences(solved[2]))
    assert told[0] == (
        "Planning for several stories instead of their average saves 30 USD over the horizon (experts call this VSS, the "
        "value of the stochastic solution): 150 USD less money and 120 USD more shortage cost."
    )
    assert told[1] == (
        "Buying as for the average future not just now but until a story begins would cost 30 USD more than the plan: "
        "150 USD more money and 120 USD less shortage cost."
    )
    assert told[2].startswith(
        "Knowing from the start which story comes would save another 3,390 USD (experts call this EVPI"
    )
    assert told[3] == (
        "Most of that comes from All (saves 5,700 USD at 30.0%) and base (saves 4,200 USD at 40.0%), times the probability "
        "of each."
    )
    assert told[4] == (
        "For the average future the reserve would buy 4,410 USD now, where the plan buys 4,200 USD; what differs most: Metal "
        "42 t for 4,410 USD instead of 40 t for 4,200 USD."
    )
    assert len(told) == 5


def test_tables(solved: tuple[Loaded, Run, Uncertainty]) -> None:
    own = page(solved[1])
    beside = table(own, "Uncertainty")
    above = beside["Costs more than knowing the future (USD million)"] * 1e6
    assert above.tolist() == pytest.approx([0, 3_390, 3_420, 3_420], rel=1e-4)
    assert "Of it Risk weight (USD million)" not in beside
    stories = table(own, "UncertaintyStories").set_index("Story")
    assert (stories["Times probability (USD million)"] * 1e6).to_dict() == pytest.approx(
        {"All": 1_710, "base": 1_680, "Some": 0}, abs=0.1
    )
    assert list(stories.index) == ["All", "base", "Some"]
    average = stories["This period's orders as for the average future cost more (USD million)"] * 1e6
    assert average.to_dict() == pytest.approx({"All": -190, "base": 210, "Some": 10}, abs=0.1)


def test_the_sheet_is_in_the_book(solved: tuple[Loaded, Run, Uncertainty]) -> None:
    loaded, run, _ = solved
    pages = all_pages(run, loaded, {})
    assert "Uncertainty" in [one.title for one in pages]
    assert "Uncertainty" in make_workbook(pages, loaded).sheetnames
    assert "Uncertainty" not in [one.title for one in all_pages(replace(run, studies=Studies()), loaded, {})]


def test_what_makes_no_difference(solved: tuple[Loaded, Run, Uncertainty]) -> None:
    """Where all bills are the plan's, as without stories."""
    own = solved[2]
    found = replace(own, known=own.plan, first=own.plan, until=own.plan, average=own.planned)
    told = texts(sentences(found))
    assert told[0].startswith("Planning for several stories instead of their average saves next to nothing")
    assert told[1] == "Buying as for the average future until a story begins would cost next to nothing more."
    assert told[2].startswith("Knowing from the start which story comes would save next to nothing")
    assert told[3:] == ["For the average future the reserve would buy the same now."]


def test_what_is_not_known(solved: tuple[Loaded, Run, Uncertainty]) -> None:
    """Without the plan for the average future the rest is told, and why it is missing; without the plan nothing is."""
    found = replace(solved[2], first=None, until=None, average=None, why=("no plan follows.",))
    told = texts(sentences(found))
    assert told[0].startswith("Knowing from the start") and told[-1] == "Not known: no plan follows."
    assert texts(sentences(replace(found, plan=None)))[0].startswith("The figures of the plan itself are not known")
