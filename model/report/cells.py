"""Values into cells: text stays text, what is no number stays blank, and styles are looked up once, not cell by cell."""

from __future__ import annotations

import math
from copy import copy
from typing import Any

import numpy as np
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.cell_text import holdable
from model.excel.looks import FORMULA_STARTS


def clean(value: Any) -> Any:
    """What a cell can hold of a value: numbers that are none become blank, text loses what Excel cannot read."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return holdable(value) or None
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    return value


def place(sheet: Worksheet, row: int, column: int, value: Any) -> Cell:
    """Write a value, which is text if it is typed as text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{sheet.title}: row {row}, column {column} lies within a merged cell")
    cell.value = clean(value)
    if isinstance(value, str) and (cell.data_type not in ("s", "n") or value.startswith(FORMULA_STARTS)):
        cell.data_type = "s"  # openpyxl takes `=…` for a formula and `#N/A` for an error
        cell.quotePrefix = True  # and so would Excel once the cell is edited
    return cell


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

    @staticmethod
    def put_on(cell: Any, style: StyleArray) -> None:
        """Give a cell a style, keeping the mark of a text that looks like a formula."""
        quoted = cell.quotePrefix
        cell._style = copy(style)
        if quoted:
            cell.quotePrefix = True
