"""What entities of concern get of what the reserve pays, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from plants import METAL, ORE, places, plant, seller
from result_cases import run, table
from tiny import demand, metal, offer, row

from model.results.book import all_pages
from model.results.buy_list import page as buy_list
from model.results.facts.decision import concern_share
from model.results.processing import page as processing
from model.results.public.pages import public_pages
from model.results.shown import sentences as phrases
from model.results.sourcing import page as sourcing
from model.results.summary import page as summary
from model.workbook import load

NONE_MARKED = str(phrases.NONE_MARKED)


def test_the_share_of_the_whole_horizon_stands_beside_that_of_the_first_year(tmp_path: Path) -> None:
    """A hard target of 60 t in year 1 and another of 40 t of Late in year 2: AUS's 60 t for 100 each, then CHN's for 150.

    6 000 of 12 000 USD.
    """
    outcome = run(
        tmp_path,
        materials=[metal(), metal(150, "Late")],
        supply=[offer("AUS", 60), offer("CHN", 40, "Late", from_="2028")],
        countries=[row(country="CHN", entity_of_concern="yes")],
        targets=[
            row(material="Metal", tonnes=60, hard="yes", by="2027"),
            row(material="Late", tonnes=40, hard="yes", by="2028"),
        ],
    )
    assert outcome.result is not None
    assert [concern_share(outcome.result, last) for last in (1, 2)] == pytest.approx([0, 0.5])
    assert summary.page(outcome).texts[0].startswith(
        "Buy now, by 31 December 2027: 60 t of 1 material for 6,000 USD landed, none of it from entities of concern: "
    )
    sentence = (
        "Entities of concern get 0.0% of what the reserve pays in 2027, 0.0% in the first year (to 2027) and 50.0% over the "
        "whole horizon, if no story begins."
    )
    assert sentence in buy_list.page(outcome).texts


def test_where_none_is_marked_this_is_all_that_is_said(tmp_path: Path) -> None:
    """No sheet may say that entities of concern get, sell or ship nothing, nor 0 % of anything, as nobody said who is one."""
    outcome = run(
        tmp_path,
        materials=[ORE, METAL],
        countries=places("MYS"),
        supply=[seller("CHL", "Ore", for_="industry"), offer("AUS", 60)],
        processing=plant("Ore", {"Metal": 0.5}, "MYS"),
        demand=[demand(100)],
        targets=[row(material="Metal", tonnes=20, hard="yes", by="2027")],
    )
    loaded = load(tmp_path / "tiny.xlsx")
    assert summary.page(outcome).texts[0].endswith(NONE_MARKED)
    assert NONE_MARKED in processing.page(outcome).texts
    assert sourcing.page(outcome).texts[0].endswith(f"from other countries. {NONE_MARKED}")
    assert NONE_MARKED in public_pages(outcome, loaded)[0].texts
    for page in (*all_pages(outcome, loaded, {}), *public_pages(outcome, loaded)):
        told = [one.replace(NONE_MARKED, "") for one in page.texts if page.title not in ("Checks",)]
        assert not any("of concern" in one for one in told), told
    page = sourcing.page(outcome)
    assert table(page, "SourcingMaterials")["Entity-of-concern share (%)"].isna().all()
    assert table(page, "SourcingChainMaterials")["Touched one at any stage (%)"].isna().all()
    assert table(page, "SourcingChainStages")["Entity-of-concern share (%)"].isna().all()
    assert "Entities of concern (USD million)" not in table(page, "SourcingTop")


def test_where_one_is_marked_that_sells_nothing_this_is_said(tmp_path: Path) -> None:
    outcome = run(
        tmp_path,
        materials=[metal()],
        supply=[offer("AUS"), offer("CHN", premium=50)],
        countries=[row(country="CHN", entity_of_concern="yes")],
        targets=[row(material="Metal", tonnes=20, hard="yes", by="2027")],
    )
    assert (
        "Entities of concern get none of what the reserve pays, if no story begins."
        in buy_list.page(outcome).texts
    )
