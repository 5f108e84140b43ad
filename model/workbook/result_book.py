"""A result read back: the inputs that were planned with, and the exact figures of the sheet Figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.excel.no_input import INPUT_TITLES, RESULT_TITLES
from model.excel.problems import BadWorkbook, Problems
from model.excel.raw import GRID_ROWS, RawBook, RawSheet
from model.excel.read import read
from model.excel.recognise import is_as_written
from model.excel.words import fold, quoted
from model.schema.figures import FIELDS, NUMBERS, TITLE, WHAT
from model.whereabouts import COMMAND
from model.workbook.checks.run import check_all
from model.workbook.draft import Draft
from model.workbook.tables.read import read_tables

COPY = "In "  # before the title of an input sheet


class NoResultError(Exception):
    """The file is no result that can be planned on from, or compared; the message says so in a sentence or two."""


@dataclass(frozen=True)
class ResultBook:
    """A certified result: its `inputs` read and checked, the `titles` of their sheets, and its `figures`, each with FIELDS
    ("" and 0 where blank)."""

    path: Path
    inputs: Draft
    titles: tuple[str, ...]
    figures: tuple[dict[str, Any], ...]

    def of(self, what: str) -> list[dict[str, Any]]:
        """The figures of one kind."""
        return [row for row in self.figures if row["what"] == what]


def read_result(path: Path) -> ResultBook:
    """Read a result without changing it. Raises NoResultError where it is none, or not as a run wrote it; BadWorkbook where
    the file cannot be read at all."""
    book = read(path)
    _refuse_others(path, book)
    figures = next((sheet for sheet in book.sheets if sheet.title == TITLE), None)
    if figures is None:
        raise NoResultError(
            f"{path.name} has no sheet {TITLE}: its plan is not certified, or an earlier version of this program wrote it. "
            "Solve its workbook again and take the new result."
        )
    titles = tuple(title.removeprefix(COPY) for title in book.titles if title.startswith(COPY))
    return ResultBook(path, _inputs(path, book), titles, tuple(_rows(figures)))


def _refuse_others(path: Path, book: RawBook) -> None:
    titles = {fold(title) for title in book.titles}
    if not titles >= RESULT_TITLES:
        if titles & INPUT_TITLES:
            raise NoResultError(
                f"{path.name} is an input workbook, not a result. Solve it first, with {COMMAND} solve {quoted(str(path))}, "
                "and name the result that it writes."
            )
        raise NoResultError(f"{path.name} is not a result: name a workbook that {COMMAND} solve wrote into outputs.")
    if fold(f"{COPY}Settings") not in titles:
        raise NoResultError(f"{path.name} is a public copy, which has no inputs: name the result beside it.")
    if not is_as_written(path):
        raise NoResultError(
            f"{path.name} has been saved by another program since it was written, so its figures need not be the plan's any "
            "more. Name the result as the run wrote it, or solve its workbook again."
        )


def _inputs(path: Path, book: RawBook) -> Draft:
    """The copied input sheets, read as the workbook they were copied from."""
    copies = [
        replace(sheet, title=sheet.title.removeprefix(COPY)) for sheet in book.sheets if sheet.title.startswith(COPY)
    ]
    cut = next((sheet for sheet in copies if max(sheet.rows, default=0) > GRID_ROWS), None)
    if cut is not None:
        raise NoResultError(
            f"The sheet {quoted(COPY + cut.title)} of {path.name} holds {GRID_ROWS:,} rows and leaves out the others: a "
            "workbook of that size cannot be read back from its result."
        )
    problems = Problems()
    draft = read_tables(RawBook(tuple(copies), book.fingerprint), problems)
    check_all(draft, problems)
    if problems.errors:
        raise BadWorkbook(problems.errors)
    return draft


def _rows(sheet: RawSheet) -> list[dict[str, Any]]:
    header = next(number for number, cells in sorted(sheet.rows.items()) if cells[min(cells)].value == WHAT)
    first = min(sheet.rows[header])
    found = []
    for number in sorted(sheet.rows):
        if number > header:
            cells = sheet.rows[number]
            values = {name: cells.get(first + place) for place, name in enumerate(FIELDS)}
            found.append(
                {
                    name: (float(cell.value) if cell else 0.0) if name in NUMBERS else (str(cell.value) if cell else "")  # type: ignore[arg-type]
                    for name, cell in values.items()
                }
            )
    return found
