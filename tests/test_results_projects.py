"""The Projects sheet: what is built, when, for how much, and why the rest is not; figures known by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from plants import METAL, ORE, places, plant, seller
from result_cases import MILLION, run, table
from test_hand_projects import DEAR, project
from tiny import Rows, demand, floor, member, offer

from model.results.processing import page as processing
from model.results.projects import page as projects
from model.results.projects.tables import LATER

MINES: dict[str, Rows] = {
    "materials": [METAL],
    "supply": [offer("CHL", 40, for_="industry"), offer("PER", for_="industry", **DEAR)],
    "demand": [demand(120)],
}


def test_projects_built_and_not(tmp_path: Path) -> None:
    """120 t a year: CHL 40 t at 100, PER the rest at 300. Mine adds 60 t/yr to CHL for 25 a tonne and year, in year 2.

    Public money 60 x 100; 1500 a year, for two of three years. A t/yr more of it would save 2 x (200 - 25).
    Dear needs 150 but sells at 100; Late takes four years; Poor costs 500 a year, 300 more than it saves.
    """
    outcome = run(
        tmp_path,
        {"Periods": 3},
        **MINES,
        projects=[
            project(),
            project(project="Dear", incentive_price=150),
            project(project="Late", lead_time=48),
            project(project="Poor", capital_cost=2_000, public_share=100),
        ],
    )
    page = projects.page(outcome)
    found = table(page, "ProjectsAll").set_index("Project")
    mine = found.loc["Mine"]
    assert mine[["Adds to", "Kind", "Country", "Funded in", "Ready in"]].to_list() == [
        "CHL", "offer", "CHL", "2027", "2028",
    ]  # fmt: skip
    assert mine["Built (t/yr)"] == pytest.approx(60)
    money = ("Capital", "Public money", "Charge per year", "Charged within the horizon, expected")
    assert [mine[f"{name} (USD million)"] * MILLION for name in money] == pytest.approx([12_000, 6_000, 1_500, 3_000])
    assert mine["Could give within the horizon, expected (t)"] == pytest.approx(120)
    assert mine["Use, expected (%)"] == pytest.approx(1)
    assert mine["Why"] == "Built to its Max capacity; a t/yr more would save 350 USD, discounted."
    assert found.loc[["Dear", "Late", "Poor"], "Built (t/yr)"].to_list() == pytest.approx([0, 0, 0])
    assert found.loc["Dear", "Why"].startswith(
        "Not bankable: it needs 150 USD/t and would be sold at 100 USD/t at best"
    )
    assert found.loc["Late", "Why"].startswith("Too late: with a lead time of 48 months")
    assert found.loc["Poor", "Why"].startswith("Not worth it: a t/yr of it would cost 300 USD more than it saves")
    funding = table(page, "ProjectsFunding").iloc[0]
    assert funding["Last period of its life"] == LATER
    assert page.texts[0].startswith(
        "1 of 4 projects is built to a tenth or more of its size: Mine (60 of 60 t/yr, funded in 2027, ready in 2028)."
    )
    assert outcome.result is not None
    flows = outcome.result.flows
    charged = flows[flows["category"] == "project co-funding"]
    assert found["Charged within the horizon, expected (USD million)"].sum() * MILLION == pytest.approx(
        float((charged["amount"] * charged["weight"]).sum())
    )


def test_the_budget_is_why_projects_are_not_built(tmp_path: Path) -> None:
    """A budget of 3000 at 100 a t/yr is enough for 30 t/yr of Mine, which save 350 each: 3.5 USD per USD.

    Other takes 150 of it and saves 2 x (200 - 37.5) = 325, less than 3.5 x 150.
    """
    outcome = run(
        tmp_path,
        {"Periods": 3, "Public co-funding budget": 3_000},
        **MINES,
        projects=[project(), project(project="Other", capital_cost=300)],
    )
    page = projects.page(outcome)
    found = table(page, "ProjectsAll").set_index("Project")
    worth = "a million USD more of it would save 3.5 million USD."
    assert found["Built (t/yr)"].to_list() == pytest.approx([30, 0], abs=1e-6)
    assert found.loc["Mine", "Why"] == f"Built in part: the Public co-funding budget binds; {worth}"
    assert found.loc["Other", "Why"] == f"The Public co-funding budget binds: {worth}"
    assert "The Public co-funding budget is 3,000 USD; 3,000 USD of it is used." in page.texts


def test_what_would_make_a_project_bankable_and_how_far_another_is_from_worth_it(tmp_path: Path) -> None:
    """Mine needs 150 and CHL sells at 100. The Club, which CHL is no member of, has a border floor of 140.

    Poor costs 2000 a t/yr, 500 a year for two years, and saves 2 x 200: 600 more, 30 % of its capital.
    """
    outcome = run(
        tmp_path,
        {"Periods": 3},
        **MINES,
        countries=places("AUS"),
        agreements=[member("Club", "AUS")],
        floors=[floor("border floor", 140, "Club")],
        projects=[
            project(incentive_price=150),
            project(project="Poor", capital_cost=2_000, public_share=100),
        ],
    )
    found = table(projects.page(outcome), "ProjectsAll").set_index("Project")["Why"]
    assert found["Mine"] == (
        "Not bankable: it needs 150 USD/t and would be sold at 100 USD/t at best, ready in 2028. Bankable with CHL a member "
        "of Club and its border floor (`border floor of Club`, 140 USD/t) at 150 USD/t."
    )
    assert "of its capital)" in found["Poor"]
    told = projects.page(outcome).texts
    assert told[-1] == "Projects: 0 of 2 are built at least in part, for 0 USD of public money."


def test_several_fundings_in_small_part(tmp_path: Path) -> None:
    """Demand of 120, 130 and 139 a year, of which CHL's 120 are cheap. Mine gives 10 t/yr from year 2, 9 more from year 3.

    19 of 200 t/yr is less than a tenth.
    """
    sheets: dict[str, Rows] = {
        **MINES,
        "supply": [offer("CHL", 120, for_="industry"), offer("PER", for_="industry", **DEAR)],
        "demand": [demand(120), demand(10, segment="Second", from_="2028"), demand(9, segment="Third", from_="2029")],
    }
    page = projects.page(run(tmp_path, {"Periods": 3}, **sheets, projects=[project(max_capacity=200, capital_cost=1)]))
    found = table(page, "ProjectsAll").iloc[0]
    assert found["Built (t/yr)"] == pytest.approx(19)
    assert found["Funded in"] == "2027 and 2028"
    assert page.texts[0].startswith(
        "0 of 1 project are built to a tenth or more of their size; 1 in small part only: Mine. "
    )


def test_capacity_that_cannot_deliver_within_the_horizon_is_not_idle(tmp_path: Path) -> None:
    """A mill takes a year: 50 t of Ore a year, 75 t more from 2028 on. What goes in in 2029 comes out after the horizon."""
    outcome = run(
        tmp_path,
        {"Periods": 3},
        materials=[ORE, METAL],
        countries=places(),
        supply=[seller("USA", "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 0.5}, capacity=50, lead_time=12),
        demand=[demand(25), demand(37.5, segment="Later", from_="2029")],
        projects=[project("USA Metal", max_capacity=75, capital_cost=8)],
    )
    found = table(projects.page(outcome), "ProjectsAll").iloc[0]
    assert found["Could give within the horizon, expected (t)"] == pytest.approx(75)
    assert found["Use, expected (%)"] == pytest.approx(1)
    runs = table(processing.page(outcome), "ProcessingRuns").iloc[0]
    assert runs["Use 2028, base path (%)"] == runs["Use, expected (%)"] == pytest.approx(1)
