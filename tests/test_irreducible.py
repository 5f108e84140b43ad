"""Every contradiction that is told is irreducible: a property held on random small workbooks, solved anew."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from contradicting import Cell, has_plan, solved, with_only
from tiny import Row, Rows, demand, metal, offer, row, workbook

from model.case import Case
from model.results.contradiction import Contradiction
from model.workbook import load

NAMES = ("Ga", "Ge", "Sb")
SEEDS = range(24)


def some(chance: random.Random, share: float) -> bool:
    return chance.random() < share


def obstacles(chance: random.Random, names: list[str]) -> tuple[dict[str, Any], dict[str, Rows]]:
    """What may stand against targets: money, room, the market-impact cap, commitments, limits."""
    sheets: dict[str, Rows] = {}
    settings: dict[str, Any] = {"Period months": 3, "Periods": 3}
    if some(chance, 0.6):
        loan: Row = row(tranche="Loan", amount=chance.randint(500, 9_000))
        sheets["finance"] = [loan, row(tranche="Gift", kind="grant", amount=chance.randint(100, 900))][: chance.randint(1, 2)]
        settings["Opening cash"] = chance.choice([0, 0, 700])
    if some(chance, 0.4):
        sheets["storage"] = [row(storage_class="Yard", capacity=chance.randint(5, 90))]
    if some(chance, 0.4):
        settings["Market-impact cap"] = chance.randint(1, 20)
    if some(chance, 0.3):
        settings["Buy only commitments"] = "yes"
        sheets["participants"] = [row(participant="Motors", material=i, commitment=chance.randint(5, 90)) for i in names]
    limits = [
        row(limit="Most", of="CHL", at_most_tonnes=chance.randint(0, 40)),
        row(limit="Least", of="AUS", at_least_tonnes=chance.randint(5, 90)),
        row(limit="Share", scope=names[0], of="AUS", at_most_share=chance.randint(0, 60)),
        row(limit="Least share", scope=names[0], of="CHL", at_least_share=chance.randint(20, 90)),
    ]
    sheets["limits"] = chance.sample(limits, chance.choice([0, 0, 1, 2]))
    return settings, sheets


def random_case(seed: int, folder: Path) -> Case:
    """One to three materials with hard targets, few offers, and some obstacles."""
    chance = random.Random(seed)
    names = list(NAMES[: chance.randint(1, 3)])
    settings, sheets = obstacles(chance, names)
    stored = {"storage_class": "Yard"} if "storage" in sheets else {}
    sheets["materials"] = [
        metal(chance.choice([20, 100, 700]), name, world_output=chance.randint(500, 4_000), **stored) for name in names
    ]
    sheets["supply"] = [
        offer(country, chance.randint(10, 250), name, offer=f"{name} {country}", lead_time=chance.choice([0, 0, 3, 12]))
        for name in names
        for country in chance.sample(["CHL", "AUS", "PER"], chance.randint(1, 3))
    ]
    sheets["countries"] = [row(country=country) for country in ("CHL", "AUS", "PER")]
    sheets["demand"] = [demand(chance.randint(5, 80), name) for name in names]
    sheets["targets"] = [row(material=name, tonnes=chance.randint(5, 250), hard="yes", by=chance.randint(1, 3)) for name in names]
    return load(workbook(folder / f"{seed}.xlsx", settings, **sheets)).case


def cells(one: Contradiction) -> list[Cell]:
    return [(part.number.sheet, part.number.row, part.number.column) for part in one.parts]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_contradiction_is_irreducible(seed: int, tmp_path: Path) -> None:
    """With exactly its own rows there is no plan; with any one of them left out there is one."""
    case = random_case(seed, tmp_path)
    found = solved(case).contradictions
    assert bool(found) != has_plan(case)
    for one in found:
        own = cells(one)
        assert not has_plan(with_only(case, own)), own
        for left_out in own:
            assert has_plan(with_only(case, [cell for cell in own if cell != left_out])), (own, left_out)


def test_the_property_is_held_on_contradictions_of_every_kind(tmp_path: Path) -> None:
    """Among the random cases most have no plan, and every obstacle stands in some contradiction."""
    found = [one for seed in SEEDS for one in solved(random_case(seed, tmp_path)).contradictions]
    kinds = Counter((sheet, column) for one in found for sheet, _, column in cells(one))
    print(kinds)
    assert len(found) > len(SEEDS)
