"""Why an order is placed: the story it helps in, what is made where, what of a step others take; unlike tonnes stay apart."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from plants import METAL, ORE, places, plant, seller
from result_cases import CUT_OFF, run, table
from tiny import Row, demand, effect, metal, offer, row, story

from model.results.buy_list import page as buy_list
from model.results.summary import page as summary

NONE_SPARED = "Protects against no story of this workbook: bought for its target alone."
TARGET: list[Row] = [row(material="Metal", tonnes=20, hard="yes", by="2027")]


def reasons(folder: Path, name: str = "BuyList", **sheets: list[Row]) -> list[str]:
    return list(table(buy_list.page(run(folder, **sheets)), name)["Reason"])


def test_the_story_named_is_the_one_the_reserve_helps_in_most(tmp_path: Path) -> None:
    """Surge is dearer, 130 t short of 250; but the reserve gives its 20 t only where supply is cut: 70 t short, then 50."""
    sheets = {
        **CUT_OFF,
        "supply": [offer("CHL", 120)],
        "targets": TARGET,
        "stories": [story("Cut", 25), story("Surge", 25)],
        "effects": [effect("Cut", "supply loss", 75), effect("Surge", "demand", 150)],
    }
    told = reasons(tmp_path, **sheets)
    assert len(told) == 1
    assert "In `Cut` the reserve brings shortages of it down from 70,000 USD to 50,000 USD" in told[0]
    assert "stock in 2027 is 20.0 t, which meets it" in told[0]


def test_where_the_reserve_helps_in_no_story_this_is_said(tmp_path: Path) -> None:
    """What is bought for the reserve in year 1 is owed there to the end: the hard target lets nothing out."""
    always = {**CUT_OFF, "effects": [effect("Cut", "demand", 50)], "targets": TARGET, "stories": [story("Cut", 25, onset=2)]}
    always["materials"] = [metal(terminal_value=80, storage_class="Shut")]
    always["storage"] = [row(storage_class="Shut", release_limit=0)]
    told = reasons(tmp_path, **always)
    assert any(NONE_SPARED in one and "`Cut`" not in one for one in told), told


def test_no_shortage_anywhere(tmp_path: Path) -> None:
    sheets = {**CUT_OFF, "effects": [effect("Cut", "price", 5)], "supply": [offer("CHL", 200)], "targets": TARGET}
    assert NONE_SPARED in reasons(tmp_path, **sheets)[0]


def test_a_step_that_both_buy_out_says_so(tmp_path: Path) -> None:
    """CHL sells 110 t: industry takes 100 t of it, the reserve 10 t, and the other 10 t from AUS."""
    sheets = {
        "materials": [metal(terminal_value=80)],
        "supply": [offer("CHL", 110), offer("AUS", 50, premium=20)],
        "demand": [demand(100)],
        "targets": TARGET,
    }
    told = reasons(tmp_path, **sheets)
    assert any("this step is exhausted at 110 t, with what industry orders" in one for one in told), told


def test_only_processes_that_run_are_named(tmp_path: Path) -> None:
    """The dear process in the same country stands still."""
    sheets = {
        "materials": [ORE, METAL],
        "countries": places("MYS", freight=2),
        "supply": [seller("MYS", "Ore")],
        "processing": [
            *plant("Ore", {"Metal": 1.0}, "MYS", 100, cost=5),
            row(process="Dear", country="MYS", material="Ore", role="main input", capacity=100, cost=900),
            row(process="Dear", material="Metal", role="output", ratio=1.0),
        ],
        "targets": TARGET,
    }
    told = reasons(tmp_path, **sheets)
    assert told and all(one.split("Made there by ")[1].split(".")[0] == "MYS Metal" for one in told)


@pytest.mark.parametrize(("held", "told"), [(0, "20.0 t, which meets it"), (30, "50.0 t, 30.0 t more than it")])
def test_the_stock_against_its_target(tmp_path: Path, held: float, told: str) -> None:
    """A target of 20 t in year 1 and of 80 t in year 2; 20 t are sold a year, and `held` are there."""
    sheets = {
        "materials": [metal(terminal_value=80, opening_stock=held)],
        "supply": [offer("CHL", 20, for_="reserve")],
        "targets": [*TARGET, row(material="Metal", tonnes=80, penalty=500, by="2028")],
    }
    first = reasons(tmp_path, **sheets)[0]
    assert first.startswith(f"Towards the target of 20.0 t: stock in 2027 is {told}"), first


def test_tonnes_of_different_materials_have_no_total(tmp_path: Path) -> None:
    """14 materials, 10 of which have a row of their own on the Summary; the last four are one row, without tonnes."""
    names = [f"M{number}" for number in range(14)]
    outcome = run(
        tmp_path,
        materials=[metal(100 + number, name) for number, name in enumerate(names)],
        supply=[offer("CHL", material=name, offer=f"{name} of CHL") for name in names],
        demand=[demand(10, name) for name in names],
        targets=[row(material=name, tonnes=5, hard="yes") for name in names],
    )
    page = buy_list.page(outcome)
    assert [table.totals for table in page.tables[:2]] == [("Cost (USD million)",)] * 2
    assert "Tonnes (t)" not in page.tables[2].totals
    assert page.texts[0].startswith("In 2027 the reserve orders 14 materials from 1 country for ")
    shown = summary.page(outcome)
    bought = next(table.frame for table in shown.tables if table.name == "SummaryOrders").set_index("Material")
    assert pd.isna(bought.loc["4 other materials", "Tonnes (t)"])
    assert bought["Tonnes (t)"].iloc[:10].tolist() == pytest.approx([5] * 10)
    assert shown.texts[0].startswith("Buy now, by 31 December 2027: 14 materials for ")
    assert not any("t in all" in sentence for sentence in shown.texts)


def test_the_next_source_has_tonnes_left(tmp_path: Path) -> None:
    """100 t at one price: CHL's 40 t and AUS's 40 t are bought out, so neither is the next of the other; PER, dearer, is."""
    told = reasons(
        tmp_path,
        "BuyListIndustry",
        materials=[metal()],
        supply=[offer("CHL", 40), offer("AUS", 40), offer("PER", 40, premium=10)],
        demand=[demand(100)],
    )
    assert [("the next is PER at 110 USD/t" in one, "exhausted at 40 t" in one) for one in told].count((True, True)) == 2
    assert not any(f"the next is {name}" in one for one in told for name in ("CHL", "AUS"))


def test_where_all_is_bought_out_there_is_no_next(tmp_path: Path) -> None:
    told = reasons(
        tmp_path,
        "BuyListIndustry",
        materials=[metal()],
        supply=[offer("CHL", 40), offer("AUS", 40)],
        demand=[demand(100)],
    )
    assert len(told) == 2 and not any("the next is" in one for one in told)


def test_what_a_project_adds_counts_with_the_step(tmp_path: Path) -> None:
    """60 t a year: 40 t that were there, and 20 t that are built for it."""
    told = reasons(
        tmp_path,
        "BuyListIndustry",
        materials=[metal()],
        supply=[offer("CHL", 40)],
        demand=[demand(60)],
        projects=[row(project="Mine", adds_to="CHL", max_capacity=30, capital_cost=1)],
    )
    assert told == ["The cheapest open source; this step is exhausted at 60 t."]
