"""Names that are nearly another's: one typo makes two segments, groups or offers of one (warnings)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import combinations

from model.excel.problems import Warnings
from model.excel.words import fold, quoted
from model.workbook.checks.check import doubt
from model.workbook.draft import Draft, Row, group

# Where a name that is typed on several rows, or row by row, makes what it names; elsewhere an unknown name is an error.
NAMED = (
    ("materials", "material", "materials"),
    ("materials", "group", "groups"),
    ("materials", "stage", "stages"),
    ("agreements", "agreement", "agreements"),
    ("supply", "offer", "offers"),
    ("demand", "segment", "segments"),
    ("participants", "participant", "participants"),
)

LONG = 5  # letters of a word from which on one letter more or less is likely a slip: `Tb` and `Yb` are two elements
MOST_NEAR = 20  # words that have all letters but one in common: where more have, the letter counts things as a digit does
LEAST = 3  # letters of a word that may have a plural
PUNCTUATION = re.compile(r"[\s\-_/.,;:!?'\"`´’()\[\]]+")
CHEMICAL = ("ide", "ite", "ate", "ine", "ium", "ous")  # endings that make another substance

Words = tuple[str, ...]


@doubt()
def check_near_names(draft: Draft, problems: Warnings) -> None:
    """Pairs of near names, each told at the rarer of the two."""
    for sheet, name, kind in NAMED:
        rows = group(draft[sheet], name)
        told: set[str] = set()
        for one, other in near_pairs(rows):
            rarer, usual = (one, other) if len(rows[one]) < len(rows[other]) else (other, one)
            if rarer not in told and _may_be_one(rows[rarer][0], rows[usual][0]):
                told.add(rarer)
                problems.warn(
                    rows[rarer][0].at(name),
                    f"{quoted(rarer)} is nearly the name {quoted(usual)} in {rows[usual][0].at(name)[1]}; the plan takes "
                    f"them for two {kind}",
                    "",
                    f"If they are one, change it to {quoted(usual)}. No action is needed if they are two.",
                    usual,
                )


def _may_be_one(row: Row, other: Row) -> bool:
    """Whether the rows agree in what must be the same: an offer is one material from one country."""
    if row.table.sheet.field != "supply":
        return True
    return all(row.text(name) == other.text(name) for name in ("material", "country"))


def near_pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of different names that are likely one, each pair in the names' order.

    Two names are near if they differ in punctuation and blanks alone, or by a slip or a plural in one word of the same place.
    Words are compared and not names, as a hundred thousand names are made of few words.
    """
    words = {name: words_of(name) for name in names}
    order = {name: place for place, name in enumerate(words)}
    by_words: dict[Words, list[str]] = {}
    by_letters: dict[str, list[str]] = {}
    for name, own in words.items():
        by_words.setdefault(own, []).append(name)
        by_letters.setdefault("".join(own), []).append(name)
    pairs = {pair for alike in by_letters.values() for pair in combinations(alike, 2)}
    near = near_words({word for own in words.values() for word in own})
    for name, own in words.items():
        for place, word in enumerate(own):
            for other_word in near.get(word, ()):
                others = by_words.get((*own[:place], other_word, *own[place + 1 :]), ())
                pairs.update((name, other) for other in others if order[name] < order[other])
    return sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))


def near_words(words: Iterable[str]) -> dict[str, set[str]]:
    """For each word the others that are likely the same, by a letter changed, left out, added or swapped, or by a plural."""
    by_stem: dict[str, list[str]] = {}
    for word in words:
        if not any(mark.isdigit() for mark in word):
            for stem in _stems(word):
                by_stem.setdefault(stem, []).append(word)
    near: dict[str, set[str]] = {}
    for alike in (words for words in by_stem.values() if len(words) <= MOST_NEAR):
        for one, other in combinations(alike, 2):
            if _one_word(one, other):
                near.setdefault(one, set()).add(other)
                near.setdefault(other, set()).add(one)
    return near


def words_of(name: str) -> Words:
    """A name's words without accents, case and punctuation."""
    bare = fold(name)
    if not bare.isascii():
        bare = "".join(mark for mark in unicodedata.normalize("NFD", bare) if not unicodedata.combining(mark))
    return tuple(word for word in PUNCTUATION.split(bare.replace("ph", "f")) if word)


def _one_word(a: str, b: str) -> bool:
    """Whether two different words without digits are likely one."""
    short, long = sorted((a, b), key=len)
    if len(short) >= LEAST and long in (f"{short}s", f"{short}es"):
        return True
    chemical = a[:-3] == b[:-3] and a.endswith(CHEMICAL) and b.endswith(CHEMICAL)
    return len(short) >= LONG and a[0] == b[0] and not chemical and _one_slip(short, long)


def _one_slip(short: str, long: str) -> bool:
    """Whether a letter was changed, left out, added, or swapped with the next."""
    same = next((k for k, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    swapped = short[same : same + 2] == long[same : same + 2][::-1] and short[same + 2 :] == long[same + 2 :]
    return swapped or short[same + 1 :] == long[same + 1 :]


def _stems(word: str) -> set[str]:
    """What near words have in common: the word, less its plural or, if it is long, a letter."""
    stems = {word, word.removesuffix("s"), word.removesuffix("es")}
    return stems | ({word[:k] + word[k + 1 :] for k in range(len(word))} if len(word) >= LONG else set())
