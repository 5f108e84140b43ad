"""Values under an empty header are never passed over in silence, and remarks beside a table are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from model.case import Case
from model.schema import SHEETS
from model.workbook import BadWorkbook, load
from tests.bad_workbooks import Spoil, both, good_workbook, put, save
from tests.mistakes import process
from tests.mistakes_of_names import without_optional
from tests.mistakes_of_participants import maker
from tests.test_renamed import told

REMARKS = {"source", "note", "unit"}  # columns that nothing is computed from


def full_workbook() -> Workbook:
    """The good workbook with a process and a participant."""
    book = good_workbook()
    both(process(), maker())(book)
    return book


FILLED = [
    (page.title, cell.coordinate)
    for page in full_workbook().worksheets[1:]
    for cell in page[1]
    if any(page.cell(number, cell.column).value is not None for number in range(2, page.max_row + 1))
]


def test_an_empty_header_of_any_column_is_told(tmp_path: Path) -> None:
    for sheet, cell in FILLED:
        errors, warnings = told(tmp_path, process(), maker(), put(sheet, cell, None))
        assert [(one.sheet, one.cell) for one in (*errors, *warnings)] == [(sheet, cell)], (sheet, cell)


@pytest.mark.parametrize("blank", [None, " "])
def test_values_between_their_neighbours_are_read_as_the_column_that_lacks(blank: str | None, tmp_path: Path) -> None:
    errors, warnings = told(tmp_path, put("Supply", "L1", blank))
    assert [error.sentence() for error in errors] == [
        'Supply L1: the header is empty and the column "Lead time (months)" is missing, so every row counts as Lead time = '
        '0 months; is this it? Allowed: "Lead time (months)" in row 1. Type "Lead time (months)". If it is a column of your '
        "own, give it a name of its own."
    ]
    assert warnings == ()


def test_an_empty_header_hides_no_mistake_below_it(tmp_path: Path) -> None:
    errors, _ = told(tmp_path, put("Materials", "B1", None), put("Limits", "B2", "Rare earth"))
    assert [(error.sheet, error.cell) for error in errors] == [("Materials", "B1"), ("Limits", "B2")]


def test_values_that_do_not_fit_are_told_as_not_read(tmp_path: Path) -> None:
    errors, warnings = told(tmp_path, put("Supply", "L1", None), put("Supply", "L3", "soon"))
    assert errors == () and [(warning.sheet, warning.cell) for warning in warnings] == [("Supply", "L1")]
    assert 'the sheet lacks "Lead time (months)"' in warnings[0].sentence()


LAST = without_optional("Supply", "M", "N", "O", "P", "Q", "R", "S")


@pytest.mark.parametrize(
    ("spoil", "cells"),
    [
        (put("Supply", "Z3", "check!"), []),
        (put("Supply", "Z3", 77), []),
        (both(LAST, put("Supply", "L1", None)), ["L1"]),
        (both(LAST, put("Supply", "Z3", "check!")), []),
        (lambda book: book["Supply"].insert_cols(4), []),
        (both(lambda book: book["Supply"].insert_cols(4), put("Supply", "D3", "check!")), ["D1"]),
    ],
    ids=["remark", "sum", "last column", "remark beside few columns", "spacer", "remark within"],
)
def test_values_beside_the_table_are_told_where_they_may_be_meant(spoil: Spoil, cells: list[str], tmp_path: Path) -> None:
    errors, warnings = told(tmp_path, spoil)
    assert errors == () and [warning.cell for warning in warnings] == cells


def test_blanks_are_their_documented_defaults_and_change_nothing_else(tmp_path: Path) -> None:
    """A cell that may be blank changes its own value alone, if it is not told."""
    path = save(full_workbook(), tmp_path)
    good = load(path).case
    for sheet in SHEETS:
        for line in load_workbook(path)[sheet.name].iter_rows(min_row=2):
            for cell in line:
                column = sheet.columns[cell.column - 1]
                if cell.value is None or column.required or column.field in REMARKS:
                    continue
                book = full_workbook()
                book[sheet.name][cell.coordinate].value = None
                blanked = save(book, tmp_path, "blanked.xlsx")
                changed = _changed(good, blanked)
                assert changed <= {(sheet.field, column.field)}, (sheet.name, cell.coordinate)


def _changed(good: Case, path: Path) -> set[tuple[str, str]]:
    try:
        other = load(path).case
    except BadWorkbook:
        return set()
    return {
        (name, field)
        for name, table in good.tables.items()
        for field in table.columns
        if list(map(str, table[field])) != list(map(str, other.tables[name][field]))
    }
