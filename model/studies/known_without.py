"""The plan without the reserve that a variant shares with the case, proven on the variant's program and not solved again.

What a variant changes is often nothing to industry alone: money that a reserve would spend, room that it would fill. The
case's plan without the reserve, with the money put in order that is still paid, such as fees for loans not drawn, is then
the variant's too; its certificate says so, or else it is solved.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from model.program.money import MONEY
from model.program.problem_data import ProblemData
from model.solve import (
    BoolArray,
    Changeable,
    FloatArray,
    Layout,
    LinearProgram,
    LiveProgram,
    Part,
    Solution,
    SolverOptions,
    Status,
    certify,
    differ_in_rows_alone,
)
from model.stages import Stages
from model.studies.last_plan import LeftAt
from model.studies.prepared import Prepared
from model.studies.without_reserve import close_reserve, find_without


class KnownWithout:
    """The plan of a case without the reserve, from where it was left."""

    def __init__(self, prepared: Prepared, left: LeftAt, stages: Stages) -> None:
        live = LiveProgram(prepared.program, prepared.sizes, watch=stages.watch, ties=prepared.ties)
        self._program = _closed(prepared.program, prepared.data)
        self._solution, _ = find_without(live, prepared.data, left.without)
        # Where limits of both had to be lifted too, another program was solved: there nothing is shared.
        self._known = self._solution.status is Status.OPTIMAL and certify(self._program, self._solution).passed

    def of(self, variant: Prepared) -> Solution | None:
        """The plan without the reserve of a variant, certified; None where it has to be solved."""
        program = _closed(variant.program, variant.data)
        if not self._known or not differ_in_rows_alone(self._program, program):
            return None
        for plan in (self._solution, self._with_money_in_order(program)):
            if plan is not None:
                activities = program.matrix @ plan.values
                reduced = program.cost - program.matrix.T @ plan.duals
                found = replace(plan, activities=activities, reduced_costs=reduced, iterations=0, seconds=0.0)
                if certify(program, found).passed:
                    return replace(found, objective=float(program.cost @ plan.values) + program.constant)
        return None

    def _with_money_in_order(self, program: LinearProgram) -> Solution | None:
        """The plan with what is best drawn, paid and kept of money, as all else stands; None where that cannot be."""
        plan, layout = self._solution, program.layout
        of_money = np.zeros(program.columns, dtype=bool)
        for name in (variable.name for variable in MONEY.variables if variable.name in layout.columns):
            of_money[layout.column_part(name).slice] = True
        part, rows = _part(program, of_money, plan.values)
        solution = LiveProgram(part, options=SolverOptions(blocks_from=part.columns + 1)).solve()
        if solution.status is not Status.OPTIMAL:
            return None
        values, duals = plan.values.copy(), plan.duals.copy()
        values[of_money], duals[rows] = solution.values, solution.duals
        return replace(plan, values=values, duals=duals)


def _closed(program: LinearProgram, data: ProblemData) -> LinearProgram:
    """A program without the reserve."""
    without = Changeable(program)
    close_reserve(without, data)
    return without.program


def _part(program: LinearProgram, own: BoolArray, values: FloatArray) -> tuple[LinearProgram, BoolArray]:
    """The columns `own` (n,) by themselves, all others held at their `values`; and the rows (m,) that they are in."""
    columns = program.matrix[:, np.flatnonzero(own)]
    rows = np.diff(sparse.csr_array(columns).indptr) > 0
    used = program.matrix[np.flatnonzero(rows)] @ np.where(own, 0.0, values)
    part = replace(
        program,
        cost=program.cost[own],
        constant=0.0,
        matrix=sparse.csr_array(columns)[np.flatnonzero(rows)],
        row_lower=program.row_lower[rows] - used,
        row_upper=program.row_upper[rows] - used,
        column_lower=program.column_lower[own],
        column_upper=program.column_upper[own],
        layout=Layout(_numbered("money", int(own.sum())), _numbered("kept", int(rows.sum()))),
    )
    return part, rows


def _numbered(name: str, size: int) -> dict[str, Part]:
    return {name: Part(name, 0, range(size))}
