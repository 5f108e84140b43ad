"""A sheet whose one table is for filters and pivot tables: its rows never become cells, so that it may be as long as Excel
takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.looks import REQUIRED_HEADER_FILL, REQUIRED_HEADER_FONT, TITLE_FONT, set_up_print
from model.excel.row_text import LongTable, LongWorkbook
from model.report import layout, looks
from model.report.cells import Styles, clean, place
from model.report.layout import LINE_HEIGHT
from model.report.sheet import excel_table, link
from model.results.shown.pages import Page

PRINTED = 40  # rows on paper: nobody wants a thousand pages


def write_whole(page: Page, workbook: LongWorkbook, sheet: Worksheet, styles: Styles, links: Sequence[str]) -> None:
    """The page's title, links, sentences and the header of its table as cells, its rows as a long table."""
    table = page.tables[0]
    columns = layout.column_looks(table)
    place(sheet, 1, 1, page.title).font = TITLE_FONT
    for number, title in enumerate(links, start=1):
        link(place(sheet, 2, number, title), f"'{title}'!A1", title)
    for row, sentence in enumerate(page.texts, start=3):
        place(sheet, row, 1, sentence)
    header_row = len(page.texts) + 4
    widths = layout.sheet_widths([columns])
    for number, column in enumerate(columns, start=1):
        alignment = looks.HEADER_LEFT if column.is_text else looks.HEADER_RIGHT
        style = styles.get(font=REQUIRED_HEADER_FONT, fill=REQUIRED_HEADER_FILL, alignment=alignment)
        place(sheet, header_row, number, column.header, style)
        sheet.column_dimensions[get_column_letter(number)].width = widths[number]
    sheet.row_dimensions[header_row].height = LINE_HEIGHT * layout.header_lines(columns, widths) + 3
    set_up_print(sheet, landscape=True, repeat_header=False)
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    below = LongTable(
        header_row + 1,
        [_values(table.frame[column.header]) for column in columns],
        [styles.get(c.number_format, alignment=looks.alignment(c.is_text, wraps=False)) for c in columns],
    )
    last = min(below.last_row, header_row + PRINTED)
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{last}"
    if below.last_row > header_row:
        workbook.below[sheet.title] = below
        headers = [column.header for column in columns]
        sheet.add_table(excel_table(table.name, header_row, below.last_row, headers))


def _values(column: pd.Series) -> np.ndarray:
    """What cells can hold of a column: texts, each cleaned once, or numbers."""
    if column.dtype.kind in "iufb":
        return column.to_numpy(float)
    codes, texts = pd.factorize(column)
    cleaned = np.empty(len(texts) + 1, dtype=object)
    cleaned[:-1] = [clean(str(text)) for text in texts.tolist()]
    return cleaned[codes]  # -1, what is blank, is the last
