"""What the command line says to somebody who types it for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import demand, metal, offer, workbook

from model import cli


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder one works in, with two workbooks; results go elsewhere."""
    monkeypatch.setattr(cli, "OUTPUTS", tmp_path / "results")
    here = tmp_path / "plans"
    here.mkdir()
    monkeypatch.chdir(here)
    for name in ("my.xlsx", "My plan.xlsx"):
        workbook(here / name, {"Periods": 1}, materials=[metal()], supply=[offer("CHL")], demand=[demand(10)])
    return here


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 2) -> str:
    """What a command that ends with this exit code says."""
    try:
        assert cli.main(arguments) == code
    except SystemExit as ended:
        assert ended.code == code
    printed = capsys.readouterr()
    return printed.err + printed.out


# Commands


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("my.xlsx", "my.xlsx is not a command. To solve the workbook my.xlsx, type: run.py solve my.xlsx"),
        ("my --public", "To solve the workbook my.xlsx, type: run.py solve my.xlsx --public"),
        ("My plan.xlsx --json", 'type: run.py solve "My plan.xlsx" --json'),
        ("other.xlsx", "To solve that workbook, type: run.py solve other.xlsx"),
        ("chek my.xlsx", "there is no command chek. Did you mean: run.py check my.xlsx"),
        ("help", "The commands are solve, study, next, compare, check and new; see run.py --help"),
        ("--views", "options follow a command. Type, for example: run.py solve --views"),
        ("solve My plan.xlsx", "Put a name with spaces in quotation marks"),
        ("check my.xlsx --json", "check has no option --json"),
        ("new", "required: FILE"),
    ],
)
def test_what_is_no_command_is_answered_with_one(
    typed: str, sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = said(capsys, *typed.split())
    assert told.startswith("usage: run.py") and sentence in told
    assert len(told.splitlines()) == 2
    assert not (tmp_path / "results").exists()


# The workbook to read


@pytest.mark.parametrize("command", ["solve", "study", "check"])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("my2.xlsx", "Did you mean my.xlsx?"),
        ("MY_PLAN.xlsx", "Did you mean My plan.xlsx"),
        ("my", "Did you mean my.xlsx?"),
        ("my.xls", "Did you mean my.xlsx?"),
        ("quarter.xlsx", "Workbooks there: My plan.xlsx and my.xlsx. To make one, type: run.py new FILE"),
        ("../plan/my.xlsx", "There is no folder ../plan. Did you mean ../plans/my.xlsx?"),
        ("nowhere/at/all.xlsx", "There is no folder nowhere/at. Check the path."),
        ("../plans", "../plans is a folder, not a workbook. Name the workbook in it: ../plans/My plan.xlsx or"),
        ("", "is a folder, not a workbook"),
        ("data.csv", "data.csv is not an .xlsx file but the text of one table"),
        ("~$my.xlsx", "the note that Excel keeps while my.xlsx is open. Name my.xlsx."),
    ],
)
def test_a_name_that_leads_to_no_workbook(
    command: str, typed: str, sentence: str, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (folder / "data.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "~$my.xlsx").write_bytes(b"\x07planner")
    assert sentence in said(capsys, command, typed)
    assert not (tmp_path / "results").exists()  # a Problems workbook would lead to no cell


def test_a_default_workbook_that_is_gone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "inputs").mkdir()
    monkeypatch.setattr(cli, "DEFAULT_INPUT", tmp_path / "inputs" / "vault.xlsx")
    told = said(capsys)
    assert f"There is no file vault.xlsx in {tmp_path / 'inputs'}." in told
    assert "run.py new --example FILE" in told and "Workbooks there" not in told


@pytest.mark.parametrize(("note", "program"), [("~$my.xlsx", "Excel"), (".~lock.my.xlsx#", "LibreOffice")])
@pytest.mark.parametrize("command", ["solve", "check"])
def test_a_workbook_that_is_open_is_read_as_last_saved(
    command: str, note: str, program: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / note).write_bytes(b"\x07planner")
    told = said(capsys, command, "my.xlsx", code=0).splitlines()
    assert any(line.startswith(f"my.xlsx seems to be open in {program} ({note} is beside it)") for line in told)
    assert "open in" not in said(capsys, command, "My plan.xlsx", code=0)


# The workbook to write


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("result", "result: the workbook's name must end in .xlsx. Type result.xlsx instead."),
        ("result.csv", "Type result.xlsx instead."),
        ("result.v2", "Type result.v2.xlsx instead."),
        ("../plans", "../plans is a folder. Name a file in it, for example: ../plans/plan.xlsx"),
        ("folder.xlsx", "folder.xlsx is a folder."),
        ("data.csv/result.xlsx", "data.csv is a file, not a folder, so result.xlsx cannot be written in it."),
    ],
)
@pytest.mark.parametrize("command", [("solve", "my.xlsx", "-o"), ("new", "--overwrite")])
def test_where_no_workbook_can_be_written(
    command: tuple[str, ...], typed: str, sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "data.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "folder.xlsx").mkdir()
    before = sorted(folder.iterdir())
    assert sentence in said(capsys, *command, typed)
    assert sorted(folder.iterdir()) == before
