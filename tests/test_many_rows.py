"""Workbooks of many rows, and of many mistakes: work in proportion to the rows, and problems that can be read.

Counts of what is done stand for seconds, which tests/benchmarks/reading.py measures.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from model.excel.problems import MOST_ALIKE, Problem, told
from model.excel.words import MOST_COMPARED, Guesser
from model.workbook import BadWorkbook, load
from model.workbook.checks.near_names import MOST_NEAR, near_pairs
from model.workbook.draft import Row as DraftRow
from model.workbook.tables import sums
from model.workbook.writing.problems_workbook import write_problems
from tests.tiny import Row, demand, metal, offer, row, workbook

MANY = 2_000


def many(path: Path, count: int, **more: object) -> Path:
    """A workbook of so many offers, each a seller of its own, of a twentieth as many materials, all of them in demand."""
    names = [f"Metal {number}" for number in range(max(count // 20, 1))]
    sold = [(f"Seller {number}", names[number % len(names)]) for number in range(count)]
    sheets: dict[str, list[Row]] = {
        "materials": [metal(name=name, smallest_order=1) for name in names],
        "supply": [offer("CHL", material=material, offer=seller, **more) for seller, material in sold],
        "demand": [demand(material=name) for name in names],
        "targets": [row(material=name, days_of_cover=30, penalty=500) for name in names],
    }
    return workbook(path / f"{count}.xlsx", {"Discount rate": 5}, **sheets)


def test_checks_look_at_each_row_a_number_of_times_that_does_not_grow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    value = DraftRow.value

    def counted(own: DraftRow, name: str) -> object:
        nonlocal looks
        looks += 1
        return value(own, name)

    monkeypatch.setattr(DraftRow, "value", counted)
    per_row = []
    for count in (MANY // 4, MANY):
        looks = 0
        load(many(tmp_path, count))
        per_row.append(looks / count)
    assert per_row[1] < 1.05 * per_row[0]


def test_a_column_of_mistakes_is_told_by_its_first_and_their_number(tmp_path: Path) -> None:
    path = many(tmp_path, MANY, premium="much")
    with pytest.raises(BadWorkbook) as caught:
        load(path)
    errors = caught.value.errors
    assert len(errors) == MOST_ALIKE + 1 and [error.cell for error in errors[:2]] == [errors[0].cell, f"{errors[0].cell[0]}3"]
    column = errors[0].cell[0]
    assert errors[-1].sentence() == (
        f"Supply {column}502: 1,500 more like those above, from {column}502 to {column}2001. Mend those, and check again."
    )
    sheet = load_workbook(write_problems(tmp_path / "problems.xlsx", errors, (), "case.xlsx")).active
    assert sheet is not None and sheet.max_row == MOST_ALIKE + 2


def test_a_column_of_mistakes_hides_no_other() -> None:
    def problem(sheet: str, cell: str, severity: str = "error") -> Problem:
        return Problem(sheet, cell, "wrong", "right", "Mend it.", severity)  # type: ignore[arg-type]

    rows = range(2, MOST_ALIKE + 2)
    alike = [problem("Supply", f"B{number}") for number in rows]
    one_more = problem("Supply", f"B{MOST_ALIKE + 2}")
    others = [problem("Supply", "AB7"), problem("Demand", "B9"), problem("Supply", "B3", "warning"), problem("", "")]
    assert set(told([*alike, *others])) == {*alike, *others}
    (rest,) = set(told([*alike, *others, one_more])) - {*alike, *others}
    assert (rest.place, rest.found, rest.severity) == (f"Supply B{MOST_ALIKE + 2}", "1 more like those above", "error")


def test_guesses_among_many_names_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def close(_: str, names: dict[str, str], **__: object) -> list[str]:
        nonlocal compared
        compared += len(names)
        return []

    monkeypatch.setattr("difflib.get_close_matches", close)
    guesser = Guesser(f"Seller {number}" for number in range(100_000))
    for number in range(1_000):
        guesser.nearest(f"Salesman {number}")
    assert compared <= MOST_COMPARED


def test_letters_that_count_are_taken_for_digits() -> None:
    """Offers called by letters in order are no slips of each other; two that differ so elsewhere are."""
    counted = [f"Lode mine {a}{b}vein" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"]
    assert len("abcdefghijklmnopqrstuvwxyz") > MOST_NEAR
    assert near_pairs([*counted, "Kalgoorlie", "Kalgorlie"]) == [("Kalgoorlie", "Kalgorlie")]


@pytest.mark.parametrize(("most", "found"), [(10**9, 2), (10, 1)])
def test_rows_that_may_be_totals_are_compared_up_to_a_bound(
    most: int, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "MOST_COMPARED", most)
    rows: list[Row] = [demand(30, segment="A"), demand(40, segment="B"), row(material="Total", demand=70)]
    rows += [demand(50, segment="C"), demand(60, segment="D"), row(material="Subtotal", demand=110)]
    path = workbook(tmp_path / "totals.xlsx", {}, materials=[metal()], supply=[offer("CHL")], demand=rows)
    with pytest.raises(BadWorkbook) as caught:
        load(path)
    assert sum("counted twice" in error.found for error in caught.value.errors) == found
