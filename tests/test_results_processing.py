"""The pages of a case with processes and projects: figures known by hand, and identities between pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from everything import everything
from plants import METAL, ONE, ORE, places, plant, seller
from result_cases import FUNDED, MILLION, run, table
from test_hand_projects import project
from tiny import Rows, demand, effect, floor, member, metal, row, story, workbook

from model.report import make_workbook
from model.results.book import all_pages
from model.results.buy_list import page as buy_list
from model.results.checks.identities import build_identities
from model.results.facts.run import Run
from model.results.floors import page as floors
from model.results.headline import headline
from model.results.money import page as money
from model.results.processing import page as processing
from model.results.processing.runs import BEFORE, LOST, USED, runs_by_year
from model.results.projects import page as projects
from model.results.sourcing import page as sourcing
from model.results.summary import page as summary
from model.stages import Stages
from model.workbook import load
from tests.main_job import run_main_job

RESERVED: dict[str, Rows] = {
    "materials": [ORE, METAL],
    "countries": places("MYS", freight=7, duty=10),
    "supply": [seller("MYS", "Ore", for_="industry")],
    "processing": plant("Ore", {"Metal": 0.5}, "MYS", cost=5),
    "targets": [row(material="Metal", tonnes=100, hard="yes")],
}


@pytest.fixture(scope="module")
def milled(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two years of 100 t of Metal, made in MYS of 2 t of CHN's Ore each (toll 5, room for 200 t), with 20 t of Junk.

    CHN is an entity of concern. With 50 % the mill is cut by half in year 2.
    """
    return run(
        tmp_path_factory.mktemp("milled"),
        materials=[ORE, METAL, metal(1, "Junk")],
        countries=[
            row(country="USA"),
            row(country="MYS", freight=7, duty=10),
            row(country="CHN", duty=25, entity_of_concern="yes"),
        ],
        supply=[seller("CHN", "Ore", freight=3, for_="industry")],
        processing=plant("Ore", {"Metal": 0.5, "Junk": 0.1}, "MYS", capacity=200, cost=5),
        demand=[demand()],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "process loss", 50, material_or_group="Metal")],
    )


def test_what_a_process_takes_and_makes(milled: Run) -> None:
    """200 t of Ore a year, toll 1000; in year 2 the story has 100 t of it: expected 150 t, toll 750, a quarter lost."""
    page = processing.page(milled)
    assert milled.result is not None
    runs = runs_by_year(milled.result).set_index("year")
    for header, figure in (("tonnes, Base path", 200), ("capacity, Base path", 200), (USED, 1)):
        assert runs[header].to_list() == pytest.approx([figure, figure])
    later = runs.loc["2028"]
    assert later["tonnes, Expected"] == pytest.approx(150)
    assert later["capacity, Expected"] == pytest.approx(150)
    assert later["used, Expected"] == pytest.approx(1)
    assert later["toll, Base path"] == pytest.approx(1_000)
    assert later["toll, Expected"] == pytest.approx(750)
    assert later[LOST] == pytest.approx(0.25)
    assert runs["shut, Expected"].to_list() == [0, 0]
    shown = table(page, "ProcessingRuns").iloc[0]
    assert shown[["Tonnes in, base path (t)", "Tonnes in, expected (t)"]].to_list() == pytest.approx([400, 350])
    uses = [f"Use {when} (%)" for when in ("2027, base path", "2028, base path")]
    assert shown[[*uses, "Use, expected (%)"]].to_list() == pytest.approx([1, 1, 1])
    assert shown["Toll, expected (USD million)"] * MILLION == pytest.approx(1_750)
    assert shown["Capacity lost to stories, expected (%)"] == pytest.approx(50 / 400)
    columns = ["2027, base path (t)", "2028, base path (t)", "Tonnes, base path (t)", "Tonnes, expected (t)"]
    made = table(page, "ProcessingMaterials").set_index(["Role", "Material"])[columns]
    assert made.loc[("in", "Ore")].to_list() == pytest.approx([200, 200, 400, 350])
    assert made.loc[("out", "Metal")].to_list() == pytest.approx([100, 100, 200, 175])
    unwanted = table(page, "ProcessingUnwanted").set_index(["Material", "Where"])[columns]
    assert unwanted.loc[("Junk", "MYS")].to_list() == pytest.approx([20, 20, 40, 35])
    assert page.texts[0] == "At full capacity on the base path: MYS Metal (2027, 2028)."
    assert page.texts[1].endswith("over the horizon, 400 t of Ore from CHN to MYS.")


