"""How a result looks, from its rendering by LibreOffice: pages, charts, and columns wide enough for their numbers."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook
from result_cases import FUNDED, PATIENT
from tiny import floor, member, workbook

from model.report import write_public, write_result
from model.results.book import all_pages
from model.results.facts.run import Run
from model.results.public.pages import public_pages
from model.results.shown.lookup import LookupPage
from model.results.shown.pages import Page
from model.stages import Stages
from model.workbook import Loaded, load
from tests.draw_summary import MOST_BYTES, draw_summary
from tests.main_job import run_main_job
from tests.rendering import MISSING, inked_shares, page_texts, to_pdf

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
MOST_PAGES_A_SHEET = 4  # of a tiny workbook


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Loaded]:
    """A funded reserve with a target, a story and a floor: every page has something to show."""
    sheets = {**FUNDED, "agreements": [member("Club", "AUS")], "floors": [floor("border floor", 90, "Club")]}
    loaded = load(workbook(tmp_path_factory.mktemp("look") / "tiny.xlsx", PATIENT, **sheets))
    outcome = run_main_job(loaded.case, Stages())
    assert outcome.optimal
    return outcome, loaded


@pytest.fixture(scope="module", params=["result", "public"])
def rendered(
    request: pytest.FixtureRequest, solved: tuple[Run, Loaded], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Page], Path, Path]:
    """The pages of a result or of its public copy, the workbook, and the PDF."""
    outcome, loaded = solved
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "public":
        return public_pages(outcome, loaded), *_printed(write_public(folder / "look.xlsx", outcome, loaded))
    return all_pages(outcome, loaded, {}), *_printed(write_result(folder / "look.xlsx", outcome, loaded, {}))


def _printed(written: Path) -> tuple[Path, Path]:
    return written, to_pdf(written, written.parent)


def plain(text: str) -> str:
    """Text without the breaks and gaps of its layout."""
    return re.sub(r"\s+", "", text)


def test_the_summary_is_one_page_and_its_tables_stand_behind(rendered: tuple[list[Page], Path, Path]) -> None:
    pages, _, printed = rendered
    first, second, *_ = map(plain, page_texts(printed))
    summary = pages[0]
    assert all(plain(sentence) in first for sentence in summary.texts)
    assert all(plain(chart.title) in first for chart in summary.charts)
    assert all(plain(header) not in first for header in ("All partners (USD million)", "Share of the cost of all (%)")) or (
        not summary.charts
    )
    behind = summary.tables[1:] if summary.figures else summary.tables
    assert plain(behind[0].title) in second
    if summary.figures:
        assert plain(summary.tables[0].title) in first
        assert all(plain(figure.label) in first for figure in summary.figures)
    assert plain(summary.texts[0]) not in second


def test_the_pages_are_as_many_as_expected_and_none_is_blank(
    rendered: tuple[list[Page], Path, Path], tmp_path: Path
) -> None:
    _, written, printed = rendered
    sheets = len(load_workbook(written, read_only=True).sheetnames)
    shares = inked_shares(printed, tmp_path)
    assert sheets + 1 <= len(shares) <= MOST_PAGES_A_SHEET * sheets
    assert len(page_texts(printed)) == len(shares)
    assert min(shares) > 0.001


def test_sheets_are_one_page_wide_and_pages_begin_where_they_are_meant_to(rendered: tuple[list[Page], Path, Path]) -> None:
    """A column that did not fit, or a page fuller than thought, would make a page more."""
    pages, written, printed = rendered
    book = load_workbook(written)
    footers = [re.split(r"\s{2,}", text.strip().splitlines()[-1].strip()) for text in page_texts(printed)]
    counts = Counter(footer[1] for footer in footers)
    assert {page.title: counts[page.title] for page in pages} == {
        page.title: 1 + len(book[page.title].row_breaks.brk) for page in pages
    }


def test_every_chart_is_in_the_file_and_on_paper(rendered: tuple[list[Page], Path, Path]) -> None:
    pages, written, printed = rendered
    with zipfile.ZipFile(written) as archive:
        charts = [name for name in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    drawn = [
        chart
        for page in pages
        for chart in page.charts
        if isinstance(page, LookupPage)
        or (chart.series and any(table.name == chart.table and len(table.frame) for table in page.tables))
    ]
    assert len(charts) == len(drawn) > 0
    everything = plain("".join(page_texts(printed)))
    assert all(plain(chart.title) in everything for chart in drawn)


def test_no_number_is_wider_than_its_column(rendered: tuple[list[Page], Path, Path]) -> None:
    _, _, printed = rendered
    assert "##" not in "".join(page_texts(printed))


def test_the_picture_of_the_summary_is_small(rendered: tuple[list[Page], Path, Path], tmp_path: Path) -> None:
    _, written, _ = rendered
    picture = draw_summary(written, tmp_path / "summary.png")
    assert picture.read_bytes().startswith(b"\x89PNG") and 5_000 < picture.stat().st_size <= MOST_BYTES
