"""Hand-solved: small orders and projects are left out or raised to their smallest size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import ONE, plant, seller
from result_cases import run, table
from tiny import Run, demand, metal, offer, optimum, row

from model.results.buy_list import page as buy_list
from model.results.buy_list.sentences import rounding_sentences
from model.results.checks import page as checks
from model.workbook import load

# 10 t for the target, 100 each; a tonne missing costs 400.
WANTED: dict[str, Any] = {
    "materials": [metal(smallest_order=15)],
    "supply": [offer("CHL", 50)],
    "targets": [row(material="Metal", tonnes=10, penalty=400)],
}
HARD = [row(material="Metal", tonnes=10, hard="yes")]


def lots(outcome: Run) -> dict[str, Any]:
    told: dict[str, Any] = outcome.json["whole_lots"]
    return told


@pytest.mark.parametrize(
    ("smallest", "supply", "targets", "objective", "told"),
    [
        (10, 50, WANTED["targets"], 1_000, {}),
        (15, 50, WANTED["targets"], 1_500, {"raised": {"CHL (Metal)": 10}}),
        (20, 50, WANTED["targets"], 2_000, {"raised": {"CHL (Metal)": 10}}),
        (25, 50, WANTED["targets"], 4_000, {"left_out": {"CHL (Metal)": 10}}),
        (15, 12, WANTED["targets"], 4_000, {"left_out": {"CHL (Metal)": 10}}),
        (25, 50, HARD, 2_500, {"raised": {"CHL (Metal)": 10}}),
        (25, 12, HARD, 1_000, {"below": {"CHL (Metal)": 10}}),
    ],
)
def test_an_order_is_left_out_or_raised(
    tmp_path: Path, smallest: float, supply: float, targets: Any, objective: float, told: dict[str, Any]
) -> None:
    """10 t are wanted. From half of the smallest order on they become that: 15 or 20 t; of 25 t they are less, and are left
    out: 10 x 400. So they are where 15 t cannot be had. A hard target leaves no plan without them: 25 t; and where those
    cannot be had either, 10 t stay."""
    sheets = {**WANTED, "materials": [metal(smallest_order=smallest)], "supply": [offer("CHL", supply)], "targets": targets}
    outcome = optimum(tmp_path, ONE, **sheets)
    assert outcome.objective == pytest.approx(objective)
    assert {word: lots(outcome)[word] for word in ("left_out", "raised", "below") if lots(outcome)[word]} == {
        word: pytest.approx(named) for word, named in told.items()
    }
    assert lots(outcome)["cost"] == pytest.approx(objective - 1_000, abs=1e-6)


@pytest.mark.parametrize(
    ("usd", "smallest", "tonnes", "objective"),
    [(1_500, 0, 12.5, 1_575), (1_500, 13, 13, 1_650), (1_300, 11, 11, 1_350), (1_200, 0, 10, 1_200)],
)
def test_money_and_tonnes_the_larger_counts(
    tmp_path: Path, usd: float, smallest: float, tonnes: float, objective: float
) -> None:
    """6 t at 100 and the rest at 150: 10 t are 1200 USD, 120 a tonne. At that price 1500 USD are 12.5 t, which cost 1575
    (10 t at 150 would come to 1500 USD too); 13 t cost 1650; 1300 USD are 10.83 t, less than 11 t, which cost 1350."""
    outcome = optimum(
        tmp_path,
        {**ONE, "Smallest order": usd},
        **{
            **WANTED,
            "materials": [metal(smallest_order=smallest)],
            "supply": [offer("CHL", 6), offer("CHL", 50, step=2, premium=50)],
        },
    )
    assert outcome.objective == pytest.approx(objective)
    assert outcome.purchases["CHL"] == pytest.approx(tonnes)


def test_what_is_left_out_of_one_offer_may_raise_another(tmp_path: Path) -> None:
    """6 t from AUS at 100 and 4 t from CHL at 120; smallest order 10 t. AUS is raised to 10 t but has 6; so it is left out
    and CHL, left out at first, too. Nothing is bought: 10 x 400, although 10 t of CHL would cost 1200: rounding is a
    rule of thumb, and what it costs is told."""
    sheets = {**WANTED, "materials": [metal(smallest_order=10)], "supply": [offer("AUS", 6), offer("CHL", 50, premium=20)]}
    outcome = optimum(tmp_path, ONE, **sheets)
    assert lots(outcome)["cost"] == pytest.approx(outcome.objective - 1_080)
    assert lots(outcome)["below"] == {}
    assert all(tonnes == pytest.approx(0, abs=1e-6) or tonnes >= 10 - 1e-5 for tonnes in outcome.purchases.values())


def test_process_output_for_the_reserve_is_an_order_too(tmp_path: Path) -> None:
    """The reserve takes 10 t of Metal made in Peru of its Ore, 100 each; the smallest order is 15 t."""
    outcome = optimum(
        tmp_path,
        ONE,
        materials=[metal(10, "Ore"), metal(smallest_order=15)],
        supply=[seller("PER", "Ore")],
        processing=plant("Ore", {"Metal": 1}, "PER"),
        demand=[demand(5)],
        targets=[row(material="Metal", tonnes=10, penalty=4_000)],
    )
    assert lots(outcome)["raised"] == {"Metal made in PER": pytest.approx(10)}


@pytest.mark.parametrize(
    ("smallest", "first", "built"), [(4, "yes", 4), (6, "yes", 6), (7, "no", 0), (7, "yes", 7)]
)
def test_projects_by_what_is_built_at_the_end_of_the_base_path(
    tmp_path: Path, smallest: float, first: str, built: float
) -> None:
    """3 t a year are short at 1000; a project gives them at 100 and 5 USD a year for each t/yr.

    Of 7 t/yr that is less than half, so nothing is built; but with Industry first that leaves no plan, as industry has the
    project without the reserve too.
    """
    outcome = run(
        tmp_path,
        {"Periods": 3, "Industry first": first},
        materials=[metal()],
        supply=[offer("CHL", 0)],
        demand=[demand(3)],
        projects=[row(project="Mine", adds_to="CHL", max_capacity=10, capital_cost=100, smallest_size=smallest)],
    )
    assert outcome.result is not None and outcome.rounding is not None
    assert outcome.result.value("build").sum() == pytest.approx(built)
    done = outcome.rounding.raised if built else outcome.rounding.none
    assert [(lot.name, lot.wanted) for lot in done] == [("Mine", pytest.approx(3))]


def test_pages_say_what_was_rounded_and_what_it_cost(tmp_path: Path) -> None:
    outcome = run(tmp_path, ONE, **WANTED)
    told = list(map(str, rounding_sentences(outcome.rounding, outcome.data.case)))
    assert told == [
        "1 order or project below the smallest size was raised to it: CHL (Metal) (10 t).",
        "Rounding to whole lots costs 500 USD in the objective.",
    ]
    page = buy_list.page(outcome)
    assert set(told) <= set(page.texts)
    assert "Raised to the smallest order from 10 t" in table(page, "BuyList")["Reason"][0]
    assert set(told) <= set(checks.page(outcome, load(tmp_path / "tiny.xlsx"), {}).texts)


def test_nothing_is_rounded_where_nothing_has_a_smallest_size(tmp_path: Path) -> None:
    outcome = optimum(tmp_path, ONE, **{**WANTED, "materials": [metal()]})
    assert "whole_lots" not in outcome.json
