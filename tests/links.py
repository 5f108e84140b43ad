"""Links of a result workbook that lead astray."""

from __future__ import annotations

from openpyxl import Workbook


def astray(book: Workbook) -> list[str]:
    """Links of tables that lead to a cell of another text."""
    found = []
    for sheet in book:
        for cell in (cell for line in sheet.iter_rows(min_row=3) for cell in line if cell.hyperlink):
            title, place = cell.hyperlink.location.rsplit("!", 1)
            if book[title.strip("'")][place].value != cell.value:
                found.append(f"{sheet.title}!{cell.coordinate}")
    return found
