"""What a cell means: a raw value becomes a number, a share, a time, a word or a name, or a sentence says why not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from model.calendar import WORDS_FOR_WHEN, Calendar, Span, parse_day_or_span
from model.excel.raw import RawCell, State
from model.excel.words import Guesser, clean, fold, has_control, listed, quoted
from model.onsets import Onsets, months_after_parent
from model.schema import Column, Kind

LARGEST = 1e15
# 35.000,00 or 0,5; 7,500 is read as seven thousand five hundred.
DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))")
DOT_OF_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")  # 30.000 is thirty thousand to some, 30 to others
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)  # not nan, inf or 1_000
LONGEST_TEXT = 255
FIRST_YEAR, LAST_YEAR = 1950, 2200
NUMBERS = (float, int)
MOMENTS = (datetime, date, time, timedelta)
ONE_DAY = timedelta(days=1)
SERIAL_ORIGIN = datetime(1899, 12, 30)  # the day from which Excel counts
ERROR_NAMES = {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "#SPILL!", "#CALC!"}
FREE_TEXT = ("source", "note")
DATES_AS_TEXT = (
    *FREE_TEXT,
    "value",
)  # the Value of a what-if may be anything; elsewhere Excel has made a date of a name
STAND_IN = Calendar(datetime(2026, 1, 1), 3, 240)  # lets times be read while Settings does not say when the plan starts
WORDS_FOR_ONSETS = f"{WORDS_FOR_WHEN}, several as 2027Q4; 2028Q4, or months after the parent's as +9 months"
WORDS_FOR_KINDS = {Kind.WHEN: WORDS_FOR_WHEN, Kind.ONSETS: WORDS_FOR_ONSETS, Kind.YES_NO: "yes or no"}
PARTING = re.compile(r"[;,&+]| and ")  # what planners put between dates, where a semicolon is meant
YES, NO = ("yes", "y", "true"), ("no", "n", "false")


@dataclass
class CellError(Exception):
    """A cell that does not hold what its column needs. The parts are those of a Problem."""

    found: str
    allowed: str
    mend: str
    nearest: str = ""


def convert(cell: RawCell, column: Column, calendar: Calendar | None) -> Any:
    """The cell's value in fixed units, None where it is blank after trimming. Raises CellError.

    Without a calendar (for Start itself) a time cannot be a period number.
    """
    if cell.state is State.UNCOMPUTED:
        raise CellError(
            "a formula whose result is not stored in the file",
            "a value, or a formula with its result",
            "Open the workbook in Excel and save it once, so that results are stored. In LibreOffice press Ctrl+Shift+F9 "
            "before saving, and F9 in Excel where it is set to calculate by hand.",
        )
    is_text = isinstance(cell.value, str)
    if cell.state is State.ERROR or (is_text and str(cell.value).strip() in ERROR_NAMES):
        raise CellError(f"the error {cell.value}", wanted(column), "Fix the formula, or type the value.")
    if is_text and not clean(str(cell.value)):
        return None
    if column.kind is Kind.WHEN:
        return _when(cell, column, calendar)
    if column.kind is Kind.ONSETS:
        return _onsets(cell, column, calendar)
    return _READERS[column.kind](cell, column)


def wanted(column: Column) -> str:
    """What a column allows, in words."""
    if words := WORDS_FOR_KINDS.get(column.kind):
        return words
    if column.kind is Kind.CHOICE:
        return listed(column.choices)
    if column.refers_to:
        return f"a name from {listed(dict.fromkeys(sheet for sheet, _ in column.refers_to))}"
    if column.kind is Kind.TEXT:
        return f"a text of at most {LONGEST_TEXT} characters"
    return f"a {'whole ' if column.kind is Kind.INTEGER else ''}number{_range(column)}"


def _range(column: Column) -> str:
    unit = column.bracket.split(";")[0]
    sign = " %" if column.kind is Kind.PERCENT else f" {unit}" if unit else ""
    if column.minimum is not None and column.maximum is not None:
        return f" from {column.minimum:g} to {column.maximum:g}{sign}"
    if column.minimum is not None:
        return f", {column.minimum:g}{sign} or more"
    return f", at most {column.maximum:g}{sign}" if column.maximum is not None else f" in{sign}" if sign else ""


def _plain_number(cell: RawCell, column: Column) -> float:
    value = cell.value
    if isinstance(value, NUMBERS) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST:
        return float(value)
    if isinstance(value, bool):
        raise CellError(f"{str(value).upper()} where a number belongs", wanted(column), "Type the number.")
    if isinstance(value, MOMENTS):
        raise CellError(
            f"the date or time {value} where a number belongs",
            wanted(column),
            "Set the cell's format to Number, and type the number again.",
        )
    if isinstance(value, str):
        raise _text_for_number(value, column)
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise CellError(
            f"{value:g}, which is not a usable number", f"{wanted(column)}, below {LARGEST:g}", "Type the right number."
        )
    return float(value)


def _text_for_number(text: str, column: Column) -> CellError:
    bare = clean(text).lstrip("'").replace(" ", "").removesuffix("%")
    number, meant = _as_number(bare), ""
    if DOT_OF_THOUSANDS.fullmatch(bare):
        grouped = bare.replace(".", "")
        meant = f"{float(number):,.15g} or {float(grouped):,.15g}" if number else ""
        number = f"{float(number):.15g} or {grouped}" if number else grouped
    mend = "Type a number without words or units" + ("." if column.required else ", or leave the cell empty.")
    if number:
        mend = f"Set the cell's format to Number, and type {number} as a number, without commas, spaces or quotes."
    which = f"; is it {meant}?" if meant else ""
    return CellError(f"the text {quoted(text)} where a number belongs{which}", wanted(column), mend)


def _as_number(bare: str) -> str:
    """The text of a number as Python writes it, "" where it is none."""
    plain = bare.replace(".", "").replace(",", ".") if DECIMAL_COMMA.fullmatch(bare) else bare.replace(",", "")
    return plain if PLAIN_NUMBER.fullmatch(plain) and math.isfinite(float(plain)) else ""


def _within(typed: float, column: Column) -> None:
    low, high = column.minimum, column.maximum
    if (low is not None and typed < low - 1e-9) or (high is not None and typed > high + 1e-9):
        shown = f"{typed:,.10g}{' %' if column.kind is Kind.PERCENT else ''}"
        raise CellError(
            f"{shown}, outside what {column.name} allows", wanted(column), "Type a number within the range."
        )


def _number(cell: RawCell, column: Column) -> float:
    value = _plain_number(cell, column)
    _within(value, column)
    return value


def _percent(cell: RawCell, column: Column) -> float:
    """A share as a fraction: a cell formatted as per cent holds 0.05 for 5 %, any other 5."""
    value, shown = _plain_number(cell, column), cell.is_percent
    _within(value * 100 if shown else value, column)
    return value if shown else value / 100


def _integer(cell: RawCell, column: Column) -> int:
    value = _number(cell, column)
    if not value.is_integer():
        raise CellError(f"{value:g} where a whole number belongs", wanted(column), "Type a whole number.")
    return int(value)


def _when(cell: RawCell, column: Column, calendar: Calendar | None) -> Span:
    typed = cell.as_typed
    value: object = clean(typed) if isinstance(typed, str) else typed
    if cell.stretch is None and isinstance(value, datetime):
        raise CellError(
            f"the date {value.date().isoformat()}, which the cell shows in words of its own",
            WORDS_FOR_WHEN,
            "Set the cell's format to Text, and type the time that is meant, such as 2027Q3, 2027-07 or 2027.",
        )
    span = None
    if isinstance(value, str | int | float | datetime):
        try:
            span = calendar.parse(value) if calendar else parse_day_or_span(value)
        except (ValueError, OverflowError):  # years that dates do not reach
            span = None
    if span is None or not FIRST_YEAR <= span.start.year <= (span.end - ONE_DAY).year <= LAST_YEAR:
        raise _no_time(cell.value, calendar)
    return span


def _onsets(cell: RawCell, column: Column, calendar: Calendar | None) -> Onsets:
    """Times parted by semicolons, each a date or months after the parent's onset."""
    if not isinstance(cell.value, str):
        return Onsets((_when(cell, column, calendar),))
    pieces = [piece for piece in map(clean, cell.value.split(";")) if piece] or [cell.value]
    return Onsets(tuple(_onset(cell._replace(value=piece), column, calendar) for piece in pieces))


