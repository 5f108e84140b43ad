"""A linear program whose bounds and costs are changed by component name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from model.solve.linear_program import FloatArray, Index, LinearProgram, Part

Values = ArrayLike | Mapping[Index, float]
"""New numbers of a component: one for all, one per member in order, or by key (the other members stay)."""


class Changeable:
    """A program as it stands, in natural units."""

    def __init__(self, program: LinearProgram) -> None:
        self._program = program

    @property
    def program(self) -> LinearProgram:
        """The program as it stands now, with every change."""
        return self._program

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
        """Tell others who hold the program of its columns' new bounds; here there are none."""

    def _pass_row_bounds(self, where: slice) -> None:
        """Tell others of the rows' new bounds."""

    def _pass_costs(self, where: slice) -> None:
        """Tell others of the columns' new costs."""
