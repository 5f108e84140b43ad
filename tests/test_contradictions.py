"""A workbook without a plan: the rows that contradict each other, and the least changes that help, tried out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from contradicting import BASE, TARGET, cells, has_plan, less, solved, typed_anew, with_only
from openpyxl import load_workbook
from tiny import Rows, command, demand, effect, metal, offer, row, story, workbook

from model import cli
from model.case import Case
from model.commands.contradictions_in_words import AGAIN, CONDITIONS, contradiction_sentences
from model.results.facts.run import Run
from model.solve import Status
from model.stages import Stages
from model.studies.contradictions import towards_plan
from model.studies.session import Session
from model.workbook import Places, load

SOLVE = Session.solve

DAYS = row(material="Metal", days_of_cover=180, hard="yes")
CASES: dict[str, dict[str, Rows]] = {
    "target against a limit": {
        **BASE, "targets": [TARGET], "limits": [row(limit="Nothing", of="CHL", at_most_tonnes=0)],
    },
    "target against supply": {**BASE, "supply": [offer("CHL", 23), offer("AUS", lead_time=36)], "targets": [DAYS]},
    "days and tonnes against supply": {
        **BASE, "supply": [offer("CHL", 23)],
        "targets": [row(material="Metal", days_of_cover=180, tonnes=40, hard="yes")],
    },
    "two steps": {**BASE, "supply": [offer("CHL", 10, step=1), offer("CHL", 10, step=2, premium=5)], "targets": [TARGET]},
    "target against storage": {
        **BASE, "materials": [metal(storage_class="Yard")], "storage": [row(storage_class="Yard", capacity=30)],
        "targets": [DAYS],
    },
    "target against money": {
        **BASE, "targets": [TARGET],
        "finance": [row(tranche="Loan", amount=3_000, rate=4, commitment_fee=2, upfront_fee=3, repay_by=2040)],
    },
    "target against the market-impact cap": {
        **BASE, "materials": [metal(world_output=400)], "targets": [TARGET],
    },
    "target against a project and a process": {
        "materials": [metal(), metal(name="Ore", price=1)],
        "supply": [offer("CHL", material="Ore")],
        "countries": [row(country="USA")],
        "processing": [
            row(process="Smelter", country="USA", material="Ore", role="main input", capacity=20),
            row(process="Smelter", country="USA", material="Metal", role="output", ratio=0.5),
        ],
        "projects": [row(project="Line", adds_to="Smelter", country="USA", max_capacity=30)],
        "demand": [demand()],
        "targets": [row(material="Metal", tonnes=40, hard="yes", by=1)],
    },
    "target against a process with a lead time": {
        "materials": [metal(), metal(name="Ore", price=1)],
        "supply": [offer("CHL", material="Ore")],
        "countries": [row(country="USA")],
        "processing": [
            row(process="Smelter", country="USA", material="Ore", role="main input", capacity=20, lead_time=12),
            row(process="Smelter", country="USA", material="Metal", role="output", ratio=0.5),
        ],
        "demand": [demand()],
        "targets": [row(material="Metal", tonnes=40, hard="yes", by=1)],
    },
    "shares against tonnes": {
        **BASE, "supply": [offer("CHL", 60), offer("AUS", 100)],
        "limits": [
            row(limit="A", of="CHL", at_most_share=40),
            row(limit="C", of="CHL", at_least_tonnes=50),
            row(limit="B", of="AUS", at_most_tonnes=40),
        ],
    },
    "least shares": {
        **BASE, "supply": [offer("CHL", 60), offer("AUS", 100)],
        "limits": [
            row(limit="A", of="CHL", at_least_share=60, at_least_tonnes=10),
            row(limit="B", of="AUS", at_least_share=55),
        ],
    },
    "a story in the way": {
        **BASE, "supply": [offer("CHL", 100), offer("AUS", 10)],
        "limits": [row(limit="A", of="AUS", at_most_share=20, over="period"), row(limit="L", at_least_tonnes=30)],
        "stories": [story("Cut", 25)], "effects": [effect("Cut", "supply loss", 100, country_or_agreement="CHL")],
    },
}  # fmt: skip
SETTINGS = {"target against the market-impact cap": {"Market-impact cap": 10}}


def case_of(name: str, folder: Path) -> Case:
    return load(workbook(folder / "tiny.xlsx", SETTINGS.get(name), **CASES[name])).case


@pytest.mark.parametrize("name", CASES)
def test_each_least_change_is_enough_and_a_little_less_is_not(name: str, tmp_path: Path) -> None:
    case = case_of(name, tmp_path)
    outcome = solved(case)
    assert outcome.status is Status.INFEASIBLE
    (one,) = outcome.contradictions
    assert any(part.enough is not None for part in one.parts)
    for part in one.parts:
        if part.enough is not None:
            assert solved(typed_anew(case, part, part.enough)).status is Status.OPTIMAL, part
            assert solved(typed_anew(case, part, less(part))).status is Status.INFEASIBLE, part
    sizes = [part.size for part in one.parts if part.number.column not in CONDITIONS]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("name", CASES)
def test_no_row_of_a_contradiction_can_be_left_out(name: str, tmp_path: Path) -> None:
    """Its rows alone have no plan; where any one of them asks for nothing there is one."""
    case = case_of(name, tmp_path)
    (one,) = solved(case).contradictions
    own = cells(one)
    assert not has_plan(with_only(case, own))
    for left_out in own:
        assert has_plan(with_only(case, [cell for cell in own if cell != left_out])), left_out


@pytest.mark.parametrize("periods", [1, 3])
def test_what_was_begun_before_start_is_at_no_node(tmp_path: Path, periods: int) -> None:
    """The target binds in the first period; the process by what it was fed before Start, whose period is no node's number."""
    sheets = CASES["target against a process with a lead time"]
    loaded = load(workbook(tmp_path / "t.xlsx", {"Periods": periods}, **sheets))
    (one,) = solved(loaded.case).contradictions
    told = {part.number.sheet: (part.enough, part.when) for part in one.parts}
    assert told == {"targets": (10.0, "2027"), "processing": (80.0, "")}


