"""A session: variants from where the case was left, and the same plans as from scratch."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from what_if_edits import EDITS, Edit, by_hand, full_workbook

from model.changes import Change
from model.results.facts.run import Run
from model.results.headline import summary_json
from model.solve import SolverOptions, Status, live
from model.solve.start import start_from_known
from model.stages import Stages
from model.studies.session import Session
from model.workbook import load
from tests.main_job import run_main_job
from tests.tiny import demand, effect, metal, offer, row, story, workbook

SAME = 1e-9  # relative, of the objective
SAME_VALUE = 1e-6  # of a column's size


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The case that uses everything, solved."""
    made = Session(load(full_workbook(tmp_path_factory.mktemp("session") / "case.xlsx")).case)
    assert made.solve(Stages()).optimal
    return made


def same_plan(first: Run, second: Run) -> None:
    """Both certified and alike, in every value."""
    assert first.optimal and second.optimal
    assert _optimum(first) == pytest.approx(_optimum(second), rel=SAME)
    for one, other in ((first.result, second.result), (first.without, second.without)):
        assert one is not None and other is not None
        apart = np.abs(one.solution.values - other.solution.values) / one.solution.column_sizes
        worst = int(apart.argmax())
        assert apart[worst] < SAME_VALUE, one.solution.layout.column_label(worst)


def _optimum(outcome: Run) -> float:
    assert outcome.result is not None
    return outcome.result.solution.objective - (outcome.rounding.cost if outcome.rounding else 0.0)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.sheet}: {edit.column}")
def test_a_what_if_is_the_workbook_edited_by_hand(edit: Edit, tmp_path: Path, session: Session) -> None:
    (variant,) = load(full_workbook(tmp_path / "case.xlsx", edit.what_if), variants=True).variants
    warm = session.solve(Stages(), variant.changes)
    cold = run_main_job(load(by_hand(edit, tmp_path / "case.xlsx")).case, Stages())
    same_plan(warm, cold)
    shown = [summary_json(outcome, {}, "") for outcome in (warm, cold)]
    for name in ("with_reserve", "without_reserve"):
        assert shown[0]["shortage_cost"][name] == pytest.approx(shown[1]["shortage_cost"][name], rel=1e-6, abs=1e-3)


def random_changes(count: int, seed: int) -> list[tuple[Change, ...]]:
    """So many sets of one to three changes of figures of any size that leave the workbook sound."""
    chance = np.random.default_rng(seed)
    kinds = (
        ("materials", (2, 3, 4, 5, 6), "price", "multiply", (0.7, 1.5)),
        ("supply", (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), "capacity", "multiply", (0.5, 2.0)),
        ("supply", (2, 3, 4), "premium", "add", (-0.05, 0.2)),
        ("demand", (2, 3, 4, 5, 6), "demand", "multiply", (0.6, 1.4)),
        ("effects", (2, 3), "change", "multiply", (0.5, 1.2)),
        ("processing", (2, 5), "capacity", "multiply", (0.5, 2.0)),
        ("finance", (2, 3, 4), "amount", "multiply", (0.9, 3.0)),
        ("countries", (2, 3, 4), "freight", "multiply", (0.5, 3.0)),
        ("storage", (2,), "capacity", "multiply", (0.8, 2.0)),
        ("shortage_steps", (2, 3), "cost_x_price", "multiply", (0.8, 1.2)),
        ("settings", (), "discount_rate", "add", (-0.02, 0.04)),
        ("settings", (), "risk_weight", "multiply", (0.0, 2.0)),
    )
    found = []
    for _ in range(count):
        changes = []
        for kind in chance.choice(len(kinds), size=chance.integers(1, 4), replace=False):
            sheet, rows, column, action, (low, high) = kinds[kind]
            own = (int(chance.choice(rows)),) if rows else ()
            changes.append(Change(sheet, own, column, action, float(chance.uniform(low, high))))
        found.append(tuple(changes))
    return found


@pytest.mark.parametrize("changes", random_changes(20, seed=12), ids=lambda changes: " ".join(c.column for c in changes))
def test_warm_and_cold_agree(changes: tuple[Change, ...], session: Session) -> None:
    warm = session.solve(Stages(), changes)
    cold = run_main_job(session.case.with_changes(changes), Stages())
    assert warm.status is cold.status
    if cold.status is Status.OPTIMAL:
        same_plan(warm, cold)


def test_a_variant_that_has_no_plan_harms_no_later_one(session: Session) -> None:
    first = session.solve(Stages(), ())
    impossible = session.solve(Stages(), [Change("targets", (2,), "days_of_cover", "multiply", 100.0)])
    assert impossible.status is Status.INFEASIBLE and impossible.contradictions
    same_plan(first, session.solve(Stages(), ()))


def test_a_variant_starts_from_where_the_case_was_left(session: Session) -> None:
    """The case itself, solved as a variant, takes no step of the simplex but for those of whole lots."""
    again = session.solve(Stages(), ())
    assert again.without is not None and again.without.solution.iterations == 0


def test_by_blocks_warm_and_cold_agree(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Many metals without money between them: one changes, and it alone is solved anew."""
    monkeypatch.setattr(live, "SolverOptions", partial(SolverOptions, blocks_from=0))
    monkeypatch.setattr("model.solve.blocks.LEAST", 0.03)
    mended: list[int] = []

    def spy(highs: Any, scaled: Any, met: Any, *rest: Any) -> int:
        mended.append(len(met.changed))
        return start_from_known(highs, scaled, met, *rest)

    monkeypatch.setattr(live, "start_from_known", spy)
    names = [f"Metal {k}" for k in range(6)]
    path = workbook(
        tmp_path / "metals.xlsx",
        {"Periods": 4},
        materials=[metal(100 + 10 * k, name) for k, name in enumerate(names)],
        supply=[offer("CHL", 60 + 10 * k, name, offer=f"{name} CHL") for k, name in enumerate(names)],
        demand=[demand(100, name) for name in names],
        targets=[row(material=name, tonnes=5) for name in names],
        stories=[story("Cut", 20)],
        effects=[effect("Cut", "supply loss", 50)],
    )
    session = Session(load(path).case)
    session.solve(Stages())
    for k, value in enumerate((0.5, 1.5, 3.0)):
        changes = (Change("supply", (2 + k,), "capacity", "multiply", value),)
        warm = session.solve(Stages(), changes)
        same_plan(warm, run_main_job(session.case.with_changes(changes), Stages()))
    assert 1 in mended and max(mended) == 1
