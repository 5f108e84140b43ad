"""Reasons of the reserve's orders claim protection only where the reserve spares something; tonnes of materials are apart."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from result_cases import FUNDED, PATIENT, run
from tiny import demand, metal, offer, row

from model.results import buy_list, summary
from model.results.reasons import Reasons

NONE_SPARED = "In no story does the reserve take anything to speak of off the shortage of it."


@pytest.mark.parametrize("figures", [True, False])
@pytest.mark.parametrize("release_limit", [None, 0])
def test_protection_is_told_where_there_is_some(tmp_path: Path, release_limit: float | None, figures: bool) -> None:
    """The Cut brings shortages with and without the reserve; what may not be released spares none of them."""
    yard = {**FUNDED["storage"][0], "release_limit": release_limit}
    outcome = run(tmp_path, PATIENT, **{**FUNDED, "storage": [yard]})
    assert outcome.answer is not None
    lines = buy_list.reserve_lines(outcome.answer)
    reasons = Reasons(outcome, figures=figures)
    told = reasons.of(lines.iloc[0])
    if release_limit == 0:
        assert NONE_SPARED in told and "`Cut`" not in told
    elif figures:
        assert "Without the reserve `Cut` would bring shortages of it worth " in told and "; with it " in told
    else:
        assert "Without the reserve `Cut` would bring larger shortages of it." in told


def test_the_story_told_is_the_one_the_reserve_helps_in(tmp_path: Path) -> None:
    outcome = run(tmp_path, PATIENT, **FUNDED)
    assert outcome.answer is not None
    reasons = Reasons(outcome)
    assert reasons.without is not None
    # A story of more shortage, of which the reserve takes nothing, is not the one it protects against.
    reasons.without[0, :] = [900.0, 1_000.0][: reasons.without.shape[1]]
    reasons.with_reserve[0, :] = [300.0, 1_000.0][: reasons.without.shape[1]]
    told = reasons.of(buy_list.reserve_lines(outcome.answer).iloc[0])
    assert "shortages of it worth 900 USD; with it 300 USD" in told


def test_tonnes_of_different_materials_have_no_total(tmp_path: Path) -> None:
    """14 materials, 12 of which have a row of their own on the Summary; the last two are one row, without tonnes."""
    names = [f"M{number}" for number in range(14)]
    outcome = run(
        tmp_path,
        materials=[metal(100 + number, name) for number, name in enumerate(names)],
        supply=[offer("CHL", material=name, offer=f"{name} of CHL") for name in names],
        demand=[demand(10, name) for name in names],
        targets=[row(material=name, tonnes=5, hard="yes") for name in names],
    )
    page = buy_list.page(outcome)
    assert [table.totals for table in page.tables] == [("Cost (USD million)",)] * 2
    assert page.sentences[0].startswith("In 2027 the reserve orders 14 materials from 1 country for ")
    shown = summary.page(outcome)
    bought = next(table.frame for table in shown.tables if table.name == "SummaryPurchases").set_index("Material")
    assert pd.isna(bought.loc["2 other materials", "Tonnes (t)"])
    assert bought["Tonnes (t)"].iloc[:12].tolist() == pytest.approx([5] * 12)
    assert shown.sentences[0].startswith("Buy now, by 31 December 2027: 14 materials for ")
    assert not any("t in all" in sentence for sentence in shown.sentences)
