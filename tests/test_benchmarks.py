"""The benchmark measures what it says: cases that grow stay sound, others solve the same program, the table tells no more
than is known. How fast anything is, is not tested."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from pytest import approx
from what_if_edits import full_workbook

from model.case import Case
from model.changes import Change
from model.solve import LiveProgram, Status, compile_reference
from model.stages import Stages
from model.studies.prepared import Prepared, prepare
from model.tree import build_tree
from model.workbook import load
from tests.benchmarks.__main__ import BEGIN, END, columns_in, put_into, reported, selected
from tests.benchmarks.arrays import arrays_of
from tests.benchmarks.copies import chains
from tests.benchmarks.growth import WAYS, columns_of
from tests.benchmarks.laps import Laps, Measured, read_laps
from tests.benchmarks.law import fit
from tests.benchmarks.linopy_fed import alike, build
from tests.benchmarks.processes import OVER, measure
from tests.benchmarks.product import CASE, COMMAND, RESULT, solve_and_write
from tests.benchmarks.stock import build_ordinary
from tests.benchmarks.table import Amount, Line, lines_of, markdown, ratio, seconds
from tests.benchmarks.things import SELECTED, THINGS, thing
from tests.benchmarks.typed import write_case
from tests.benchmarks.variants import FIRST, LOST, SHARED
from tests.main_job import run_main_job
from tests.test_partners import SIGNED, WAIVED
from tests.tiny import workbook

NO_LINOPY = "linopy, of the extra `bench`, is not installed: that it is given the same program is NOT tested here"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case that uses everything."""
    return load(full_workbook(tmp_path_factory.mktemp("benchmarks") / "full.xlsx")).case


@pytest.fixture(scope="module")
def prepared(case: Case) -> Prepared:
    return prepare(case, Stages())


def test_the_columns_of_a_case_are_those_of_its_program(case: Case, prepared: Prepared) -> None:
    assert columns_of(case) == prepared.program.columns


def test_a_case_written_back_is_the_same_program(case: Case, prepared: Prepared, tmp_path: Path) -> None:
    again = prepare(load(write_case(case, tmp_path / "again.xlsx")).case, Stages()).program
    assert again.layout == prepared.program.layout
    for name in ("cost", "row_lower", "row_upper", "column_lower", "column_upper"):
        np.testing.assert_allclose(getattr(again, name), getattr(prepared.program, name), rtol=1e-12, err_msg=name)
    np.testing.assert_allclose(again.matrix.data, prepared.program.matrix.data, rtol=1e-12)


@pytest.mark.parametrize(("way", "times"), [(way, 2.0) for way in WAYS] + [("stories", 0.6)])
def test_a_case_that_grows_stays_sound(way: str, times: float, case: Case, tmp_path: Path) -> None:
    """It is near the size that was asked for, passes every check of a workbook, and has a certified plan."""
    wanted = round(times * columns_of(case))
    grown = load(write_case(WAYS[way](case, wanted), tmp_path / "grown.xlsx")).case
    assert columns_of(grown) == approx(wanted, rel=0.25)  # a date or a chain is much of so small a case
    tree = build_tree(grown)
    assert tree.weight[tree.leaves].sum() == approx(1.0)
    assert run_main_job(grown, Stages()).optimal


def test_more_dates_leave_a_story_as_likely_as_it_was(case: Case) -> None:
    """Controls, 30 %, on two dates; then on two more, a quarter of it each, each as far from the others as can be."""
    grown = WAYS["stories"](case, round(1.15 * columns_of(case)))
    dates = grown["stories"]["onset"][grown["stories"]["story"] == "Controls"].iloc[0]
    assert [grown.calendar.period_of(span.start) for span in dates.spans] == [3, 4, 8, 6]
    stories = [story for story in build_tree(grown).stories if story.title == "Controls"]
    assert [story.probability for story in stories] == [approx(0.075)] * 4


