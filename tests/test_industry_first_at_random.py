"""Industry first on random small cases with soft targets, and what more money does to the objective."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from result_cases import run
from tiny import demand, effect, metal, offer, row, story

from model.results.facts.industry_first import excess_short

SEEDS = range(12)


def random_case(chance: random.Random, money: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two metals and what is made of one of them, scarce or not, with a stock to begin with, two stories and targets whose
    penalty is up to five times the price a year."""
    names = ("A", "B", "Part")
    settings = {
        "Period months": 3,
        "Periods": 5,
        "Discount rate": 4,
        "Release when": chance.choice(("disrupted", "any disruption", "always")),
        "Market-impact cap": chance.choice((None, 10)),
    }
    kept = {"terminal_value": 80, "sale_price": 60, "storage_class": "Shed", "world_output": 1_000}
    prices = {name: chance.uniform(50, 150) for name in names}
    made = row(process="Works", country="USA")
    sheets: dict[str, Any] = {
        "materials": [
            metal(prices[name], name, **kept, opening_stock=chance.choice((0, 5)), industry_stock=chance.choice((0, 20)))
            for name in names
        ],
        "supply": [
            offer(country, chance.uniform(20, 90), name, offer=f"{name} {country}", lead_time=chance.choice((0, 3)),
                  premium=chance.uniform(0, 20), for_=chance.choice(("both", "both", "industry")))
            for name in names[:2]
            for country in ("CHL", "PER")
        ],
        "processing": [
            row(**made, material="A", role="main input", capacity=chance.uniform(20, 60), cost=5),
            row(**made, material="Part", role="output", ratio=0.8),
        ],
        "demand": [demand(chance.uniform(20, 120), name, segment) for name in names for segment in ("Users", "Defense")],
        "shortage_steps": [
            row(segment="Users", step=1, width=20, cost_x_price=chance.uniform(1.2, 2)),
            row(segment="Users", step=2, cost_x_price=chance.uniform(3, 8)),
            row(segment="Defense", material="B", step=1, cost_usd=chance.uniform(300, 3_000)),
        ],
        "targets": [
            row(material=name, days_of_cover=chance.choice((30, 90)), by=chance.choice((1, 3)),
                of=chance.choice((None, "Defense")), penalty=chance.choice((None, chance.uniform(10, 500))))
            for name in names
        ],
        "storage": [row(storage_class="Shed", cost=2, capacity=chance.choice((None, 60)), handling_in=1)],
        "finance": [
            row(tranche="Loan", amount=money, rate=5, repay_by="2031"),
            row(tranche="Gift", kind="grant", amount=200),
        ],
        "stories": [story("Cut", 30, 3), story("Longer", 40, 4, parent="Cut")],
        "effects": [
            effect("Cut", "supply loss", chance.uniform(30, 100), country_or_agreement="CHL", lasts=6),
            effect("Cut", "price", 30, material_or_group="A", lasts=6),
            effect("Longer", "supply loss", 60, country_or_agreement="PER"),
        ],
    }  # fmt: skip
    return settings, sheets


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_shorter_with_the_reserve_and_more_money_costs_nothing(seed: int, tmp_path: Path) -> None:
    objectives = []
    for money in (500.0, 2_000.0, 20_000.0):
        settings, sheets = random_case(random.Random(seed), money)
        outcome = run(tmp_path, settings, **sheets)
        assert outcome.result is not None and outcome.without is not None
        assert excess_short(outcome) <= 2e-7
        cost = outcome.result.demand.groupby(["material", "node"])["shortage_cost"].sum()
        apart = outcome.without.demand.groupby(["material", "node"])["shortage_cost"].sum()
        assert (cost - apart).max() <= 1e-6 * apart.max()
        objectives.append(outcome.result.solution.objective)
    assert all(after <= before + 1e-6 * abs(before) for before, after in pairwise(objectives))
