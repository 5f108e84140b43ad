"""The input workbook as written: complete, from the schema alone, safe to open, and readable again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.looks import shown_length
from model.schema import SETTINGS, SHEETS, Column, Kind
from model.workbook import BadWorkbook, load
from model.workbook.tables.descriptions import blank_meaning
from model.workbook.writing.template import make_workbook, write_workbook
from model.workbook.writing.validation import list_keys

SETTING_VALUES: dict[str, Any] = {"Start": datetime(2027, 1, 1), "periods": 8, "Discount rate": 4}
TABLES: dict[str, list[dict[str, Any]]] = {
    "Materials": [
        {"material": "Cobalt metal", "group": "battery", "stage": "metal", "price": 30000, "price_growth": 2.5},
        {"material": "Gallium", "group": "battery", "stage": "metal", "price": 400000.25, "note": "=1+1"},
    ],
    "Countries": [{"country": "USA"}, {"country": "AUS", "entity_of_concern": False}],
    "Agreements": [
        {"agreement": "Zone", "country": "AUS", "from": datetime(2027, 7, 1), "to": "2029Q4"},
        {"agreement": "Zone", "country": "USA"},
    ],
    "Supply": [
        {"offer": "Murrin", "material": "Cobalt metal", "country": "AUS", "capacity": 900},
        {"offer": "Murrin", "material": "Cobalt metal", "country": "AUS", "step": 2, "capacity": 100, "premium": 10},
        {"offer": "Gulf", "material": "Gallium", "country": "AUS", "capacity": 3},
    ],
    "Demand": [
        {"material": "Cobalt metal", "segment": "Defense", "demand": 500},
        {"material": "Gallium", "segment": "Defense", "demand": 2},
    ],
    "Limits": [{"limit": "Zone first", "scope": "all", "of": "Zone; AUS", "at_most_share": 90, "at_most_tonnes": 700}],
}


@pytest.fixture(scope="module")
def empty() -> Workbook:
    return make_workbook({}, {})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "filled.xlsx"
    write_workbook(path, SETTING_VALUES, TABLES, [("Sources", "=not a formula")], "A small case")
    return path


def headers(worksheet: Worksheet) -> list[Any]:
    return [cell.value for cell in worksheet[1]]


def validation_at(worksheet: Worksheet, cell: str) -> DataValidation | None:
    return next((v for v in worksheet.data_validations.dataValidation if cell in v.sqref), None)


def letter_of(worksheet: Worksheet, header: str) -> str:
    return next(cell.column_letter for cell in worksheet[1] if cell.value == header)


def test_every_sheet_in_order_with_the_schemas_headers(empty: Workbook) -> None:
    assert empty.sheetnames == ["Guide", "Settings", *(sheet.name for sheet in SHEETS), "Lists"]
    for sheet in SHEETS:
        assert headers(empty[sheet.name]) == [column.header for column in sheet.columns]
    assert headers(empty["Settings"]) == ["Setting", "Value", "Unit", "Help"]
    assert [cell.value for cell in empty["Settings"]["A"][1:]] == [setting.name for setting in SETTINGS]


def test_every_header_has_a_note_that_says_what_a_blank_means(empty: Workbook) -> None:
    for sheet in SHEETS:
        for cell, column in zip(empty[sheet.name][1], sheet.columns, strict=True):
            assert cell.comment is not None
            assert cell.comment.text.startswith(column.help)
            assert column.required == ("Must be filled." in cell.comment.text)
            assert blank_meaning(column) in cell.comment.text
            assert len(cell.comment.text) < 400 and cell.comment.height < 300


def test_settings_tell_their_defaults(empty: Workbook) -> None:
    told = {row[0].value: str(row[3].value) for row in empty["Settings"].iter_rows(min_row=2)}
    assert told["Risk level"].endswith("Default: 95 %.")
    assert told["Reserve pays duty"].endswith("Default: yes.")
    assert told["Start"].endswith("Must be filled.")
    assert told["Market-impact cap"].endswith("Blank = no cap.")


def test_tables_are_excel_tables_with_frozen_headers_and_no_lock(empty: Workbook) -> None:
    names = [table for worksheet in empty for table in worksheet.tables]
    assert len(names) == len({name.lower() for name in names}) == len(SHEETS) + 1
    for sheet in SHEETS:
        worksheet = empty[sheet.name]
        (table,) = worksheet.tables.values()
        first, last = table.ref.split(":")
        assert first == "A1" and worksheet[last].row >= 2 and worksheet[last].column == len(sheet.columns)
        assert worksheet.freeze_panes == "B2"
        assert worksheet.print_title_rows == "$1:$1"
        assert not worksheet.protection.sheet
        assert len({header.lower() for header in headers(worksheet)}) == len(sheet.columns)


@pytest.mark.parametrize(
    ("sheet", "header", "feeds"),
    [
        ("Supply", "Material", [("Materials", "A")]),
        ("Supply", "Country", [("Countries", "A")]),
        ("Projects", "Adds to", [("Supply", "A"), ("Processing", "A")]),
        ("Materials", "Storage class", [("Storage", "A")]),
        ("Floors", "Agreement or country", [("Agreements", "A"), ("Countries", "A")]),
        ("Effects", "Segment", [("Demand", "B")]),
        ("Limits", "Scope (a material, group, stage or `all`)", [("Materials", "A"), ("Materials", "B"), ("Materials", "C")]),
    ],
)
def test_drop_downs_feed_from_the_sheets_referred_to(
    empty: Workbook, sheet: str, header: str, feeds: list[tuple[str, str]]
) -> None:
    worksheet, lists = empty[sheet], empty["Lists"]
    validation = validation_at(worksheet, letter_of(worksheet, header) + "4000")
    assert validation is not None and validation.type == "list" and validation.errorStyle == "warning"
    reach = empty.defined_names[str(validation.formula1)].attr_text
    listed = reach.partition("!$")[2].partition("$")[0]
    formula = str(lists[f"{listed}10"].value)
    for source_sheet, letter in feeds:
        name = f"'{source_sheet}'!${letter}:${letter}"
        gathered = {c.column_letter for c in lists[10] if name in str(c.value)}
        assert name in formula or any(f"{column}$4" in formula for column in gathered)


def test_every_reference_and_choice_has_a_drop_down(empty: Workbook) -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            if not (column.refers_to or column.choices or column.kind is Kind.YES_NO):
                continue
            validation = validation_at(empty[sheet.name], letter_of(empty[sheet.name], column.header) + "2")
            assert validation is not None and validation.type == "list"
            assert validation.showErrorMessage is not column.several
    assert {key.name for key in list_keys()} == set(empty.defined_names)


def test_validations_stay_within_excels_limits(empty: Workbook) -> None:
    for worksheet in empty:
        for validation in worksheet.data_validations.dataValidation:
            assert len(str(validation.formula1)) <= 255
            assert len(validation.error) <= 225 and len(validation.errorTitle) <= 32
            assert not str(validation.formula1).startswith("=")


def test_a_time_is_a_text_cell_and_a_percentage_keeps_its_sign(empty: Workbook) -> None:
    """Excel would make 2027-07 a day, and 5 % in a cell of another format plain 0.05."""
    worksheet = empty["Agreements"]
    for cell in ("D2", "E2"):
        assert worksheet[cell].number_format == "@"
    assert worksheet["F2"].number_format == "General"
    assert validation_at(worksheet, "D2").errorStyle == "warning"  # type: ignore[union-attr]


def as_written(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def test_what_is_written_is_read_back(filled: Path) -> None:
    book = openpyxl.load_workbook(filled)
    columns: Mapping[str, tuple[Column, ...]] = {sheet.name: sheet.columns for sheet in SHEETS}
    for name, rows in TABLES.items():
        read = list(book[name].iter_rows(min_row=2, values_only=True))
        wanted = [tuple(as_written(row.get(column.field)) for column in columns[name]) for row in rows]
        assert read[: len(rows)] == wanted
        assert all(value is None for row in read[len(rows) :] for value in row)
    settings = {row[0]: row[1] for row in book["Settings"].iter_rows(min_row=2, values_only=True)}
    assert (settings["Start"], settings["Periods"], settings["Discount rate"]) == (datetime(2027, 1, 1), 8, 4)
    assert settings["Risk level"] is None
    assert book["Agreements"]["D2"].number_format == "yyyy-mm-dd"


def test_text_never_becomes_a_formula_or_an_error(filled: Path) -> None:
    book = openpyxl.load_workbook(filled)
    note = book["Materials"][letter_of(book["Materials"], "Note") + "3"]
    assert (note.value, note.data_type, note.quotePrefix) == ("=1+1", "s", True)
    cells = [cell for sheet in book if sheet.title != "Lists" for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type in ("f", "e")]
    error = make_workbook({}, {"Materials": [{"material": "#N/A"}]})["Materials"]["A2"]
    assert (error.value, error.data_type) == ("#N/A", "s")


def test_the_guide_leads_to_every_sheet_and_tells_the_defaults(filled: Path) -> None:
    guide = openpyxl.load_workbook(filled)["Guide"]
    assert guide["A1"].value == "A small case"
    links = {cell.hyperlink.location for cell in guide["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in ("Settings", *(sheet.name for sheet in SHEETS))}
    lines = {row[:3] for row in guide.iter_rows(values_only=True)}
    assert ("Materials", "Sale price", "60 %") in lines
    assert ("Targets", "Penalty", "0.3 x price") in lines
    assert ("=not a formula", None, None) in lines


def test_equal_input_gives_equal_files(filled: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_workbook(again, SETTING_VALUES, TABLES, [("Sources", "=not a formula")], "A small case")
    assert again.read_bytes() == filled.read_bytes()


def test_an_existing_file_is_kept_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_workbook(path, {}, {})
    assert path.read_bytes() == b"mine"
    write_workbook(path, {}, {}, overwrite=True)
    assert openpyxl.load_workbook(path).sheetnames[0] == "Guide"
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_workbook(tmp_path / "plan.xlsx", {}, {})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("settings", "tables", "message"),
    [
        ({"Strat": 1}, {}, "no such setting: 'Strat'"),
        ({}, {"Material": []}, "no such sheet: 'Material'"),
        ({}, {"Materials": [{"prize": 3}]}, "Materials has no column 'prize'"),
        ({}, {"Materials": [{"price": float("nan")}]}, "Materials!E2"),
    ],
)
def test_names_and_numbers_that_do_not_belong_are_refused(
    settings: dict[str, Any], tables: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        make_workbook(settings, tables)


def test_the_guide_says_whose_country_a_process_row_takes() -> None:
    processing = next(sheet for sheet in SHEETS if sheet.name == "Processing")
    assert blank_meaning(processing.column("Country")) == "that of the main-input row"


def test_the_empty_workbook_opens_and_only_its_blanks_are_complained_of(tmp_path: Path) -> None:
    write_workbook(tmp_path / "empty.xlsx", {}, {})
    with pytest.raises(BadWorkbook) as bad:
        load(tmp_path / "empty.xlsx")
    assert {problem.sheet for problem in bad.value.errors} <= {"Settings", "Materials", "Supply", "Demand"}
    assert not bad.value.warnings


def test_many_rows_stay_within_table_and_lists() -> None:
    rows = [{"material": f"M{number}", "price": 1} for number in range(700)]
    book = make_workbook({}, {"Materials": rows})
    (table,) = book["Materials"].tables.values()
    assert table.ref.endswith("706")
    assert book["Lists"].max_row > 700


def test_the_filled_workbook_passes_the_check(filled: Path) -> None:
    case = load(filled).case
    assert case.settings.discount_rate == pytest.approx(0.04)
    assert list(case["materials"]["material"]) == ["Cobalt metal", "Gallium"]
    assert len(case["supply"]) == 3


def test_shown_length() -> None:
    assert [shown_length(v) for v in (None, 12500.5, 0.25, datetime(2027, 1, 1), "Zone")] == [0, 6, 4, 10, 4]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_program_fills_the_lists(filled: Path, tmp_path: Path) -> None:
    command = [
        "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "xlsx", "--outdir", os.fspath(tmp_path), os.fspath(filled),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    lists = openpyxl.load_workbook(tmp_path / filled.name, data_only=True)["Lists"]
    found = {col[1].value: [cell.value for cell in col[3:] if cell.value] for col in lists.iter_cols()}
    assert found["Supply: Offer"] == ["Murrin", "Gulf"]
    assert found["Agreement, Country"] == ["Zone", "USA", "AUS"]
    assert found["all, Material, Group, Stage"] == ["all", "Cobalt metal", "Gallium", "battery", "metal"]
    assert found["Storage: Storage class"] == []