def _onset(cell: RawCell, column: Column, calendar: Calendar | None) -> Span | int:
    text = str(cell.value)
    months = months_after_parent(text)
    if months is not None:
        return months
    try:
        return _when(cell, column, calendar)
    except CellError as fault:
        mend = f"{fault.mend[:-1]}, or months after the parent's onset such as +9 months."
        pieces = [clean(piece) for piece in PARTING.split(text)]
        if len(pieces) > 1 and all(calendar and calendar.parse(piece) for piece in pieces):
            mend = f"Separate the dates by semicolons: {'; '.join(pieces)}."
        raise CellError(fault.found, WORDS_FOR_ONSETS, mend) from None


def _no_time(value: object, calendar: Calendar | None) -> CellError:
    """What a cell that names no time holds. A year typed into a cell formatted as a date has become a day of 1905."""
    shown, years = quoted(value), f"in the years {FIRST_YEAR} to {LAST_YEAR}"
    year = (value - SERIAL_ORIGIN).days if isinstance(value, datetime) else 0
    if isinstance(value, datetime):
        of_year = f", which Excel makes of the number {year} in a cell formatted as a date"
        shown = f"the date {value.date().isoformat()}{of_year if FIRST_YEAR <= year <= LAST_YEAR else ''}"
    if calendar is None:
        return CellError(
            f"{shown}; it is not a day {years}", "a date such as 2027-01-01", "Type a date such as 2027-01-01."
        )
    number = "" if calendar is STAND_IN else f" from 1 to {calendar.periods}"
    example = f"{year}-01-01" if FIRST_YEAR <= year <= LAST_YEAR else "2027-07-31"
    others = ", 2027Q3 or 2027-07" if isinstance(value, datetime) else ", or for example 2027Q3, 2027-07 or 2027"
    return CellError(
        f"{shown}, which is neither a time {years} nor a period of the plan",
        f"{WORDS_FOR_WHEN}{number}",
        f"Type a date such as {example}{others}.",
    )


