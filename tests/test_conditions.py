"""Hand-solved: what effects make of prices, supply, processes, demand and freight, and that they are evaluated once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from plants import METAL, ORE, plant, seller
from test_hand_disruption import plan_of
from tiny import demand, effect, member, metal, offer, row, story

from model.market import conditions
from model.program.problem_data import ProblemData


@pytest.fixture
def data(tmp_path: Path) -> ProblemData:
    """In year 2 of the story Stop: CHL loses 60 %, and with PER half of what is left; PER gains 20 %. Ore and Metal of MYS
    lose a fifth, whose mill takes Ore and makes Metal and Slag, and 10 % of its own. Prices double, freight from CHL
    rises by half, what Users want of Metal by a tenth, and what anybody wants of it falls by a fifth."""
    by_chl = {"country_or_agreement": "CHL"}
    stop = [
        effect("Stop", "supply loss", 60, **by_chl),
        effect("Stop", "supply loss", -50, country_or_agreement="Both", material_or_group="Metal"),
        effect("Stop", "supply gain", 20, country_or_agreement="PER"),
        effect("Stop", "supply loss", 20, country_or_agreement="MYS"),
        effect("Stop", "process loss", 10, country_or_agreement="MYS", material_or_group="Slag"),
        effect("Stop", "price", 100, material_or_group="Metal"),
        effect("Stop", "freight", 50, **by_chl),
        effect("Stop", "demand", 10, material_or_group="Metal", segment="Users"),
        effect("Stop", "demand", -20, material_or_group="Metal"),
    ]
    return plan_of(
        tmp_path,
        {"Periods": 3},
        materials=[METAL, ORE, metal(1, "Slag")],
        countries=[row(country="MYS")],
        agreements=[member("Both", "CHL"), member("Both", "PER")],
        supply=[offer("CHL"), offer("PER"), seller("MYS", "Ore")],
        processing=plant("Ore", {"Metal": 1, "Slag": 0.1}, "MYS"),
        demand=[demand(), demand(segment="Defense")],
        stories=[story("Stop", 50)],
        effects=[{**one, "lasts": 12} for one in stop],
    )


def in_stop(data: ProblemData, factor: np.ndarray) -> list[float]:
    """A factor (N,) along the path of the story."""
    leaf = next(int(n) for n in data.tree.leaves if data.tree.story[n] > 0)
    return np.round(factor[data.tree.path[leaf]].astype(float), 12).tolist()


def test_factors(data: ProblemData) -> None:
    """Losses multiply and so do gains; an effect on several outputs of a process counts once."""
    found, market = data.market.conditions, data.market
    names, countries = market.materials, market.clubs.countries

    def of_pair(factor: np.ndarray, material: str, country: str) -> list[float]:
        pair = found.pairs(np.array([names.index(material)]), np.array([countries.index(country)]))
        return in_stop(data, factor[pair[0]])

    assert of_pair(found.supply_left, "Metal", "CHL") == [1, 0.2, 1]
    assert of_pair(found.supply_left, "Metal", "PER") == [1, 0.5, 1]
    assert of_pair(found.supply_gained, "Metal", "PER") == [1, 1.2, 1]
    assert of_pair(found.supply_left, "Ore", "MYS") == [1, 0.8, 1]
    assert of_pair(found.freight, "Metal", "CHL") == [1, 1.5, 1]
    assert of_pair(found.freight, "Metal", "PER") == [1, 1, 1]
    assert in_stop(data, found.process_left[0]) == [1, 0.72, 1]
    assert in_stop(data, found.process_gained[0]) == [1, 1, 1]
    assert in_stop(data, found.price[names.index("Metal")]) == [1, 2, 1]
    assert in_stop(data, found.price[names.index("Ore")]) == [1, 1, 1]
    wanted = dict(zip(market.demand.segment, found.demand, strict=True))
    assert in_stop(data, wanted["Users"]) == [1, 0.88, 1]
    assert in_stop(data, wanted["Defense"]) == [1, 0.8, 1]
    assert in_stop(data, found.demand_raised[names.index("Metal")]) == [0, 1, 0]
    assert not found.demand_raised[names.index("Ore")].any()


def test_the_market_reads_them(data: ProblemData) -> None:
    market = data.market
    assert in_stop(data, market.price[market.materials.index("Metal")]) == [100, 200, 100]
    steps = {name: in_stop(data, market.steps.factor[s]) for s, name in enumerate(market.steps.names)}
    assert (steps["CHL"], steps["PER"]) == ([1, 0.2, 1], [1, 0.6, 1])
    assert in_stop(data, market.processes.factor[0]) == [1, 0.72, 1]


def test_nobody_trades_a_pair_without_offer_and_process(data: ProblemData) -> None:
    names, countries = data.market.materials, data.market.clubs.countries
    with pytest.raises(KeyError, match="no offer and no process"):
        data.market.conditions.pairs(np.array([names.index("Ore")]), np.array([countries.index("CHL")]))


def test_effects_are_evaluated_once(data: ProblemData, monkeypatch: pytest.MonkeyPatch) -> None:
    """The market without floors takes over the conditions of the market with them."""
    monkeypatch.setattr(conditions, "find_effects", lambda *_: pytest.fail("effects are evaluated again"))
    assert data.without_floors.conditions is data.market.conditions
