"""The plan without the reserve: what industry's shortages are held to, and what the reserve is compared with."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import RESERVE
from model.program.families import asked_of, decided_by
from model.program.family import THE_LIMITS
from model.program.industry_first import most_short
from model.program.problem_data import ProblemData
from model.solve import Basis, Changeable, LiveProgram, Solution, Status
from model.solve.basis import Known
from model.solve.linear_program import Index


def hold_idle(live: Changeable) -> None:
    """Let the reserve order, release and lend nothing, whatever targets and limits ask of it."""
    for name in decided_by(RESERVE):
        if name in live.program.layout.columns:
            live.set_column_upper(name, 0.0)


def close_reserve(live: Changeable, data: ProblemData, its_limits: tuple[str, ...] = ("reserve",)) -> None:
    """Take the reserve out of a program: it orders, releases and lends nothing, and owes no target and no limit that
    is for any of `its_limits`. What it has under way still arrives and is paid, and what it owes is paid."""
    hold_idle(live)
    rows = live.program.layout.rows
    for name in asked_of(RESERVE):
        if name in rows:
            _lift(live, name)
    own = {row["limit"] for row in data.case.records("limits") if row["for"] in its_limits}
    for name in asked_of(THE_LIMITS):
        if name in rows:
            _lift(live, name, [key for key in rows[name].index if key[0] in own])
    _forgive_the_past(live, data)
    _pay_for_what_arrives(live, data)


def _lift(live: Changeable, name: str, keys: Iterable[Index] | None = None) -> None:
    """Let rows ask for nothing, those of `keys` or all: a least share has variables on both sides, so that its bound is an
    upper one."""
    live.set_row_lower(name, -np.inf if keys is None else dict.fromkeys(keys, -np.inf))
    live.set_row_upper(name, np.inf if keys is None else dict.fromkeys(keys, np.inf))


def _forgive_the_past(live: Changeable, data: ProblemData) -> None:
    """What the reserve ordered before Start may be more than a share of all orders so far allows, as it was to order more
    from others later: where it orders nothing, that is not held against industry."""
    rows = live.program.layout.rows
    if "share_at_most" in rows:
        counting = {row["limit"] for row in data.case.records("limits") if row["for"] != "industry"}
        part = rows["share_at_most"]
        upper = live.program.row_upper[part.slice].tolist()
        over = [key for key, most in zip(part.index, upper, strict=True) if most < 0 and key[0] in counting]
        live.set_row_upper("share_at_most", dict.fromkeys(over, 0.0))


def _pay_for_what_arrives(live: Changeable, data: ProblemData) -> None:
    """Support may also pay what the reserve still owes for orders from before Start: it was to come from releases, say."""
    owed = data.before.owing[np.array(data.before.by_reserve, dtype=bool)].sum(axis=0)
    if "support_limit" in live.program.layout.rows and owed.any():
        part = live.program.layout.row_part("support_limit")
        most = live.program.row_upper[part.slice]
        live.set_row_upper("support_limit", most + owed[data.node_period[[int(n) for n in part.index]]])


def solve_without(live: LiveProgram, data: ProblemData) -> Solution:
    """The plan without the reserve. Where industry alone cannot keep the least that a limit asks of both, it is solved
    without that too. The live program keeps its changes and its basis: see `reopen`."""
    close_reserve(live, data)
    solution = live.solve()
    if solution.status is Status.INFEASIBLE:
        live.reset()
        close_reserve(live, data, ("reserve", "both"))
        solution = live.solve()
    return solution


def find_without(live: LiveProgram, data: ProblemData, known: Known | None) -> tuple[Solution, Basis | None]:
    """The plan without the reserve, and its basis; the live program is as it came afterwards."""
    if known is not None:
        live.start_from(known)
    solution = solve_without(live, data)
    basis = live.basis(solution)
    reopen(live)
    return solution, basis


def reopen(live: LiveProgram) -> None:
    """The live program as it came, without a basis: without the reserve's money materials come apart, and from scratch is
    faster than from there."""
    live.reset()
    live.drop_basis()


def put_industry_first(live: LiveProgram, data: ProblemData, short: FloatArray) -> None:
    """Hold every material of the live program to what is `short` (t, over the cells of that variable) without the
    reserve, where industry comes first."""
    layout = live.program.layout
    if "industry_first" in layout.rows:
        sizes = live.scaling.column[layout.column_part("short").slice]
        live.set_row_upper("industry_first", most_short(data, short, sizes))
