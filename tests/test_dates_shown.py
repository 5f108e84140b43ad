"""A date whose number format hides the day means the whole month, quarter or year that the cell shows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from tiny import demand, metal, offer, row, solve, workbook

from model.excel.number_formats import section_of, stretch_shown
from model.workbook import BadWorkbook, load

MARCH = datetime(2027, 3, 1)
SERIAL = 46447.0  # of 1 March 2027


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("mmm-yy", "2027-03"),  # what Excel makes of 2027-03
        ("[$-409]mmm\\-yy;@", "2027-03"),
        ("[Red]mmmm yyyy", "2027-03"),
        ('mmmm "de" yyyy', "2027-03"),
        ('yyyy"年"m"月"', "2027-03"),
        ("m/yyyy", "2027-03"),
        ("mmmmm", "2027-03"),
        ('"day "mmm yy', "2027-03"),  # a d in quotes shows no day
        ("MMM\\d YY", "2027-03"),
        ("mmm yyyy h:mm", "2027-03"),
        ("[>=46000]mmm-yy;yyyy-mm-dd", "2027-03"),
        ("yyyy", "2027"),
        ("yy;@", "2027"),
        ('"a;b" yyyy', "2027"),
        ('"CY" yyyy', "2027"),
        ('[$-411]ggge"年"', "2027"),
        ('"Q1" yyyy', "2027Q1"),
        ('yyyy"Q"1', "2027Q1"),
        ("yyyy\\Q\\1", "2027Q1"),
        ('"1Q"yyyy', "2027Q1"),
        ("Q yyyy", "2027Q1"),  # a sign of LibreOffice
        ("yyyy-mm-dd", ""),
        ('yyyy"年"m"月"d"日"', ""),
        ("d-mmm", ""),
        ("dddd", ""),
        ("[$-F800]", ""),  # the long date of the computer's language
        ("[<46000]mmm-yy;yyyy-mm-dd", ""),
        ("h:mm", ""),
        ("mm:ss", ""),  # minutes, not months
        ("hh:mm AM/PM", ""),
        ("[h]:mm", ""),
        ('"Q2" yyyy', None),  # 1 March lies in the first quarter
        ('"FY"yyyy', None),
        ('"H1" yyyy', None),
        ("ww yyyy", None),
    ],
)
def test_what_a_format_shows_of_a_date(number_format: str, shown: str | None) -> None:
    section = section_of(number_format, SERIAL)
    assert section.is_date
    assert stretch_shown(MARCH, section) == shown


@pytest.mark.parametrize(
    "number_format", ["General", "0.00E+00", '0 "days"', "#,##0_d", "[Red]0;[Blue]-0", "@", "", ";;;"]
)
def test_formats_of_numbers_are_no_dates(number_format: str) -> None:
    assert not section_of(number_format, SERIAL).is_date


def test_built_in_formats_are_taken_as_openpyxl_takes_them() -> None:
    for code in BUILTIN_FORMATS.values():
        section = section_of(code, SERIAL)
        assert (section.is_date, section.is_time_passed) == (is_date_format(code), is_timedelta_format(code)), code


@pytest.mark.parametrize(
    ("number_format", "number", "percent"),
    [
        ("0%", 0.05, True),
        ('0.0"%"', 5.0, False),
        ("0\\%", 5.0, False),
        ("[>=1]0;0.0%", 5.0, False),
        ("[>=1]0;0.0%", 0.05, True),
    ],
)
def test_per_cent_is_what_the_number_is_shown_in(number_format: str, number: float, percent: bool) -> None:
    assert section_of(number_format, number).percent is percent


def shown_as(path: Path, place: tuple[str, str], moment: datetime, number_format: str) -> Path:
    """The workbook with a date typed into a cell, shown in a format."""
    book = load_workbook(path)
    cell = book[place[0]][place[1]]
    cell.value = moment
    cell.number_format = number_format
    book.save(path)
    return path


def supplied_to(folder: Path, to: object) -> Path:
    """Six months in which 120 t a year are wanted; the offer sells until `to`, which is cell D2 of Supply."""
    return workbook(
        folder / "tiny.xlsx",
        {"Period months": 1, "Periods": 6},
        materials=[metal(100)],
        supply=[row(offer="CHL", material="Metal", country="CHL", capacity=1000, to=to)],
        demand=[demand(120)],
        shortage_steps=[row(segment="Users", step=1, cost_usd=1000)],
    )


@pytest.mark.parametrize(("number_format", "months"), [("mmm-yy", 3), ("yyyy-mm-dd", 2), ('"Q1" yyyy', 3), ("yyyy", 6)])
def test_a_time_reaches_as_far_as_the_cell_shows(number_format: str, months: int, tmp_path: Path) -> None:
    """10 t a month at 100 USD while the offer sells, at 1,000 USD of shortage after: n months cost 1,000 n + 10,000 (6 − n).

    The middle of March, 16 March, lies within March, the first quarter and 2027, and behind the day 1 March.
    """
    path = supplied_to(tmp_path, "2027-03")
    letter = next(cell.column_letter for cell in load_workbook(path)["Supply"][1] if cell.value == "To")
    shown_as(path, ("Supply", f"{letter}2"), MARCH, number_format)
    outcome = solve(path)
    assert outcome.objective == pytest.approx(1_000 * months + 10_000 * (6 - months))


@pytest.mark.parametrize(("number_format", "typed"), [("mmm-yy", "2027-03"), ("yyyy", "2027")])
def test_a_date_shown_in_part_is_the_text_of_it(number_format: str, typed: str, tmp_path: Path) -> None:
    path = shown_as(supplied_to(tmp_path, typed), ("Supply", "E2"), MARCH, number_format)
    assert load_workbook(path)["Supply"]["E1"].value == "To"
    loaded = load(path)
    (span,) = loaded.case["supply"]["to"]
    (as_text,) = load(supplied_to(tmp_path, typed)).case["supply"]["to"]
    assert span == as_text
    assert dict(loaded.sheets)["Supply"][1][4] == typed  # as results copy it


@pytest.mark.parametrize("number_format", ['"Q3" yyyy', '"FY"yyyy'])
def test_a_date_shown_in_words_of_another_time_is_an_error(number_format: str, tmp_path: Path) -> None:
    path = shown_as(supplied_to(tmp_path, "2027"), ("Supply", "E2"), MARCH, number_format)
    with pytest.raises(BadWorkbook, match="Supply E2: the date 2027-03-01, which the cell shows in words of its own"):
        load(path)


def test_the_start_of_the_plan_may_be_shown_as_a_month(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tiny.xlsx", materials=[metal()], supply=[offer("CHL")], demand=[demand()])
    shown_as(path, ("Settings", "B2"), datetime(2027, 3, 15), "mmmm yyyy")
    assert load(path).case.calendar.start == MARCH
