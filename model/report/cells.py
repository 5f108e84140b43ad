"""Values into cells: text stays text, what is no number stays blank, and cells share styles that are looked up once."""

from __future__ import annotations

import math
from copy import copy
from typing import Any

import numpy as np
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.cell_text import holdable, looks_like_a_formula
from model.excel.row_text import Formula


def clean(value: Any) -> Any:
    """What a cell can hold of a value: numbers that are none become blank, text loses what Excel cannot read."""
    if isinstance(value, str):
        return holdable(value) or None
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    return value


def place(sheet: Worksheet, row: int, column: int, value: Any, style: StyleArray | None = None) -> Cell:
    """Write a value, which is text if it is typed as text, whatever it begins with, in a style, if one is given."""
    held: Any = sheet
    cell: Any = held._cells.get((row, column))
    if cell is None:
        cell = Cell(sheet, row=row, column=column)
        held._add_cell(cell)
    elif not isinstance(cell, Cell):
        raise TypeError(f"{sheet.title}: row {row}, column {column} lies within a merged cell")
    if style is not None:
        cell._style = style
    kept = clean(value)
    if isinstance(kept, Formula):
        cell._value, cell.data_type = kept, "f"
    elif isinstance(kept, str):
        # Not by way of `value`, which takes `=…` for a formula and `#N/A` for an error.
        cell._value, cell.data_type = kept, "s"
        if looks_like_a_formula(kept):
            own_style(cell)
            cell.quotePrefix = True  # so would Excel once the cell is edited
    elif kept is None or isinstance(kept, float | int):
        cell._value, cell.data_type = kept, "b" if isinstance(kept, bool) else "n"
    else:
        own_style(cell)
        cell.value = kept
    placed: Cell = cell
    return placed


def own_style(cell: Any) -> None:
    """Give a cell a copy of the style that it may share with others, before it is changed."""
    if cell._style is not None:
        cell._style = copy(cell._style)


class Styles:
    """Styles of one workbook by what they are made of, each resolved once and then shared by its cells."""

    def __init__(self, sheet: Worksheet) -> None:
        self._scratch: Any = Cell(sheet, row=1, column=1)
        self._known: dict[tuple[Any, ...], StyleArray] = {}

    def get(
        self,
        number_format: str = "General",
        font: Font | None = None,
        fill: PatternFill | None = None,
        border: Border | None = None,
        alignment: Alignment | None = None,
    ) -> StyleArray:
        """The style of these parts."""
        key = (number_format, id(font), id(fill), id(border), id(alignment))
        if key not in self._known:
            cell = self._scratch
            cell._style = StyleArray()
            cell.number_format = number_format
            for name, part in (("font", font), ("fill", fill), ("border", border), ("alignment", alignment)):
                if part is not None:
                    setattr(cell, name, part)
            self._known[key] = copy(cell._style)
        return self._known[key]
