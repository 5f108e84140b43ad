"""What a variant of a case changes: cells of its tables and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from model.schema import SETTINGS, SHEETS, Column

Action = Literal["set", "multiply", "add"]
SETTINGS_FIELD = "settings"  # stands for the Settings sheet, which is no table

_ACTIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "set": lambda _, value: value,
    "multiply": lambda typed, value: typed * value,
    "add": lambda typed, value: typed + value,
}


@dataclass(frozen=True)
class Change:
    """One change of one column, or of one setting.

    `sheet` and `column` are field names; `rows` the Excel rows of the lines that change, none of Settings. `value` is in the
    case's fixed units: the new value (None is a blank cell), the factor or the addend.
    """

    sheet: str
    rows: tuple[int, ...]
    column: str
    action: Action
    value: Any

    def of(self, typed: Any) -> Any:
        """What it makes of a value in fixed units; None is a blank cell."""
        return _ACTIONS[self.action](typed, self.value)

    @property
    def declared(self) -> Column:
        """The column or setting it changes. Raises KeyError where there is none of that name."""
        columns = SETTINGS if self.sheet == SETTINGS_FIELD else _COLUMNS[self.sheet]
        return next(column for column in columns if column.field == self.column)


@dataclass(frozen=True)
class Variant:
    """A case with other figures: its name, and its changes, which are made one after the other. `typed`: sheet and cell where
    the value of each stands, if a planner typed them."""

    name: str
    changes: tuple[Change, ...]
    typed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Axis:
    """What a sweep varies: cells of one column, or a setting, by field names. `over` says which as a planner does.
    `multiples`: the values are factors of what is typed there; else they take its place."""

    over: str
    sheet: str
    rows: tuple[int, ...]
    column: str
    multiples: bool = False

    def change(self, value: float) -> Change:
        """The change that a value makes, which is a factor or in fixed units."""
        return Change(self.sheet, self.rows, self.column, "multiply" if self.multiples else "set", value)


def named(axes: tuple[Axis, ...]) -> str:
    """`Finance: Amount`, or `Finance: Amount | Floors: Price` of a grid."""
    return " | ".join(axis.over for axis in axes)


@dataclass(frozen=True)
class SweepPlan:
    """A sweep as it was read: its row on the Studies sheet, one axis, or the two of a grid, and the `points`, each with a
    value for each axis: a factor or in fixed units. Those along the last axis follow each other, and rise."""

    row: int
    axes: tuple[Axis, ...]
    points: tuple[tuple[float, ...], ...]

    @property
    def name(self) -> str:
        """As `named` says it."""
        return named(self.axes)

    def changes(self, point: tuple[float, ...]) -> tuple[Change, ...]:
        """What the case of a point changes."""
        return tuple(axis.change(value) for axis, value in zip(self.axes, point, strict=True))


_COLUMNS = {sheet.field: sheet.columns for sheet in SHEETS}
