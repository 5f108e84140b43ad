"""Raw sheets become tables of values: columns found by header, cells read by kind."""

from __future__ import annotations

from model.calendar import Calendar
from model.excel.addresses import column_letter
from model.excel.problems import Problems
from model.excel.raw import RawBook, RawCell, RawSheet
from model.schema import SHEETS, Column, Sheet
from model.workbook.draft import Draft, Row, Table
from model.workbook.tables.cells import BY_TEXT, Known, read_row, report_layout
from model.workbook.tables.convert import STAND_IN, wanted
from model.workbook.tables.header_row import find_header_row
from model.workbook.tables.headers import read_headers
from model.workbook.tables.settings import SETTINGS_COLUMNS, calendar_of, read_settings
from model.workbook.tables.shares import check_shares
from model.workbook.tables.sheets import find_sheets
from model.workbook.tables.totals import find_totals

# Rows of one sheet that are read. Far more than a plan of any use has: a workbook with 100,000 offers takes some 15 s to read
# and 0.5 GB. More is a column that was filled down to the last row of the sheet, and is told at once.
MOST_ROWS = 200_000


def read_tables(book: RawBook, problems: Problems, before: Draft | None = None) -> Draft:
    """All tables of the workbook, every unusable sheet, column and cell reported.

    `before`: what was read, and not yet checked, of a workbook that shares sheets and rows with this one. What they share is
    taken from there, and its problems are not reported again.
    """
    sheets = find_sheets(book, (SETTINGS_COLUMNS, *SHEETS), problems)
    for sheet in (SETTINGS_COLUMNS, *SHEETS):
        if sheet.field in sheets:
            find_header_row(sheet, sheets[sheet.field], problems)
    settings = read_settings(sheets.get("settings"), problems)
    calendar = calendar_of(settings)
    tables = {}
    known = before.tables if before and before.calendar == calendar else {}
    for sheet in SHEETS:
        raw, there = sheets.get(sheet.field), known.get(sheet.field)
        if raw is None:
            tables[sheet.field] = Table(sheet, sheet.name, present=False, incomplete=sheet.required)
        elif there and there.raw is raw:
            tables[sheet.field] = there.copied()
        else:
            tables[sheet.field] = _read_table(sheet, raw, calendar or STAND_IN, problems, there)
    materials = tables["materials"]
    if materials.present and not materials.rows:
        materials.incomplete = True
        problems.error(
            (materials.title, "A2"),
            "there is no material",
            "at least one row",
            "Add the materials to plan for.",
        )
    return Draft(settings, calendar or STAND_IN, calendar is not None, tables)


def _read_table(
    sheet: Sheet, raw: RawSheet, calendar: Calendar, problems: Problems, before: Table | None
) -> Table:
    columns, doubtful, foreign = read_headers(sheet, raw, calendar, problems)
    report_layout(raw, columns, problems)
    letters = {name: column_letter(number) for name, number in columns.items()}
    table = Table(sheet, raw.title, letters, incomplete=bool(doubtful), raw=raw)
    read = [(column, columns[column.field]) for column in sheet.columns if column.field in columns]
    telling = {number for column, number in read if column.field not in ("source", "note")}
    totals = find_totals(sheet, raw, columns, problems)
    shared = _rows_shared(raw, letters, before)
    kept: list[tuple[Column, int, Known | None]] = [
        (column, place, {} if column.kind in BY_TEXT else None) for column, place in read
    ]
    for count, (number, cells) in enumerate(raw.data_rows(), start=1):
        if count > MOST_ROWS:
            problems.error(
                (raw.title, f"A{number}"),
                f"more than {MOST_ROWS:,} rows",
                f"at most {MOST_ROWS:,}",
                "Delete rows that are not needed.",
            )
            break
        if number in totals:
            continue
        if telling.isdisjoint(cells):
            _report_remark(raw, number, cells, problems)
            continue
        if number in shared:
            table.rows.append(shared[number].copied_to(table))
            continue
        row = Row(table, number, {})
        read_row(row, kept, cells, calendar, problems)
        for name in foreign & row.values.keys():
            row.spoil(name)
        if row.values or row.bad:
            row.bad |= doubtful
            _require(row, [column for column, _ in read], problems)
            table.rows.append(row)
    own = {name: number for name, number in columns.items() if name not in foreign}
    check_shares(table, raw, own, problems)
    return table


def _rows_shared(raw: RawSheet, letters: dict[str, str], before: Table | None) -> dict[int, Row]:
    """Rows by number that were read before of the very same cells under the same columns."""
    if before is None or before.raw is None or before.letters != letters:
        return {}
    there = before.raw.rows
    return {row.number: row for row in before if raw.rows.get(row.number) is there[row.number]}


def _report_remark(raw: RawSheet, number: int, cells: dict[int, RawCell], problems: Problems) -> None:
    cell = cells[min(cells)]
    problems.warn(
        (raw.title, cell.address),
        f"row {number} is filled only outside the table's columns and is not used",
        "",
        "No action is needed if it is a remark.",
    )


def _require(row: Row, columns: list[Column], problems: Problems) -> None:
    for column in columns:
        if column.required and row.blank(column.field):
            problems.error(
                row.at(column.field),
                f"{column.name} is empty",
                wanted(column),
                f"Fill in {column.header}, or clear the whole row.",
            )
            row.bad.add(column.field)
