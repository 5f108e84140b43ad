"""Rows of a sheet as the text that a file holds: openpyxl takes most of its time to write them cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from html import escape  # xml.sax has one too, and loads all that fetches pages from the web
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.cell_text import looks_like_a_formula, spelled

ROWS_AT_ONCE = 2_000
DIGITS = 13  # of the numbers of a long table, about as much as the solver knows; more would make the file larger


@dataclass(frozen=True)
class LongTable:
    """Rows below the cells of a sheet that never become cells: from `first_row` on, in the first columns. `columns` are
    arrays (R,) of texts (objects, None where a cell is blank) or of numbers (NaN where it is); one of `styles` for each."""

    first_row: int
    columns: Sequence[np.ndarray]
    styles: Sequence[StyleArray]

    @property
    def last_row(self) -> int:
        return self.first_row + (len(self.columns[0]) if self.columns else 0) - 1


@dataclass(frozen=True)
class Formula:
    """What a cell computes, without the sign `=`, and what it comes to as the file is written, for readers that do not
    compute. Texts of inputs never stand in `words`; a formula refers to their cells."""

    words: str
    result: str | float


class LongWorkbook(Workbook):
    """A workbook whose sheets may have long tables below their cells, by the sheet's title."""

    def __init__(self) -> None:
        super().__init__()
        self.below: dict[str, LongTable] = {}


class Attributes:
    """The attribute that names a style in a cell of one workbook, "" for the usual one."""

    def __init__(self, workbook: Workbook) -> None:
        book: Any = workbook
        self._styles = book._cell_styles
        self._known: dict[bytes, str] = {}

    def of(self, style: StyleArray | None) -> str:
        if style is None:
            return ""
        key = style.tobytes()
        if key not in self._known:
            self._known[key] = f' s="{self._styles.add(style)}"' if any(style) else ""
        return self._known[key]


def rows_text(sheet: Worksheet, attributes: Attributes) -> str:
    """The text of all rows that have cells or a height; tells the sheet its links and comments, as openpyxl wants it."""
    told: Any = sheet
    letters = [get_column_letter(number) for number in range(1, sheet.max_column + 1)]
    rows: dict[int, list[str]] = {row: [] for row in sheet.row_dimensions}
    cells = told._cells
    for row, column in sorted(cells):
        cell = cells[row, column]
        style = attributes.of(cell._style)
        if cell._comment is not None:
            told._comments.append(CommentRecord.from_cell(cell))
        elif cell._value is None and not style:
            continue
        if cell.hyperlink:
            told._hyperlinks.append(cell.hyperlink)
        rows.setdefault(row, []).append(_cell_text(cell, f"{letters[column - 1]}{row}", style))
    return "".join(f'<row r="{row}"{_shape(sheet, row)}>{"".join(rows[row])}</row>' for row in sorted(rows))


def _shape(sheet: Worksheet, row: int) -> str:
    """The attributes of a row, its height among them."""
    if row not in sheet.row_dimensions:
        return ""
    shape: dict[str, str] = dict(sheet.row_dimensions[row])
    return "".join(f' {name}="{value}"' for name, value in shape.items())


_serial: Any = to_excel


def _cell_text(cell: Any, place: str, style: str) -> str:
    value, kind = cell._value, cell.data_type
    if value is None or value == "":
        return f'<c r="{place}"{style} t="{"inlineStr" if kind == "s" else "n"}"></c>'
    if kind == "s":
        return f'<c r="{place}"{style} t="inlineStr">{_text(value)}</c>'
    if isinstance(value, Formula):
        words, result = escape(value.words, quote=False), value.result
        if isinstance(result, str):
            return f'<c r="{place}"{style} t="str"><f>{words}</f><v>{escape(spelled(result), quote=False)}</v></c>'
        return f'<c r="{place}"{style}><f>{words}</f><v>{_number(result)}</v></c>'
    if kind == "f":
        return f'<c r="{place}"{style}><f>{escape(value[1:], quote=False)}</f><v></v></c>'
    if kind == "d":
        if not isinstance(value, timedelta) and getattr(value, "tzinfo", None) is not None:
            raise TypeError(f"{place}: Excel knows no time zones")
        return f'<c r="{place}"{style} t="n"><v>{_serial(value, cell.parent.parent.epoch):.16g}</v></c>'
    return f'<c r="{place}"{style} t="{kind}"><v>{_number(value) if kind != "e" else escape(value, quote=False)}</v></c>'


def _text(value: str) -> str:
    keep = ' xml:space="preserve"' if value != value.strip() else ""
    return f"<is><t{keep}>{escape(value, quote=False)}</t></is>"


def _number(value: float) -> str:
    return "" if not math.isfinite(value) else f"{value:.16g}"


def long_table_text(table: LongTable, attributes: Attributes) -> Iterator[str]:
    """The text of the rows of a long table, some at a time, so that they are never all there at once. Texts stay texts,
    whatever they begin with, also once somebody edits the cell."""
    columns = [
        _Column(f'<c r="{get_column_letter(number)}', style, attributes)
        for number, style in enumerate(table.styles, start=1)
    ]
    for begin in range(0, table.last_row - table.first_row + 1, ROWS_AT_ONCE):
        rows = range(table.first_row + begin, min(table.first_row + begin + ROWS_AT_ONCE, table.last_row + 1))
        cells = [
            column.cells(rows, values[begin : begin + ROWS_AT_ONCE])
            for column, values in zip(columns, table.columns, strict=True)
        ]
        yield "".join(f'<row r="{row}">{"".join(own)}</row>' for row, own in zip(rows, zip(*cells, strict=True), strict=True))


class _Column(dict[str, str]):
    """One column of a long table; what its cells hold of each text is made once."""

    def __init__(self, start: str, style: StyleArray, attributes: Attributes) -> None:
        super().__init__()
        self._start, self._style, self._attributes = start, style, attributes

    def __missing__(self, text: str) -> str:
        style = self._style
        if looks_like_a_formula(text):
            style = copy(style)
            style.quotePrefix = True
        self[text] = made = f'"{self._attributes.of(style)} t="inlineStr">{_text(spelled(text))}</c>'
        return made

    def cells(self, rows: range, values: np.ndarray) -> list[str]:
        """The text of some cells, "" where one is blank."""
        start = self._start
        if values.dtype.kind == "O":
            return [
                f"{start}{row}{self[text]}" if text is not None else ""
                for row, text in zip(rows, values.tolist(), strict=True)
            ]
        end = f'"{self._attributes.of(self._style)}'
        return [
            f"{start}{row}{end}><v>{number:.{DIGITS}g}</v></c>" if there else ""
            for row, number, there in zip(rows, values.tolist(), np.isfinite(values).tolist(), strict=True)
        ]
