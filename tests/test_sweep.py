"""Sweeps: the plan at every point, hand-solved, and what is made of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from swept import based, found, loaded, reserve, sweep_of, under_a_floor

from model.changes import Change
from model.results.facts.partner_capacity import partner_capacity
from model.results.facts.sweep import Sweep, SweptPoint
from model.studies.run_studies import UNUSABLE
from model.studies.session import Session
from model.studies.study import Outcome
from model.studies.sweep import SweepStudy, solve_chain
from model.studies.time_left import seconds_left
from model.studies.variant import NO_PLAN, NO_TIME, NoPlanError
from model.unusable import UnusableFiguresError
from tests.tiny import effect, metal, offer, row

AMOUNT = "Finance: Amount"
NEAR = 1e-6


def amount(values: str, folder: Path, **sheets: Any) -> Sweep:
    """A sweep over the money of the reserve."""
    book = loaded(folder, reserve(**sheets), sweep_of(AMOUNT, values))
    (swept,) = found(book, based(book)[0])
    return swept


# Hand-solved


def test_shortage_falls_with_the_money(tmp_path: Path) -> None:
    """Each 100 USD buy a tonne, of which a half is needed, for 1,000 USD: 500 USD are spared. Without the reserve 100 t are
    short in the stop, 50,000 USD expected; industry pays 10,000 USD in the first year and expects to pay 5,000 in the second.
    So money of B up to 10,000 USD leaves 50,000 - 5 B of shortage, and costs 65,000 - 4 B in all. More buys nothing."""
    swept = amount("from 0 to 12500 in 6", tmp_path)
    assert [point.values for point in swept.points] == [(money,) for money in (0, 2500, 5000, 7500, 10000, 12500)]
    for point in swept.points:
        bought = min(point.values[0], 10_000)
        assert point.figures is not None and point.money == point.values[0]
        assert point.figures.short_with == pytest.approx(50_000 - 5 * bought)
        assert point.figures.short_without == pytest.approx(50_000)
        assert point.figures.objective == pytest.approx(65_000 - 4 * bought)
        assert (point.figures.net_cost, point.figures.spent) == pytest.approx((bought, bought))


def test_the_smallest_reserve_that_is_nearly_as_good(tmp_path: Path) -> None:
    """All is spared, 50,000 USD, at 10,000 USD; 80 % of it, 40,000, at 8,000. That lies between 7,500, which spares 37,500,
    and 10,000: 7,500 + 2,500 x 2,500 / 12,500."""
    found_at = amount("from 0 to 12500 in 6", tmp_path).enough
    assert found_at is not None and found_at.between
    assert (found_at.best.values, found_at.point.values) == ((10_000.0,), (10_000.0,))
    assert (found_at.value, found_at.money) == pytest.approx((8_000, 8_000))


def test_in_multiples_the_money_is_told_too(tmp_path: Path) -> None:
    """Of a grant of 6,000 USD and one of 4,000: 80 % at 0.8 of them, 8,000 USD."""
    two = [row(tranche=name, kind="grant", amount=money) for name, money in (("A", 6_000), ("B", 4_000))]
    found_at = amount("x 0; 0.5; 1", tmp_path, finance=two).enough
    assert found_at is not None
    assert (found_at.value, found_at.money, found_at.point.money) == pytest.approx((0.8, 8_000, 10_000))


def test_what_is_held_at_start_is_told_apart_where_it_is_enough_by_itself(tmp_path: Path) -> None:
    """90 of the 100 t are there already: 45,000 of 50,000 USD are spared without money. The last 10 t cost 1,000 USD; 80 % of
    what they spare, 8 t, cost 800."""
    found_at = amount("0; 500; 1000", tmp_path, materials=[metal(opening_stock=90)]).enough
    assert found_at is not None and found_at.already == pytest.approx(45_000)
    assert (found_at.value, found_at.money) == pytest.approx((800, 800))
    assert found_at.point.values == (1000.0,)


def test_where_the_smallest_point_is_enough_nothing_is_read_between_points(tmp_path: Path) -> None:
    found_at = amount("9000; 10000", tmp_path).enough
    assert found_at is not None and not found_at.between
    assert found_at.value == 9_000


def test_what_does_not_protect_has_no_smallest_size(tmp_path: Path) -> None:
    """The stop comes for certain to nobody: no story has a supply loss."""
    swept = amount("0; 10000", tmp_path, effects=[effect("Stop", "price", 10)])
    assert swept.best is None and swept.enough is None


def test_the_level_of_a_floor_against_the_capacity_it_keeps_open(tmp_path: Path) -> None:
    """Peru, 300 t/yr, stays open at a floor of 110 and more, Australia, 200 t/yr, at 130; Chile, 1,000 t/yr, always. Each
    tonne counts 100 USD, its base price. The reserve's 10,000 USD buy 100 t at 100 USD/t, but 10,000 / 115 at 115."""
    book = loaded(tmp_path, under_a_floor(), sweep_of("Floors: Price", "100; 115; 130"))
    (swept,) = found(book, based(book)[0])
    assert swept.over_floor and not swept.sizes_reserve and swept.enough is None
    for point, tonnes in zip(swept.points, (1_000, 1_300, 1_500), strict=True):
        assert point.capacity == {"Metal": pytest.approx((tonnes, 100 * tonnes))}
        assert point.capacity_value == pytest.approx(100 * tonnes)
        assert point.figures is not None
        assert point.figures.short_with == pytest.approx(500 * (100 - 10_000 / point.values[0]))


