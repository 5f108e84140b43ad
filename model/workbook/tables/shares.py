"""Percentages typed as fractions, 0.2 for 20 %: a whole column, a cell, a setting; and as basis points (warnings)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.excel.problems import Problems
from model.excel.raw import RawCell, RawSheet
from model.schema import SETTINGS, Column, Kind
from model.workbook.draft import Table

SMALLER = 10.0  # a share so many times smaller than every other of its column is worth a second look
LARGER = 50.0  # and one so many times larger, such as basis points typed for per cent
BEYOND = 2.0  # how far outside the others it may lie once it is read as a fraction


def check_shares(table: Table, raw: RawSheet, columns: Mapping[str, int], problems: Problems) -> None:
    """The percentages of one sheet."""
    for column in table.sheet.columns:
        if column.kind is Kind.PERCENT and column.field in columns:
            cells = [raw.rows[row.number].get(columns[column.field]) for row in table]
            typed = [cell for cell in cells if cell is not None and _percent(cell)]
            if not _report_column(table.title, column, typed, problems):
                _report_cells(table.title, column, typed, problems)


def check_shares_of_settings(title: str, cells: Mapping[str, RawCell | None], problems: Problems) -> None:
    """The percentages among the settings; `cells` by field name."""
    for column in SETTINGS:
        cell = cells.get(column.field)
        if column.kind is Kind.PERCENT and cell is not None and _doubtful(cell, column.rarely_below):
            _warn(title, column, cell, "", problems)


def _percent(cell: RawCell) -> float:
    """What the cell is read as, in per cent; 0 where it holds no number."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return 0.0
    return cell.value * 100 if cell.is_percent else float(cell.value)


def _doubtful(cell: RawCell, below: float) -> bool:
    """Whether it is a share below so many per cent, and not one that Excel itself shows as per cent."""
    return not cell.is_percent and 0 < abs(_percent(cell)) < below


def _report_column(title: str, column: Column, typed: Sequence[RawCell], problems: Problems) -> bool:
    """A column of shares, none of them above 1, and some below what the column rarely holds: whether that was told."""
    plain = [cell for cell in typed if not cell.is_percent]
    if column.rarely_below and not any(_doubtful(cell, column.rarely_below) for cell in plain):
        return False  # fees of half a per cent are what they seem
    if "/" in column.bracket or any(abs(_percent(cell)) > 1 for cell in plain):
        return False
    if not any(isinstance(cell.value, float) for cell in plain):
        return False
    value = plain[0].value
    problems.warn(
        (title, plain[0].address),
        f"{column.name} is at most 1 in every row, and read as per cent: {value} is {value} %",
        "5 or 5 % for five per cent",
        f"If {value} was meant as a fraction, multiply the column by 100.",
    )
    return True


def _report_cells(title: str, column: Column, typed: Sequence[RawCell], problems: Problems) -> None:
    """Cells below what the column ever holds, and cells far from all the others."""
    by_cell = [abs(_percent(cell)) for cell in typed]
    sizes, below = sorted(by_cell), max(1.0, column.rarely_below)
    large = [size for size in sizes if size >= 1]
    most_are_large = len(large) * 2 >= len(sizes)
    told = False
    for cell, size in zip(typed, by_cell, strict=True):
        if size >= below:
            continue
        if _doubtful(cell, 1.0) and most_are_large and _fraction_of(large, size):
            _warn(title, column, cell, _rows_have(large), problems)
            told = True
        elif _doubtful(cell, column.rarely_below):
            _warn(title, column, cell, "", problems)
            told = True
    if not told and len(sizes) > 1 and sizes[-1] >= max(sizes[-2] * LARGER, 10):
        _warn_of_largest(title, column, max(typed, key=lambda cell: abs(_percent(cell))), sizes[:-1], problems)


def _warn_of_largest(title: str, column: Column, cell: RawCell, others: Sequence[float], problems: Problems) -> None:
    meant = f"{_percent(cell) / 100:.10g}"
    problems.warn(
        (title, cell.address),
        f"{column.name} is read as {_percent(cell):g} %{_rows_have(others)}",
        "",
        f"If {meant} % is meant, type {meant} or {meant} %.",
    )


def _fraction_of(large: Sequence[float], size: float) -> bool:
    """Whether a share lies far below the others, and among them once it is read as a fraction."""
    return size * SMALLER <= large[0] and size * 100 <= large[-1] * BEYOND


def _rows_have(others: Sequence[float]) -> str:
    span = f"{others[0]:g}" if others[0] == others[-1] else f"{others[0]:g} to {others[-1]:g}"
    return f", where other rows have {span} %"


def _warn(title: str, column: Column, cell: RawCell, where: str, problems: Problems) -> None:
    shown, meant = f"{_percent(cell):g}", f"{_percent(cell) * 100:.10g}"
    problems.warn(
        (title, cell.address),
        f"{column.name} {shown} is read as {shown} %{where}",
        "",
        f"If {meant} % is meant, type {meant} or {meant} %; if {shown} % is right, type it with the sign: {shown} %.",
    )
