"""Rows of a sheet as the text that a file holds: openpyxl takes most of its time to write them cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.cell_text import spelled

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class LongTable:
    """Rows below the cells of a sheet that never become cells: from `first_row` on, in the first columns. `columns` hold
    texts and numbers, None or NaN where a cell is blank, one of `styles` for each."""

    first_row: int
    columns: Sequence[Sequence[Any]]
    styles: Sequence[StyleArray]

    @property
    def last_row(self) -> int:
        return self.first_row + (len(self.columns[0]) if self.columns else 0) - 1


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
    for (row, column), cell in sorted(told._cells.items()):
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
    if kind == "f":
        return f'<c r="{place}"{style}><f>{escape(value[1:])}</f><v></v></c>'
    if kind == "d":
        if not isinstance(value, timedelta) and getattr(value, "tzinfo", None) is not None:
            raise TypeError(f"{place}: Excel knows no time zones")
        return f'<c r="{place}"{style} t="n"><v>{_serial(value, cell.parent.parent.epoch):.16g}</v></c>'
    return f'<c r="{place}"{style} t="{kind}"><v>{_number(value) if kind != "e" else escape(value)}</v></c>'


def _text(value: str) -> str:
    keep = ' xml:space="preserve"' if value != value.strip() else ""
    return f"<is><t{keep}>{escape(value)}</t></is>"


def _number(value: float) -> str:
    return "" if not math.isfinite(value) else f"{value:.16g}"


def long_table_text(table: LongTable, attributes: Attributes) -> Iterator[str]:
    """The text of the rows of a long table, some at a time, so that they are never all there at once. Texts stay texts,
    whatever they begin with, as inline strings are."""
    width = range(1, len(table.columns) + 1)
    starts = [
        (f'<c r="{get_column_letter(number)}', attributes.of(style))
        for number, style in zip(width, table.styles, strict=True)
    ]
    texts: dict[str, str] = {}
    for begin in range(0, len(table.columns[0]) if table.columns else 0, ROWS_AT_ONCE):
        pieces = []
        rows = zip(*(column[begin : begin + ROWS_AT_ONCE] for column in table.columns), strict=True)
        for row, values in enumerate(rows, start=table.first_row + begin):
            pieces.append(f'<row r="{row}">')
            for value, (start, style) in zip(values, starts, strict=True):
                if isinstance(value, str):
                    if value not in texts:
                        texts[value] = _text(spelled(value))
                    pieces.append(f'{start}{row}"{style} t="inlineStr">{texts[value]}</c>')
                elif value is not None and math.isfinite(value):
                    pieces.append(f'{start}{row}"{style}><v>{value:.15g}</v></c>')
            pieces.append("</row>")
        yield "".join(pieces)
