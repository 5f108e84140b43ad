"""`run.py study`: the what-ifs of a workbook beside its plan, from the command line to the sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from model import cli
from model.studies import what_ifs as studied
from model.unusable import UnusableFiguresError
from tests.tiny import Row, Rows, demand, metal, offer, row, workbook

# Users want 100 t a year at 100 USD/t from the offer nearest at hand, and stock is worth nothing at the end.
SHEETS: dict[str, Rows] = {
    "materials": [metal(), metal(50, "Ore")],
    "supply": [offer("CHL", 150), offer("PER", 150, premium=20), offer("AUS", 60, "Ore")],
    "demand": [demand(100), demand(40, "Ore")],
    "targets": [row(material="Metal", tonnes=20, hard="yes", by="2027")],
}
CHEAPER = row(
    what_if="Half the price", sheet="Materials", where="Material=Metal", column="Price", action="multiply", value=0.5
)
LESS = row(what_if="Chile sells less", sheet="Supply", where="Country=CHL", column="Capacity", value=110)
NEVER = row(what_if="A mountain", sheet="Targets", column="Tonnes", value=1_000_000)
SAME = row(what_if="Nothing", sheet="Demand", column="Note", value="said")


def study(folder: Path, *what_ifs: Row, options: tuple[str, ...] = ()) -> tuple[int, Path]:
    """Run the command: its exit code, and where the result is."""
    path = workbook(folder / "tiny.xlsx", **SHEETS, what_ifs=what_ifs)
    return cli.main(["study", str(path), "-o", str(folder / "result.xlsx"), *options]), folder / "result.xlsx"


def told(folder: Path, capsys: pytest.CaptureFixture[str], *what_ifs: Row, options: tuple[str, ...] = ()) -> Any:
    """What --json says of a study."""
    code, _ = study(folder, *what_ifs, options=("--json", *options))
    assert code == 0
    return json.loads(capsys.readouterr().out)


def rows_of(result: Path, first: str) -> list[dict[str, Any]]:
    """The table on What-ifs whose first two headers are What-if and this."""
    grid = [list(line) for line in load_workbook(result)["What-ifs"].iter_rows(values_only=True)]
    start = next(k for k, line in enumerate(grid) if line[0] == "What-if" and line[1] == first)
    headers = [str(header) for header in grid[start] if header]
    rows = []
    for line in grid[start + 1 :]:
        if not line[0]:
            break
        rows.append(dict(zip(headers, line, strict=False)))
    return rows


def test_what_ifs_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan buys 100 t of Metal and 40 t of Ore a year for industry and 20 t once for the reserve, all at 100 and 50:
    2 × (10,000 + 2,000) + 2,000 = 26,000 USD. Half the price halves what is paid for Metal: 11,000 USD less. With 110 t from
    Chile 10 t of the first year cost 120: 200 USD more."""
    said = told(tmp_path, capsys, CHEAPER, LESS, NEVER, SAME)
    assert said["objective"] == pytest.approx(26_000)
    half, less, never, same = said["what_ifs"]
    assert half["objective"] == pytest.approx(15_000) and half["orders"] == pytest.approx(1_000)
    assert less["objective"] == pytest.approx(26_200)
    assert never["status"] == "infeasible" and "objective" not in never
    assert same["objective"] == said["objective"] and same["orders"] == pytest.approx(2_000)


def test_the_sheet_lays_them_beside_the_plan(tmp_path: Path) -> None:
    code, result = study(tmp_path, CHEAPER, NEVER, SAME)
    assert code == 0
    book = load_workbook(result)
    assert {"What-ifs", "In What-ifs", "Summary", "Checks"} <= set(book.sheetnames)
    base, half, never, same = rows_of(result, "Status")
    assert base["What-if"] == "As it stands"
    assert half["Orders now (USD million)"] == pytest.approx(0.001)
    assert half["Change of orders now (USD million)"] == pytest.approx(-0.001)
    assert half["Change of objective (USD million)"] == pytest.approx(-0.011)
    assert never["Status"] == "infeasible" and never["Objective (USD million)"] is None
    assert {header: value for header, value in same.items() if header != "What-if"} == {
        header: value for header, value in base.items() if header != "What-if"
    }
    orders = rows_of(result, "Material")
    assert [(line["What-if"], line["Material"]) for line in orders] == [("Half the price", "Metal")]
    assert orders[0]["Change (USD million)"] == pytest.approx(-0.001) and orders[0]["Change (t)"] == pytest.approx(0.0)
    ledgers = {(line["What-if"], line["Ledger"]): line["Change (USD million)"] for line in rows_of(result, "Ledger")}
    assert ledgers["Half the price", "Industry"] == pytest.approx(-0.010)
    assert ledgers["Half the price", "Reserve"] == pytest.approx(-0.001)
    assert all(change == 0 for (name, _), change in ledgers.items() if name == "Nothing")


