"""What Excel itself checks while the planner types: drop-down lists, ranges, dates, names typed twice.

Only what can never be right is stopped. A name not yet in the lists, or an unusual date, raises a question that
the planner may wave through: the `check` command has the last word.
"""

from __future__ import annotations

from typing import Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.lists import ListKey, list_key
from model.excel.looks import MISSING_FILL
from model.schema import SETTINGS, SHEETS, Column, Kind, Sheet
from model.workbook.tables.descriptions import allowed

LAST_ROW = 5000  # rows typed or pasted up to here are validated
EARLIEST_SERIAL = 32874  # 1990-01-01: a smaller number in a date cell is a year or a period that Excel took for a day
NO_BOUND = 10**14
LONGEST_FORMULA, LONGEST_MESSAGE = 255, 225  # Excel's own limits, else it wants to repair the file

Style = Literal["stop", "warning"]

# Texts that the schema leaves free although a list can be offered.
OFFERED_NAMES: dict[tuple[str, str], ListKey] = {
    ("Settings", "Home country"): ListKey((("Countries", "Country"),)),
}
OFFERED_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("What-ifs", "Sheet"): ("Settings", *(sheet.name for sheet in SHEETS)),
}


def list_keys() -> tuple[ListKey, ...]:
    """Every drop-down list of names that the workbook needs, once."""
    columns = [*SETTINGS, *(column for sheet in SHEETS for column in sheet.columns)]
    referring = [list_key(column) for column in columns if column.refers_to]
    return tuple(dict.fromkeys([*referring, *OFFERED_NAMES.values()]))


def validation(sheet_name: str, column: Column, first: str) -> DataValidation | None:
    """The validation of a column's cells, of which `first` is the uppermost; None where anything may be typed."""
    place = (sheet_name, column.name)
    if column.refers_to:
        return _names(list_key(column).name, column)
    if place in OFFERED_NAMES:
        return _names(OFFERED_NAMES[place].name, column)
    if place in OFFERED_WORDS:
        return _words(OFFERED_WORDS[place], column, "warning")
    if column.kind is Kind.YES_NO:
        return _words(("yes", "no"), column, "stop")
    if column.choices:
        return _words(column.choices, column, "stop")
    if column.kind is Kind.WHEN:
        return _time(first, column)
    if column.kind is Kind.ONSETS:
        return _onsets(first, column)
    return None if column.kind is Kind.TEXT else _number(column)


def unique_name(sheet: Sheet) -> DataValidation | None:
    """A question where the name of a row is typed a second time; None where rows may share it."""
    if len(sheet.key) != 1:
        return None
    position = [column.name for column in sheet.columns].index(sheet.key[0]) + 1
    letter = get_column_letter(position)
    message = f"{sheet.key[0]}: this name is already on the sheet. Each row needs a name of its own."
    formula = f"COUNTIF(${letter}$2:${letter}${LAST_ROW},{letter}2)=1"
    made = _make("custom", "warning", sheet.columns[position - 1], message, formula)
    made.add(f"{letter}2:{letter}{LAST_ROW}")
    return made


def mark_missing(worksheet: Worksheet, columns: tuple[Column, ...]) -> None:
    """Colour the required cells that are blank in a row where something is typed."""
    last = get_column_letter(len(columns))
    for position, column in enumerate(columns, start=1):
        if column.required:
            letter = get_column_letter(position)
            formula = f'AND(COUNTA($A2:${last}2)>0,{letter}2="")'
            rule = Rule(type="expression", formula=[formula], dxf=DifferentialStyle(fill=MISSING_FILL))
            worksheet.conditional_formatting.add(f"{letter}2:{letter}{LAST_ROW}", rule)


def _names(list_name: str, column: Column) -> DataValidation:
    message = f"{column.name}: this is not in the list yet. It should be {allowed(column)}."
    made = _make("list", "warning", column, message, list_name)
    made.showErrorMessage = not column.several  # `A; B` is right and in no list
    return made


def _words(words: tuple[str, ...], column: Column, style: Style) -> DataValidation:
    message = f"{column.name} is one of: {', '.join(words)}."
    return _make("list", style, column, message, f'"{",".join(words)}"')


def _time(first: str, column: Column) -> DataValidation:
    """A date of the calendar or a text that begins with a digit; no local way of writing a date."""
    text = f'AND(ISNUMBER(VALUE(LEFT({first},1))),ISERROR(FIND("/",{first})),ISERROR(FIND(".",{first})))'
    formula = f"IF(ISTEXT({first}),{text},{first}>={EARLIEST_SERIAL})"
    message = f"{column.name}: type a date as 2027-07-31, or 2027Q3, 2027-07, 2027 or a period number."
    return _make("custom", "warning", column, message, formula)


def _onsets(first: str, column: Column) -> DataValidation:
    """The same, several parted by semicolons, or months that may begin with a plus sign."""
    starts = f'OR(ISNUMBER(VALUE(LEFT({first},1))),LEFT({first},1)="+")'
    text = f'AND({starts},ISERROR(FIND("/",{first})),ISERROR(FIND(".",{first})))'
    formula = f"IF(ISTEXT({first}),{text},{first}>={EARLIEST_SERIAL})"
    message = f"{column.name}: type a date as 2027-07-31, 2027Q3 or 2027-07, several as 2027Q3; 2028Q3, or +9 months."
    return _make("custom", "warning", column, message, formula)


def _number(column: Column) -> DataValidation:
    message = f"{column.header} takes {allowed(column)}."
    if column.kind is Kind.PERCENT:
        message += " Type 5 for 5 %."
    # Excel has no validation for "a number" alone, so an open end is a bound that no figure reaches.
    lowest = -NO_BOUND if column.minimum is None else column.minimum
    highest = NO_BOUND if column.maximum is None else column.maximum
    kind: Literal["whole", "decimal"] = "whole" if column.kind is Kind.INTEGER else "decimal"
    return _make(kind, "stop", column, message, f"{lowest:.15g}", f"{highest:.15g}")


def _make(
    kind: Literal["list", "custom", "whole", "decimal"],
    style: Style,
    column: Column,
    message: str,
    formula: str,
    upper: str | None = None,
) -> DataValidation:
    assert len(formula) <= LONGEST_FORMULA, formula
    if len(message) > LONGEST_MESSAGE:
        message = message[: LONGEST_MESSAGE - 1] + "…"
    made = DataValidation(
        type=kind, errorStyle=style, operator="between", formula1=formula, formula2=upper, allow_blank=True
    )
    made.showErrorMessage = True
    made.errorTitle = column.name[:32]
    made.error = message
    return made
