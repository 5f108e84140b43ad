"""Names that point to other sheets: found, written as the sheet that declares them writes them, or reported."""

from __future__ import annotations

import re
from collections.abc import Mapping

from model.excel.problems import Problems
from model.excel.words import Guesser, fold, listed, quoted
from model.schema import SHEETS, Column
from model.values import AUTOMATIC, COUNTRY
from model.workbook.draft import Draft, Row, Table
from model.workbook.tables.wanting import Unresolved, report_sheets_wanting

Declaration = tuple[str, str]  # sheet and column by their names
BASE = "base"
PARTING = re.compile(r"[;,/+&]| and ")  # what planners put between names, where a semicolon or nothing is meant


def resolve_names(draft: Draft, problems: Problems) -> None:
    """Make every reference canonical; report those that lead nowhere, with the nearest name."""
    declarations = {pair for sheet in SHEETS for column in sheet.columns for pair in column.refers_to}
    known = {pair: _declared(draft, pair) for pair in declarations | {("Agreements", "Agreement")}}
    _check_home(draft, known[COUNTRY], problems)
    _settle_countries(draft, known[COUNTRY])
    unresolved: list[Unresolved] = []
    for sheet in SHEETS:
        table = draft[sheet.field]
        for column in sheet.columns:
            if column.refers_to and len(table):
                unresolved += _resolve_column(draft, table, column, known)
    for one in report_sheets_wanting(draft, unresolved, problems):
        _report(one, problems)
    _add_countries(draft, known[COUNTRY])


def _declared(draft: Draft, pair: Declaration) -> dict[str, str]:
    """Names a column declares, by folded name; every row's spelling is made that of the first."""
    table = _table(draft, pair[0])
    name = table.sheet.column(pair[1]).field
    found: dict[str, str] = {}
    for row in table:
        if row.typed(name) is not None:
            row.values[name] = found.setdefault(fold(row.text(name)), row.text(name))
    return found


def _check_home(draft: Draft, countries: Mapping[str, str], problems: Problems) -> None:
    """Home is a country of the workbook or at least a code: a name in words would be a country nobody trades with."""
    home = draft.home
    if home and fold(home) not in countries and not (len(home) == 3 and home.isalpha()):
        problems.error(
            draft.settings.at("home_country"),
            f"Home country is {quoted(home)}",
            "a three-letter country code (ISO alpha-3)",
            "Type the code that the Country columns use, such as USA.",
        )


def _settle_countries(draft: Draft, countries: dict[str, str]) -> None:
    """Add home, and where the Countries sheet has no rows the countries that other sheets name as such."""
    if not len(draft["countries"]):
        if draft.home:
            countries[fold(draft.home)] = draft.home
        for sheet in SHEETS:
            for column in sheet.columns:
                if column.refers_to == (COUNTRY,):
                    for row in draft[sheet.field]:
                        if row.typed(column.field) is not None:
                            countries.setdefault(fold(row.text(column.field)), row.text(column.field))
    if draft.home:
        draft.settings.values["home_country"] = countries.setdefault(fold(draft.home), draft.home)


def _resolve_column(
    draft: Draft, table: Table, column: Column, known: Mapping[Declaration, dict[str, str]]
) -> list[Unresolved]:
    """Make the names of a column canonical; those that nothing declares, unless what should declare them is missing,
    which is reported once and for all."""
    undeclared = any(_undeclared(draft, pair) for pair in column.refers_to)
    unresolved = []
    names = {fold(word): word for word in column.also}
    for pair in reversed(column.refers_to):
        names.update(known[pair])
    open_to_codes = COUNTRY in column.refers_to and not len(draft["countries"])
    guesser = Guesser(names.values())
    for row in table:
        if row.typed(column.field) is None:
            continue
        typed = row.text(column.field)
        pieces = [piece.strip() for piece in typed.split(";") if piece.strip()] if column.several else [typed]
        canonical = []
        for piece in pieces:
            if open_to_codes and len(piece) == 3 and piece.isalpha():
                names.setdefault(fold(piece), known[COUNTRY].setdefault(fold(piece), piece))
            name = names.get(fold(piece))
            if name is None:
                nearest = _nearest(piece, column, names, guesser)
                unresolved += [] if undeclared else [Unresolved(row, column, piece, nearest, names)]
            else:
                canonical.append(name)
        if len(canonical) < len(pieces):
            row.spoil(column.field)
        elif canonical == [BASE] and BASE in column.also:
            del row.values[column.field]
        else:
            row.values[column.field] = "; ".join(canonical)
    return unresolved


def _nearest(name: str, column: Column, names: Mapping[str, str], guesser: Guesser) -> str:
    """The likeliest name meant; where several may stand, those that were parted by something else than semicolons."""
    if column.several and (pieces := _pieces(name, names)):
        return "; ".join(pieces)
    return guesser.nearest(name)


def _pieces(text: str, names: Mapping[str, str]) -> list[str]:
    """The names that were typed into one cell; none where it is one, or not all of them are known."""
    pieces = [fold(piece) for piece in PARTING.split(text)]
    return [names[piece] for piece in pieces] if len(pieces) > 1 and all(piece in names for piece in pieces) else []


def _table(draft: Draft, sheet_name: str) -> Table:
    return next(draft[sheet.field] for sheet in SHEETS if sheet.name == sheet_name)


def _undeclared(draft: Draft, pair: Declaration) -> bool:
    """Whether the sheet or column that should declare the names is known to be missing."""
    table = _table(draft, pair[0])
    return table.incomplete and not (table.rows and table.sheet.column(pair[1]).field in table.letters)


def _report(one: Unresolved, problems: Problems) -> None:
    sheets = list(dict.fromkeys(sheet for sheet, _ in one.column.refers_to))
    where = listed(f"the column {name} of {sheet}" for sheet, name in one.column.refers_to)
    also = "".join(f", or {quoted(word)}" for word in one.column.also)
    few = f": {listed(one.names.values())}" if 0 < len(one.names) <= 12 else ""
    mend = (
        f"Change it to {quoted(one.nearest)}, or add it to {listed(sheets)}."
        if one.nearest
        else f"Correct the name, or add it to {listed(sheets)}."
    )
    if ";" in one.nearest:
        mend = f"Separate the names by semicolons: {one.nearest}."
    elif pieces := _pieces(one.name, one.names):
        mend = f"The cell takes one name. Write a row for each: {listed(pieces, 'and')}."
    problems.error(
        one.row.at(one.column.field),
        f"{one.column.name} names {quoted(one.name)}, which is not known",
        f"a name from {where}{also}{few}",
        mend,
        one.nearest,
    )


def _add_countries(draft: Draft, countries: Mapping[str, str]) -> None:
    """Give every country in use a row, without freight and duty, so that later steps can look all of them up."""
    table = draft["countries"]
    listed_already = {fold(row.text("country")) for row in table}
    table.rows += [
        Row(table, AUTOMATIC, {"country": name}) for folded, name in countries.items() if folded not in listed_already
    ]
