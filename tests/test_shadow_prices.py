"""Shadow prices of the Sensitivity page, tried out: the cell is changed a little and the workbook solved anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from plants import METAL, ORE, places, plant, seller
from result_cases import FUNDED, MILLION, PATIENT, STOCKED, run, table
from test_hand_projects import DEAR, project
from tiny import Row, Rows, demand, effect, floor, metal, offer, row, story

from model.results.facts.run import Run
from model.results.facts.shadow import all_worth
from model.results.sensitivity import page as sensitivity

SHARED: dict[str, Rows] = {
    "materials": [metal(terminal_value=50)],
    "supply": [offer("CHL", 70, growth=10), offer("AUS", 70, premium=30)],
    "demand": [demand(100, growth=3)],
    "stories": [story("Cut", 25)],
    "effects": [effect("Cut", "supply loss", 40, country_or_agreement="CHL")],
    "limits": [row(limit="Not all from one", scope="Metal", of="CHL", for_="industry", at_most_share=50)],
}
COVERED: dict[str, Rows] = {
    **SHARED,
    "materials": [metal(terminal_value=50, world_output=1_000)],
    "targets": [row(material="Metal", days_of_cover=40, penalty=90)],
    "supply": [offer("CHL", 300), offer("AUS", 70, premium=30)],
}
CRAMPED: dict[str, Rows] = {
    **COVERED,
    "materials": [metal(terminal_value=50, storage_class="Yard")],
    "storage": [row(storage_class="Yard", capacity=5)],
}
SLOW: dict[str, Rows] = {
    **STOCKED,
    "materials": [metal(terminal_value=80, opening_stock=40, storage_class="Yard")],
    "storage": [row(storage_class="Yard", release_limit=20)],
}
MILLED: dict[str, Rows] = {
    "materials": [ORE, METAL],
    "countries": places("MYS", freight=2),
    "supply": [seller("MYS", "Ore"), seller("PER", "Metal", **DEAR)],
    "processing": plant("Ore", {"Metal": 0.5}, "MYS", 70, cost=5),
    "demand": [demand(100, growth=3)],
    "stories": [story("Cut", 25)],
    "effects": [effect("Cut", "process loss", 40, country_or_agreement="MYS")],
}
SLOWLY_MILLED: dict[str, Rows] = {**MILLED, "processing": plant("Ore", {"Metal": 0.5}, "MYS", 70, cost=5, lead_time=12)}
MILLED_AT_HOME: dict[str, Rows] = {
    **MILLED,
    "materials": [metal(10, "Ore", terminal_value=50), METAL],
    "supply": [seller("USA", "Ore"), seller("PER", "Metal", **DEAR)],
    "processing": plant("Ore", {"Metal": 0.5}, "USA", 70, cost=5),
    "targets": [row(material="Ore", days_of_cover=40, penalty=90)],
}
BUILT: dict[str, Rows] = {**MILLED, "projects": [project("MYS Metal", max_capacity=20)]}


def limited(**cells: Any) -> dict[str, Rows]:
    return {**COVERED, "limits": [row(limit="Some", scope="Metal", for_="industry", **cells)]}


def under(mechanism: str, **cells: Any) -> dict[str, Rows]:
    return {**SHARED, "limits": [], "floors": [floor(mechanism, 120, "CHL", **cells)]}


def flooded(*floors: Row) -> dict[str, Rows]:
    """Stories that cut CHL and stories in which it sells half as much again; all of it is too little for industry."""
    told = [*SHARED["stories"], story("Flood", 25)]
    gain = [effect("Flood", "supply gain", 50, country_or_agreement="CHL")]
    return {**SHARED, "limits": [], "floors": floors, "stories": told, "effects": [*SHARED["effects"], *gain]}


def changed(sheets: dict[str, Rows], sheet: str, first: Mapping[str, Any]) -> dict[str, Rows]:
    """The sheets with other cells in the first row of one."""
    rows = sheets[sheet]
    return {**sheets, sheet: [{**rows[0], **first}, *rows[1:]]}


@pytest.mark.parametrize(
    ("sheets", "sheet", "cells", "subject", "steps"),
    [
        (FUNDED, "finance", {"amount": 5_010}, "Loan", 10 / MILLION),
        ({**SHARED, "limits": []}, "supply", {"capacity": 70.1}, "CHL", 0.1),
        (under("contract for difference"), "supply", {"capacity": 70.1}, "CHL", 0.1),
        (under("buyer-paid floor", quantity=40, take_or_pay=20), "supply", {"capacity": 70.1}, "CHL", 0.1),
        (under("buyer-paid floor", quantity=400), "supply", {"capacity": 70.1}, "CHL", 0.1),
        (flooded(), "supply", {"capacity": 70.1}, "CHL", 0.1),
        (flooded(floor("contract for difference", 120, "CHL")), "supply", {"capacity": 70.1}, "CHL", 0.1),
        (flooded(floor("fixed price", 120, "CHL", quantity=40)), "supply", {"capacity": 70.1}, "CHL", 0.1),
        (flooded(floor("fixed price", 120, "CHL", quantity=400)), "supply", {"capacity": 70.1}, "CHL", 0.1),
        (SHARED, "limits", {"at_most_share": 50.1}, "Not all from one", 0.1),
        (limited(of="AUS", over="year", at_least_share=30), "limits", {"at_least_share": 30.1}, "Some", 0.1),
        (limited(of="CHL", at_most_tonnes=30), "limits", {"at_most_tonnes": 30.1}, "Some", 0.1),
        (limited(of="AUS", over="horizon", at_least_tonnes=90), "limits", {"at_least_tonnes": 90.1}, "Some", 0.1),
        (COVERED, "targets", {"days_of_cover": 40.1}, "Metal", 0.1),
        (CRAMPED, "storage", {"capacity": 5.1}, "Yard", 0.1),
        (SLOW, "storage", {"release_limit": 20.1}, "Yard", 0.1),
        (MILLED, "processing", {"capacity": 70.1}, "MYS Metal", 0.1),
        (SLOWLY_MILLED, "processing", {"capacity": 70.1}, "MYS Metal", 0.1),
        (MILLED_AT_HOME, "processing", {"capacity": 70.1}, "USA Metal", 0.1),
        (BUILT, "processing", {"capacity": 70.1}, "MYS Metal", 0.1),
        (BUILT, "projects", {"max_capacity": 20.1}, "Mine", 0.1),
    ],
)
def test_worth_is_what_a_new_solve_saves(
    tmp_path: Path, sheets: dict[str, Rows], sheet: str, cells: dict[str, Any], subject: str, steps: float
) -> None:
    """The cell changed a little and solved anew: the objective falls by what the shadow prices say."""
    before, after = run(tmp_path, PATIENT, **sheets), run(tmp_path, PATIENT, **changed(sheets, sheet, cells))
    assert_worth(before, after, sheet, subject, steps)


@pytest.mark.parametrize(
    ("sheets", "cell", "subject", "steps"),
    [
        (COVERED, {"Market-impact cap": 0.31}, "Metal", 0.01),
        (FUNDED, {"Opening cash": 10}, "Opening cash", 10 / MILLION),
        (BUILT, {"Public co-funding budget": 1_010}, "Public co-funding budget", 10 / MILLION),
    ],
)
def test_worth_of_a_setting(
    tmp_path: Path, sheets: dict[str, Rows], cell: dict[str, float], subject: str, steps: float
) -> None:
    tight = {**PATIENT, "Market-impact cap": 0.3, "Public co-funding budget": 1_000}
    before, after = run(tmp_path, tight, **sheets), run(tmp_path, {**tight, **cell}, **sheets)
    assert_worth(before, after, "settings", subject, steps)


def assert_worth(before: Run, after: Run, sheet: str, subject: str, steps: float) -> None:
    """The worth of so many changes of a cell is the fall of the objective between the two outcomes."""
    assert before.result is not None
    assert after.result is not None
    worth = all_worth(before.result)
    own = worth[(worth["sheet"].str.casefold() == sheet) & (worth["subject"] == subject)]
    saved = before.result.solution.objective - after.result.solution.objective
    assert abs(saved) > 1e-3
    assert own["saves"].item() * steps == pytest.approx(saved, rel=1e-6)


def test_new_capacity_in_words(tmp_path: Path) -> None:
    """100 t a year: MYS makes 35 t of 70 t of Ore at 10 + 5 and ships them for 2, else PER asks 300.

    0.5 x (300 - 2) - 15 = 134 a tonne of Ore and year, for two years. Mine adds 10 t of Ore from year 2 on, for 100 of public
    money and 25 a year each, as far as a budget of 1000 goes: a USD more of it saves (134 - 25) / 100.
    """
    still: dict[str, Rows] = {**BUILT, "demand": [demand()], "stories": [], "effects": []}
    page = sensitivity.page(run(tmp_path, {"Public co-funding budget": 1_000}, **still))
    told = {name: list(table(page, f"Sensitivity{name}")["In words"]) for name in ("Processes", "CoFunding")}
    assert told == {
        "Processes": ["A tonne per year more of process MYS Metal saves 268 USD over the horizon."],
        "CoFunding": ["A million USD more of the Public co-funding budget saves 1.1 million USD over the horizon."],
    }
    assert "Processes: 1 % more capacity saves 188 USD (MYS Metal)." in page.texts
    money = "Public co-funding budget: a million USD more saves 1.1 million USD."
    assert page.texts[0] == money
    page = sensitivity.page(run(tmp_path, **still))
    found = table(page, "SensitivityProjects")["In words"].item()
    assert found == "A tonne per year more of the most that project Mine can build saves 109 USD over the horizon."


def test_a_tonne_more_of_capacity_in_words(tmp_path: Path) -> None:
    """CHL 60 t at 100, AUS at 130 for the rest of 100: a tonne more from CHL saves 30 a year, 60 in two."""
    outcome = run(
        tmp_path,
        materials=[metal()],
        countries=[row(country="CHL", name="Chile")],
        supply=[offer("CHL", 60), offer("AUS", premium=30)],
        demand=[demand()],
    )
    told = "A tonne per year more of offer CHL from Chile saves 60 USD over the horizon."
    assert told in list(table(sensitivity.page(outcome), "SensitivitySupply")["In words"])
    assert list(table(sensitivity.page(outcome), "SensitivityCountries")["Country"]) == ["Chile"]
    assert sensitivity.page(outcome).texts == ("Partners' capacity: 1 % more saves 36 USD (Metal from Chile).",)
    worth = table(sensitivity.page(outcome), "SensitivityDemand").set_index("Material")
    assert worth.loc["Metal", "Worth of a tonne at home (USD/t)"] == pytest.approx(130)
    assert worth.loc["Metal", "Market price (USD/t)"] == pytest.approx(100)
