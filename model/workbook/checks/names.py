"""Checks of names: each key once, no name that means two things, no reserved word; and of From and To."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.calendar import Span
from model.excel.problems import Problems
from model.excel.words import fold, listed, quoted
from model.schema import SHEETS
from model.values import AUTOMATIC
from model.workbook.checks.check import check
from model.workbook.draft import Draft, Row
from model.workbook.tables.references import BASE


@check()
def check_keys(draft: Draft, problems: Problems) -> None:
    """Two rows of a sheet with the same key, spelling apart."""
    for sheet in SHEETS:
        names = [sheet.column(name).field for name in sheet.key]
        first: dict[tuple[Any, ...], Row] = {}
        for row in draft[sheet.field]:
            if not names or any(name in row.bad for name in names) or row.blank(names[0]):
                continue
            same = first.setdefault(tuple(_key(draft, row.value(name)) for name in names), row)
            if same is not row:
                others = listed(sheet.key[1:])
                problems.error(
                    row.at(names[0]),
                    f"{_shown(row, sheet.key, names)} appears twice, here and in {same.at(names[0])[1]}",
                    f"each {listed(sheet.key, 'and')} once",
                    f"Delete one of the two rows, or change its {others}."
                    if others
                    else "Rename one of the two rows, or delete it.",
                )


def _shown(row: Row, key: Sequence[str], names: Sequence[str]) -> str:
    """A row's key in words, such as `"Gallium", By 2028Q1`."""
    values = [row.value(name) for name in names]
    texts = [value.text if isinstance(value, Span) else str(value or "") for value in values]
    others = [f"{column} {text or 'blank'}" for column, text in zip(key[1:], texts[1:], strict=True)]
    return ", ".join([quoted(texts[0]), *others])


def _key(draft: Draft, value: Any) -> Any:
    if isinstance(value, Span):
        return (value.start, value.end) if draft.comparable(value) else value.text
    return fold(value) if isinstance(value, str) else value


@check()
def check_from_to(draft: Draft, problems: Problems) -> None:
    """From after To is an error; a row that is in force in no period is a warning."""
    for sheet in SHEETS:
        if not any(column.field == "from" for column in sheet.columns):
            continue
        for row in draft[sheet.field]:
            start, end = row.typed("from"), row.typed("to")
            if start and end and draft.comparable(start, end) and start.start >= end.end:
                problems.error(
                    row.at("from"),
                    f"From ({start.text}) is later than To ({end.text})",
                    "From on or before To",
                    "Correct one of the two.",
                )
            elif draft.calendar_known and (start or end) and not draft.calendar.open_periods(start, end):
                problems.warn(
                    row.at("from" if start else "to"),
                    "the row is in force in no period of the plan",
                    f"times between {draft.calendar.label(1)} and {draft.calendar.label(draft.calendar.periods)}",
                    "Correct the times, or delete the row.",
                )


@check()
def check_collisions(draft: Draft, problems: Problems) -> None:
    """Names that a reference could mean in two ways, such as a material and a group, and reserved words."""
    countries = _cells(draft, "countries", "country")
    _report_collisions(draft, "agreements", "agreement", countries, "a country", problems)
    materials = _cells(draft, "materials", "material")
    groups = _cells(draft, "materials", "group")
    for folded, rows in groups.items():
        if len(rows) == 1 and fold(rows[0].text("material")) == folded:
            materials.pop(folded, None)  # a group of one under the material's own name says the same
    _report_collisions(draft, "materials", "group", materials, "a material", problems)
    _report_collisions(draft, "materials", "stage", {**groups, **materials}, "a material or group", problems)
    _report_collisions(draft, "processing", "process", _cells(draft, "supply", "offer"), "an offer", problems)
    reserved = (
        ("materials", "material", "all"),
        ("materials", "group", "all"),
        ("materials", "stage", "all"),
        ("agreements", "agreement", "entities of concern"),
        ("countries", "country", "entities of concern"),
        ("stories", "story", BASE),
        ("finance", "tranche", "all tranches"),  # names of rows of totals in the result
        ("participants", "participant", "all participants"),
    )
    for sheet, name, word in reserved:
        for row in _cells(draft, sheet, name).get(word, ())[:1]:
            problems.error(
                row.at(name),
                f"{quoted(row.text(name))} is a reserved word",
                "any other name",
                "Choose another name, or leave the row out.",
            )
    for sheet, name in (("agreements", "agreement"), ("countries", "country"), ("demand", "segment")):
        for rows in _cells(draft, sheet, name).values():
            if ";" in rows[0].text(name):
                problems.error(
                    rows[0].at(name),
                    f"{quoted(rows[0].text(name))} holds a semicolon, which separates names in lists",
                    "a name without ;",
                    "Write it without the semicolon.",
                )


def _cells(draft: Draft, sheet: str, name: str) -> dict[str, list[Row]]:
    """Rows by folded name, in the workbook's order."""
    found: dict[str, list[Row]] = {}
    for row in draft[sheet]:
        if row.text(name):
            found.setdefault(fold(row.text(name)), []).append(row)
    return found


def _report_collisions(
    draft: Draft, sheet: str, name: str, others: Mapping[str, Sequence[Row]], meaning: str, problems: Problems
) -> None:
    for folded, rows in _cells(draft, sheet, name).items():
        for other in others.get(folded, ())[:1]:
            where = (
                other.table.title
                if other.number == AUTOMATIC
                else " ".join(other.at(other.table.sheet.columns[0].field))
            )
            problems.error(
                rows[0].at(name),
                f"{quoted(rows[0].text(name))} is also the name of {meaning} ({where})",
                "names that mean one thing",
                "Rename one of the two.",
            )
