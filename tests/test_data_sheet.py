"""The Data sheet, and tables too long for a page: every row is there, once, and is what the facts say."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from everything import everything
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from result_cases import run
from tiny import demand, effect, metal, offer, story, workbook

from model.excel.row_text import LongWorkbook
from model.excel.save import workbook_bytes
from model.report import make_workbook, write_public, write_result
from model.results.data.page import ROWS
from model.results.facts.data_rows import ALL_COUNTRIES, AMOUNTS, FLOWS, data_rows
from model.results.facts.paths import expected
from model.results.facts.purchases import reserve_purchases
from model.results.facts.run import Run
from model.results.facts.selection import country_names
from model.results.facts.shortage import EXPECTED
from model.results.public.pages import public_pages
from model.results.shown import long_tables
from model.results.shown.long_tables import LONGEST_ON_A_PAGE, SHOWN, with_data_apart
from model.results.shown.masking import masked_page
from model.results.shown.pages import Chart, Measure, Page, Table
from model.results.shown.sentences import MASK, Sentence
from model.stages import Stages
from model.workbook import Loaded, load
from tests.main_job import run_main_job

LONG = LONGEST_ON_A_PAGE + 234
VALUE = "Value (USD million)"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Loaded]:
    settings, sheets = everything()
    loaded = load(workbook(tmp_path_factory.mktemp("data") / "everything.xlsx", settings, **sheets))
    return run_main_job(loaded.case, Stages()), loaded


def read_back(sheet: Worksheet) -> pd.DataFrame:
    """The one table of a sheet."""
    (one,) = sheet.tables.values()
    header, *rows = [[cell.value for cell in line] for line in sheet[one.ref]]
    assert [column.name for column in one.tableColumns] == header
    return pd.DataFrame(rows, columns=header, dtype=object)


def long_table(name: str = "Long", rows: int = LONG) -> Table:
    """Values that rise and fall, with a name of their own each."""
    value = np.random.default_rng(7).permutation(rows).astype(float)
    frame = pd.DataFrame({"Name": [f"=row {k}" for k in range(rows)], VALUE: value - rows / 2})
    return Table(name, "A long one", frame, {VALUE: Measure.USD_MILLION}, totals=(VALUE,))


def reread(book: Workbook, path: Path) -> Workbook:
    path.write_bytes(workbook_bytes(book))
    return load_workbook(path)


def test_a_story_by_hand(tmp_path: Path) -> None:
    """60 t are wanted each year, CHL sells 40 and PER 30 at most. In one of four cases PER is lost from the second year on:
    20 t are short then, 5 t expected. The reserve may buy nothing."""
    sheets = {
        "materials": [metal(100)],
        "supply": [offer("CHL", 40, for_="industry"), offer("PER", 30, for_="industry")],
        "demand": [demand(60)],
        "stories": [story("Loss", 25)],
        "effects": [effect("Loss", "supply loss", 100, country_or_agreement="PER")],
    }
    result = run(tmp_path, {"Periods": 3}, **sheets).result
    assert result is not None
    rows = data_rows(result)
    home = rows[rows["country"] == "USA"].set_index(["story", "year"])
    years = [(EXPECTED, 2027), (EXPECTED, 2028), (EXPECTED, 2029), ("base", 2027), ("base", 2028), ("base", 2029),
             ("Loss", 2028), ("Loss", 2029)]  # fmt: skip
    assert home.index.tolist() == years
    assert home["demand"].tolist() == pytest.approx([60] * 8)
    assert home["short"].tolist() == pytest.approx([0, 5, 5, 0, 0, 0, 20, 20], abs=1e-6)
    assert home["use"].tolist() == pytest.approx([60, 55, 55, 60, 60, 60, 40, 40])
    assert home["supply"].tolist() == pytest.approx(home["use"].tolist())
    assert home["probability"].tolist() == pytest.approx([1, 1, 1, 1, 0.75, 0.75, 0.25, 0.25])
    bought = rows.groupby(["story", "year"], sort=False)["industry"].sum()
    assert bought.to_dict() == pytest.approx(home["use"].to_dict())
    places = rows[rows["industry"] > 0].groupby("story")["country"].agg(lambda own: sorted(set(own)))
    assert places.to_dict() == {EXPECTED: ["CHL", "PER"], "base": ["CHL", "PER"], "Loss": [ALL_COUNTRIES]}


def test_rows_equal_the_facts(solved: tuple[Run, Loaded]) -> None:
    """Each amount adds up, by the probability of stories, to what is expected; the reserve's orders agree row by row."""
    result = solved[0].result
    assert result is not None
    data, rows = result.data, data_rows(result)
    assert not rows.duplicated(["story", "period", "material", "country"]).any()
    assert (rows[list(AMOUNTS)] != 0).any(axis=1).all()
    told, own = rows[rows["story"] == EXPECTED], rows[rows["story"] != EXPECTED]
    for name in AMOUNTS:
        assert (own[name] * own["probability"]).sum() == pytest.approx(told[name].sum(), rel=1e-9, abs=1e-9), name
    assert told["demand"].sum() == pytest.approx(
        float((result.demand["demand"] * expected(data.tree).factor[result.demand["node"]]).sum())
    )
    node = {(data.tree.stories[w].name, data.case.calendar.label(int(t))): n
            for n, (w, t) in enumerate(zip(data.tree.story, data.tree.period, strict=True))}  # fmt: skip
    bought, names = reserve_purchases(result), country_names(data)
    sums = bought.assign(country=bought["country"].map(names)).groupby(["node", "material", "country"])["tonnes"].sum()
    shown = own[own["reserve"] > 0]
    at = [node[key] for key in zip(shown["story"], shown["period"], strict=True)]
    found = dict(zip(zip(at, shown["material"], shown["country"], strict=True), shown["reserve"], strict=True))
    assert found == pytest.approx(sums[sums > 1e-9].to_dict())
    in_stories = own[~own["story"].isin(["base"])]
    flows = in_stories[(in_stories[list(FLOWS)] != 0).any(axis=1)]
    assert set(flows["country"]) == {ALL_COUNTRIES}


