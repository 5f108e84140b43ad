"""Every contradiction that is told is irreducible: a property held on random small workbooks, solved anew."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from contradicting import cells, has_plan, solved, with_only
from tiny import Row, Rows, demand, metal, offer, row, workbook

from model.case import Case
from model.results.facts.contradiction import Contradiction
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
    sheets["targets"] = [
        row(material=name, tonnes=chance.randint(5, 250), hard="yes", by=chance.randint(1, 3)) for name in names
    ]
    return load(workbook(folder / f"{seed}.xlsx", settings, **sheets)).case


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Case, tuple[Contradiction, ...]]]:
    """Each random case and its contradictions."""
    cases = {seed: random_case(seed, tmp_path_factory.mktemp("random")) for seed in SEEDS}
    return {seed: (case, solved(case).contradictions) for seed, case in cases.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_contradiction_is_irreducible(seed: int, told: dict[int, tuple[Case, tuple[Contradiction, ...]]]) -> None:
    """With exactly its own rows there is no plan; with any one of them left out there is one."""
    case, found = told[seed]
    assert bool(found) != has_plan(case)
    for one in found:
        own = cells(one)
        assert not has_plan(with_only(case, own)), own
        for left_out in own:
            assert has_plan(with_only(case, [cell for cell in own if cell != left_out])), (own, left_out)


def test_the_property_is_held_on_contradictions_of_many_kinds(
    told: dict[int, tuple[Case, tuple[Contradiction, ...]]],
) -> None:
    """The random cases are no empty proof: they contradict themselves in many ways."""
    kinds = {(sheet, column) for _, found in told.values() for one in found for sheet, _, column in cells(one)}
    assert kinds >= {
        ("targets", "tonnes"), ("supply", "capacity"), ("supply", "lead_time"), ("participants", "commitment"),
        ("finance", "amount"), ("storage", "capacity"), ("settings", "market_impact_cap"), ("settings", "opening_cash"),
        ("limits", "at_most_tonnes"), ("limits", "at_least_share"),
    }  # fmt: skip
