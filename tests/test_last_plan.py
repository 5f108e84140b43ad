"""The last plan beside a result saves time and decides nothing, in whatever state its file is."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from everything import everything
from openpyxl import load_workbook
from test_blocks import BY_BLOCK, few_rows, program_of, three_metals
from tiny import demand, metal, offer, row, workbook

from model import cli
from model.commands import planning
from model.solve import Basis, LinearProgram, LiveProgram, Solution, Status
from model.solve.names import names_of_keys
from model.solve.scaling import Sizes
from model.stages import Stages
from model.studies import last_plan
from model.studies.last_plan import LeftAt, read_last_plan, write_last_plan
from model.studies.session import Session
from model.workbook import load

__all__ = ["few_rows"]  # a fixture
SAME_VALUE = 1e-6
HOW_IT_WAS_MADE = "What was solved, and with what"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small programs leave a last plan as well."""
    monkeypatch.setattr(planning, "WORTH_KEEPING", 0)


def ask(folder: Path, price: float = 100, name: str = "case.xlsx") -> Path:
    """30 t for a target, from two sellers at one price."""
    return workbook(
        folder / name,
        {"Periods": 3},
        materials=[metal(price)],
        supply=[offer("AUS", 50), offer("CHL", 50)],
        demand=[demand(20)],
        targets=[row(material="Metal", tonnes=30, penalty=900)],
    )


def solved(file: Path, result: str = "result.xlsx") -> Path:
    target = file.parent / "out" / result
    assert cli.main(["solve", str(file), "-o", str(target), "--overwrite"]) == 0
    return target


def cells(path: Path) -> dict[str, Any]:
    """Every cell of a result by its place, without what Checks tells at its end of how it was made."""
    found: dict[str, Any] = {}
    for sheet in load_workbook(path):
        for line in sheet.iter_rows():
            if line[0].value == HOW_IT_WAS_MADE:
                break
            found |= {f"{sheet.title}!{cell.coordinate}": cell.value for cell in line if cell.value is not None}
    return found


