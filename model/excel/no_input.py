"""Workbooks that a run wrote and somebody takes for inputs: known by their sheets, and refused in a sentence."""

from __future__ import annotations

from model.excel.problems import refuse
from model.excel.raw import RawBook
from model.excel.words import fold, quoted

INPUT_TITLES = {"settings", "materials", "supply", "demand"}  # a result has sheets of these names with "In " before
RESULT_TITLES = {"summary", "buy list"}  # of a result and of its public copy
SOURCE_SHEET, SOURCE_ITEM = "checks", "input workbook"  # where a result names its input, in the cell beside


def refuse_result(book: RawBook, name: str) -> None:
    """BadWorkbook with one sentence if the workbook is what a run wrote: a result, its public copy or a list of problems."""
    titles = {fold(title) for title in book.titles}
    if titles & INPUT_TITLES:
        return
    if titles == {"problems"}:
        raise refuse(
            f"{name} is a list of problems, not an input", "an input workbook", "Give the workbook it is about."
        )
    if titles >= RESULT_TITLES:
        source = _source(book)
        given = (
            f"Give {quoted(f'{source}.xlsx')}, from which it was made"
            if source
            else "Give the workbook it was made from"
        )
        copies = (
            "; its sheets In Settings, In Materials and so on are copies of that one" if "in settings" in titles else ""
        )
        raise refuse(f"{name} is a result, not an input", "an input workbook", f"{given}{copies}.")


def _source(book: RawBook) -> str:
    """The name of the input, as the result says it."""
    for sheet in book.sheets:
        if fold(sheet.title) == SOURCE_SHEET:
            for cells in sheet.rows.values():
                for number, cell in cells.items():
                    if fold(str(cell.value)) == SOURCE_ITEM and number + 1 in cells:
                        return str(cells[number + 1].value)
    return ""
