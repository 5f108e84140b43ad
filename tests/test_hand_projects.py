"""Hand-solved: new capacity. What it costs whom, when it is ready, for how long, and when it is bankable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import METAL, ONE, ORE, places, plant, seller
from result_cases import run
from tiny import Row, demand, effect, floor, member, offer, optimum, row, story

from model.results.checks.identities import build_identities
from model.results.facts.floor_effects import NEW_CAPACITY, PAYS, RECEIVES, UNDER, build_floor_effects
from model.results.projects.tables import output_use

DEAR: dict[str, Any] = {"price_basis": "fixed", "fixed_price": 300}


def project(adds_to: str = "CHL", **more: Any) -> Row:
    """By default 60 t/yr for 200 a t/yr, half of it public, ready a year later, for four years: 25 a tonne and year."""
    usual: dict[str, Any] = {
        "max_capacity": 60, "capital_cost": 200, "public_share": 50, "lead_time": 12, "lifetime": 4,
    }  # fmt: skip
    return row(**{"project": "Mine", "adds_to": adds_to, **usual, **more})


def data(tmp_path: Path, settings: dict[str, Any] | None = None, **sheets: Any) -> float:
    """100 t a year: CHL 40 t at the market's 100, PER any amount at 300. 22 000 a year without new capacity."""
    usual: dict[str, Any] = {
        "materials": [METAL],
        "supply": [offer("CHL", 40), offer("PER", **DEAR)],
        "demand": [demand()],
        "projects": [project()],
    }
    return optimum(tmp_path, settings, **{**usual, **sheets}).objective


@pytest.mark.parametrize(
    ("settings", "cells", "expected"),
    [
        ({"Periods": 1}, {}, 22_000),
        ({"Periods": 2}, {}, 33_500),
        ({"Periods": 3}, {}, 45_000),
        ({"Periods": 3}, {"lead_time": 13}, 55_500),
        ({"Periods": 2}, {"lead_time": 0}, 23_000),
        ({"Periods": 2}, {"public_share": None}, 35_000),
        ({"Periods": 2}, {"public_share": 0}, 32_000),
        ({"Periods": 2}, {"lifetime": None}, 32_300),
        ({"Periods": 3}, {"earliest": 2}, 55_500),
        ({"Periods": 3}, {"earliest": "2029"}, 66_000),
        ({"Periods": 2}, {"max_capacity": 50}, 35_250),
        ({"Periods": 2}, {"capital_cost": 1_601, "lifetime": 4}, 44_000),
        ({"Periods": 4, "Period months": 3}, {"lead_time": 3}, 14_125),
        ({"Periods": 4, "Period months": 3}, {"lead_time": 4}, 16_750),
    ],
)
def test_capacity_is_charged_from_when_it_is_ready(
    tmp_path: Path, settings: dict[str, Any], cells: dict[str, Any], expected: float
) -> None:
    """22 000 a year without; with 60 t more of CHL 10 000, and 60 x 25 of charge: 11 500. Ready in year 2.

    - One year 22 000, two 33 500, three 45 000. Two years of lead (13 months), or earliest in year 2: 44 000 + 11 500.
      No lead: 23 000. Earliest 2029, ready after the end: 66 000.
    - All public (blank): 60 x 50 of charge, 13 000. None: 10 000. 20 years of life (blank): 60 x 5, 10 300.
    - 50 t: 9000 + 3000 + 1250. Capital of 1601: 200.125 a tonne and year, more than the 200 it saves.
    - Quarters: 5500 without; 2500 and 60 x 25 / 4 = 375 with. 5500 + 3 x 2875; 4 months are two quarters.
    """
    assert data(tmp_path, settings, projects=[project(**cells)]) == pytest.approx(expected)


