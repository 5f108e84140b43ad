"""The hidden sheet whose formulas collect the names that drop-down lists offer.

Each name column that another sheet refers to is gathered there without gaps and repetitions, so a name typed
anywhere in it appears in the lists at once. A column that may name this or that (an agreement or a country)
gets a list of both. Only functions that every Excel and LibreOffice knows are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.looks import GREY_FONT, HEADING_FONT, put
from model.excel.raw import LISTS_SHEET
from model.schema import SHEETS, Column, field_name

NOTICE = "Filled by formulas, for the drop-down lists of the other sheets. Nothing to type here."
TITLE_ROW, COUNT_ROW, FIRST_ROW = 2, 3, 4

Source = tuple[str, str]  # sheet and column name


@dataclass(frozen=True)
class ListKey:
    """What makes one drop-down list: the words offered first, then the columns that feed it."""

    sources: tuple[Source, ...]
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The defined name that stands for the list in data validations."""
        parts = [f"{field_name(sheet)}_{field_name(column)}" for sheet, column in self.sources]
        return "list_" + "_or_".join([*parts, *(field_name(word) for word in self.also)])


def list_key(column: Column) -> ListKey:
    """The list that offers what the column may refer to."""
    return ListKey(column.refers_to, column.also)


class ListsSheet:
    """Writes the Lists sheet and defines a name for each list."""

    def __init__(self, workbook: Workbook, rows: Mapping[str, int], keys: tuple[ListKey, ...]) -> None:
        """`rows` says how many rows of a sheet, by its name, are gathered."""
        self.workbook = workbook
        self.rows = rows
        self.sheet: Worksheet = workbook.create_sheet(LISTS_SHEET)
        self.sheet.sheet_state = "hidden"
        put(self.sheet["A1"], NOTICE)
        self.sheet["A1"].font = GREY_FONT
        self.sheet.freeze_panes = f"A{FIRST_ROW}"
        self.next_column = 1
        self.gathered: dict[Source, tuple[str, int]] = {}  # letter of the gathered column, its depth
        for source in dict.fromkeys(source for key in keys for source in key.sources):
            self.gathered[source] = self._gather(source)
        for key in keys:
            self._define(key, *self._joined(key))

    def _new_column(self, title: str) -> str:
        letter = get_column_letter(self.next_column)
        self.next_column += 1
        put(self.sheet[f"{letter}{TITLE_ROW}"], title)
        self.sheet[f"{letter}{TITLE_ROW}"].font = HEADING_FONT
        self.sheet.column_dimensions[letter].width = 24
        return letter

    def _gather(self, source: Source) -> tuple[str, int]:
        """Number the names of a column as they first appear, and list them by number.

        Whole columns are referred to, so that deleted and inserted rows leave the formulas intact.
        """
        sheet_name, column_name = source
        depth = self.rows[sheet_name]
        typed = f"'{sheet_name}'!{_whole_column(source)}"
        numbers = self._new_column(f"number of {column_name}")
        names = self._new_column(f"{sheet_name}: {column_name}")
        first, last = FIRST_ROW, FIRST_ROW + depth - 1
        offset = FIRST_ROW - 2  # a sheet's data begin in row 2
        self.sheet[f"{names}{COUNT_ROW}"] = f"=MAX({numbers}{first}:{numbers}{last})"
        for row in range(first, last + 1):
            here = f"INDEX({typed},ROW()-{offset})"
            is_new = f'IF({here}="",0,IF(MATCH({here},{typed},0)=ROW()-{offset},1,0))'
            self.sheet[f"{numbers}{row}"] = f"=N({numbers}{row - 1})+IFERROR({is_new},0)"
            found = f"MATCH(ROW()-{first - 1},{numbers}${first}:{numbers}${last},0)+1"
            self.sheet[f"{names}{row}"] = f'=IFERROR(INDEX({typed},{found}),"")'
        return names, depth

    def _joined(self, key: ListKey) -> tuple[str, int]:
        """The column that holds the list: the gathered one, or a new one that joins words and gathered ones."""
        if len(key.sources) == 1 and not key.also:
            return self.gathered[key.sources[0]]
        parts = [self.gathered[source] for source in key.sources]
        letter = self._new_column(", ".join([*key.also, *(column for _, column in key.sources)]))
        counts = "+".join([str(len(key.also)), *(f"{part}{COUNT_ROW}" for part, _ in parts)])
        self.sheet[f"{letter}{COUNT_ROW}"] = f"={counts}"
        for row, word in enumerate(key.also, start=FIRST_ROW):
            put(self.sheet[f"{letter}{row}"], word)
        depth = len(key.also) + sum(part_depth for _, part_depth in parts)
        for row in range(FIRST_ROW + len(key.also), FIRST_ROW + depth):
            self.sheet[f"{letter}{row}"] = "=" + self._pick(parts, f"ROW()-{FIRST_ROW - 1 + len(key.also)}")
        return letter, depth

    def _pick(self, parts: list[tuple[str, int]], position: str) -> str:
        """The formula of the entry at a position of several columns put one below the other."""
        if not parts:
            return '""'
        (letter, depth), *others = parts
        count = f"{letter}${COUNT_ROW}"
        entries = f"{letter}${FIRST_ROW}:{letter}${FIRST_ROW + depth - 1}"
        return f"IF({position}<={count},INDEX({entries},{position}),{self._pick(others, f'{position}-{count}')})"

    def _define(self, key: ListKey, letter: str, depth: int) -> None:
        """Name the filled part of the list, or its first cell while it is empty."""
        whole = f"{LISTS_SHEET}!${letter}${FIRST_ROW}:${letter}${FIRST_ROW + depth - 1}"
        reach = f"{LISTS_SHEET}!${letter}${FIRST_ROW}:INDEX({whole},MAX(1,{LISTS_SHEET}!${letter}${COUNT_ROW}))"
        self.workbook.defined_names[key.name] = DefinedName(key.name, attr_text=reach)


def _whole_column(source: Source) -> str:
    """`$C:$C` of the column within its own sheet."""
    sheet_name, column_name = source
    columns = next(sheet.columns for sheet in SHEETS if sheet.name == sheet_name)
    position = next(i for i, column in enumerate(columns, start=1) if column.name == column_name)
    letter = get_column_letter(position)
    return f"${letter}:${letter}"
