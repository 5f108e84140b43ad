"""What the Floors sheet says: which floors raise what is paid, who pays, and which stories are like the base path."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_cases import MILLION, run, table
from tiny import demand, effect, floor, member, metal, offer, row, story

from model.results.facts.floor_effects import DUTY
from model.results.floors import page as floors
from model.results.floors.sums import OTHERS
from model.results.floors.tables import EACH, MONEY
from model.schema import SETTINGS, SHEETS

DUTY_UNDER, RAISES = MONEY[DUTY].header, EACH["raises"].header


def test_which_floors_raise_what_is_paid_and_who_pays(tmp_path: Path) -> None:
    """Market 100, 50 in the Flood of year 2. CHL's 50 t, all bought, are under a contract for difference at 110.

    ARG's buyer-paid floor of 80 lifts only the Flood's price, and the Club's of 4 no price of Other (10, 5 in the Flood).
    """
    page = floors.page(
        run(
            tmp_path,
            {"Periods": 2},
            materials=[metal(), metal(10, "Other")],
            supply=[
                offer("AUS", 30, premium=1), offer("CHL", 50, offer="Pit"), offer("ARG", 40, offer="Field", premium=1),
                offer("AUS", 10, "Other", offer="Heap"),
            ],
            agreements=[member("Club", "AUS")],
            demand=[demand(100), demand(10, "Other")],
            floors=[
                {**floor("border floor", 4, "Club"), "material": "Other", "floor": "Low"},
                {**floor("contract for difference", 110, "Pit"), "floor": "Pit's"},
                {**floor("buyer-paid floor", 80, "Field", quantity=40), "floor": "Field's"},
            ],
            stories=[story("Flood", 50)],
            effects=[effect("Flood", "price", -50)],
        )
    )  # fmt: skip
    each = table(page, "FloorsEach").set_index("Floor")
    assert each[RAISES].to_dict() == {"Low": "nowhere", "Pit's": "on the base path", "Field's": "only in a story"}
    assert page.texts[0] == (
        "1 of 3 floors raises what is paid on the base path, 1 more only in a story, the others nowhere: `Low`."
    )
    # Base: 10 a tonne of 50 t in two years; the Flood in half of year 2: 60 instead of 10.
    assert each.loc["Pit's", "Treasury pays (USD million)"] * MILLION == pytest.approx(500 + 0.5 * 500 + 0.5 * 3_000)
    assert each.loc["Pit's", "Settled with the treasury (t)"] == pytest.approx(100)
    settled = "the treasury pays producers 2,250 USD net in settlements on 50 t/yr, of which buyers take 100%."
    assert settled in page.texts[1]


def test_stories_like_the_base_path_are_one_row(tmp_path: Path) -> None:
    """AUS sells at the Club's 120 in every story; only the Cut, in which it sells nothing in year 2, differs."""
    page = floors.page(
        run(
            tmp_path,
            materials=[metal()],
            supply=[offer("AUS", 2_000_000, freight=0), offer("CHL", 2_000_000, freight=1)],
            agreements=[member("Club", "AUS")],
            demand=[demand(1_000_000)],
            floors=[floor("border floor", 120, "Club")],
            stories=[story("Cut", 25), story("Calm", 25)],
            effects=[
                effect("Cut", "supply loss", 100, country_or_agreement="AUS"),
                effect("Calm", "supply loss", 0.001, country_or_agreement="CHL"),
            ],
        )
    )
    found = table(page, "FloorsStories").set_index("Story")["Premium paid by buyers (USD million)"]
    assert found.to_dict() == pytest.approx({"Cut": 20, OTHERS: 40})


def test_duty_under_a_floor_and_duty_by_agreement_have_headers_of_their_own(tmp_path: Path) -> None:
    """CHN, an outsider, owes 10 % on 50 t at 100; AUS, the Club's member, none. The Club's floor is on both."""
    page = floors.page(
        run(
            tmp_path,
            {"Periods": 1},
            materials=[metal()],
            supply=[offer("AUS", 50), offer("CHN", 50)],
            countries=[row(country="CHN", duty=10)],
            agreements=[member("Club", "AUS")],
            demand=[demand(100)],
            floors=[floor("border floor", 50, "Club")],
        )
    )
    under, of_sellers = table(page, "FloorsAgreements"), table(page, "FloorsDutyAgreements").set_index("Agreement")
    assert under[DUTY_UNDER].iloc[0] * MILLION == pytest.approx(500)
    owed = "Ad valorem duty, expected (USD million)"
    assert of_sellers.loc["Club", owed] == 0
    assert of_sellers.loc["none", owed] * MILLION == pytest.approx(500)
    assert not set(under) & set(of_sellers)
    titles = {one.name: one.title for one in page.tables}
    assert titles["FloorsDutyAgreements"] == "Duty and border top-ups by agreement of the seller"


def test_the_guide_says_that_a_border_floor_covers_home_too() -> None:
    """The Guide shows the sheet's help; test_who_pays_what_under_a_border_floor holds what it says."""
    sheet = next(sheet for sheet in SHEETS if sheet.name == "Floors")
    assert "covers home's own sellers and processes too" in sheet.help
    fee = next(column for column in SETTINGS if column.name == "Traders' fee")
    assert "process output bears none" in fee.help