@pytest.mark.parametrize(("rate", "expected"), [(0, 73_000), (21, 52_301.766_634)])
def test_capacity_ends_with_its_life_and_is_built_once(tmp_path: Path, rate: float, expected: float) -> None:
    """50 t more for a life of two years; four years of 22 000, or with it 9000 + 3000, so 10 000 less, and the charge.

    - 200 x 0.5 / 2 = 50 a tonne and year, 2500. Each of the 50 t serves two years whenever it is built, and no more
      than 50 are built in all, not in a year: 4 x 22 000 - 2 x 7500.
    - At 21 % the annuity of two years is 0.21 / (1 - 1 / 1.4641) = 0.6624887: 50 x 100 x 0.6624887 = 3312.4434. It is
      best ready in years 2 and 3; mid-years count 1.1^-1, 1.1^-3, 1.1^-5, 1.1^-7, together 2.7944852:
      22 000 x 2.7944852 - 6687.5566 x (0.7513148 + 0.6209213) = 61 478.6733 - 9176.9067 = 52 301.7666.
    """
    objective = data(
        tmp_path,
        {"Periods": 4, "Discount rate": rate},
        projects=[project(max_capacity=50, lifetime=2)],
    )
    assert objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [({"earliest": 1, "lead_time": 0}, 26_000), ({}, 35_000), ({"earliest": 2, "lead_time": 0}, 60_500)],
)
def test_it_is_ready_on_every_path_and_decided_in_the_base_story_alone(
    tmp_path: Path, cells: dict[str, Any], expected: float
) -> None:
    """All public: 50 a tonne and year. With 50 % PER stops in year 2: 60 t short at 1000. Nobody sells to the reserve.

    - Built in year 1, ready in year 2: on both paths 10 000 + 3000. 22 000 + 13 000. Without lead: 2 x 13 000.
    - Built in year 2 at the earliest, without lead: the base has it, 0.5 x 13 000; the story can neither build nor
      use it: 0.5 x (4000 + 60 000). 22 000 + 6500 + 32 000.
    """
    objective = data(
        tmp_path,
        supply=[offer("CHL", 40, for_="industry"), offer("PER", for_="industry", **DEAR)],
        projects=[project(public_share=100, **cells)],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100, country_or_agreement="PER")],
    )
    assert objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("budget", "share", "expected"), [(3_000, 50, 38_750), (6_000, 50, 33_500), (0, 0, 32_000), (0, 50, 44_000)]
)
def test_the_public_share_keeps_within_the_budget(tmp_path: Path, budget: float, share: float, expected: float) -> None:
    """Half of 200 is public: a budget of 3000 is enough for 30 t: 22 000 + 7000 + 9000 + 30 x 25. 6000 for all 60 t.

    Without a public share no budget is needed; without a budget there is none for a public share.
    """
    objective = data(tmp_path, {"Public co-funding budget": budget}, projects=[project(public_share=share)])
    assert objective == pytest.approx(expected)


def test_the_budget_is_for_all_projects_and_years_together(tmp_path: Path) -> None:
    """Two projects, 10 t and 20 t at most, 100 of public money a t/yr; 1500 are enough for 15 t, once and in all.

    Three years, ready in year 2: 22 000 + 2 x (55 x 100 + 45 x 300 + 15 x 25) = 22 000 + 2 x 19 375.
    """
    objective = data(
        tmp_path,
        {"Periods": 3, "Public co-funding budget": 1_500},
        projects=[project(max_capacity=10), project(project="Pit", max_capacity=20)],
    )
    assert objective == pytest.approx(60_750)


def test_it_adds_to_the_first_step(tmp_path: Path) -> None:
    """CHL has 40 t at 100 and 20 t at 150. Year 1: 4000 + 3000 + 40 x 300. Year 2, 60 t more at 100: 10 000 + 1500."""
    supply = [offer("CHL", 40), offer("CHL", 20, step=2, premium=50), offer("PER", **DEAR)]
    assert data(tmp_path, supply=supply) == pytest.approx(30_500)


def test_it_adds_to_an_offer_that_has_nothing_yet(tmp_path: Path) -> None:
    """Year 1: 100 x 300. Year 2: 60 x 100 + 40 x 300 + 1500."""
    assert data(tmp_path, supply=[offer("CHL", 0), offer("PER", **DEAR)]) == pytest.approx(49_500)


@pytest.mark.parametrize(("country", "expected"), [("USA", 7_680), ("MYS", 8_180)])
def test_it_adds_to_a_process(tmp_path: Path, country: str, expected: float) -> None:
    """Metal at 100, or made of 2 t of Ore each (10, toll 15). Room for 40 t of Ore, and for 60 t more at 3 a year.

    100 t of Ore x 25 make 50 t; 60 x 3; 50 t bought: 2500 + 180 + 5000. From MYS 50 t come home for 10 each.
    """
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=[*places(), row(country="MYS", freight=10)],
        supply=[seller(country, "Ore"), seller("CHL", "Metal")],
        processing=plant("Ore", {"Metal": 0.5}, country, 40, cost=15),
        demand=[demand()],
        projects=[project(f"{country} Metal", capital_cost=30, public_share=None, lead_time=0, lifetime=10)],
    )
    assert outcome.objective == pytest.approx(expected)


CONTRACT: dict[str, Any] = {"quantity": 20, "take_or_pay": 0}


