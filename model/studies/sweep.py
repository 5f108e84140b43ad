"""The sweeps of the Studies sheet: the plan at every value of some cells, or of two lots of them.

Points that lie beside each other are solved one after the other, each from where the last one ended, from the one nearest to
what is typed outwards. Where each ends does not depend on where it began (model.solve.one_answer).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from model.case import Case
from model.changes import SETTINGS_FIELD, Axis, Change, SweepPlan
from model.results.facts.partner_capacity import partner_capacity
from model.results.facts.run import Run
from model.results.facts.sweep import Sweep, SweptPoint
from model.results.facts.variant_figures import from_plain, to_plain, variant_figures
from model.schema.studies import SWEEP
from model.stages import Stages
from model.studies.known_without import KnownWithout
from model.studies.prepared import prepare
from model.studies.run_studies import UNUSABLE
from model.studies.session import Session
from model.studies.study import Base, Outcome, Plain, Task
from model.studies.time_left import stages_of_task
from model.studies.variant import NO_TIME, NoPlanError, certified
from model.unusable import UnusableFiguresError

LONGEST = 10  # points of one task: more are parted, for several processes to solve
FALLS = {("storage", "capacity"): True, ("settings", "opening_cash"): True, ("finance", "rate"): False}
"""Whether the objective falls with a cell, by field names, or rises, whatever the workbook."""

Point = tuple[float, ...]


@dataclass(frozen=True)
class SweepStudy:
    """All sweeps of a workbook, as they were read."""

    plans: tuple[SweepPlan, ...]
    kind: str = SWEEP

    def tasks(self, base: Base) -> Sequence[Task]:
        """A task for each chain of neighbouring points."""
        return [
            Task(_name(plan, chain), solve_chain, (tuple(map(plan.changes, chain)),))
            for plan in self.plans
            for chain in chains(plan, base.case)
        ]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> tuple[Sweep, ...]:
        """The sweeps with the figures of their points."""
        return tuple(self._sweep(plan, base, outcomes) for plan in self.plans)

    def _sweep(self, plan: SweepPlan, base: Base, outcomes: Mapping[str, Outcome]) -> Sweep:
        found: dict[Point, SweptPoint] = {}
        for chain in chains(plan, base.case):
            outcome = outcomes[_name(plan, chain)]
            if outcome.found is None:
                found |= {point: SweptPoint(point, None, why=outcome.why) for point in chain}
            else:
                found |= {point: _read(point, told) for point, told in zip(chain, outcome.found, strict=True)}
        typed = tuple(_typed(axis, base.case) for axis in plan.axes)
        falls = _falls(plan.axes[0], base.case) if len(plan.axes) == 1 else None
        return Sweep(plan.row, plan.axes, typed, tuple(found[point] for point in plan.points), falls)


def chains(plan: SweepPlan, case: Case) -> Iterator[tuple[Point, ...]]:
    """The points of a sweep in chains along its last axis, each from what is typed in the cells outwards."""
    start = 1.0 if plan.axes[-1].multiples else _typed(plan.axes[-1], case)
    for _, along in groupby(plan.points, key=lambda point: point[:-1]):
        line = list(along)
        above = [point for point in line if not point[-1] < start]  # all of them where nothing is typed
        below = [point for point in reversed(line) if point[-1] < start]
        for chain in (above, below):
            for first in range(0, len(chain), LONGEST):
                yield tuple(chain[first : first + LONGEST])


def solve_chain(base: Base, points: tuple[tuple[Change, ...], ...]) -> Plain:
    """What is found at points of these changes, one after the other: figures, or why there is no plan."""
    return list(solve_points(base, points))


def solve_points(base: Base, points: Iterable[tuple[Change, ...]]) -> Iterator[Plain]:
    """The same, point by point."""
    session, stages = Session(base.case, base.left), stages_of_task()
    known = None if base.short_without is None else KnownWithout(prepare(base.case, stages), base.left, stages)
    for changes in points:
        yield _solved(session, known, base.case.with_changes(changes), stages)


def _solved(session: Session, known: KnownWithout | None, case: Case, stages: Stages) -> Plain:
    if stages.over:
        raise NoPlanError(NO_TIME)
    try:
        prepared = prepare(case, stages)
        run = certified(session.follow(prepared, stages, None if known is None else known.of(prepared)))
    except NoPlanError as none:
        if str(none) == NO_TIME:
            raise  # the chain is then no finished one, and goes on another time
        return {"why": [str(none)]}
    except UnusableFiguresError:
        return {"why": [UNUSABLE]}
    return _plain(run)


def _plain(run: Run) -> Plain:
    assert run.result is not None
    finance = run.data.case["finance"]
    return {
        "figures": to_plain(variant_figures(run)),
        "money": float(finance["amount"].sum()) if len(finance) else np.nan,
        "capacity": partner_capacity(run.result).to_numpy(object).tolist(),
    }


def _read(point: Point, told: Plain) -> SweptPoint:
    if "figures" not in told:
        return SweptPoint(point, None, why=tuple(told["why"]))
    capacity = {name: (tonnes, value) for name, tonnes, value in told["capacity"]}
    return SweptPoint(point, from_plain(told["figures"]), told["money"], capacity)


def _typed(axis: Axis, case: Case) -> float:
    """What stands in the cells of an axis, in fixed units; NaN where they differ, or are blank."""
    if axis.sheet == SETTINGS_FIELD:
        return float(getattr(case.settings, axis.column))
    table = case[axis.sheet]
    values = table.loc[table["row"].isin(axis.rows), axis.column].to_numpy(float)
    return float(values[0]) if (values == values[0]).all() else np.nan


def _falls(axis: Axis, case: Case) -> bool | None:
    """Whether theory has the objective fall with an axis. More money never costs more, unless what is not drawn does."""
    if (axis.sheet, axis.column) == ("finance", "amount"):
        finance = case["finance"]
        fees = finance.loc[finance["row"].isin(axis.rows), "commitment_fee"]
        return True if (fees == 0).all() else None
    return FALLS.get((axis.sheet, axis.column))


def _name(plan: SweepPlan, chain: tuple[Point, ...]) -> str:
    """`Finance: Amount (row 2), 1 to 0.25`."""
    ends = [" and ".join(f"{value:g}" for value in point) for point in (chain[0], chain[-1])]
    return f"{plan.name} (row {plan.row}), {' to '.join(dict.fromkeys(ends))}"
