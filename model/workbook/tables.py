"""Raw sheets become tables of values: sheets found by name, columns by header, cells by kind."""

from __future__ import annotations

from datetime import datetime

from openpyxl.utils import get_column_letter, range_boundaries

from model.calendar import Calendar, Span
from model.schema import SETTINGS, SHEETS, Column, Kind, Sheet
from model.workbook.check_shares import check_shares, check_shares_of_settings
from model.workbook.convert import CellError, convert, wanted
from model.workbook.draft import Draft, Row, SettingsRow, Table
from model.workbook.headers import match, read_headers
from model.workbook.problems import Problems
from model.workbook.raw import RawBook, RawCell, RawSheet
from model.workbook.words import Guesser, fold, listed, quoted

MOST_ROWS = 20_000
OTHER_SHEETS = ("guide", "problems", "lists")  # sheets of the template that hold no input
SETTINGS_SHEET = Sheet("Settings", "The plan as a whole.", SETTINGS, required=True)
SETTINGS_COLUMNS = Sheet(
    "Settings",
    "The two columns that are read.",
    (
        Column("Setting", Kind.TEXT, "Its name.", required=True),
        Column("Value", Kind.TEXT, "Its value.", required=True),
        *(Column(name, Kind.TEXT, "Not read.") for name in ("Unit", "Help", "Source", "Note")),
    ),
)
STAND_IN = Calendar(datetime(2026, 1, 1), 3, 240)  # lets dates be read while Settings does not say when the plan starts


def read_tables(book: RawBook, problems: Problems) -> Draft:
    """All tables of the workbook, every unusable sheet, column and cell reported."""
    sheets = _find_sheets(book, problems)
    settings = _read_settings(sheets.get("settings"), problems)
    calendar = _calendar(settings)
    tables = {}
    for sheet in SHEETS:
        raw = sheets.get(sheet.field)
        tables[sheet.field] = (
            _read_table(sheet, raw, calendar or STAND_IN, problems) if raw else Table(sheet, sheet.name)
        )
    if sheets.get("materials") and not tables["materials"].rows:
        problems.error(
            (tables["materials"].title, "A2"),
            "there is no material",
            "at least one row",
            "Add the materials to plan for.",
        )
    return Draft(settings, calendar or STAND_IN, calendar is not None, tables)


def _find_sheets(book: RawBook, problems: Problems) -> dict[str, RawSheet]:
    """Raw sheets by sheet field name; unknown, doubled, hidden and missing ones reported."""
    known = {fold(sheet.name): sheet for sheet in (SETTINGS_SHEET, *SHEETS)}
    found: dict[str, RawSheet] = {}
    unknown: list[str] = []
    for raw in book.sheets:
        sheet = known.get(fold(raw.title))
        if sheet is None:
            unknown += [raw.title] if fold(raw.title) not in OTHER_SHEETS else []
        elif sheet.field in found:
            problems.error(
                (raw.title, ""),
                f"there are two sheets named {quoted(sheet.name)}",
                "each sheet once",
                "Delete or rename one.",
            )
        else:
            found[sheet.field] = raw
            if raw.hidden and raw.rows:
                problems.warn(
                    (raw.title, ""),
                    "the sheet is hidden; it is used all the same",
                    "",
                    "Unhide it, or empty it if it should not count.",
                )
    missing = [sheet for sheet in known.values() if sheet.field not in found]
    guesser = Guesser(unknown)
    for sheet in missing:
        if sheet.required:
            nearest = guesser.nearest(sheet.name)
            mend = (
                f"Was it renamed to {quoted(nearest)}? Name it {quoted(sheet.name)}."
                if nearest
                else "Add the sheet; the template shows it."
            )
            problems.error(
                (sheet.name, ""), f"the sheet {quoted(sheet.name)} is missing", "a sheet of that name", mend, nearest
            )
    meant = Guesser(sheet.name for sheet in missing)
    for title in unknown:
        nearest = meant.nearest(title)
        mend = (
            f"Was {quoted(nearest)} meant? Then name it so."
            if nearest
            else "Nothing need be done if it is a sheet of your own."
        )
        problems.warn(
            (title, ""),
            f"the sheet {quoted(title)} is not known and is not used",
            "the sheets of the template",
            mend,
            nearest,
        )
    return found


def _report_layout(raw: RawSheet, columns: dict[str, int], problems: Problems) -> None:
    """Merged cells that reach into the table are errors; hidden rows are used, and said to be."""
    last_row, last_column = max(raw.rows, default=1), max(columns.values(), default=1)
    for area in raw.merged:
        try:
            left, top, _, _ = range_boundaries(area)
        except ValueError:
            left = top = 1
        if (top or 1) <= last_row and (left or 1) <= last_column:
            problems.error(
                (raw.title, area.split(":")[0]),
                f"the cells {area} are merged",
                "a value in each cell of its own",
                "Select them and choose Unmerge Cells, then fill each cell that needs a value.",
            )
    hidden = sorted(number for number in raw.hidden_rows if number > 1)
    if hidden:
        problems.warn(
            (raw.title, f"A{hidden[0]}"),
            f"hidden rows are used all the same: {listed((str(n) for n in hidden), 'and')}",
            "",
            "Unhide them, or delete them if they should not count.",
        )