@pytest.mark.parametrize(
    ("country", "incentive", "floors", "expected"),
    [
        ("CHL", None, [], 33_500),
        ("CHL", 100, [], 33_500),
        ("CHL", 110, [], 44_000),
        ("CHL", 110, [floor("border floor", 110, "Club")], 34_900),
        ("USA", 110, [floor("border floor", 110, "Club")], 34_900),
        ("CHN", 110, [floor("border floor", 110, "Club")], 44_800),
        ("CHL", 111, [floor("border floor", 110, "Club")], 44_800),
        ("CHL", 110, [floor("border floor", 110, "Club", from_="2028")], 34_500),
        ("CHL", 110, [floor("border floor", 110, "Club", to="2027")], 44_400),
        ("CHL", 110, [floor("contract for difference", 110, "Pit")], 34_900),
        ("CHL", 110, [floor("buyer-paid floor", 110, "Pit", **CONTRACT)], 33_900),
        ("CHL", 110, [floor("fixed price", 110, "Pit", **CONTRACT)], 33_900),
    ],
)
def test_a_project_needs_its_incentive_price(
    tmp_path: Path, country: str, incentive: float | None, floors: list[Row], expected: float
) -> None:
    """Two years, built in year 1 and ready in year 2: 22 000 + 11 500; not built: 44 000.

    - It is built at the market's 100 if it needs no more. If it needs 110, a floor of 110 must be in force in year 2.
    - Border floor, at home or of a member: built. CHL's tonnes cost 10 more: 22 400 + 12 500; in year 2 alone 34 500.
      An outsider's, one short of what it needs, or one that ends with year 1: not built, 44 800 or 44 400.
    - Contract for difference: the treasury pays the 10, on the new tonnes too: 34 900.
    - Buyer-paid floor or fixed price for 20 t: 200 more a year: 22 200 + 11 700.
    """
    objective = data(
        tmp_path,
        countries=places(),
        agreements=[member("Club", "CHL")],
        supply=[offer(country, 40, offer="Pit"), offer("PER", **DEAR)],
        projects=[project("Pit", incentive_price=incentive)],
        floors=floors,
    )
    assert objective == pytest.approx(expected)


@pytest.mark.parametrize(("incentive", "expected"), [(120, 35_500), (121, 44_800)])
def test_the_expected_price_when_ready_counts(tmp_path: Path, incentive: float, expected: float) -> None:
    """With 50 % the price is 140 in year 2, so 120 on average. Built: 22 000 + 0.5 x 10 000 + 0.5 x 14 000 + 1500.

    Not built: 22 000 + 0.5 x 22 000 + 0.5 x (40 x 140 + 18 000).
    """
    objective = data(
        tmp_path,
        projects=[project(incentive_price=incentive)],
        stories=[story("Dear", 50)],
        effects=[effect("Dear", "price", 40)],
    )
    assert objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("lead", "period", "expected"), [(0, 3, 57_500), (12, 3, 57_500), (24, 3, 57_500), (12, 1, 66_800)]
)
def test_the_price_when_ready_counts_not_when_decided(
    tmp_path: Path, lead: float, period: int, expected: float
) -> None:
    """Three years at 100, but 120 in one of them; the project needs 110, so it can only be ready in that year.

    Year 3: whenever decided, 2 x 22 000 + 12 000 + 1500. Year 1: with a year of lead it is too late:
    40 x 120 + 18 000 + 2 x 22 000.
    """
    objective = data(
        tmp_path,
        {"Periods": 3},
        prices=[row(material="Metal", period=period, price=120)],
        projects=[project(incentive_price=110, lead_time=lead)],
    )
    assert objective == pytest.approx(expected)


@pytest.mark.parametrize(("onset", "expected"), [(3, 57_000), (2, 103_500)])
def test_what_is_under_way_when_a_story_parts_is_ready_in_it_too(tmp_path: Path, onset: int, expected: float) -> None:
    """Three years, all public, 50 a tonne and year; decided in year 2 at the earliest, ready in year 3. With 50 % PER stops.

    - In year 3: both paths were under way: 22 000 + 22 000 + 13 000.
    - From year 2 on: the base alone has it. 22 000 + 0.5 x (22 000 + 13 000) + 0.5 x 2 x (4000 + 60 000).
    """
    objective = data(
        tmp_path,
        {"Periods": 3},
        supply=[offer("CHL", 40, for_="industry"), offer("PER", for_="industry", **DEAR)],
        projects=[project(public_share=100, earliest=2)],
        stories=[story("Stop", 50, onset)],
        effects=[effect("Stop", "supply loss", 100, country_or_agreement="PER")],
    )
    assert objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("incentive", "floors", "expected"),
    [(100, [], 4_500), (101, [], 19_200), (101, [floor("border floor", 101, "Club")], 4_600)],
)
def test_a_process_earns_the_price_of_its_product(
    tmp_path: Path, incentive: float, floors: list[Row], expected: float
) -> None:
    """Metal (100) made at home of Ore (10, toll 20), 40 t and 60 t more at once; else PER asks 300.

    Built 3000 + 1500, not built 1200 + 18 000. Under a floor of 101 the process is paid 1 more.
    """
    objective = data(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=places(),
        agreements=[member("Club", "CHL")],
        supply=[seller("USA", "Ore"), offer("PER", **DEAR)],
        processing=plant("Ore", {"Metal": 1}, "USA", 40, cost=20),
        projects=[project("USA Metal", lead_time=0, incentive_price=incentive)],
        floors=floors,
    )
    assert objective == pytest.approx(expected)


