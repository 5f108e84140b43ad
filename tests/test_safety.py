"""What must never happen to a planner's files: lost, half written, changed, or full of somebody else's formulas."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tiny import Rows, demand, effect, metal, offer, row, story, workbook

from model import cli
from model.excel import save

ROOT = Path(cli.__file__).resolve().parents[1]
GOOD: dict[str, Rows] = {"materials": [metal()], "supply": [offer("CHL")], "demand": [demand()]}
BAD: dict[str, Rows] = {**GOOD, "supply": [offer("CHL", material="Metl")]}
REFUSALS = {
    "open elsewhere": PermissionError(errno.EACCES, "Permission denied"),
    "read-only file system": OSError(errno.EROFS, "Read-only file system"),
    "disk full": OSError(errno.ENOSPC, "No space left on device"),
}


def refusing(folder: Path, refusal: OSError) -> Callable[[Path, bytes], None]:
    """Writes files as ever, but none into one folder."""
    write = save.replace_file

    def replaced(path: Path, contents: bytes) -> None:
        if path.parent == folder:
            raise refusal
        write(path, contents)

    return replaced


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to which files go that are refused where they were wanted."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setattr(save.tempfile, "gettempdir", lambda: str(folder))
    return folder


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=list(REFUSALS))
def test_a_finished_result_is_saved_elsewhere_and_the_planner_told(
    refusal: OSError, tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "locked" / "answer.xlsx"
    monkeypatch.setattr(save, "replace_file", refusing(target.parent, refusal))
    assert cli.main(["solve", str(workbook(tmp_path / "tiny.xlsx", **GOOD)), "-o", str(target), "--public"]) == 0
    said = capsys.readouterr().out
    result, public = sorted(elsewhere.iterdir(), key=lambda path: len(path.name))
    assert f"Result: {result}" in said and f"Public copy: {public}" in said
    assert f"It could not be written to {target}: is that open elsewhere" in said
    assert "Summary" in load_workbook(result, read_only=True).sheetnames
    assert not list(target.parent.iterdir())


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=list(REFUSALS))
def test_problems_and_notes_are_saved_elsewhere_too(
    refusal: OSError, tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "locked" / "answer.xlsx"
    monkeypatch.setattr(save, "replace_file", refusing(target.parent, refusal))
    assert cli.main(["solve", str(workbook(tmp_path / "tiny.xlsx", **BAD)), "-o", str(target)]) == 2
    (problems,) = elsewhere.iterdir()
    assert f"Problems workbook: {problems}" in capsys.readouterr().err
    problems.unlink()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a tonne of nothing")

    monkeypatch.setattr("model.studies.session.Session.solve", broken)
    assert cli.main(["solve", str(workbook(tmp_path / "tiny.xlsx", **GOOD)), "-o", str(target)]) == 4
    (note,) = elsewhere.iterdir()
    assert str(note) in capsys.readouterr().err and "in broken" in note.read_text(encoding="utf-8")


@pytest.mark.parametrize(("sheets", "code"), [(GOOD, 4), (BAD, 2)], ids=["result", "problems"])
def test_where_nothing_can_be_written_a_sentence_says_so(
    sheets: dict[str, Rows], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path, contents: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = workbook(tmp_path / "tiny.xlsx", **sheets)
    before = path.read_bytes()
    monkeypatch.setattr(save, "replace_file", full)
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "answer.xlsx")]) == code
    said = capsys.readouterr()
    assert "No space left on device" in said.err and "Traceback" not in said.err + said.out
    assert path.read_bytes() == before


KILLED_MID_WRITE = """
import os, sys, time
from pathlib import Path
from model import whole_file
def stop(number):
    os.truncate(number, 10)  # half of it is there
    print("writing", flush=True)
    time.sleep(60)