def test_copies_have_all_rows_of_their_originals_and_shared_money_grows(case: Case) -> None:
    """Ore, Alloy and Oxide are one chain by the mills. Twice the columns are one copy of all five materials."""
    assert set(chains(case)) == {frozenset({"Metal"}), frozenset({"Powder"}), frozenset({"Ore", "Alloy", "Oxide"})}
    grown = WAYS["materials"](case, 2 * columns_of(case))
    assert set(grown["materials"]["material"]) == {
        name for metal in case["materials"]["material"] for name in (metal, f"{metal}, copy 2")
    }
    for sheet in ("supply", "processing", "projects", "demand", "targets", "floors", "participants"):
        assert len(grown[sheet]) == 2 * len(case[sheet]), sheet
    assert set(grown["projects"]["adds_to"]) <= set(grown["supply"]["offer"]) | set(grown["processing"]["process"])
    for sheet, column in (("finance", "amount"), ("storage", "capacity")):
        assert grown[sheet][column].tolist() == approx((2 * case[sheet][column]).tolist())
    first, second = (
        grown["supply"][grown["supply"]["offer"] == offer] for offer in ("Powder CHN", "Powder CHN, copy 2")
    )
    assert first["capacity"].iloc[0] != second["capacity"].iloc[0] == approx(first["capacity"].iloc[0], rel=0.1)


def test_what_cannot_be_made_smaller_says_so(case: Case) -> None:
    for way in ("materials", "horizon"):
        with pytest.raises(ValueError, match=r"materials|horizon"):
            WAYS[way](case, 10)


