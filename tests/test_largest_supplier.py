"""The study of the loss of the largest supplier, by hand and against the full tree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from model.case import make_table
from model.onsets import Onsets
from model.results.facts.largest_supplier import LargestLost, Loss
from model.schema import SHEETS
from model.solve import LiveProgram, Status
from model.stages import Stages
from model.studies.largest_supplier import LargestSupplier, missing_anyway
from model.studies.loss import SHORT, held_before, known_path
from model.studies.loss_case import chain_of, loss_case
from model.studies.prepared import data_of, prepare
from model.studies.study import Base
from tests.study_bases import solved, studied
from tests.tiny import Row, Rows, demand, effect, metal, offer, row, story

QUARTERS = {"Period months": 3, "Periods": 12}
STEPS: list[Row] = [row(segment="Users", step=1, cost_usd=1_000)]
# 25 t a quarter, of which Chile sells up to 75 and Australia up to 10; 30 t in the reserve.
HELD: dict[str, Rows] = {
    "materials": [metal(terminal_value=80, opening_stock=30)],
    "supply": [offer("CHL", 300), offer("AUS", 40)],
    "demand": [demand(100)],
    "shortage_steps": STEPS,
}


def lost(base: Base) -> dict[str, Loss]:
    found: LargestLost = studied(LargestSupplier(), base)
    return {one.material: one for one in found.losses}


def test_a_loss_by_hand(tmp_path: Path) -> None:
    """Chile, 300 of 340 t/yr, is gone for 2028: 15 t a quarter are missing, 60 t at 1,000 USD. 30 t of the reserve halve
    that, and meet all of two quarters, until 1 July 2028, 182 days; without them the first quarter is short."""
    base, _ = solved(tmp_path, QUARTERS, **HELD)
    found: LargestLost = studied(LargestSupplier(), base)
    assert (found.period, found.months) == ("2028Q1", 12)
    (one,) = found.losses
    assert (one.material, one.country, one.short_of) == ("Metal", "CHL", "Metal")
    assert one.share == pytest.approx(300 / 340)
    assert (one.cost_without, one.cost_with) == (pytest.approx(60_000, rel=1e-6), pytest.approx(30_000, rel=1e-6))
    assert (one.tonnes_without, one.tonnes_with) == (pytest.approx(60.0, rel=1e-6), pytest.approx(30.0, rel=1e-6))
    assert one.spared == pytest.approx(30_000, rel=1e-6)
    assert (one.days_without, one.days_with) == (0.0, 182.0)


def test_it_is_discounted_and_only_what_the_loss_adds_counts(tmp_path: Path) -> None:
    """10 t a quarter are missing anyway, as 135 t a year are wanted of 95. In years of one period and at 25 % a year, what is
    missing in the middle of year 2 counts 1.25^-1.5."""
    sheets = {**HELD, "supply": [offer("CHL", 60), offer("AUS", 35)], "demand": [demand(135)], "materials": [metal()]}
    base, _ = solved(tmp_path, {"Periods": 3, "Discount rate": 25}, **sheets)
    one = lost(base)["Metal"]
    assert one.tonnes_without == pytest.approx(60.0, rel=1e-6)
    assert one.cost_without == pytest.approx(60_000 * 1.25**-1.5, rel=1e-6) and one.cost_with == one.cost_without
    assert one.days_without == 0.0 and one.days_with == 0.0


def test_orders_under_way_still_arrive(tmp_path: Path) -> None:
    """With a lead time of two quarters what was ordered from Chile before 2028 arrives until July: 25 t a quarter. What is
    missing then lasts two quarters longer than the loss: from July 2028 to June 2029."""
    sheets = {**HELD, "supply": [offer("CHL", 300, lead_time=6), offer("AUS", 40)], "materials": [metal()]}
    base, _ = solved(tmp_path, QUARTERS, **sheets)
    one = lost(base)["Metal"]
    assert one.tonnes_without == pytest.approx(60.0, rel=1e-6) and one.days_without == 182.0


def test_the_loss_of_ore_is_a_shortage_of_what_is_made_of_it(tmp_path: Path) -> None:
    """Half a tonne of Alloy is made of a tonne of Ore at home, and 50 t a year are wanted. Malaysia sells 80 of 110 t of Ore:
    without it 15 t of Alloy are made. The mill, alone in the world, is home's: its loss is one of Alloy."""
    sheets: dict[str, Rows] = {
        "materials": [metal(10, "Ore"), metal(100, "Alloy"), metal(name="Zinc")],
        "supply": [offer("MYS", 80, "Ore", offer="Ore MYS"), offer("AUS", 30, "Ore", offer="Ore AUS")],
        "processing": [
            row(process="Mill", country="USA", material="Ore", role="main input", capacity=200, cost=5),
            row(process="Mill", material="Alloy", role="output", ratio=0.5),
        ],
        "demand": [demand(50, "Alloy")],
        "shortage_steps": STEPS,
    }
    base, _ = solved(tmp_path, {"Periods": 3}, **sheets)
    found = lost(base)
    assert set(found) == {"Ore", "Alloy"}  # nobody sells zinc
    ore, alloy = found["Ore"], found["Alloy"]
    assert (ore.country, ore.short_of) == ("MYS", "Alloy") and ore.share == pytest.approx(80 / 110)
    assert ore.tonnes_without == pytest.approx(35.0, rel=1e-6)
    assert (alloy.country, alloy.share) == ("USA", 1.0) and alloy.tonnes_without == pytest.approx(50.0, rel=1e-6)


