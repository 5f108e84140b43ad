"""Workbooks of almost nothing, and legal figures that no planner means: each ends in a plan or in words about its cells."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from everything import everything
from plants import ONE, ORE, places, plant, seller
from tiny import Rows, demand, metal, offer, row, workbook

from model import cli
from model.calendar import Calendar
from model.commands import endings, no_plan
from model.results.book import all_pages
from model.results.facts.run import Run
from model.results.sourcing.chain import trace
from model.results.sourcing.mixing import UNKNOWN
from model.schema import SHEETS, Kind
from model.solve import Status
from model.stages import Stages
from model.workbook import load
from tests.main_job import run_main_job

LONGEST, SHORTEST = 1e15, 1e-9
TIMES = ("months", "years", "days; blank = 0")
ALONE = ("supply", "demand", "targets", "limits", "storage", "finance", "participants", "stories", "agreements")


def unstored(materials: Rows) -> Rows:
    """Materials without a storage class, for workbooks without the sheet of them."""
    return [{name: value for name, value in one.items() if name != "storage_class"} for one in materials]


def planned(path: Path) -> Run:
    """Solved, certified and told on every page."""
    loaded = load(path)
    outcome = run_main_job(loaded.case, Stages())
    if outcome.result is not None:
        assert outcome.optimal
        assert all_pages(outcome, loaded, {})
    return outcome


@pytest.mark.parametrize("more", ["", *ALONE])
def test_materials_alone_or_with_one_sheet_more(more: str, tmp_path: Path) -> None:
    """As on a planner's first day."""
    _, sheets = everything()
    kept: dict[str, Rows] = {name: sheets[name] for name in ("materials", "countries")}
    if more:
        kept[more] = sheets[more]
    if more != "storage":
        kept["materials"] = unstored(kept["materials"])
    if more == "stories":
        kept["effects"] = [row(story="Controls", kind="price", change=40), row(story="Flood", kind="price", change=-60)]
    if more == "limits":
        kept[more] = [row(limit="Powder", scope="Powder", of="CHN", at_most_tonnes=2)]
    if more == "targets":
        kept[more] = [row(material="Metal", tonnes=5)]
    outcome = planned(workbook(tmp_path / "few.xlsx", {"Period months": 3, "Periods": 8}, **kept))
    assert outcome.status is Status.OPTIMAL


def test_a_plan_that_pays_nothing_costs_nothing(tmp_path: Path) -> None:
    """One material that nobody has, sells or wants."""
    result = planned(workbook(tmp_path / "nothing.xlsx", materials=[metal()])).result
    assert result is not None
    assert result.flows.empty and result.expected_cost == result.solution.objective == 0.0


@pytest.mark.parametrize(
    "absent",
    [
        ("demand", "shortage_steps", "effects"),
        ("stories", "effects"),
        ("targets", "participants", "finance", "storage"),
        ("supply", "floors", "projects", "limits", "orders_placed", "last_plan"),
        ("processing", "projects"),
    ],
    ids=lambda absent: absent[0],
)
def test_everything_but_some_sheets(absent: tuple[str, ...], tmp_path: Path) -> None:
    settings, sheets = everything()
    settings = {**settings, "Buy only commitments": "no"}
    left = {name: rows for name, rows in sheets.items() if name not in absent}
    if "storage" in absent:
        left["materials"] = unstored(left["materials"])
    if "demand" in absent:
        left["targets"] = [row(material="Powder", tonnes=4, by=2)]
    assert planned(workbook(tmp_path / "some.xlsx", settings, **left)).status is Status.OPTIMAL


def times() -> list[tuple[str, str]]:
    return [
        (sheet.field, column.field)
        for sheet in SHEETS
        for column in sheet.columns
        if column.kind is Kind.NUMBER and column.bracket in TIMES
    ]


def with_time(sheets: dict[str, Rows], sheet: str, column: str, value: Any) -> dict[str, Rows]:
    """One row of the sheet, the main input of a process, takes as long."""
    first, *others = sheets[sheet]
    return {**sheets, sheet: [{**first, column: value}, *others]}


def without_stories(sheets: dict[str, Rows]) -> dict[str, Rows]:
    return {**sheets, "stories": [], "effects": []}


@pytest.mark.parametrize(("sheet", "column"), times())
def test_any_length_of_time_may_be_typed(sheet: str, column: str, tmp_path: Path) -> None:
    """Longer than the plan is for ever, whatever the figure. A stock in days of demand is tonnes, and has a bound."""
    settings, sheets = everything()
    sheets = sheets if sheet == "effects" else without_stories(sheets)
    longest = 1e6 if column == "industry_stock" else LONGEST
    sheets = with_time(sheets, sheet, column, longest)
    if column == "lasts_from":  # what it may last at least is no more than it lasts
        sheets = with_time(sheets, sheet, "lasts", longest)
    outcome = planned(workbook(tmp_path / "long.xlsx", settings, **sheets))
    assert outcome.status is Status.OPTIMAL or outcome.contradictions


