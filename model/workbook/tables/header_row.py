"""The row the headers stand in: the first, unless a title or blank rows were put above it, which is told.

The name of the table that Apple Numbers puts there is no fault of the planner's, and is passed over.
"""

from __future__ import annotations

from model.excel.problems import Problems
from model.excel.raw import RawCell, RawSheet
from model.excel.words import fold
from model.schema import Sheet
from model.workbook.tables.headers import match

LAST = 5  # rows in which headers are looked for


def find_header_row(sheet: Sheet, raw: RawSheet, problems: Problems) -> None:
    """Make the row that holds the headers the sheet's header row, so that what is below is read and told of all the same."""
    if _is_title_of_table(raw):
        raw.header_row = 2
        return
    required = {column.field for column in sheet.columns if column.required}
    first = _fields(sheet, raw.rows.get(1, {}))
    for number in range(2, LAST + 1):
        fields = _fields(sheet, raw.rows.get(number, {}))
        if required <= fields and len(fields) > max(len(first), 1):
            above = "row 1" if number == 2 else f"rows 1 to {number - 1}"
            problems.error(
                (raw.title, f"A{number}"),
                f"the headers are in row {number}",
                "headers in row 1",
                f"Delete {above}.",
            )
            raw.header_row = number
            return


def _is_title_of_table(raw: RawSheet) -> bool:
    """Whether row 1 holds the name that Apple Numbers gives the table, and nothing else."""
    first = [fold(str(cell.value)) for cell in raw.rows.get(1, {}).values()]
    return bool(raw.table_title) and first == [fold(raw.table_title)]


def _fields(sheet: Sheet, cells: dict[int, RawCell]) -> set[str]:
    """The columns that the cells of a row name."""
    return {column.field for cell in cells.values() for column in match(str(cell.value), sheet.columns)}
