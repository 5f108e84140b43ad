"""Rows of small workbooks with processes: plants, their sellers and places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiny import Row, Rows, metal, offer, row

ONE = {"Periods": 1}
ORE, METAL = metal(10, "Ore"), metal(100)


def plant(
    main: str,
    makes: Mapping[str, float],
    country: str = "USA",
    capacity: float = 1000,
    needs: Mapping[str, float] | None = None,
    **more: Any,
) -> list[Row]:
    """The rows of a process named after its place and its first product: ratios by material, the rest on the main row."""
    name = {"process": f"{country} {next(iter(makes))}", "country": country}
    return [
        row(**name, material=main, role="main input", capacity=capacity, **more),
        *(row(**name, material=material, role="input", ratio=ratio) for material, ratio in (needs or {}).items()),
        *(row(**name, material=material, role="output", ratio=ratio) for material, ratio in makes.items()),
    ]


def seller(country: str, material: str, capacity: float = 1000, **more: Any) -> Row:
    """An offer named after its material and its country."""
    return offer(country, capacity, material, **{"offer": f"{material} {country}", **more})


def places(*countries: str, **more: Any) -> Rows:
    """Rows of the Countries sheet, the same freight and duty for all."""
    return [row(country=country, **more) for country in ("USA", *countries)]