DIFFERENCE: dict[str, Any] = {**floor("contract for difference", 130, "CHL"), "floor": "Difference"}


@pytest.mark.parametrize(
    ("typed", "floors", "more", "expected"),
    [
        (0, [DIFFERENCE], {}, 51_300),
        (0, [DIFFERENCE], {"settings": {"Public co-funding budget": 3_000}}, 55_650),
        (0, [{**DIFFERENCE, "quantity": 40}], {}, 49_500),
        (0, [{**DIFFERENCE, "price": 90, "trigger": 80, "share_above_trigger": 50}], {}, 48_900),
        (0, [{**DIFFERENCE, "to": "2027"}, {**DIFFERENCE, "floor": "Next", "price": 150, "from": "2028"}], {}, 52_500),
        (0, [DIFFERENCE, {**DIFFERENCE, "floor": "Higher", "price": 150}], {}, 52_500),
        (0, [DIFFERENCE], {"cash_cost": 110}, 51_300),
        (0, [], {"cash_cost": 110}, 60_000),
        (0, [DIFFERENCE], {"cut": 50}, 53_850),
        (40, [{**DIFFERENCE, "quantity": 20}], {}, 34_700),
        (40, [DIFFERENCE, floor("fixed price", 140, "CHL", quantity=40)], {}, 38_500),
        (40, [DIFFERENCE, floor("buyer-paid floor", 120, "CHL", quantity=20)], {}, 37_700),
        (40, [DIFFERENCE, floor("fixed price", 140, "CHL", quantity=10)], {}, 37_900),
    ],
)
def test_a_contract_on_the_whole_offer_covers_what_is_built(
    tmp_path: Path, typed: float, floors: list[Row], more: dict[str, Any], expected: float
) -> None:
    """Nothing typed: 30 000 in year 1; in year 2, with 60 t more, 6000 + 12 000 + 1500 of charge, 49 500 in all. Up to 130
    the treasury pays 60 x 30 on what is built, whether typed tonnes are there or not: 51 300.

    - Half of it built, 30 t: 30 000 + 3000 + 21 000 + 750 + 900. With a Quantity what is built is not under it: 49 500.
    - Above a trigger of 80 half flows back: 600 less. A second contract of 150, later or dearer: 60 x 50.
    - With a cash cost of 110 only the contract keeps it open. Half lost in a story of 50 %: 0.5 x 21 300 + 0.5 x (3000 +
      21 000 + 1500 + 900).
    - 40 t typed, 33 500: 20 t under contract, 2 x 600 and nothing on the new. All 40 at a fixed 140, 23 600 in year 1, and
      5600 + 6000 + 1500 + 1800. The contract is dearer than a floor of 120: 2 x 1200 + 1800. 10 t at a fixed 140: 2 x (400 +
      30 x 30) + 1800.
    """
    cut = more.pop("cut", None)
    objective = data(
        tmp_path,
        more.pop("settings", None),
        supply=[offer("CHL", typed, **more), offer("PER", **DEAR)],
        floors=floors,
        stories=[story("Slide", 50)] if cut else [],
        effects=[effect("Slide", "supply loss", cut, country_or_agreement="CHL")] if cut else [],
    )
    assert objective == pytest.approx(expected)


@pytest.mark.parametrize("typed", [0, 40])
def test_the_floors_sheet_shows_what_is_settled_on_new_capacity(tmp_path: Path, typed: float) -> None:
    """60 t are built and bought in year 2; 30 a tonne are settled on them, apart from those on the 40 t typed."""
    outcome = run(
        tmp_path,
        materials=[METAL],
        supply=[offer("CHL", typed), offer("PER", **DEAR)],
        demand=[demand()],
        projects=[project()],
        floors=[DIFFERENCE],
    )
    assert outcome.result is not None
    amounts = build_floor_effects(outcome.result).amounts
    assert amounts[NEW_CAPACITY].tolist() == [pytest.approx([0, 1_800])]
    assert (amounts[PAYS] - amounts[RECEIVES]).tolist() == [pytest.approx([30 * typed, 30 * typed])]
    assert amounts[UNDER].tolist() == [pytest.approx([typed, typed + 60])]
    assert all(identity.passed for identity in build_identities(outcome))
    assert output_use(outcome.result)[1] == pytest.approx([60])
