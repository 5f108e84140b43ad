"""Figures that are legal but far from anything a planner means: told where a plan founders on them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.case import Case
from model.excel.problems import Problem
from model.schema import SETTINGS, SHEETS, Column, Kind
from model.workbook.places import Places

MEASURED = (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER)
# The least and the most above 0 that is usual, by the unit's first words; percentages as typed.
USUAL: tuple[tuple[str, float, float], ...] = (
    ("USD/t", 1e-1, 1e9),  # platinum metals cost some 1e8
    ("USD", 1.0, 1e13),
    ("t per t", 1e-6, 1e4),
    ("t", 1e-3, 1e11),
    ("%", 1e-3, 1e4),
    ("", 1e-3, 1e4),  # months, days, years, periods, multiples
)
MOST = 8  # figures that are told
MEND = "Type the figure in the unit of its header, or clear the cell."


def extreme_figures(case: Case, places: Places) -> list[Problem]:
    """The cells with figures outside what is usual for their unit, the farthest first; at most `MOST`."""
    found: list[tuple[float, Problem]] = []
    for sheet, row, column, value in _figures(case):
        typed = 100 * value if column.kind is Kind.PERCENT else value
        unit = "%" if column.kind is Kind.PERCENT else column.bracket.partition(";")[0]
        least, most = next((low, high) for start, low, high in USUAL if unit.startswith(start))
        if typed == 0 or not math.isfinite(typed) or least <= abs(typed) <= most:
            continue
        far = math.log10(least / abs(typed)) if abs(typed) < least else math.log10(abs(typed) / most)
        place = places.at(sheet, column.field, row)
        said = f"{column.name} is {typed:.6g} {unit}".rstrip()
        found.append((far, Problem(*place, said, f"usually {least:g} to {most:g}", MEND)))
    found.sort(key=lambda one: -one[0])
    return [problem for _, problem in found[:MOST]]


def _figures(case: Case) -> Iterator[tuple[str, int, Column, float]]:
    """Every number of the case: sheet, Excel row (0 on Settings), column and value."""
    for column in SETTINGS:
        if column.kind in MEASURED:
            yield "settings", 0, column, float(getattr(case.settings, column.field))
    for sheet in SHEETS:
        table = case.tables[sheet.field]
        for column in sheet.columns:
            if column.kind in MEASURED and column.field in table:
                for row, value in zip(table["row"], table[column.field], strict=True):
                    yield sheet.field, int(row), column, float("nan" if value is None else value)
