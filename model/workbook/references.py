"""Names that point to other sheets: found, written as the sheet that declares them writes them, or reported."""

from __future__ import annotations

from collections.abc import Mapping

from model.schema import SHEETS, Column
from model.workbook.draft import Draft, Row, Table
from model.workbook.problems import Problems
from model.workbook.words import Guesser, fold, listed, quoted

Declaration = tuple[str, str]  # sheet and column by their names
COUNTRY: Declaration = ("Countries", "Country")
BASE = "base"
AUTOMATIC = 0  # row number of a row that no workbook row stands for


def resolve_names(draft: Draft, problems: Problems) -> None:
    """Make every reference canonical; report those that lead nowhere, with the nearest name."""
    declarations = {pair for sheet in SHEETS for column in sheet.columns for pair in column.refers_to}
    known = {pair: _declared(draft, pair) for pair in declarations | {("Agreements", "Agreement")}}
    _check_home(draft, known[COUNTRY], problems)
    _settle_countries(draft, known[COUNTRY])
    for sheet in SHEETS:
        table = draft[sheet.field]
        for column in sheet.columns:
            if column.refers_to and len(table):
                _resolve_column(draft, table, column, known, problems)
    _add_countries(draft, known[COUNTRY])


def _declared(draft: Draft, pair: Declaration) -> dict[str, str]:
    """Names a column declares, by folded name; every row's spelling is made that of the first."""
    table = next(draft[sheet.field] for sheet in SHEETS if sheet.name == pair[0])
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
    draft: Draft, table: Table, column: Column, known: Mapping[Declaration, dict[str, str]], problems: Problems
) -> None:
    if all(_undeclared(draft, pair, known[pair]) for pair in column.refers_to):
        for row in table:
            row.spoil(column.field)
        return
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
                _report(row, column, piece, names, guesser, problems)
            else:
                canonical.append(name)
        if len(canonical) < len(pieces):
            row.spoil(column.field)
        elif canonical == [BASE] and BASE in column.also:
            del row.values[column.field]
        else:
            row.values[column.field] = "; ".join(canonical)


def _undeclared(draft: Draft, pair: Declaration, names: Mapping[str, str]) -> bool:
    """Whether the sheet or column that should declare the names is missing, which is reported once and for all."""
    table = next(draft[sheet.field] for sheet in SHEETS if sheet.name == pair[0])
    no_materials = pair[0] == "Materials" and not table.rows
    return not names and (no_materials or (bool(table.rows) and table.sheet.column(pair[1]).required))


def _report(
    row: Row, column: Column, piece: str, names: Mapping[str, str], guesser: Guesser, problems: Problems
) -> None:
    nearest = guesser.nearest(piece)
    sheets = list(dict.fromkeys(sheet for sheet, _ in column.refers_to))
    where = listed(f"the column {name} of {sheet}" for sheet, name in column.refers_to)
    also = "".join(f", or {quoted(word)}" for word in column.also)
    few = f": {listed(names.values())}" if 0 < len(names) <= 12 else ""
    mend = (
        f"Change it to {quoted(nearest)}, or add it to {listed(sheets)}."
        if nearest
        else f"Correct the name, or add it to {listed(sheets)}."
    )
    problems.error(
        row.at(column.field),
        f"{column.name} names {quoted(piece)}, which is not known",
        f"a name from {where}{also}{few}",
        mend,
        nearest,
    )


def _add_countries(draft: Draft, countries: Mapping[str, str]) -> None:
    """Give every country in use a row, without freight and duty, so that later steps can look all of them up."""
    table = draft["countries"]
    listed_already = {fold(row.text("country")) for row in table}
    table.rows += [
        Row(table, AUTOMATIC, {"country": name}) for folded, name in countries.items() if folded not in listed_already
    ]
