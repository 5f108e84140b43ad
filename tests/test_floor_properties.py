"""What must hold of border floors whatever the figures: a higher one is no cheaper for buyers, and shuts no partner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from plants import METAL, ORE, plant, seller
from result_cases import MILLION, run, table
from test_hand_projects import DEAR
from tiny import Row, Rows, demand, effect, floor, member, offer, row, story, workbook

from model.market import Market, build_market
from model.results.money import page as money
from model.tree import build_tree
from model.workbook import load

COUNTRIES: Rows = [row(country="USA"), row(country="AUS", freight=3), row(country="PER", freight=5, duty=4)]
CLUB: Rows = [member("Club", "AUS", duty_waived=50)]
FLOORS = some.tuples(some.integers(60, 140), some.integers(1, 60))  # the floor, and by how much it is raised
BINDING = some.tuples(some.integers(101, 160), some.integers(1, 60))  # above the market price, which members ask


def flood(change: int) -> dict[str, Rows]:
    """With 40 % the price of Metal falls in year 2, for a year."""
    return {
        "stories": [story("Flood", 40)],
        "effects": [effect("Flood", "price", -change, material_or_group="Metal", lasts=12)],
    }


def border_floor(price: float) -> list[Row]:
    return [floor("border floor", price, "Club")]


@settings(max_examples=10, deadline=None, derandomize=True)
@given(floors=BINDING, member_tonnes=some.integers(5, 90), premium=some.integers(-30, 30), change=some.integers(0, 60))
def test_a_higher_floor_is_no_cheaper_for_buyers(
    tmp_path_factory: pytest.TempPathFactory, floors: tuple[int, int], member_tonnes: int, premium: int, change: int
) -> None:
    """Industry and reserve together, of a floor that binds: their plan under the higher floor would cost no more under the
    lower one. Nobody shuts here, as buyers may well gain where a floor keeps a cheap seller alive; nothing is short."""
    price, more = floors

    def cost(of_floor: float) -> float:
        outcome = run(
            tmp_path_factory.mktemp("cost"),
            {"Periods": 3},
            materials=[METAL],
            countries=COUNTRIES,
            agreements=CLUB,
            supply=[offer("AUS", member_tonnes), offer("PER", premium=premium)],
            demand=[demand()],
            targets=[row(material="Metal", tonnes=20, hard="yes")],
            floors=border_floor(of_floor),
            **flood(change),
        )
        assert outcome.result is not None
        ledgers = table(money.page(outcome), "MoneyLedgers").set_index("Ledger")["Expected, discounted (USD million)"]
        buyers = float(ledgers["industry"] + ledgers["reserve"])
        assert buyers * MILLION == pytest.approx(outcome.result.solution.objective, rel=1e-9)
        return buyers

    assert cost(price + more) >= cost(price) * (1 - 1e-9)


@pytest.mark.parametrize(("of_floor", "expected"), [(60, 49_400), (95, 46_750)])
def test_a_higher_floor_may_pay_for_itself(tmp_path: Path, of_floor: float, expected: float) -> None:
    """Why nobody shuts above: AUS makes 30 of 100 t at 90 and needs two years to restart. With 50 % the price is 88 in year
    2, and then, with 50 %, CHN stops from year 3 on; PER asks 300.

    A floor of 60 does not bind: 10 000 + 9400 + 2 x (0.75 x 10 000 + 0.25 x 30 000). One of 95 costs 350 more in year 2
    and keeps AUS's 30 t: 10 000 + 9750 + 2 x (0.75 x 10 000 + 0.25 x (3000 + 21 000)).
    """
    sellers = (offer("AUS", 30, cash_cost=90, restart=24), offer("CHN"), offer("PER", **DEAR))
    outcome = run(
        tmp_path,
        {"Periods": 4},
        materials=[METAL],
        agreements=CLUB,
        supply=[{**one, "for": "industry"} for one in sellers],
        demand=[demand()],
        floors=border_floor(of_floor),
        stories=[story("Flood", 50), story("Stop", 50, 3, parent="Flood")],
        effects=[
            effect("Flood", "price", -12, lasts=12),
            effect("Stop", "supply loss", 100, country_or_agreement="CHN"),
        ],
    )
    ledgers = table(money.page(outcome), "MoneyLedgers").set_index("Ledger")["Expected, discounted (USD million)"]
    assert ledgers["industry"] * MILLION == pytest.approx(expected)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    floors=FLOORS,
    cash_costs=some.tuples(some.integers(20, 160), some.integers(20, 160)),
    restart=some.sampled_from([0, 12, 24]),
    margin=some.integers(-20, 80),
    change=some.integers(10, 80),
)
def test_a_higher_floor_shuts_no_partner(
    tmp_path_factory: pytest.TempPathFactory,
    floors: tuple[int, int],
    cash_costs: tuple[int, int],
    restart: int,
    margin: int,
    change: int,
) -> None:
    """Every step of a member and every process there is as open as under the lower floor, at every node."""
    cells: dict[str, Any] = {"restart": restart, "offer": "Pit"}
    price, more = floors

    def market(of_floor: float) -> Market:
        path = workbook(
            tmp_path_factory.mktemp("open") / "tiny.xlsx",
            {"Periods": 4},
            materials=[ORE, METAL],
            countries=COUNTRIES,
            agreements=CLUB,
            supply=[
                offer("AUS", 40, cash_cost=cash_costs[0], **cells),
                offer("AUS", 40, step=2, premium=20, cash_cost=cash_costs[1], **cells),
                seller("AUS", "Ore"),
            ],
            processing=plant("Ore", {"Metal": 0.5}, "AUS", cash_margin_needed=margin),
            demand=[demand()],
            floors=border_floor(of_floor),
            **flood(change),
        )
        case = load(path).case
        return build_market(case, build_tree(case))

    lower, higher = market(price), market(price + more)
    assert np.all(higher.steps.capacity >= lower.steps.capacity)
    assert np.all(higher.processes.capacity >= lower.processes.capacity)
