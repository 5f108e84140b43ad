"""What a simulation's row of the Studies sheet asks for: how many histories, and the seed they are drawn from."""

from __future__ import annotations

from typing import NamedTuple

HISTORIES, SEED = 10_000, 1  # where Values is blank, or names no seed
FEWEST, MOST = 100, 1_000_000
LARGEST_SEED = 2**32 - 1


class Draw(NamedTuple):
    """So many `histories` from a `seed`."""

    histories: int = HISTORIES
    seed: int = SEED


def read_draw(text: str) -> Draw | None:
    """What a Values cell says: blank, `10000`, or `10000; 7`. None where it says nothing of the kind."""
    parts = [part.replace(" ", "") for part in text.split(";")] if text.strip() else []
    if len(parts) > 2 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    draw = Draw(*map(int, parts))
    return draw if FEWEST <= draw.histories <= MOST and 0 <= draw.seed <= LARGEST_SEED else None
