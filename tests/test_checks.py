"""Every mistake a planner makes is found, with its sheet, its cell and words that help."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest
from openpyxl import load_workbook

from model.schema import SHEETS
from model.whereabouts import DEFAULT_INPUT
from model.workbook import BadWorkbook, Problem, load
from model.workbook.checks import run
from model.workbook.checks.check import Check
from model.workbook.writing.problems_workbook import write_problems
from tests.bad_workbooks import Spoil, both, clear_sheet, good_workbook, put, remove, row, save
from tests.mistakes import ERRORS, WARNINGS, Mistake
from tests.mistakes_of_before_start import PAST_ERRORS, PAST_WARNINGS
from tests.mistakes_of_demand import DEMAND_ERRORS, DEMAND_WARNINGS
from tests.mistakes_of_names import FOLLOW_ONS, NAME_ERRORS
from tests.mistakes_of_participants import PARTICIPANT_ERRORS, PARTICIPANT_WARNINGS, maker
from tests.mistakes_of_rows import ROW_ERRORS, ROW_WARNINGS, ROWS_WITHOUT_FAULT, TOLD_ONCE, WARNED_ONCE
from tests.mistakes_of_simulations import SIMULATION_ERRORS, SIMULATION_MEANT
from tests.mistakes_of_size import FRACTIONS, NO_MISTAKES, SIZE_ERRORS, SIZE_WARNINGS, WRONG_PRICES
from tests.mistakes_of_stories import STORY_ERRORS, STORY_WARNINGS

ALL_ERRORS = [
    *ERRORS, *DEMAND_ERRORS, *NAME_ERRORS, *PARTICIPANT_ERRORS, *PAST_ERRORS, *ROW_ERRORS, *SIMULATION_ERRORS, *SIZE_ERRORS,
    *STORY_ERRORS,
]  # fmt: skip
ALL_WARNINGS = [
    *WARNINGS, *DEMAND_WARNINGS, *PARTICIPANT_WARNINGS, *PAST_WARNINGS, *ROW_WARNINGS, *SIZE_WARNINGS, *STORY_WARNINGS
]

ALL_SOUND = {**NO_MISTAKES, **ROWS_WITHOUT_FAULT, **SIMULATION_MEANT}


def problems_of(path: Path) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Errors and warnings of a workbook."""
    try:
        return (), load(path).warnings
    except BadWorkbook as bad:
        return bad.errors, bad.warnings


def matching(problems: Sequence[Problem], mistake: Mistake) -> list[Problem]:
    return [
        problem
        for problem in problems
        if (problem.sheet, problem.cell) == (mistake.sheet, mistake.cell) and mistake.word in problem.sentence()
    ]


def test_the_good_workbook_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(save(good_workbook(), tmp_path)) == ((), ())


def test_there_are_enough_mistakes() -> None:
    names = [mistake.name for mistake in (*ALL_ERRORS, *ALL_WARNINGS)]
    assert len(set(names)) == len(names)
    assert len(ALL_ERRORS) >= 60


@pytest.mark.parametrize("mistake", ALL_ERRORS, ids=lambda mistake: mistake.name)
def test_error_is_found(mistake: Mistake, tmp_path: Path) -> None:
    book = good_workbook()
    mistake.spoil(book)
    errors, _ = problems_of(save(book, tmp_path))
    assert matching(errors, mistake), [problem.sentence() for problem in errors]
    assert all(problem.found and problem.mend for problem in errors)


@pytest.mark.parametrize("mistake", ALL_WARNINGS, ids=lambda mistake: mistake.name)
def test_warning_is_given(mistake: Mistake, tmp_path: Path) -> None:
    book = good_workbook()
    mistake.spoil(book)
    errors, warnings = problems_of(save(book, tmp_path))
    assert errors == ()
    assert matching(warnings, mistake), [problem.sentence() for problem in warnings]


@pytest.mark.parametrize("spoil", ALL_SOUND.values(), ids=ALL_SOUND)
def test_what_is_unusual_but_may_be_meant_is_not_told(spoil: Spoil, tmp_path: Path) -> None:
    book = good_workbook()
    spoil(book)
    assert problems_of(save(book, tmp_path)) == ((), ())


def test_the_default_workbook_has_no_problem_and_no_what_if_has() -> None:
    assert load(DEFAULT_INPUT, variants=True).warnings == ()


