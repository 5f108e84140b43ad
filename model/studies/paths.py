"""The program of a plan, path by path: what a plan costs along each whole story, and the program of one story alone, known
from the start.

A column belongs to the node at which its money is booked, a row to the last node of which it speaks. Along the path of a
story lie its nodes, from Start to the horizon; the objective is the mean of the costs along all paths, by probability. The
program of one path has the columns and the rows of its nodes, at costs that are not weighted: it is the whole program
without the rows that tie the path to the others, which is that they share their nodes until they part. So what a plan costs
along a path is never less than the optimum of the path by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.calendar import FloatArray
from model.program import ROWS
from model.program.problem_data import ProblemData
from model.program.rates import objective_rates, penalty_costs
from model.results.facts.paths import along_paths
from model.solve import LinearProgram, LiveProgram, Solution, Ties, Watch
from model.solve.cut import cut_with_names
from model.solve.linear_program import Layout
from model.solve.scaling import Sizes
from model.studies.prepared import Prepared
from model.tree import IntArray

WHOLE_TREE = -1
COST, SHORTAGE, PENALTIES, RISK = "cost", "shortage", "penalties", "risk"
PARTS = (COST, SHORTAGE, PENALTIES, RISK)  # what is told of a bill: all of it, and some of what it is made of
OF_RISK = ("eta", "excess")


def column_nodes(data: ProblemData, layout: Layout) -> IntArray:
    """The node of each column, (n,)."""
    return np.concatenate([np.zeros(0, np.int64), *(data.cells[name].node for name in layout.columns)])


def row_nodes(layout: Layout) -> IntArray:
    """The node of each row, (m,): the root of what was decided before Start, `WHOLE_TREE` of rows that name neither."""
    nodes = [np.zeros(0, np.int64)]
    for name, part in layout.rows.items():
        index = ROWS[name].index
        if index[-1] == "node":
            own = [key[-1] if isinstance(key, tuple) else key for key in part.index]
        else:
            own = [0 if "period" in index else WHOLE_TREE] * len(part)
        nodes.append(np.array(own, dtype=np.int64))
    return np.concatenate(nodes)


@dataclass(frozen=True)
class Paths:
    """A plan's program as it is solved (`program`: bounds and all), and its paths, in the order of `tree.leaves`."""

    prepared: Prepared
    program: LinearProgram

    @property
    def data(self) -> ProblemData:
        """What the program is made from."""
        return self.prepared.data

    @cached_property
    def _column_node(self) -> IntArray:
        return column_nodes(self.data, self.program.layout)

    @cached_property
    def _row_node(self) -> IntArray:
        return row_nodes(self.program.layout)

    @cached_property
    def _rates(self) -> Mapping[str, FloatArray]:
        """What a unit of each column costs where it falls due, not weighted by probability, USD, (n,), in parts."""
        layout, weight = self.program.layout, self.data.tree.weight[self._column_node]
        whole = self.program.cost / weight
        penalties = np.zeros_like(whole)
        for name, costs in penalty_costs(self.prepared.bookings, self.data).items():
            part = layout.column_part(name).slice
            penalties[part] = costs / weight[part]

        def only(names: tuple[str, ...]) -> FloatArray:
            own = np.zeros_like(whole)
            for name in (name for name in names if name in layout.columns):
                own[layout.column_part(name).slice] = whole[layout.column_part(name).slice]
            return own

        return {COST: whole, SHORTAGE: only(("short",)), PENALTIES: penalties, RISK: only(OF_RISK)}

    @cached_property
    def _fixed(self) -> FloatArray:
        """What no decision changes, USD, discounted, at each node (N,)."""
        return objective_rates(self.prepared.bookings, self.data)[1]

    def along(self, values: FloatArray) -> dict[str, FloatArray]:
        """What a plan of these values (n,) costs along each path, discounted, in PARTS, USD (L,). `cost` is what the
        objective is the mean of; `risk` what the Risk weight adds along the path."""
        tree = self.data.tree
        found = {}
        for part, rates in self._rates.items():
            by_node = np.bincount(self._column_node, rates * values, tree.size).astype(float)
            found[part] = along_paths(tree, by_node + self._fixed if part == COST else by_node)
        return found

    def program_of(self, path: int) -> tuple[LinearProgram, IntArray]:
        """The program of one path alone, and which columns of the whole it has.

        Rows over the whole tree (how much of a project may be built in all) hold for what lies on the path: they are upper
        limits of sums, of which nothing is below 0.
        """
        tree = self.data.tree
        on_path = np.zeros(tree.size + 1, dtype=bool)
        on_path[tree.path[tree.leaves[path]]] = True
        on_path[WHOLE_TREE] = True
        columns, rows = np.flatnonzero(on_path[self._column_node]), np.flatnonzero(on_path[self._row_node])
        own = cut_with_names(self.program, self._rates[COST], columns, rows)
        return replace(own, constant=float(self._fixed[on_path[:-1]].sum())), columns

    def solve(self, path: int, watch: Watch) -> tuple[LinearProgram, Solution, FloatArray]:
        """The optimum of one path alone: its program, its solution, and the values by the columns of the whole (n,), 0 off
        the path."""
        program, columns = self.program_of(path)
        layout = self.program.layout
        sizes: Sizes = {
            name: np.broadcast_to(np.asarray(size, dtype=float), len(layout.columns[name]))[own]
            for name, size in self.prepared.sizes.items()
            if len(own := _offsets(layout, name, columns))
        }
        solution = LiveProgram(program, sizes, watch=watch, ties=Ties(self.prepared.ties.avoid)).solve()
        values = np.zeros(self.program.columns)
        values[columns] = solution.values
        return program, solution, values


def _offsets(layout: Layout, name: str, columns: IntArray) -> IntArray:
    """Which of a variable's columns are among these, which ascend."""
    part = layout.column_part(name).slice
    start, end = np.searchsorted(columns, (part.start, part.stop)).tolist()
    return columns[start:end] - part.start
