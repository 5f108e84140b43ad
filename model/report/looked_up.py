"""The hidden sheet behind drop-down lists of a result: the names they offer, and the formulas that make of what is chosen the
keys of rows of a Data sheet."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.looks import GREY_FONT, HEADING_FONT
from model.excel.raw import LISTS_SHEET
from model.excel.row_text import Formula
from model.report.cells import place
from model.results.shown.lookup import Choice, Lookup

NOTICE = "What the drop-down lists of sheet {sheet} offer, and which rows of {source} they lead to. Nothing to type here."
CHOSEN_ROW, HEADER_ROW, FIRST = 2, 3, 4
MATERIAL, PATH, STORIES, PERIOD, NUMBER, BASE_KEY, UNDER_WAY, STORY_KEY, PATHS = 1, 3, 5, 6, 7, 8, 9, 10, 11
BASE = 1  # the number of the base path


def list_name(choice: Choice) -> str:
    """The defined name of what a choice offers."""
    return f"list_of_{choice.label.casefold()}"


class Source:
    """Where the rows of a table stand that formulas look up. Raises StopIteration if the workbook has no such table."""

    def __init__(self, workbook: Workbook, name: str) -> None:
        self._sheet = next(sheet for sheet in workbook.worksheets if name in sheet.tables)
        bounds = CellRange(self._sheet.tables[name].ref)
        self._rows = range(bounds.min_row + 1, bounds.max_row + 1)
        columns = range(bounds.min_col, bounds.max_col + 1)
        self._letters = {str(self._sheet.cell(bounds.min_row, n).value): get_column_letter(n) for n in columns}

    def column(self, header: str) -> str:
        """The cells below a header."""
        letter = self._letters[header]
        return f"'{self._sheet.title}'!${letter}${self._rows[0]}:${letter}${self._rows[-1]}"


class ChoiceLists:
    """Writes the sheet, and knows the addresses of what it holds."""

    def __init__(self, workbook: Workbook, lookup: Lookup, title: str) -> None:
        self.lookup, self.title, self.workbook = lookup, title, workbook
        self.sheet: Worksheet = workbook.create_sheet(LISTS_SHEET)
        self.sheet.sheet_state = "hidden"
        place(self.sheet, 1, 1, NOTICE.format(sheet=title, source=lookup.source)).font = GREY_FONT
        self.sheet.freeze_panes = f"A{FIRST}"
        self._offer(lookup.material, MATERIAL)
        if lookup.story is not None:
            self._offer(lookup.story, PATH)
        self._column(STORIES, "Told of by its number", lookup.stories)
        self._column(PERIOD, "Period", lookup.periods)
        self._column(NUMBER, "Its number", range(1, len(lookup.periods) + 1))
        for side in lookup.sides:
            column, words = (STORY_KEY, "Key, story") if side.of_story else (BASE_KEY, "Key, base path")
            keys = [Formula(self._key(row, side.of_story), key) for row, key in enumerate(side.keys, start=FIRST)]
            self._column(column, words, keys)
        if lookup.story is not None:
            self._add_paths(lookup.story)

    def chosen(self, column: int) -> str:
        """The cell that holds 1 + the number of what is chosen, 0 where it is none of those offered."""
        return f"{LISTS_SHEET}!${get_column_letter(column + 1)}${CHOSEN_ROW}"

    def key(self, period: int, of_story: bool) -> str:
        """The cell with the key of a period's rows, periods from 0."""
        return f"{LISTS_SHEET}!${get_column_letter(STORY_KEY if of_story else BASE_KEY)}${FIRST + period}"

    def under_way(self, period: int) -> str:
        """The formula of what is under way in a period of the chosen story."""
        number = f"{LISTS_SHEET}!${get_column_letter(UNDER_WAY)}${FIRST + period}"
        names = f"{LISTS_SHEET}!{self._range(STORIES, len(self.lookup.stories))}"
        return f'IF({number}<0,"",INDEX({names},{number}+1))'

    def _offer(self, choice: Choice, column: int) -> None:
        """The names of a choice, and behind them 1 + the number of each; above, that of the one chosen."""
        self._column(column, choice.label, choice.names)
        self._column(column + 1, "Its number", [number + 1 for number in choice.numbers])
        names, numbers = (self._range(place, len(choice.names)) for place in (column, column + 1))
        # Not MATCH, to which * and ? in a name mean something else.
        cell = f"'{self.title}'!{_absolute(choice.cell)}"
        found = f"SUMPRODUCT(MAX(({names}={cell})*{numbers}))"
        place(self.sheet, CHOSEN_ROW, column + 1, Formula(found, choice.numbers[choice.chosen] + 1))
        name = list_name(choice)
        self.workbook.defined_names[name] = DefinedName(name, attr_text=f"{LISTS_SHEET}!{names}")

    def _add_paths(self, story: Choice) -> None:
        """The number of what is under way in each period of each story, and of the chosen one."""
        periods = len(self.lookup.periods)
        for number, period in enumerate(self.lookup.periods):
            self._column(PATHS + number, period, self.lookup.under_way[:, number].tolist())
        first, last = get_column_letter(PATHS), get_column_letter(PATHS + periods - 1)
        every = f"${first}${FIRST}:${last}${FIRST + len(story.names) - 1}"
        chosen, letter = self.chosen(PATH), get_column_letter(NUMBER)
        own = enumerate(self.lookup.under_way[story.chosen].tolist(), start=FIRST)
        found = [Formula(f"IF({chosen}=0,-1,INDEX({every},{chosen},${letter}{row}))", one) for row, one in own]
        self._column(UNDER_WAY, "Under way", found)

    def _key(self, row: int, of_story: bool) -> str:
        """(story × materials + material) × periods + period, 0 where nothing is chosen."""
        material, period = self.chosen(MATERIAL), f"${get_column_letter(NUMBER)}{row}"
        story = f"${get_column_letter(UNDER_WAY)}{row}" if of_story else str(BASE)
        none = f"OR({material}=0,{story}<0)" if of_story else f"{material}=0"
        materials, periods = len(self.lookup.material.names), len(self.lookup.periods)
        return f"IF({none},0,({story}*{materials}+{material}-1)*{periods}+{period})"

    def _column(self, column: int, title: str, values: Sequence[object]) -> None:
        place(self.sheet, HEADER_ROW, column, title).font = HEADING_FONT
        for row, value in enumerate(values, start=FIRST):
            place(self.sheet, row, column, value)

    def _range(self, column: int, count: int) -> str:
        letter = get_column_letter(column)
        return f"${letter}${FIRST}:${letter}${FIRST + count - 1}"


def _absolute(cell: str) -> str:
    """`$B$4` of `B4`."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
