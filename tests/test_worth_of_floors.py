"""The studies of what floors and the reserve are worth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from everything import everything

from model.results.facts.variant_figures import variant_figures
from model.results.facts.worth_of_floors import WorthOfFloors
from model.results.facts.worth_of_reserve import worth_of_reserve
from model.stages import Stages
from model.studies.session import Session
from model.studies.study import Base
from model.studies.variant import solve_variant
from model.studies.worth_of_floors import WorthOfFloorsStudy, without
from model.workbook import load
from tests.study_bases import solved, studied
from tests.tiny import Rows, demand, effect, floor, member, metal, offer, row, story, workbook

# A flood halves the price in year 2: the partner's mine, which costs 60 a tonne, shuts unless a floor of 80 is kept.
FLOOD: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [offer("CHL", 200, cash_cost=60)],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
    "agreements": [member("Club", "CHL")],
    "floors": [floor("border floor", 80, "Club")],
    "stories": [story("Flood", 25)],
    "effects": [effect("Flood", "price", -50)],
}
PATIENT: dict[str, Any] = {"Membership counted from": "signed", "Industry first": "no"}


def test_a_floor_by_hand(tmp_path: Path) -> None:
    """With the floor 100 t a year cost 100, and 80 in the flood: 10,000 + 0.75 × 10,000 + 0.25 × 8,000. Without it nobody
    sells in the flood, and 100 t go without at 1,000: the floor is worth 0.25 × (100,000 − 8,000) = 23,000 USD, all of it
    industry's. The 200 t/yr are open in 0.25 of one year of two: 25 t/yr in the mean, at a base price of 100 worth 2,500."""
    base, _ = solved(tmp_path, PATIENT, **FLOOD)
    found: WorthOfFloors = studied(WorthOfFloorsStudy(), base)
    assert found.together is None
    (one,) = found.floors
    assert one.solved and one.worth == pytest.approx(23_000) and one.nation == pytest.approx(23_000)
    assert one.short_without == pytest.approx(25_000) and one.short == pytest.approx(25_000)
    assert one.ledgers["industry"] == pytest.approx(-2_000)
    assert one.ledgers["partners"] == pytest.approx(2_000)  # the partner sells nothing then: an income of 2,000 less
    (kept,) = one.kept
    assert (kept.material, kept.sellers) == ("Metal", ("CHL",))
    assert (kept.mean, kept.most, kept.value) == (pytest.approx(25.0), pytest.approx(200.0), pytest.approx(2_500.0))


def test_two_floors_that_keep_the_same_mine_open(tmp_path: Path) -> None:
    """Either of them does it alone: only without both the mine shuts. The lower one is worth nothing."""
    floors = [*FLOOD["floors"], row(floor="Lower", material="Metal", mechanism="border floor", price=70,
                                    agreement_or_country="Club")]  # fmt: skip
    base, _ = solved(tmp_path, PATIENT, **{**FLOOD, "floors": floors})
    found: WorthOfFloors = studied(WorthOfFloorsStudy(), base)
    by_name = {one.name: one for one in found.floors}
    lower, higher = by_name["Lower"], by_name["border floor of Club"]
    assert not lower.solved and lower.worth == 0.0
    assert higher.worth == pytest.approx(-250.0) and higher.kept == ()  # 100 t at 70 in place of 80
    assert found.together is not None and found.together.worth == pytest.approx(23_000)
    assert [one.name for one in found.floors] == ["Lower", "border floor of Club"]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Base:
    settings, sheets = everything()
    base, _ = solved(tmp_path_factory.mktemp("full"), settings, **sheets)
    return base


@pytest.mark.parametrize("name", [None, "border floor of Club", "contract for difference of AUS", "fixed price of PER"])
def test_a_floor_that_has_ended_is_one_whose_rows_are_deleted(full: Base, name: str | None, tmp_path: Path) -> None:
    """The certified optimum of the case of everything without the rows on the Floors sheet, against the change."""
    settings, sheets = everything()
    rest = [one for one in sheets["floors"] if name is not None and one["floor"] != name]
    assert len(rest) < len(sheets["floors"])
    deleted = Session(load(workbook(tmp_path / "tiny.xlsx", settings, **{**sheets, "floors": rest})).case)
    run = solve_variant(full, [without(full.case, name)])
    wanted = deleted.solve(Stages(), whole_lots=False)
    assert run.result is not None and wanted.result is not None
    assert run.result.solution.objective == pytest.approx(wanted.result.solution.objective, rel=1e-9)
    assert variant_figures(run).ledgers == pytest.approx(variant_figures(wanted).ledgers, rel=1e-6, abs=1e-3)


def test_each_floor_and_all_of_the_case_of_everything(full: Base) -> None:
    found: WorthOfFloors = studied(WorthOfFloorsStudy(), full)
    assert len(found.floors) == 4 and found.together is not None
    for one in (*found.floors, found.together):
        assert not one.why
        assert one.worth == one.worth


def test_the_reserve_by_hand(tmp_path: Path) -> None:
    """Users want 100 t a year and lose 1,000 a tonne. With 25 % nothing is to be had in year 2. The reserve buys 100 t now at
    100, which industry takes in the cut and pays for at 100; else they are left, worth 80 a tonne. Without the reserve: 100 t
    short in the cut, 25,000 expected.

    Of the reserve: it pays 10,000 and is paid 2,500 in the cut; 75 % of the time 100 t at 80 = 6,000 are left. Industry pays
    2,500 more. The nation: 25,000 spared − 10,000 + 6,000 = 21,000."""
    sheets: dict[str, Rows] = {
        "materials": [metal(terminal_value=80)],
        "supply": [offer("CHL", 200)],
        "demand": [demand(100)],
        "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
        "stories": [story("Cut", 25)],
        "effects": [effect("Cut", "supply loss", 100)],
    }
    _, run = solved(tmp_path, **sheets)
    found = worth_of_reserve(run)
    assert found is not None
    assert found.short == pytest.approx(25_000) and found.stock == pytest.approx(6_000)
    assert found.ledgers["reserve"] == pytest.approx(-7_500) and found.ledgers["industry"] == pytest.approx(-2_500)
    assert found.ledgers["partners"] == pytest.approx(10_000) and found.nation == pytest.approx(21_000)
    assert found.penalties == 0.0
