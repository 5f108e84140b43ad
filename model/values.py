"""What cells hold in the checked case: blanks, lists of names; and rows that nobody typed. Needs no tables, which take long
to load."""

from __future__ import annotations

from typing import Any

from model.schema import Column, Kind

COUNTRY = ("Countries", "Country")  # sheet and column that columns which name countries refer to
AUTOMATIC = 0  # row number of a row that no workbook row stands for


def names_in(listed: str) -> list[str]:
    """The names that a cell lists as `A; B`; none where it is blank."""
    return [name.strip() for name in listed.split(";") if name.strip()]


def blank_value(column: Column) -> Any:
    """What a blank cell of the column is in the case: its default in fixed units, NaN, "" or None."""
    if column.default is not None:
        if column.kind is Kind.PERCENT:
            return float(column.default) / 100
        return column.default
    if column.kind in (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER):
        return float("nan")
    return None if column.kind in (Kind.WHEN, Kind.ONSETS) else ""
