"""The Guide sheet: how to work with the workbook, its colours, its sheets, what blanks mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from model.excel import looks
from model.schema import SETTINGS, SHEETS, Column
from model.workbook.tables.descriptions import blank_meaning

GUIDE_SHEET = "Guide"
DEFAULT_TITLE = "Strategic-minerals reserve: input workbook"
SETTINGS_HELP = "The plan as a whole: when it starts, how long it runs, what it weighs and how the reserve works."

STEPS = (
    "On Settings, type the day the plan starts. Leave the other values blank to take what the Help beside them says.",
    "List your materials on Materials and the countries on Countries. Home need not be among them: list it if its GDP "
    "should "
    "count. The drop-down lists of all other sheets offer a new name as soon as it is typed there.",
    "Fill the other sheets in, one row per line of the table. Demand, Supply and Targets come first; a sheet you do "
    "not need stays empty. Point at a header to read what its column takes.",
    "Save, close Excel and, in the folder of the program, run  .venv/bin/python run.py check FILE.  It lists every problem "
    "at once with sheet, cell and remedy, also as a Problems workbook in outputs with a link to each cell.",
    "Run  .venv/bin/python run.py solve FILE.  The plan is written to a new workbook in outputs; this one is never changed.",
)
ON_WINDOWS = (
    "In the Windows Command Prompt write  .venv\\Scripts\\python  for  .venv/bin/python.  README.md says how to set the "
    "program up."
)

WAYS_TO_TYPE = (
    ("Times", "A date as 2027-07-31, or 2027Q3, 2027-07, 2027, or the number of a period (1 is the first)."),
    ("Percentages", "5 or 5 % for five per cent, wherever the header has %. Never 0.05."),
    ("Names", "As they are written on their own sheet; capitals and spaces around them do not matter."),
    ("Several names", "Separated by semicolons, where the header says so: Japan deal; AUS."),
    ("Blanks", "A blank cell takes the default of its column, listed below."),
    ("Columns", "May be in any order. What is in round brackets in a header is its unit or its choices."),
    (
        "Source, Note",
        "Free text on every row: where the figures come from, what a reader should know. A row shows the first line "
        "of a long text; select the cell to read it all.",
    ),
)

LEGEND: tuple[tuple[str, PatternFill | None, str], ...] = (
    ("Header", looks.REQUIRED_HEADER_FILL, "Dark header: every row needs a value in this column."),
    ("Header", looks.HEADER_FILL, "Light header: a blank has a meaning of its own."),
    ("Input", looks.REQUIRED_FILL, "Input cell of a column that must be filled."),
    ("Input", looks.OPTIONAL_FILL, "Input cell that may stay blank."),
    ("Missing", looks.MISSING_FILL, "A value that the row still needs."),
    ("Remark", None, "Source and Note: not used in the calculation."),
)


class GuideSheet:
    """Writes the Guide from top to bottom."""

    def __init__(self, workbook: Workbook) -> None:
        self.sheet: Worksheet = workbook.create_sheet(GUIDE_SHEET)
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_view.tabSelected = True
        for letter, width in (("A", 24), ("B", 30), ("C", 78)):
            self.sheet.column_dimensions[letter].width = width
        looks.set_up_print(self.sheet, landscape=False, repeat_header=False)
        self.row = 1

    def write(self, title: str, texts: Sequence[tuple[str, str]]) -> None:
        looks.put(self.sheet["A1"], title or DEFAULT_TITLE)
        self.sheet["A1"].font = looks.TITLE_FONT
        self.row = 2
        self._heading("How to work")
        for number, step in enumerate(STEPS, start=1):
            self._line(f"Step {number}", step)
        self._line("On Windows", ON_WINDOWS)
        self._heading("Colours")
        for sample, fill, meaning in LEGEND:
            self._legend(sample, fill, meaning)
        self._heading("How to type")
        for word, meaning in WAYS_TO_TYPE:
            self._line(word, meaning)
        self._heading("Sheets")
        self._index_line("Settings", SETTINGS_HELP)
        for sheet in SHEETS:
            self._index_line(sheet.name, sheet.help)
        for heading, text in texts:
            self._heading(heading)
            for paragraph in filter(None, map(str.strip, text.split("\n"))):
                self._paragraph(paragraph)
        self._heading("What a blank means")
        for place, columns in (("Settings", SETTINGS), *((sheet.name, sheet.columns) for sheet in SHEETS)):
            self._blanks(place, columns)

    def _heading(self, text: str) -> None:
        cell = self.sheet.cell(self.row + 1, 1)
        looks.put(cell, text)
        cell.font = looks.HEADING_FONT
        self.row += 2

    def _line(self, word: str, text: str) -> None:
        cell = self.sheet.cell(self.row, 1)
        looks.put(cell, word)
        cell.alignment = looks.TOP
        self._wide(2, text)
        self.row += 1

    def _paragraph(self, text: str) -> None:
        self._wide(1, text)
        self.row += 1

    def _wide(self, first: int, text: str) -> None:
        """A text from a column to the last."""
        widths = [self.sheet.column_dimensions[letter].width for letter in "ABC"[first - 1 :]]
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=3)
        cell = self.sheet.cell(self.row, first)
        looks.put(cell, text)
        cell.alignment = looks.WRAPPED
        looks.set_height(self.sheet, self.row, looks.lines_of(text, sum(widths)))

    def _legend(self, sample: str, fill: PatternFill | None, meaning: str) -> None:
        self._line(sample, meaning)
        cell = self.sheet.cell(self.row - 1, 1)
        cell.border = looks.CELL_BORDER
        if fill is not None:
            cell.fill = fill
        if fill is looks.REQUIRED_HEADER_FILL:
            cell.font = looks.REQUIRED_HEADER_FONT

    def _index_line(self, sheet_name: str, text: str) -> None:
        self._line(sheet_name, text)
        cell = self.sheet.cell(self.row - 1, 1)
        cell.hyperlink = Hyperlink(cell.coordinate, location=f"'{sheet_name}'!A1", display=sheet_name)
        cell.font = looks.LINK_FONT

    def _blanks(self, place: str, columns: Iterable[Column]) -> None:
        for column in columns:
            if meaning := blank_meaning(column):
                for position, text in enumerate((place, column.name, meaning), start=1):
                    looks.put(self.sheet.cell(self.row, position), text)
                self.row += 1
