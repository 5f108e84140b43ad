"""Family 10, participants' draws: what they take out of the reserve in calm times, and put back in time."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.bookings import RESERVE
from model.program.cells import Cells, cells_of
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import Family, Row, Variable
from model.program.problem_data import ProblemData
from model.program.reserve import can_hold
from model.tree import IntArray


def _takes_out(data: ProblemData) -> BoolArray:
    """Commitments (J, N) drawn on: in calm nodes, of what the reserve can hold, if the draw falls due by T."""
    commitments, tree = data.commitments, data.tree
    calm = ~data.market.disrupted[commitments.material]
    held = can_hold(data)[commitments.material] & (commitments.drawable > 0)
    return calm & held[:, None] & (tree.period[None, :] + commitments.deadline[:, None] <= tree.calendar.periods)


def _is_drawn_on(data: ProblemData) -> BoolArray:
    """Commitments that can be drawn on at all, or were before Start, at every node, (J, N)."""
    drawn_on = np.any(_takes_out(data), axis=1, keepdims=True) | (data.before.on_loan > 0)[:, None]
    return np.tile(drawn_on, (1, data.tree.size))


def _cells(data: ProblemData, flags: BoolArray) -> Cells:
    pairs = zip(data.commitments.material, data.commitments.participant, strict=True)
    return cells_of([(data.market.materials[i], j) for i, j in pairs], flags, dimen=3)


def _draws(data: ProblemData) -> Cells:
    return _cells(data, _takes_out(data))


def _returns(data: ProblemData) -> Cells:
    """Nothing is put back in a disrupted node, nor at the root unless there was a plan before or a draw."""
    calm = ~data.market.disrupted[data.commitments.material]
    something_out = (data.tree.period > 1)[None, :] | (data.before.on_loan > 0)[:, None] | data.before.goes_on
    return _cells(data, _is_drawn_on(data) & calm & something_out)


def _tonnes_out(data: ProblemData) -> Cells:
    return _cells(data, _is_drawn_on(data))


def _chosen(cells: Cells, at: IntArray) -> Cells:
    return Cells([cells.keys[p] for p in at.tolist()], cells.row[at], cells.node[at], cells.dimen)


def _path_keys(data: ProblemData, cells: Cells, taken: set[Any], windows: int) -> dict[Any, list[Any]]:
    """For each cell (material, participant, node) the nodes of borrowed on its path in the last `windows` deadlines."""
    tree, deadline = data.tree, data.commitments.deadline
    found = {}
    for j, (material, participant, n) in zip(cells.row.tolist(), cells.keys, strict=True):
        last = int(tree.period[n])
        recent = tree.path[n, max(last - windows * int(deadline[j]), 0) : last].tolist()
        found[material, participant, n] = [p for p in recent if (material, participant, p) in taken]
    return found


def _drawn_before(data: ProblemData, cells: Cells, windows: int) -> FloatArray:
    """For each cell what the participant drew before Start within the last `windows` deadlines, t."""
    found = np.zeros(len(cells))
    for j, when, tonnes in data.before.draws:
        recent = data.tree.period[cells.node] - when < windows * data.commitments.deadline[j]
        found[(cells.row == j) & recent] += tonnes
    return found


def _own_node(keys: list[Any]) -> dict[Any, list[Any]]:
    return {key: [key[2]] for key in keys}


def _add(m: Any, data: ProblemData) -> None:
    """borrowed of each participant, in calm nodes alone, within its Draw limit, and put back by the deadline.

    A deadline that falls in a disrupted node moves to the next calm one, since the rows of deadlines stand in calm
    nodes. As no borrowed falls due after T, what is out at T was taken out before a disruption that lasts.
    """
    borrowed, returned, on_loan = (data.cells[name] for name in ("borrowed", "returned", "on_loan"))
    for name, cells, doc in (
        ("takers", borrowed, "participants who may draw"),
        ("returners", returned, "participants who may put back"),
        ("owers", on_loan, "participants who may have tonnes out"),
    ):
        groups = group_keys([(i, n) for i, _, n in cells.keys], [j for _, j, _ in cells.keys])
        setattr(m, name, indexed_set(m.BALANCE, groups, 1, f"{doc} of the material at the node"))
    m.taking_here = indexed_set(m.ON_LOAN, _own_node(borrowed.keys), 1, "the node where it may draw")
    m.returning_here = indexed_set(m.ON_LOAN, _own_node(returned.keys), 1, "the node where it may put back")
    drawable = data.commitments.drawable
    m.drawable = numbers(m.ON_LOAN, drawable[on_loan.row], "Draw limit × commitment, t")
    taken = set(borrowed.keys)
    m.recently_borrowed = indexed_set(
        m.BORROWED, _path_keys(data, borrowed, taken, 2), 1, "nodes of borrowed in two deadlines"
    )
    known = data.before.on_loan[returned.row] > 0
    reached = (data.tree.period[returned.node] > data.commitments.deadline[returned.row]) | known
    due = _chosen(returned, np.flatnonzero(reached))
    m.DUE = plain_set(due.keys, 3, "calm nodes by which borrowed can fall due")
    drawn_before = _drawn_before(data, borrowed, 2)
    m.drawn_before_start = numbers(m.BORROWED, drawn_before, "drawn before Start within two deadlines, t")
    m.not_due_before = numbers(m.DUE, _drawn_before(data, due, 1), "drawn before Start within the deadline, t")
    at_start = np.where(on_loan.node == 0, data.before.on_loan[on_loan.row], 0.0)
    m.on_loan_at_start = numbers(m.ON_LOAN, at_start, "on loan at Start, at the root, t")
    m.not_yet_due = indexed_set(m.DUE, _path_keys(data, due, taken, 1), 1, "nodes of borrowed within the deadline")

    def on_loan_balance(m: Any, i: str, j: str, n: int) -> Any:
        """on_loan = on_loan before + borrowed − returned, t."""
        return m.on_loan[i, j, n] == (
            sum(m.on_loan[i, j, p] for p in m.before[n])
            + m.on_loan_at_start[i, j, n]
            + sum(m.borrowed[i, j, p] for p in m.taking_here[i, j, n])
            - sum(m.returned[i, j, p] for p in m.returning_here[i, j, n])
        )

    def on_loan_limit(m: Any, i: str, j: str, n: int) -> Any:
        """on_loan ≤ Draw limit × commitment, t."""
        return m.on_loan[i, j, n] <= m.drawable[i, j, n]

    def borrowed_window(m: Any, i: str, j: str, n: int) -> Any:
        """Σ borrowed of the last two deadlines on n's path ≤ Draw limit × commitment, t: no draw is rolled over for ever."""
        borrowed = sum(m.borrowed[i, j, p] for p in m.recently_borrowed[i, j, n]) + m.drawn_before_start[i, j, n]
        return borrowed <= m.drawable[i, j, n]

    def put_back_in_time(m: Any, i: str, j: str, n: int) -> Any:
        """on_loan ≤ Σ borrowed within the deadline on n's path, t, in calm nodes: what is older has come back."""
        fresh = sum(m.borrowed[i, j, p] for p in m.not_yet_due[i, j, n])
        return m.on_loan[i, j, n] <= fresh + m.not_due_before[i, j, n]

    add_constraint(m, m.ON_LOAN, on_loan_balance)
    add_constraint(m, m.ON_LOAN, on_loan_limit)
    add_constraint(m, m.BORROWED, borrowed_window)
    add_constraint(m, m.DUE, put_back_in_time)


DRAW = ("material", "participant", "node")
BORROWING = Family(
    "borrowing",
    variables=(
        Variable("borrowed", DRAW, "t", "drawn by a participant from the reserve", "drawn by a participant",
                 _draws, "commitments", decided_by=RESERVE),
        Variable("returned", DRAW, "t", "returned by a participant to the reserve", "returned by a participant",
                 _returns, "commitments"),
        Variable("on_loan", DRAW, "t", "drawn by a participant and not yet returned at period end",
                 "on loan to a participant", _tonnes_out, "commitments"),
    ),
    rows=(
        Row("on_loan_balance", DRAW, "balance of a participant's draws"),
        Row("on_loan_limit", DRAW, "Draw limit of a participant"),
        Row("borrowed_window", DRAW, "Draw limit of a participant over two deadlines"),
        Row("put_back_in_time", DRAW, "Replenish within of a participant"),
    ),
    add=_add,
)  # fmt: skip
