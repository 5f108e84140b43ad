"""Family 8, targets: what the reserve should hold, in days of demand or tonnes."""

from __future__ import annotations

from typing import Any

from model.program.bookings import RESERVE
from model.program.cells import Cells, cells_where
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import Family, Row, Variable
from model.program.problem_data import ProblemData


def _soft_targets(data: ProblemData) -> Cells:
    return cells_where(data.market.materials, data.cover.owed & ~data.cover.hard)


def _add(m: Any, data: ProblemData) -> None:
    """Stock, tonnes out with participants and gap together reach the target where it is owed; hard targets have no gap.

    It is owed in calm nodes, where nothing that is out is overdue.
    """
    gap, cover = data.cells["gap"], data.cover
    names = data.market.materials
    owed = cells_where(names, cover.owed)
    in_stock = set(data.cells["stock"].keys)
    m.OWED = plain_set(owed.keys, 2, "materials and nodes where a target is owed")
    m.required = numbers(m.OWED, cover.required[owed.row, owed.node], "days of base demand or tonnes, t")
    m.held_for_target = indexed_set(
        m.OWED, {key: [key[1]] for key in owed.keys if key in in_stock}, 1, "the node where the reserve can hold it"
    )
    m.gap_allowed = indexed_set(m.OWED, group_keys(gap.keys, [n for _, n in gap.keys]), 1, "the node of a soft target")

    def target(m: Any, i: str, n: int) -> Any:
        """stock + Σ on_loan + gap ≥ max(days / 365 × yearly demand, tonnes), t, in calm nodes from By on."""
        return (
            sum(m.stock[i, p] for p in m.held_for_target[i, n])
            + sum(m.on_loan[i, j, n] for j in m.owers[i, n])
            + sum(m.gap[i, p] for p in m.gap_allowed[i, n])
            >= m.required[i, n]
        )

    add_constraint(m, m.OWED, target)


TARGET = ("material", "node")
TARGETS = Family(
    "targets",
    variables=(Variable("gap", TARGET, "t", "target missed", "missing from the target", _soft_targets, "materials",
                        missing=True),),
    rows=(Row("target", TARGET, "target", asked_of=RESERVE),),
    add=_add,
)
