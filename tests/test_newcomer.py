"""What tripped a newcomer: messages that misled, and a result over another input."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from tiny import demand, metal, offer, row, workbook

from model.cli import main
from model.workbook import BadWorkbook, load


def tiny(folder: Path, name: str = "tiny.xlsx") -> Path:
    return workbook(folder / name, {"Periods": 1}, materials=[metal()], supply=[offer("CHL")], demand=[demand(10)])


def told(path: Path) -> list[str]:
    with pytest.raises(BadWorkbook) as bad:
        load(path)
    return [problem.sentence() for problem in bad.value.errors]


@pytest.mark.parametrize(
    ("typed", "bare"), [("35.000,00", "35000.00"), ("0,5", "0.5"), ("7,500", "7500"), ("1,250,000", "1250000")]
)
def test_a_number_typed_as_text_is_mended_to_what_was_meant(typed: str, bare: str, tmp_path: Path) -> None:
    path = tiny(tmp_path)
    book = load_workbook(path)
    sheet = book["Materials"]
    column = next(cell.column for cell in sheet[1] if str(cell.value).startswith("Price (USD/t)"))
    sheet.cell(2, column).value = typed
    book.save(path)
    assert any(f"type {bare} as a number" in sentence for sentence in told(path))


def test_a_ratio_of_nothing_is_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "tiny.xlsx",
        materials=[metal(), metal(50, "Ore")],
        supply=[offer("CHL", material="Ore")],
        demand=[demand(10)],
        processing=[
            row(process="Mill", country="USA", material="Ore", role="main input", capacity=10),
            row(process="Mill", material="Metal", role="output", ratio=0),
        ],
    )
    assert any(
        "`Mill` has a ratio of 0" in sentence or '"Mill" has a ratio of 0' in sentence for sentence in told(path)
    )


def test_a_setting_that_holds_a_known_name_is_recognised(tmp_path: Path) -> None:
    path = tiny(tmp_path)
    book = load_workbook(path)
    sheet = book["Settings"]
    at = next(cell for cell in sheet["A"] if cell.value == "Periods")
    at.value = "Number of periods"
    book.save(path)
    assert any('Change it to "Periods"' in sentence or "Change it to `Periods`" in sentence for sentence in told(path))


def test_a_result_is_not_written_over_another_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine, other = tiny(tmp_path), tiny(tmp_path, "other.xlsx")
    before = other.read_bytes()
    assert main(["solve", str(mine), "-o", str(other)]) == 2
    assert "add --overwrite to replace it" in capsys.readouterr().err
    assert other.read_bytes() == before
    result = tmp_path / "result.xlsx"
    assert main(["solve", str(mine), "-o", str(result)]) == 0
    assert main(["solve", str(mine), "-o", str(result)]) == 0  # a result may be replaced


def test_a_home_country_in_words_is_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "tiny.xlsx",
        {"Home country": "Germany"},
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand(10)],
    )
    assert any("Home country is" in sentence and "ISO alpha-3" in sentence for sentence in told(path))
