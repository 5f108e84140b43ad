"""Tiny cases for the tests of result pages, solved through the main job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from tiny import Rows, demand, effect, metal, offer, row, story, workbook

from model.results.facts.run import Run
from model.results.shown.pages import Page
from model.results.shown.sentences import Sentence
from model.stages import Stages
from model.workbook import load
from tests.main_job import run_main_job

MILLION = 1e6


def run(folder: Path, settings: Mapping[str, Any] | None = None, **sheets: Rows) -> Run:
    """The outcome of a tiny workbook, certified."""
    outcome = run_main_job(load(workbook(folder / "tiny.xlsx", settings, **sheets)).case, Stages())
    assert outcome.optimal
    return outcome


def texts(sentences: Iterable[Sentence]) -> list[str]:
    return [str(one) for one in sentences]


def table(page: Page, name: str) -> pd.DataFrame:
    return next(table.frame for table in page.tables if table.name == name)


CUT_OFF: dict[str, Rows] = {
    "materials": [metal(terminal_value=80)],
    "supply": [offer("CHL", 100)],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
    "stories": [story("Cut", 25)],
    "effects": [effect("Cut", "supply loss", 100)],
}
STOCKED: dict[str, Rows] = {**CUT_OFF, "materials": [metal(terminal_value=80, opening_stock=40)]}


FUNDED: dict[str, Rows] = {
    "materials": [metal(terminal_value=80, storage_class="Yard", sale_price=10)],
    "supply": [offer("CHL", 400, freight=5), offer("AUS", 60)],
    "countries": [row(country="CHL", duty=10)],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
    "targets": [row(material="Metal", days_of_cover=365, penalty=45)],
    "storage": [row(storage_class="Yard", cost=1, handling_in=1, handling_out=1)],
    "finance": [row(tranche="Loan", amount=5_000, rate=5, upfront_fee=1, commitment_fee=1, repay_by=2030)],
    "stories": [story("Cut", 25)],
    "effects": [effect("Cut", "supply loss", 100)],
}
PATIENT = {"Periods": 3, "Discount rate": 5, "Weight duties": 0.5, "Traders' fee": 2}
# Two who may draw what is dear in year 1 and put it back, cheaper, in year 2.
DEARER: dict[str, Rows] = {
    "materials": [metal(opening_stock=100, terminal_value=50, storage_class="Shed")],
    "supply": [offer("CHL"), offer("PER", premium=900)],
    "demand": [demand(50)],
    "storage": [row(storage_class="Shed", cost=3, handling_in=1, handling_out=2)],
    "finance": [row(tranche="Loan", amount=500, rate=10, commitment_fee=2)],
    "targets": [row(material="Metal", tonnes=100, hard="yes")],
    "participants": [
        row(participant="A", material="Metal", commitment=60, contract_price=90, draw_limit=10, upfront_fee=1),
        row(participant="B", material="Metal", commitment=20, draw_limit=20),
    ],
    "prices": [row(material="Metal", period=1, price=150), row(material="Metal", period=2, price=100)],
}
