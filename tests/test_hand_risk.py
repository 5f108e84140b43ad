"""Hand-solved: the average of the worst stories (CVaR), on shortage and on total cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny import demand, effect, metal, offer, optimum, story


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, 38_000),
        ({"Risk weight": 0.5}, 75_500),
        ({"Risk weight": 0.5, "Risk on": "total"}, 81_750),
        ({"Risk weight": 0.5, "Discount rate": 21}, 58_302.028_550),
    ],
)
def test_the_worst_fifth(tmp_path: Path, settings: dict[str, Any], expected: float) -> None:
    """100 t a year at 100. In year 2, A (10 %) loses all of it and B (20 %) half; a tonne short costs 1000.

    Expected: 10 000 + 0.7 x 10 000 + 0.1 x 100 000 + 0.2 x (5000 + 50 000) = 38 000.
    Worst 20 % of stories: A's 10 % and 10 of B's 20 %.
    Shortage: (0.1 x 100 000 + 0.1 x 50 000) / 0.2 = 75 000, half of it: 37 500.
    Total: (0.1 x 110 000 + 0.1 x 65 000) / 0.2 = 87 500, half of it: 43 750.
    Discounted by 21 %: 10 000 / 1.1 + (28 000 + 37 500) / 1.331 = 9090.9091 + 49 211.1195.
    """
    outcome = optimum(
        tmp_path,
        {"Risk level": 80, **settings},
        materials=[metal()],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand()],
        stories=[story("A", 10), story("B", 20)],
        effects=[effect("A", "supply loss", 100), effect("B", "supply loss", 50)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("weight", "expected", "bought"), [(0, 24_500, 100), (0.1, 29_500, 200)])
def test_caution_buys_stock(tmp_path: Path, weight: float, expected: float, bought: float) -> None:
    """100 t a year at 100; with 5 % no supply in year 2, 1000 a tonne short. Risk level 95 %.

    A tonne of stock costs 100 and saves 0.05 x 1000 = 50: none is bought: 10 000 + 0.95 x 10 000 + 0.05 x 100 000.
    A weight of 0.1 on the worst 5 %, the story itself, adds 100 to what a tonne saves: 100 t are bought:
    10 000 + 10 000 + 0.95 x 10 000 = 29 500, and no shortage is left to weigh.
    """
    outcome = optimum(
        tmp_path,
        {"Risk weight": weight},
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("Stop", 5)],
        effects=[effect("Stop", "supply loss", 100)],
    )
    assert outcome.objective == pytest.approx(expected)
    assert outcome.purchases["CHL"] == pytest.approx(bought)