def test_a_lead_time_stands_against_a_target(tmp_path: Path) -> None:
    """What is ordered in 2027 comes 24 months later: a target for 2027 needs it at once, within the same period."""
    loaded = load(workbook(tmp_path / "t.xlsx", **{**BASE, "supply": [offer("CHL", lead_time=24)], "targets": [TARGET]}))
    (one,) = solved(loaded.case).contradictions
    target, lead = one.parts
    assert (target.enough, target.needed, target.reached) == (0.0, 50.0, 0.0)
    assert (lead.number.sheet, lead.number.column, lead.number.typed, lead.enough) == ("supply", "lead_time", 24.0, 0.0)
    told = contradiction_sentences((one,), None, loaded.case, loaded.places)
    assert "Offer `CHL` has a lead time of 24 months (Supply E2); 0 months would do." in told
    assert "Or: Lower Lead time (Supply E2) from 24 months to 0 months (by 100 %)." in told


def test_a_shelf_life_stands_against_a_target(tmp_path: Path) -> None:
    """30 t a year, kept for a year, and 80 t asked for in the third: 90 t can have come, if it keeps for three years."""
    sheets = {
        **BASE, "materials": [metal(shelf_life=12)], "supply": [offer("CHL", 30)],
        "targets": [row(material="Metal", tonnes=80, hard="yes", by=3)],
    }  # fmt: skip
    loaded = load(workbook(tmp_path / "t.xlsx", {"Periods": 4}, **sheets))
    (one,) = solved(loaded.case).contradictions
    figures = {(part.number.sheet, part.number.column): part.enough for part in one.parts}
    assert figures == {("targets", "tonnes"): 30.0, ("supply", "capacity"): 80.0, ("materials", "shelf_life"): 36.0}
    told = contradiction_sentences((one,), None, loaded.case, loaded.places)
    assert any("`Metal` has a shelf life of 12 months" in line and "36 months would do" in line for line in told)


def two_contradictions(folder: Path) -> Path:
    return workbook(
        folder / "two.xlsx",
        materials=[metal(storage_class="Yard"), metal(name="Tin")],
        demand=[demand(), demand(material="Tin")],
        supply=[offer("CHL"), offer("PER", 5, material="Tin")],
        storage=[row(storage_class="Yard", capacity=30)],
        targets=[TARGET, row(material="Tin", tonnes=40, hard="yes", by=2)],
    )


def test_several_contradictions_are_told_apart_and_their_changes_together_are_enough(tmp_path: Path) -> None:
    case = load(two_contradictions(tmp_path)).case
    found = solved(case).contradictions
    told = [{(part.number.sheet, part.number.subject) for part in one.parts} for one in found]
    assert sorted(map(sorted, told)) == [
        [("storage", "Yard"), ("targets", "Metal")],
        [("supply", "PER"), ("targets", "Tin")],
    ]
    assert AGAIN in contradiction_sentences(found, None, case, Places())
    first, second = (one.parts[0] for one in found)
    assert first.enough is not None and second.enough is not None
    mended = typed_anew(typed_anew(case, first, first.enough), second, second.enough)
    assert solved(mended).status is Status.OPTIMAL
    for one, other in ((first, second), (second, first)):
        assert other.enough is not None
        almost = typed_anew(typed_anew(case, one, less(one)), other, other.enough)
        assert solved(almost).status is Status.INFEASIBLE


