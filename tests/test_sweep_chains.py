"""Chains of a sweep: points solved one after the other are what each is alone, and what is known is not solved again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from swept import based, loaded, outcome_of, reserve, sweep_of
from test_session import random_changes
from what_if_edits import full_workbook

from model.changes import Axis, Change, SweepPlan
from model.results.facts.variant_figures import variant_figures
from model.solve import LiveProgram, Solution
from model.stages import Stages
from model.studies import session as sessions
from model.studies.base import base_of
from model.studies.known_without import KnownWithout
from model.studies.prepared import prepare
from model.studies.session import Session
from model.studies.study import Base
from model.studies.sweep import LONGEST, SweepStudy, chains, solve_chain
from model.studies.variant import solve_variant
from model.workbook import load
from tests.tiny import floor, offer, row

NEAR = 1e-6
AMOUNT = "Finance: Amount"


# Chains


def line(*values: float, multiples: bool = True) -> SweepPlan:
    return SweepPlan(2, (Axis(AMOUNT, "finance", (2,), "amount", multiples),), tuple((value,) for value in values))


def test_chains_go_from_what_is_typed_outwards(tmp_path: Path) -> None:
    case = loaded(tmp_path, reserve()).case
    assert list(chains(line(0.5, 0.9, 1, 2), case)) == [((1,), (2,)), ((0.9,), (0.5,))]
    assert list(chains(line(1e3, 2e4, multiples=False), case)) == [((2e4,),), ((1e3,),)]
    long = list(chains(line(*range(1, 14)), case))
    assert list(map(len, long)) == [LONGEST, 3]


def test_a_grid_has_a_chain_for_each_line(tmp_path: Path) -> None:
    rate = Axis("Finance: Rate", "finance", (2,), "rate")
    plan = SweepPlan(2, (*line().axes, rate), ((0.5, 0.1), (0.5, 0.2), (1, 0.1), (1, 0.2)))
    assert list(chains(plan, loaded(tmp_path, reserve()).case)) == [((0.5, 0.1), (0.5, 0.2)), ((1, 0.1), (1, 0.2))]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """The base of the case that uses everything."""
    session = Session(load(full_workbook(tmp_path_factory.mktemp("sweep") / "case.xlsx")).case)
    return base_of(session, session.solve(Stages()))


CHAINS = {
    "money": [("finance", (2, 3, 4), "amount", factor) for factor in (1.0, 1.5, 3.0)],
    "room": [("storage", (2,), "capacity", factor) for factor in (0.8, 1.2, 2.0)],
    "demand": [("demand", (2, 3, 4, 5, 6), "demand", factor) for factor in (0.9, 1.1)],
    "price": [("materials", (2,), "price", factor) for factor in (0.8, 1.3)],
}


@pytest.mark.parametrize("over", CHAINS)
def test_a_chain_is_its_points_solved_each_alone(over: str, everything: Base) -> None:
    points = tuple((Change(sheet, rows, column, "multiply", factor),) for sheet, rows, column, factor in CHAINS[over])
    for changes, told in zip(points, solve_chain(everything, points), strict=True):
        alone = variant_figures(solve_variant(everything, changes))
        for name in ("objective", "short_with", "short_without", "net_cost", "spent", "penalties"):
            wanted = pytest.approx(getattr(alone, name), rel=NEAR, abs=1e-3)
            assert told["figures"][name] == wanted, (name, changes)


def test_outcomes_are_what_json_holds(tmp_path: Path) -> None:
    book = loaded(tmp_path, reserve(), sweep_of(AMOUNT, "0; 5000"))
    base, _ = based(book)
    study = SweepStudy(book.sweeps)
    direct = {task.name: outcome_of(base, task) for task in study.tasks(base)}
    kept = {name: replace(one, found=json.loads(json.dumps(one.found))) for name, one in direct.items()}
    read, again = study.findings(base, direct)[0], study.findings(base, kept)[0]
    for one, other in zip(read.points, again.points, strict=True):
        assert one.figures is not None and other.figures is not None
        assert (one.values, one.money, one.capacity) == (other.values, other.money, other.capacity)
        assert vars(one.figures).keys() == vars(other.figures).keys()
        assert one.figures.orders.equals(other.figures.orders)


# Without the reserve


def test_money_changes_nothing_without_the_reserve_and_it_is_solved_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = loaded(tmp_path, reserve(), sweep_of(AMOUNT, "0; 5000"), sweep_of("Demand: Demand", "50; 90"))
    base, _ = based(book)
    solved: list[None] = []
    without = sessions.find_without
    monkeypatch.setattr(sessions, "find_without", lambda *given: (solved.append(None), without(*given))[1])
    money, demand = SweepStudy(book.sweeps[:1]), SweepStudy(book.sweeps[1:])
    for task in money.tasks(base):
        outcome_of(base, task)
    assert not solved
    for task in demand.tasks(base):
        outcome_of(base, task)
    assert len(solved) == 2


def known(base: Base, *changes: Change) -> Solution | None:
    """The plan without the reserve of a variant, where it follows from the base's."""
    case = KnownWithout(prepare(base.case, Stages()), base.left, Stages())
    return case.of(prepare(base.case.with_changes(changes), Stages()))


