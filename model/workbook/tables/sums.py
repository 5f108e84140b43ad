"""Whether the numbers of a row are sums or averages of the rows above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.excel.raw import RawCell
from model.schema import Kind, Sheet

MOST_COMPARED = 20_000_000  # pairs of a row that may be a total and a row above
AS_SHOWN = 1e-4  # relative: figures of totals typed or stored as they were shown


@dataclass(frozen=True)
class _Amounts:
    """Numbers of a table by data row and column of plain amounts, NaN where there is none, (R, C); `plain` tells columns of
    amounts from those of percentages."""

    values: FloatArray
    plain: np.ndarray


def rows_that_add_up(
    sheet: Sheet, rows: Sequence[Mapping[int, RawCell]], columns: Mapping[str, int], asked: Sequence[bool]
) -> list[int]:
    """Places of the rows, of those that are asked about, whose numbers are sums or averages of ordinary rows above. Where
    more are asked about than can be compared in a few seconds, only the first of them are."""
    amounts = _amounts(sheet, rows, columns)
    ordinary = np.ones(len(rows), dtype=bool)
    most = max(MOST_COMPARED // max(len(rows), 1), 1)
    for place in np.flatnonzero(asked)[:most].tolist():
        ordinary[place] = not _adds_up(amounts, place, ordinary)
    return np.flatnonzero(~ordinary).tolist()


def _amounts(sheet: Sheet, rows: Sequence[Mapping[int, RawCell]], columns: Mapping[str, int]) -> _Amounts:
    read = [c for c in sheet.columns if c.kind in (Kind.NUMBER, Kind.PERCENT) and c.field in columns]
    values = np.full((len(rows), len(read)), np.nan)
    for place, cells in enumerate(rows):
        for position, column in enumerate(read):
            cell = cells.get(columns[column.field])
            if cell and isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                percent = column.kind is Kind.PERCENT and not cell.is_percent
                values[place, position] = cell.value / (100 if percent else 1)
    return _Amounts(values, np.array([column.kind is Kind.NUMBER for column in read], dtype=bool))


def _adds_up(amounts: _Amounts, place: int, ordinary: np.ndarray) -> bool:
    """Whether the numbers of a row are totals of the ordinary rows above, in any column of amounts or, where the row has
    none of these, of percentages."""
    own = amounts.values[place]
    filled = np.isfinite(own) & (own != 0)
    counts = filled & amounts.plain if (filled & amounts.plain).any() else filled
    above = amounts.values[:place][ordinary[:place]]
    since = np.flatnonzero(~ordinary[:place])
    block = amounts.values[since[-1] + 1 : place] if len(since) else above
    below = amounts.values[1:] if place == 0 else above[:0]  # a total may stand on top
    subtotals = amounts.values[since]
    if len(above) == 1:  # the total of one row is that row
        return bool(filled.any()) and bool(np.isclose(own[filled], above[0][filled], rtol=AS_SHOWN, atol=0).all())
    for c in np.flatnonzero(counts).tolist():
        whole = [_typed(part[:, c]) for part in (above, block, below, subtotals, amounts.values[:place])]
        if any(_is_total(own[c], part) for part in whole) or _is_sum_of_some(own[c], whole[0]):
            return True
    return False


def _typed(values: FloatArray) -> FloatArray:
    return np.asarray(values[np.isfinite(values)])


def _is_total(amount: float, values: FloatArray) -> bool:
    """Whether an amount is the sum of two or more values, or the average of unequal ones."""
    if (values != 0).sum() < 2:
        return False
    averaged = np.ptp(values) > 0 and np.isclose(amount, values.mean(), rtol=AS_SHOWN, atol=0)
    return bool(averaged or np.isclose(amount, values.sum(), rtol=AS_SHOWN, atol=0))


def _is_sum_of_some(amount: float, values: FloatArray) -> bool:
    """Whether an amount is the sum of the last so many values, or of the first so many: a sum whose range misses rows."""
    for run in (values[::-1], values):
        sums = np.cumsum(run)[np.cumsum(run != 0) >= 2]
        if np.isclose(amount, sums, rtol=1e-9, atol=0).any():
            return True
    return False
