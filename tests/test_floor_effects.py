"""The Floors page by agreement, stage and story: what floors cost whom and keep alive, by hand and against the ledgers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plants import METAL, ONE, ORE, places, plant, seller
from result_cases import MILLION, run, table
from test_hand_projects import DEAR, project
from test_program import everything
from tiny import Rows, demand, effect, floor, member, offer, row, story

from model.market import build_market
from model.results.facts.floor_capacity import shut_alone
from model.results.facts.floor_effects import (
    NEW_CAPACITY,
    NOT_TAKEN,
    PAYS,
    PREMIUM,
    REBATES,
    RECEIVES,
    TO_PROCESSES,
    TOP_UP,
    build_floor_effects,
)
from model.results.facts.run import Run
from model.results.floors import page as floors
from model.results.floors.sums import OUTSIDE_AGREEMENTS
from model.results.floors.tables import STORIES
from model.results.shown.pages import Page
from model.results.stories import page as stories

PEAK, WITH, WITHOUT = (STORIES[name].header for name in ("peak", "with", "without"))

REFINED = {**METAL, "stage": "refined"}
FLOOD = effect("Flood", "price", -50, material_or_group="Metal", lasts=12)


@pytest.fixture(scope="module", params=[None, "2028"], ids=["floor for good", "floor until year 2"])
def flooded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """100 t a year, market 100. AUS, of the Club, produces 30 t at 90 and needs two years to restart; CHN has any amount.

    With 50 % the price halves in year 2; if so, with 50 % CHN stops from year 3 on. The Club's floor is 95.
    """
    return run(
        tmp_path_factory.mktemp("flooded"),
        {"Periods": 4},
        materials=[REFINED],
        countries=[row(country="USA"), row(country="AUS"), row(country="CHN", freight=1)],
        agreements=[member("Club", "AUS")],
        supply=[offer("AUS", 30, cash_cost=90, restart=24, for_="industry"), offer("CHN", for_="industry")],
        demand=[demand()],
        floors=[floor("border floor", 95, "Club", to=request.param)],
        stories=[story("Flood", 50), story("Stop", 50, 3, parent="Flood")],
        effects=[FLOOD, effect("Stop", "supply loss", 100, country_or_agreement="CHN")],
    )


def test_a_flood_and_then_a_cut(flooded: Run) -> None:
    """With the floor AUS's 30 t are open throughout, without it shut in years 2 to 4: 90 t kept alive, all of them bought.

    Year 2: 30 t of AUS at 95 instead of 50 are 1350; 70 t of CHN topped up by 45 are 3150. Other years cost nothing, and
    what a floor has kept open stays so when it has ended.
    """
    page = floors.page(flooded)
    found = table(page, "FloorsStories").set_index("Story")
    assert list(found.index) == ["Flood", "Stop"]
    assert not {"Paid to processes beyond toll (USD million)", "Treasury pays (USD million)"} & set(found.columns)
    stop = found.loc["Stop"]
    assert stop[["Agreement", "Stage", "When most is kept alive"]].to_list() == ["Club", "refined", "2028"]
    assert stop[[WITH, WITHOUT, PEAK]].to_list() == pytest.approx([30, 0, 30])
    assert stop[["Kept alive (t)", "Bought of it (t)"]].to_list() == pytest.approx([90, 90])
    assert stop["Premium paid by buyers (USD million)"] * MILLION == pytest.approx(1_350)
    assert stop["Border top-up (USD million)"] * MILLION == pytest.approx(3_150)
    assert (
        "In the story Flood floors keep alive over the horizon 90 t refined (90 t bought); most in 2028 by Club, refined: "
        "30 t/yr are open, 0 t/yr would be without floors. In it buyers pay 1,350 USD to sellers and 0 USD to processes more "
        "because of floors, and 3,150 USD of border top-ups; the treasury pays 0 USD net."
    ) in page.texts
    club = table(page, "FloorsAgreements").set_index(["Agreement", "Stage", "Counted"])
    assert club.loc[("Club", "refined", "Expected"), "Kept alive (t)"] == pytest.approx(45)
    assert club.loc[("Club", "refined", "Base path"), "Kept alive (t)"] == 0
    assert club.loc[("Club", "refined", "Expected"), "Premium paid by buyers (USD million)"] * MILLION == pytest.approx(
        675
    )


def test_without_floors_is_the_market_of_a_workbook_without_floors(tmp_path: Path) -> None:
    """Row by row of the Supply sheet and process by process, contracts or no contracts."""
    settings, sheets = everything()
    data = run(tmp_path, settings, **sheets).data
    alone = run(tmp_path, settings, **{**sheets, "floors": []}).data.market
    steps, processes = shut_alone(data)
    origin = data.market.steps.table["origin"].to_numpy(int)
    assert np.array_equal(steps, alone.steps.shut[origin])
    assert np.array_equal(processes, alone.processes.shut)
    assert len(data.market.steps.names) > len(alone.steps.names)
    assert steps.any()


def test_a_process_that_a_floor_keeps_running(tmp_path: Path) -> None:
    """MYS needs 30 a tonne of Ore (10), of which it makes 0.5 t of Metal: 40 at the market's 100, 15 in a flood at 50.

    The Club's floor of 90 leaves it 35: it runs on, paid 0.5 x 40 beyond its toll for 100 t of Ore. 50 t of Metal in year 2.
    """
    outcome = run(
        tmp_path,
        materials=[{**ORE, "stage": "mined"}, REFINED],
        countries=places("MYS"),
        agreements=[member("Club", "MYS")],
        supply=[seller("MYS", "Ore", for_="industry"), seller("PER", "Metal", **{**DEAR, "for_": "industry"})],
        processing=plant("Ore", {"Metal": 0.5}, "MYS", 100, cost=5, cash_margin_needed=30),
        demand=[demand(50)],
        floors=[floor("border floor", 90, "Club")],
        stories=[story("Flood", 50)],
        effects=[FLOOD],
    )
    page = floors.page(outcome)
    found = table(page, "FloorsStories").set_index("Story").loc["Flood"]
    assert found[["Agreement", "Stage", "When most is kept alive"]].to_list() == ["Club", "refined", "2028"]
    assert found[[WITH, WITHOUT, PEAK, "Bought of it (t)"]].to_list() == pytest.approx([50, 0, 50, 50])
    assert found["Paid to processes beyond toll (USD million)"] * MILLION == pytest.approx(2_000)
    kept = table(page, "FloorsKeptRunning").set_index("Process").loc["MYS Metal"]
    assert kept["Floor"] == "border floor of Club"
    assert kept["Kept running, expected (t)"] == pytest.approx(50)
    assert kept["Run of it for us, expected (t)"] == pytest.approx(50)
    shut = table(stories.page(outcome), "StoriesShut").set_index(["Story", "Material"]).loc[("Flood", "Metal")]
    assert shut[["Shut by low prices (t)", "Kept alive by floors (t)"]].to_list() == pytest.approx([0, 50])


def test_new_capacity_under_a_contract_for_difference(tmp_path: Path) -> None:
    """Mine adds 60 t to CHL's 40 in year 2; it needs 110, which only the contract of 110 pays (market 100).

    The treasury pays 10 a tonne: 800 for the old 40 t in two years, 600 for the new 60 t.
    """
    outcome = run(
        tmp_path,
        materials=[REFINED],
        countries=places(),
        supply=[offer("CHL", 40, offer="Pit", for_="industry"), offer("PER", **{**DEAR, "for_": "industry"})],
        demand=[demand()],
        projects=[project("Pit", incentive_price=110)],
        floors=[floor("contract for difference", 110, "Pit")],
    )
    page = floors.page(outcome)
    found = table(page, "FloorsAgreements").set_index(["Agreement", "Counted"]).loc[(OUTSIDE_AGREEMENTS, "Base path")]
    assert found["Treasury pays (USD million)"] * MILLION == pytest.approx(800)
    assert found["Treasury pays on new capacity (USD million)"] * MILLION == pytest.approx(600)
    assert found["Built because bankable (t)"] == pytest.approx(60)
    by_year = table(page, "FloorsByYear").set_index("Year")
    assert by_year["Settled on new capacity, expected (USD million)"].to_list() == pytest.approx([0, 600e-6])
    assert_money_is_that_of_the_ledgers(outcome)


def test_of_two_equal_floors_one_counts(tmp_path: Path) -> None:
    """Two agreements with a floor of 120 and the same member: 20 more for 100 t is 2000, under the first of the sheet."""
    equal: Rows = [floor("border floor", 120, club) for club in ("Club", "Pact")]
    outcome = run(
        tmp_path,
        ONE,
        materials=[REFINED],
        agreements=[member("Club", "AUS"), member("Pact", "AUS")],
        supply=[offer("AUS")],
        demand=[demand()],
        floors=equal,
    )
    each = table(floors.page(outcome), "FloorsEach").set_index("Agreement")
    assert (each["Premium paid by buyers (USD million)"] * MILLION).to_dict() == pytest.approx(
        {"Club": 2_000, "Pact": 0}
    )
    assert_money_is_that_of_the_ledgers(outcome)


@pytest.mark.parametrize("more", [False, True])
def test_money_of_floors_is_that_of_the_ledgers(tmp_path: Path, more: bool) -> None:
    """In a case with everything; once more with a floor on what processes make."""
    settings, sheets = everything()
    if more:
        alloy = {**floor("border floor", 95, "Club"), "floor": "Alloys", "material": "Alloy"}
        agreements = [*sheets["agreements"], member("Club", "MYS")]
        sheets = {**sheets, "floors": [*sheets["floors"], alloy], "agreements": agreements}
    assert_money_is_that_of_the_ledgers(run(tmp_path, settings, **sheets))


def test_pages_of_a_plan_without_floors(tmp_path: Path) -> None:
    page: Page = floors.page(run(tmp_path, ONE, materials=[REFINED], supply=[offer("CHL")], demand=[demand()]))
    assert not {one.name for one in page.tables} & {"FloorsAgreements", "FloorsStories", "FloorsEach"}


def assert_money_is_that_of_the_ledgers(outcome: Run) -> None:
    """Expected USD over all floors = what Money books, or the difference to what would be paid without floors."""
    assert outcome.result is not None
    result, data = outcome.result, outcome.data
    amounts = build_floor_effects(result).amounts
    total = {name: float(amounts[name].sum(axis=0) @ data.tree.weight) for name in amounts}
    flows = result.flows.assign(expected=result.flows["amount"] * result.flows["weight"])
    booked = flows.groupby("category")["expected"].sum()

    def of(name: str) -> object:
        return pytest.approx(float(booked.get(name, 0.0)), abs=1e-6)

    assert total[PAYS] - total[RECEIVES] + total[NEW_CAPACITY] == of("settlement")
    assert total[REBATES] == of("rebate")
    assert total[NOT_TAKEN] == of("take-or-pay")
    assert total[TOP_UP] == of("border top-up")
    orders = result.orders
    paid = pd.Series((orders["paid"] - orders["ask"]) * orders["delivered"] * orders["weight"])
    assert total[PREMIUM] == pytest.approx(paid.sum(), abs=1e-6)
    bare = build_market(
        replace(data.case, tables={**data.case.tables, "floors": data.case["floors"].iloc[:0]}), data.tree
    )
    run_now = result.grid("run", data.market.processes.size)
    early = data.cells["early_run"]
    np.add.at(run_now, (early.row, early.node), result.value("early_run"))
    beyond = (data.market.processes.toll - bare.processes.toll) * run_now
    assert total[TO_PROCESSES] == pytest.approx(float(beyond.sum(axis=0) @ data.tree.weight), abs=1e-6)
