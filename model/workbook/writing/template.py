"""Writes the input workbook, empty or filled: Guide, Settings and every sheet of the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from model.excel import looks
from model.excel.lists import ListsSheet
from model.excel.recognise import PROGRAM
from model.excel.save import save_workbook
from model.schema import SETTINGS, SHEETS, Column, Kind, Sheet
from model.workbook.tables.descriptions import blank_meaning, note
from model.workbook.writing.guide import DEFAULT_TITLE, GuideSheet
from model.workbook.writing.validation import LAST_ROW, list_keys, mark_missing, unique_name, validation

Row = Mapping[str, Any]

SETTINGS_COLUMNS = (
    Column("Setting", Kind.TEXT, "The setting's name."),
    Column("Value", Kind.TEXT, "What it is set to. Blank = the default given in Help."),
    Column("Unit", Kind.TEXT, "The value's unit or choices."),
    Column("Help", Kind.TEXT, "What the setting does, and its default."),
)
SETTINGS_WIDTHS = (28.0, 20.0, 34.0, 108.0)
SPARE_ROWS, FEWEST_ROWS = 5, 20  # blank rows ready for typing below the data, rows of a table at least
SPARE_LISTED, FEWEST_LISTED = 250, 500  # rows gathered into drop-down lists, alike
NOTE_WIDTH, NOTE_LINE, NOTE_CHARACTERS = 300, 18, 44  # of a help note: pixels, pixels, characters per line


def write_workbook(
    path: Path,
    settings: Mapping[str, Any],
    tables: Mapping[str, Sequence[Row]],
    guide: Sequence[tuple[str, str]] = (),
    title: str = "",
    overwrite: bool = False,
) -> None:
    """Write an input workbook; without settings and tables, the empty one.

    `settings` go by name or field name, `tables` by the sheet's, rows by their columns' field names; values are
    what a planner would type: 5 for 5 %, yes or no, a date or `2027Q3`. `guide` adds headed texts to the Guide.
    Raises FileExistsError if the file exists and may not be overwritten, ValueError for a name not in the schema.
    """
    save_workbook(make_workbook(settings, tables, guide, title), path, overwrite)


def make_workbook(
    settings: Mapping[str, Any],
    tables: Mapping[str, Sequence[Row]],
    guide: Sequence[tuple[str, str]] = (),
    title: str = "",
) -> Workbook:
    """The workbook that `write_workbook` writes."""
    values = _by_field(settings, SETTINGS, "setting")
    rows = _by_field(tables, SHEETS, "sheet")
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = title or DEFAULT_TITLE
    workbook.properties.creator = PROGRAM
    GuideSheet(workbook).write(title, guide)
    _write_settings(workbook, values)
    for sheet in SHEETS:
        _write_sheet(workbook, sheet, rows.get(sheet.field, ()))
    listed = {s.name: max(FEWEST_LISTED, len(rows.get(s.field, ())) + SPARE_LISTED) for s in SHEETS}
    ListsSheet(workbook, listed, list_keys())
    return workbook


def _by_field(given: Mapping[str, Any], known: Sequence[Column | Sheet], noun: str) -> dict[str, Any]:
    """The mapping with field names for keys, which may be names; ValueError for a key that is neither."""
    fields = {name: item.field for item in known for name in (item.name, item.field)}
    if unknown := [name for name in given if name not in fields]:
        raise ValueError(f"no such {noun}: {', '.join(map(repr, unknown))}")
    return {fields[name]: value for name, value in given.items()}


def _write_settings(workbook: Workbook, values: Mapping[str, Any]) -> None:
    """The Settings sheet: a row for each setting, whether it has a value or not."""
    worksheet = workbook.create_sheet("Settings")
    _write_headers(worksheet, SETTINGS_COLUMNS)
    for row, setting in enumerate(SETTINGS, start=2):
        for position, text in ((1, setting.name), (3, setting.bracket), (4, _setting_help(setting))):
            cell = worksheet.cell(row, position)
            looks.put(cell, text)
            cell.alignment = looks.WRAPPED
            cell.border = looks.CELL_BORDER
            cell.font = looks.BODY_FONT if position == 1 else looks.GREY_FONT
        value_cell = worksheet.cell(row, 2)
        looks.put_input(value_cell, setting, values.get(setting.field))
        value_cell.alignment = looks.TOP_LEFT
        looks.set_height(worksheet, row, looks.lines_of(_setting_help(setting), SETTINGS_WIDTHS[-1]))
        _add_validation(worksheet, validation("Settings", setting, value_cell.coordinate), value_cell.coordinate)
    for position, width in enumerate(SETTINGS_WIDTHS, start=1):
        worksheet.column_dimensions[get_column_letter(position)].width = width
    _finish(worksheet, "input_settings", len(SETTINGS_COLUMNS), len(SETTINGS))


def _setting_help(setting: Column) -> str:
    if setting.required:
        return f"{setting.help} Must be filled."
    if setting.default is None:
        return setting.help  # tells itself what a blank means
    return f"{setting.help} Default: {blank_meaning(setting)}."


def _write_sheet(workbook: Workbook, sheet: Sheet, rows: Sequence[Row]) -> None:
    """One sheet of the schema with its rows and some blank ones."""
    fields = [column.field for column in sheet.columns]
    if unknown := sorted({field for row in rows for field in row} - set(fields)):
        raise ValueError(f"{sheet.name} has no column {', '.join(map(repr, unknown))}")
    worksheet = workbook.create_sheet(sheet.name)
    _write_headers(worksheet, sheet.columns)
    widths = [looks.column_width(column, (row.get(column.field) for row in rows)) for column in sheet.columns]
    height = max(len(rows) + SPARE_ROWS, FEWEST_ROWS)
    for row in range(2, height + 2):
        values = rows[row - 2] if row - 2 < len(rows) else {}
        for position, column in enumerate(sheet.columns, start=1):
            looks.put_input(worksheet.cell(row, position), column, values.get(column.field))
        looks.set_height(worksheet, row, lines=1)
    _set_columns(worksheet, sheet, widths)
    mark_missing(worksheet, sheet.columns)
    _finish(worksheet, f"input_{sheet.field}", len(fields), height)


def _set_columns(worksheet: Worksheet, sheet: Sheet, widths: Sequence[float]) -> None:
    """Widths, validations, and the formats of the cells below the table."""
    for position, (column, width) in enumerate(zip(sheet.columns, widths, strict=True), start=1):
        letter = get_column_letter(position)
        dimension = worksheet.column_dimensions[letter]
        dimension.width = width
        dimension.number_format = looks.number_format(column)
        _add_validation(worksheet, validation(sheet.name, column, f"{letter}2"), f"{letter}2:{letter}{LAST_ROW}")
    unique = unique_name(sheet)
    if unique is not None:
        worksheet.add_data_validation(unique)


def _write_headers(worksheet: Worksheet, columns: Sequence[Column]) -> None:
    for position, column in enumerate(columns, start=1):
        cell = worksheet.cell(1, position)
        looks.put_header(cell, column.header, column.required)
        text = note(column)
        lines = sum(1 + len(line) // NOTE_CHARACTERS for line in text.split("\n"))
        cell.comment = Comment(text, PROGRAM, height=NOTE_LINE * lines + 14, width=NOTE_WIDTH)


def _add_validation(worksheet: Worksheet, made: DataValidation | None, cells: str) -> None:
    if made is not None:
        made.add(cells)
        worksheet.add_data_validation(made)


def _finish(worksheet: Worksheet, table_name: str, width: int, height: int) -> None:
    """The Excel table over the header and its rows, the frozen header, the print set-up."""
    table = Table(displayName=table_name, ref=f"A1:{get_column_letter(width)}{height + 1}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    worksheet.add_table(table)
    worksheet.freeze_panes = "B2"
    looks.set_height(worksheet, 1, looks.HEADER_LINES)
    looks.set_up_print(worksheet, landscape=True, repeat_header=True)
