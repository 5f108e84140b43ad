"""One loss solved: everything before it is the plan's, and what follows is the best that industry and the reserve can do.

Until the day nobody knows of it, so all decisions are those of the plan's base path. From then on the reserve orders and
sells nothing; it hands out what it holds, and what is on its way to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.bookings import RESERVE
from model.program.families import VARIABLES, decided_by
from model.program.problem_data import ProblemData
from model.solve import LinearProgram, LiveProgram, Status
from model.studies.loss_case import LOSS
from model.studies.prepared import Prepared
from model.studies.variant import NOT_SOLVED, NoPlanError
from model.tree import IntArray

RELEASE, SELL, SHORT = "release", "sell", "short"
SLACK = 1e-6  # of demand: what may be missing where nothing is


@dataclass(frozen=True)
class KnownPath:
    """The plan's base path: `values` by variable and key, where nodes are told by their period; and the last period of it
    that there is."""

    values: Mapping[str, Mapping[Any, float]]
    last: int

    def of(self, name: str, data: ProblemData) -> FloatArray:
        """Values of a variable in the period of each of its cells in another tree, 0 where the path has none."""
        known, cells = self.values.get(name, {}), data.cells[name]
        return np.array([known.get(_by_period(name, key, data.tree.period), 0.0) for key in cells.keys], dtype=float)


def known_path(data: ProblemData, values: Mapping[str, FloatArray]) -> KnownPath:
    """The base path of a plan, from its values by variable over their cells."""
    on_path = data.tree.story == 0
    found = {}
    for name, cells in data.cells.items():
        at = np.flatnonzero(on_path[cells.node])
        numbers = values[name][at] if len(at) else np.zeros(0)
        keys = [_by_period(name, cells.keys[q], data.tree.period) for q in at.tolist()]
        found[name] = dict(zip(keys, numbers.tolist(), strict=True))
    return KnownPath(found, int(data.tree.period[on_path].max()))


def _by_period(name: str, key: Any, period: IntArray) -> Any:
    """A key with the period of its node in place of the node."""
    if VARIABLES[name].index[-1:] != ("node",):
        return key
    if not isinstance(key, tuple):
        return int(period[key])
    return (*key[:-1], int(period[key[-1]]))


@dataclass(frozen=True)
class AfterLoss:
    """What follows a loss: t short by cell of `short` at the story's nodes, with the reserve's releases and without; and the
    number of its periods in which all that is met otherwise can be met, whatever it costs."""

    short_with: FloatArray
    short_without: FloatArray
    met_with: int
    met_without: int


def short_anyway(prepared: Prepared, path: KnownPath) -> dict[Any, float]:
    """t short by key of `short`, where the story LOSS takes nothing: what is missing without a loss. Raises NoPlanError."""
    live = LiveProgram(held_before(prepared, path, _loss(prepared.data)), prepared.sizes, ties=prepared.ties)
    return dict(zip(prepared.data.cells[SHORT].keys, _solved(live).tolist(), strict=True))


def solve_loss(prepared: Prepared, path: KnownPath, usual: FloatArray) -> AfterLoss:
    """Solve what follows the story LOSS, where so much is short anyway, t by cell of `short`. Raises NoPlanError."""
    data = prepared.data
    story = _loss(data)
    program = held_before(prepared, path, story)
    live = LiveProgram(program, prepared.sizes, ties=prepared.ties)
    after = data.tree.story == story
    short_with, met_with = _best(live, data, usual, after)
    if RELEASE in program.layout.columns:
        live.reset()
        keys = data.cells[RELEASE]
        live.set_column_upper(RELEASE, {keys.keys[q]: 0.0 for q in np.flatnonzero(after[keys.node]).tolist()})
        live.drop_basis()
        short_without, met_without = _best(live, data, usual, after)
    else:
        short_without, met_without = short_with, met_with
    return AfterLoss(short_with, short_without, met_with, met_without)


def _loss(data: ProblemData) -> int:
    return next(w for w, one in enumerate(data.tree.stories) if one.name == LOSS)


def _solved(live: LiveProgram) -> FloatArray:
    """t short in the best plan, by cell. Raises NoPlanError."""
    solution = live.solve()
    if solution.status is not Status.OPTIMAL:
        raise NoPlanError(NOT_SOLVED)
    return np.maximum(solution.value(SHORT), 0.0)


def held_before(prepared: Prepared, path: KnownPath, story: int) -> LinearProgram:
    """The program in which all that is decided before a story begins is what the path says, and the reserve orders and sells
    nothing in it. Rows that say nothing of what is left to decide are left out: they are kept on the path."""
    data, program = prepared.data, prepared.program
    before = (data.tree.story == 0) & (data.tree.period < data.tree.stories[story].onset)
    after = data.tree.story == story
    lower, upper = program.column_lower.copy(), program.column_upper.copy()
    closed = {*decided_by(RESERVE), SELL} - {RELEASE}
    open_ = np.ones(program.columns, dtype=bool)
    for name, part in program.layout.columns.items():
        if name not in data.cells:
            continue
        cells = data.cells[name]
        fixed = before[cells.node]
        values = path.of(name, data)
        lower[part.slice] = np.where(fixed, values, lower[part.slice])
        upper[part.slice] = np.where(fixed, values, upper[part.slice])
        if name in closed:
            upper[part.slice] = np.where(after[cells.node], 0.0, upper[part.slice])
        open_[part.slice] = ~fixed
    idle = np.asarray(abs(program.matrix) @ open_.astype(float)) == 0
    return replace(
        program,
        column_lower=lower,
        column_upper=upper,
        row_lower=np.where(idle, -np.inf, program.row_lower),
        row_upper=np.where(idle, np.inf, program.row_upper),
    )


def _best(live: LiveProgram, data: ProblemData, usual: FloatArray, after: BoolArray) -> tuple[FloatArray, int]:
    """Shortages of the best plan, and for how many periods of the story nothing more than usual need be short."""
    cells, short = data.cells[SHORT], _solved(live)
    wanted = data.market.demand.tonnes[data.shortages.pair[cells.row], cells.node]
    allowed = usual + SLACK * np.maximum(wanted, 1e-9)
    more = after[cells.node] & (short > allowed)
    periods = np.flatnonzero(after)
    first = int(data.tree.period[periods].min())
    if not more.any():
        return short, len(periods)
    met = int(data.tree.period[cells.node[more]].min()) - first
    part = live.program.layout.column_part(SHORT)
    most = live.program.column_upper[part.slice].copy()
    while met < len(periods):
        within = after[cells.node] & (data.tree.period[cells.node] <= first + met)
        live.set_column_upper(SHORT, np.where(within, np.minimum(most, allowed), most))
        if not live.has_plan():
            break
        met += 1
    return short, met
