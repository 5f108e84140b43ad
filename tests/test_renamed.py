"""A sheet, column or setting that cannot be found is told once, linked with what may be it, and without its echoes."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from model.schema import SHEETS
from model.workbook import BadWorkbook, Problem, load
from model.workbook.writing.guide import GUIDE_SHEET
from model.workbook.writing.template import make_workbook
from tests.bad_workbooks import Spoil, blank_sheet, both, clear_sheet, good_workbook, put, remove, rename, row, save
from tests.mistakes import Mistake
from tests.mistakes_of_names import (
    APART,
    NO_HORIZON,
    OF_THE_HORIZON,
    RENAMED_COLUMNS,
    RENAMED_SHEETS,
    WANTING_SHEETS,
    without_optional,
)
from tests.mistakes_of_participants import maker
from tests.test_checks import matching, problems_of


def told(folder: Path, *spoils: Spoil) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Errors and warnings of the good workbook, spoiled."""
    book = good_workbook()
    for spoil in spoils:
        spoil(book)
    return problems_of(save(book, folder))


@pytest.mark.parametrize("mistake", [*RENAMED_SHEETS, *RENAMED_COLUMNS, *WANTING_SHEETS], ids=lambda one: one.name)
def test_what_is_missing_is_told_once(mistake: Mistake, tmp_path: Path) -> None:
    """With a participant on the sheet that depends on demand and targets."""
    errors, warnings = told(tmp_path, maker(), mistake.spoil)
    assert matching(errors, mistake), [problem.sentence() for problem in errors]
    assert (len(errors), warnings) == (1, ()), [problem.sentence() for problem in (*errors, *warnings)]
    assert "delete" not in errors[0].sentence().lower()


@pytest.mark.parametrize("mistake", RENAMED_SHEETS, ids=lambda one: one.name)
def test_a_renamed_sheet_comes_first_and_is_read_all_the_same(mistake: Mistake, tmp_path: Path) -> None:
    other = put("Limits", "F3", None)
    errors, _ = told(tmp_path, other, mistake.spoil)
    assert [(error.sheet, error.cell) for error in errors] == [(mistake.sheet, ""), ("Limits", "F3")]


def test_mistakes_on_a_renamed_sheet_are_told_in_the_same_pass(tmp_path: Path) -> None:
    errors, _ = told(tmp_path, put("Supply", "E2", "1,200"), rename("Supply", "Offers"))
    assert [(error.sheet, error.cell) for error in errors] == [("Offers", ""), ("Offers", "E2")]


def test_mistakes_in_a_renamed_column_are_told_in_the_same_pass(tmp_path: Path) -> None:
    errors, _ = told(tmp_path, put("Supply", "B1", "Good"), put("Supply", "B4", "Galium"))
    assert [(error.sheet, error.cell, error.nearest) for error in errors] == [
        ("Supply", "B1", "Material"),
        ("Supply", "B4", "Gallium"),
    ]


@pytest.mark.parametrize("sheet", ["Settings", "Materials", "Supply", "Demand", "Effects"])
@pytest.mark.parametrize(
    ("above", "mend"), [(["Our figures"], "Delete row 1."), ([None, "As of March"], "Delete rows 1 to 2.")]
)
def test_a_title_above_the_headers_is_told_and_the_rest_is_read(
    sheet: str, above: list[str | None], mend: str, tmp_path: Path
) -> None:
    def title(book: Workbook) -> None:
        book[sheet].insert_rows(1, len(above))
        for number, text in enumerate(above, start=1):
            book[sheet][f"A{number}"] = text
        book[sheet].merge_cells("A1:C1")

    row_number = len(above) + 1
    errors, warnings = told(tmp_path, maker(), title)
    assert [(error.sheet, error.cell, error.mend) for error in errors] == [(sheet, f"A{row_number}", mend)]
    assert errors[0].found == f"the headers are in row {row_number}" and warnings == ()


def test_mistakes_below_a_title_are_told_in_their_own_cells(tmp_path: Path) -> None:
    errors, _ = told(tmp_path, put("Supply", "B4", "Galium"), lambda book: book["Supply"].insert_rows(1))
    assert [(error.sheet, error.cell) for error in errors] == [("Supply", "A2"), ("Supply", "B5")]


