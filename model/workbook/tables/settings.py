"""The Settings sheet, read as one row; and the periods of the plan, where it says which they are."""

from __future__ import annotations

from collections.abc import Sequence

from model.calendar import Calendar, Span, parse_day_or_span
from model.excel.addresses import column_letter
from model.excel.problems import Problems
from model.excel.raw import RawCell, RawSheet
from model.excel.words import Guesser, listed, quoted
from model.schema import SETTINGS, Column, Kind, Sheet
from model.workbook.draft import SettingsRow, Table
from model.workbook.tables.cells import read_cell, report_layout
from model.workbook.tables.descriptions import blank_meaning
from model.workbook.tables.headers import match, read_headers
from model.workbook.tables.shares import check_shares_of_settings
from model.workbook.tables.unit_words import bracket_text, has_other_unit

HORIZON = ("start", "period_months", "periods")  # the settings that say which periods there are
SETTINGS_SHEET = Sheet("Settings", "The plan as a whole.", SETTINGS, required=True)
SETTINGS_COLUMNS = Sheet(
    "Settings",
    "The two columns that are read.",
    (
        Column("Setting", Kind.TEXT, "Its name.", required=True),
        Column("Value", Kind.TEXT, "Its value.", required=True),
        *(Column(name, Kind.TEXT, "Not read.") for name in ("Unit", "Help", "Source", "Note")),
    ),
    required=True,
)


def read_settings(raw: RawSheet | None, problems: Problems) -> SettingsRow:
    """The Settings sheet; each line's name is matched like a header."""
    if raw is None:
        return SettingsRow(Table(SETTINGS_SHEET, "Settings", present=False), {})
    columns, _, _ = read_headers(SETTINGS_COLUMNS, raw, None, problems)
    report_layout(raw, columns, problems)
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
    found: dict[str, RawCell | None] = {}
    unknown: list[tuple[RawCell, RawCell]] = []
    foreign: set[str] = set()  # in another unit, so that the figure means something else
    letter = column_letter(columns["value"])
    for number, cells in raw.data_rows():
        name, value = cells.get(columns["setting"]), cells.get(columns["value"])
        settings = match(str(name.value), SETTINGS) if name else []
        if name is None:
            _report_nameless(raw, number, value, problems)
        elif not settings:
            unknown += [(name, value)] if value else []  # without a value it is a heading
        elif settings[0].field in found:
            row.bad.add(settings[0].field)
            problems.error(
                (raw.title, name.address),
                f"the setting {quoted(settings[0].name)} is here and beside {row.at(settings[0].field)[1]}",
                "each setting once",
                "Delete one of the two lines.",
            )
        else:
            found[settings[0].field] = value
            row.cells[settings[0].field] = f"{letter}{number}"
            if value is not None and _in_other_unit(
                raw, settings[0], name, cells.get(columns.get("unit", 0)), problems
            ):
                foreign.add(settings[0].field)
    for column in SETTINGS:
        read_cell(row, column, found.get(column.field), None, problems)
    for field in foreign:
        row.spoil(field)
    check_shares_of_settings(
        raw.title, {field: cell for field, cell in found.items() if field not in foreign}, problems
    )
    guessed = _report_unknown(row, set(found), unknown, problems)
    if row.blank("start") or ("start" not in found and "Start" not in guessed):
        problems.error(
            (raw.title, row.cells.get("start", "A1")),
            "Start is empty or its line is missing",
            "the first day of period 1",
            "Fill in Start, for example 2027-01-01.",
        )
    return row


def _in_other_unit(raw: RawSheet, setting: Column, name: RawCell, unit: RawCell | None, problems: Problems) -> bool:
    """Whether the setting's bracket, or what stands under Unit beside it, names another unit than is read; told then."""
    if setting.kind not in (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER):
        return False
    beside = [(unit, str(unit.value))] if unit is not None else []
    for cell, text in ((name, bracket_text(str(name.value))), *beside):
        if has_other_unit(text, setting):
            problems.error(
                (raw.title, cell.address),
                f"{quoted(cell.value)} is another unit than that of {quoted(setting.name)}",
                setting.bracket or "a plain number",
                "Convert the figure, and write the unit like that.",
            )
            return True
    return False


def _report_nameless(raw: RawSheet, number: int, value: RawCell | None, problems: Problems) -> None:
    if value is not None:
        problems.error(
            (raw.title, value.address),
            f"a value without a setting's name in row {number}",
            "a name under Setting",
            "Name the setting, or delete the value.",
        )


def _report_unknown(
    row: SettingsRow, found: set[str], lines: Sequence[tuple[RawCell, RawCell]], problems: Problems
) -> set[str]:
    """Values under unknown names are errors, as the planner believes that they count. The settings they seem to be.

    While there is one, settings of the horizon that have no line of their own are in doubt: it may be theirs.
    """
    absent = [column for column in SETTINGS if column.field not in found]
    horizon = [column for column in absent if column.field in HORIZON]
    if lines:
        row.bad |= {column.field for column in horizon}
    other = "Delete the line, then the default counts; the template lists all settings."
    if horizon:
        defaults = listed((f"{column.name} ({blank_meaning(column) or 'no default'})" for column in horizon), "and")
        other = f"Name it as in the template, or delete it; the sheet has no line, and so takes the default, for {defaults}."
    guesser = Guesser(column.name for column in absent)
    guessed = set()
    for name, value in lines:
        nearest = guesser.nearest(str(name.value))
        if not nearest and any(column.field == "start" for column in horizon) and parse_day_or_span(value.value):
            nearest = "Start"
        guessed.add(nearest)
        problems.error(
            (row.table.title, name.address),
            f"there is no setting {quoted(name.value)}",
            "a setting of the template",
            f"Change it to {quoted(nearest)}." if nearest else other,
            nearest,
        )
    return guessed


def calendar_of(settings: SettingsRow) -> Calendar | None:
    """The plan's periods; None where Start, Period months or Periods cannot be used or are in doubt."""
    start, months, periods = (None if name in settings.bad else settings.value(name) for name in HORIZON)
    if not isinstance(start, Span) or months is None or periods is None:
        return None
    return Calendar(start.start, int(months), int(periods))
