"""Orders that an equally good plan places otherwise are marked, and no others; by hand."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from plants import ONE
from result_cases import run, table
from test_blocks import few_rows
from tiny import Rows, demand, metal, offer, row

from model.results.buy_list import page as buy_list
from model.solve import LinearProgram, SolverOptions, live
from model.solve.blocks import Blocks

__all__ = ["few_rows"]  # a fixture

TARGET = [row(material="Metal", tonnes=30, penalty=900)]


def marks(folder: Path, settings: dict[str, Any] | None = None, **sheets: Rows) -> dict[str, str]:
    outcome = run(folder, settings or ONE, **{"materials": [metal()], "targets": TARGET, **sheets})
    shown = table(buy_list.page(outcome), "BuyList")
    marked = shown["Exchangeable"] if "Exchangeable" in shown else [""] * len(shown)
    return dict(zip(shown["Offer and step"], marked, strict=True))


def test_two_offers_at_one_price(tmp_path: Path) -> None:
    """30 t are wanted; AUS and CHL both ask 100 for as many as 50 t, PER 90 for 10 t. All plans take the 10 t of PER, and
    any split of 20 t between the two others."""
    told = marks(tmp_path, supply=[offer("AUS", 50), offer("CHL", 50), offer("PER", 10, premium=-10)])
    assert told["PER"] == ""
    others = [mark for name, mark in told.items() if name != "PER"]
    assert others
    assert all(mark == "0 to 20 t" for mark in others)


def test_no_tie_no_mark(tmp_path: Path) -> None:
    """AUS is a hundredth dearer."""
    assert marks(tmp_path, supply=[offer("AUS", 50, premium=0.01), offer("CHL", 50)]) == {"CHL": ""}


def test_what_capacity_leaves_no_choice_of_is_not_marked(tmp_path: Path) -> None:
    """30 t from two offers of 15 t each, at one price: both are bought out in every plan."""
    assert set(marks(tmp_path, supply=[offer("AUS", 15), offer("CHL", 15)]).values()) == {""}


def test_sums_that_stay_the_same_hide_no_exchange(tmp_path: Path) -> None:
    """Four offers at one price, 10 t each, for 30 t: each may be left out, though their sum never moves."""
    told = marks(tmp_path, supply=[offer(name, 10) for name in ("AUS", "CHL", "PER", "ZAF")])
    assert len(told) >= 3
    assert all(mark == "0 to 10 t" for mark in told.values())


def test_a_year_later_is_an_exchange_too(tmp_path: Path) -> None:
    """The target is owed in year 2, prices stand still, nothing is discounted: 30 t now or then."""
    told = marks(
        tmp_path,
        {"Periods": 2},
        supply=[offer("CHL", 50)],
        targets=[row(material="Metal", tonnes=30, penalty=900, by=2)],
    )
    assert all(mark == "0 to 30 t" for mark in told.values() if mark)


@pytest.mark.parametrize("smallest", [0, 15])
def test_the_note_says_what_the_mark_means(tmp_path: Path, smallest: float) -> None:
    """With a smallest order of 15 t both are held to it or left out, and the choice is no longer free."""
    outcome = run(
        tmp_path, ONE, materials=[metal(smallest_order=smallest)], targets=TARGET, supply=[offer("AUS", 50), offer("CHL", 50)]
    )
    page = buy_list.page(outcome)
    note = next(one.note for one in page.tables if one.name == "BuyList")
    assert "as good as this one" in note
    assert outcome.exchangeable


def test_block_by_block_the_same_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_rows: None) -> None:
    """Three metals and a loan for all: two sellers at one price for two of them, one seller for the third."""
    names = ("Metal", "Tin", "Zinc")
    sheets: dict[str, Rows] = {
        "materials": [metal(100 + 10 * k, name) for k, name in enumerate(names)],
        "supply": [
            offer(country, 50, name, offer=f"{name} {country}")
            for name, countries in zip(names, (("AUS", "CHL"), ("PER",), ("CHL", "ZAF")), strict=True)
            for country in countries
        ],
        "demand": [demand(10, name) for name in names],
        "targets": [row(material=name, tonnes=30, penalty=900) for name in names],
        "finance": [row(tranche="Loan", amount=1e6, rate=5)],
    }
    settings = {"Periods": 8}
    whole = run(tmp_path, settings, **sheets).exchangeable
    monkeypatch.setattr(live, "SolverOptions", partial(SolverOptions, blocks_from=0))
    counts: list[int] = []
    find = live.find_blocks

    def spy(program: LinearProgram) -> Blocks:
        blocks = find(program)
        counts.append(blocks.count)
        return blocks

    monkeypatch.setattr(live, "find_blocks", spy)
    by_block = run(tmp_path, settings, **sheets).exchangeable
    assert counts and min(counts) >= 3
    assert {order[0] for order in whole} == {"Metal", "Zinc"}
    assert set(by_block) == set(whole)
    for order, span in whole.items():
        assert by_block[order] == pytest.approx(span, abs=1e-6)
