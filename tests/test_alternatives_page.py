"""The Alternatives sheet, from the Studies sheet and its mistakes to what a planner reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from model import cli
from tests.test_alternatives import sheets
from tests.tiny import offer, row, workbook

SELLERS = (
    offer("CHL", 15, for_="reserve"),
    offer("PER", 15, premium=0.5, for_="reserve"),
    offer("AUS", 50, premium=4, for_="reserve"),
    offer("CAN", 100, for_="industry"),
)


def test_the_sheet_of_a_study(tmp_path: Path) -> None:
    """As tests.test_alternatives works out: the 20 t must be bought in all, 1.24 t of Chile's 15 t within 1 %, Peru's 5 t may
    come from another."""
    path = workbook(tmp_path / "tiny.xlsx", **sheets(*SELLERS), studies=[row(study="alternatives", values="1")])
    assert cli.main(["study", str(path), "-o", str(tmp_path / "result.xlsx")]) == 0
    page = load_workbook(tmp_path / "result.xlsx")["Alternatives"]
    lines = [[cell for cell in line if cell is not None] for line in page.iter_rows(values_only=True)]
    texts = [str(line[0]) for line in lines if line]
    assert any(text.startswith("In every plan that costs at most 1% more, Metal must be bought now") for text in texts)
    assert any(text.startswith("1% more is of what a plan decides") and "2,002 USD together" in text for text in texts)
    assert texts[2].startswith("Every plan that costs at most 1% more buys now for ")
    changed = "As unlike the plan by partner as 1% allows, for 20 USD more"
    assert any(text.startswith(changed) and "less from CHL (1,376 USD)" in text for text in texts)
    orders = {(line[2]): line for line in lines if len(line) >= 9 and line[:2] == ["1", "Metal"]}
    assert orders["all together"][7] == "must be bought in all of them"
    assert orders["CHL"][5] == pytest.approx(1.24375, abs=0.02) and orders["CHL"][8] == "proven"
    assert orders["PER"][7] == "may be replaced by other sellers now"


@pytest.mark.parametrize(
    ("cells", "place", "sentence"),
    [
        ({"values": "1; a lot"}, "C2", '"a lot" is no share of what a plan decides'),
        ({"values": "0"}, "C2", '"0" is no share of what a plan decides'),
        ({"values": "101 %"}, "C2", '"101 %" is no share of what a plan decides'),
    ],
)
def test_mistakes_name_their_cell(
    cells: dict[str, str],
    place: str,
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Study and On stand in A and B, what is wrong in C."""
    monkeypatch.setattr(cli, "OUTPUTS", tmp_path)
    path = workbook(tmp_path / "tiny.xlsx", **sheets(*SELLERS), studies=[row(study="alternatives", on="yes", **cells)])
    assert cli.main(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert f"Studies {place}" in said and sentence in said
