"""The Frontier sheet: its sentences, tables and charts, of sweeps solved by hand (tests/swept.py)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from swept import based, found, loaded, reserve, sweep_of, under_a_floor

from model.report import write_result
from model.report.charts import make_chart
from model.results.facts.run import Run
from model.results.facts.studies import Studies
from model.results.facts.sweep import SweptPoint
from model.results.frontier.page import page
from model.results.shown.pages import Chart, Page
from tests.tiny import Row

SHORT, COST = "Shortage cost with reserve (USD million)", "Net cost of reserve (USD million)"


def studied(folder: Path, sheets: dict[str, Any], *studies: Row) -> tuple[Run, Any]:
    book = loaded(folder, sheets, *studies)
    base, run = based(book)
    return replace(run, studies=Studies(sweeps=found(book, base))), book


def page_of(folder: Path, sheets: dict[str, Any], *studies: Row) -> Page:
    return page(studied(folder, sheets, *studies)[0])


def frame(made: Page, name: str) -> Any:
    return next(table.frame for table in made.tables if table.name == name)


def test_the_first_sentence_is_the_smallest_reserve(tmp_path: Path) -> None:
    """See tests/test_sweep.py: 80 % at 8,000 USD between the points, at 10,000 of those solved."""
    made = page_of(tmp_path, reserve(), sweep_of("Finance: Amount", "from 0 to 12500 in 6"))
    assert made.texts == (
        "The smallest reserve that gives 80% of the protection: Finance: Amount at 8,000 USD, read off a straight line "
        "between two points that were solved. At 10,000 USD, which was solved, it takes 50,000 USD off the expected shortage "
        "cost of 50,000 USD, for a net cost of 10,000 USD; the most that any of 6 points does is 50,000 USD, at 10,000 USD.",
    )


def test_of_multiples_the_money_is_said(tmp_path: Path) -> None:
    made = page_of(tmp_path, reserve(), sweep_of("Finance: Amount", "x 0; 0.5; 1"))
    assert "Finance: Amount at x 0.8, 8,000 USD in all, read off" in made.texts[0]
    assert "At x 1, which was solved" in made.texts[0]


def test_the_table_has_every_point_and_the_chart_draws_it(tmp_path: Path) -> None:
    made = page_of(tmp_path, reserve(), sweep_of("Finance: Amount", "0; 5000"))
    table = frame(made, "Frontier1")
    assert table["Finance: Amount (USD)"].tolist() == [0, 5_000]
    assert table[SHORT].tolist() == pytest.approx([0.05, 0.025])
    assert table[COST].tolist() == pytest.approx([0, 0.005])
    (chart,) = made.charts
    assert (chart.kind, chart.table, chart.categories, chart.series) == ("xy", "Frontier1", COST, (SHORT,))


def test_a_floor_shows_capacity_against_cost(tmp_path: Path) -> None:
    made = page_of(tmp_path, under_a_floor(), sweep_of("Floors: Price", "100; 115; 130"))
    assert made.texts[0].startswith(
        "Floors: Price from 100 USD/t to 130 USD/t: of partner capacity, 50,000 USD a year more at base price is open at the "
        "end of the horizon at 130 USD/t than at 100 USD/t; the objective rises from 25,000 USD to "
    )
    capacity = frame(made, "Frontier1Capacity")
    assert capacity["Partner capacity open at the end (t/yr)"].tolist() == pytest.approx([1_000, 1_300, 1_500])
    (chart,) = made.charts
    assert chart.series == ("Partner capacity open at the end (USD million/yr)",)
    assert chart.categories == "Objective (USD million)"


def test_a_floor_that_keeps_nothing_open_says_so(tmp_path: Path) -> None:
    made = page_of(tmp_path, under_a_floor(), sweep_of("Floors: Price", "130; 150"))
    assert "the partner capacity open at the end of the horizon is the same, 0.15 million USD a year" in made.texts[0]
    assert [table.name for table in made.tables] == ["Frontier1"]


def test_a_grid_is_a_square(tmp_path: Path) -> None:
    made = page_of(tmp_path, reserve(), sweep_of("Finance: Amount | Demand: Demand", "0; 5000 | 40; 100"))
    square = frame(made, "Frontier1ShortWith")
    assert square.columns.tolist() == [
        "Finance: Amount (USD)", "Demand: Demand 40 t/yr (USD million)", "Demand: Demand 100 t/yr (USD million)",
    ]  # fmt: skip
    assert square.to_numpy().tolist() == [pytest.approx([0, 0.02, 0.05]), pytest.approx([5_000, 0, 0.025])]
    assert made.charts == ()
    assert made.texts[0].startswith(
        "Finance: Amount | Demand: Demand from 0 USD and 40 t/yr to 5,000 USD and 100 t/yr: expected shortage cost rises"
    )


def test_what_changes_nothing_and_what_has_no_size_is_said(tmp_path: Path) -> None:
    made = page_of(tmp_path, reserve(), sweep_of("Settings: Discount rate", "0; 5 %"), sweep_of("Finance: Amount", "0; 1"))
    assert made.texts[0].startswith("Settings: Discount rate from 0.0% to 5.0%: expected shortage cost stays at 0 USD;")
    assert frame(made, "Frontier1")["Settings: Discount rate (%)"].tolist() == [0, 0.05]
    protecting = page_of(tmp_path, reserve(effects=[]), sweep_of("Finance: Amount", "0; 1"))
    assert protecting.texts == ("Finance: Amount: no plan of these spares any shortage cost.",)


def without_plans(run: Run, *places: int) -> Run:
    """The same findings, without plans at some points."""
    (swept,) = run.studies.sweeps
    points = tuple(
        SweptPoint(point.values, None, why=("it has no plan.",)) if place in places else point
        for place, point in enumerate(swept.points)
    )
    return replace(run, studies=Studies(sweeps=(replace(swept, points=points),)))


def test_points_without_a_plan_are_told_not_hidden(tmp_path: Path) -> None:
    run, _ = studied(tmp_path, reserve(), sweep_of("Finance: Amount", "0; 5000; 10000"))
    some = page(without_plans(run, 1))
    assert some.texts[1] == "Finance: Amount: 1 of 3 points has no plan; the table says why."
    assert frame(some, "Frontier1")["Why there is no plan"].tolist() == ["", "it has no plan.", ""]
    none = page(without_plans(run, 0, 1, 2))
    assert none.texts == ("Finance: Amount: none of the 3 points has a plan.",)
    assert none.charts == ()


def test_what_theory_rules_out_is_told(tmp_path: Path) -> None:
    run, _ = studied(tmp_path, reserve(), sweep_of("Finance: Amount", "0; 5000"))
    (swept,) = run.studies.sweeps
    told = page(replace(run, studies=Studies(sweeps=(replace(swept, falls=False),)))).texts
    assert told[1] == (
        "Finance: Amount: from 0 USD to 5,000 USD the objective falls by 20,000 USD, which it should not. "
        "Do not rely on these two points."
    )


def test_the_sheet_is_in_the_result_where_a_sweep_ran(tmp_path: Path) -> None:
    run, book = studied(tmp_path, reserve(), sweep_of("Finance: Amount", "0; 5000"))
    written = load_workbook(write_result(tmp_path / "with.xlsx", run, book, {}))
    assert "Frontier" in written.sheetnames
    assert len(written["Frontier"]._charts) == 1  # type: ignore[attr-defined]
    bare = load_workbook(write_result(tmp_path / "bare.xlsx", replace(run, studies=Studies()), book, {}))
    assert "Frontier" not in bare.sheetnames


def test_an_xy_chart_has_a_number_on_both_axes() -> None:
    sheet = Workbook().create_sheet()
    for line in (("Cost", "Gain"), (1, 5), (3, 7)):
        sheet.append(list(line))
    made = make_chart(sheet, Chart("xy", "Title", "Table", "Cost", ("Gain",), "t"), {"Cost": 1, "Gain": 2}, 1, 3)
    (series,) = made.series
    assert series.xVal.numRef.f.endswith("$A$2:$A$3")
    assert series.yVal.numRef.f.endswith("$B$2:$B$3")
    assert series.marker.symbol == "circle"
    assert made.x_axis.title is not None


