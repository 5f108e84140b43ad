"""Which files a result may take the place of: what an earlier run wrote, and nothing else unless the planner says so."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tiny import demand, metal, offer, workbook

from model import cli
from model.excel.recognise import is_as_written
from model.workbook.writing.template import write_workbook


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return workbook(tmp_path / "mine.xlsx", materials=[metal()], supply=[offer("CHL")], demand=[demand()])


def solve(path: Path, target: Path, *options: str) -> int:
    return cli.main(["solve", str(path), "-o", str(target), *options])


def result(folder: Path, mine: Path) -> Path:
    target = folder / "result.xlsx"
    assert solve(mine, target) == 0
    return target


def _own_workbook(target: Path, _: Path) -> None:
    book = load_workbook(result(target.parent, target.parent / "mine.xlsx"))
    for title in book.sheetnames[1:]:
        del book[title]
    book.worksheets[0].title = "My budget"
    book.save(target)


def _another_input(target: Path, mine: Path) -> None:
    target.write_bytes(mine.read_bytes())


def _annotated(target: Path, mine: Path) -> None:
    """A result in which the planner has written something."""
    book = load_workbook(result(target.parent, mine))
    book.worksheets[0]["K40"] = "Agreed with the board."
    book.save(target)


def _packed_anew(target: Path, mine: Path) -> None:
    """A result saved by a program that leaves its properties as they are, even the date of the last change."""
    with zipfile.ZipFile(result(target.parent, mine)) as source, zipfile.ZipFile(target, "w") as packed:
        for name in source.namelist():
            packed.writestr(name, source.read(name))


FOREIGN: dict[str, Callable[[Path, Path], object]] = {
    "own workbook": _own_workbook,
    "another input": _another_input,
    "annotated result": _annotated,
    "result packed anew": _packed_anew,
    "new workbook": lambda target, _: write_workbook(target, {}, {}),
    "text": lambda target, _: target.write_text("my notes"),
    "cut off": lambda target, mine: target.write_bytes(mine.read_bytes()[:500]),
    "empty": lambda target, _: target.write_bytes(b""),
    "another zip": lambda target, _: zipfile.ZipFile(target, "w").close(),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_nothing_but_a_result_is_replaced_without_being_told(
    kind: str, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "taken.xlsx"
    FOREIGN[kind](target, mine)
    before = target.read_bytes()
    files = sorted(tmp_path.iterdir())
    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr("model.commands.planning.load", None)  # told before anything is read, let alone solved
        assert solve(mine, target) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"{target} exists") and said.endswith("or add --overwrite to replace it.")
    assert target.read_bytes() == before and sorted(tmp_path.iterdir()) == files
    assert solve(mine, target, "--overwrite") == 0
    assert is_as_written(target)


def test_what_a_run_wrote_the_next_run_replaces(mine: Path, tmp_path: Path) -> None:
    target = tmp_path / "answer.xlsx"
    for _ in range(2):
        assert solve(mine, target, "--public") == 0
        assert is_as_written(target) and is_as_written(tmp_path / "answer public.xlsx")


def test_the_public_copy_spares_a_file_too(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "answer public.xlsx"
    taken.write_bytes(mine.read_bytes())
    assert solve(mine, tmp_path / "answer.xlsx", "--public") == 2
    assert str(taken) in capsys.readouterr().err
    assert taken.read_bytes() == mine.read_bytes() and not (tmp_path / "answer.xlsx").exists()
    assert solve(mine, tmp_path / "answer.xlsx") == 0  # without a public copy it is in nobody's way


def test_a_problems_workbook_is_a_run_s_own(tmp_path: Path) -> None:
    bad = workbook(tmp_path / "bad.xlsx", materials=[metal()], supply=[offer("CHL", material="Metl")], demand=[demand()])
    assert solve(bad, tmp_path / "out" / "answer.xlsx") == 2
    (problems,) = (tmp_path / "out").iterdir()
    assert is_as_written(problems)


@pytest.mark.parametrize("option", [(), ("--overwrite",)])
def test_the_input_itself_is_never_replaced(option: tuple[str, ...], mine: Path) -> None:
    before = mine.read_bytes()
    assert solve(mine, mine, *option) == 2
    assert mine.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names on Windows")
def test_a_pipe_is_no_place_for_a_workbook(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    assert solve(mine, pipe, "--overwrite") == 2
    assert "is a pipe, not a file" in capsys.readouterr().err
