"""The pages of the result workbook: figures known by hand, and identities between pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from result_cases import CUT_OFF, FUNDED, MILLION, PATIENT, STOCKED, run, table
from tiny import Rows, demand, effect, floor, member, metal, offer, row, story, workbook

from model.results.checks import page as checks
from model.results.checks.identities import build_identities
from model.results.facts.funds import fund_facts
from model.results.facts.shortage import EXPECTED
from model.results.floors import page as floors
from model.results.money import page as money
from model.results.money.reserve import sold_to_carry
from model.results.money.sentences import carrying_sentences
from model.results.reserve import page as reserve
from model.results.sensitivity import page as sensitivity
from model.results.sourcing import page as sourcing
from model.results.sourcing.tables import MATERIALS, ZONE
from model.results.stories import page as stories
from model.results.stories.tables import SHUT
from model.results.summary import page as summary
from model.stages import Stages
from model.workbook import load
from tests.main_job import run_main_job

WHOUSE = Path(__file__).parent / "cases" / "whouse.xlsx"


def test_stories_with_and_without_the_reserve(tmp_path: Path) -> None:
    """25 % that nothing comes in year 2; 100 t missing at 1000. The reserve's opening 40 t spare 40 of them.

    Without: 100 t, 100 000 USD, expected 25 t. With: 60 t, 60 000 USD, expected 15 t and 15 000 USD; it protects 10 000.
    """
    page = stories.page(run(tmp_path, **STOCKED))
    found = table(page, "StoriesShortage").set_index("Story")
    assert found.loc["Cut", "Shortage without reserve (t)"] == pytest.approx(100)
    assert found.loc["Cut", "Shortage with reserve (t)"] == pytest.approx(60)
    assert found.loc["Cut", "Probability of the whole story (%)"] == pytest.approx(0.25)
    expected = found.loc[EXPECTED]
    assert expected["Shortage with reserve (t)"] == pytest.approx(15)
    assert expected["Protection by the reserve (USD million)"] * MILLION == pytest.approx(10_000)
    heat = table(page, "StoriesHeatProtection").set_index("Material")
    assert heat.loc["Metal", "Cut (USD million)"] * MILLION == pytest.approx(40_000)
    segments = table(page, "StoriesSegments").set_index("Segment")
    assert segments.loc["Users", "Expected shortage with reserve (t)"] == pytest.approx(15)
    materials = table(page, "StoriesMaterials").set_index("Material")
    assert materials.loc["Metal", "Expected shortage without reserve (t)"] == pytest.approx(25)


def test_stories_discount_where_they_say_so(tmp_path: Path) -> None:
    """At 21 % a year the middle of year 2 counts 1.21 ** -1.5 = 1 / 1.331."""
    found = table(stories.page(run(tmp_path, {"Discount rate": 21}, **STOCKED)), "StoriesShortage").set_index("Story")
    plain = found.loc["Cut", "Shortage cost with reserve, undiscounted (USD million)"]
    assert plain * MILLION == pytest.approx(60_000)
    assert found.loc["Cut", "Shortage cost with reserve (USD million)"] == pytest.approx(plain / 1.331)


def test_a_border_floor_by_year_and_its_top_up(tmp_path: Path) -> None:
    """Floor 150 in the club of AUS, market 100. AUS 30 t at 150, CHL the other 70 t at 100, topped up by 50, each year.

    AUS: premium 50 x 30 = 1500 a year. CHL: top-up 50 x 70 = 3500 a year.
    """
    page = floors.page(
        run(
            tmp_path,
            materials=[metal()],
            supply=[offer("AUS", 30), offer("CHL", freight=1)],
            agreements=[member("Club", "AUS")],
            demand=[demand()],
            floors=[floor("border floor", 150, "Club")],
        )
    )
    by_year = table(page, "FloorsByYear").set_index("Year")
    assert by_year.loc[2027, "Of these at the floor, expected (t)"] == pytest.approx(30)
    assert by_year.loc[2028, "Premium at the floor, expected (USD/t)"] == pytest.approx(50)
    on_base = table(page, "FloorsByYearBase")
    assert on_base["Premium, base path (USD million)"].sum() * MILLION == pytest.approx(3_000)
    countries = table(page, "FloorsDutyCountries").set_index("Country")
    assert countries.loc["CHL", "Border top-up, expected (USD million)"] * MILLION == pytest.approx(7_000)
    agreements = table(page, "FloorsDutyAgreements").set_index("Agreement")
    assert agreements.loc["Club", "Border top-up, expected (USD million)"] == pytest.approx(0)
    assert agreements.loc["none", "Border top-up, expected (USD million)"] * MILLION == pytest.approx(7_000)


def test_contracts_on_the_floors_page(tmp_path: Path) -> None:
    """Market 100, demand 10. Fixed price 130 for 40 t of AUS, take-or-pay 25: 10 taken, 15 paid at 130 = 1950 a year.

    Freight makes it dearer to take what nobody needs than to pay for it untaken; without, both would cost the same.

    CHL's 50 t under a contract for difference at 120, not bought: the treasury settles 20 x 50 = 1000 a year.
    """
    page = floors.page(
        run(
            tmp_path,
            materials=[metal()],
            supply=[offer("AUS", 40, freight=1), offer("CHL", 50)],
            demand=[demand(10)],
            floors=[
                floor("fixed price", 130, "AUS", quantity=40, take_or_pay=25),
                floor("contract for difference", 120, "CHL"),
            ],
        )
    )
    by_floor = table(page, "FloorsByYear").groupby("Floor").sum(numeric_only=True)
    fixed = by_floor.loc["fixed price of AUS"]
    assert fixed["Of these at the floor, expected (t)"] == pytest.approx(20)
    assert fixed["Premium, expected (USD million)"] * MILLION == pytest.approx(600)
    assert fixed["Take-or-pay not taken, expected (USD million)"] * MILLION == pytest.approx(3_900)
    settled = by_floor.loc["contract for difference of CHL", "Settled by the treasury, expected (USD million)"]
    assert settled * MILLION == pytest.approx(2_000)


def test_capacity_a_floor_keeps_open(tmp_path: Path) -> None:
    """AUS produces at 90 and the market falls to 50 in a story (50 %) in year 2: with a floor of 95 its 30 t stay open.

    PER produces at 60 outside the club: its 20 t, worth 2000 at the base price, are shut.
    """
    outcome = run(
        tmp_path,
        materials=[metal()],
        supply=[offer("AUS", 30, cash_cost=90), offer("CHL"), offer("PER", 20, cash_cost=60)],
        agreements=[member("Club", "AUS")],
        demand=[demand()],
        stories=[story("Flood", 50)],
        effects=[effect("Flood", "price", -50)],
        floors=[floor("border floor", 95, "Club")],
    )
    page = floors.page(outcome)
    kept = table(page, "FloorsKeptOpen").set_index("Offer")
    assert list(kept.index) == ["AUS"]
    assert kept.loc["AUS", "Kept open, expected (t)"] == pytest.approx(15)
    assert kept.loc["AUS", "Kept open, base path (t)"] == 0
    assert kept.loc["AUS", "Floor"] == "border floor of Club"
    shut = table(stories.page(outcome), "StoriesShut").set_index("Story")
    assert shut.loc["Flood", SHUT["alive"].header] == pytest.approx(30)
    assert shut.loc["Flood", SHUT["shut"].header] == pytest.approx(20)
    assert shut.loc["Flood", SHUT["shut worth"].header] * MILLION == pytest.approx(2_000)


def test_money_reconciles(tmp_path: Path) -> None:
    """The bridge ends in the objective, shortage, penalties, stock value and weights included."""
    outcome = run(tmp_path, PATIENT, **FUNDED)
    page = money.page(outcome)
    assert outcome.result is not None
    bridge = table(page, "MoneyBridge").set_index("Item")["Expected, discounted (USD million)"]
    objective = outcome.result.solution.objective / MILLION
    assert bridge["= Sum of the above"] == pytest.approx(objective, rel=1e-9)
    assert bridge["Cost of duties, counted at weight 0.5 instead of 1"] > 0
    assert bridge["Value of the stock left at the horizon (negative: worth something)"] < 0
    totals = table(page, "MoneyLedgers").set_index("Ledger")
    national = totals.loc["national cost", "Expected, discounted (USD million)"]
    assert national == pytest.approx(bridge["= National cost"], rel=1e-9)
    flows = table(page, "MoneyUses")
    held = table(page, "MoneyBalances")
    cash = held["Cash, expected (USD million)"].iloc[-1]
    assert flows["Sources less uses (USD million)"].sum() == pytest.approx(cash, abs=1e-12)
    assert held["Available so far (USD million)"].iloc[0] * MILLION == pytest.approx(5_000)


def test_stock_is_sold_to_carry_it(tmp_path: Path) -> None:
    """40 t in a yard at 10 a year and tonne, no loan to speak of (10 USD), sale at 50 % of 100.

    Year 1 costs 10 x stock, less the 10 USD drawn; the rest is sold stock at 50, which is worth twice that.
    """
    outcome = run(
        tmp_path,
        {"Periods": 1},
        materials=[metal(terminal_value=80, opening_stock=40, storage_class="Yard", sale_price=50)],
        supply=[offer("CHL")],
        demand=[demand()],
        storage=[row(storage_class="Yard", cost=10)],
        finance=[row(tranche="Grant", kind="grant", amount=10)],
    )
    assert outcome.result is not None
    carrying = fund_facts(outcome.result).iloc[0]
    sold = (400 - 10) / (50 + 10)  # 10 x (40 - sold) = 10 + 50 x sold
    assert carrying["carrying"] == pytest.approx(10 * (40 - sold))
    assert carrying["from_draws"] == pytest.approx(10)
    assert carrying["from_sales"] == pytest.approx(50 * sold)
    assert carrying["given_up"] == sold_to_carry(outcome.result).given_up == pytest.approx(100 * sold)
    assert sold_to_carry(outcome.result).sold == ["Metal"]
    assert carrying["from_other"] + carrying["reimbursed"] == pytest.approx(0)
    assert str(carrying_sentences(outcome.result)[1]).startswith("The stock sold off for it, in 2027, is Metal worth 650 USD")


def test_ledgers_by_hand(tmp_path: Path) -> None:
    """100 t a year at 100, freight 5 and duty 10 %: industry 11 500 a year, duties −1000, partners −10 000."""
    page = money.page(
        run(
            tmp_path,
            materials=[metal()],
            supply=[offer("CHL", freight=5)],
            countries=[row(country="CHL", duty=10)],
            demand=[demand()],
        )
    )
    base = table(page, "MoneyLedgersByYear")
    first = base[(base["Counted"] == "Base path, undiscounted") & (base["Year"] == "2027")].iloc[0]
    assert first["Industry (USD million)"] * MILLION == pytest.approx(11_500)
    assert first["Duties (USD million)"] * MILLION == pytest.approx(-1_000)
    assert first["Partners (USD million)"] * MILLION == pytest.approx(-10_000)
    assert first["National cost (USD million)"] * MILLION == pytest.approx(10_500)
    assert any("unlimited" in sentence for sentence in page.texts)


@pytest.mark.parametrize("sheets", [STOCKED, FUNDED])
def test_sheets_agree(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    outcome = run(tmp_path, PATIENT, **sheets)
    assert [identity.name for identity in build_identities(outcome) if identity.difference > 1e-9] == []


def test_checks_page(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tiny.xlsx", PATIENT, **FUNDED)
    loaded = load(path)
    page = checks.page(run_main_job(loaded.case, Stages()), loaded, {"solve": 0.5})
    assert set(table(page, "ChecksFigures")["Passed"]) == {"passed"}
    assert page.texts[0].startswith("The answer is optimal")
    settings = table(page, "ChecksSettings").set_index("Setting")["Value"]
    assert settings["Discount rate"] == "5"
    assert table(page, "ChecksRun").set_index("Item").loc["Input fingerprint (SHA-256)", "Value"] == loaded.fingerprint


@pytest.mark.parametrize("settings", [{}, {"Risk weight": 0.5, "Risk on": "total"}])
@pytest.mark.parametrize("sheets", [CUT_OFF, FUNDED, None])
def test_every_page_is_made(tmp_path: Path, settings: dict[str, Any], sheets: dict[str, Rows] | None) -> None:
    """Also for a case without demand, stories or money (the published warehouse problem); no table is empty."""
    path = WHOUSE if sheets is None else workbook(tmp_path / "tiny.xlsx", settings, **sheets)
    loaded = load(path)
    outcome = run_main_job(loaded.case, Stages())
    pages = [make(outcome) for make in (floors.page, stories.page, money.page, sensitivity.page)]
    pages.append(checks.page(outcome, loaded, {"solve": 0.5}))
    names = [table.name for page in pages for table in page.tables]
    assert len(set(names)) == len(names)
    for page in pages:
        assert page.texts
        assert all(len(table.frame) and table.frame.columns.is_unique for table in page.tables)
        assert all(set(table.measures) <= set(table.frame.columns) for table in page.tables)
        assert {chart.table for chart in page.charts} <= set(names)
    assert all(identity.passed for identity in build_identities(outcome))


def test_summary_names_what_has_no_cover(tmp_path: Path) -> None:
    """Summary tells of targets and of entities of concern, Sensitivity of what binds by kind, once each."""
    outcome = run(tmp_path, {"Periods": 3}, **FUNDED)
    told = summary.page(outcome).texts
    assert told[0].startswith("Buy now, by 31 December 2027: ")
    assert any("entities of concern" in sentence.casefold() for sentence in told)
    assert any(sentence.startswith("Of 1 cover target ") for sentence in told)
    kinds = [sentence.split(":")[0] for sentence in sensitivity.page(outcome).texts]
    assert kinds.count("Targets") == 1
    status = table(reserve.page(outcome), "ReserveTargets")
    missing = status["Target at the end (t)"] - status["Stock at the end (t)"]
    assert status["Missing at the end (t)"].to_numpy() == pytest.approx(missing.clip(lower=0).to_numpy(), abs=1e-9)


def test_sourcing_shares_by_hand(tmp_path: Path) -> None:
    """60 t from CHL (entity of concern), 30 t from AUS (member), 10 t from home: HHI 3600 + 900 + 100 = 4600."""
    outcome = run(
        tmp_path,
        {"Periods": 1},
        materials=[metal()],
        supply=[offer("CHL", 60), offer("AUS", 30), offer("USA", 10)],
        demand=[demand(100)],
        agreements=[member("Club", "AUS")],
        countries=[row(country="CHL", gdp=300, entity_of_concern="yes"), row(country="USA", gdp=700)],
    )
    page = sourcing.page(outcome)
    found = table(page, "SourcingMaterials").set_index("Material").loc["Metal"]
    assert found[MATERIALS["hhi"].header] == pytest.approx(4600)
    assert found["Home share (%)"] == pytest.approx(0.1)
    assert found["Share inside the zone without home (%)"] == pytest.approx(0.3)
    assert found["Entity-of-concern share (%)"] == pytest.approx(0.6)
    zone = table(page, "SourcingZone").set_index("Agreement")
    assert zone.loc["The zone and home", ZONE["share"].header] == pytest.approx(0.7)
    assert "1 have none" in next(one.note for one in page.tables if one.name == "SourcingZone")


def test_the_zone_follows_membership_in_the_period_of_the_order(tmp_path: Path) -> None:
    """Each quarter 10 t from AUS, a member from July on, 5 t from PER, one until then, 10 t from CHL: 30 of 100 t."""
    outcome = run(
        tmp_path,
        {"Periods": 4, "Period months": 3},
        materials=[metal()],
        supply=[offer("CHL", 40), offer("AUS", 40), offer("PER", 20)],
        demand=[demand(100)],
        agreements=[member("Club", "AUS", from_="2027-07"), member("Club", "PER", to="2027-06")],
        countries=[row(country="CHL", gdp=300), row(country="PER", gdp=100)],
    )
    page = sourcing.page(outcome)
    assert table(page, "SourcingMaterials")["Share inside the zone without home (%)"].to_list() == pytest.approx([0.3])
    agreements = table(page, "SourcingCountries").set_index("Country")["Agreements"]
    assert agreements.to_dict() == {"CHL": "", "AUS": "Club (from 2027Q3)", "PER": "Club (until 2027Q2)"}