@pytest.fixture(scope="module")
def solved(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the case, after the product has been measured on it."""
    if sys.platform == "win32":
        pytest.skip("Windows does not tell the memory of a process, nor limits its time")
    folder = tmp_path_factory.mktemp("solved")
    write_case(case, folder / CASE)
    solve_and_write(folder, Laps(folder / "product.jsonl"))
    return folder


def test_all_are_given_the_same_program_and_find_the_same_optimum(solved: Path) -> None:
    product = read_laps(solved / "product.jsonl", 0)
    assert product.figures["status"] == "optimal" and {"build", "compile", "solve", "write"} <= set(product.seconds)
    others = ["HiGHS", "HiGHS scaled", "appsi solved", "contrib solved"]
    for name in others + (["linopy solved"] if find_spec("linopy") else []):
        file = solved / f"{name}.jsonl"
        thing(name)(solved, Laps(file))
        found = read_laps(file, 0)
        assert found.figures["status"] == "Optimal", name
        assert found.figures["objective"] == approx(product.figures["objective"], rel=1e-9), name
        assert "solve" in found.seconds


def test_what_is_only_handed_over_is_not_solved(solved: Path) -> None:
    for name in ("appsi", "contrib"):
        thing(name)(solved, Laps(solved / f"{name}.jsonl"))
        assert set(read_laps(solved / f"{name}.jsonl", 0).seconds) == {"imports", "build", "hand over"}


def test_ordinary_components_make_the_program_that_lazy_ones_make(prepared: Prepared) -> None:
    ordinary = compile_reference(build_ordinary(prepared.data))
    assert ordinary.layout.columns == prepared.program.layout.columns
    live = LiveProgram(ordinary, prepared.sizes).solve()
    assert live.status is Status.OPTIMAL
    assert live.objective == approx(LiveProgram(prepared.program, prepared.sizes).solve().objective, rel=1e-9)


@pytest.mark.skipif(not find_spec("linopy"), reason=NO_LINOPY)
def test_linopy_is_given_every_coefficient(solved: Path) -> None:
    program = arrays_of(solved)
    model = build(program)
    assert model.nvars == len(program.cost)
    lower, upper = program.row_lower, program.row_upper
    sides = np.isfinite(lower).astype(int) + np.isfinite(upper) - (lower == upper)  # of a range it makes two rows
    assert model.ncons == sides[np.diff(program.matrix.indptr) > 0].sum()


def test_rows_are_put_together_by_their_length(prepared: Prepared) -> None:
    matrix = prepared.program.matrix
    groups = list(alike(matrix, np.arange(matrix.shape[0])))
    lengths = [np.diff(matrix.indptr)[rows] for rows in groups]
    assert sum(map(len, groups)) == (np.diff(matrix.indptr) > 0).sum()
    assert all(length.max() <= 2 * length.min() for length in lengths)


def test_variants_are_of_the_case(case: Case, solved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.benchmarks.variants.POINTS", 2)
    for name, laps in (("sweep", ["budget x 1.500", "budget x 0.500"]), ("what-if", ["price", "loss of an offer"])):
        thing(name)(solved, Laps(solved / f"{name}.jsonl"))
        found = read_laps(solved / f"{name}.jsonl", 0)
        assert list(found.seconds)[:3] == ["the case itself", *laps]
        assert found.figures["status of the case itself"] == "optimal"
    rows = tuple(int(row) for row in case["finance"]["row"])
    assert case.with_changes([Change("finance", rows, "amount", "multiply", 0.5)])["finance"]["amount"].sum() == 5_250


def test_partners_join_and_the_largest_suppliers_are_lost_as_the_studies_have_it(tmp_path: Path) -> None:
    """Only Chile's signature makes a difference, and of the one metal Chile has the most."""
    workbook(tmp_path / CASE, SIGNED, **WAIVED)
    found = {"product": Measured(figures={"columns": 9})}
    for name in ("partners", "largest lost"):
        thing(name)(tmp_path, Laps(tmp_path / f"{name}.jsonl"))
        found[name] = read_laps(tmp_path / f"{name}.jsonl", 0)
    assert list(found["partners"].seconds) == [FIRST, SHARED, "Club: CHL joins"]
    assert list(found["largest lost"].seconds) == [FIRST, LOST]
    assert (found["largest lost"].figures["losses"], found["largest lost"].figures["unsolved"]) == (1, 0)
    table = markdown(lines_of(*reported({"one": found})), {"one": found})
    assert "| partner, Club: CHL joins ÷ the first solve | " in table
    assert "| the largest supplier of every material lost ÷ the first solve | " in table


def test_the_command_is_run_where_nothing_was_solved_before_and_once_more(solved: Path) -> None:
    for name in ("command", "command again"):
        thing(name)(solved, Laps(solved / f"{name}.jsonl"))
        assert set(read_laps(solved / f"{name}.jsonl", 0).seconds) == {"run.py solve"}
    assert sorted(path.name for path in (solved / COMMAND).glob("*.xlsx")) == [CASE, RESULT]


def test_a_process_of_its_own_is_measured_and_limited(solved: Path, tmp_path: Path) -> None:
    found = measure("HiGHS", solved, 60)
    assert not found.stopped and found.gigabytes > 0.01 and found.total > 0
    assert "FileNotFoundError" in measure("HiGHS", tmp_path, 60).stopped


def test_a_process_that_was_stopped_tells_what_it_had_done(tmp_path: Path) -> None:
    """It was in `solve` from its third second on, and was stopped at its tenth."""
    reports = [
        {"begun": "build", "at": 1.0},
        {"stage": "build", "seconds": 2.0, "gigabytes": 0.5},
        {"begun": "solve", "at": 3.0},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps(report) for report in reports), encoding="utf-8")
    found = read_laps(tmp_path / "x.jsonl", 10.0)
    assert (found.seconds, found.during, found.at_least, found.gigabytes) == ({"build": 2.0}, "solve", 7.0, 0.5)
    case = {"HiGHS": found}
    assert str(seconds("HiGHS", "solve")(case)) == "> 7.00" and str(seconds("HiGHS")(case)) == "> 9.00"
    assert str(seconds("HiGHS", "build")(case)) == "2.00"