def test_the_planner_is_told_on_the_screen_as_json_and_in_a_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = row(material="Metal", days_of_cover=180, by="2027-06", hard="yes")
    sheets = {**BASE, "supply": [offer("CHL", 23)], "targets": [target]}
    path, result = workbook(tmp_path / "tiny.xlsx", **sheets), tmp_path / "out" / "answer.xlsx"
    before = path.read_bytes()
    assert cli.main(["solve", str(path), "-o", str(result), "--json"]) == 3
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["status"] == "infeasible"
    assert all(sentence in said.err for sentence in told["conflict"])
    asked = "Hard target of 180 days of Metal by 2027-06 (Targets B2) needs 49.3 t in 2027; at most 23 t can be there then."
    assert asked in told["conflict"]
    assert "Offer `CHL` has a capacity of 23 t/yr (Supply D2); 49.32 t/yr would be needed in 2027." in told["conflict"]
    change = "Cheapest change: Lower Days of cover (Targets B2) from 180 days to 83.95 days (by 53 %), or set Hard to no."
    assert change in told["conflict"]
    ((first, second),) = told["contradictions"]
    assert (first["sheet"], first["cell"], first["typed"], first["enough"]) == ("Targets", "B2", 180, 83.95)
    assert first["needed"] == pytest.approx(180 / 365 * 100) and first["reached"] == pytest.approx(23)
    assert (second["sheet"], second["cell"], second["enough"]) == ("Supply", "D2", 49.32)
    assert path.read_bytes() == before and not result.exists()
    (written,) = result.parent.iterdir()
    assert str(written) == told["problems_workbook"]
    lines = list(load_workbook(written)["Problems"].iter_rows(values_only=True))
    found = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert [(line["Sheet"], line["Cell"]) for line in found] == [("Targets", "B2"), ("Supply", "D2")]
    assert found[0]["Allowed"] == "at most 83.95 days with all else as typed"
    assert "it contradicts Supply D2" in found[0]["Found"]


def test_a_number_of_settings_is_told_with_its_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "target against the market-impact cap"
    path = workbook(tmp_path / "tiny.xlsx", SETTINGS[name], **CASES[name])
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "answer.xlsx")]) == 3
    assert "Market-impact cap of 10 % (Settings B7); 12.5 % would be needed in 2027." in capsys.readouterr().err


def test_what_no_number_explains_is_called_a_defect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unexplained(session: Session, stages: Stages) -> Run:
        return replace(SOLVE(session, stages), contradictions=())

    monkeypatch.setattr("model.studies.session.Session.solve", unexplained)
    path = workbook(tmp_path / "tiny.xlsx", **CASES["target against supply"])
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "answer.xlsx")]) == 3
    assert "it is a defect of the program" in capsys.readouterr().err


def test_a_profit_without_end_names_the_cells_that_make_trade_pay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unbounded(session: Session, stages: Stages) -> Run:
        return replace(SOLVE(session, stages), status=Status.UNBOUNDED, result=None)

    monkeypatch.setattr("model.studies.session.Session.solve", unbounded)
    dear = workbook(tmp_path / "dear.xlsx", **{**BASE, "materials": [metal(sale_price=120)]})
    assert cli.main(["solve", str(dear), "-o", str(tmp_path / "out" / "answer.xlsx"), "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "unbounded"
    assert any(sentence.startswith("Supply A2") and "trading for its own sake" in sentence for sentence in told["conflict"])
    assert Path(told["problems_workbook"]).exists()
    plain = workbook(tmp_path / "plain.xlsx", **BASE)
    assert cli.main(["solve", str(plain), "-o", str(tmp_path / "out" / "answer.xlsx")]) == 3
    assert "No cell was found that makes trading pay" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "up", "rounded"),
    [(26.6667, False, 26.66), (26.6667, True, 26.67), (23.0000000001, True, 23.0), (12345.6, True, 12350), (0.0, True, 0.0)],
)
def test_a_proposed_number_is_rounded_to_the_safe_side(value: float, up: bool, rounded: float) -> None:
    assert towards_plan(value, up) == rounded


def test_a_share_that_is_never_in_force_contradicts_nothing(tmp_path: Path) -> None:
    """100 t are asked for and 10 t a year to be had; the limit is over before the middle of the first year."""
    never = row(limit="Quota", scope="Metal", of="CHL", for_="reserve", over="period", at_most_share=50, to=date(2027, 1, 10))
    path = workbook(
        tmp_path / "tiny.xlsx",
        materials=[metal()],
        supply=[offer("CHL", 10)],
        demand=[demand(5)],
        targets=[row(material="Metal", tonnes=100, by=1, hard="yes")],
        limits=[never],
    )
    code, told = command(path)
    assert code == 3
    assert {part["sheet"] for part in told["contradictions"][0]} <= {"Targets", "Supply", "Settings"}
