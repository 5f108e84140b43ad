"""Streams that are closed, gone or printed to by libraries; paths that are no files; what a killed run leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from tiny import demand, metal, offer, workbook

from model import cli, streams, whereabouts, whole_file
from model.excel import files, save

ROOT = Path(cli.__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes with names, and closed streams, as POSIX has them")

# The command line, in which a library prints on its own, in Python and from below Python.
PRINTS = """
import contextlib, os
import model.start
from model.commands import planning
load = planning.load
def chatty(*given):
    print("Python library")
    with contextlib.suppress(OSError):  # as C goes on
        os.write(1, b"C library\\n")
    return load(*given)
planning.load = chatty
model.start.main()
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbook(tmp_path / "tiny.xlsx", {"Periods": 1}, materials=[metal()], supply=[offer("CHL")], demand=[demand()])


def shell(line: str, book: Path) -> subprocess.CompletedProcess[str]:
    """A line of bash, in which $RUN solves the workbook $BOOK."""
    result = book.with_name("result.xlsx")
    run = f'"{sys.executable}" -c "$CODE" solve "{book}" -o "{result}"'
    command = ["bash", "-c", f"set -o pipefail; {line.replace('RUN', run)}"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CODE": PRINTS}, capture_output=True, text=True, check=False, timeout=300
    )
    assert result.is_file() and "Traceback" not in done.stderr, done.stderr
    return done


@POSIX
def test_standard_output_is_the_json_alone_whatever_libraries_print(book: Path) -> None:
    done = shell("RUN --json", book)
    assert done.returncode == 0 and json.loads(done.stdout)["status"] == "optimal"
    assert "Python library\n" in done.stderr and "C library\n" in done.stderr


@POSIX
@pytest.mark.parametrize("line", ["RUN | true", "RUN 2>&1 | true", "RUN >&- 2>&- <&-"])
def test_a_result_that_is_saved_is_a_success_though_nobody_listens(line: str, book: Path) -> None:
    assert shell(line, book).returncode == 0


@POSIX
def test_without_standard_error_nothing_of_it_gets_into_the_json(book: Path) -> None:
    done = shell("RUN --json 2>&-", book)
    assert done.returncode == 0 and json.loads(done.stdout)["status"] == "optimal"


@POSIX
def test_a_help_text_that_nobody_reads_is_no_fault() -> None:
    command = ["bash", "-c", f'set -o pipefail; "{sys.executable}" run.py --help | true']
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stream_that_takes_nothing_is_told_of_once(capsys: pytest.CaptureFixture[str]) -> None:
    class Full:
        def write(self, _: str) -> None:
            raise OSError(28, "No space left on device")

        def fileno(self) -> int:
            raise OSError

    streams.write(Full(), "a line\n")  # type: ignore[arg-type]
    assert capsys.readouterr().err == "Standard output takes nothing more: No space left on device.\n"


def test_what_is_said_begins_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    streams.write(sys.stderr, "  solve   ")
    streams.say("Stopped.")
    streams.say("Quite.")
    assert capsys.readouterr().err == "  solve   \nStopped.\nQuite.\n"


# Paths that are no files


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe.xlsx"
    os.mkfifo(path)
    return path


