"""A linear program in HiGHS, whose bounds and costs change by component name: scaled, and with temporary bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from model.solve.boxes import boxed, rooms, touched
from model.solve.highs import SolverOptions, expect, new_highs
from model.solve.linear_program import FloatArray, Index, LinearProgram, Part
from model.solve.scaling import Scaling, Sizes, scaling_for
from model.solve.solution import Status

Values = ArrayLike | Mapping[Index, float]
"""New numbers of a component: one for all, one per member in order, or by key (the other members stay)."""


class HandedOver:
    """A program as it stands, and HiGHS with it: what is changed in one is changed in the other."""

    def __init__(self, program: LinearProgram, sizes: Sizes | None, options: SolverOptions) -> None:
        """Scale the program by typical column sizes (see model.solve.scaling) and hand it over in one call."""
        self._original = program
        self._program = program
        self._options = options
        self._scaling = scaling_for(program, sizes)
        self._room = rooms(program, sizes, options.box)
        self._highs = new_highs(self._handed_over(), options)

    @property
    def program(self) -> LinearProgram:
        """The program as it stands now, with every change."""
        return self._program

    @property
    def scaling(self) -> Scaling:
        """The scaling in use, fixed when the program was handed over."""
        return self._scaling

    def set_column_lower(self, name: str, values: Values) -> None:
        """New lower bounds of a variable."""
        self._set_column_bounds(name, "column_lower", values)

    def set_column_upper(self, name: str, values: Values) -> None:
        """New upper bounds of a variable."""
        self._set_column_bounds(name, "column_upper", values)

    def set_row_lower(self, name: str, values: Values) -> None:
        """New lower bounds (right-hand sides) of a constraint."""
        self._set_row_bounds(name, "row_lower", values)

    def set_row_upper(self, name: str, values: Values) -> None:
        """New upper bounds (right-hand sides) of a constraint."""
        self._set_row_bounds(name, "row_upper", values)

    def set_cost(self, name: str, values: Values) -> None:
        """New objective coefficients of a variable."""
        part = self._program.layout.column_part(name)
        self._change(part, "cost", values)
        self._pass_costs(part.slice)

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

    def _set_column_bounds(self, name: str, field: str, values: Values) -> None:
        part = self._program.layout.column_part(name)
        self._change(part, field, values)
        self._pass_column_bounds(part.slice)

    def _set_row_bounds(self, name: str, field: str, values: Values) -> None:
        part = self._program.layout.row_part(name)
        self._change(part, field, values)
        self._pass_row_bounds(part.slice)

    def _change(self, part: Part, field: str, values: Values) -> None:
        array: FloatArray = getattr(self._program, field).copy()
        if isinstance(values, Mapping):
            for key, number in values.items():
                if key not in part.position:
                    raise KeyError(f"{part.name} has no index {key!r}")
                array[part.start + part.position[key]] = number
        else:
            array[part.slice] = values
        if np.isnan(array[part.slice]).any():
            raise ValueError(f"{part.name}: a bound or cost is not a number")
        changed: dict[str, Any] = {field: array}
        self._program = replace(self._program, **changed)

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
