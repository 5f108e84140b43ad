"""One command for every study: each sheet is there, Summary tells the findings, and machines get the figures."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from model import cli
from model.schema.studies import KINDS_OF_STUDY
from model.stages import Stages
from tests.tiny import Rows, demand, effect, floor, member, metal, offer, row, story, workbook

SHEETS_OF_STUDIES = [
    "What-ifs", "Frontier", "Worth", "Partners", "Supplier lost", "Uncertainty", "Alternatives", "Objectives",
    "Simulation",
]  # fmt: skip
# Chile is cut off in one of four futures; Peru asks 5 more and would pay no duty in the club, which holds a floor.
CASE: dict[str, Rows] = {
    "materials": [metal(terminal_value=80, storage_class="Yard", sale_price=10)],
    "supply": [offer("CHL", 400, cash_cost=60), offer("PER", 60, premium=5, cash_cost=60)],
    "countries": [row(country="CHL", name="Chile"), row(country="PER", name="Peru", duty=10)],
    "agreements": [
        member("Club", "CHL"),
        row(agreement="Club", country="PER", status="invited", duty_waived=100),
    ],
    "floors": [floor("border floor", 101, "Club")],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000_000)],
    "storage": [row(storage_class="Yard", cost=1)],
    "finance": [row(tranche="Loan", amount=20_000, rate=5)],
    "stories": [story("Cut", 25)],
    "effects": [effect("Cut", "supply loss", 100, country_or_agreement="CHL")],
    "what_ifs": [row(what_if="Dear", sheet="Materials", column="Price", action="multiply", value=2)],
    "studies": [
        *(row(study=kind) for kind in KINDS_OF_STUDY if kind not in ("sweep", "simulation")),
        row(study="sweep", over="Finance: Amount", values="x 0; 0.1; 0.2; 1"),
        row(study="simulation", values="200; 3"),
    ],
}


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The workbook, and the result of its studies."""
    folder = tmp_path_factory.mktemp("studies")
    path = workbook(folder / "tiny.xlsx", {"Periods": 4}, **CASE)
    target = folder / "result.xlsx"
    assert cli.main(["study", str(path), "-o", str(target)]) == 0
    return path, target


def test_every_study_has_its_sheet(studied: tuple[Path, Path]) -> None:
    names = load_workbook(studied[1]).sheetnames
    assert [name for name in names if name in SHEETS_OF_STUDIES] == SHEETS_OF_STUDIES
    assert "In Studies" in names


def test_summary_tells_three_findings_within_eight_sentences(studied: tuple[Path, Path]) -> None:
    lines = [str(line[0].value) for line in load_workbook(studied[1])["Summary"].iter_rows(max_row=14) if line[0].value]
    found = [line for line in lines if line.split(":")[0] in (*SHEETS_OF_STUDIES, "Simulation")]
    assert found and sum(line.count(f"{name}: ") for line in found for name in SHEETS_OF_STUDIES) == 3
    assert not any(line.startswith("What binds") for line in lines)


def test_machines_get_the_figures(
    studied: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two of them, by name; a study that did not run has no key."""
    only = ("--only", "sweep", "Partners", "--json")
    assert cli.main(["study", str(studied[0]), "-o", str(tmp_path / "result.xlsx"), *only]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(told["studies"]) == {"sweeps", "partners"}
    (sweep,) = told["studies"]["sweeps"]
    assert [point["values"] for point in sweep["points"]] == [[0.0], [0.1], [0.2], [1.0]]
    costs = [point["objective"] for point in sweep["points"]]
    assert costs == sorted(costs, reverse=True) and costs[-1] == pytest.approx(told["objective"])
    assert {(one["country"], one["joins"]) for one in told["studies"]["partners"]} <= {("CHL", False), ("PER", True)}


def test_all_studies_off_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    off = {**CASE, "studies": [row(study="partners", on="no")]}
    path = workbook(tmp_path / "tiny.xlsx", {"Periods": 4}, **off)
    assert cli.main(["study", str(path), "-o", str(tmp_path / "result.xlsx")]) == 2
    assert "Every study of" in capsys.readouterr().err


def test_a_sweep_that_is_asked_for_and_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    off = {**CASE, "studies": [row(study="sweep", on="no", over="Finance: Amount", values="1; 2")]}
    path = workbook(tmp_path / "tiny.xlsx", {"Periods": 4}, **off)
    assert cli.main(["study", str(path), "-o", str(tmp_path / "result.xlsx"), "--only", "sweep"]) == 2
    assert "has no sweep that is on" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal_and_lines_elsewhere() -> None:
    for stream, shown in ((Terminal(), "2/2"), (io.StringIO(), "2 of 2")):
        stages = Stages(stream)
        with stages.counting(2):
            stages.counted("partners", "Club: PER joins", 1.0)
            stages.counted("partners", "Club: CHL leaves", 2.0)
        assert shown in stream.getvalue() and "Club: CHL leaves" in stream.getvalue()
        assert stages.seconds["partners"] == 3.0