@pytest.mark.parametrize("mistake", FRACTIONS, ids=lambda mistake: mistake.name)
def test_a_share_is_doubted_once_and_no_other_with_it(mistake: Mistake, tmp_path: Path) -> None:
    book = good_workbook()
    mistake.spoil(book)
    _, warnings = problems_of(save(book, tmp_path))
    assert [(warning.sheet, warning.cell) for warning in warnings] == [(mistake.sheet, mistake.cell)]


@pytest.mark.parametrize("mistake", WRONG_PRICES, ids=lambda mistake: mistake.name)
def test_a_wrong_price_is_told_at_its_own_cell(mistake: Mistake, tmp_path: Path) -> None:
    book = good_workbook()
    mistake.spoil(book)
    errors, warnings = problems_of(save(book, tmp_path))
    prices = [warning for warning in warnings if "times" in warning.found or "far from" in warning.found]
    assert errors == () and matching(prices, mistake), [problem.sentence() for problem in warnings]
    assert len(prices) == 1, [problem.sentence() for problem in prices]


@pytest.mark.parametrize("mistake", FOLLOW_ONS, ids=lambda mistake: mistake.name)
def test_nothing_is_told_that_only_follows_from_a_mistake(mistake: Mistake, tmp_path: Path) -> None:
    book = good_workbook()
    maker()(book)
    mistake.spoil(book)
    errors, warnings = problems_of(save(book, tmp_path))
    assert matching(errors, mistake) and len(errors) == 1, [problem.sentence() for problem in errors]
    assert warnings == (), [problem.sentence() for problem in warnings]


@pytest.mark.parametrize("mistake", TOLD_ONCE, ids=lambda mistake: mistake.name)
def test_a_row_or_column_that_is_not_read_is_told_once(mistake: Mistake, tmp_path: Path) -> None:
    book = good_workbook()
    mistake.spoil(book)
    errors, warnings = problems_of(save(book, tmp_path))
    assert matching(errors, mistake) and (len(errors), warnings) == (1, ()), [str(one) for one in (*errors, *warnings)]


@pytest.mark.parametrize("mistake", WARNED_ONCE, ids=lambda mistake: mistake.name)
def test_a_reserve_without_targets_is_told_once(mistake: Mistake, tmp_path: Path) -> None:
    book = good_workbook()
    mistake.spoil(book)
    errors, warnings = problems_of(save(book, tmp_path))
    assert errors == () and matching(warnings, mistake) and len(warnings) == 1, [str(one) for one in warnings]


def test_all_problems_in_one_pass(tmp_path: Path) -> None:
    names = ("text number", "unknown material", "own parent", "limit without bound", "maybe", "unknown setting")
    spoiling = [mistake for mistake in ALL_ERRORS if mistake.name in names]
    book = good_workbook()
    both(*(mistake.spoil for mistake in spoiling))(book)
    errors, _ = problems_of(save(book, tmp_path))
    assert all(matching(errors, mistake) for mistake in spoiling)
    assert len(errors) == len(spoiling) == len(names)


def test_a_missing_sheet_is_reported_once_and_not_with_all_that_refers_to_it(tmp_path: Path) -> None:
    book = good_workbook()
    remove("Materials")(book)
    errors, _ = problems_of(save(book, tmp_path))
    assert [error.sheet for error in errors] == ["Materials"]


def test_a_missing_column_is_reported_once_and_not_with_all_that_refers_to_it(tmp_path: Path) -> None:
    book = good_workbook()
    put("Supply", "A1", "Sale")(book)
    errors, _ = problems_of(save(book, tmp_path))
    assert [(error.sheet, error.cell) for error in errors] == [("Supply", "A1")]


def test_one_mistake_is_reported_once(tmp_path: Path) -> None:
    book = good_workbook()
    put("Supply", "B4", "Galium")(book)
    errors, _ = problems_of(save(book, tmp_path))
    assert len(errors) == 1
    assert errors[0].nearest == "Gallium"


def test_home_need_not_be_listed(tmp_path: Path) -> None:
    book = good_workbook()
    book["Countries"].delete_rows(2)
    case = load(save(book, tmp_path)).case
    assert "USA" in set(case["countries"]["country"])


@pytest.mark.parametrize("absent", [remove("Countries"), clear_sheet("Countries")])
def test_without_countries_any_code_will_do(absent: Spoil, tmp_path: Path) -> None:
    book = good_workbook()
    both(absent, put("Limits", "C3", "CHN"), put("Effects", "C4", "cod"))(book)
    case = load(save(book, tmp_path)).case
    countries = case["countries"].set_index("country")
    assert set(countries.index) == {"USA", "COD", "AUS", "CHN", "JPN"}
    assert (countries["freight"] == 0).all() and (countries["duty"] == 0).all()
    assert list(case["effects"]["country_or_agreement"]) == ["CHN", "", "COD", ""]


