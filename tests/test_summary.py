"""The Summary is a decision page: eight sentences, figures in large type, four pictures, one table; no sentence is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from everything import everything
from openpyxl import Workbook
from result_cases import DEARER, FUNDED, MILLION, PATIENT, run, table, texts
from test_cost_benefit import TWO
from tiny import Rows, demand, metal, offer, row

from model.report import make_workbook
from model.report.figures import columns_of
from model.results.book import PAGES
from model.results.facts.participants import participant_charges
from model.results.facts.reserve_grids import ReserveGrids, cover_over_time
from model.results.facts.run import Run
from model.results.facts.targets import target_status
from model.results.headline import headline
from model.results.money.ledgers import public_cost
from model.results.money.sentences import carrying_sentences, money_sentence, public_sentences, sale_sentences
from model.results.participants.sentences import charge_sentence
from model.results.reserve.sentences import targets_in_short
from model.results.sensitivity.sentences import top_bindings
from model.results.shown.pages import Figure, Measure, Page
from model.results.summary import page as summary
from model.results.summary.page import COVER
from model.results.summary.sentences import MOST, NOT_CERTIFIED

CHINA: dict[str, Rows] = {**TWO, "countries": [row(country="PER", entity_of_concern="yes")]}
SENTENCE_END = re.compile(r"\.(?= [A-Z]|$)")


@pytest.fixture(scope="module", params=["funded", "everything", "two", "china", "dearer"])
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    cases = {
        "funded": (PATIENT, FUNDED), "everything": everything(), "two": ({}, TWO), "china": ({}, CHINA),
        "dearer": ({"Opening cash": 2_000}, DEARER),
    }  # fmt: skip
    settings, sheets = cases[request.param]
    return run(tmp_path_factory.mktemp(request.param), settings, **sheets)


def test_there_are_eight_sentences_four_pictures_and_one_table_at_most(outcome: Run) -> None:
    """One sentence each, but for the remark that no country is marked as an entity of concern."""
    page = summary.page(outcome)
    ends = [len(SENTENCE_END.findall(one)) for one in page.texts]
    assert len(page.texts) <= MOST
    assert sum(ends) <= MOST + 1, page.texts
    assert len(page.charts) in (3, 4) and page.charts[0].kind == "stacked column"
    assert all(one.title.startswith("Behind the pictures") for one in page.tables[1:])
    assert 3 <= len(page.figures) <= 6
    if not outcome.optimal:
        assert page.texts[0] == str(NOT_CERTIFIED)


def test_what_left_the_summary_stands_on_its_sheet(outcome: Run) -> None:
    result = outcome.result
    assert result is not None
    told = {sentence for make in PAGES[1:] if _has_rows(make, outcome) for sentence in make(outcome).texts}
    moved = [
        str(targets_in_short(target_status(ReserveGrids(result), result))),
        str(money_sentence(result)),
        *map(str, carrying_sentences(result)),
        *map(str, sale_sentences(result)),
        *map(str, public_sentences(public_cost(result))),
        *map(str, top_bindings(result)),
    ]
    if len(result.data.commitments.tonnes):
        moved.append(str(charge_sentence(participant_charges(result))))
    assert not [sentence for sentence in moved if sentence not in told]


def _has_rows(make: object, outcome: Run) -> bool:
    from model.results.book import NEEDED_BY

    return make not in NEEDED_BY or len(outcome.data.case.tables[NEEDED_BY[make]]) > 0  # type: ignore[index]


def test_the_sentences_in_their_order(tmp_path: Path) -> None:
    """TWO, with Copper from an entity of concern: 1000 of 5000 USD, 20 %. Figures as in test_cost_benefit."""
    page = summary.page(run(tmp_path, **CHINA))
    assert page.texts == (
        "Buy now, by 31 December 2027: 2 materials for 5,000 USD landed, 1,000 USD (20%) of it from entities of concern: "
        "Metal (40 t from CHL; 4,000 USD); Copper (5 t from PER; 1,000 USD).",
        "The reserve lowers the expected cost of shortages from 10,000 USD to 0 USD for a net cost of 3,005 USD (purchases, "
        "storage and handling less what is sold and what the stock is still worth): each net dollar spares 3.33 dollars of "
        "expected loss.",
        "Money: the reserve pays 5,180 USD in 2027 and is expected to spend 5,000 USD on purchases over the horizon; its "
        "money is not limited.",
        "No story brings a shortage that costs anything.",
        "Of 1 cover target 1 is met (to 95% or more) when first due and at the end of the horizon, 0 late (by the end only) "
        "and 0 missed, if no story begins.",
        "No story brings shortages that cost industry more with the reserve than without.",
        "What binds: nothing: a little more of any cell of the workbook is worth less than 1,000 USD.",
    )
    shown = {figure.label: figure.value for figure in page.figures}
    assert shown["Orders of 2027"] * MILLION == pytest.approx(5_000)
    assert shown["Shortage cost spared"] * MILLION == pytest.approx(10_000)
    assert shown["Each net dollar spares"] == pytest.approx(10_000 / 3_005)
    orders = table(page, "SummaryOrders").set_index("Material")
    assert orders.loc["Copper", "Entities of concern: PER (USD million)"] * MILLION == pytest.approx(1_000)
    assert page.charts[0].marked == ("Entities of concern: PER (USD million)",)


def test_cover_by_value(tmp_path: Path) -> None:
    """A year of Tin at 300 is asked and had: 50 t, 15 000. Of 100 t of Lead at 100 half a year's 50 t are asked, and nothing
    is had; it would be 5000. So 15 000 of a year's 25 000 are held, 219 days, and 20 000 asked, 292. 500 t of Iron that
    nobody asks for do not count, nor does what is had of Tin beyond its target."""
    outcome = run(
        tmp_path,
        materials=[metal(300, "Tin", opening_stock=60), metal(100, "Lead"), metal(1, "Iron", opening_stock=500)],
        supply=[offer("CHL", 50, "Tin"), offer("PER", 100, "Lead", for_="industry"), offer("AUS", 9, "Iron")],
        demand=[demand(50, "Tin"), demand(100, "Lead"), demand(9, "Iron")],
        targets=[
            row(material="Tin", days_of_cover=365, penalty=900, by=1),
            row(material="Lead", tonnes=50, by=1),
        ],
    )
    assert outcome.result is not None
    held, asked = cover_over_time(ReserveGrids(outcome.result))
    assert held == pytest.approx([219, 219]) and asked == pytest.approx([292, 292])
    shown = table(summary.page(outcome), "SummaryCover")
    assert shown[COVER["held"].header].tolist() == pytest.approx([219, 219])
    assert shown[COVER["asked"].header].tolist() == pytest.approx([292, 292])


def test_the_screen_tells_orders_and_the_ratio_first(tmp_path: Path) -> None:
    outcome = run(tmp_path, **TWO)
    lines = texts(headline(outcome))
    assert lines[0].startswith("Buy for the reserve now: 2 materials")
    assert "each net dollar spares 3.33 dollars" in lines[1]
    assert lines[-1].startswith("Objective (all costs over the horizon, industry's included): ")
    unsure = replace(outcome, reconciliation=None)
    assert not unsure.optimal and summary.page(unsure).texts[0] == str(NOT_CERTIFIED)


@pytest.mark.parametrize(
    ("count", "span", "widths"),
    [(6, 8, {1: 20.0, 2: 9.0}), (6, 3, {1: 60.0, 2: 60.0, 3: 40.0}), (1, 4, {}), (4, 4, {1: 90.0})],
)
def test_figures_share_the_width(count: int, span: int, widths: dict[int, float]) -> None:
    """Each has columns of its own, side by side, and all of the width is taken."""
    boxes = columns_of(count, span, widths)
    assert boxes[0][0] == 1 and boxes[-1][1] == max(span, count)
    assert all(first <= last for first, last in boxes)
    assert all(after[0] == before[1] + 1 for before, after in pairwise(boxes))


def test_figures_are_numbers_in_large_type() -> None:
    figures = (Figure("Held", 12.5, Measure.DAYS, "days"), Figure("Spared", 3.25, Measure.INDEX, "dollars"))
    book: Workbook = make_workbook([Page("Summary", ("One.",), (), (), figures)])
    cells = {cell.value: cell for line in book["Summary"].iter_rows() for cell in line if cell.value is not None}
    assert {12.5, 3.25, "Held", "days"} <= set(cells)
    assert cells[3.25].font.sz >= 18 and cells[3.25].number_format == "#,##0.00"
