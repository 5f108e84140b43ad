"""Links of the result: each name leads to its row, and what has no row has no link."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from links import astray
from openpyxl import load_workbook
from result_cases import FUNDED, PATIENT
from tiny import metal, offer, workbook

from model.report import make_workbook, write_public, write_result
from model.results.shown.pages import Page, Table
from model.stages import Stages
from model.workbook import load
from tests.main_job import run_main_job

LONG = "A story of a name so long that its column has to wrap it on two lines"


@pytest.mark.parametrize("public", [False, True])
def test_every_link_of_a_result_leads_to_the_same_name(tmp_path: Path, public: bool) -> None:
    loaded = load(workbook(tmp_path / "tiny.xlsx", PATIENT, **FUNDED))
    outcome = run_main_job(loaded.case, Stages())
    target = tmp_path / "result.xlsx"
    written = write_public(target, outcome, loaded) if public else write_result(target, outcome, loaded, {})
    book = load_workbook(written)
    assert astray(book) == []
    if not public:
        sheet = book["Summary"]
        stories = [line[0] for line in sheet[sheet.tables["SummaryStories"].ref][1:]]
        assert [cell.value for cell in stories if cell.hyperlink] == ["Cut", "base", "Expected over all stories"]
        assert all(cell.hyperlink.location.startswith("'Stories'!") for cell in stories)


def test_a_name_that_wraps_is_found_and_one_without_a_row_is_not_linked() -> None:
    told = Table("Told", "Told", pd.DataFrame({"Story": [LONG, "5 others"]}), links={"Story": "There"})
    there = Table("There", "There", pd.DataFrame({"Story": ["base", LONG]}))
    book = make_workbook([Page("Here", ("One.",), (told,)), Page("There", ("Two.",), (there,))])
    first, second = (line[0] for line in book["Here"][book["Here"].tables["Told"].ref][1:])
    assert first.hyperlink is not None and astray(book) == []
    assert second.hyperlink is None


def test_what_industry_alone_buys_leads_to_sourcing(tmp_path: Path) -> None:
    sheets = {**FUNDED, "materials": [*FUNDED["materials"], metal(10, "Ore")]}
    sheets["supply"] = [*FUNDED["supply"], offer("CHL", 100, "Ore", offer="Ore CHL")]
    loaded = load(workbook(tmp_path / "tiny.xlsx", PATIENT, **sheets))
    book = load_workbook(write_result(tmp_path / "result.xlsx", run_main_job(loaded.case, Stages()), loaded, {}))
    sheet = book["Buy list"]
    links = {
        name: {line[1].hyperlink.location.split("!")[0] for line in sheet[sheet.tables[name].ref][1:]}
        for name in ("BuyList", "BuyListIndustry")
    }
    assert links == {"BuyList": {"'Reserve'"}, "BuyListIndustry": {"'Sourcing'"}}
