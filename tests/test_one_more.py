"""What a little more of what binds most is really worth, by hand, with what binds changing inside a step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from result_cases import table, texts

from model.results.book import all_pages
from model.results.facts.one_more import BindingCell, OneMore, Step
from model.results.facts.run import Run
from model.results.facts.shadow import OWN
from model.results.facts.studies import Studies
from model.results.worth.one_more import sentences, tables
from model.results.worth.page import page
from model.stages import Stages
from model.studies.base import base_of
from model.studies.binding_cells import MOST, find_binding_cells, worth_of_cells
from model.studies.one_more import STEPS, OneMoreStudy
from model.studies.session import Session
from model.studies.study import Base, Outcome
from model.studies.variant import NoPlanError
from model.workbook import Loaded, load
from tests.everything import everything
from tests.tiny import Rows, demand, effect, metal, offer, row, story, workbook

CLOSE = 1e-6  # relative
# 100 t a year are wanted and 95 delivered; a tonne missing costs 1,000 USD, one bought 100.
SHORT: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [offer("CHL", 95)],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
}
# Money for 10 t of a target of 10.5 t, at 100 USD/t; a tonne missing counts at 60 USD a year, for two years.
POOR: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [offer("CHL")],
    "demand": [demand(100)],
    "targets": [row(material="Metal", tonnes=10.5, penalty=60)],
    "finance": [row(tranche="Gift", kind="grant", amount=1_000)],
}


def solved(path: Path) -> tuple[Loaded, Run, Base]:
    loaded = load(path)
    session = Session(loaded.case)
    run = session.solve(Stages())
    assert run.optimal
    return loaded, run, base_of(session, run)


def study(base: Base) -> tuple[OneMore, ...]:
    own, outcomes = OneMoreStudy(), {}
    for task in own.tasks(base):
        try:
            outcomes[task.name] = Outcome(task.solve(base, *task.arguments))
        except NoPlanError as none:
            outcomes[task.name] = Outcome(why=(str(none),))
    return own.findings(base, outcomes)


def one(folder: Path, kind: str, sheets: dict[str, Rows], settings: dict[str, Any] | None = None) -> OneMore:
    _, _, base = solved(workbook(folder / "tiny.xlsx", settings, **sheets))
    return next(found for found in study(base) if found.cell.kind == kind)


def test_capacity_by_hand(tmp_path: Path) -> None:
    """A tonne a year more spares 900 USD in each of two years. With 10 % more, 9.5 t, only 5 t are wanted: 9,000 ÷ 9.5 USD
    per tonne. So the shadow price holds to 5 ÷ 95 more, and to 10 % less at least."""
    found = one(tmp_path, "supply", SHORT)
    assert (found.cell.sheet, found.cell.column, found.cell.rows, found.cell.now) == ("supply", "capacity", (2,), 95)
    assert found.cell.saves == pytest.approx(1_800, rel=CLOSE)
    assert [step.step for step in found.steps] == list(STEPS)
    assert [step.saves for step in found.steps] == pytest.approx([1_800, 9_000 / 9.5, 1_800, 1_800], rel=CLOSE)
    assert (found.holds(1), found.holds(-1)) == (0.01, -0.1)
    assert found.ends(1) == pytest.approx(5 / 95, rel=CLOSE)
    assert np.isnan(found.ends(-1))  # it held as far as was solved


def test_penalty_apart_by_hand(tmp_path: Path) -> None:
    """A dollar more buys 0.01 t: 1.20 USD less of penalties, and 1 USD more to pay. With 10 % more, 100 USD, only 50 buy what
    is owed: half of that. So the shadow price, 200,000 USD a million, holds to 5 % more."""
    found = one(tmp_path, "money", POOR)
    assert found.cell.saves == pytest.approx(200_000, rel=CLOSE)
    more, much = found.at(0.01), found.at(0.1)
    assert more is not None and much is not None
    assert (more.saves, more.penalty, more.real) == pytest.approx((200_000, 1_200_000, -1_000_000), rel=1e-4)
    assert (much.saves, much.penalty, much.real) == pytest.approx((100_000, 600_000, -500_000), rel=1e-4)
    assert (found.holds(1), found.holds(-1)) == (0.01, -0.1)
    assert found.ends(1) == pytest.approx(0.05, rel=1e-4)


def test_the_target_of_the_same_case_costs_nothing_more_to_miss(tmp_path: Path) -> None:
    """Without money for it a tonne more of the target is missed: 120 USD, all of it penalties, up and down to what is held,
    10 t, which is 4.8 % less."""
    found = one(tmp_path, "target", POOR)
    step = found.at(0.1)
    assert step is not None and found.cell.rows == (2,)
    assert (step.saves, step.penalty) == pytest.approx((-120, -120), rel=1e-4)
    assert found.holds(1) == 0.1 and found.holds(-1) == -0.01
    assert found.ends(-1) == pytest.approx(-0.5 / 10.5, rel=1e-4)


def test_less_than_a_hard_target_needs_is_told(tmp_path: Path) -> None:
    """With the target hard and room for just what it asks, less room leaves no plan."""
    stored = {
        **POOR,
        "materials": [metal(storage_class="Shed", terminal_value=80)],
        "targets": [row(material="Metal", tonnes=10, hard="yes")],
        "storage": [row(storage_class="Shed", capacity=10)],
        "finance": [row(tranche="Gift", kind="grant", amount=1_050)],
        "stories": [story("Cut", 50)],
        "effects": [effect("Cut", "supply loss", 100)],
    }
    found = one(tmp_path, "storage", stored)
    assert found.at(-0.01) is None and found.at(-0.1) is None
    assert (
        len(found.why) == 2 and "no plan" in found.why[0] and found.why[0].startswith("-1% Storage: Capacity of Shed")
    )
    assert found.at(0.01) is not None


def test_cells_of_a_rich_case(tmp_path: Path) -> None:
    """At most so many, the planner's own first, of these the largest figure; one of each kind before the second of any, and
    no capacity at home. Every cell is the one that the Sensitivity sheet names, with what stands in it."""
    settings, sheets = everything()
    _, run, base = solved(workbook(tmp_path / "tiny.xlsx", settings, **sheets))
    cells = base.binding
    worth = [(cell.kind not in OWN, -abs(cell.one_per_cent)) for cell in cells]
    assert 0 < len(cells) <= MOST and worth == sorted(worth)
    assert not [cell for cell in cells if "USA" in cell.subject]
    assert run.unrounded is not None
    every = worth_of_cells(run.unrounded)
    telling = [cell for cell in every if abs(cell.one_per_cent) >= 1]
    assert {cell.kind for cell in telling} == {cell.kind for cell in cells}
    assert {cell.subject for cell in telling if "USA" in cell.subject} == {"Oxide USA", "Powder USA"}
    for cell in every:
        if cell.sheet == "settings":
            assert cell.now == getattr(base.case.settings, cell.column), cell
        else:
            own = base.case[cell.sheet]
            assert set(own.loc[own["row"].isin(cell.rows), cell.column]) == {cell.now}, cell
    assert find_binding_cells(run.unrounded) == cells


def test_sheet(tmp_path: Path) -> None:
    loaded, run, base = solved(workbook(tmp_path / "tiny.xlsx", **POOR))
    run = replace(run, studies=Studies(one_more=study(base)))
    told = texts(sentences(run))
    money = next(sentence for sentence in told if "of Gift" in sentence)
    assert money == (
        "A million USD more of Gift really saves 0.20 million USD over the horizon, solved anew with 1% more of it "
        "(1.2 million USD less in penalties, which nobody pays, and 1.0 million USD more in real cost); the shadow price, "
        "which the Sensitivity sheet goes by, is 0.20 million USD and holds from 10% less to 1% more at least, and to 5.0% "
        "more at most."
    )
    shown = table(page(run), "OneMore").set_index("A little more")
    gift = shown.loc["A million USD more of Gift"]
    assert gift["Now"] == "1,000 USD" and gift["Row"] == "2" and gift["Cell"] == "Finance: Amount"
    assert gift["With 10 % more: saves (USD)"] == pytest.approx(100_000, rel=1e-4)
    assert gift["And at most to (%)"] == pytest.approx(0.05, rel=1e-4)
    assert "Worth" in [one.title for one in all_pages(run, loaded, {})]
    assert tables(replace(run, studies=Studies())) == ()


def test_a_worth_that_only_noise_keeps_apart_is_borne_out() -> None:
    """An objective of 1e12 USD is known to 1,000 USD: for a step of one unit that is what a worth may miss by."""
    cell = BindingCell("money", "Gift", "finance", (2,), "amount", "Finance: Amount", "USD", 100.0, 1.0, 5.0)
    found = OneMore(cell, (Step(0.01, 905.0, 0.0, 5.0), Step(0.1, 905.0, 0.0, 5.0)), 1e12)
    assert [found.bears_out(step) for step in found.steps] == [True, False]