def test_the_sheet_holds_the_rows_and_no_cell_is_made_of_them(solved: tuple[Run, Loaded], tmp_path: Path) -> None:
    outcome, loaded = solved
    assert outcome.result is not None
    path = write_result(tmp_path / "result.xlsx", outcome, loaded, {})
    sheet = load_workbook(path)["Data"]
    found, facts = read_back(sheet), data_rows(outcome.result)
    assert len(found) == len(facts)
    for name, column in ROWS.items():
        if name in AMOUNTS and not facts[name].any():
            assert column.header not in found
        elif name in (*AMOUNTS, "probability", "year"):
            shown = found[column.header].astype(float).fillna(0.0)
            assert shown.to_numpy() == pytest.approx(facts[name].to_numpy(float), rel=1e-12), name
        else:
            assert found[column.header].tolist() == facts[name].tolist()
    header_row = sheet[re.split(":", next(iter(sheet.tables.values())).ref)[0]].row
    assert sheet.freeze_panes == f"A{header_row + 1}"
    assert sheet.print_area.endswith(f"${header_row + min(len(facts), 40)}")
    assert sheet["A2"].hyperlink.location == "'Summary'!A1"
    book = make_workbook([Page("Data", (Sentence("One."),), (long_table(),), whole=True)])
    assert isinstance(book, LongWorkbook)
    assert book["Data"].max_row < 10


def test_a_page_shows_the_largest_rows_of_a_long_table_and_data_all(tmp_path: Path) -> None:
    short = long_table("Short", LONGEST_ON_A_PAGE)
    pages = with_data_apart([Page("Here", (Sentence("One."),), (long_table(), short)), Page("There", (), ())])
    assert [page.title for page in pages] == ["Here", "There", "Data of Here"]
    cut, uncut = pages[0].tables
    assert uncut is short
    whole = long_table().frame
    largest = whole.loc[whole[VALUE].abs().sort_values(ascending=False, kind="stable").index[:SHOWN]].sort_index()
    assert cut.frame["Name"].tolist() == largest["Name"].tolist()
    assert f"{SHOWN} of {LONG:,} rows" in cut.note
    assert "sheet Data of Here" in cut.note
    book = reread(make_workbook(pages), tmp_path / "long.xlsx")
    found = read_back(book["Data of Here"])
    assert found["Name"].tolist() == whole["Name"].tolist()
    assert found[VALUE].astype(float).tolist() == whole[VALUE].tolist()
    risky = [cell for cell in book["Data of Here"]["A"] if str(cell.value).startswith("=row")]
    assert len(risky) == LONG
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)
    total = next(row for row in book["Here"].iter_rows(values_only=True) if row[0] == "Total")
    assert total[1] == pytest.approx(whole[VALUE].sum())


def test_a_chart_of_the_first_rows_keeps_them() -> None:
    chart = Chart("bar", "First", "Long", "Name", (VALUE,), "USD million", rows=15)
    page = with_data_apart([Page("Here", (Sentence("One."),), (long_table(),), (chart,))])[0]
    assert page.tables[0].frame["Name"].tolist() == long_table().frame["Name"].tolist()[:SHOWN]
    assert "the first" in page.tables[0].note


def test_more_rows_than_a_sheet_holds_go_on_on_the_next_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert long_tables.MOST_ROWS < 1_048_576 - 100
    monkeypatch.setattr(long_tables, "MOST_ROWS", 500)
    pages = with_data_apart([Page("Data", (Sentence("One."),), (long_table(),), whole=True)])
    assert [page.title for page in pages] == ["Data", "Data (2)", "Data (3)"]
    assert all(f"There are {LONG:,} rows" in page.texts[0] for page in pages)
    book = reread(make_workbook(pages), tmp_path / "parts.xlsx")
    found = pd.concat([read_back(book[page.title]) for page in pages], ignore_index=True)
    assert found["Name"].tolist() == long_table().frame["Name"].tolist()


def test_the_public_copy_has_no_data_but_what_its_pages_mask(solved: tuple[Run, Loaded], tmp_path: Path) -> None:
    outcome, loaded = solved
    assert "Data" not in [page.title for page in public_pages(outcome, loaded)]
    assert "Data" not in load_workbook(write_public(tmp_path / "public.xlsx", outcome, loaded)).sheetnames
    frame = long_table().frame.rename(columns={"Name": "Material"}).assign(Partner="Chile")
    page = masked_page(Page("Here", (Sentence("One."),), (Table("Long", "Long", frame, {VALUE: Measure.USD_MILLION}),)))
    _, whole = with_data_apart([page])
    assert set(whole.tables[0].frame[VALUE]) == {MASK}
