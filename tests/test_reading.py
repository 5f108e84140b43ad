"""A planner's workbook is read as meant, whatever its form."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

from model.excel.read import read
from model.onsets import time_in_words
from model.workbook import BadWorkbook, Loaded, load
from tests.bad_workbooks import good_workbook, put, row, save
from tests.spoiled_files import in_part, part_of, rewritten, with_shared_texts

WHOUSE = Path(__file__).parent / "cases" / "whouse.xlsx"


# The published warehouse problem


def test_whouse_gives_the_tables_as_typed() -> None:
    loaded = load(WHOUSE)
    case = loaded.case
    assert case.name == "whouse"
    assert (case.settings.start.start, case.settings.period_months, case.settings.periods) == (
        datetime(2027, 1, 1),
        3,
        4,
    )
    assert (
        case.settings.discount_rate == 0.0 and case.settings.risk_level == 0.95 and case.settings.home_country == "USA"
    )
    material = case["materials"].iloc[0]
    assert (material["material"], material["price"], material["opening_stock"], material["row"]) == ("Wheat", 10, 50, 2)
    assert (material["terminal_value"], material["sale_price"], material["storage_class"]) == (0.0, 1.0, "House")
    assert np.isnan(material["shelf_life"])
    assert list(case["prices"]["price"]) == [10, 12, 8, 9]
    assert [case.calendar.covered_by(span) for span in case["prices"]["period"]] == [[1], [2], [3], [4]]
    offer = case["supply"].iloc[0]
    assert (offer["capacity"], offer["for"], offer["premium"], offer["delivery_rate"]) == (400, "reserve", 0, 1)
    assert (case["storage"].iloc[0]["capacity"], case["storage"].iloc[0]["cost"]) == (100, 4)
    assert list(case["countries"]["country"]) == ["USA"]
    assert {name for name, table in case.tables.items() if len(table)} == {
        "materials",
        "prices",
        "supply",
        "storage",
        "countries",
    }
    trades = [(problem.sheet, problem.cell) for problem in loaded.warnings if problem.trade]
    assert trades == [("Materials", "N2"), ("Supply", "H2")]
    others = [problem for problem in loaded.warnings if not problem.trade]
    assert [problem.sheet for problem in others] == ["Demand"] and "no demand to plan for" in others[0].found


def test_input_is_left_as_it_was_and_fingerprinted(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    before, changed = path.read_bytes(), path.stat().st_mtime_ns
    path.chmod(0o444)
    loaded = load(path)
    assert path.read_bytes() == before and path.stat().st_mtime_ns == changed
    assert loaded.fingerprint == hashlib.sha256(before).hexdigest()
    assert [entry.name for entry in tmp_path.iterdir()] == ["case.xlsx"]


def test_sheets_are_handed_on_as_typed(tmp_path: Path) -> None:
    book = good_workbook()
    book.create_sheet("Mine")["C2"] = "kept"
    sheets = dict(load(save(book, tmp_path)).sheets)
    assert list(sheets)[:2] == ["Settings", "Materials"]
    assert sheets["Settings"][1] == ("Start", datetime(2027, 1, 1))
    assert sheets["Mine"] == [(), (None, None, "kept")]


def test_reading_agrees_with_openpyxl(tmp_path: Path) -> None:
    book = good_workbook()
    page = book.create_sheet("Odds")
    for number, value in enumerate(
        [
            1,
            -2.5,
            1e-7,
            12345678901,
            "ä < & >",
            " padded ",
            True,
            False,
            datetime(2027, 5, 6),
            datetime(2027, 5, 6, 7, 8),
            "line\nbreak",
            "#N/A",
            "1,200",
            0.05,
        ],
        start=1,
    ):
        page.cell(number, number % 4 + 1, value)
    page["C14"].number_format = "0.0%"
    path = save(book, tmp_path)
    raw = {sheet.title: sheet for sheet in read(path).sheets}
    expected = load_workbook(path)
    for sheet in expected:
        cells = {(c.row, c.column): c for line in sheet.iter_rows() for c in line if c.value is not None}
        found = {(r, c): cell for r, cells_of in raw[sheet.title].rows.items() for c, cell in cells_of.items()}
        assert found.keys() == cells.keys()
        for place, cell in found.items():
            assert cell.value == cells[place].value
            assert (cell.number_format, cell.address) == (cells[place].number_format, cells[place].coordinate)


def test_texts_in_a_table_of_their_own(tmp_path: Path) -> None:
    plain = load(save(good_workbook(), tmp_path, "plain.xlsx")).case
    shared = load(with_shared_texts(save(good_workbook(), tmp_path))).case
    for name, table in plain.tables.items():
        assert table.equals(shared[name]), name


# Forms that mean the same


def changed(tmp_path: Path, *spoils: Callable[[Workbook], None]) -> Loaded:
    book = good_workbook()
    for spoil in spoils:
        spoil(book)
    return load(save(book, tmp_path))


@pytest.mark.parametrize(
    ("value", "number_format"), [(5, "General"), (0.05, "0%"), (0.05, "0.00 %"), (5, '0.0"%"'), (5.0, "#,##0.0")]
)
def test_five_per_cent_however_typed(value: float, number_format: str, tmp_path: Path) -> None:
    case = changed(tmp_path, put("Countries", "E4", value, number_format)).case
    assert case["countries"]["duty"][2] == pytest.approx(0.05)


@pytest.mark.parametrize(
    "value", [datetime(2027, 7, 1), "2027-07-01", "2027Q3", "2027 q3", "2027-Q3", "2027-07", 3, "3", " 2027Q3\u00a0"]
)
def test_times_however_typed(value: object, tmp_path: Path) -> None:
    case = changed(tmp_path, put("Stories", "D2", value)).case
    assert [case.calendar.period_of(time.start) for time in case["stories"]["onset"][0].times] == [3]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2027Q4; 2028-02", ["2027Q4", "2028-02"]),
        ("2027Q4;2028-02;", ["2027Q4", "2028-02"]),
        (" 2027-10-05 ;\u00a07", ["2027-10-05", "period 7"]),
        ("+6 months", ["+6 months"]),
        ("+ 6", ["+6 months"]),
        ("6 Months", ["+6 months"]),
        ("2027Q4; +6 months", ["2027Q4", "+6 months"]),
    ],
)
def test_onsets_however_typed(value: str, told: list[str], tmp_path: Path) -> None:
    case = changed(tmp_path, put("Stories", "D3", value)).case
    assert [time_in_words(time) for time in case["stories"]["onset"][1].times] == told


def test_a_year_may_be_a_number_or_a_text(tmp_path: Path) -> None:
    case = changed(tmp_path, put("Targets", "E2", 2028), put("Targets", "E3", "2028")).case
    assert {span.text for span in case["targets"]["by"]} == {"2028"}


@pytest.mark.parametrize(
    ("word", "meant"), [("yes", 1), ("Y", 1), (True, 1), ("true", 1), ("NO", 0), ("n", 0), (False, 0)]
)
def test_yes_and_no_however_typed(word: object, meant: int, tmp_path: Path) -> None:
    assert changed(tmp_path, put("Settings", "B8", word)).case.settings.reserve_pays_duty == bool(meant)


@pytest.mark.parametrize(
    "header", ["Capacity", " capacity ", "CAPACITY ( t / yr )", "Capacity\u00a0(t/yr)", "Capacity(t/yr)"]
)
def test_headers_however_typed(header: str, tmp_path: Path) -> None:
    assert changed(tmp_path, put("Supply", "E1", header)).case["supply"]["capacity"][0] == 4000


def test_sheet_names_and_choices_are_matched_without_case_and_spaces(tmp_path: Path) -> None:
    def retitle(book: Workbook) -> None:
        book["Shortage steps"].title = " shortage\u00a0 STEPS"

    loaded = changed(tmp_path, retitle, put("Supply", "G6", " Fixed\u00a0"), put("Effects", "B2", "SUPPLY  loss"))
    assert len(loaded.case["shortage_steps"]) == 5
    assert loaded.case["supply"]["price_basis"][4] == "fixed"
    assert loaded.case["effects"]["kind"][0] == "supply loss"


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    before = load(save(good_workbook(), tmp_path)).case
    book = good_workbook()
    shuffle = random.Random(1)
    for page in book.worksheets[1:]:
        columns = [[cell.value for cell in column] for column in page.iter_cols()]
        shuffle.shuffle(columns)
        for number, column in enumerate(columns, start=1):
            for line, value in enumerate(column, start=1):
                page.cell(line, number).value = value
    after = load(save(book, tmp_path)).case
    for name, table in before.tables.items():
        assert table.equals(after[name]), name


def test_older_workbooks_without_later_columns_and_sheets_still_work(tmp_path: Path) -> None:
    def age(book: Workbook) -> None:
        for title in ("What-ifs", "Participants", "Projects", "Processing", "Prices"):
            book.remove(book[title])
        book["Supply"].delete_cols(13, 20)

    loaded = changed(tmp_path, age)
    assert loaded.warnings == ()
    assert (loaded.case["supply"]["delivery_rate"] == 1).all()
    assert loaded.case["prices"].empty


def test_losses_may_be_typed_either_way_and_are_kept(tmp_path: Path) -> None:
    assert list(changed(tmp_path).case["effects"]["change"]) == [1.0, 0.8, -0.6, 0.2]


def test_na_is_a_name(tmp_path: Path) -> None:
    case = changed(tmp_path, row("Countries", 7, A="NA", B="Namibia"), row("Agreements", 4, A="Zone", B="na")).case
    assert list(case["agreements"]["country"])[-1] == "NA"


def test_rows_remember_their_place_and_blank_ones_are_skipped(tmp_path: Path) -> None:
    case = changed(tmp_path, lambda book: book["Supply"].insert_rows(4, 3), put("Supply", "A5", " \u00a0 ")).case
    assert list(case["supply"]["row"]) == [2, 3, 7, 8, 9]


def test_formulas_with_results_are_used(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    rewritten(
        path, in_part(part_of("Supply"), '<c r="E2" t="n"><v>4000</v></c>', '<c r="E2"><f>2*2000</f><v>4000</v></c>')
    )
    rewritten(path, in_part("xl/workbook.xml", ' fullCalcOnLoad="1"', ""))  # as Excel does once it has calculated
    assert load(path).case["supply"]["capacity"][0] == 4000


def test_a_formula_that_gives_no_text_is_blank(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    rewritten(
        path,
        in_part(
            part_of("Supply"),
            '<c r="E2" t="n"><v>4000</v></c>',
            '<c r="E2" t="n"><v>4000</v></c><c r="F2" t="str"><f>""</f><v></v></c>',
        ),
    )
    rewritten(path, in_part("xl/workbook.xml", ' fullCalcOnLoad="1"', ""))
    assert load(path).case["supply"]["growth"][0] == 0


def test_a_number_that_is_none_is_reported(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    rewritten(path, in_part(part_of("Supply"), '<v>4000</v></c><c r="H3"', '<v>NaN</v></c><c r="H3"'))
    with pytest.raises(BadWorkbook, match="Supply E3"):
        load(path)


def test_a_workbook_that_counts_days_from_1904(tmp_path: Path) -> None:
    book = good_workbook()
    book.epoch = datetime(1904, 1, 1)
    assert load(save(book, tmp_path)).case.settings.start.start == datetime(2027, 1, 1)


# Speed


def test_a_million_formatted_rows_do_not_slow_reading_down(tmp_path: Path) -> None:
    book = good_workbook()
    book["Supply"]["A1048576"].number_format = "0.00"
    path = save(book, tmp_path)
    empties = "".join(f'<row r="{r}"><c r="A{r}" s="0"/></row>' for r in range(100_000, 300_000))
    rewritten(path, in_part(part_of("Demand"), "</sheetData>", f"{empties}</sheetData>"))
    started = time.process_time()
    loaded = load(path)
    assert time.process_time() - started < 3
    assert loaded.warnings == () and len(dict(loaded.sheets)["Supply"]) == 6


def test_three_thousand_rows_are_read_fast(tmp_path: Path) -> None:
    book = good_workbook()
    for number in range(7, 3007):
        row(
            "Supply",
            number,
            A=f"Offer {number}",
            B="Gallium",
            C="CHN",
            D=1,
            E=1.5,
            H=5,
            I=None,
            J=3,
            K=4,
            L=5,
            M=100,
            R="Source",
        )(book)
    path = save(book, tmp_path)
    started = time.process_time()
    load(path)
    assert time.process_time() - started < 1.5