def test_each_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = study(tmp_path, CHEAPER, NEVER, SAME)
    assert code == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("What if ")]
    assert lines[0].startswith("What if Half the price: buys 1,000 USD less now, 1,000 USD in all (Metal 20 t for 1,000 USD")
    assert lines[0].endswith("the objective falls by 11,000 USD to 15,000 USD.")
    assert lines[1].startswith("What if A mountain: No plan can meet all hard requirements of the workbook. Hard target of")
    assert "Lower Tonnes (What-ifs F3)" in lines[1] and "Targets" not in lines[1]
    assert lines[2] == "What if Nothing: buys the same now."


def test_only_those_that_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(tmp_path, capsys, CHEAPER, LESS, SAME, options=("--only", "nothing", "Chile sells less"))
    assert [one["name"] for one in said["what_ifs"]] == ["Chile sells less", "Nothing"]


@pytest.mark.parametrize(
    ("what_ifs", "options", "sentence"),
    [
        ((CHEAPER, SAME), ("--only", "Half a price"), 'Did you mean "Half the price"?'),
        ((CHEAPER, SAME), ("--only", "zzz"), 'The workbook has the what-ifs "Half the price" and "Nothing".'),
        ((), (), "has nothing to study. Add rows to its sheets Studies or What-ifs, or type: run.py solve"),
        ((row(what_if="X", sheet="Supply", where="Country=CHI", column="Capacity", value=1),), (), "What-ifs C2: no row"),
        ((row(what_if="X", sheet="Supply", column="Capacity", value="a lot"),), (), "What-ifs D2: with what-if"),
    ],
)
def test_what_cannot_be_studied_is_bad_input(
    what_ifs: tuple[Row, ...], options: tuple[str, ...], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, result = study(tmp_path, *what_ifs, options=options)
    assert code == 2 and not result.exists()
    assert sentence in capsys.readouterr().err


def test_without_a_plan_of_its_own_a_workbook_is_not_studied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(
        tmp_path / "tiny.xlsx", **{**SHEETS, "targets": [row(material="Metal", tonnes=5_000, hard="yes", by="2027")]},
        what_ifs=[CHEAPER],
    )  # fmt: skip
    assert cli.main(["study", str(path), "-o", str(tmp_path / "result.xlsx")]) == 3
    assert "No plan can meet all hard requirements" in capsys.readouterr().err
    assert not (tmp_path / "result.xlsx").exists()


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("no"), UnusableFiguresError("far apart")])
def test_one_that_fails_takes_no_other_with_it(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    solve = studied.Session.solve

    def failing(session: studied.Session, stages: Any, changes: Any = None, *more: Any) -> Any:
        if changes and changes[0].sheet == "supply":
            raise error
        return solve(session, stages, changes, *more)

    monkeypatch.setattr(studied.Session, "solve", failing)
    said = told(tmp_path, capsys, CHEAPER, LESS, SAME)
    assert [one["status"] for one in said["what_ifs"]] == ["optimal", "error", "optimal"]
    assert said["what_ifs"][1]["why"]


def test_solve_says_who_runs_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "OUTPUTS", tmp_path)
    path = workbook(tmp_path / "tiny.xlsx", **SHEETS, what_ifs=[CHEAPER, SAME])
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "result.xlsx")]) == 0
    said = capsys.readouterr().err
    assert f"2 what-ifs are left aside; run by: run.py study {path}" in said and "Warning. What-ifs" not in said
    assert "What-ifs" not in load_workbook(tmp_path / "result.xlsx").sheetnames
    assert cli.main(["check", str(path)]) == 0