def test_what_nobody_wants_is_not_missed(tmp_path: Path) -> None:
    supply = [*HELD["supply"], offer("PER", 9, "Ore", offer="Pit")]
    sheets = {**HELD, "materials": [metal(), metal(50, "Ore")], "supply": supply}
    base, _ = solved(tmp_path, QUARTERS, **sheets)
    ore = lost(base)["Ore"]
    assert ore.cost_without == 0.0 and ore.days_with == np.inf and not ore.why


def test_a_plan_too_short_for_a_loss(tmp_path: Path) -> None:
    base, _ = solved(tmp_path, {"Periods": 1}, **HELD)
    assert LargestSupplier().tasks(base) == []
    assert studied(LargestSupplier(), base) == LargestLost((), None, 12)


TWO_CHAINS: dict[str, Rows] = {
    "materials": [
        metal(terminal_value=70, storage_class="Yard", shelf_life=36, holding_loss=1, industry_stock=20),
        metal(10, "Ore", terminal_value=70), metal(90, "Alloy", terminal_value=60, opening_stock=4),
        metal(300, "Powder", terminal_value=60, opening_stock=3),
    ],
    "countries": [row(country="CHL", freight=4, duty=2), row(country="MYS", freight=3)],
    "supply": [
        offer("CHL", 60, lead_time=3), offer("CHL", 40, step=2, premium=25), offer("AUS", 30), offer("PER", 20, premium=40),
        offer("MYS", 80, "Ore", offer="Ore MYS", for_="industry"), offer("USA", 20, "Ore", offer="Ore USA", for_="industry"),
        offer("CHN", 9, "Powder", offer="Powder CHN"),
    ],
    "processing": [
        row(process="Mill MYS", country="MYS", material="Ore", role="main input", capacity=60, cost=9, lead_time=3),
        row(process="Mill MYS", material="Alloy", role="output", ratio=0.5),
        row(process="Mill USA", country="USA", material="Ore", role="main input", capacity=30, cost=14),
        row(process="Mill USA", material="Alloy", role="output", ratio=0.45),
    ],
    "projects": [row(project="Mine", adds_to="PER", max_capacity=20, capital_cost=90, lead_time=3, incentive_price=120)],
    "demand": [demand(80, growth=4), demand(20, segment="Defense"), demand(20, "Alloy"), demand(8, "Powder")],
    "shortage_steps": [
        row(segment="Users", step=1, width=20, cost_x_price=2), row(segment="Users", step=2, cost_x_price=6),
        row(segment="Defense", step=1, cost_x_price=9),
    ],
    "targets": [row(material="Metal", days_of_cover=60, by=2), row(material="Alloy", tonnes=5)],
    "limits": [
        row(limit="Chile", scope="Metal", of="CHL", for_="industry", at_most_share=80, over="year"),
        row(limit="All", scope="all", of="CHL", for_="reserve", at_most_share=70, over="horizon"),
    ],
    "storage": [row(storage_class="Yard", cost=1, handling_in=1, handling_out=2, release_limit=50)],
    "finance": [row(tranche="Loan", amount=90_000, rate=5)],
    "stories": [story("Cut", 20, 4), story("Rise", 10, 3)],
    "effects": [
        effect("Cut", "supply loss", 60, country_or_agreement="CHL", lasts=9),
        effect("Rise", "price", 30, material_or_group="Metal"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def chains(tmp_path_factory: pytest.TempPathFactory) -> Base:
    settings: dict[str, Any] = {**QUARTERS, "Discount rate": 4}
    base, _ = solved(tmp_path_factory.mktemp("chains"), settings, **TWO_CHAINS)
    return base


def test_a_chain(chains: Base) -> None:
    assert chain_of(chains.case, "Ore") == chain_of(chains.case, "Alloy") == {"Ore", "Alloy"}
    assert chain_of(chains.case, "Metal") == {"Metal"}
    small = loss_case(chains.case, "Alloy", "MYS", 5)
    assert set(small["supply"]["material"]) == {"Ore"} and len(small["processing"]) == 4
    assert small["finance"].empty and small["targets"].empty and small["limits"].empty
    assert list(loss_case(chains.case, "Metal", "CHL", 5)["limits"]["limit"]) == ["Chile"]


def _with_story(base: Base, material: str, country: str) -> Any:
    """The whole case with a further story of 15 % in which a supplier is lost, and no target."""
    onset = base.case.calendar.parse(5)
    assert onset is not None
    more = {
        "stories": {"story": "loss", "probability": 0.15, "onset": Onsets((onset,))},
        "effects": {
            "story": "loss", "kind": "supply loss", "country_or_agreement": country, "material_or_group": material,
            "change": 1.0, "lasts": 12.0,
        },
    }  # fmt: skip
    tables = dict(base.case.tables)
    for name, cells in more.items():
        sheet = next(one for one in SHEETS if one.field == name)
        tables[name] = pd.concat([tables[name], make_table(sheet, [cells])], ignore_index=True)
    settings = replace(base.case.settings, industry_first=False)
    return replace(base.case, settings=settings, tables={**tables, "targets": tables["targets"].iloc[:0]})


@pytest.mark.parametrize(("material", "country"), [("Metal", "CHL"), ("Ore", "MYS"), ("Alloy", "MYS"), ("Powder", "CHN")])
def test_the_small_case_says_what_the_full_tree_says(chains: Base, material: str, country: str) -> None:
    """The whole case with the loss as one more story, all materials, limits and money; what is decided before it, and that
    the reserve orders nothing in it, held the same way."""
    one = lost(chains)[material]
    assert one.country == country and one.cost_without > 0
    path = known_path(data_of(chains.case), chains.values)
    prepared = prepare(_with_story(chains, material, country), Stages())
    data = prepared.data
    w = next(k for k, found in enumerate(data.tree.stories) if found.name == "loss")
    live = LiveProgram(held_before(prepared, path, w), prepared.sizes, ties=prepared.ties)
    cells = data.cells[SHORT]
    there = data.tree.story[cells.node] == w
    cost = data.shortages.cost[cells.row, data.node_period[cells.node]] * data.discount[cells.node] * there
    anyway = missing_anyway(chains.case, path, material, country, 5)  # at nodes of the small tree: by their period
    small = {(*key[:-1], int(key[-1]) + 1): tonnes for key, tonnes in anyway.items()}
    usual = np.array([small.get((*key[:-1], int(data.tree.period[key[-1]])), 0.0) for key in cells.keys])
    release = data.cells["release"]
    for wanted in (one.cost_with, one.cost_without):
        solution = live.solve()
        assert solution.status is Status.OPTIMAL
        assert float((solution.value(SHORT) - usual) @ cost) == pytest.approx(wanted, rel=1e-5, abs=1e-2)
        closed = np.flatnonzero(data.tree.story[release.node] == w)
        live.set_column_upper("release", {release.keys[q]: 0.0 for q in closed.tolist()})