def _text(cell: RawCell, column: Column) -> str:
    value = cell.value
    if isinstance(value, MOMENTS):
        if column.field not in DATES_AS_TEXT:
            raise CellError(
                f"the date {value} where a text belongs",
                wanted(column),
                "Set the cell's format to Text, and type the text again.",
            )
        if isinstance(value, datetime):
            return cell.stretch or value.date().isoformat()
        return str(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{value * 100:.12g}" if cell.is_percent else f"{value:.15g}"
    text = clean(value)
    if column.field in FREE_TEXT:
        return text
    if len(text) > LONGEST_TEXT:
        raise CellError(
            f"a text of {len(text)} characters", wanted(column), "Shorten it; longer remarks belong under Note."
        )
    if has_control(text):
        raise CellError(
            f"{quoted(text)}, with a line break or another character that cannot be seen",
            wanted(column),
            "Type the text again on one line.",
        )
    return text


@cache
def _by_word(choices: tuple[str, ...]) -> dict[str, str]:
    """Choices by their folded words."""
    return {fold(choice): choice for choice in choices}


def _choice(cell: RawCell, column: Column) -> str:
    words = _by_word(column.choices)
    typed = (
        f"{cell.value:g}"
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        else str(cell.value)
    )
    if fold(typed) not in words:
        nearest = Guesser(column.choices).nearest(typed)
        raise CellError(
            f"{quoted(typed)} is none of the choices",
            wanted(column),
            f"Change it to {quoted(nearest)}." if nearest else "Type one of these.",
            nearest,
        )
    return words[fold(typed)]


def _yes_no(cell: RawCell, column: Column) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    word = fold(str(cell.value))
    if word not in YES + NO:
        raise CellError(f"{quoted(cell.value)} is neither yes nor no", wanted(column), "Type yes or no.")
    return word in YES


_READERS: dict[Kind, Callable[[RawCell, Column], Any]] = {
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
    Kind.INTEGER: _integer,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
}
