"""The rows of the Limits sheet: whose goods are counted, and which nodes are counted together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray
from model.market.effects import in_scope
from model.program.problem_data import ProblemData
from model.program.supply import year_ends


@dataclass(frozen=True)
class Limit:
    """One row of the Limits sheet.

    `materials` in scope (I,); `limited` countries (C, T); `active` periods (T,); `windows` the nodes counted
    together, by the window's last node; `by_value` whether shares are of value (several materials).
    """

    name: str
    row: dict[str, Any]
    materials: BoolArray
    limited: BoolArray
    windows: dict[int, list[int]]

    @property
    def by_value(self) -> bool:
        return int(self.materials.sum()) > 1

    @property
    def has_share(self) -> bool:
        return not (np.isnan(self.row["at_most_share"]) and np.isnan(self.row["at_least_share"]))

    @property
    def has_tonnes(self) -> bool:
        return not (np.isnan(self.row["at_most_tonnes"]) and np.isnan(self.row["at_least_tonnes"]))

    def counted_before(self, last: int, kind: str, data: ProblemData) -> float:
        """What the window that ends at the node `last` had counted before Start, t or USD: of a calendar year in that year,
        of the horizon in all, of a period nothing."""
        if self.row["over"] == "period":
            return 0.0
        year = data.case.calendar.calendar_years[data.node_period[last]] if self.row["over"] == "year" else None
        return data.before.counted_of(self.name, kind, year)


def _windows(data: ProblemData, over: str, active: BoolArray) -> dict[int, list[int]]:
    """Nodes counted together, those where the row is in force, by the last node of the span on each path."""
    tree = data.tree
    if over == "period":
        spans = {n: [n] for n in range(tree.size)}
    elif over == "year":
        spans = year_ends(data)
    else:
        spans = {int(n): tree.path[n].tolist() for n in tree.leaves}
    kept = {n: [p for p in nodes if active[tree.period[p] - 1]] for n, nodes in spans.items()}
    return {n: nodes for n, nodes in kept.items() if nodes}


def build_limits(data: ProblemData) -> list[Limit]:
    """The Limits sheet's rows with what they count."""
    calendar = data.case.calendar
    return [
        Limit(
            str(row["limit"]),
            row,
            in_scope(data.case, row["scope"]),
            data.market.clubs.who(row["of"]),
            _windows(data, row["over"], calendar.in_force(row["from"], row["to"])),
        )
        for row in data.case.records("limits")
    ]
