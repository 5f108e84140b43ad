"""Stories in which shortage costs more with the reserve: which, by how much, and why, by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from result_cases import run, texts
from tiny import Rows, demand, effect, metal, offer, row, story

from model.results.facts.run import Run
from model.results.stories import page as stories
from model.results.stories.dearer import find_dearer
from model.results.stories.sentences import (
    cause_in_short,
    cause_sentences,
    dearer_in_a_sentence,
    dearer_sentences,
)

# 100 t on offer, 90 t wanted by industry, which is better gone without at 500 a tonne, and 20 t by the reserve.
SCARCE: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [offer("CHL", 100)],
    "demand": [demand(90)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=500)],
}


def scarce(folder: Path, **target: Any) -> Run:
    return run(folder, {"Periods": 3, "Industry first": "no"}, **SCARCE, targets=[row(material="Metal", tonnes=20, **target)])


def test_a_target_that_costs_more_than_shortage(tmp_path: Path) -> None:
    """A tonne missing for a year costs 450, one short 500 less the 100 not paid for it: of the 20 t 10 are left over in
    year 1, and 10 are taken from industry. Missing for all three years a tonne would cost 1350."""
    outcome = scarce(tmp_path, penalty=450)
    told = texts(dearer_sentences(outcome))
    assert told == [
        "In 1 story (100.0% probability) shortage costs more with the reserve than without, by up to 5,000 USD (base). Most "
        "of it is Metal: 10 t more are short in 2027, for 5,000 USD more, while 20 t come into the reserve.",
        "A tonne of Metal missing from its target from 2027 to the end of the story would cost 1,350 USD, a tonne short "
        "costs 500 USD: the target comes first. A lower Penalty or a later By of Metal on the Targets sheet leaves more to "
        "industry.",
        "Over all these stories it is more expensive in Metal.",
    ]
    assert set(told) <= set(stories.page(outcome).texts)
    assert texts(dearer_in_a_sentence(outcome)) == [
        "Shortages that cost industry more with the reserve than without sum to 5,000 USD (expected)."
    ]


@pytest.mark.parametrize("target", [{"penalty": 350}, {"penalty": 450, "by": 2}])
def test_what_the_planner_is_told_to_change_leaves_more_to_industry(tmp_path: Path, target: dict[str, Any]) -> None:
    """At 350 a year the target waits for what is left over in year 2; from year 2 on there is time for both."""
    assert dearer_sentences(scarce(tmp_path, **target)) == []


def test_the_story_named_is_the_one_in_which_it_is_dearest(tmp_path: Path) -> None:
    """60 t wanted leave 40 a year, enough for 115 t by year 3; where 30 t more are wanted in year 2, 25 t lack."""
    outcome = run(
        tmp_path,
        {"Periods": 3, "Refill": 0},
        **{**SCARCE, "demand": [demand(60)]},
        targets=[row(material="Metal", tonnes=115, by=3, hard="yes")],
        stories=[story("More wanted", 30)],
        effects=[effect("More wanted", "demand", 50, lasts=12)],
    )
    found = find_dearer(outcome)
    assert found is not None
    assert found.cause is not None
    assert found.cause.material == "Metal"
    assert (found.worst, found.stories, found.probability) == ("More wanted", 1, pytest.approx(0.3))
    assert (found.most, found.cause.more, found.cause.short) == pytest.approx((12_500, 12_500, 25))


def test_no_cause_is_told_that_the_solution_does_not_show(tmp_path: Path) -> None:
    outcome = scarce(tmp_path, penalty=450)
    found = find_dearer(outcome)
    assert found is not None
    assert found.cause is not None
    assert cause_sentences(replace(found.cause, missing=400.0), outcome.data) == []
    elsewhere = replace(found.cause, taken=0.0)
    assert cause_sentences(elsewhere, outcome.data) == []
    assert str(cause_in_short(elsewhere, outcome.data)).endswith("though none of it comes into the reserve then.")
