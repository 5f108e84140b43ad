"""What binds, in sentences: whether a little more saves or costs, in the units of the cells; and what the public earns."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_cases import CUT_OFF, FUNDED, PATIENT, run
from tiny import Row, demand, metal, offer, row

from model.results.answer import Answer
from model.results.bindings import top_bindings
from model.results.outcome import Outcome
from model.results.public_cost import public_cost, public_sentences


def solved(outcome: Outcome) -> Answer:
    assert outcome.answer is not None
    return outcome.answer


def said(folder: Path, kind: str, **sheets: list[Row]) -> str:
    told = top_bindings(solved(run(folder, {"Periods": 1}, **sheets)))
    return next((one for one in told if one.startswith(f"{kind}: ")), "")


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ({"of": "CHL", "at_most_share": 40}, "Limits: a percentage point more saves 30 USD (`Quota`, at most)."),
        ({"of": "AUS", "at_least_share": 60}, "Limits: a percentage point more costs 30 USD (`Quota`, at least)."),
        ({"of": "AUS", "at_least_tonnes": 60}, "Limits: a tonne more costs 30 USD (`Quota`, at least)."),
    ],
)
def test_a_limit_saves_or_costs(tmp_path: Path, limit: Row, told: str) -> None:
    """100 t, from CHL for 100 USD or from AUS for 130: each tonne that the limit moves is worth 30 USD."""
    sheets = {
        "materials": [metal()],
        "supply": [offer("CHL"), offer("AUS", premium=30)],
        "demand": [demand(100)],
        "limits": [row(limit="Quota", scope="Metal", for_="industry", **limit)],
    }
    assert said(tmp_path, "Limits", **sheets) == told


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ({"tonnes": 20}, "Targets: a tonne more to hold costs 100 USD (Metal)."),
        ({"days_of_cover": 73}, "Targets: a day more to hold costs 27 USD (Metal)."),
    ],
)
def test_a_target_costs_in_its_own_unit(tmp_path: Path, target: Row, told: str) -> None:
    """A tonne costs 100 USD and is worth nothing at the end; a day of 100 t a year is 100 ÷ 365 t."""
    sheets = {
        "materials": [metal()],
        "supply": [offer("CHL")],
        "demand": [demand(100)],
        "targets": [row(material="Metal", hard="yes", **target)],
    }
    assert said(tmp_path, "Targets", **sheets) == told


def test_what_the_public_earns_is_said_once(tmp_path: Path) -> None:
    answer = solved(run(tmp_path, PATIENT, **{**FUNDED, "stories": CUT_OFF["stories"]}))
    told = public_sentences(public_cost(answer))[0]
    assert told.startswith("The public earns ") and told.count("earns") == 1
    assert "if no story begins" in told and "lending apart: interest and fees less settlements" in told
