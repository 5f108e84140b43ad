"""Why a linear program has no solution: rows and column bounds that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np

from model.solve.attend import OutOfTimeError, Watch, attend
from model.solve.highs import SolverOptions, new_highs, run
from model.solve.linear_program import Index, LinearProgram
from model.solve.relaxed import relaxed
from model.solve.scaling import Scaling, scaling_for
from model.solve.solution import Status

# From the LP and irreducible. The option's help text swaps bits 4 and 8; the default is only a light test.
_IIS_STRATEGY = 6
_ELASTIC_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Conflict:
    """Rows and columns (by their bounds) that cannot hold together; (component name, index) each.

    irreducible: dropping any one of them would solve the contradiction. Otherwise the rows are those that would have
    to give way in the cheapest repair.
    """

    rows: tuple[tuple[str, Index], ...]
    columns: tuple[tuple[str, Index], ...]
    irreducible: bool


def find_conflict(
    program: LinearProgram, scaling: Scaling | None = None, seconds: float = 60.0, watch: Watch | None = None
) -> Conflict:
    """The contradiction in an infeasible program; at most about `seconds` of search before the cheaper elastic way.

    Raises ValueError where the program turns out to be feasible, OutOfTimeError at the watch's deadline.
    """
    watch = watch or Watch()
    scaled = (scaling or scaling_for(program)).apply(program)
    options = SolverOptions(time_limit=seconds)
    return _irreducible(scaled, options, watch) or _elastic(scaled, watch)


def _irreducible(program: LinearProgram, options: SolverOptions, watch: Watch) -> Conflict | None:
    highs = new_highs(program, options)
    if run(highs, watch) != Status.INFEASIBLE:
        return None
    highs.setOptionValue("iis_strategy", _IIS_STRATEGY)
    highs.setOptionValue("iis_time_limit", min(options.time_limit, watch.remaining))
    status, iis = attend(highs, highs.getIis, watch)
    if status == highspy.HighsStatus.kError or not iis.valid_ or not len(iis.row_index_) + len(iis.col_index_):
        return None
    layout = program.layout
    certain = int(highspy.IisStatus.kIisStatusInConflict)
    if any(int(iis.row_status_[i]) != certain for i in iis.row_index_):
        return None  # stopped by the time limit with rows left that may or may not matter
    free = int(highspy.IisBoundStatus.kIisBoundStatusFree)
    columns = [j for j, held in zip(iis.col_index_, iis.col_bound_, strict=True) if int(held) != free]
    return Conflict(
        tuple(layout.row_key(int(i)) for i in iis.row_index_),
        tuple(layout.column_key(int(j)) for j in columns),
        True,
    )


def _elastic(program: LinearProgram, watch: Watch) -> Conflict:
    """Let every row give way at a price of 1 per scaled unit; the rows that do are in contradiction."""
    crossed = np.flatnonzero(program.column_lower > program.column_upper)
    if len(crossed):
        return Conflict((), tuple(program.layout.column_key(int(j)) for j in crossed), False)
    n, m = program.columns, program.rows
    priceless = replace(program, cost=np.zeros(n), constant=0.0)
    highs = new_highs(relaxed(priceless, price=1.0), SolverOptions())
    status = run(highs, watch)
    if status is Status.LIMIT:
        raise OutOfTimeError
    if status is not Status.OPTIMAL:
        raise RuntimeError("the relaxed program could not be solved")
    give = np.array(highs.getSolution().col_value)[n:].reshape(2, m).sum(axis=0)
    rows = np.flatnonzero(give > _ELASTIC_TOLERANCE)
    if not len(rows):
        raise ValueError("the program is feasible")
    return Conflict(tuple(program.layout.row_key(int(i)) for i in rows), (), False)
