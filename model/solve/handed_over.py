"""A linear program in HiGHS, whose bounds and costs change by component name: scaled, and with temporary bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.solve.alike import differ_in_rows_alone
from model.solve.boxes import boxed, rooms, touched
from model.solve.changeable import Changeable
from model.solve.highs import SolverOptions, expect, new_highs
from model.solve.linear_program import FloatArray, LinearProgram
from model.solve.scaling import Scaling, Sizes, scaling_for
from model.solve.solution import Status


class HandedOver(Changeable):
    """A program as it stands, and HiGHS with it: what is changed in one is changed in the other."""

    def __init__(self, program: LinearProgram, sizes: Sizes | None, options: SolverOptions) -> None:
        """Scale the program by typical column sizes (see model.solve.scaling) and hand it over in one call."""
        super().__init__(program)
        self._original = program
        self._sizes = sizes
        self._options = options
        self._scaling = scaling_for(program, sizes)
        self._room = rooms(program, sizes, options.box)
        self._highs = new_highs(self._handed_over(), options)

    @property
    def scaling(self) -> Scaling:
        """The scaling in use, fixed when the program was handed over."""
        return self._scaling

    def _takes(self, program: LinearProgram, sizes: Sizes | None) -> bool:
        """Whether a program differs from the one that came in what its rows are held to alone, so that it fits in here."""
        ours, theirs = self._sizes or {}, sizes or {}
        alike = ours.keys() == theirs.keys() and all(np.array_equal(ours[name], theirs[name]) for name in ours)
        return alike and differ_in_rows_alone(self._original, program)

    def reset(self) -> None:
        """Back to the bounds and costs the program came with; the basis stays."""
        self._program = self._original
        self._pass_row_bounds(slice(0, self._program.rows))
        self._pass_costs(slice(0, self._program.columns))

    def _handed_over(self) -> LinearProgram:
        """The program as it stands in HiGHS: scaled, with temporary bounds."""
        scaled = self._scaling.apply(self._program)
        lower, upper = boxed(scaled.cost, scaled.column_lower, scaled.column_upper, self._room)
        return replace(scaled, column_lower=lower, column_upper=upper)

    def _boxes_matter(self, status: Status) -> bool:
        """Whether the verdict may be due to a temporary bound."""
        whole = slice(0, self._program.columns)
        lower, upper = self._scaled_column_bounds(whole)
        box_lower, box_upper = self._boxed_column_bounds(whole)
        if np.array_equal(lower, box_lower) and np.array_equal(upper, box_upper):
            return False
        if status is not Status.OPTIMAL:
            return status is Status.INFEASIBLE
        values = np.array(self._highs.getSolution().col_value)
        return touched(values, lower, box_lower) or touched(values, upper, box_upper)

    def _scaled_column_bounds(self, where: slice) -> tuple[FloatArray, FloatArray]:
        scale = self._scaling.column[where]
        return self._program.column_lower[where] / scale, self._program.column_upper[where] / scale

    def _boxed_column_bounds(self, where: slice) -> tuple[FloatArray, FloatArray]:
        return boxed(self._program.cost[where], *self._scaled_column_bounds(where), self._room[where])

    def _pass_column_bounds(self, where: slice) -> None:
        number = np.arange(where.start, where.stop, dtype=np.int32)
        lower, upper = self._boxed_column_bounds(where)
        expect(self._highs.changeColsBounds(len(number), number, lower, upper), "column bounds")

    def _pass_row_bounds(self, where: slice) -> None:
        scale = self._scaling.row[where]
        number = np.arange(where.start, where.stop, dtype=np.int32)
        lower, upper = self._program.row_lower[where] * scale, self._program.row_upper[where] * scale
        # The call exists, highspy's type stubs forgot it.
        changed = self._highs.changeRowsBounds(len(number), number, lower, upper)  # type: ignore[attr-defined]
        expect(changed, "row bounds")

    def _pass_costs(self, where: slice) -> None:
        number = np.arange(where.start, where.stop, dtype=np.int32)
        costs = self._program.cost[where] * self._scaling.column[where] * self._scaling.objective
        expect(self._highs.changeColsCost(len(number), number, costs), "costs")
        self._pass_column_bounds(where)  # the sign of a cost decides where there is a temporary bound
