"""Figures in sentences."""

from __future__ import annotations

MILLION = 1e6


def usd(amount: float) -> str:
    """`1,234.5 million USD`, or `1,234 USD` below a tenth of a million."""
    if abs(amount) >= 1e5:
        return f"{amount / MILLION:,.1f} million USD"
    return f"{amount:,.0f} USD" if abs(amount) >= 10 or amount == 0 else f"{amount:,.2f} USD"


def tonnes(amount: float) -> str:
    """`1,234 t`, with decimals below ten."""
    return f"{amount:,.0f} t" if abs(amount) >= 10 or amount == 0 else f"{amount:,.2g} t"