def test_two_renamed_columns_are_both_told(tmp_path: Path) -> None:
    errors, warnings = told(tmp_path, put("Supply", "A1", "Seller"), put("Supply", "C1", "Origin"))
    assert warnings == ()
    assert [error.found for error in errors] == [
        f'the column "{name}" is missing; is it "Seller" in A1 or "Origin" in C1?' for name in ("Offer", "Country")
    ]
    assert [error.nearest for error in errors] == ["Offer", "Country"]


def test_a_header_whose_values_do_not_fit_is_not_linked(tmp_path: Path) -> None:
    errors, warnings = told(tmp_path, lambda book: book["Demand"].delete_cols(3), both(*_remarks("Demand", "H", 6)))
    assert [(error.sheet, error.cell) for error in errors] == [("Demand", "A1")]
    assert [(warning.cell, warning.nearest) for warning in warnings] == [("H1", "")]
    assert "delete" not in warnings[0].sentence().lower()


def _remarks(sheet: str, letter: str, last: int) -> list[Spoil]:
    return [put(sheet, f"{letter}{number}", "seen by K") for number in range(1, last + 1)]


def test_a_passed_over_column_of_words_is_told_with_what_counts_instead(tmp_path: Path) -> None:
    errors, warnings = told(tmp_path, put("Targets", "F1", "Must"))
    assert errors == ()
    assert "every row counts as Hard = no" in warnings[0].sentence()


def test_a_mistyped_column_is_an_error_that_tells_what_would_count(tmp_path: Path) -> None:
    errors, _ = told(tmp_path, put("Supply", "L1", "Leadtime"))
    assert "every row counts as Lead time = 0 months" in errors[0].sentence()


@pytest.mark.parametrize(
    "own",
    [
        lambda book: book.create_sheet("My notes").append(["Talk to the ministry"]),
        lambda book: book.create_sheet("Overview").append(["Material", "Price", "Seen by"]),
        put("Supply", "T1", "Seen by"),
        both(without_optional("Supply", "F", "M", "N"), put("Supply", "T1", "Seen by"), put("Supply", "T2", "K")),
    ],
)
def test_sheets_and_columns_of_a_planners_own_stay_warnings(own: Spoil, tmp_path: Path) -> None:
    errors, warnings = told(tmp_path, own)
    assert errors == () and len(warnings) == 1
    assert "is not known and is not" in warnings[0].found
    assert warnings[0].mend == (
        "No action is needed if it is a sheet of your own."
        if not warnings[0].cell
        else "No action is needed if it is a column of your own."
    )


def test_an_own_sheet_may_resemble_an_absent_one_if_that_is_added_empty(tmp_path: Path) -> None:
    def own(book: Workbook) -> None:
        book["Finance"].title = "Money"
        book.create_sheet("Finance")

    errors, warnings = told(tmp_path, own)
    assert errors == () and [warning.sheet for warning in warnings] == ["Money"]


@pytest.mark.parametrize(
    ("title", "headers"),
    [
        ("Contacts", ["Country", "Name", "Email", "Phone"]),
        ("Contracts", ["Partner", "Name", "Email"]),
        ("Storage sites", ["Site", "Cost", "Owner"]),
    ],
)
def test_an_own_sheet_that_shares_a_few_words_is_no_absent_one(title: str, headers: list[str], tmp_path: Path) -> None:
    def own(book: Workbook) -> None:
        for absent in ("Countries", "Storage", "Shortage steps"):
            book.remove(book[absent])
        for cell in book["Materials"]["J"][1:]:
            cell.value = None
        page = book.create_sheet(title)
        page.append(headers)
        page.append(["Chile", "Juan", "juan@example.org"])

    errors, warnings = told(tmp_path, put("Limits", "C3", "CHN"), own)
    assert errors == (), [error.sentence() for error in errors]
    assert [warning.sheet for warning in warnings if "is not known" in warning.found] == [title]


def test_an_empty_sheet_under_another_name_is_not_asked_about(tmp_path: Path) -> None:
    errors, warnings = told(tmp_path, rename("Projects", "Ventures"))
    assert errors == () and [warning.sheet for warning in warnings] == ["Ventures"]


