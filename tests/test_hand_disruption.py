"""Hand-solved: where a material is disrupted, and for how long what was not ordered in a cut is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plants import METAL, ORE, plant, seller
from tiny import Row, Rows, demand, effect, metal, offer, optimum, row, story, workbook

from model.market import build_market
from model.program import make_problem_data
from model.program.problem_data import ProblemData
from model.tree import build_tree
from model.workbook import load

LASTS, ENDS = {"Periods": 6}, {"Periods": 6, "Disrupted until delivered": "no"}


def plan_of(folder: Path, settings: dict[str, Any], **sheets: Rows) -> ProblemData:
    case = load(workbook(folder / "plan.xlsx", settings, **sheets)).case
    tree = build_tree(case)
    return make_problem_data(case, tree, build_market(case, tree))


def years(data: ProblemData, material: str, flags: np.ndarray) -> list[int]:
    """Periods of the whole story `Stop` in which a material is flagged, (I, N)."""
    path = data.tree.path[next(int(n) for n in data.tree.leaves if data.tree.stories[data.tree.story[n]].name == "Stop")]
    return (np.flatnonzero(flags[data.market.materials.index(material), path]) + 1).tolist()


def disrupted(folder: Path, settings: dict[str, Any], material: str = "Metal", **sheets: Rows) -> list[int]:
    data = plan_of(folder, settings, stories=[story("Stop", 50)], **sheets)
    return years(data, material, data.market.disrupted)


@pytest.mark.parametrize(
    ("lead", "lasting", "expected"), [(0, LASTS, [2]), (12, LASTS, [2, 3]), (24, LASTS, [2, 3, 4]), (24, ENDS, [2])]
)
def test_what_was_cut_is_missing_for_its_lead_time(
    tmp_path: Path, lead: float, lasting: dict[str, Any], expected: list[int]
) -> None:
    """CHL is cut in year 2 alone: what is ordered in year 3 arrives a lead time later, in year 3 + lead, and is not missing.

    The lead time of PER, which nobody cuts, does not count."""
    found = disrupted(
        tmp_path,
        lasting,
        materials=[metal()],
        supply=[offer("CHL", lead_time=lead), offer("PER", lead_time=60)],
        demand=[demand()],
        effects=[effect("Stop", "supply loss", 50, country_or_agreement="CHL", lasts=12)],
    )
    assert found == expected


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ([effect("Stop", "demand", 50, lasts=12)], [2]),
        ([effect("Stop", "price", 50, lasts=12)], []),
        ([effect("Stop", "supply gain", 50, lasts=12)], []),
        ([effect("Stop", "supply loss", 50, lasts=12), effect("Stop", "supply gain", 100, lasts=12)], [2, 3]),
    ],
)
def test_only_a_loss_of_supply_lingers(tmp_path: Path, effects: list[Row], expected: list[int]) -> None:
    """A rise of demand disrupts while it lasts, prices and gains never; a loss does so even where a gain makes up for it."""
    found = disrupted(
        tmp_path, LASTS, materials=[metal()], supply=[offer("CHL", lead_time=12)], demand=[demand()], effects=effects
    )
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "goods", "ore", "made"),
    [("supply loss", "Ore", [2, 3, 4], [2, 3, 4]), ("process loss", "Metal", [], [2, 3])],
)
def test_down_the_chain(tmp_path: Path, kind: str, goods: str, ore: list[int], made: list[int]) -> None:
    """Ore takes two years, its smelting another. A cut of ore in year 2 disrupts ore and metal in years 2 to 4: the lead
    time of the smelter is not added. A cut of the smelter disrupts metal in years 2 and 3, and no ore."""
    sheets: dict[str, Rows] = {
        "materials": [ORE, METAL],
        "supply": [seller("MYS", "Ore", lead_time=24)],
        "countries": [row(country="MYS")],
        "processing": plant("Ore", {"Metal": 0.5}, "MYS", 70, lead_time=12),
        "demand": [demand(10)],
        "effects": [effect("Stop", kind, 100, material_or_group=goods, lasts=12)],
    }
    assert disrupted(tmp_path, LASTS, "Ore", **sheets) == ore
    assert disrupted(tmp_path, LASTS, "Metal", **sheets) == made


@pytest.mark.parametrize(("lasts", "expected"), [(None, 35_000), ("no", 85_000)])
def test_release_of_what_is_missing_after_the_cut(tmp_path: Path, lasts: str | None, expected: float) -> None:
    """CHL delivers 100 t a year at 100, two years after the order; it takes no orders in year 2 of a story of 50 %.

    What arrives in years 1 to 3 was ordered before. In year 4 the story lacks 100 t, which the reserve has: it may release
    them as the cut's goods are still missing. 30 000 + 0.5 x 10 000 = 35 000.
    Else the material is calm again in year 3, and 100 t are short: + 0.5 x 100 000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 4, "Disrupted until delivered": lasts},
        materials=[metal(opening_stock=100)],
        supply=[offer("CHL", 100, lead_time=24, for_="industry")],
        demand=[demand()],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100, lasts=12)],
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("settings", "owed", "calm"), [(LASTS, [1, 5, 6], [1, 4]), (ENDS, [1, 4, 5, 6], [1, 3, 4])])
def test_targets_refill_and_draws_go_by_it(
    tmp_path: Path, settings: dict[str, Any], owed: list[int], calm: list[int]
) -> None:
    """A cut of CHL in year 2, a lead time of a year: years 2 and 3 are disrupted, without the setting year 2 alone.

    With 12 months to refill the target is owed again two years after the last of them. A participant may draw in calm years
    up to year 4, as two years to put back must end by year 6, and puts back in calm years from year 2 on.
    """
    data = plan_of(
        tmp_path,
        settings,
        materials=[metal()],
        supply=[offer("CHL", 100, lead_time=12), offer("PER")],
        demand=[demand()],
        targets=[row(material="Metal", tonnes=40)],
        participants=[row(participant="Maker", material="Metal", commitment=40, draw_limit=50, replenish_within=24)],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100, country_or_agreement="CHL", lasts=12)],
    )
    assert years(data, "Metal", data.cover.owed) == owed
    path = data.tree.path[next(n for n in data.tree.leaves if data.tree.story[n] == 1)].tolist()
    drawn = [path.index(n) + 1 for _, _, n in data.cells["borrowed"].keys if n in path]
    returned = [path.index(n) + 1 for _, _, n in data.cells["returned"].keys if n in path]
    assert sorted(drawn) == calm
    assert sorted(returned) == sorted({*calm, 5, 6} - {1})