def test_names_take_the_spelling_of_their_own_sheet(tmp_path: Path) -> None:
    book = good_workbook()
    put("Supply", "B4", " gallium\u00a0")(book)
    put("Supply", "A3", "CONGO")(book)
    put("Limits", "C2", "chn;cod")(book)
    put("Limits", "B3", "ALL")(book)
    put("Stories", "B4", "Base")(book)
    put("Shortage steps", "A2", "defense")(book)
    case = load(save(book, tmp_path)).case
    assert case["supply"]["material"][2] == "Gallium"
    assert list(case["supply"]["offer"])[:2] == ["Congo", "Congo"]
    assert case["limits"]["of"][0] == "CHN; COD"
    assert case["limits"]["scope"][1] == "all"
    assert list(case["stories"]["parent"]) == ["", "China stops", ""]
    assert case["shortage_steps"]["segment"][0] == "Defense"


def test_a_group_of_one_may_have_its_materials_name(tmp_path: Path) -> None:
    book = good_workbook()
    put("Materials", "B3", "Gallium")(book)
    assert problems_of(save(book, tmp_path)) == ((), ())


def test_problems_workbook_lists_everything_as_text(tmp_path: Path) -> None:
    book = good_workbook()
    both(put("Supply", "B4", "'=HYPERLINK(1)"), put("Effects", "C3", "CHN"), row("Supply", 7, A="=x"))(book)
    book["Supply"]["A7"].data_type = "s"
    errors, warnings = problems_of(save(book, tmp_path))
    path = tmp_path / "problems.xlsx"
    write_problems(path, [Problem("", "", "=1+1", "", "=2", nearest="=3"), *errors], warnings, "case.xlsx")
    sheet = load_workbook(path)["Problems"]
    assert sheet.max_row == 2 + len(errors) + len(warnings)
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert sheet["D2"].value == "=1+1"
    links = [(cell.value, cell.hyperlink.target, cell.hyperlink.location) for cell in sheet["C"] if cell.hyperlink]
    assert ("B4", "case.xlsx", "'Supply'!B4") in links
    assert {cell.value for cell in sheet["A"]} == {"Severity", "error", "warning"}


def test_a_problem_of_a_whole_sheet_has_no_cell_and_no_link(tmp_path: Path) -> None:
    path = write_problems(
        tmp_path / "problems.xlsx", [Problem("Supply", "", "missing", "", "Add it.")], [], "case.xlsx"
    )
    cell = load_workbook(path)["Problems"]["C2"]
    assert (cell.value, cell.hyperlink) == (None, None)


def test_a_row_of_the_problems_workbook_is_as_tall_as_its_longest_text(tmp_path: Path) -> None:
    """300 characters in a column of 60 take at least 5 lines of 15 points."""
    path = write_problems(tmp_path / "problems.xlsx", [Problem("", "", "word " * 60, "", "short")], [], "case.xlsx")
    assert load_workbook(path)["Problems"].row_dimensions[2].height >= 4.5 * 15


# How checks are declared


def test_every_check_is_declared_and_run_once() -> None:
    """What a file calls check_… is a check with its declaration, and is among those that are run: nothing is forgotten."""
    files = [path.stem for path in Path(run.__file__).parent.glob("*.py") if path.stem not in ("run", "__init__")]
    found = {
        f"{file}.{name}": one
        for file in files
        for name, one in vars(import_module(f"model.workbook.checks.{file}")).items()
        if name.startswith("check_") or isinstance(one, Check)
    }
    assert [name for name, one in found.items() if not isinstance(one, Check)] == []
    names = [f"{one.finds.__module__.rpartition('.')[2]}.{one.finds.__name__}" for one in run.CHECKS]
    assert sorted(names) == sorted(found)


def test_checks_need_sheets_and_rest_on_columns_that_there_are() -> None:
    columns = {sheet.field: {column.field for column in sheet.columns} for sheet in SHEETS}
    for one in run.CHECKS:
        assert {*one.needs, *one.rests_on} <= set(columns), one.finds.__name__
        assert all(fields <= columns[sheet] for sheet, fields in one.rests_on.items()), one.finds.__name__
