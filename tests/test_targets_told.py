"""Met, late and missed targets add up to all of them, on Summary, Reserve and in the public copy."""

from __future__ import annotations

import re

import pytest
from result_cases import run, table
from tiny import metal, offer, row

from model.results.facts.run import Run
from model.results.facts.targets import BARE, FELL, LATE, PART
from model.results.public.pages import public_pages
from model.results.reserve import page as reserve
from model.results.summary import page as summary
from model.workbook import load

NAMES = ("Met", "Late", "Part", "Bare", "Fell")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Five targets of 10 t owed from year 1 on, at penalties that make all that can be had worth buying.

    Met: 10 t to be had at once. Late: 5 t a year. Part: 5 t in stock and no seller. Bare: nothing, no seller. Fell: 10 t in
    stock, of which half is lost in each year from then on, and 10.5 t typed so that the first year ends with 9.8 t.
    """
    target = {"tonnes": 10, "penalty": 10_000}
    return run(
        tmp_path_factory.mktemp("targets"),
        materials=[
            metal(name="Met"),
            metal(name="Late"),
            metal(name="Part", opening_stock=5),
            metal(name="Bare"),
            metal(name="Fell", opening_stock=10.5, holding_loss=7),
        ],
        supply=[offer("CHL", 10, "Met", offer="Met"), offer("CHL", 5, "Late", offer="Late")],
        targets=[row(material=name, **target) for name in NAMES],
    )


def test_each_target_is_met_late_or_missed(outcome: Run) -> None:
    """Fell: 10.5 x 0.93 = 9.77 t, met to 95 %, then 9.08 t."""
    status = table(reserve.page(outcome), "ReserveTargets").set_index("Material")
    assert status["Mark"].to_dict() == {"Met": "", "Late": LATE, "Part": PART, "Bare": BARE, "Fell": FELL}


def test_they_add_up_in_the_sentences(outcome: Run) -> None:
    for page in (summary.page(outcome), reserve.page(outcome)):
        told = next(one for one in page.texts if one.startswith("Of 5 cover targets "))
        assert told == (
            "Of 5 cover targets 1 is met (to 95% or more) when first due and at the end of the horizon, 1 late (by the end "
            "only) and 3 missed, if no story begins."
        )
        if page.title == "Summary":
            continue  # which are missed stands on Reserve
        missed = [re.search(r"(?:for (\d+) of them|^(\d+) of them (?:is|are))", one) for one in page.texts]
        assert sum(int(found[1] or found[2]) for found in missed if found) == 3


def test_the_public_copy_names_each_once(outcome: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    loaded = load(next(tmp_path_factory.getbasetemp().glob("targets*/tiny.xlsx")))
    told = next(one for one in public_pages(outcome, loaded)[0].texts if one.startswith("Cover targets"))
    assert all(len(re.findall(rf"\b{name}\b", told.partition(":")[2])) == 1 for name in NAMES), told