@pytest.mark.parametrize(("lasts", "expected"), [(None, 108_500), ("no", 138_500)])
def test_the_release_limit_is_of_the_stock_before_the_cut(tmp_path: Path, lasts: str | None, expected: float) -> None:
    """CHL takes no orders in years 2 and 4 of a story of 50 %, a year before it delivers; 100 t in reserve, 30 % a year.

    Years 1 and 2 are ordered before news comes: 20 000. The base story orders three times more: 0.5 x 30 000.
    Years 2 to 5 of the story are one disruption, so each may release 30 % of the 100 t of year 1: years 3 and 5 are 70 t
    short, year 4 needs 70 t that are ordered in year 3: 0.5 x (70 000 + 7000 + 70 000) = 73 500.
    Else years 3 and 5 are calm and 100 t short: 0.5 x (100 000 + 7000 + 100 000) = 103 500.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 5, "Disrupted until delivered": lasts},
        materials=[metal(opening_stock=100, storage_class="Shed")],
        supply=[offer("CHL", 100, lead_time=12, for_="industry")],
        demand=[demand()],
        storage=[{"storage_class": "Shed", "release_limit": 30}],
        stories=[story("Stop", 50)],
        effects=[effect("Stop", "supply loss", 100, lasts=12), effect("Stop", "supply loss", 100, starts_after=24, lasts=12)],
    )
    assert outcome.objective == pytest.approx(expected)
