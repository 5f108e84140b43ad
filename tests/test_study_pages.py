"""The sheets Partners, Worth and Supplier lost, from small studies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from model import cli
from model.program.bookings import LEDGERS
from model.results.facts.largest_supplier import LargestLost, Loss
from model.results.facts.partners import NOTHING, Partners, PartnerWorth, Reason
from model.results.facts.run import Run
from model.results.facts.studies import Studies
from model.results.facts.worth_of_floors import FloorWorth, KeptOpen, WorthOfFloors
from model.results.largest_supplier import page as largest_page
from model.results.partners import page as partners_page
from model.results.worth import page as worth_page
from model.studies.chosen import STUDIES
from model.studies.largest_supplier import LargestSupplier
from model.studies.partners import PartnersStudy
from model.studies.worth_of_floors import WorthOfFloorsStudy
from tests.result_cases import STOCKED, table, texts
from tests.study_bases import solved, studied
from tests.test_largest_supplier import HELD, QUARTERS
from tests.test_partners import SIGNED, WAIVED
from tests.test_worth_of_floors import FLOOD, PATIENT
from tests.tiny import Row, row, workbook

NAMES: list[Row] = [row(country="CHL", name="Chile", duty=10), row(country="AUS", name="Australia")]


def with_found(run: Run, **found: Any) -> Run:
    return replace(run, studies=Studies(**found))


def test_whom_to_sign_next(tmp_path: Path) -> None:
    """The case of the waived duty, in which Chile's signature is worth 1,000 USD."""
    base, run = solved(tmp_path, SIGNED, **{**WAIVED, "countries": [*NAMES, row(country="PER", duty=10)]})
    page = partners_page.page(with_found(run, partners=studied(PartnersStudy(), base)))
    assert texts(page.sentences) == [
        "Sign Chile for Club next: it is worth 1,000 USD over the plan, expected, because Metal is 1,000 USD cheaper.",
        "3 of 4 memberships make no difference: no floor, limit, story or waived duty of the agreement touches a price or a "
        "tonne of what the country sells or makes.",
    ]
    (line,) = table(page, "Partners").to_dict("records")
    assert (line["Partner"], line["Agreement"], line["Now"]) == ("Chile", "Club", "outside")
    assert line["Worth (USD million)"] == pytest.approx(0.001)
    assert line["Because"] == "Metal is 1,000 USD cheaper"
    assert list(table(page, "PartnersSame")["Partner"]) == ["Australia", "PER", "Chile"]


def test_partners_in_every_way_they_can_end(tmp_path: Path) -> None:
    _, run = solved(tmp_path, **STOCKED)
    opened = Reason("Metal", 4e6, -1e6, 120.0)
    found = Partners(
        (
            PartnerWorth("Club", "PER", True, True, 5e6, 4e6, 4e6, 0.0, 2e6, 3e6, 0.0, (opened,)),
            PartnerWorth("Club", "CHL", False, True, 3e6, 0.0, 0.0, 0.0, 0.0, 3e6, 0.0),
            PartnerWorth("Club", "AUS", True, True, 2e6, 0.0, 0.0, 0.0, 0.0, 2e6, 0.0),
            PartnerWorth("Club", "BOL", True, False, *NOTHING),
            PartnerWorth("Club", "ARG", True, True, *NOTHING, (opened,)),
            PartnerWorth("Club", "USA", True, True, -1e6, 0.0, 0.0, 0.0, 0.0, -1e6, 0.0),
            PartnerWorth("Club", "CHN", True, why=("it has no plan.",)),
        )
    )
    page = partners_page.page(with_found(run, partners=found))
    told = texts(page.sentences)
    assert told[0] == (
        "Sign PER for Club next: it is worth 5.0 million USD over the plan, expected, because shortages of Metal cost 4.0 "
        "million USD less and Metal is 1.0 million USD dearer (120 t a year more of it can be had, in the mean). To "
        "the nation "
        "as a whole, which loses 2.0 million USD of duties by it, it is worth 3.0 million USD. Then AUS in Club (2.0 million "
        "USD)."
    )
    assert told[1].startswith("Of those who are members, CHL in Club is worth most: without it the plan would cost 3.0 ")
    assert told[2] == "1 membership would cost buyers more than they save, USA in Club most: 1.0 million USD."
    assert told[3].startswith("1 of 7 memberships make no difference") and told[4].startswith("Of 1 it is not known")
    because = table(page, "Partners").set_index("Partner")["Because"]
    assert because["ARG"] == "" and because["CHN"] == "it has no plan." and "Metal" in because["PER"]
    dear = PartnerWorth("Club", "PER", True, True, 5e6, 5e6, 5e6, 0.0, 9e6, -4e6, 0.0)
    for other, end in ((2e6, "Counted for the nation, AUS in Club is worth most: 2.0 million USD."), (-5e6, "sellers once")):
        both = Partners((dear, PartnerWorth("Club", "AUS", True, True, 2e6, 0.0, 0.0, 0.0, 0.0, other, 0.0)))
        first = texts(partners_page.page(with_found(run, partners=both)).sentences)[0]
        assert "lose 9.0 million USD of duties, and the nation as a whole 4.0 million USD" in first and end in first
        assert first.startswith("Sign PER" if other > 0 else "Counted for the nation, no signature that is still open pays.")
    nobody = Partners((PartnerWorth("Club", "BOL", True, False, *NOTHING),))
    first = texts(partners_page.page(with_found(run, partners=nobody)).sentences)[0]
    assert first == "No country that could still join an agreement would make the plan cheaper: none needs to be signed."


