"""Rows of totals in a table of the planner's: sums or averages of the rows above, which would count once more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from model.excel.problems import Problems
from model.excel.raw import RawCell, RawSheet
from model.excel.words import clean, fold, quoted
from model.schema import Sheet
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
FOUND = "sums or averages of the rows above"


def find_totals(sheet: Sheet, raw: RawSheet, columns: Mapping[str, int], problems: Problems) -> set[int]:
    """Numbers of the rows that hold totals, each reported: they are no rows of the table.

    Such a row is called a total, or has no name at all, and its numbers are sums or averages of those above. `columns` are
    the column numbers by field name.
    """
    lines = list(raw.data_rows())
    name = sheet.columns[0]
    if name.field not in columns:
        return set()
    remarks = {columns[field] for field in FREE_TEXT if field in columns}
    called = {number: _called(cells, columns[name.field], remarks) for number, cells in lines}
    if all(label is None for label in called.values()):
        return set()
    from model.workbook.tables.sums import rows_that_add_up  # with numpy, which few workbooks make use of here

    asked = [label is not None for label in called.values()]
    found: set[int] = set()
    for place in rows_that_add_up(sheet, [cells for _, cells in lines], columns, asked):
        number, cells = lines[place]
        label = called[number]
        if label is not None:
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


def _called(cells: Mapping[int, RawCell], first: int, remarks: set[int]) -> RawCell | str | None:
    """The cell that calls the row a total, "" where the row has neither a name nor any other text, None for other rows.
    `first` is the number of the column of names, `remarks` are those of free text."""
    named = first in cells and not _is_nothing(str(cells[first].value))
    asked = cells.keys() - remarks if named else cells.keys()
    totals = [number for number in asked if isinstance(text := cells[number].value, str) and says_total(text)]
    if totals:
        return cells[min(totals)]
    if named:
        return None
    others = (cells[number].value for number in cells.keys() - remarks)
    return None if any(isinstance(value, str) and not _is_nothing(value) for value in others) else ""


def _is_nothing(text: str) -> bool:
    return clean(text) in ("", "-")


@lru_cache(maxsize=100_000)  # names repeat from row to row, and from one what-if to the next
def says_total(text: str) -> bool:
    """Whether a text calls its row a total or an average, in any of the common languages."""
    bare = folded = fold(text)
    if not folded.isascii():
        bare = "".join(mark for mark in unicodedata.normalize("NFD", folded) if not unicodedata.combining(mark))
    bare = bare.replace("sub-total", "subtotal").replace("sous-total", "soustotal").replace("ł", "l")
    words = re.findall(r"[^\W\d_]+|∑", bare.replace("i alt", "ialt"))
    return not WORDS.isdisjoint(words) or any(word in folded for word in WORDS_WITHIN)
