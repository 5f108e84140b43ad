"""The command line: commands, exit codes, and what is left behind where."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tiny import demand, metal, offer, purchases, row, workbook

from model import __version__, cli
from model.results.facts.run import Run
from model.schema import SHEETS
from model.solve import Figure, Status
from model.stages import Stages
from model.start import SET_UP_AND_RUN
from model.studies.session import Session

SOLVE = Session.solve

ROOT = Path(cli.__file__).resolve().parents[1]
STAMP = r"\d{4}-\d\d-\d\d \d{6}"


@pytest.fixture(autouse=True)
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of results, away from the project's own."""
    folder = tmp_path / "results"
    monkeypatch.setattr(cli, "OUTPUTS", folder)
    return folder


def tiny_workbook(folder: Path, **changes: Any) -> Path:
    sheets = {"materials": [metal()], "supply": [offer("CHL")], "demand": [demand()], **changes}
    return workbook(folder / "tiny.xlsx", None, **sheets)


def bad_workbook(folder: Path) -> Path:
    """Supply names a material that does not exist: cell B2."""
    return tiny_workbook(folder, supply=[offer("CHL", material="Metl")])


def infeasible_workbook(folder: Path) -> Path:
    """A hard target asks for stock, and a limit lets nothing be bought from the only seller."""
    targets = [row(material="Metal", tonnes=50, hard="yes", by=1)]
    limits = [row(limit="Nothing from CHL", of="CHL", at_most_tonnes=0)]
    return tiny_workbook(folder, targets=targets, limits=limits)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def only(folder: Path, pattern: str) -> Path:
    """The one file in a folder, whose name must match."""
    (name,) = files(folder)
    assert re.fullmatch(pattern, name), name
    return folder / name


# The commands of README.md


def test_the_main_command_of_the_readme_is_the_one_run_py_tells() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"<!-- main command -->\n```bash\n(.+)\n```", text)
    assert command == SET_UP_AND_RUN


@pytest.mark.parametrize(("option", "said"), [("--help", "Exit codes: 0 solved"), ("--version", __version__)])
def test_help_and_version(option: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([option])
    assert ended.value.code == 0
    assert said in " ".join(capsys.readouterr().out.split())


def test_run_py_hands_the_arguments_on() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, f"vault-planner {__version__}", "")


def test_an_unknown_option_is_bad_input() -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["solve", "--fast"])
    assert ended.value.code == 2


# solve


def test_solve_names_its_result_by_input_and_time(
    tmp_path: Path, outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["solve", str(tiny_workbook(tmp_path))]) == 0
    result = only(outputs, rf"tiny {STAMP}\.xlsx")
    assert "Summary" in load_workbook(result, read_only=True).sheetnames
    said = capsys.readouterr()
    assert f"Result: {result}" in said.out.splitlines()
    assert "solve" in said.err and "s\n" in said.err


def test_without_a_command_the_default_workbook_is_solved(
    tmp_path: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.DEFAULT_INPUT == ROOT / "inputs" / "vault.xlsx"
    monkeypatch.setattr(cli, "DEFAULT_INPUT", tiny_workbook(tmp_path))
    assert cli.main([]) == 0
    only(outputs, rf"tiny {STAMP}\.xlsx")


def test_solve_writes_where_it_is_told_and_leaves_the_input_alone(tmp_path: Path, outputs: Path) -> None:
    path, target = tiny_workbook(tmp_path), tmp_path / "new folder" / "answer.xlsx"
    before = path.read_bytes()
    assert cli.main(["solve", str(path), "-o", str(target)]) == 0
    assert files(target.parent) == ["answer.xlsx"] and files(outputs) == []
    assert path.read_bytes() == before


def test_json_alone_goes_to_standard_output(tmp_path: Path, outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["solve", str(tiny_workbook(tmp_path)), "--json"]) == 0
    said = capsys.readouterr()
    summary = json.loads(said.out)
    assert summary["status"] == "optimal" and summary["objective"] == pytest.approx(20_000)
    assert purchases(summary) == pytest.approx({"CHL": 100}) and summary["shortage"] == pytest.approx({"Metal": 0})
    assert summary["result"] == str(only(outputs, rf"tiny {STAMP}\.xlsx"))
    assert "Optimal" in said.err


def test_what_cannot_be_planned_exits_3_and_says_why(
    tmp_path: Path, outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["solve", str(infeasible_workbook(tmp_path)), "--json"]) == 3
    said = capsys.readouterr()
    summary = json.loads(said.out)
    assert summary["status"] == "infeasible"
    assert any("Nothing from CHL" in sentence for sentence in summary["conflict"]), summary
    assert all(sentence in said.err for sentence in summary["conflict"])
    only(outputs, rf"tiny problems {STAMP}\.xlsx")


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (Status.INFEASIBLE, 3, "No plan can meet all hard requirements"),
        (Status.UNBOUNDED, 3, "unlimited profit"),
        (Status.LIMIT, 5, "The time limit ended the run"),
        (Status.ERROR, 4, "no figure of the workbook is out of the ordinary"),
    ],
    ids=lambda given: getattr(given, "value", ""),
)
def test_without_an_answer_the_code_tells_whose_fault_it_is(
    status: Status,
    code: int,
    sentence: str,
    tmp_path: Path,
    outputs: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "model.studies.session.Session.solve",
        lambda session, stages: replace(SOLVE(session, stages), status=status, result=None),
    )
    assert cli.main(["solve", str(tiny_workbook(tmp_path))]) == code
    assert sentence in capsys.readouterr().err
    assert [name for name in files(outputs) if not str(name).startswith("defect")] == []


