"""Which sheet of the workbook is which sheet of the schema: by name, and by its headers where it was renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.excel.problems import Problems
from model.excel.raw import RawBook, RawSheet
from model.excel.words import Guesser, fold, listed, quoted
from model.schema import Sheet
from model.workbook.tables.headers import match

# Sheets of the template that hold no input, and the list of tables that Apple Numbers adds.
OTHER_SHEETS = ("guide", "problems", "lists", "export summary")
TITLE_OF_TABLE = " - "  # between a sheet's name and its table's, where Numbers made a sheet of each table
REMARKS = {"source", "note", "name"}  # columns that many a sheet has, and so tell none from another


def find_sheets(book: RawBook, sheets: Sequence[Sheet], problems: Problems) -> dict[str, RawSheet]:
    """Raw sheets by sheet field name, renamed ones among them; renamed, unknown, doubled, hidden and missing ones reported.

    A renamed sheet is read as what it seems to be, so that its own problems are told at once and the names on it are known.
    """
    known = {fold(sheet.name): sheet for sheet in sheets}
    exported = _exported(book, known)
    found: dict[str, RawSheet] = {}
    unknown: list[RawSheet] = []
    for raw in book.sheets:
        sheet = known.get(fold(exported.get(raw.title, raw.title)))
        if sheet is None:
            unknown += [raw] if fold(raw.title) not in OTHER_SHEETS else []
        elif sheet.field in found:
            problems.error(
                (raw.title, ""),
                f"there are two sheets named {quoted(sheet.name)}"
                + (f"; {quoted(raw.title)} is one, as Numbers exports it" if raw.title in exported else ""),
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
    _report_exported(exported, problems)
    missing = [sheet for sheet in sheets if sheet.field not in found]
    renamed = _renamed(missing, unknown)
    for sheet, raw in renamed:
        found[sheet.field] = raw
        _report_renamed(sheet, raw.title, problems)
    taken = {raw.title for _, raw in renamed}
    _report_rest(
        [sheet for sheet in missing if sheet.field not in found],
        [raw.title for raw in unknown if raw.title not in taken],
        problems,
    )
    return found


def _exported(book: RawBook, known: Mapping[str, Sheet]) -> dict[str, str]:
    """Sheets that Apple Numbers made of tables, `Supply - Table 1` of the table on Supply, and the names they stand for."""
    exported = {}
    for raw in book.sheets:
        name, parted, table = raw.title.partition(TITLE_OF_TABLE)
        if parted and fold(name) in known:
            exported[raw.title] = name
            raw.table_title = table
    return exported


def _report_exported(exported: Mapping[str, str], problems: Problems) -> None:
    if exported:
        names = [f"{quoted(title)} as {quoted(name)}" for title, name in exported.items()]
        problems.warn(
            (next(iter(exported)), ""),
            f"sheets are read as Numbers exports them: {listed(names, 'and')}",
            "",
            "No action is needed if they are meant.",
        )


def _renamed(missing: Sequence[Sheet], unknown: Sequence[RawSheet]) -> list[tuple[Sheet, RawSheet]]:
    """Missing sheets and the unknown ones that they seem to be, each at most once, the best matches first."""
    guesser = Guesser(sheet.name for sheet in missing)
    likely = []
    for raw in unknown:
        for sheet in missing:
            score = _likeness(sheet, raw, named_alike=guesser.nearest(raw.title) == sheet.name)
            if score:
                likely.append((score, sheet, raw))
    pairs: list[tuple[Sheet, RawSheet]] = []
    for _, sheet, raw in sorted(likely, key=lambda one: -one[0]):
        if all(sheet is not other and raw is not taken for other, taken in pairs):
            pairs.append((sheet, raw))
    return pairs


def _likeness(sheet: Sheet, raw: RawSheet, named_alike: bool) -> float:
    """How far a filled sheet has the headers of a sheet of the schema, 0 where it is not to be taken for it.

    It needs all the columns that must be filled, or some column and a like name; and no more foreign columns than known. A
    header that may mean two columns counts once.
    """
    if not any(True for _ in raw.data_rows()):
        return 0.0
    matches = [match(str(cell.value), sheet.columns) for cell in raw.header.values()]
    fields = {columns[0].field for columns in matches if columns} - REMARKS
    foreign = sum(not columns for columns in matches)
    required = {column.field for column in sheet.columns if column.required}
    enough = bool(fields) if named_alike else len(fields) > 1 and required <= fields
    return len(fields) / (len(fields) + foreign) + named_alike if enough and foreign <= len(fields) else 0.0


def _report_renamed(sheet: Sheet, title: str, problems: Problems) -> None:
    own = "" if sheet.required else f" If it is a sheet of your own, add an empty sheet {quoted(sheet.name)}."
    problems.error(
        (title, ""),
        f"the sheet {quoted(sheet.name)} is missing; is {quoted(title)} it?",
        f"a sheet named {quoted(sheet.name)}",
        f"Rename {quoted(title)} to {quoted(sheet.name)}.{own}",
        sheet.name,
    )


def _report_rest(missing: Sequence[Sheet], unknown: Sequence[str], problems: Problems) -> None:
    """Required sheets that nothing seems to be, and sheets that seem to be none."""
    for sheet in missing:
        if sheet.required:
            problems.error(
                (sheet.name, ""),
                f"the sheet {quoted(sheet.name)} is missing",
                "a sheet of that name",
                "Add the sheet; the template shows it.",
            )
    meant = Guesser(sheet.name for sheet in missing)
    for title in unknown:
        nearest = meant.nearest(title)
        mend = (
            f"Was {quoted(nearest)} meant? Then name it so."
            if nearest
            else "No action is needed if it is a sheet of your own."
        )
        problems.warn(
            (title, ""),
            f"the sheet {quoted(title)} is not known and is not used",
            "the sheets of the template",
            mend,
            nearest,
        )
