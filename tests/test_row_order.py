"""Rows of the workbook in another order give the same plan, order by order, though many plans may cost the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from everything import everything
from result_cases import run, table
from tiny import Rows, demand, floor, metal, offer, row

from model.results.buy_list import page as buy_list
from model.results.facts.run import Run

CELLS = ("buy", "stockbuy", "early", "run", "ship", "stockship", "stock", "release", "borrowed", "draw", "build", "short")


def other_order(sheets: dict[str, Rows], seed: int) -> dict[str, Rows]:
    """Rows of every sheet backwards (seed 0), or shuffled."""
    turned: dict[str, Rows] = {}
    for name, rows in sheets.items():
        turned[name] = list(reversed(rows)) if seed == 0 else random.Random(seed).sample(list(rows), len(rows))
    return turned


def decided(outcome: Run) -> pd.Series:
    """Every decision of the plan by its name, the stories' nodes by their labels."""
    assert outcome.result is not None
    labels = outcome.data.tree.labels
    found: dict[tuple[Any, ...], float] = {}
    for name in CELLS:
        by_node = name != "early"
        for key, value in outcome.result.solution.mapping(name).items():
            *what, when = key
            found[name, *what, labels[when] if by_node else when] = value
    return pd.Series({" | ".join(map(str, key)): value for key, value in found.items()})


def ties() -> dict[str, Rows]:
    """Offers, steps, contracts and segments that are all worth the same: without a rule any of them might be taken."""
    return {
        "materials": [metal(10, name) for name in ("Zinc", "Ore", "Alloy")],
        "supply": [
            offer(country, 30, name, offer=f"{name} {country}", step=step)
            for name in ("Zinc", "Ore", "Alloy")
            for country in ("PER", "CHL", "AUS")
            for step in (2, 1)
        ],
        "demand": [demand(60, name, segment) for name in ("Zinc", "Ore") for segment in ("B", "A")],
        "targets": [row(material=name, tonnes=20, penalty=50) for name in ("Zinc", "Ore", "Alloy")],
        "finance": [row(tranche=name, amount=400) for name in ("Second", "First")],
        "floors": [
            {**floor("buyer-paid floor", 12, f"Ore {country}", quantity=40), "floor": name, "material": "Ore"}
            for name, country in (("Later", "CHL"), ("Earlier", "CHL"), ("Other", "AUS"))
        ],
    }


CASES: dict[str, tuple[dict[str, Any], dict[str, Rows]]] = {"everything": everything(), "ties": ({}, ties())}


@pytest.fixture(scope="module", params=list(CASES))
def as_typed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Run]:
    settings, sheets = CASES[request.param]
    return request.param, run(tmp_path_factory.mktemp("typed"), settings, **sheets)


@pytest.mark.parametrize("seed", range(3))
def test_rows_in_another_order_give_the_same_plan(tmp_path: Path, as_typed: tuple[str, Run], seed: int) -> None:
    name, typed = as_typed
    settings, sheets = CASES[name]
    turned = run(tmp_path, settings, **other_order(sheets, seed))
    assert typed.result is not None
    assert turned.result is not None
    assert turned.result.solution.objective == pytest.approx(typed.result.solution.objective, rel=1e-9)
    first, second = decided(typed), decided(turned)
    assert set(first.index) == set(second.index)
    assert second[first.index].to_numpy() == pytest.approx(first.to_numpy(), abs=1e-9, rel=1e-9)
    orders = ["buyer", "material", "country", "name", "period", "tonnes", "paid", "landed", "cost"]
    pd.testing.assert_frame_equal(turned.result.orders[orders], typed.result.orders[orders], rtol=1e-9)


def test_the_buy_list_tells_the_same(tmp_path: Path, as_typed: tuple[str, Run]) -> None:
    name, typed = as_typed
    settings, sheets = CASES[name]
    turned = buy_list.page(run(tmp_path, settings, **other_order(sheets, 7)))
    page = buy_list.page(typed)
    assert page.texts == turned.texts
    for one in page.tables:
        pd.testing.assert_frame_equal(table(turned, one.name), one.frame, rtol=1e-9)


@pytest.mark.parametrize("backwards", [False, True])
def test_of_equal_steps_the_lower_is_under_contract_first(tmp_path: Path, backwards: bool) -> None:
    """Steps 1 and 2 ask the same 100, and 40 of 60 t are under contract: all 30 t of step 1, 10 t of step 2."""
    supply = [offer("CHL", 30, step=2), offer("CHL", 30, step=1)]
    outcome = run(
        tmp_path,
        materials=[metal()],
        supply=supply[::-1] if backwards else supply,
        demand=[demand(60)],
        floors=[floor("fixed price", 110, "CHL", quantity=40)],
    )
    steps = outcome.data.market.steps
    covered = steps.table.assign(t=steps.undisturbed[:, 0]).query("contract != ''")
    assert dict(zip(covered["number"], covered["t"], strict=True)) == pytest.approx({1: 30, 2: 10})