def test_shipments_and_their_duty(milled: Run) -> None:
    """Two years: 400 t of Ore for 3 from CHN to MYS, no duty there; 200 t of Metal home for 7 and a duty of 10 %."""
    page = processing.page(milled)
    ships = table(page, "ProcessingShipments").set_index(["Material", "From", "To"])
    ore, home = ships.loc[("Ore", "CHN", "MYS")], ships.loc[("Metal", "MYS", "USA")]
    assert (ore["From an entity of concern"], home["From an entity of concern"]) == ("yes", "")
    figures = [f"{figure}, base path (USD million)" for figure in ("Freight", "Duty", "Border top-up")]
    assert (ore[figures].astype(float) * MILLION).to_list() == pytest.approx([1_200, 0, 0])
    assert (home[figures].astype(float) * MILLION).to_list() == pytest.approx([1_400, 2_000, 0])
    assert home["Duty, expected (USD million)"] * MILLION == pytest.approx(1_750)
    assert home[["2027, base path (t)", "2028, base path (t)"]].to_list() == pytest.approx([100, 100])
    duties = table(floors.page(milled), "FloorsDutyCountries").set_index("Country")
    assert list(duties.index) == ["MYS"]
    assert duties.loc["MYS", "Ad valorem duty, expected (USD million)"] * MILLION == pytest.approx(1_750)


def test_ore_for_a_process_abroad_is_sourced_once_at_its_price_there(milled: Run) -> None:
    """Industry's 200 t of Ore count in CHN, for 10 a tonne: freight is on the shipment. Metal is no order at all."""
    page = sourcing.page(milled)
    found = table(page, "SourcingCountries")
    assert found[["Material", "Country"]].to_numpy().tolist() == [["Ore", "CHN"]]
    assert found["Industry (t)"].to_list() == pytest.approx([200])
    assert found["Mean landed price (USD/t)"].to_list() == pytest.approx([10])
    assert all(identity.passed for identity in build_identities(milled))


def test_a_border_floor_lifts_the_toll_and_what_is_shipped(tmp_path: Path) -> None:
    """Floor 120, MYS a member: the toll rises by 0.5 x 20 to 15 a tonne of Ore, the duty of 10 % is owed on 120."""
    outcome = run(
        tmp_path,
        ONE,
        **{**RESERVED, "targets": (), "demand": [demand()]},
        agreements=[member("Club", "MYS")],
        floors=[floor("border floor", 120, "Club")],
    )
    page = processing.page(outcome)
    assert table(page, "ProcessingRuns")["Toll, expected (USD million)"].sum() * MILLION == pytest.approx(3_000)
    assert table(page, "ProcessingShipments")["Duty, expected (USD million)"].sum() * MILLION == pytest.approx(1_200)
    assert all(identity.passed for identity in build_identities(outcome))


def test_runs_before_start_and_a_shut_process(tmp_path: Path) -> None:
    """A year of lead: 80 t of Ore before Start give 40 t in year 1, 80 t of year 1 those of year 2, none in year 2.

    The margin is 50 - 10 = 40; at home another process needs 45 and is shut.
    """
    outcome = run(
        tmp_path,
        materials=[ORE, METAL],
        countries=places("CHL"),
        supply=[seller("USA", "Ore")],
        processing=[
            *plant("Ore", {"Metal": 0.5}, capacity=100, cost=15, lead_time=12),
            *plant("Ore", {"Metal": 0.5}, "CHL", cash_margin_needed=45),
        ],
        demand=[demand(40)],
    )
    page = processing.page(outcome)
    assert outcome.result is not None
    runs = runs_by_year(outcome.result).set_index(["process", "year"])
    assert runs.loc["USA Metal", "tonnes, Base path"].to_dict() == pytest.approx(
        {BEFORE: 80, "2027": 80, "2028": 0}
    )
    assert runs.loc[("USA Metal", BEFORE), "toll, Expected"] == pytest.approx(1_200)
    assert runs.loc["CHL Metal", "shut, Base path"].to_list() == [1, 1]
    used = table(page, "ProcessingRuns").set_index("Process").loc["USA Metal"]
    assert [used[f"Use {when}, base path (%)"] for when in (BEFORE, "2027")] == pytest.approx([0.8, 0.8])
    assert "ProcessingMaterials" not in [one.name for one in page.tables]
    assert any("margin is too low" in told and "CHL Metal (2027, 2028)" in told for told in page.texts)


