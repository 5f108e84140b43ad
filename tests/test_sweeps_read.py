"""The sweeps of the Studies sheet as they are read, and every mistake in its cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.changes import Axis, Change, SweepPlan
from model.excel.problems import Problem
from model.schema.studies import KINDS_OF_STUDY, SWEEP, TAKES_OVER, TAKES_VALUES
from model.workbook import BadWorkbook, Loaded, load
from model.workbook.checks.studies import CHECKED_APART
from tests.tiny import Row, demand, floor, member, metal, offer, row, workbook

SHEETS: dict[str, list[Row]] = {
    "materials": [metal(), metal(50, "Ore")],
    "supply": [offer("CHL"), offer("PER", material="Ore", premium=5)],
    "demand": [demand(), demand(40, "Ore")],
    "agreements": [member("Club", "CHL")],
    "floors": [floor("border floor", 90, "Club")],
    "finance": [row(tranche="Loan", kind="loan", amount=200, rate=5), row(tranche="Equity", kind="equity", amount=50)],
    "limits": [row(limit="Cap", scope="Metal", of="CHL", at_most_share=60, at_least_share=20, over="period")],
}


def read(folder: Path, *studies: Row) -> Loaded:
    return load(workbook(folder / "small.xlsx", **SHEETS, studies=studies), sweeps=True)


def sweep(over: object, values: object, **more: object) -> Row:
    return row(study=SWEEP, over=over, values=values, **more)


def problem(folder: Path, *studies: Row) -> Problem:
    """The one error of a workbook with these rows, which reads alike whether its sweeps are asked for or not."""
    with pytest.raises(BadWorkbook) as caught:
        read(folder, *studies)
    (found,) = caught.value.errors
    return found


AMOUNT = Axis("Finance: Amount", "finance", (2, 3), "amount")
UNDERSTOOD: dict[str, tuple[Row, SweepPlan]] = {
    "values, sorted": (sweep("Finance: Amount", "5; 1; 2"), SweepPlan(2, (AMOUNT,), ((1.0,), (2.0,), (5.0,)))),
    "some rows": (
        sweep("finance:  amount (USD) [ Tranche = loan ]", "12e9"),
        SweepPlan(2, (Axis("finance: amount (USD) [ Tranche = loan ]", "finance", (2,), "amount"),), ((12e9,),)),
    ),
    "so many points, both ends among them": (
        sweep("Finance: Amount", "from 0 to 1e3 in 5"),
        SweepPlan(2, (AMOUNT,), ((0.0,), (250.0,), (500.0,), (750.0,), (1000.0,))),
    ),
    "multiples": (
        sweep("Finance: Amount", "x 0.5; 1; 200 %"),
        SweepPlan(2, (Axis("Finance: Amount", "finance", (2, 3), "amount", True),), ((0.5,), (1.0,), (2.0,))),
    ),
    "an x before each": (
        sweep("Finance: Amount", "x0.5; x 1"),
        SweepPlan(2, (Axis("Finance: Amount", "finance", (2, 3), "amount", True),), ((0.5,), (1.0,))),
    ),
    "multiples in steps": (
        sweep("Finance: Amount", "x from 0 to 2 in 3"),
        SweepPlan(2, (Axis("Finance: Amount", "finance", (2, 3), "amount", True),), ((0.0,), (1.0,), (2.0,))),
    ),
    "a setting, in per cent however typed": (
        sweep("Settings: Discount rate", "5; 10 %"),
        SweepPlan(2, (Axis("Settings: Discount rate", "settings", (), "discount_rate"),), ((0.05,), (0.1,))),
    ),
    "a grid": (
        sweep("Finance: Amount | Settings: Discount rate", "1; 2 | 5 %; 10 %"),
        SweepPlan(
            2,
            (AMOUNT, Axis("Settings: Discount rate", "settings", (), "discount_rate")),
            ((1.0, 0.05), (1.0, 0.1), (2.0, 0.05), (2.0, 0.1)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", UNDERSTOOD)
def test_a_sweep_is_understood(way: str, tmp_path: Path) -> None:
    typed, plan = UNDERSTOOD[way]
    assert read(tmp_path, typed).sweeps == (plan,)


def test_a_point_is_the_changes_that_it_makes(tmp_path: Path) -> None:
    (plan,) = read(tmp_path, sweep("Finance: Amount | Floors: Price", "x 0.5; 1 | 80; 95")).sweeps
    assert plan.name == "Finance: Amount | Floors: Price"
    assert plan.changes(plan.points[1]) == (
        Change("finance", (2, 3), "amount", "multiply", 0.5),
        Change("floors", (2,), "price", "set", 95.0),
    )


def test_sweeps_are_read_where_they_are_asked_for_and_on(tmp_path: Path) -> None:
    rows = [sweep("Finance: Amount", "1; 2"), sweep("Finance: Rate", "1; 2", on="no"), sweep("no cell", "", on="no")]
    assert [plan.row for plan in read(tmp_path, *rows).sweeps] == [2]
    assert load(tmp_path / "small.xlsx").sweeps == ()


ERRORS: dict[str, tuple[Row, str, str]] = {
    "no cells": (sweep(None, "1; 2"), "B2", "without Over"),
    "no values": (sweep("Finance: Amount", None), "C2", "without Values"),
    "no column": (sweep("Finance", "1"), "B2", "names no column of a sheet"),
    "an open bracket": (sweep("Finance: Amount [Tranche=Loan", "1"), "B2", "names no column of a sheet"),
    "no such sheet": (sweep("Finanse: Amount", "1"), "B2", 'Change it to "Finance"'),
    "a sheet of questions": (sweep("What-ifs: Value", "1"), "B2", "that a sweep can change"),
    "no such column": (sweep("Finance: Amont", "1"), "B2", 'Change it to "Amount"'),
    "no such setting": (sweep("Settings: Discount", "1"), "B2", "no column"),
    "rows of a setting": (sweep("Settings: Discount rate [Setting=x]", "1"), "B2", "behind a setting"),
    "no such row": (sweep("Finance: Amount [Tranche=Lone]", "1"), "B2", 'Change it to "Tranche=Loan"'),
    "no value in the brackets": (sweep("Finance: Amount [Loan]", "1"), "B2", "names no value"),
    "a sheet without rows": (sweep("Targets: Tonnes", "1"), "B2", "let a sweep change it"),
    "no numbers": (sweep("Finance: Kind", "1"), "B2", "holds no numbers"),
    "a setting that is no number": (sweep("Settings: Home country", "1"), "B2", "holds no numbers"),
    "three": (sweep("Finance: Amount | Finance: Rate | Floors: Price", "1 | 1 | 1"), "B2", "3 things to go over"),
    "a grid of the same cell": (sweep("Finance: Rate | Finance: Rate [Tranche=Loan]", "1|2"), "B2", "the same cell"),
    "a grid of the same setting": (
        sweep("Settings: Discount rate | Settings: Discount rate", "1 | 2"), "B2", "the same cell",
    ),
    "a list too few": (sweep("Finance: Amount | Finance: Rate", "1; 2"), "C2", "one list of values for 2 things"),
    "a list too many": (sweep("Finance: Amount", "1 | 2"), "C2", "2 lists of values for 1 thing"),
    "an empty list": (sweep("Finance: Amount | Finance: Rate", "1; 2 |"), "C2", "no values"),
    "a word": (sweep("Finance: Amount", "1; much"), "C2", '"much" in a list of values'),
    "commas": (sweep("Finance: Amount", "1, 2, 5"), "C2", "semicolons"),
    "no end": (sweep("Finance: Amount", "from 0 to much in 5"), "C2", '"much" in "from 0 to much in 5"'),
    "no points": (sweep("Finance: Amount", "from 0 to 10 in many"), "C2", '"many" points'),
    "one point": (sweep("Finance: Amount", "from 0 to 10 in 1"), "C2", "from 2 to 200"),
    "half a point": (sweep("Finance: Amount", "from 0 to 10 in 2.5"), "C2", "whole number of points"),
    "one end in per cent": (sweep("Finance: Rate", "from 1 to 10 % in 3"), "C2", "the other not"),
    "too many points": (sweep("Finance: Amount", "from 0 to 10 in 201"), "C2", "from 2 to 200"),
    "too large a grid": (
        sweep("Finance: Amount | Finance: Rate", "from 0 to 10 in 21 | from 0 to 9 in 10"), "C2", "grid of 210 points",
    ),
    "values and multiples": (sweep("Finance: Amount", "1; x 2"), "C2", "values and multiples"),
    "multiples of a whole number": (sweep("Settings: Periods", "x 0.5; 1"), "C2", "multiples of Periods"),
    "out of range": (sweep("Settings: Discount rate", "5; 120"), "C2", "outside what Discount rate allows"),
    "below the range": (sweep("Finance: Amount", "-1; 5"), "C2", "outside what Amount allows"),
    "no whole number": (sweep("Settings: Periods", "2; 2.5"), "C2", "whole number"),
    "two cells at odds": (sweep("Limits: At most (%)", "70; 10; 5"), "C2", "and so with 1 more point"),
    "a multiple out of range": (sweep("Limits: At most (%)", "x 1; 2"), "C2", "outside"),
    "a blank to multiply": (sweep("Materials: World output", "x 2"), "B2", "nothing to multiply"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", ERRORS)
def test_an_error_names_its_cell(mistake: str, tmp_path: Path) -> None:
    typed, cell, words = ERRORS[mistake]
    found = problem(tmp_path, {"over": None, "values": None, **typed})
    assert (found.sheet, found.cell) == ("Studies", cell)
    assert words in found.sentence()
    assert found.allowed and found.mend


def test_a_problem_of_a_point_says_which_point_it_is(tmp_path: Path) -> None:
    told = problem(tmp_path, sweep("Limits: At most (%)", "70; 10")).sentence()
    assert told.startswith("Studies C2: with Limits: At most (%) = 10, Limits ")


def warnings(folder: Path, *studies: Row) -> list[tuple[str, str]]:
    return [(one.cell, one.found) for one in read(folder, *studies).warnings if one.sheet == "Studies"]


@pytest.mark.parametrize("study", [study for study in KINDS_OF_STUDY if study not in CHECKED_APART])
def test_a_cell_that_a_study_makes_no_use_of_is_told(study: str, tmp_path: Path) -> None:
    if study == SWEEP:
        assert warnings(tmp_path, sweep("Finance: Amount", "1; 2")) == []
        return
    told = warnings(tmp_path, row(study=study, over="Club", values="5"))
    assert [cell for cell, found in told if "makes no use" in found] == [
        cell for cell, takes in (("B2", TAKES_OVER), ("C2", TAKES_VALUES)) if study not in takes
    ]


def test_what_is_typed_twice_is_told(tmp_path: Path) -> None:
    twice = [sweep("Finance: Amount", "1; 2"), sweep("finance: amount", "1; 2")]
    assert warnings(tmp_path, *twice) == [("A3", "the same study as in row 2")]
    assert warnings(tmp_path, sweep("Finance: Amount", "1; 1.0")) == [("C2", 'a value typed twice in "1; 1.0"')]