@pytest.mark.parametrize("sheet", [sheet.name for sheet in SHEETS])
def test_a_sheet_without_headers_is_as_empty_as_one_without_rows(sheet: str, tmp_path: Path) -> None:
    """It lacks no column: names that lead to it are told, as nothing else would tell that they count for nothing."""
    told_of = [
        [problem.sentence() for problems in told(tmp_path, maker(), emptied(sheet)) for problem in problems]
        for emptied in (clear_sheet, blank_sheet)
    ]
    assert told_of[0] == told_of[1]


def test_one_unknown_name_is_a_mistyped_one_even_where_a_sheet_is_absent(tmp_path: Path) -> None:
    gone = both(remove("Agreements"), put("Floors", "C2", "AUS"), put("Effects", "C2", "Chna"))
    errors, _ = told(tmp_path, gone)
    assert [(error.sheet, error.cell, error.nearest) for error in errors] == [("Effects", "C2", "CHN")]


@pytest.mark.parametrize("days", [None, 60])
def test_a_plan_without_demand_is_warned_of_where_nothing_counts_on_it(days: int | None, tmp_path: Path) -> None:
    """Of a target in days and in tonnes the tonnes are left."""
    free = both(clear_sheet("Shortage steps"), row("Targets", 2, B=days, D=4), row("Effects", 5, B="price", F=None))
    errors, warnings = told(tmp_path, clear_sheet("Demand"), free, maker())
    assert errors == ()
    assert [(warning.sheet, warning.cell) for warning in warnings] == [("Demand", "A2")]
    assert "there is no demand to plan for" in warnings[0].found


@pytest.mark.parametrize("mistake", NO_HORIZON, ids=lambda one: one.name)
def test_without_periods_nothing_is_measured_by_them_and_the_rest_is_told(mistake: Mistake, tmp_path: Path) -> None:
    _, warnings = told(tmp_path, OF_THE_HORIZON)
    assert len(warnings) >= 3, "these are told while the periods are known"
    errors, warnings = told(tmp_path, OF_THE_HORIZON, *(one.spoil for one in APART), mistake.spoil)
    assert matching(errors, mistake), [problem.sentence() for problem in errors]
    assert all(matching(errors, one) for one in APART), [problem.sentence() for problem in errors]
    assert (len(errors), warnings) == (1 + len(APART), ()), [problem.sentence() for problem in (*errors, *warnings)]


def test_where_the_stories_begin_soon_after_the_plan_it_has_too_few_periods(tmp_path: Path) -> None:
    errors, _ = told(tmp_path, put("Settings", "B4", 2))
    assert [(error.sheet, error.cell) for error in errors] == [("Settings", "B4")]
    assert "the first onset, in Stories D2, is 2027Q3" in errors[0].found


def test_one_late_story_is_told_as_such(tmp_path: Path) -> None:
    errors, _ = told(tmp_path, put("Stories", "D4", "2035"))
    assert [(error.sheet, error.cell) for error in errors] == [("Stories", "D4")]


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (["Summary", "Buy list", "Floors", "Checks", "In Settings", "In Materials"], ('Give "mine.xlsx"', "copies")),
        (["Summary", "Buy list", "Sourcing"], ("is a result", "Give the workbook it was made from.")),
        (["Problems"], ("list of problems",)),
    ],
)
def test_what_a_run_wrote_is_no_input(titles: list[str], words: tuple[str, ...], tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title in titles:
        page = book.create_sheet(title)
        if title == "Checks":
            page.append(["Input workbook", "mine"])
    with pytest.raises(BadWorkbook) as bad:
        load(save(book, tmp_path))
    assert len(bad.value.errors) == 1 and not bad.value.warnings
    assert all(word in bad.value.errors[0].sentence() for word in words), bad.value.errors[0].sentence()


def test_the_guide_gives_the_commands_of_the_readme(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    make_workbook({}, {}).save(path)
    guide = " ".join(str(cell.value) for line in load_workbook(path)[GUIDE_SHEET] for cell in line if cell.value)
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for command in (".venv/bin/python", r".venv\Scripts\python"):
        assert command in guide and command in readme
    assert " python run.py" not in guide
    assert "also as a Problems workbook in outputs" in guide