def _read_table(sheet: Sheet, raw: RawSheet, calendar: Calendar, problems: Problems) -> Table:
    columns, doubtful = read_headers(sheet, raw, problems)
    _report_layout(raw, columns, problems)
    letters = {name: get_column_letter(number) for name, number in columns.items()}
    table = Table(sheet, raw.title, letters)
    read = [(column, columns[column.field]) for column in sheet.columns if column.field in columns]
    telling = {number for column, number in read if column.field not in ("source", "note")}
    for count, (number, cells) in enumerate(raw.data_rows(), start=1):
        if count > MOST_ROWS:
            problems.error(
                (raw.title, f"A{number}"),
                f"more than {MOST_ROWS:,} rows",
                f"at most {MOST_ROWS:,}",
                "Delete rows that are not needed.",
            )
            break
        if telling.isdisjoint(cells):
            _report_remark(raw, number, cells, problems)
            continue
        row = Row(table, number, {})
        for column, place in read:
            _read_cell(row, column, cells.get(place), calendar, problems)
        if row.values or row.bad:
            row.bad |= doubtful
            _require(row, [column for column, _ in read], problems)
            table.rows.append(row)
    check_shares(table, raw, columns, problems)
    return table


def _report_remark(raw: RawSheet, number: int, cells: dict[int, RawCell], problems: Problems) -> None:
    cell = cells[min(cells)]
    problems.warn(
        (raw.title, cell.address),
        f"row {number} is filled only outside the table's columns and is not used",
        "",
        "Nothing need be done if it is a remark.",
    )


def _read_cell(row: Row, column: Column, cell: RawCell | None, calendar: Calendar | None, problems: Problems) -> None:
    """Put the cell's value into the row, or report it and mark the field."""
    if cell is None:
        return
    try:
        value = convert(cell, column, calendar)
    except CellError as fault:
        problems.error((row.table.title, cell.address), fault.found, fault.allowed, fault.mend, fault.nearest)
        row.bad.add(column.field)
    else:
        if value is not None and value != "":
            row.values[column.field] = value


def _require(row: Row, columns: list[Column], problems: Problems) -> None:
    for column in columns:
        if column.required and row.blank(column.field):
            problems.error(
                row.at(column.field),
                f"{column.name} is empty",
                wanted(column),
                f"Fill in {column.header}, or clear the whole row.",
            )


def _read_settings(raw: RawSheet | None, problems: Problems) -> SettingsRow:
    """The Settings sheet; each line's name is matched like a header."""
    if raw is None:
        return SettingsRow(Table(SETTINGS_SHEET, "Settings"), {})
    columns, _ = read_headers(SETTINGS_COLUMNS, raw, problems)
    _report_layout(raw, columns, problems)
    found: dict[str, RawCell | None] = {}
    row = SettingsRow(Table(SETTINGS_SHEET, raw.title), {})
    if not {"setting", "value"} <= set(columns):
        if not any(True for _ in raw.data_rows()):
            problems.error(
                (raw.title, "A1"),
                "the sheet has no settings",
                "the columns Setting and Value, at least Start",
                "Fill it in as in the template.",
            )
        return row
    letter = get_column_letter(columns["value"])
    guesser = Guesser(column.name for column in SETTINGS)
    for number, cells in raw.data_rows():
        name, value = cells.get(columns["setting"]), cells.get(columns["value"])
        settings = match(str(name.value), SETTINGS) if name else []
        if name is None or not settings:
            _report_unknown_setting(raw, number, name, value, guesser, problems)
        elif settings[0].field in found:
            problems.error(
                (raw.title, name.address),
                f"the setting {quoted(settings[0].name)} stands here and beside {row.at(settings[0].field)[1]}",
                "each setting once",
                "Delete one of the two lines.",
            )
        else:
            found[settings[0].field] = value
            row.cells[settings[0].field] = f"{letter}{number}"
    for column in SETTINGS:
        _read_cell(row, column, found.get(column.field), None, problems)
    check_shares_of_settings(raw.title, found, problems)
    if row.blank("start"):
        problems.error(
            (raw.title, row.cells.get("start", "A1")),
            "Start is empty or its line is missing",
            "the first day of period 1",
            "Fill in Start, for example 2027-01-01.",
        )
    return row


def _report_unknown_setting(
    raw: RawSheet, number: int, name: RawCell | None, value: RawCell | None, guesser: Guesser, problems: Problems
) -> None:
    """A value under an unknown name is an error, as the planner believes that it counts; a heading is not."""
    if value is None:
        return
    if name is None:
        problems.error(
            (raw.title, value.address),
            f"a value without a setting's name in row {number}",
            "a name under Setting",
            "Name the setting, or delete the value.",
        )
        return
    nearest = guesser.nearest(str(name.value))
    other = "Delete the line, then the default counts; the template lists all settings."
    mend = f"Change it to {quoted(nearest)}." if nearest else other
    problems.error(
        (raw.title, name.address),
        f"there is no setting {quoted(name.value)}",
        "a setting of the template",
        mend,
        nearest,
    )


def _calendar(settings: SettingsRow) -> Calendar | None:
    """The plan's periods; None where Start, Period months or Periods cannot be used."""
    start, months, periods = (settings.value(name) for name in ("start", "period_months", "periods"))
    if not isinstance(start, Span) or months is None or periods is None:
        return None
    return Calendar(start.start, int(months), int(periods))