MONEY = {
    "more of it": Change("finance", (2, 3, 4), "amount", "multiply", 1.5),
    "less of it": Change("finance", (2, 3, 4), "amount", "multiply", 0.95),
    "more room": Change("storage", (2,), "capacity", "multiply", 2.0),
    "less room": Change("storage", (2,), "capacity", "multiply", 0.9),
}


@pytest.mark.parametrize("over", MONEY)
def test_money_and_room_leave_the_plan_without_the_reserve_alone(over: str, everything: Base) -> None:
    """But for the fees of a loan that is not drawn: the objective is that of the plan solved anew."""
    found_at = known(everything, MONEY[over])
    assert found_at is not None
    same_as_solved(everything, found_at, MONEY[over])


def same_as_solved(base: Base, found_at: Solution, *changes: Change) -> None:
    run = Session(base.case, base.left).solve(Stages(), changes, whole_lots=False)
    assert run.without is not None
    solved = run.without.solution
    assert found_at.objective == pytest.approx(solved.objective, rel=1e-7)
    apart = np.abs(found_at.value("short") - solved.value("short")) / solved.column_sizes[
        solved.layout.column_part("short").slice
    ]
    assert apart.max() < NEAR


@pytest.mark.parametrize("seed", range(3))
def test_what_is_known_of_whatever_changes_is_what_is_solved(seed: int, everything: Base) -> None:
    for changes in random_changes(8, seed):
        found_at = known(everything, *changes)
        if found_at is not None:
            same_as_solved(everything, found_at, *changes)


@pytest.mark.parametrize(
    "change",
    [
        Change("demand", (2,), "demand", "multiply", 1.1),
        Change("materials", (2,), "price", "multiply", 1.1),
        Change("supply", (2,), "capacity", "multiply", 0.5),
        Change("finance", (2,), "rate", "multiply", 2.0),
    ],
    ids=lambda change: change.column,
)
def test_what_touches_industry_or_prices_is_solved(change: Change, everything: Base) -> None:
    assert known(everything, change) is None


def test_money_that_does_not_pay_for_what_is_owed_is_not_known(tmp_path: Path) -> None:
    """10 t a year at 100 USD/t are paid, taken or not: 2,000 USD of the reserve's in two years. Of 1,500 the treasury has to
    help out, with or without the reserve."""
    sheets = reserve(
        finance=[row(tranche="Grant", kind="grant", amount=20_000)],
        supply=[offer("CHL", for_="reserve"), offer("PER")],
        floors=[floor("buyer-paid floor", 100, "CHL", quantity=20, take_or_pay=10)],
    )
    base, _ = based(loaded(tmp_path, sheets))
    assert known(base, Change("finance", (2,), "amount", "set", 15_000.0)) is not None
    assert known(base, Change("finance", (2,), "amount", "set", 1_500.0)) is None


# One live program


def test_what_differs_in_rows_alone_goes_on_in_the_same_live_program(everything: Base) -> None:
    """Money does, what prices change does not; nor does a program whose typical sizes are others."""
    first, money, price = (
        prepare(everything.case.with_changes([Change(sheet, rows, column, "multiply", 1.2)]), Stages())
        for sheet, rows, column in (
            ("finance", (2,), "amount"), ("finance", (2, 3), "amount"), ("materials", (2,), "price"),
        )
    )  # fmt: skip
    live = LiveProgram(first.program, first.sizes, ties=first.ties)
    assert live.go_on_with(money.program, money.sizes, money.ties)
    assert live.program is money.program
    assert not live.go_on_with(price.program, price.sizes, price.ties)
    larger = {**money.sizes, "draw": 2.0 * np.asarray(money.sizes["draw"])}
    assert not live.go_on_with(money.program, larger, money.ties)
    assert live.program is money.program


def test_a_chain_goes_on_after_a_point_without_a_plan(everything: Base) -> None:
    """Without any money there may be none; what comes after it is what it is alone."""
    points = tuple((Change("finance", (2, 3, 4), "amount", "multiply", factor),) for factor in (1.0, 0.0, 1.4))
    told = solve_chain(everything, points)
    alone = variant_figures(solve_variant(everything, points[2]))
    assert told[2]["figures"]["objective"] == pytest.approx(alone.objective, rel=NEAR)
