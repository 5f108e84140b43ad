"""What must hold for any workbook, tried on variants of a small but rich one."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tiny import demand, effect, floor, member, metal, offer, solve, story, workbook

from model.schema import SETTINGS, SHEETS

Tables = dict[str, list[dict[str, Any]]]
Change = Callable[[random.Random, Tables, dict[str, Any]], None]

SEEDS = range(4)
GEAR: dict[str, Any] = {
    "Period months": 3,
    "Periods": 6,
    "Discount rate": 4,
    "Risk weight": 0.2,
    "Risk level": 80,
    "Traders' fee": 2,
    "Opening cash": 2_000,
    "Market-impact cap": 20,
    "Surplus price": 20,
}
KEPT: dict[str, Any] = {"terminal_value": 75, "sale_price": 55, "world_output": 900, "storage_class": "Shed"}
UNTOUCHED = "AUS"  # no story reaches it, so that an offer from there changes nobody's disruption


def rich() -> Tables:
    """Three materials, four countries, two kinds of floor, two stories in a row, limits, targets and three tranches."""
    ore = {"price_growth": 3, "opening_stock": 5, "recyclable": 10, "recycling_cost": 90}
    tables: dict[str, list[Any]] = {
        "materials": [
            metal(100, "Metal", **{**KEPT, **ore}, group="Base", holding_loss=2),
            metal(40, "Oxide", **KEPT, group="Base"),
            metal(900, "Powder", **{**KEPT, "opening_in_transit": 2}, shelf_life=12),
        ],
        "countries": [
            {"country": "USA"},
            {"country": "CHL", "freight": 4, "duty": 2},
            {"country": "CHN", "freight": 6, "duty": 10, "entity_of_concern": "yes"},
            {"country": UNTOUCHED, "freight": 5},
        ],
        "agreements": [member("Club", "CHL", duty_waived=50), member("Club", UNTOUCHED, status="announced")],
        "floors": [
            floor("border floor", 96, "Club", escalation=2),
            floor("buyer-paid floor", 104, "CHL", quantity=20, take_or_pay=5, trigger=103, share_above_trigger=30),
        ],
        "supply": [
            offer("CHL", 40),
            offer("CHL", 40, step=2, premium=25),
            offer("CHN", 90, premium=-12, cash_cost=45, restart=3),
            offer("CHN", 60, "Oxide", offer="Oxide CHN", lead_time=3),
            offer("USA", 15, "Oxide", offer="Oxide USA", premium=50),
            offer("CHN", 12, "Powder", offer="Powder CHN", delivery_rate=90),
            offer("USA", 3, "Powder", offer="Powder USA", price_basis="fixed", fixed_price=1_300),
        ],
        "demand": [
            demand(20, segment="Defense"),
            demand(80, growth=4),
            demand(50, "Oxide"),
            demand(10, "Powder", segment="Defense"),
        ],
        "shortage_steps": [
            {"segment": "Users", "step": 1, "width": 10, "cost_x_price": 2},
            {"segment": "Users", "step": 2, "cost_x_price": 6},
        ],
        "targets": [
            {"material": "Metal", "days_of_cover": 60, "by": 3},
            {"material": "Powder", "tonnes": 4, "by": 2, "penalty": 1_500},
        ],
        "limits": [
            {"limit": "Concern", "scope": "Base", "of": "entities of concern", "at_most_share": 70, "over": "year"},
            {"limit": "Powder", "scope": "Powder", "of": "CHN", "for": "reserve", "at_most_tonnes": 2},
        ],
        "storage": [
            {
                "storage_class": "Shed",
                "capacity": 45,
                "cost": 3,
                "handling_in": 1,
                "handling_out": 2,
                "release_limit": 60,
            }
        ],
        "finance": [
            {"tranche": "Loan", "amount": 6_000, "rate": 5, "repay_from": "2028", "repay_by": "2032"},
            {"tranche": "Private", "kind": "equity", "amount": 1_000, "rate": 8, "available_from": 2},
            {"tranche": "Gift", "kind": "grant", "amount": 500},
        ],
        "stories": [story("Controls", 30, 3), story("Flood", 40, 4, parent="Controls")],
        "effects": [
            effect("Controls", "supply loss", 80, country_or_agreement="CHN", lasts=6, recovers_over=6),
            effect("Controls", "price", 40, material_or_group="Base", lasts=6),
            effect("Flood", "price", -60, material_or_group="Metal", starts_after=2),
            effect("Flood", "demand", 15, material_or_group="Powder"),
        ],
    }
    return {name: [dict(row) for row in rows] for name, rows in tables.items()}


def best(folder: Path, tables: Tables, settings: dict[str, Any] | None = None) -> float:
    return solve(workbook(folder / "rich.xlsx", GEAR if settings is None else settings, **tables)).objective


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> float:
    """The optimum of the rich workbook as it stands."""
    return best(tmp_path_factory.mktemp("plain"), rich())


def add_an_offer(dice: random.Random, tables: Tables, settings: dict[str, Any]) -> None:
    """One more source in a country no story reaches."""
    material = dice.choice(["Metal", "Oxide", "Powder"])
    terms = {"premium": dice.uniform(-15, 60), "lead_time": dice.choice([0, 3, 5])}
    tables["supply"].append(dict(offer(UNTOUCHED, dice.uniform(1, 40), material, offer="Newcomer", **terms)))


def tighten_a_capacity(dice: random.Random, tables: Tables, settings: dict[str, Any]) -> None:
    """Less of an offer without contracts, of room, of money, of recycling, or a tighter limit or cap."""
    offers = [("supply", row, "capacity") for row in tables["supply"] if row["offer"] != "CHL"]
    others = [
        ("storage", tables["storage"][0], "capacity"),
        ("materials", tables["materials"][0], "recyclable"),
        ("limits", tables["limits"][0], "at_most_share"),
        ("limits", tables["limits"][1], "at_most_tonnes"),
        ("finance", tables["finance"][0], "amount"),
    ]
    _, row, name = dice.choice([*offers, *others])
    row[name] *= dice.uniform(0, 0.9)


def raise_a_demand(dice: random.Random, tables: Tables, settings: dict[str, Any]) -> None:
    """A plan for the higher demand serves the lower one at no higher cost.

    What is too much becomes surplus, worth nothing or more; less is short, which is no dearer as the steps are shares
    of demand that rise in cost; a target by days of cover falls. (Not so with working stock, given full at Start.)
    """
    dice.choice(tables["demand"])["demand"] *= dice.uniform(1.05, 2)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("change", "sign"),
    [(add_an_offer, -1), (tighten_a_capacity, 1), (raise_a_demand, 1)],
    ids=["an offer added", "a capacity tightened", "a demand raised"],
)
def test_the_optimum_moves_one_way(tmp_path: Path, plain: float, change: Change, sign: int, seed: int) -> None:
    tables = rich()
    change(random.Random(seed), tables, GEAR)
    assert sign * (best(tmp_path, tables) - plain) >= -1e-6 * abs(plain)


def test_money_a_thousand_times_as_large(tmp_path: Path, plain: float) -> None:
    """Every figure in USD times 1000: the optimum too."""
    tables, settings = rich(), dict(GEAR)
    for sheet in SHEETS:
        money = [column.field for column in sheet.columns if column.bracket.startswith("USD") and column.field != "gdp"]
        for row in tables.get(sheet.field, []):
            row.update({name: 1000 * row[name] for name in money if row.get(name) is not None})
    for setting in SETTINGS:
        if setting.bracket.startswith("USD") and setting.name in settings:
            settings[setting.name] *= 1000
    assert best(tmp_path, tables, settings) == pytest.approx(1000 * plain, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_means_nothing(tmp_path: Path, plain: float, seed: int) -> None:
    dice, tables = random.Random(seed), deepcopy(rich())
    for rows in tables.values():
        dice.shuffle(rows)
    gear = dict(dice.sample(list(GEAR.items()), len(GEAR)))
    assert best(tmp_path, tables, gear) == pytest.approx(plain, rel=1e-6)
