"""Further solves of a case: a sweep over the reserve's money, four what-ifs, partners that join, and the largest suppliers
lost."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from tests.benchmarks.laps import Laps
from tests.benchmarks.product import CASE

FIRST = "the case itself"
POINTS = 20
LEAST, MOST = 0.5, 1.5  # times the money of the case
JOINING = 3  # partners, the first that may join and change something
SHARED = "what is made once of the case"
LOST = "the largest supplier of every material lost"


def sweep(folder: Path, laps: Laps) -> None:
    """The case, then so many budgets, in chains as the study solves them. A lap each, the first of a chain with what begins
    one, and a figure how many were solved."""
    from model.changes import Axis, SweepPlan
    from model.studies.base import base_of
    from model.studies.sweep import chains, solve_points

    case, session, run = _started(folder, laps)
    base = base_of(session, run)
    rows = tuple(int(row) for row in case["finance"]["row"])
    budgets = tuple((LEAST + (MOST - LEAST) * number / (POINTS - 1),) for number in range(POINTS))
    plan = SweepPlan(2, (Axis("Finance: Amount", "finance", rows, "amount", multiples=True),), budgets)
    solved = 0
    for chain in chains(plan, case):
        points = solve_points(base, tuple(map(plan.changes, chain)))
        for (times,) in chain:
            name = f"budget x {times:.3f}"
            with laps(name):
                told = next(points)
            solved += 1
            laps.note(points=solved, **{f"status of {name}": "optimal" if "figures" in told else " ".join(told["why"])})


def what_ifs(folder: Path, laps: Laps) -> None:
    """The case, then what if the material of the largest market costs a tenth more, its largest offer is gone, a tenth more
    of it is wanted, or its target is a fifth higher: one lap each."""
    from model.changes import Change

    case, session, _ = _started(folder, laps)
    material = _largest_market(case)
    supply = case["supply"][case["supply"]["material"] == material]
    offer = supply.groupby("offer")["capacity"].sum().idxmax()
    for name, sheet, column, times, rows in (
        ("price", "materials", "price", 1.1, case["materials"]["material"] == material),
        ("loss of an offer", "supply", "capacity", 0.0, case["supply"]["offer"] == offer),
        ("demand", "demand", "demand", 1.1, case["demand"]["material"] == material),
        ("target", "targets", "days_of_cover", 1.2, case["targets"]["material"] == material),
    ):
        numbers = tuple(int(row) for row in case[sheet]["row"][rows])
        _solve(session, (Change(sheet, numbers, column, "multiply", times),), laps, name)


def partners(folder: Path, laps: Laps) -> None:
    """The case, what all partners share, and the first that change something by joining an agreement, as the study solves
    them: a lap each. Raises NoPlanError where one has no certified plan."""
    from model.studies.base import base_of
    from model.studies.membership import changes_of, find_partners, same_program, touches
    from model.studies.of_base import by_name, prepared_of
    from model.studies.partners import name_of, worth_of_membership
    from model.studies.prepared import data_of

    case, session, run = _started(folder, laps)
    base = base_of(session, run)
    with laps(SHARED):
        by_name(base)
    usual = prepared_of(base).data
    solved = (
        one
        for one in find_partners(case)
        if one.joins
        and touches(case, one)
        and not same_program(usual, data_of(case.with_changes(changes_of(one, case))))
    )
    for partner in islice(solved, JOINING):
        name = name_of(partner, base)
        with laps(name):
            worth_of_membership(base, partner.agreement, partner.country)


def largest_lost(folder: Path, laps: Laps) -> None:
    """The case, then the largest supplier of every material lost, with all that the study makes for that, in one lap; and a
    figure how many were lost."""
    from model.studies.base import base_of
    from model.studies.largest_supplier import LargestSupplier

    _, session, run = _started(folder, laps)
    base = base_of(session, run)
    with laps(LOST):
        told = [one for task in LargestSupplier().tasks(base) for one in task.solve(base, *task.arguments)]
    laps.note(losses=len(told), unsolved=sum("why" in one for one in told))


def _started(folder: Path, laps: Laps) -> tuple[Any, Any, Any]:
    """The case, its session after the first solve, and that."""
    from model.studies.session import Session
    from model.workbook import load

    case = load(folder / CASE).case
    session = Session(case)
    return case, session, _solve(session, None, laps, FIRST)


def _solve(session: Any, changes: Any, laps: Laps, name: str) -> Any:
    from model.stages import Stages

    with laps(name):
        run = session.solve(Stages(), changes)
    laps.note(**{f"status of {name}": run.status_word if run.result is not None else run.status.value})
    return run


def _largest_market(case: Any) -> str:
    """The material, of those with a target, of which most is spent at home in a year."""
    wanted = case["demand"].groupby("material")["demand"].sum()
    price = case["materials"].set_index("material")["price"]
    aimed = wanted.index.intersection(case["targets"]["material"][case["targets"]["days_of_cover"] > 0])
    return str((wanted * price)[aimed].idxmax())
