"""The best plan known of a program whose solve the time limit ended, and what no plan can cost less than.

Nothing here is optimal. A point counts as a plan if it keeps every row and bound of the program, and a bound follows from
prices alone, whoever had them: both are worked out from the program's arrays.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.results.facts.stopped import Found, Stopped
from model.solve import (
    Basis,
    FloatArray,
    LinearProgram,
    LiveProgram,
    Solution,
    Status,
    Watch,
    certify,
    lower_bound,
)
from model.studies.without_reserve import hold_idle, reopen

LEAST_GRACE = 5.0  # seconds after the time limit
GRACE = 2.0  # or so many times what the solve without the reserve took, if that is longer


def best_known(
    live: LiveProgram, ended: Solution, without: Solution, known: Basis | None, watch: Watch
) -> tuple[Solution, Stopped | None]:
    """The plan of least cost that is known of the program in `live`, whose solve `ended` out of time; `ended` itself and None
    where none is.

    Candidates are the point that the solver held, the blocks joined, and the plan in which the reserve does nothing. The
    latter is as quickly found as the plan `without` the reserve, from its basis where that is `known`, and needs time after
    the deadline. An optimum with None: time ended when only the solver's word for it was missing, and the live program stands
    there. Else it is left as it came, or with the reserve held idle.
    """
    program = live.program
    if certify(program, optimum := replace(ended, status=Status.OPTIMAL)).passed:
        return optimum, None
    with watch.granted(max(LEAST_GRACE, GRACE * without.seconds)):
        joined = live.joined_blocks()
        idle = _idle(live, known)
        idle_joined = live.joined_blocks()
        if not joined:  # time ended while they were solved; without Industry first, which takes nothing from a bound
            reopen(live)
            joined = live.join_blocks()
    points = [(Found.SOLVER, ended.values), (Found.IDLE, idle.values)]
    points += [(Found.BLOCKS, one.values) for one in joined] + [(Found.IDLE, one.values) for one in idle_joined]
    prices = [ended.duals, without.duals, *(one.duals for one in joined)]
    plans = [(found, plan) for found, values in points if (plan := _plan_at(program, ended, values)) is not None]
    if not plans:
        return ended, None
    found, plan = min(plans, key=lambda one: one[1].objective)
    bound = max(lower_bound(program, one, ended.column_sizes) for one in prices)
    return plan, Stopped(found, bound if np.isfinite(bound) else None)


def _idle(live: LiveProgram, known: Basis | None) -> Solution:
    """The plan in which the reserve does nothing, although targets and limits ask it to."""
    live.drop_basis()
    hold_idle(live)
    if known is not None:
        live.start_from(known)
    return live.solve()


def _plan_at(program: LinearProgram, like: Solution, values: FloatArray) -> Solution | None:
    """The plan of these values (n,), without prices; None where it breaks a row or a bound."""
    if not np.isfinite(values).all():
        return None
    plan = replace(
        like,
        status=Status.LIMIT,
        values=values,
        activities=program.matrix @ values,
        objective=float(program.cost @ values) + program.constant,
        duals=np.zeros(program.rows),
        reduced_costs=np.zeros(program.columns),
    )
    return plan if certify(program, plan).is_a_plan else None
