"""Figures and lists in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from model.tolerances import SHORTEST_TONNES, SHORTEST_USD

MILLION = 1e6
BILLION = 1e9
HALF_UP = 1 + 1e-9  # so that 12.5 reads 13, as in the cells of Excel


def usd(amount: float) -> str:
    """Two or three figures: `11.7 billion USD`, `794 million USD`, `3.3 million USD`, `0.25 million USD`, `5,130 USD` below
    0.1 million."""
    size = abs(amount)
    if size < SHORTEST_USD:
        return "0 USD"
    if size >= BILLION:
        decimals = 0 if size >= 99.5 * BILLION else 1 if size >= 9.95 * BILLION else 2
        return f"{amount * HALF_UP / BILLION:,.{decimals}f} billion USD"
    if size >= 1e5:
        decimals = 0 if size >= 99.5 * MILLION else 1 if size >= 0.995 * MILLION else 2
        return f"{amount * HALF_UP / MILLION:,.{decimals}f} million USD"
    return f"{amount:,.0f} USD" if size >= 10 else f"{amount:,.2f} USD"


def tonnes(amount: float) -> str:
    """About three figures, whole from 100 on: `1.5 t`, `2.04 t`, `1,234 t`; `9.8 million t` from a million on."""
    if abs(amount) >= MILLION:
        return f"{amount / MILLION:,.1f} million t"
    if abs(amount) < SHORTEST_TONNES:
        return "0 t"
    return f"{amount * HALF_UP:,.0f} t" if abs(amount) >= 99.5 else f"{Decimal(f'{amount:.3g}'):f} t"


def tonnes_like(amount: float, like: float) -> str:
    """Tonnes that a sentence compares with `like`, with the decimals that give that one three figures."""
    size = abs(like)
    decimals = max(2 - math.floor(math.log10(size)), 0) if size >= SHORTEST_TONNES else 0
    return f"{amount * HALF_UP:,.{decimals}f} t"


def price(amount: float) -> str:
    """`5,130 USD/t`."""
    return f"{amount:,.0f} USD/t"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 material`, `3 materials`; `many` where it does not just end in s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def goods(amount: float, materials: int) -> str:
    """`1.5 t of 1 material`; of several only how many they are, because their tonnes do not add up to anything."""
    return f"{tonnes(amount)} of 1 material" if materials == 1 else counted(materials, "material")


def listed(words: Sequence[str], most: int | None = None) -> str:
    """`A, B and C`, or `A, B and 4 more` where there are more than `most`."""
    shown = list(words[:most])
    if most is not None and len(words) > most:
        shown.append(f"{len(words) - most} more")
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part) if shown else ""
