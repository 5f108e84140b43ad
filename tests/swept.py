"""Small workbooks whose sweeps are solved by hand, and what a study finds of them in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.results.facts.run import Run
from model.results.facts.sweep import Sweep
from model.schema.studies import SWEEP
from model.stages import Stages
from model.studies.base import base_of
from model.studies.session import Session
from model.studies.study import Base, Outcome, Task
from model.studies.sweep import SweepStudy
from model.workbook import Loaded, load
from tests.tiny import Row, demand, effect, floor, member, metal, offer, row, story, workbook

MISSING = 1_000  # USD, of each tonne


def sweep_of(over: str, values: str) -> Row:
    return row(study=SWEEP, over=over, values=values)


def reserve(**more: Any) -> dict[str, Any]:
    """100 t of metal are wanted each year at 100 USD/t, and Chile sells any amount; in the second year, with a probability of
    a half, nothing is sold. A tonne missing costs 1,000 USD. What the reserve has left is worth nothing. Its money is a
    grant of 10,000 USD."""
    return {
        "materials": [metal()],
        "supply": [offer("CHL")],
        "demand": [demand()],
        "shortage_steps": [row(segment="Users", cost_usd=MISSING)],
        "targets": [row(material="Metal", days_of_cover=0)],
        "finance": [row(tranche="Grant", kind="grant", amount=10_000)],
        "stories": [story("Stop", 50)],
        "effects": [effect("Stop", "supply loss", 100)],
        **more,
    }


def under_a_floor(**more: Any) -> dict[str, Any]:
    """Metal at 100 USD/t from Peru, 300 t/yr, and Australia, 200 t/yr, whose cash costs are 110 and 130: both are shut unless
    a border floor of the club, to which both belong, is at least that. Chile, 1,000 t/yr, needs nothing."""
    return reserve(
        supply=[offer("CHL"), offer("PER", 300, cash_cost=110), offer("AUS", 200, cash_cost=130)],
        agreements=[member("Club", "PER"), member("Club", "AUS")],
        floors=[floor("border floor", 120, "Club")],
        **more,
    )


def loaded(folder: Path, sheets: dict[str, Any], *studies: Row, **settings: Any) -> Loaded:
    return load(workbook(folder / "swept.xlsx", settings, **sheets, studies=studies), sweeps=True)


def based(book: Loaded) -> tuple[Base, Run]:
    """The base of a workbook's studies, and the run it is made of."""
    session = Session(book.case)
    run = session.solve(Stages())
    assert run.optimal
    return base_of(session, run), run


def outcome_of(base: Base, task: Task) -> Outcome:
    return Outcome(task.solve(base, *task.arguments))


def found(book: Loaded, base: Base) -> tuple[Sweep, ...]:
    study = SweepStudy(book.sweeps)
    return study.findings(base, {task.name: outcome_of(base, task) for task in study.tasks(base)})
