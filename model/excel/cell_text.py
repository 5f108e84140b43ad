"""What a cell of an .xlsx file can hold of a text, and how the file spells it."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 32_767  # of a cell's text, counted as Excel counts: an emoji is two
# Control characters, halves of characters, and the two code points that no XML may hold.
UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Readers take _x0041_ for an A. An underscore that begins such a thing is spelled _x005F_; what follows may begin another.
ESCAPE_BEGINS = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
FORMULA_STARTS = ("=", "+", "-", "@")  # what Excel takes for a formula when it is typed
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
LINE_END = re.compile("\r\n?")


def holdable(text: str) -> str:
    """The text with a sign in place of each character that no workbook can hold, cut to what a cell takes."""
    if text.isprintable() and len(text) * 2 <= LONGEST:  # nothing of what follows, and so are nearly all
        return text
    held = LINE_END.sub("\n", UNHOLDABLE.sub("\N{REPLACEMENT CHARACTER}", text))
    return shortened(held, LONGEST)


def shortened(text: str, longest: int) -> str:
    """The text cut to so many units of UTF-16, never within a character."""
    if len(text) * 2 <= longest or len(text.encode("utf-16-le")) <= longest * 2:
        return text
    return text.encode("utf-16-le")[: longest * 2].decode("utf-16-le", "ignore")


def distinct(text: str, longest: int, taken: Iterable[str], ending: str = "") -> str:
    """The text with its ending, cut before it to so many units, and numbered where it is taken, whatever the case."""
    known = {name.casefold() for name in taken}
    made, number, count = shortened(text, longest - len(ending)) + ending, "", 2
    while made.casefold() in known:
        number, count = f" {count}", count + 1
        made = shortened(text, longest - len(ending) - len(number)) + number + ending
    return made


def looks_like_a_formula(text: str) -> bool:
    """Whether Excel would take the text for a formula or an error once its cell is edited."""
    return text.startswith(FORMULA_STARTS) or text in ERRORS


def spelled(text: str) -> str:
    """The text as a file spells it, so that readers give it back as it is."""
    return ESCAPE_BEGINS.sub("_x005F_", text) if "_x" in text else text