os.fsync = stop
whole_file.replace_file(Path(sys.argv[1]), b"new" * 100_000)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("older", [None, b"older result"], ids=["new file", "over an older one"])
def test_killed_while_writing_leaves_no_half_workbook(older: bytes | None, tmp_path: Path) -> None:
    target = tmp_path / "answer.xlsx"
    if older is not None:
        target.write_bytes(older)
    command = [sys.executable, "-c", KILLED_MID_WRITE, str(target)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writing:
        assert writing.stdout is not None and writing.stdout.readline() == "writing\n"
        writing.send_signal(signal.SIGKILL)
        assert writing.wait(timeout=30) == -signal.SIGKILL
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ([] if older is None else ["answer.xlsx"])
    assert older is None or target.read_bytes() == older
    assert len(list(tmp_path.glob(".vault-planner-*.tmp"))) == 1
    save.replace_file(target, b"whole")  # as the next run does
    assert target.read_bytes() == b"whole" and list(tmp_path.iterdir()) == [target]


WATCHED = """
import json, os, sys
opened = []
def watch(event, arguments):
    if event == "open" and str(arguments[0]) == sys.argv[1]:
        opened.append(arguments[2])
sys.addaudithook(watch)
from model import cli
code = cli.main(["solve", sys.argv[1], "-o", sys.argv[2]])
print(json.dumps([code, [flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) for flags in opened]]))
"""


@pytest.mark.parametrize(("sheets", "code"), [(GOOD, 0), (BAD, 2)], ids=["solved", "refused"])
def test_the_input_is_opened_for_reading_alone(sheets: dict[str, Rows], code: int, tmp_path: Path) -> None:
    path = workbook(tmp_path / "tiny.xlsx", **sheets)
    path.chmod(0o444)
    command = [sys.executable, "-c", WATCHED, str(path), str(tmp_path / "out" / "answer.xlsx")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    ended, writing = json.loads(done.stdout.splitlines()[-1])
    assert (ended, set(writing)) == (code, {0}) and len(writing) == 1


TRICKS = [
    "=1+1", "+A1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x.example")', "=cmd|'/c calc'!A1", "http://x.example",
    "mailto:a@x.example", "\\\\server\\share", "'=1+1", "file:///etc/passwd", "It's [odd]: a/b?*",
]  # fmt: skip
LOOKING_UP = ("Material", "Lists")  # sheets of a result with formulas of its own
# They are made of these words, the addresses of cells, numbers and signs; no other text stands in them.
OWN = re.compile(
    r"""(?:"Story:[ ]"&B5|(?:SUMIFS|SUMPRODUCT|SUM|IF)\((?:SUMIFS|SUMPRODUCT|SUM|MAX|INDEX|IF|OR|'(?:Data|Material)'!|Lists!
    |\$?[A-Z]{1,2}\$?[0-9]+|[0-9]+|[-+*=<(),:]|""|"Not[ ]in[ ]the[ ]list:[ ]choose[ ]one[ ]of[ ]it[.]")+)""",
    re.VERBOSE,
)


def tricky(folder: Path, good: bool) -> Path:
    """Every name of the workbook is a trick; a sheet of the planner's own has an odd name and holds them too."""
    names = iter(TRICKS * 3)
    first, second = next(names), next(names)
    path = workbook(
        folder / "tiny.xlsx",
        materials=[metal(name=first, group=next(names), stage=next(names), source=next(names)), metal(name=second)],
        supply=[
            offer("CHL", material=first, offer=next(names), note=next(names)),
            offer("PER", material=second if good else "@missing", offer=next(names)),
        ],
        demand=[demand(material=first, segment=next(names)), demand(material=second, segment=next(names))],
        targets=[row(material=first, tonnes=5, note=next(names))],
        limits=[row(limit=next(names), of="CHL", at_most_share=90)],
        stories=[story("=2+2", 25)],
        effects=[effect("=2+2", "supply loss", 100)],
        countries=[row(country="CHL", name="=3+3"), row(country="PER", name="http://x.example")],
    )
    book = load_workbook(path)
    own = book.create_sheet("=1+1 'own'")
    for trick in TRICKS:
        own.append([trick])
    for cell in (cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line):
        if isinstance(cell.value, str):
            cell.data_type = "s"  # openpyxl takes `=…` for a formula
    book.save(path)
    return path


@pytest.mark.parametrize("good", [True, False], ids=["result", "problems"])
def test_no_text_becomes_a_formula_or_a_link(good: bool, tmp_path: Path) -> None:
    path, target = tricky(tmp_path, good), tmp_path / "out" / "answer.xlsx"
    assert cli.main(["solve", str(path), "-o", str(target), *(["--public"] if good else [])]) == (0 if good else 2)
    written = list(target.parent.iterdir())
    assert len(written) == (2 if good else 1)
    for one in written:
        with zipfile.ZipFile(one) as archive:
            parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
        formulas = []
        for name, text in parts.items():
            if not name.startswith("xl/charts/"):
                assert not re.search(r"<f ", text), name
                formulas += map(unescape, re.findall(r"<f>(.*?)</f>", text))
            for link in re.findall(r'<Relationship [^>]*TargetMode="External"[^>]*>', text):
                assert os.path.relpath(path, target.parent) in link  # the problems workbook leads to the input alone
        book = load_workbook(one)
        cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
        texts = [cell for cell in cells if isinstance(cell.value, str)]
        found = [cell for cell in texts if cell.data_type == "f"]
        assert {cell.parent.title for cell in found} == (set(LOOKING_UP) if one == target else set())
        assert len(formulas) == len(found) and all(map(OWN.fullmatch, formulas))
        risky = [cell for cell in texts if cell.data_type != "f" and cell.value.startswith(("=", "+", "-", "@"))]
        assert risky if good else texts
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)
        assert all(re.fullmatch(r"[^\[\]:*?/\\]{1,31}", title) for title in book.sheetnames)
