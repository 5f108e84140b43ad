"""What-ifs as they are read: what each changes, and problems in its own cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd
import pytest
from what_if_edits import EDITS, Edit, by_hand, full_workbook

from model.changes import Change
from model.excel.problems import Warnings
from model.schema import SHEETS
from model.workbook import BadWorkbook, load
from model.workbook.checks.check import Check
from model.workbook.checks.run import CHECKS
from model.workbook.tables.cells import read_row
from tests.tiny import Row, demand, metal, offer, row, workbook

CHANGEABLE = {"Settings", *(sheet.name for sheet in SHEETS)} - {"What-ifs", "Studies"}
WHAT_IFS = next(sheet for sheet in SHEETS if sheet.name == "What-ifs")


def test_every_sheet_has_an_edit() -> None:
    assert {edit.sheet for edit in EDITS} == CHANGEABLE


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.sheet}: {edit.column}")
def test_a_what_if_is_the_case_of_the_workbook_edited_by_hand(edit: Edit, tmp_path: Path) -> None:
    loaded = load(full_workbook(tmp_path / "case.xlsx", edit.what_if), variants=True)
    (variant,) = loaded.variants
    changed = loaded.case.with_changes(variant.changes)
    wanted = load(by_hand(edit, tmp_path / "case.xlsx")).case
    for name, value in vars(wanted.settings).items():
        close = pytest.approx(value, rel=1e-14, nan_ok=True) if isinstance(value, float) else value
        assert getattr(changed.settings, name) == close, name
    assert changed.calendar == wanted.calendar
    for sheet in CHANGEABLE - {"Settings"}:
        name = next(one.field for one in SHEETS if one.name == sheet)
        pd.testing.assert_frame_equal(changed[name], wanted[name], rtol=1e-14)
    base = load(full_workbook(tmp_path / "case.xlsx")).case
    assert any(not loaded.case[name].equals(changed[name]) for name in base.tables) or base.settings != changed.settings


def what_if(name: str, sheet: str, column: str, value: object, **more: object) -> Row:
    return row(what_if=name, sheet=sheet, column=column, value=value, **more)


SETTINGS = {"Discount rate": 5}
SMALL: dict[str, list[Row]] = {
    "materials": [metal(), metal(50, "Ore")],
    "supply": [offer("CHL"), offer("PER", material="Ore", premium=5)],
    "demand": [demand(), demand(40, "Ore")],
    "limits": [row(limit="Cap", scope="Metal", of="CHL", at_most_share=60, at_least_share=20, over="period")],
}


def small(path: Path, *what_ifs: Row) -> Path:
    return workbook(path / "small.xlsx", SETTINGS, **SMALL, what_ifs=what_ifs)


ERRORS: dict[str, tuple[Row, str, str]] = {
    "no such sheet": (what_if("A", "Suply", "Capacity", 1), "sheet", '"Supply"'),
    "itself": (what_if("A", "What-ifs", "Value", 1), "sheet", "that a what-if can change"),
    "no such column": (what_if("A", "Supply", "Capcity", 1), "column", "no column"),
    "no such setting": (what_if("A", "Settings", "Discount", 1), "column", "no column"),
    "no row": (what_if("A", "Supply", "Capacity", 1, where="Country=CHI"), "where", '"Country=CHL"'),
    "no row of the number": (what_if("A", "Supply", "Capacity", 1, where="Premium=7"), "where", "no row of Supply"),
    "no value in where": (what_if("A", "Supply", "Capacity", 1, where="Chile"), "where", "names no value"),
    "no column in where": (what_if("A", "Supply", "Capacity", 1, where="Land=CHL"), "where", "no column"),
    "two columns": (what_if("A", "Limits", "At most", 1), "column", "two columns"),
    "empty sheet": (what_if("A", "Targets", "Tonnes", 1), "sheet", "no rows"),
    "no setting in where": (what_if("A", "Settings", "Value", 1, where="Discount rate"), "where", "names no setting"),
    "where beside a setting": (what_if("A", "Settings", "Periods", 1, where="Setting=Periods"), "where", "blank cell"),
    "no number to multiply": (what_if("A", "Supply", "Capacity", "two", action="multiply"), "value", "number to multiply"),
    "no text to multiply": (what_if("A", "Supply", "Country", 2, action="multiply"), "action", "no number"),
    "nothing there": (what_if("A", "Supply", "From", "soon"), "value", "neither a time"),
    "a blank to add to": (what_if("A", "Materials", "World output", 5, action="add"), "column", "nothing to add"),
    "text for a number": (what_if("A", "Supply", "Capacity", "much"), "value", "Supply D2"),
    "out of range": (what_if("A", "Settings", "Risk level", 120), "value", "outside what Risk level allows"),
    "out of range by a factor": (what_if("A", "Limits", "At most (%)", 2, action="multiply"), "value", "outside"),
    "no such name": (what_if("A", "Supply", "Material", "Metall", where="Country=CHL"), "value", '"Metal"'),
    "no such choice": (what_if("A", "Limits", "Over", "months"), "value", "none of the choices"),
    "two cells at odds": (what_if("A", "Limits", "At most (%)", 10), "value", "more than At most"),
    "an elsewhere": (what_if("A", "Materials", "Material", "Tin", where="Material=Ore"), "value", "Supply B3"),
    "a required cell emptied": (what_if("A", "Supply", "Capacity", None, where="Country=CHL"), "value", "empty"),
}


@pytest.mark.parametrize("mistake", ERRORS)
def test_an_error_names_the_cell_of_what_ifs(mistake: str, tmp_path: Path) -> None:
    bad, name, word = ERRORS[mistake]
    with pytest.raises(BadWorkbook) as caught:
        load(small(tmp_path, bad), variants=True)
    used = [column.field for column in WHAT_IFS.columns if column.field in bad]
    cell = f"{'ABCDEF'[used.index(name)]}2"
    assert {(problem.sheet, problem.cell) for problem in caught.value.errors} == {("What-ifs", cell)}
    assert any(word in problem.sentence() for problem in caught.value.errors)


def test_rows_of_one_what_if_are_made_one_after_the_other(tmp_path: Path) -> None:
    path = small(
        tmp_path,
        what_if("Half", "Supply", "Capacity", 300, where="Country=CHL"),
        what_if("Other", "Demand", "Demand", 7),
        what_if(" half ", "Supply", "Capacity", 0.5, action="multiply"),
    )
    half, other = load(path, variants=True).variants
    assert (half.name, other.name) == ("Half", "Other")
    assert half.changes == (
        Change("supply", (2,), "capacity", "set", 150.0),
        Change("supply", (3,), "capacity", "set", 500.0),
    )


# What reading them costs


def test_only_what_a_what_if_changes_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The changed row, and none of those that are as they were; all of them where the periods are others."""
    converted: list[str] = []

    def counted(row: Any, *rest: Any) -> None:
        converted.append(row.table.sheet.name)
        read_row(row, *rest)

    monkeypatch.setattr("model.workbook.tables.read.read_row", counted)
    of_ore = what_if("A", "Supply", "Premium", 10, where="Material=Ore")
    path = small(tmp_path, of_ore, what_if("B", "Settings", "Periods", 3))
    load(path)
    once = converted.copy()
    load(path, variants=["A"])
    again = converted[2 * len(once) :]
    assert again == ["Supply"] and once.count("Supply") == 2
    converted.clear()
    load(path, variants=["B"])  # other periods, so that every time may mean another
    assert converted.count("Supply") == 2 * once.count("Supply")


def test_what_is_only_warned_of_is_not_looked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = []
    checks = tuple(
        replace(one, finds=lambda draft, problems, one=one: (run.append(one), one.finds(draft, problems))) for one in CHECKS
    )
    monkeypatch.setattr("model.workbook.checks.run.CHECKS", checks)
    load(small(tmp_path, what_if("A", "Supply", "Premium", 10)), variants=True)
    warning = [one for one in CHECKS if one.only_warns]
    assert warning and all(run.count(one) == 1 for one in warning)
    assert all(run.count(one) == 2 for one in CHECKS if not one.only_warns)


@pytest.mark.parametrize("one", [one for one in CHECKS if one.only_warns], ids=lambda one: one.finds.__name__)
def test_a_check_that_is_said_to_warn_is_given_nothing_to_tell_errors_with(one: Check) -> None:
    """So that mypy refuses one that does."""
    assert get_type_hints(one.finds)["problems"] is Warnings