@POSIX
@pytest.mark.parametrize("typed", ["solve PIPE", "check PIPE", "solve BOOK -o PIPE", "new PIPE --overwrite"])
def test_a_pipe_is_neither_read_nor_written(
    typed: str, pipe: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [{"PIPE": str(pipe), "BOOK": str(book)}.get(word, word) for word in typed.split()]
    assert cli.main(words) == 2
    assert f"{pipe} is a pipe, not a file" in capsys.readouterr().err


@POSIX
@pytest.mark.parametrize("typed", ["solve /dev/null", "solve BOOK -o /dev/null", "new /dev/null"])
def test_a_device_is_no_workbook(typed: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([str(book) if word == "BOOK" else word for word in typed.split()]) == 2
    assert "/dev/null is a device, not a file" in capsys.readouterr().err


@POSIX
def test_a_pipe_is_no_folder(pipe: Path, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["solve", str(book), "-o", str(pipe / "plan.xlsx")]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err


# Names that are too long


@pytest.mark.parametrize(
    ("name", "more"),
    [(f"{'x' * 300}.xlsx", ()), (f"{'ü' * 130}.xlsx", ()), (f"{'x' * 246}.xlsx", ("--public",)), (f"{'x' * 300}/a.xlsx", ())],
    ids=["result", "letters of two bytes", "public copy", "folder"],
)
def test_a_name_no_disk_takes_is_told_before_the_solve(
    name: str, more: tuple[str, ...], book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["solve", str(book), "-o", str(tmp_path / name), *more]) == 2
    said = capsys.readouterr().err
    assert "at most 255 are possible. Choose a shorter one" in said and "Planning from" not in said


def test_a_path_no_disk_takes_is_told_as_well(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path.joinpath(*["folder" * 20] * 60, "a.xlsx")
    assert cli.main(["solve", str(book), "-o", str(path)]) == 2
    assert "more than the file system takes. Choose a shorter one" in capsys.readouterr().err
    assert cli.main(["check", str(path)]) == 2
    assert "Check the path." in capsys.readouterr().err


def test_names_of_our_own_are_cut_to_what_fits(tmp_path: Path) -> None:
    """A name of 255 bytes at most: 246 for the stem `ü…`, two bytes each, and 9 for ` new.xlsx`."""
    assert files.fitting(tmp_path, "ü" * 200, " new.xlsx").name == f"{'ü' * 123} new.xlsx"
    assert files.fitting(tmp_path, "plan", " new.xlsx") == tmp_path / "plan new.xlsx"


def test_the_problems_of_a_workbook_with_the_longest_name_are_written(tmp_path: Path) -> None:
    path = workbook(tmp_path / f"{'x' * 250}.xlsx", materials=[metal()], supply=[offer("CHL", material="Metl")])
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "out" / "plan.xlsx")]) == 2
    (problems,) = (tmp_path / "out").iterdir()
    assert " problems " in problems.name and len(problems.name) == 255


# What a killed run leaves


def left_by(folder: Path, host: str, process: int) -> Path:
    path = folder / f"{whole_file.PREFIX}-{host}-{process}-0.tmp"
    path.write_bytes(b"half")
    return path


@POSIX
def test_the_next_run_removes_what_a_killed_one_has_left(tmp_path: Path) -> None:
    """Of a process that has ended, and of another computer's only after a day; of the living, and of others, nothing."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    host = whole_file._host()
    dead, old = left_by(tmp_path, host, ended.pid), left_by(tmp_path, "elsewhere", 2)
    os.utime(old, (0, 0))
    kept = [left_by(tmp_path, host, os.getppid()), left_by(tmp_path, "elsewhere", 1), tmp_path / ".vault-planner-mine.tmp"]
    kept[-1].write_bytes(b"mine")
    target = tmp_path / "plan.xlsx"
    save.replace_file(target, b"whole")
    assert not dead.exists() and not old.exists() and all(path.exists() for path in kept)
    assert sorted(tmp_path.iterdir()) == sorted([target, *kept])


# What is installed


def test_every_room_is_in_the_wheel_and_the_command_leads_somewhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    setuptools = project["tool"]["setuptools"]
    rooms = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "model").rglob("__init__.py")}
    assert set(setuptools["packages"]) == rooms | {"model.inputs", "model.inputs.data"}
    place = ROOT / setuptools["package-dir"]["model.inputs"]
    assert (place / setuptools["package-data"]["model.inputs"][0]) == whereabouts.DEFAULT_INPUT
    assert {path.suffix for path in whereabouts.DATA.iterdir()} == {".csv", ".md"}
    module, _, function = project["project"]["scripts"]["vault-planner"].partition(":")
    assert callable(getattr(import_module(module), function))


def test_run_py_is_understood_by_a_python_that_is_too_old() -> None:
    """Before the version is looked at, nothing stands in it that Python 2.7 or 3.4 would refuse to read."""
    text = (ROOT / "run.py").read_text(encoding="ascii")
    assert "__future__" not in text and "def " not in text and not any(f'{mark}"' in text for mark in ("f", "F"))
    assert text.index("sys.version_info < (3, 11)") < text.index("from model")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock", "requirements-bench.lock"])
def test_a_lock_names_no_host_and_hashes_all(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if "==" in line]
    assert "://" not in text and pins and all(pin.endswith(" \\") for pin in pins)  # goes on with its hashes


def test_tests_and_benchmark_run_with_what_the_planner_runs() -> None:
    def pins(lock: str) -> set[str]:
        lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith("#")}

    running = pins("requirements.lock")
    assert running < pins("requirements-test.lock")
    assert running < pins("requirements-bench.lock")
    assert not any(pin.startswith(("pytest", "mypy", "ruff", "hypothesis")) for pin in running)
