"""The Simulation sheet, from the command line to its sentences."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from model import cli
from model.results.facts.simulation import NoSimulation, Rule, Simulation
from model.results.shown.pages import Page
from model.results.simulation.page import page
from model.studies.run_studies import solve_task
from model.studies.simulation import NO_BASE_PATH, REPLAY, SimulationStudy, simulation_of
from model.studies.study import Outcome
from tests.result_cases import table
from tests.simulated import simulate, solved
from tests.test_simulation_enumerated import SHEETS
from tests.tiny import Row, effect, row, story, workbook

FOUR_YEARS = {"Periods": 4}
CERTAIN = {"stories": [story("Half", 60, 2), story("Stop", 40, 3)]}


def shown(found: Simulation | NoSimulation, effects: Any) -> Page:
    """The page of these findings."""
    run: Any = SimpleNamespace(
        studies=SimpleNamespace(simulation=found), data=SimpleNamespace(case={"effects": effects})
    )
    return page(run)


def note(shown: Page, name: str) -> str:
    """What stands over a table."""
    return next(table.note for table in shown.tables if table.name == name)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Simulation, Any]:
    base = solved(tmp_path_factory.mktemp("simulated"), FOUR_YEARS, **SHEETS)
    return simulate(base, 400, 7, sample=2), base.case["effects"]


def test_from_the_command_line_to_the_sheet(tmp_path: Path) -> None:
    """The sheet is there with all its tables; no other is but those of the plan."""
    path = workbook(tmp_path / "tiny.xlsx", FOUR_YEARS, **SHEETS, studies=[row(study="simulation", values="200; 3")])
    assert cli.main(["study", str(path), "-o", str(tmp_path / "result.xlsx")]) == 0
    sheet = load_workbook(tmp_path / "result.xlsx")["Simulation"]
    assert {"SimulationSteps", "SimulationSpread", "SimulationMaterials", "SimulationOwn", "SimulationStories",
            "SimulationStock", "SimulationBands", "SimulationForesight"} <= set(sheet.tables)  # fmt: skip
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert any(text.startswith("In 200 histories drawn from the stories") for text in texts)
    assert any("The seed is 3:" in text for text in texts)
    assert len(sheet._charts) == 2


def test_the_first_sentence_is_the_finding(found: tuple[Simulation, Any]) -> None:
    simulation, effects = found
    first = shown(simulation, effects).texts[0]
    assert first.startswith("In 400 histories") and f"spares {simulation.protection:.0%} of all shortage cost" in first


def test_the_steps_lead_from_the_plan_to_the_simulation(found: tuple[Simulation, Any]) -> None:
    """The plan expects 0.3 × 30 + 0.2 × 80 = 25 thousand USD without the reserve and 0.2 × 35 = 7 with it; so does the replay
    of its stories. One at a time costs without the reserve what several at once do, as nothing here makes up for a cut; with
    it less, as each finds the whole stock."""
    simulation, effects = found
    steps = table(shown(simulation, effects), "SimulationSteps")
    without, left = (steps[header].to_numpy() for header in steps.columns[1:3])
    assert without[:2] == pytest.approx([0.025, 0.025]) and left[:2] == pytest.approx([0.007, 0.007])
    assert without[2] == pytest.approx(without[3]) and left[2] < left[3]
    assert left[3] == pytest.approx(simulation.with_reserve.mean / 1e6)


def test_foresight_is_told_with_its_mean_first(found: tuple[Simulation, Any]) -> None:
    simulation, effects = found
    known = table(shown(simulation, effects), "SimulationForesight")
    assert list(known["History"][:1]) == ["Mean"] and len(known) == 3
    figures = known.iloc[:, 1:].to_numpy(float)
    assert figures[0] == pytest.approx(figures[1:].mean(axis=0))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("disrupted", 0, ()), "while a material is disrupted the reserve gives industry what is missing"),
        (Rule("any disruption", 2, ()), "while any material is disrupted, from 2 periods after that began, the reserve"),
        (Rule("always", 2, ()), "at any time the reserve gives"),
        (Rule("disrupted", 0, (0.5, 0.5)), "in each period at most 50% of what it held before the disruption"),
        (Rule("disrupted", 0, (0.2, 0.5)), "in each period at most 20% to 50% of what"),
    ],
)
def test_the_rule_in_words(rule: Rule, words: str, found: tuple[Simulation, Any]) -> None:
    simulation, effects = found
    told = [text for text in shown(replace(simulation, rule=rule), effects).texts if text.startswith("The release rule: ")]
    assert len(told) == 1 and words in told[0]


def test_ranges_are_told(tmp_path: Path, found: tuple[Simulation, Any]) -> None:
    simulation, effects = found
    assert "Severity and length are as typed" in note(shown(simulation, effects), "SimulationStories")
    ranged = [{**one, "lasts_to": 36} for one in SHEETS["effects"]]
    base = solved(tmp_path, FOUR_YEARS, **{**SHEETS, "effects": ranged})
    assert "are drawn between the ends" in note(shown(simulation, base.case["effects"]), "SimulationStories")


def test_what_could_not_be_solved_is_told(found: tuple[Simulation, Any]) -> None:
    simulation, effects = found
    late = replace(simulation, missing=(("history 2 with foresight", "the time limit left no time for it."),))
    assert shown(late, effects).texts[-1] == (
        "Not found: 1 solve, such as history 2 with foresight: the time limit left no time for it."
    )


def test_nothing_short_is_told_in_a_sentence(found: tuple[Simulation, Any]) -> None:
    simulation, effects = found
    calm = replace(simulation, protection=math.nan, protection_error=math.nan)
    assert shown(calm, effects).texts[0] == (
        "In 400 histories drawn from the stories nothing is short, even without the reserve."
    )


def test_without_a_base_path_there_is_nothing_to_replay(tmp_path: Path, found: tuple[Simulation, Any]) -> None:
    base = solved(tmp_path, FOUR_YEARS, **{**SHEETS, **CERTAIN})
    study = SimulationStudy(200, 1, sample=0)
    outcomes = {task.name: solve_task(base, task, math.inf) for task in study.tasks(base)}
    assert outcomes == {REPLAY: Outcome(why=(NO_BASE_PATH,))}
    told = shown(study.findings(base, outcomes), found[1])
    assert told.texts == (f"There is no simulation: {NO_BASE_PATH}",)


def test_no_stories_no_shortage(tmp_path: Path) -> None:
    base = solved(tmp_path, FOUR_YEARS, **{**SHEETS, "stories": [], "effects": []})
    calm = simulate(base, 100, sample=3)
    assert calm.without.mean == 0.0 and calm.begun == (1.0, 0.0, 0.0) and calm.foresight.empty
    assert shown(calm, base.case["effects"]).tables


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        ([], (10_000, 1)),
        ([row(study="simulation")], (10_000, 1)),
        ([row(study="simulation", values=500)], (500, 1)),
        ([row(study="simulation", on="no", values="300"), row(study="simulation", values="5000; 7")], (5_000, 7)),
    ],
)
def test_the_sheet_says_how_many_and_from_which_seed(rows: list[Row], size: tuple[int, int], tmp_path: Path) -> None:
    study = simulation_of(solved(tmp_path, FOUR_YEARS, **SHEETS, studies=rows).case)
    assert (study.histories, study.seed) == size


def test_effects_that_never_begin_do_no_harm(tmp_path: Path) -> None:
    """A child that its parent leaves no time for is never drawn, and neither are its effects."""
    stories = [*SHEETS["stories"], story("Later", 10, "+60 months", parent="Half")]
    base = solved(tmp_path, FOUR_YEARS, **{**SHEETS, "stories": stories,
                                           "effects": [*SHEETS["effects"], effect("Later", "supply loss", 100)]})  # fmt: skip
    drawn = simulate(base, 300).stories.set_index("story")
    assert drawn.loc["Later", "share"] == 0.0 and math.isnan(drawn.loc["Later", "without"])
