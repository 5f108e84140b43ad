"""The result workbook: what is in its cells, that it is whole, that it lands somewhere, and that it can be printed."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from result_cases import CUT_OFF, FUNDED, MILLION, table
from tiny import demand, floor, member, metal, offer, row, workbook

from model.excel import save
from model.report import make_workbook, write_result
from model.report.inputs import copy_title
from model.results.book import all_pages
from model.results.buy_list import page as buy_list
from model.results.facts.run import Run
from model.results.money import page as money
from model.results.reserve import page as reserve
from model.results.shown.pages import Chart, Measure, Page, Table
from model.results.summary import page as summary
from model.stages import Stages
from model.workbook import Loaded, load
from tests.main_job import run_main_job

PAGES = [
    "Summary", "Buy list", "Cost and benefit", "Reserve", "Material", "Sourcing", "Floors", "Stories", "Money", "Sensitivity",
    "Checks", "Data", "Figures",
]  # fmt: skip
TRICKY = "=1+1"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Loaded, Stages]:
    """A funded reserve with a target, a story, a club with a border floor, and a segment named like a formula."""
    sheets = {
        **FUNDED,
        "agreements": [member("Club", "AUS")],
        "floors": [floor("border floor", 90, "Club")],
        "demand": [demand(100, segment=TRICKY)],
        "shortage_steps": [row(segment=TRICKY, step=1, cost_usd=1_000)],
    }
    path = workbook(tmp_path_factory.mktemp("report") / "tiny.xlsx", {"Periods": 3}, **sheets)
    loaded = load(_typed_as_text(path))
    stages = Stages()
    outcome = run_main_job(loaded.case, stages)
    assert outcome.optimal
    return outcome, loaded, stages


def _typed_as_text(path: Path) -> Path:
    """Make texts of what openpyxl took for formulas."""
    book = load_workbook(path)
    for cell in (cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line):
        if cell.data_type == "f":
            cell.data_type = "s"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def written(solved: tuple[Run, Loaded, Stages], tmp_path_factory: pytest.TempPathFactory) -> Path:
    outcome, loaded, stages = solved
    return write_result(tmp_path_factory.mktemp("out") / "result.xlsx", outcome, loaded, stages.seconds)


@pytest.fixture(scope="module")
def book(written: Path) -> Workbook:
    return load_workbook(written)


def cells(sheet: Worksheet, name: str) -> pd.DataFrame:
    """An Excel table read back."""
    header, *rows = [[cell.value for cell in line] for line in sheet[sheet.tables[name].ref]]
    return pd.DataFrame(rows, columns=header, dtype=object)


def test_every_page_in_order_then_the_inputs(book: Workbook) -> None:
    assert book.sheetnames[: len(PAGES)] == PAGES
    assert book.sheetnames[len(PAGES)] == "In Settings"
    assert "In Supply" in book.sheetnames
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_every_table_holds_its_frame(solved: tuple[Run, Loaded, Stages], book: Workbook) -> None:
    outcome, loaded, stages = solved
    names = []
    for page in all_pages(outcome, loaded, stages.seconds):
        for one in page.tables:
            if one.frame.empty:
                continue
            names.append(one.name)
            found = cells(book[page.title], one.name)
            assert list(found.columns) == [str(header) for header in one.frame.columns]
            for header in one.frame.columns:
                for got, meant in zip(found[header], one.frame[header], strict=True):
                    if isinstance(meant, float) and not math.isfinite(meant):
                        assert pd.isna(got)
                    elif isinstance(meant, int | float):
                        assert got == pytest.approx(meant, rel=1e-12, abs=1e-12), (one.name, header)
                    else:
                        assert (got or "") == meant, (one.name, header)
    assert len(names) == len({name.casefold() for name in names})


def test_no_error_no_nan_and_formulas_only_where_something_is_chosen(book: Workbook) -> None:
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "e", f"{sheet.title}!{cell.coordinate}"
                assert cell.data_type != "f" or sheet.title in ("Material", "Lists"), f"{sheet.title}!{cell.coordinate}"
                assert not isinstance(cell.value, float) or math.isfinite(cell.value)


def test_text_like_a_formula_stays_text(book: Workbook) -> None:
    found = [cell for line in book["In Demand"].iter_rows() for cell in line if cell.value == TRICKY]
    assert found
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)
    assert TRICKY in set(cells(book["Stories"], "StoriesSegments")["Segment"])


@pytest.mark.parametrize(("title", "least"), [("Summary", 4), ("Reserve", 3), ("Sourcing", 2), ("Stories", 1)])
def test_charts(book: Workbook, title: str, least: int) -> None:
    assert len(book[title]._charts) >= least


def test_headers_stay_in_sight_and_pages_fit(book: Workbook) -> None:
    for sheet in (book[title] for title in PAGES):
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        # The Summary is one sheet of paper, held the way that leaves its text larger.
        assert sheet.page_setup.orientation == "landscape" or sheet.title == "Summary"
    summary_sheet = book["Summary"]
    assert len(summary_sheet.row_breaks.brk) == 1
    linked = {cell.value for cell in summary_sheet[2] if cell.hyperlink}
    assert linked == set(PAGES) - {"Summary"}


def test_names_link_to_their_row(book: Workbook) -> None:
    sheet = book["Summary"]
    first = sheet[sheet.tables["SummaryOrders"].ref][1][0]
    assert first.hyperlink.location.startswith("'Buy list'!")
    cell = first.hyperlink.location.split("!")[1]
    assert book["Buy list"][cell].value == first.value


def test_a_long_table_of_odd_values() -> None:
    """Numbers that are none stay blank; text that looks like code stays text; totals stand below the table."""
    frame = pd.DataFrame(
        {
            "Name": ["=cmd()", "+1", "-1", "@x", "#N/A", "bell \x07", None],
            "Much (t)": [1.5, math.nan, math.inf, -math.inf, 2.5, 0.0, 1e7],
        }
    )
    odd = Table("Odd", "Odd", frame, {"Much (t)": Measure.TONNES}, totals=(), heat=("Much (t)",), flags=("Name",))
    page = Page("Odd", ("=A1 is no formula.",), (odd,), (Chart("bar", "Odd", "Odd", "Name", ("Much (t)",), "t"),))
    sheet = make_workbook([page], Loaded(None, (), "", ()))["Odd"]  # type: ignore[arg-type]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    rows = sheet[sheet.tables["Odd"].ref]
    assert [line[1].value for line in rows[1:]] == [1.5, None, None, None, 2.5, 0.0, 1e7]
    assert [line[0].value for line in rows[1:5]] == ["=cmd()", "+1", "-1", "@x"]


def test_an_empty_table_says_so() -> None:
    page = Page("Empty", ("Nothing.",), (Table("Empty", "Empty", pd.DataFrame({"A": []})),))
    sheet = make_workbook([page], Loaded(None, (), "", ()))["Empty"]  # type: ignore[arg-type]
    assert not sheet.tables
    assert "Nothing to show." in [line[0].value for line in sheet.iter_rows()]


def test_input_titles_are_unique_and_short() -> None:
    long = "A sheet with a name of thirty-one"
    first = copy_title(long, [])
    second = copy_title(long, [first.upper()])
    assert len(first) <= 31
    assert len(second) <= 31
    assert first != second
    assert copy_title("a/b", []) == "In a b"


def test_a_locked_target_sends_the_result_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = tmp_path / "locked.xlsx"
    locked.mkdir()  # nothing can replace a folder with a file
    beside = save.save_somewhere(save.workbook_bytes(Workbook()), locked)
    assert beside.parent == tmp_path
    assert load_workbook(beside).sheetnames == ["Sheet"]
    assert not list(tmp_path.glob("*.tmp"))
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")
    monkeypatch.setattr(save.tempfile, "gettempdir", lambda: str(tmp_path))
    assert save.save_somewhere(b"whole", nowhere / "below" / "result.xlsx").parent == tmp_path


def test_no_place_at_all_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")
    monkeypatch.setattr(save.tempfile, "gettempdir", lambda: str(nowhere))
    monkeypatch.setattr(Path, "home", lambda: nowhere)
    with pytest.raises(OSError, match=r"file"):
        save.save_somewhere(b"whole", nowhere / "result.xlsx")


def test_summary_agrees_with_the_answer(solved: tuple[Run, Loaded, Stages]) -> None:
    outcome, _, _ = solved
    assert outcome.result is not None
    page = summary.page(outcome)
    orders = outcome.result.orders
    year = orders[(orders["buyer"] == "reserve") & (orders["node"] == 0)]
    bought = table(page, "SummaryOrders")
    assert bought["All partners (USD million)"].sum() * MILLION == pytest.approx(year["cost"].sum())
    assert bought["Tonnes (t)"].sum() == pytest.approx(year["tonnes"].sum())
    partners = [header for header in bought.columns if header.endswith("(USD million)")][:-1]
    assert bought[partners].sum(axis=1).to_numpy() == pytest.approx(bought["All partners (USD million)"].to_numpy())
    drawn = outcome.result.flows.query("category == 'draws'")
    shown = table(money.page(outcome), "MoneySpending")["Drawn, expected (USD million)"].sum() * MILLION
    assert shown == pytest.approx((drawn["amount"] * drawn["weight"]).sum())
    assert f"{year['tonnes'].sum():.1f} t of 1 material" in page.texts[0]


def test_buy_list_agrees_with_the_answer_and_reasons_differ(solved: tuple[Run, Loaded, Stages]) -> None:
    outcome, _, _ = solved
    assert outcome.result is not None
    page = buy_list.page(outcome)
    stock, users = table(page, "BuyList"), table(page, "BuyListIndustry")
    tree, orders = outcome.data.tree, outcome.result.orders
    near = orders[(tree.story[orders["node"]] == 0) & ~orders["before_start"]]
    own = near[near["buyer"] == "reserve"]
    now = near[(near["buyer"] == "industry") & (near["period"] == 1)]
    for shown, meant in ((stock, own), (users, now)):
        assert shown["Tonnes (t)"].sum() == pytest.approx(meant["tonnes"].sum())
        assert shown["Cost (USD million)"].sum() * MILLION == pytest.approx(meant["cost"].sum())
    assert users["Cost (USD million)"].is_monotonic_decreasing
    assert stock["Reason"].str.contains("target of 100 t (365 days)", regex=False).all()
    assert stock["Reason"].str.contains("`Cut`", regex=False).all()
    club = users[users["Offer and step"] == "AUS"]
    assert club["Floor or contract in force"].eq("border floor 90 USD/t, below the ask").all()


def test_reason_names_what_is_exhausted(tmp_path: Path) -> None:
    """Two sources at 100 and 120: the first is exhausted at 60 t, the second delivers the other 40."""
    loaded = load(
        workbook(
            tmp_path / "two.xlsx",
            {"Periods": 1},
            materials=[metal()],
            supply=[offer("CHL", 60), offer("AUS", 100, premium=20)],
            demand=[demand(100)],
        )
    )
    shown = table(buy_list.page(run_main_job(loaded.case, Stages())), "BuyListIndustry").set_index("Offer and step")
    first, second = shown.loc["CHL", "Reason"], shown.loc["AUS", "Reason"]
    assert first == "The cheapest open source; this step is exhausted at 60 t; the next is AUS at 120 USD/t."
    assert second == "Every cheaper source is exhausted (CHL); 60 t of it are left."


def test_reserve_agrees_with_the_answer(solved: tuple[Run, Loaded, Stages]) -> None:
    outcome, _, _ = solved
    assert outcome.result is not None
    page = reserve.page(outcome)
    stock = outcome.result.reserve.query("material == 'Metal'").set_index("node")
    base = [n for n in stock.index if outcome.data.tree.story[n] == 0]
    ends = table(page, "ReserveYearEnds")
    assert ends["Stock, base path (t)"].to_numpy() == pytest.approx(stock.loc[base, "stock"].to_numpy())
    weighted = (stock["stock"] * stock["weight"]).groupby(stock["period"]).sum()
    assert ends["Stock, expected (t)"].to_numpy() == pytest.approx(weighted.to_numpy())
    assert ends["Target (t)"].to_numpy() == pytest.approx(100.0)
    gap = stock.loc[base, "gap"].to_numpy()
    assert ends["Gap, base path (t)"].to_numpy() == pytest.approx(gap, abs=1e-6)


def test_long_input_texts_stay_in_their_column(book: Workbook) -> None:
    """A text that ran over into empty cells would count as width on paper."""
    for sheet in (sheet for sheet in book.worksheets if sheet.title.startswith("In ")):
        for cell in (cell for line in sheet.iter_rows(min_row=2) for cell in line):
            width = sheet.column_dimensions[cell.column_letter].width
            if isinstance(cell.value, str) and len(cell.value) > 1.3 * width:
                assert cell.alignment.wrap_text, f"{sheet.title}!{cell.coordinate}"


@pytest.mark.parametrize("sheets", [CUT_OFF, {name: CUT_OFF[name] for name in ("materials", "supply", "demand")}])
def test_plans_without_money_targets_or_stories(tmp_path: Path, sheets: dict[str, object]) -> None:
    loaded = load(workbook(tmp_path / "bare.xlsx", **sheets))  # type: ignore[arg-type]
    stages = Stages()
    outcome = run_main_job(loaded.case, stages)
    path = write_result(tmp_path / "bare result.xlsx", outcome, loaded, stages.seconds)
    assert load_workbook(path).sheetnames[: len(PAGES)] == PAGES


def test_a_column_without_a_header_is_copied_too(tmp_path: Path) -> None:
    """A remark beside the table, its header blank or a space."""
    path = workbook(tmp_path / "tiny.xlsx", materials=[metal()], supply=[offer("CHL")], demand=[demand(100)])
    book = load_workbook(path)
    book["Supply"]["Z3"] = "a remark"
    book["Demand"]["E1"] = "\u00a0 "
    book.save(path)
    loaded = load(path)
    stages = Stages()
    result = load_workbook(write_result(tmp_path / "result.xlsx", run_main_job(loaded.case, stages), loaded, stages.seconds))
    assert result["In Supply"]["Z3"].value == "a remark"
