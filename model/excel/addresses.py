"""Addresses of cells: columns as letters and as numbers from 1, and the edges of an area.

openpyxl has the same, but it takes longer to load than a workbook takes to read.
"""

from __future__ import annotations

import re
from functools import lru_cache

AREA = re.compile(r"\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?", re.IGNORECASE)


@lru_cache(maxsize=20_000)  # more than a sheet has columns
def column_letter(number: int) -> str:
    """The letters of a column: A is 1, AA is 27."""
    before, place = divmod(number - 1, 26)
    return (column_letter(before) if before else "") + chr(ord("A") + place)


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """The number of a column by its letters, whatever their case."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def edges(area: str) -> tuple[int | None, int | None, int | None, int | None]:
    """First column, first row, last column and last row of an area such as B2:D9, B:D, 2:9 or B2; None where it has no such
    edge, as rows of B:D. Raises ValueError if it is none."""
    found = AREA.fullmatch(area)
    if found is None or not any(found.groups()):
        raise ValueError(area)
    left, right = (column_number(letters) if letters else None for letters in (found[1], found[3] or found[1]))
    top, bottom = (int(digits) if digits else None for digits in (found[2], found[4] or found[2]))
    return left, top, right, bottom
