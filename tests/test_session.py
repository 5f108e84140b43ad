"""A session: variants from where the case was left, and the same plans as from scratch."""

from __future__ import annotations

from pathlib import Path

import pytest
from what_if_edits import EDITS, Edit, by_hand, full_workbook

from model.results.facts.outcome import Outcome
from model.results.headline import summary_json
from model.stages import Stages
from model.studies.main_job import run_main_job
from model.studies.session import Session
from model.workbook import load

SAME = 1e-9  # relative, of the objective


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The case that uses everything, solved."""
    made = Session(load(full_workbook(tmp_path_factory.mktemp("session") / "case.xlsx")).case)
    assert made.solve(Stages()).optimal
    return made


def same_plan(first: Outcome, second: Outcome) -> None:
    """Both certified and alike: of plans rounded to whole lots, before they were rounded."""
    assert first.optimal and second.optimal
    assert _optimum(first) == pytest.approx(_optimum(second), rel=SAME)


def _optimum(outcome: Outcome) -> float:
    assert outcome.answer is not None
    return outcome.answer.solution.objective - (outcome.rounding.cost if outcome.rounding else 0.0)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.sheet}: {edit.column}")
def test_a_what_if_is_the_workbook_edited_by_hand(edit: Edit, tmp_path: Path, session: Session) -> None:
    (variant,) = load(full_workbook(tmp_path / "case.xlsx", edit.what_if), variants=True).variants
    warm = session.solve(Stages(), variant.changes)
    cold = run_main_job(load(by_hand(edit, tmp_path / "case.xlsx")).case, Stages())
    same_plan(warm, cold)
    shown = [summary_json(outcome, {}, "") for outcome in (warm, cold)]
    for name in ("with_reserve", "without_reserve"):
        assert shown[0]["shortage_cost"][name] == pytest.approx(shown[1]["shortage_cost"][name], rel=1e-6, abs=1e-3)
