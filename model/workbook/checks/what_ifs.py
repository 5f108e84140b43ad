"""Checks of the What-ifs sheet: sheets and columns that exist, values that fit the action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.excel.problems import Problems
from model.excel.words import Guesser, fold, listed, quoted
from model.schema import SHEETS, Column
from model.workbook.draft import Draft, Row
from model.workbook.tables.headers import match
from model.workbook.tables.settings import SETTINGS_COLUMNS

COLUMNS: Mapping[str, Sequence[Column]] = {
    "Settings": SETTINGS_COLUMNS.columns,
    **{sheet.name: sheet.columns for sheet in SHEETS if sheet.name != "What-ifs"},
}


def check_what_ifs(draft: Draft, problems: Problems) -> None:
    """Each row names a sheet, a column of it, rows by `column=value; ...`, and a value that fits."""
    names = {fold(name): name for name in COLUMNS}
    for row in draft["what_ifs"]:
        typed = row.text("sheet")
        if not typed:
            continue
        sheet = names.get(fold(typed))
        if sheet is None:
            nearest = Guesser(COLUMNS).nearest(typed)
            mend = f"Change it to {quoted(nearest)}." if nearest else "Type the name of a sheet."
            problems.error(
                row.at("sheet"),
                f"there is no sheet {quoted(typed)} that a what-if can change",
                listed(COLUMNS),
                mend,
                nearest,
            )
            continue
        row.values["sheet"] = sheet
        _check_column(row, "column", row.text("column"), sheet, problems)
        for piece in filter(None, (part.strip() for part in row.text("where").split(";"))):
            column, equals, _ = piece.partition("=")
            if not equals:
                problems.error(
                    row.at("where"),
                    f"{quoted(piece)} names no value",
                    "column=value; column=value",
                    "Write, for example, Material=Gallium.",
                )
            else:
                _check_column(row, "where", column, sheet, problems)
        _check_value(row, problems)


def _check_column(row: Row, name: str, typed: str, sheet: str, problems: Problems) -> None:
    columns = match(typed, COLUMNS[sheet])
    if not typed or len(columns) == 1:
        return
    headers = [column.header for column in COLUMNS[sheet]]
    if columns:
        problems.error(
            row.at(name),
            f"{quoted(typed)} may mean two columns of {sheet}",
            listed(c.header for c in columns),
            "Write it with its bracket.",
        )
        return
    nearest = Guesser(headers).nearest(typed)
    mend = f"Change it to {quoted(nearest)}." if nearest else "Type the header of a column."
    problems.error(row.at(name), f"the sheet {sheet} has no column {quoted(typed)}", listed(headers), mend, nearest)


def _check_value(row: Row, problems: Problems) -> None:
    """Factors and addends are numbers; a value may be blank only to clear a cell."""
    if row.value("action") not in ("multiply", "add") or "value" in row.bad:
        return
    try:
        float(row.text("value"))
    except ValueError:
        problems.error(
            row.at("value"),
            f"{quoted(row.text('value'))} where a number belongs",
            f"a number to {row.value('action')}",
            "Type the number.",
        )
