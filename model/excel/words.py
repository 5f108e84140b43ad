"""Text as a planner types it: cleaned, compared without regard to case, and guessed when mistyped."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# No-break and other odd spaces become plain ones; marks without width vanish. They come in by pasting from web pages.
_ODD_SPACES = {ord(mark): " " for mark in "\u00a0\u1680\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000"}
_NO_WIDTH = {ord(mark): None for mark in "\u200b\u200c\u200d\u2060\ufeff\u00ad"}
_TIDY = {**_ODD_SPACES, **_NO_WIDTH}
NO_XML = "\ufffe\uffff"  # no characters, and forbidden in the parts of a workbook
MOST_COMPARED = 600_000  # names that one guesser compares with mistyped ones, in all


def clean(text: str) -> str:
    """The text with odd spaces made plain, runs of spaces made one, and trimmed. Control characters stay."""
    if not text.isascii():
        text = text.translate(_TIDY)
    return re.sub(" {2,}", " ", text).strip() if "  " in text else text.strip()


@lru_cache(maxsize=200_000)  # names repeat from row to row and from check to check
def fold(text: str) -> str:
    """The form in which two spellings of one name are equal: cleaned, case and white space folded."""
    tidy = clean(text) if text.isascii() else unicodedata.normalize("NFKC", clean(text))
    return " ".join(tidy.casefold().split())


def has_control(text: str) -> bool:
    """Whether the text holds characters that cannot be seen or stored, line breaks included."""
    return not text.isprintable() and any(unicodedata.category(mark) in ("Cc", "Cs") or mark in NO_XML for mark in text)


def quoted(text: object) -> str:
    """A value as shown in a message: in quotes, shortened, control characters visible."""
    shown = "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in str(text))
    return f'"{shown[:77]}..."' if len(shown) > 80 else f'"{shown}"'


def in_full(number: float, figures: int = 10) -> str:
    """A number to so many figures with thousands marked, never as 4e+06."""
    return f"{float(f'{number:.{figures}g}'):,.15g}"


def listed(names: Iterable[str], last: str = "or") -> str:
    """`a, b or c`; a long list is cut."""
    items = list(names)
    if len(items) > 12:
        return ", ".join(items[:12]) + f" {last} others"
    return f" {last} ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


class Guesser:
    """Finds the name most like a mistyped one. Answers are kept, and the names compared bounded, for speed."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {fold(name): name for name in names}
        self._known: dict[str, str] = {}

    def nearest(self, text: str) -> str:
        """The likeliest name, or "" where none is close."""
        folded = fold(text)[:100]
        if folded not in self._known:
            if len(self._known) * len(self._names) >= MOST_COMPARED:
                return ""
            close = difflib.get_close_matches(folded, self._names, n=1, cutoff=0.6)
            # "Number of periods" is no close match of "Periods", but holds it whole.
            whole = [name for name in self._names if len(name) > 4 and f" {name} " in f" {folded} "]
            found = close or sorted(whole, key=len, reverse=True)
            self._known[folded] = self._names[found[0]] if found else ""
        return self._known[folded]
