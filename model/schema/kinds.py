"""What a sheet and a column are. The sheets themselves are declared beside this file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What a cell of a column holds, and so how it is read and checked."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"  # typed as 5 or 5 %, held as the fraction 0.05
    INTEGER = "whole number"
    WHEN = "date, quarter, month, year or period number"
    ONSETS = "one or several such times, or months after the parent's onset"
    CHOICE = "choice"
    YES_NO = "yes or no"  # held as bool

    __hash__ = object.__hash__  # kinds are looked up for every cell, and Enum's own is ten times as slow


def field_name(header: str) -> str:
    """The name a header has in the code: `Take-or-pay` is `take_or_pay`, `Traders' fee` is `traders_fee`."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower().replace("'", "")).strip("_")


@dataclass(frozen=True)
class Column:
    """One column of a sheet, or one row of the Settings sheet.

    `name` is the exact word in the header; `bracket` is what stands after it in round brackets (a unit or
    the choices), which the planner may leave out. `default` is what a blank means; None where a blank has a
    meaning of its own, told in `help`. `refers_to` names (sheet, column) pairs one of which must hold the value.
    A percentage above 0 but below `rarely_below` % was likely typed as a fraction, 0.2 for 20 %.
    """

    name: str
    kind: Kind
    help: str
    bracket: str = ""
    default: str | float | bool | None = None
    required: bool = False
    minimum: float | None = 0.0
    maximum: float | None = None
    rarely_below: float = 0.0
    choices: tuple[str, ...] = ()
    refers_to: tuple[tuple[str, str], ...] = ()
    several: bool = False  # `A; B` is a list of references
    also: tuple[str, ...] = ()  # words allowed beside the references
    field: str = ""

    def __post_init__(self) -> None:
        if not self.field:
            object.__setattr__(self, "field", field_name(self.name))

    @property
    def header(self) -> str:
        return f"{self.name} ({self.bracket})" if self.bracket else self.name


@dataclass(frozen=True)
class Sheet:
    """One sheet of the input workbook: its columns, and which of them together name a row. In a `sequence` rows count in
    the order they are typed in; in all other sheets their order means nothing."""

    name: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    field: str = field(default="")
    sequence: bool = False

    def __post_init__(self) -> None:
        if not self.field:
            object.__setattr__(self, "field", field_name(self.name))

    def column(self, name: str) -> Column:
        """The column of that name or field name; KeyError if the sheet has none."""
        for column in self.columns:
            if name in (column.name, column.field):
                return column
        raise KeyError(f"{self.name} has no column {name}")


SOURCE = Column("Source", Kind.TEXT, "Where the figures of this row come from.")
NOTE = Column("Note", Kind.TEXT, "Anything a reader of this row should know.")


def sheet(
    name: str, help: str, *columns: Column, key: tuple[str, ...] = (), required: bool = False, sequence: bool = False
) -> Sheet:
    """A sheet with the two columns every table carries, Source and Note, behind its own."""
    return Sheet(name, help, (*columns, SOURCE, NOTE), key, required, sequence=sequence)


MATERIAL_REFERENCE = (("Materials", "Material"),)
PLACE_REFERENCE = (("Agreements", "Agreement"), ("Countries", "Country"))
GOODS_REFERENCE = (("Materials", "Material"), ("Materials", "Group"))


def in_force() -> tuple[Column, Column]:
    """The two dates of a row that is not always in force."""
    return (
        Column("From", Kind.WHEN, "First day the row is in force. Blank = from the start."),
        Column("To", Kind.WHEN, "Last day the row is in force. Blank = to the end."),
    )
