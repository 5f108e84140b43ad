"""What the workbook says about a column: its unit, what it takes, what a blank means. All from the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable

from model.excel.words import listed, quoted
from model.schema import Column, Kind
from model.workbook.tables.convert import FREE_TEXT, WORDS_FOR_KINDS

BLANK_IN_WORDS = re.compile(r"\bblank = ((?:[^.);]|\.(?=\d))+)", re.IGNORECASE)
LONGEST_HEADER = 40  # characters; beyond, the bracket is a list of choices that need not be typed
FEW_COLUMNS = 4  # so many missing columns are named


def unit(column: Column) -> str:
    """The unit in the column's bracket; empty where the bracket tells the choices or there is none."""
    if column.kind not in (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER):
        return ""
    return column.bracket.split(";")[0].strip()


def blank_meaning(column: Column) -> str:
    """What a blank cell of the column stands for, in words; empty where there is nothing to say."""
    if column.required:
        return ""
    if column.default is not None:
        if isinstance(column.default, bool):
            return "yes" if column.default else "no"
        if isinstance(column.default, str):
            return column.default
        return f"{column.default:,g} {unit(column)}".strip()
    match = BLANK_IN_WORDS.search(f"{column.bracket}; {column.help}")
    return match.group(1).strip() if match else ""


def header_in_words(column: Column) -> str:
    """A column's header as a planner should type it: with its unit, but not with a long list of choices."""
    return quoted(column.header if len(column.header) <= LONGEST_HEADER else column.name)


def without_in_words(column: Column) -> str:
    """What follows for the rows of a sheet that lacks the column, "" where a blank has no meaning of its own."""
    meaning = blank_meaning(column)
    return f"every row counts as {column.name} = {meaning}" if meaning else ""


def lacking_in_words(missing: Iterable[Column]) -> str:
    """Which columns a sheet lacks, as the end of a phrase, "" where there are none or many."""
    names = [header_in_words(column) for column in missing if column.field not in FREE_TEXT]
    return f", of which the sheet lacks {listed(names, 'and')}" if 0 < len(names) <= FEW_COLUMNS else ""


def allowed(column: Column) -> str:
    """What the column takes, as a phrase: `a number from 0 to 100`."""
    if words := WORDS_FOR_KINDS.get(column.kind):
        return words
    if column.choices:
        return "one of: " + ", ".join(column.choices)
    if column.kind is Kind.TEXT:
        return _names_allowed(column) if column.refers_to else "text"
    noun = "a whole number" if column.kind is Kind.INTEGER else "a number"
    if column.minimum is None and column.maximum is None:
        return noun
    if column.maximum is None:
        return f"{noun}, at least {column.minimum:g}"
    if column.minimum is None:
        return f"{noun}, at most {column.maximum:g}"
    return f"{noun} from {column.minimum:g} to {column.maximum:g}"


def _names_allowed(column: Column) -> str:
    """The references of a column, as a phrase: `a name from Materials (Material)`."""
    by_sheet: dict[str, list[str]] = {}
    for sheet, name in column.refers_to:
        by_sheet.setdefault(sheet, []).append(name)
    places = " or ".join(f"{sheet} ({', '.join(names)})" for sheet, names in by_sheet.items())
    phrase = f"{'names' if column.several else 'a name'} from {places}"
    if column.several:
        phrase += ", several as A; B"
    if column.also:
        phrase += ", or " + ", ".join(column.also)
    return phrase


def note(column: Column) -> str:
    """The help note on the column's header."""
    lines = [column.help]
    if column.kind is not Kind.TEXT or column.refers_to:
        lines.append(f"Takes {allowed(column)}.")
    if unit(column):
        lines.append(f"Unit: {unit(column)}.")
    if column.kind is Kind.PERCENT:
        lines.append("Type 5 for 5 %.")
    if column.required:
        lines.append("Must be filled.")
    elif blank_meaning(column) and not BLANK_IN_WORDS.search(column.help):
        lines.append(f"Blank = {blank_meaning(column)}.")
    return "\n".join(lines)