def test_a_grid_has_all_pairs(tmp_path: Path) -> None:
    """With demand of D t a year instead of 100, money of B buys B / 100 t: 500 (D - B / 100) of shortage, at least 0."""
    book = loaded(tmp_path, reserve(), sweep_of("Finance: Amount | Demand: Demand", "0; 5000 | 40; 100"))
    (swept,) = found(book, based(book)[0])
    assert [point.values for point in swept.points] == [(0, 40), (0, 100), (5000, 40), (5000, 100)]
    shortage = [point.figures.short_with for point in swept.points if point.figures is not None]
    assert shortage == pytest.approx([20_000, 50_000, 0, 25_000], abs=NEAR)
    assert swept.falls is None and swept.enough is None


# What theory says


def test_more_money_never_raises_the_objective(tmp_path: Path) -> None:
    swept = amount("from 0 to 15000 in 11", tmp_path)
    objective = [point.figures.objective for point in swept.points if point.figures is not None]
    assert len(objective) == 11
    assert all(more <= less + NEAR for less, more in pairwise(objective))
    assert swept.falls is True and swept.against_theory == ()


def test_a_fee_on_what_is_not_drawn_may_raise_it(tmp_path: Path) -> None:
    """10 % a year of 20,000 USD of which 10,000 are not drawn cost 2,000 in two years: theory says nothing."""
    fee = [row(tranche="Loan", kind="loan", amount=1, commitment_fee=10)]
    assert amount("10000; 20000", tmp_path, finance=fee).falls is None


def test_what_goes_against_theory_is_found(tmp_path: Path) -> None:
    swept = amount("0; 5000; 10000", tmp_path)
    assert replace(swept, falls=False).against_theory == tuple(pairwise(swept.points))


# Points without a plan


def test_a_point_without_a_plan_says_why(tmp_path: Path) -> None:
    """At most 1,000 t a year are sold: a hard target of 900 t can be met in the first year, one of 1,900 t cannot."""
    sheets = reserve(targets=[row(material="Metal", tonnes=900, by=1, hard="yes")], finance=[])
    book = loaded(tmp_path, sheets, sweep_of("Targets: Tonnes", "800; 1900; 850"))
    (swept,) = found(book, based(book)[0])
    assert [(point.values, point.why) for point in swept.points if point.figures is None] == [((1900.0,), (NO_PLAN,))]
    assert [point.values for point in swept.solved] == [(800.0,), (850.0,)]


def test_a_chain_that_ended_says_why_at_each_point(tmp_path: Path) -> None:
    book = loaded(tmp_path, reserve(), sweep_of(AMOUNT, "0; 5000"))
    base, _ = based(book)
    study = SweepStudy(book.sweeps)
    (swept,) = study.findings(base, {task.name: Outcome(why=("gone.",)) for task in study.tasks(base)})
    assert swept.points == tuple(SweptPoint((value,), None, why=("gone.",)) for value in (0.0, 5000.0))


def test_out_of_time_is_told_of_the_whole_chain_for_another_run_to_solve(tmp_path: Path) -> None:
    base, _ = based(loaded(tmp_path, reserve()))
    with seconds_left(0.0), pytest.raises(NoPlanError, match=NO_TIME):
        solve_chain(base, (((Change("finance", (2,), "amount", "set", 5.0)),),))


def test_figures_too_far_apart_end_their_own_point_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, _ = based(loaded(tmp_path, reserve()))
    follow = Session.follow

    def once(self: Session, prepared: Any, *more: Any) -> Any:
        if prepared.data.case["finance"]["amount"].iloc[0] == 5.0:
            raise UnusableFiguresError
        return follow(self, prepared, *more)

    monkeypatch.setattr(Session, "follow", once)
    points = tuple((Change("finance", (2,), "amount", "set", value),) for value in (5.0, 6.0))
    first, second = solve_chain(base, points)
    assert first == {"why": [UNUSABLE]} and "figures" in second


# Capacity of partners


def test_capacity_at_home_and_of_concern_is_no_partners(tmp_path: Path) -> None:
    """Of 300 t/yr at home, 500 of concern and 200 in Peru only the last are a partner's: 200 t/yr of 100 USD."""
    sheets = reserve(
        supply=[offer("USA", 300), offer("CHN", 500), offer("PER", 200)],
        countries=[row(country="CHN", entity_of_concern="yes")],
    )
    _, run = based(loaded(tmp_path, sheets))
    assert run.result is not None
    assert partner_capacity(run.result).to_numpy(object).tolist() == [["Metal", pytest.approx(200), pytest.approx(20_000)]]


def test_plants_count_by_what_they_make_and_a_stop_that_passes_takes_nothing(tmp_path: Path) -> None:
    """A plant in Peru takes 100 t of ore a year, mined in Chile where 400 are, and makes 0.5 t of metal of each: 50 t/yr. The
    stop of half the stories cuts all for its time, and is no shutting."""
    sheets = reserve(
        materials=[row(material="Metal", price=100), row(material="Ore", price=10)],
        supply=[offer("CHL", 400, "Ore")],
        countries=[row(country="PER")],
        processing=[
            row(process="Mill", country="PER", material="Ore", role="main input", capacity=100, cost=1),
            row(process="Mill", material="Metal", role="output", ratio=0.5),
        ],
    )
    _, run = based(loaded(tmp_path, sheets))
    assert run.result is not None
    assert partner_capacity(run.result).to_numpy(object).tolist() == [
        ["Metal", pytest.approx(50), pytest.approx(5_000)],
        ["Ore", pytest.approx(400), pytest.approx(4_000)],
    ]


def test_a_point_without_a_plan_has_no_capacity() -> None:
    assert np.isnan(SweptPoint((1.0,), None, why=("none.",)).capacity_value)