def test_ratios_tell_no_more_than_is_known() -> None:
    case = {"a": Measured({"solve": 5.0}), "b": Measured({}, stopped=OVER, during="solve", at_least=20.0)}
    assert str(ratio(seconds("a", "solve"), seconds("b", "solve"))(case)) == "< 0.25"
    assert str(ratio(seconds("b", "solve"), seconds("a", "solve"))(case)) == "> 4.00"
    assert ratio(seconds("b", "solve"), seconds("b", "solve"))(case) is None
    assert ratio(seconds("a", "solve"), seconds("c", "solve"))(case) is None
    assert str(Amount(1.0, "about") / Amount(4.0)) == "about 0.25"


def test_the_table_has_a_column_for_each_case_and_tells_how_it_grows() -> None:
    """From 100 to 400 columns what takes 2 s and then 16 s grows with the power log 8 ÷ log 4 = 1.5."""
    cases = {
        "small": {"product": Measured({"solve": 2.0}, figures={"columns": 100})},
        "large": {"product": Measured({"solve": 16.0}, figures={"columns": 400})},
    }
    lines = ["A heading", Line("solve", seconds("product", "solve"), True), "Nothing", Line("none", seconds("x"))]
    assert markdown(lines, cases).splitlines() == [
        "| CPU seconds | small | large | growth |",
        "| --- | ---: | ---: | ---: |",
        "| **A heading** |  |  |  |",
        "| solve | 2.00 | 16.0 | 1.5 |",
    ]


def test_the_table_is_put_in_place_of_the_last_one_and_over_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "table.md"
    put_into(file, "first\n")
    assert file.read_text(encoding="utf-8") == f"{BEGIN}\nfirst\n{END}\n"
    file.write_text(f"Before\n{BEGIN}\nold\n{END}\nAfter\n", encoding="utf-8")
    put_into(file, "new\n")
    assert file.read_text(encoding="utf-8") == f"Before\n{BEGIN}\nnew\n{END}\nAfter\n"
    file.write_text("another file", encoding="utf-8")
    with pytest.raises(ValueError, match="marks"):
        put_into(file, "new\n")
    assert file.read_text(encoding="utf-8") == "another file"
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert readme.count(BEGIN) == readme.count(END) == 1


def test_a_sweep_that_was_stopped_is_estimated_from_its_points() -> None:
    """Two of four budgets took 3 s each, the first solve 6: about 12 ÷ 6."""
    sweep = Measured(
        {"the case itself": 6.0, "budget x 0.5": 2.0, "budget x 0.8": 4.0}, stopped=OVER, during="budget x 1.1"
    )
    table = markdown(lines_of([], [], [], 4), {"one": {"sweep": sweep, "product": Measured(figures={"columns": 9})}})
    assert "| the 4 budgets of a sweep ÷ the first solve | about 2.00 |" in table


def test_the_law_of_growth_is_that_of_the_runs() -> None:
    """8 s at 100,000 columns and 64 s at 400,000: the power log 8 ÷ log 4 = 1.5. 1.2 and 1.8 GB: 1 and 2 for each million."""
    runs = [Measured({"solve": 2.0, "write": 6.0}, 1.2, {"columns": 100_000}), Measured({}, stopped=OVER)]
    assert fit(runs) is None
    law = fit([Measured({"solve": 64.0}, 1.8, {"columns": 400_000}), *runs])
    assert law is not None
    assert (law.columns, law.seconds, law.power, law.least, law.per_million) == approx((100_000, 8.0, 1.5, 1.0, 2.0))


def test_everything_that_can_be_asked_for_can_be_measured() -> None:
    assert {name for names in SELECTED.values() for name in names} == set(THINGS)
    assert all(callable(thing(name)) for name in THINGS)
    assert selected(None, smallest=False) == ["product", "last plan", "HiGHS", "linopy"]
    studied = {"sweep", "what-if", "partners", "largest lost"}
    assert {"command again", "appsi", "contrib"} | studied < set(selected(None, smallest=True))
    assert selected(["linopy"], smallest=True) == ["product", "linopy"]
    assert [columns_in(text) for text in ("0.3M", "600k", "12")] == [300_000, 600_000, 12]