def test_process_output_is_on_the_buy_list(tmp_path: Path) -> None:
    """A hard target of 100 t that only MYS can make: the reserve pays 100, freight 7 and duty 10: 11 700 in all."""
    outcome = run(tmp_path, ONE, **RESERVED)
    lines = table(buy_list.page(outcome), "BuyList")
    assert len(lines) == 1
    line = lines.iloc[0]
    assert line[["Order in", "Material", "Partner", "Offer and step", "Arrives"]].to_list() == [
        "2027", "Metal", "MYS", "process output", "2027",
    ]  # fmt: skip
    prices = line[["Tonnes (t)", "Price paid (USD/t)", "Landed price (USD/t)"]].astype(float)
    assert prices.to_list() == pytest.approx([100, 100, 117])
    assert line["Cost (USD million)"] * MILLION == pytest.approx(11_700)
    assert "target of 100 t" in line["Reason"]
    assert "Made there by MYS Metal" in line["Reason"]
    page = summary.page(outcome)
    assert page.texts[0].startswith("Buy now, by 31 December 2027: 100 t of 1 material for 11,700 USD landed")
    bought = table(page, "SummaryOrders")
    assert bought["MYS (USD million)"].sum() * MILLION == pytest.approx(11_700)
    spent = table(money.page(outcome), "MoneySpending")["Spent on purchases, expected (USD million)"]
    assert spent.sum() * MILLION == pytest.approx(11_700)
    taken = table(processing.page(outcome), "ProcessingReserve")
    assert taken["Landed cost, expected (USD million)"].sum() * MILLION == pytest.approx(11_700)
    assert taken["Paid to industry, expected (USD million)"].sum() * MILLION == pytest.approx(10_000)
    assert "Buy for the reserve now: 100 t of 1 material " in "\n".join(map(str, headline(outcome)))
    assert all(identity.passed for identity in build_identities(outcome))


def test_capacity_of_a_process_counts_what_projects_add(tmp_path: Path) -> None:
    """Room for 50 t of Ore, 75 t more from year 2 on: 25 t of Metal in year 1, 62.5 t in year 2, 0.5 t a tonne of Ore."""
    outcome = run(
        tmp_path,
        materials=[ORE, METAL],
        countries=places(),
        supply=[seller("USA", "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 0.5}, capacity=50),
        demand=[demand(25), demand(37.5, segment="Later", from_="2028")],
        projects=[project("USA Metal", max_capacity=75, capital_cost=8)],
    )
    assert outcome.result is not None
    runs = runs_by_year(outcome.result).set_index("year")
    assert runs["capacity, Base path"].to_list() == pytest.approx([50, 125])
    assert runs["tonnes, Base path"].to_list() == pytest.approx([50, 125])
    found = table(projects.page(outcome), "ProjectsAll").iloc[0]
    assert (found["Kind"], found["Country"]) == ("process", "USA")
    assert found["Of which used, expected (t)"] == pytest.approx(75)


@pytest.mark.parametrize("chain", [True, False])
def test_pages_of_processing_and_projects_appear_where_there_are_any(tmp_path: Path, chain: bool) -> None:
    """Processing after Sourcing, Projects before Sensitivity, in the workbook too; neither without rows."""
    settings: dict[str, Any]
    settings, sheets = everything() if chain else ({"Periods": 3}, FUNDED)
    loaded = load(workbook(tmp_path / "tiny.xlsx", settings, **sheets))
    outcome = run_main_job(loaded.case, Stages())
    pages = all_pages(outcome, loaded, {"solve": 0.5})
    own = (["Processing"], ["Participants", "Projects"]) if chain else ([], [])
    titles = [
        "Summary",
        "Buy list",
        "Cost and benefit",
        "Reserve",
        "Material",
        "Sourcing",
        *own[0],
        "Floors",
        "Stories",
        "Money",
        *own[1],
        "Sensitivity",
    ]
    assert [page.title for page in pages] == [*titles, "Checks", "Data", "Figures"]
    names = [one.name for page in pages for one in page.tables]
    assert len(set(names)) == len(names)
    for page in pages:
        assert page.texts
        assert all(set(one.measures) | set(one.totals) | set(one.heat) <= set(one.frame.columns) for one in page.tables)
        if page.title in ("Processing", "Projects"):
            assert all(len(one.frame) for one in page.tables)
    assert make_workbook(pages, loaded).sheetnames[: len(pages)] == [page.title for page in pages]
    assert all(identity.passed for identity in build_identities(outcome))