def test_all_times_may_be_no_time(tmp_path: Path) -> None:
    """A moment is no period, or one, as it is rounded; but no material keeps for a moment, so those are for ever."""
    settings, sheets = everything()
    for sheet, column in times():
        if column != "shelf_life":
            sheets = with_time(sheets, sheet, column, SHORTEST)
    assert planned(workbook(tmp_path / "short.xlsx", settings, **sheets)).status is Status.OPTIMAL


def test_times_beyond_the_plan_are_one_period_more_than_it_has() -> None:
    calendar = Calendar(datetime(2027, 1, 1), 3, 8)
    assert [calendar.up(months) for months in (0, 1e-12, 3, 3.1, 24, 25, 1e15)] == [0, 0, 1, 2, 8, 9, 9]
    assert [calendar.down(months) for months in (0, 2.9, 3, 24, 26.9, 27, 1e15)] == [0, 0, 1, 8, 8, 9, 9]


@pytest.mark.parametrize("when", [date(1950, 1, 1), date(2200, 12, 31), "1950", "2200Q4"])
def test_dates_may_lie_far_away(when: Any, tmp_path: Path) -> None:
    """From long ago on all is in force, from 2200 on nothing: in every sheet at once."""
    settings, sheets = everything()
    sheets = {**without_stories(sheets), "limits": [], "projects": [], "participants": []}
    settings = {**settings, "Buy only commitments": "no"}
    for sheet in SHEETS:
        for column in (column.field for column in sheet.columns if column.kind is Kind.WHEN):
            if column in ("from", "by") and sheets.get(sheet.field):
                sheets = with_time(sheets, sheet.field, column, when)
    assert planned(workbook(tmp_path / "far.xlsx", settings, **sheets)).status in (Status.OPTIMAL, Status.INFEASIBLE)


def test_a_process_that_makes_dust_is_traced(tmp_path: Path) -> None:
    """5e-10 t of ore, less than is counted as an order, make 5e-7 t of metal, which is: nothing is known of its feed.

    Without Industry first: a capacity of 5e-10 t is nothing to the solver in one solve and something in the next.
    """
    sheets: dict[str, Rows] = {
        "materials": [ORE, metal(100)], "countries": places("CHL"), "supply": [seller("CHL", "Ore")],
        "processing": plant("Ore", {"Metal": 1000.0}, capacity=5e-10), "demand": [demand(1e-6)],
    }  # fmt: skip
    result = planned(workbook(tmp_path / "dust.xlsx", {**ONE, "Industry first": "no"}, **sheets)).result
    assert result is not None
    (lot,) = trace(result).to_dict("records")
    assert (lot["material"], lot["last"], lot["origin"]) == ("Metal", "USA", UNKNOWN)
    assert lot["tonnes"] == pytest.approx(5e-7)


def test_figures_that_no_number_can_hold_are_told_by_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A price that grows elevenfold a year for 240 years is 1e250 USD a tonne; at 1e15 t a year, and 1e15 of it when it is
    short, that is beyond 1e308."""
    path = workbook(
        tmp_path / "growth.xlsx", {"Periods": 240}, materials=[metal(1e15, price_growth=1000)], demand=[demand()],
        supply=[offer("CHL", premium=1e15, growth=1000)], shortage_steps=[row(segment="Users", step=1, cost_x_price=1e15)],
    )  # fmt: skip
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "answer.xlsx"), "--json"]) == endings.BAD_INPUT
    said = capsys.readouterr()
    told = json.loads(said.out)["problems"]
    where = {(problem["sheet"], problem["cell"]) for problem in told}
    assert where == {("Supply", "F2"), ("Shortage steps", "C2"), ("Materials", "B2")}
    assert told[0]["problem"].startswith("Supply F2: Premium is 1e+15 %. Allowed: usually 0.001 to 10000.")
    assert no_plan.TOO_FAR_APART in said.err and "solver" not in said.err.lower()
    assert not (tmp_path / "answer.xlsx").exists()


def test_a_solver_that_ends_without_an_answer_is_told_as_figures_of_the_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "t.xlsx", materials=[metal(3e12)], supply=[offer("CHL")], demand=[demand()])
    outcome = run_main_job(load(path).case, Stages())
    ended = Run(Status.ERROR, outcome.size, outcome.data)
    monkeypatch.setattr("model.studies.session.Session.solve", lambda session, stages: ended)
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "answer.xlsx")]) == endings.BAD_INPUT
    said = capsys.readouterr().err
    assert "Materials B2: Price is 3e+12 USD/t." in said and "without an answer" not in said