def test_what_floors_and_the_reserve_are_worth(tmp_path: Path) -> None:
    """The floor of 80 USD/t that keeps Chile's mine open through the flood; nothing is worth stocking up in it."""
    base, run = solved(tmp_path, PATIENT, **FLOOD)
    found = studied(WorthOfFloorsStudy(), base)
    page = worth_page.page(with_found(run, worth_of_reserve=True, worth_of_floors=found))
    told = texts(page.sentences)
    assert told[0] == (
        "The reserve is worth 0 USD to the nation: it spares 0 USD of expected shortage cost, and all that it buys, "
        "keeps, sells "
        "and has left at the end comes to 0 USD of net cost."
    )
    assert told[1] == (
        "The floor worth most is border floor of Club: without it the nation would lose 23,000 USD, and capacity "
        "worth 2,500 USD "
        "a year would close without, in the mean over stories: 25 t a year of Metal."
    )
    (line,) = table(page, "WorthFloors").to_dict("records")
    assert line["Worth to the nation (USD million)"] == pytest.approx(0.023)
    assert line["Saved by industry (USD million)"] == pytest.approx(-0.002)
    (kept,) = table(page, "WorthFloorsKept").to_dict("records")
    assert (kept["Material"], kept["Whose"]) == ("Metal", "CHL")
    assert kept["Would close, in the mean (t/yr)"] == pytest.approx(25.0)
    reserve = table(page, "WorthReserve").set_index("What")["Saved by the reserve (USD million)"]
    assert reserve["The nation in all"] == pytest.approx(0.0, abs=1e-9)


def test_floors_in_every_way_they_can_end(tmp_path: Path) -> None:
    _, run = solved(tmp_path, **STOCKED)
    ledgers = dict.fromkeys(LEDGERS, 0.0)
    kept = (KeptOpen("Metal", 10.0, 20.0, 2e6, ("CHL",)), KeptOpen("Ore", 5.0, 6.0, 1e6, ("AUS", "Mill")))
    together = FloorWorth("all floors", True, -4e6, -5e6, 0.0, 0.0, 0.0, ledgers, kept)
    found = WorthOfFloors(
        (
            FloorWorth("Good", True, 1e6, 2e6, 0.0, 0.0, 0.0, ledgers, (), ("Mine",)),
            FloorWorth("Idle", False, 0.0, 0.0, 0.0, 0.0, 0.0, ledgers),
            FloorWorth("Dear", True, -5e6, -7e6, 0.0, 0.0, 0.0, ledgers),
            FloorWorth("Odd", why=("it has no plan.",)),
        ),
        together,
    )
    page = worth_page.page(with_found(run, worth_of_floors=found))
    assert texts(page.sentences) == [
        "All floors together cost the nation 5.0 million USD more than they bring, expected, and capacity worth 3.0 "
        "million USD "
        "a year would close without, in the mean over stories: 10 t a year of Metal and 5 t a year of Ore.",
        "The floor worth most is Good: without it the nation would lose 2.0 million USD, and no capacity would close.",
        "1 of 4 cost the nation more than they bring: Dear (7.0 million USD).",
        "Nothing would change without Idle.",
        "Of Odd it is not known; the table says why.",
    ]
    rows = table(page, "WorthFloors")
    assert list(rows["Floor"]) == ["All together", "Good", "Idle", "Dear", "Odd"]
    assert rows["Projects that need it"][1] == "Mine" and rows["Not known because"][4] == "it has no plan."
    none = worth_page.page(with_found(run, worth_of_floors=WorthOfFloors((), None)))
    assert texts(none.sentences) == ["The workbook has no floors."]


