"""Rows of totals in a table of the planner's: sums or averages of the rows above, which would count once more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from model.calendar import FloatArray
from model.excel.problems import Problems
from model.excel.raw import RawCell, RawSheet
from model.excel.words import clean, fold, quoted
from model.schema import Column, Kind, Sheet
from model.workbook.tables.convert import FREE_TEXT

# Accents are taken off before these are looked up.
_SPELT = """
total totals subtotal subtotals sum sums summed average averages avg mean overall
summe gesamt gesamtsumme gesamtbetrag zwischensumme insgesamt mittelwert durchschnitt mittel
somme totaux soustotal moyenne suma subtotales totales promedio media totale totali subtotale somma
soma subtotais totais totaal subtotaal som gemiddelde summa yhteensa snitt sammanlagt ialt gennemsnit
razem ogolem lacznie srednia celkem soucet prumer osszesen atlag toplam ortalama
итого всего сумма среднее разом συνολο σ ∑
"""
WORDS = frozenset(_SPELT.split())
WORDS_WITHIN = ("合計", "合计", "总计", "總計", "小計", "小计", "总和", "總和", "平均", "합계", "총계", "소계", "평균")
AS_SHOWN = 1e-4  # relative: figures of totals typed or stored as they were shown
FOUND = "sums or averages of the rows above"


@dataclass(frozen=True)
class _Amounts:
    """Numbers of a table by data row and column of plain amounts, NaN where there is none, (R, C); `plain` tells columns of
    amounts from those of percentages."""

    values: FloatArray
    plain: np.ndarray


def find_totals(sheet: Sheet, raw: RawSheet, columns: Mapping[str, int], problems: Problems) -> set[int]:
    """Numbers of the rows that hold totals, each reported: they are no rows of the table.

    Such a row is called a total, or has no name at all, and its numbers are sums or averages of those above. `columns` are
    the column numbers by field name.
    """
    lines = list(raw.data_rows())
    name = sheet.columns[0]
    if name.field not in columns:
        return set()
    called = {number: _called(sheet, name, cells, columns) for number, cells in lines}
    if all(label is None for label in called.values()):
        return set()
    amounts = _amounts(sheet, [cells for _, cells in lines], columns)
    found: set[int] = set()
    ordinary = np.ones(len(lines), dtype=bool)
    for place, (number, cells) in enumerate(lines):
        label = called[number]
        if label is None or not _adds_up(amounts, place, ordinary):
            continue
        ordinary[place] = False
        found.add(number)
        _report(raw, cells, label, columns[name.field], problems)
    return found


def _report(raw: RawSheet, cells: Mapping[int, RawCell], label: RawCell | str, first: int, problems: Problems) -> None:
    told = label if isinstance(label, RawCell) else cells.get(first) or cells[min(cells)]
    row = (
        f"row {told.row} is called {quoted(told.value)}"
        if isinstance(label, RawCell)
        else f"row {told.row} has no name"
    )
    problems.error(
        (raw.title, told.address),
        f"{row}, and its numbers are {FOUND}: it would be counted twice",
        "rows of the table alone",
        "Delete the row; put totals on a sheet of your own, or beside the table."
        + (
            " If it is not a total, give it another name."
            if isinstance(label, RawCell)
            else " If it is not a total, name it."
        ),
    )


def _called(
    sheet: Sheet, name: Column, cells: Mapping[int, RawCell], columns: Mapping[str, int]
) -> RawCell | str | None:
    """The cell that calls the row a total, "" where the row has neither a name nor any other text, None for other rows."""
    remarks = {columns[field] for field in FREE_TEXT if field in columns}
    texts = {
        number: cell
        for number, cell in cells.items()
        if isinstance(cell.value, str) and clean(cell.value) not in ("", "-")
    }
    named = columns[name.field] in cells and clean(str(cells[columns[name.field]].value)) not in ("", "-")
    for number, cell in sorted(texts.items()):
        if number not in (remarks if named else ()) and says_total(str(cell.value)):
            return cell
    return "" if not named and texts.keys() <= remarks else None


@lru_cache(maxsize=100_000)  # names repeat from row to row, and from one what-if to the next
def says_total(text: str) -> bool:
    """Whether a text calls its row a total or an average, in any of the common languages."""
    bare = "".join(mark for mark in unicodedata.normalize("NFD", fold(text)) if not unicodedata.combining(mark))
    bare = bare.replace("sub-total", "subtotal").replace("sous-total", "soustotal").replace("ł", "l")
    words = re.findall(r"[^\W\d_]+|∑", bare.replace("i alt", "ialt"))
    return any(word in WORDS for word in words) or any(word in fold(text) for word in WORDS_WITHIN)


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
