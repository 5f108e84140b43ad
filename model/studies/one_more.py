"""The study of one more: real re-solves with a little more, and less, of what binds most, beside the shadow prices.

A re-solve is the workbook with another number in the cell: everything that follows from it follows, the plan without the
reserve and what Industry first takes from it included. A shadow price holds those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.changes import Change
from model.results.facts.one_more import BindingCell, OneMore, Step
from model.results.facts.variant_figures import variant_figures
from model.schema.studies import ONE_MORE
from model.studies.binding_cells import worth_of_cells
from model.studies.study import Base, Outcome, Plain, Task
from model.studies.variant import NOT_SOLVED, solve_variant

STEPS = (0.01, 0.1, -0.01, -0.1)  # shares of the number


def solve_step(base: Base, change: Change, kind: str, subject: str) -> Plain:
    """The plan with the change: its objective, the penalties in it, USD, and the shadow price of the cell there, named by
    kind and subject as on the Sensitivity sheet."""
    run = solve_variant(base, (change,))
    assert run.result is not None
    slopes = [
        cell.saves
        for cell in worth_of_cells(run.result)
        if (cell.kind, cell.subject, cell.column) == (kind, subject, change.column)
    ]
    figures = variant_figures(run)
    slope = slopes[0] if len(slopes) == 1 else None
    return {"objective": figures.objective, "penalties": figures.penalties, "slope": slope}


@dataclass(frozen=True)
class OneMoreStudy:
    """A row of the Studies sheet for `one more`."""

    kind: str = ONE_MORE

    def tasks(self, base: Base) -> Sequence[Task]:
        """One for each cell and step."""
        return [_task(cell, step) for cell in base.binding for step in STEPS]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> tuple[OneMore, ...]:
        """Every cell, however its tasks ended."""
        return tuple(_one_more(base, cell, outcomes) for cell in base.binding)


def _task(cell: BindingCell, step: float) -> Task:
    change = Change(cell.sheet, cell.rows, cell.column, "add", step * cell.now)
    place = f" (row {', '.join(map(str, cell.rows))})" if cell.rows else ""
    return Task(f"{step:+.0%} {cell.header} of {cell.subject}{place}", solve_step, (change, cell.kind, cell.subject))


def _one_more(base: Base, cell: BindingCell, outcomes: Mapping[str, Outcome]) -> OneMore:
    steps, why = [], []
    for step in STEPS:
        name = _task(cell, step).name
        outcome = outcomes.get(name, Outcome(why=(NOT_SOLVED,)))
        if outcome.found is None:
            why += [f"{name}: {sentence}" for sentence in outcome.why]
            continue
        units = step * cell.now / cell.per
        slope = outcome.found["slope"]
        steps.append(
            Step(
                step,
                (base.figures.objective - outcome.found["objective"]) / units,
                (base.figures.penalties - outcome.found["penalties"]) / units,
                np.nan if slope is None else slope,
            )
        )
    return OneMore(cell, tuple(steps), base.figures.objective, tuple(why))