def test_a_plan_that_is_not_certified_is_written_but_not_called_optimal(
    tmp_path: Path, outputs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubtful(session: Session, stages: Stages) -> Run:
        outcome = SOLVE(session, stages)
        assert outcome.certificate is not None
        return replace(outcome, certificate=replace(outcome.certificate, gap=Figure("the gap", 0.01)))

    monkeypatch.setattr("model.studies.session.Session.solve", doubtful)
    assert cli.main(["solve", str(tiny_workbook(tmp_path)), "--json"]) == 4
    said = capsys.readouterr()
    assert json.loads(said.out)["status"] == "not certified"
    assert "NOT CERTIFIED" in said.err and "the gap is 0.01" in said.err and "Optimal" not in said.err
    only(outputs, rf"tiny {STAMP}\.xlsx")


# Bad input


@pytest.mark.parametrize("command", ["check", "solve"])
def test_a_bad_workbook_exits_2_and_leaves_a_problems_workbook(
    command: str, tmp_path: Path, outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([command, str(bad_workbook(tmp_path))]) == 2
    said = capsys.readouterr()
    assert "Supply B2" in said.err and "Metl" in said.err and "Traceback" not in said.err
    sheet = load_workbook(only(outputs, rf"tiny problems {STAMP}\.xlsx"))["Problems"]
    header, first = [[cell.value for cell in line] for line in sheet.iter_rows(max_row=2)]
    found = dict(zip(header, first, strict=True))
    assert [found[name] for name in ("Severity", "Sheet", "Cell", "Nearest match")] == [
        "error",
        "Supply",
        "B2",
        "Metal",
    ]


def test_problems_lie_beside_the_result_that_was_asked_for(
    tmp_path: Path, outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "asked" / "answer.xlsx"
    assert cli.main(["solve", str(bad_workbook(tmp_path)), "-o", str(target), "--json"]) == 2
    only(target.parent, rf"tiny problems {STAMP}\.xlsx")
    assert files(outputs) == []
    said = json.loads(capsys.readouterr().out)
    assert said["status"] == "bad input"
    assert [(problem["sheet"], problem["cell"]) for problem in said["problems"]] == [("Supply", "B2")]


def test_a_good_workbook_passes_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tiny_workbook(tmp_path)
    assert cli.main(["check", str(path)]) == 0
    assert "is ready to be solved: no errors" in capsys.readouterr().out


# new


def test_new_writes_a_workbook_of_every_sheet(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    assert cli.main(["new", str(path)]) == 0
    assert {sheet.name for sheet in SHEETS} <= set(load_workbook(path, read_only=True).sheetnames)


def test_new_refuses_to_overwrite_unless_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tiny_workbook(tmp_path)
    before = path.read_bytes()
    assert cli.main(["new", str(path)]) == 2
    assert path.read_bytes() == before
    assert "--overwrite" in capsys.readouterr().err
    assert cli.main(["new", str(path), "--overwrite"]) == 0
    assert path.read_bytes() != before
    assert "Guide" in load_workbook(path, read_only=True).sheetnames


def test_new_makes_the_folder_of_its_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "new.xlsx"
    assert cli.main(["new", str(path)]) == 0
    assert path.is_file()


# Defects


def test_a_defect_exits_4_and_leaves_a_note(
    tmp_path: Path, outputs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a tonne of nothing")

    monkeypatch.setattr("model.studies.session.Session.solve", broken)
    path = tiny_workbook(tmp_path)
    before = path.read_bytes()
    assert cli.main(["solve", str(path)]) == 4
    note = only(outputs, rf"defect {STAMP}\.txt").read_text(encoding="utf-8")
    assert "ZeroDivisionError: a tonne of nothing" in note and "in broken" in note
    said = capsys.readouterr()
    assert "The program has a defect" in said.err and "Traceback" not in said.err + said.out
    assert path.read_bytes() == before


def test_the_input_is_never_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`solve X.xlsx -o X.xlsx`, also by another name of the same file, is refused and changes nothing."""
    path = tiny_workbook(tmp_path)
    before = path.read_bytes()
    alias = tmp_path / "alias.xlsx"
    alias.symlink_to(path)
    for target in (path, alias):
        assert cli.main(["solve", str(path), "-o", str(target)]) == 2
        assert "never changed" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("command", "unneeded"), [(["--help"], ("pandas", "openpyxl", "pyomo")), (["check"], ("pyomo", "highspy", "scipy"))]
)
def test_a_command_loads_only_the_libraries_that_it_needs(
    command: list[str], unneeded: tuple[str, ...], tmp_path: Path
) -> None:
    given = [*command, str(tiny_workbook(tmp_path))] if command == ["check"] else command
    loaded = f"[one for one in {unneeded!r} if one in sys.modules]"
    folder = f"cli.OUTPUTS = pathlib.Path({str(tmp_path)!r})"  # where the warnings of `check` go
    script = f"import pathlib, sys; from model import cli, start; {folder}; start.run({given!r}); print({loaded})"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"
