"""Hand-solved: the landed price of a step, part by part, as each buyer pays it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from plants import METAL, ORE, plant, seller
from test_hand_disruption import plan_of
from tiny import demand, floor, member, offer, row

from model.market.landed import Landed
from model.program.problem_data import ProblemData


@pytest.fixture
def data(tmp_path: Path) -> ProblemData:
    """The Club's floor is 130; CHL is its member and waives half of 4 %. MYS, where Ore is milled, has 10 % of duty."""
    return plan_of(
        tmp_path,
        {"Periods": 1, "Traders' fee": 5, "Reserve pays duty": "no"},
        materials=[METAL, ORE],
        countries=[row(country="CHL", freight=7, duty=4), row(country="CHN", freight=9, duty=10),
                   row(country="MYS", freight=2, duty=10)],
        agreements=[member("Club", "CHL", duty_waived=50)],
        supply=[offer("CHL", premium=20), offer("CHN"), seller("MYS", "Ore")],
        processing=plant("Ore", {"Metal": 1}, "MYS"),
        demand=[demand()],
        floors=[floor("border floor", 130, "Club")],
    )  # fmt: skip


def parts(landed: Landed, data: ProblemData, step: str) -> list[float]:
    cell = landed.at(np.array([data.market.steps.names.index(step)]), np.array([0]))
    found = [float(part[0]) for part in (cell.price, cell.freight, cell.duty, cell.top_up, cell.fee)]
    assert float(cell.total[0]) == pytest.approx(sum(found))
    return found


def test_landed_price_of_each_buyer(data: ProblemData) -> None:
    """CHL asks 120 and gets 130. CHN gets 100: 10 of duty and 20 of top-up make 130, or 30 of top-up without the duty.

    The reserve pays traders 5 % of the price, 6.5 and 5.
    """
    industry, reserve = data.market.steps.landed("industry"), data.market.steps.landed("reserve")
    assert parts(industry, data, "CHL") == pytest.approx([130, 7, 130 * 0.02, 0, 0])
    assert parts(reserve, data, "CHL") == pytest.approx([130, 7, 0, 0, 6.5])
    assert parts(industry, data, "CHN") == pytest.approx([100, 9, 10, 20, 0])
    assert parts(reserve, data, "CHN") == pytest.approx([100, 9, 0, 30, 5])


def test_what_lands_abroad_pays_freight_and_duty_when_it_is_shipped(data: ProblemData) -> None:
    """Ore of MYS at 10: industry owes 2 of freight and 1 of duty only on what it ships home; the reserve's comes home."""
    steps = data.market.steps
    assert steps.lands_abroad.tolist() == [name == "Ore MYS" for name in steps.names]
    assert parts(steps.landed("industry"), data, "Ore MYS") == pytest.approx([10, 0, 0, 0, 0])
    assert parts(steps.landed("industry", to_home=True), data, "Ore MYS") == pytest.approx([10, 2, 1, 0, 0])
    assert parts(steps.landed("reserve"), data, "Ore MYS") == pytest.approx([10, 2, 0, 0, 0.5])
    routes = data.market.places.stockship
    assert routes.origin.tolist() == [data.market.clubs.number("MYS")]
    assert routes.landed.at(np.array([0]), np.array([0])).total.tolist() == pytest.approx([100 + 2 + 30])