def same_cells(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert set(first) == set(second)
    apart = {
        place: (value, second[place])
        for place, value in first.items()
        if value != second[place]
        and not (isinstance(value, float | int) and second[place] == pytest.approx(value, rel=1e-7, abs=1e-6))
    }
    assert not apart


@pytest.mark.usefixtures("kept")
def test_a_run_again_writes_the_same_result(tmp_path: Path) -> None:
    settings, sheets = everything()
    file = workbook(tmp_path / "case.xlsx", settings, **sheets)
    first = cells(solved(file))
    left = read_last_plan(tmp_path / "out" / "case.last-plan")
    assert left.without is not None and left.whole is not None and left.lots is not None
    same_cells(first, cells(solved(file)))
    assert len(first) > 1000


@pytest.mark.usefixtures("kept")
def test_a_last_plan_that_is_stale_or_foreign_changes_no_answer(tmp_path: Path) -> None:
    """A price that has changed since, and the last plan of another workbook under this one's name."""
    alone = cells(solved(ask(tmp_path, 140)))
    (tmp_path / "out" / "case.last-plan").unlink()
    solved(ask(tmp_path, 100))
    same_cells(alone, cells(solved(ask(tmp_path, 140))))
    settings, sheets = everything()
    solved(workbook(tmp_path / "other.xlsx", settings, **sheets))
    (tmp_path / "out" / "other.last-plan").replace(tmp_path / "out" / "case.last-plan")
    same_cells(alone, cells(solved(ask(tmp_path, 140))))


def test_a_small_program_leaves_no_last_plan(tmp_path: Path) -> None:
    solved(ask(tmp_path))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["result.xlsx"]


@pytest.mark.usefixtures("kept")
def test_a_last_plan_that_cannot_be_written_is_no_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a full disk, or a folder that takes no more files."""
    first = cells(solved(ask(tmp_path)))
    said = capsys.readouterr()

    def refused(*_: object) -> None:
        raise PermissionError("no")

    (tmp_path / "out" / "case.last-plan").unlink()
    monkeypatch.setattr(last_plan, "replace_file", refused)
    same_cells(first, cells(solved(ask(tmp_path))))
    again = capsys.readouterr()
    assert again.out == said.out
    assert len(again.err.splitlines()) == len(said.err.splitlines())
    assert not (tmp_path / "out" / "case.last-plan").exists()


@pytest.mark.usefixtures("kept")
def test_a_folder_in_its_place_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "out" / "case.last-plan").mkdir(parents=True)
    solved(ask(tmp_path))
    assert (tmp_path / "out" / "case.last-plan").is_dir()


# The file


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    made = Session(load(ask(tmp_path_factory.mktemp("session"))).case)
    assert made.solve(Stages()).optimal
    return made


def values_of(session: Session, left: LeftAt) -> Any:
    outcome = Session(session.case, left).solve(Stages())
    assert outcome.optimal and outcome.result is not None
    return outcome.result.solution.values


def test_another_format_is_not_read(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.last-plan"
    write_last_plan(path, session.left)
    assert read_last_plan(path).whole is not None
    monkeypatch.setattr(last_plan, "FORMAT", last_plan.FORMAT + 1)
    assert read_last_plan(path) == LeftAt()


def test_a_file_too_large_to_be_one_is_not_read(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.last-plan"
    write_last_plan(path, session.left)
    monkeypatch.setattr(last_plan, "LARGEST", 10)
    assert read_last_plan(path) == LeftAt()
    assert read_last_plan(tmp_path / "none") == LeftAt()


def test_a_file_cut_off_anywhere_is_none(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "case.last-plan"
    write_last_plan(path, session.left)
    contents = path.read_bytes()
    for end in range(0, len(contents), max(len(contents) // 250, 1)):
        path.write_bytes(contents[:end])
        assert read_last_plan(path) == LeftAt()


def test_a_byte_that_is_wrong_anywhere_changes_no_answer(session: Session, tmp_path: Path) -> None:
    """Where the file is still to be read, the plan that starts from it is the same."""
    path = tmp_path / "case.last-plan"
    write_last_plan(path, session.left)
    contents, chance = path.read_bytes(), random.Random(5)
    expected, tried = values_of(session, LeftAt()), 0
    for _ in range(400):
        spoiled = bytearray(contents)
        for _ in range(chance.randint(1, 3)):
            spoiled[chance.randrange(len(spoiled))] ^= chance.randrange(1, 256)
        path.write_bytes(bytes(spoiled))
        left = read_last_plan(path)
        if left != LeftAt() and tried < 25:
            tried += 1
            assert values_of(session, left) == pytest.approx(expected, abs=SAME_VALUE)


@pytest.mark.parametrize("seed", range(6))
def test_a_basis_of_nonsense_changes_no_answer(seed: int, session: Session) -> None:
    """The names are right, and everything else is drawn by lot."""
    chance = np.random.default_rng(seed)

    def nonsense(basis: Basis | None) -> Basis | None:
        if basis is None:
            return None
        arrays = basis.arrays()
        for name in ("columns", "rows", "of_columns", "of_rows"):
            arrays[name] = chance.integers(0, 5, len(arrays[name])).astype(np.int8)
        arrays["prices"] = chance.normal(0, 1e6, len(arrays["prices"]))
        return Basis.from_arrays(arrays)

    left = session.left
    spoiled = LeftAt(nonsense(left.without), nonsense(left.whole), nonsense(left.lots))
    assert values_of(session, spoiled) == pytest.approx(values_of(session, LeftAt()), abs=SAME_VALUE)


# A basis


@pytest.fixture
def metals(tmp_path: Path, few_rows: None) -> tuple[LinearProgram, Sizes]:
    return program_of(three_metals(3_000.0)(tmp_path))


def by_blocks(prepared: tuple[LinearProgram, Sizes]) -> tuple[LiveProgram, Solution, Basis]:
    live = LiveProgram(*prepared, BY_BLOCK)
    solution = live.solve()
    basis = live.basis(solution)
    assert solution.status is Status.OPTIMAL and basis is not None
    return live, solution, basis


def test_a_basis_comes_back_from_its_arrays(metals: tuple[LinearProgram, Sizes]) -> None:
    live, _, basis = by_blocks(metals)
    back = Basis.from_arrays(basis.arrays())
    first, second = (one.met_in(live.program, live.blocks) for one in (basis, back))
    assert not len(first.changed) and not len(second.changed)
    for name in ("columns", "rows", "prices"):
        assert np.array_equal(getattr(first, name), getattr(second, name))
    assert first.prices.any()  # money is scarce


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("columns", np.zeros(3, np.int8)),
        ("rows", np.zeros(0, np.int8)),
        ("prices", np.full(3, np.nan)),
        ("of_columns", np.full(3, 9, np.int8)),
        ("of_rows", np.zeros(3, np.float64)),
        ("digests", np.zeros((3, 1, 16), np.uint8)),
    ],
)
def test_what_no_basis_gives_is_refused(name: str, value: Any, metals: tuple[LinearProgram, Sizes]) -> None:
    _, _, basis = by_blocks(metals)
    with pytest.raises(ValueError):
        Basis.from_arrays({**basis.arrays(), name: value})


@pytest.mark.parametrize("what", ["cost", "column bound", "coefficient", "row bound"])
def test_the_block_that_has_changed_is_found(what: str, metals: tuple[LinearProgram, Sizes]) -> None:
    live, _, basis = by_blocks(metals)
    program, part = live.program, live.program.layout.columns["buy"]
    column = part.start + next(k for k, key in enumerate(part.index) if str(key[0]).startswith("Tin"))
    block = int(live.blocks.column[column])
    row = int(np.flatnonzero(live.blocks.row == block)[0])
    if what == "cost":
        program.cost[column] += 1.0
    elif what == "column bound":
        program.column_upper[column] = 1e5
    elif what == "row bound":
        program.row_upper[row] += 1e-3
    else:
        program.matrix.data[np.flatnonzero(program.matrix.indices == column)[0]] *= 1.001
    assert basis.met_in(program, live.blocks).changed.tolist() == [block]


def test_a_block_that_is_new_is_found(metals: tuple[LinearProgram, Sizes]) -> None:
    live, _, basis = by_blocks(metals)
    part = live.program.layout.columns["buy"]
    gone = int(live.blocks.column[part.start])
    digest = next(iter(list(basis.blocks)[gone : gone + 1]))
    fewer = Basis(
        {names: one for names, one in basis.blocks.items() if names != digest},
        *(getattr(basis, name) for name in ("column_names", "columns", "row_names", "rows", "prices")),
    )
    assert fewer.met_in(live.program, live.blocks).changed.tolist() == [gone]


def test_names_of_a_compiled_program_are_those_of_its_keys(metals: tuple[LinearProgram, Sizes]) -> None:
    program, _ = metals
    for part in (*program.layout.columns.values(), *program.layout.rows.values()):
        assert np.array_equal(part.names, names_of_keys(part.name, part.index)), part.name
    assert len(np.unique(program.layout.column_names)) == program.columns
    assert len(np.unique(program.layout.row_names)) == program.rows