def test_the_largest_supplier_lost(tmp_path: Path) -> None:
    """30 t of the reserve halve the 60 t that are missing without Chile, and last two quarters."""
    base, run = solved(tmp_path, QUARTERS, **{**HELD, "countries": NAMES})
    page = largest_page.page(with_found(run, largest_lost=studied(LargestSupplier(), base)))
    assert texts(page.sentences) == [
        "The loss that would hurt most is Chile as a supplier of Metal: if it stopped for 12 months from 2028Q1 on, "
        "shortages "
        "would cost 30,000 USD, and without the reserve 60,000 USD.",
        "The reserve spares something in 1 of 1 loss, most in Metal (30,000 USD of 60,000 USD).",
        "It also lengthens the time in which all can be met: Metal from 0 days to 182 days.",
    ]
    (line,) = table(page, "LargestLost").to_dict("records")
    assert (line["Material"], line["Supplier lost"]) == ("Metal", "Chile")
    assert line["All met with reserve for (days)"] == 182.0 and line["Short of it with reserve (t)"] == pytest.approx(30.0)


def test_losses_in_every_way_they_can_end(tmp_path: Path) -> None:
    _, run = solved(tmp_path, **STOCKED)
    hurt = Loss("Metal", "CHL", 0.5, "Metal", 2e6, 2e6, 5.0, 5.0, 0.0, 0.0)
    fine = Loss("Ore", "AUS", 1.0, "Ore", 0.0, 0.0, 0.0, 0.0, np.inf, np.inf)
    odd = Loss("Zinc", "", float("nan"), why=("it was not solved.",))
    page = largest_page.page(with_found(run, largest_lost=LargestLost((hurt, fine, odd), "2028", 12)))
    told = texts(page.sentences)
    assert told[0].endswith("shortages would cost 2.0 million USD, with the reserve or without.")
    assert told[1] == "The reserve spares nothing in any of these losses."
    assert told[2] == "1 material would not be short of anything: other suppliers make up for the loss."
    assert told[3] == "Of Zinc it is not known; the table says why."
    assert table(page, "LargestLost")["All met with reserve for (days)"].isna().tolist() == [False, True, True]
    none = largest_page.page(with_found(run, largest_lost=LargestLost((fine,), "2028", 12)))
    first = texts(none.sentences)[0]
    assert first == "No material would be missed if its largest supplier stopped: the others make up for it."
    short = largest_page.page(with_found(run, largest_lost=LargestLost((), None, 12)))
    assert "too short" in texts(short.sentences)[0] and not short.tables


def test_each_can_be_asked_for() -> None:
    assert {"partners", "worth of the reserve", "worth of floors", "loss of the largest"} <= set(STUDIES)


def test_one_command_makes_the_sheets(tmp_path: Path) -> None:
    asked = ("partners", "worth of the reserve", "worth of floors", "loss of the largest")
    floors = [row(floor="Low", material="Metal", mechanism="border floor", price=50, agreement_or_country="Club")]
    sheets = {**WAIVED, "floors": floors, "studies": [row(study=kind) for kind in asked]}
    path = workbook(tmp_path / "tiny.xlsx", SIGNED, **sheets)
    assert cli.main(["study", str(path), "-o", str(tmp_path / "result.xlsx")]) == 0
    book = load_workbook(tmp_path / "result.xlsx")
    assert {"Partners", "Worth", "Supplier lost"} <= set(book.sheetnames)
    assert book["Partners"]["A2"].value or book["Partners"]["A3"].value
