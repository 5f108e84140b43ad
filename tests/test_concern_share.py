"""What entities of concern get of what the reserve pays, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_cases import run
from tiny import metal, offer, row

from model.results import buy_list, summary
from model.results.concern_share import concern_share


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
    assert outcome.answer is not None
    assert [concern_share(outcome.answer, last) for last in (1, 2)] == pytest.approx([0, 0.5])
    told = summary.page(outcome).sentences
    whole = "Over the whole horizon (if no story begins) entities of concern get 50.0% of what it pays."
    assert any(one.endswith(whole) for one in told)
    assert (
        "Entities of concern get 0.0% of what the reserve pays in 2027, 0.0% in the first year (to 2027) and 50.0% over the "
        "whole horizon, if no story begins."
    ) in buy_list.page(outcome).sentences
