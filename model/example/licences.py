"""Embargoes and export licences: how far a country sells to US buyers."""

from __future__ import annotations

from functools import cache

from model.example.figures import by_key

EVERY_STEP = 3


@cache
def last_step(material_id: str, country: str) -> int:
    """The last price step a country sells to US buyers: 0 = nothing, 3 = every step."""
    rules = by_key("export_rules", "country_iso3", "material_id")
    named = rules.get((country, material_id), rules.get((country, "all")))
    return EVERY_STEP if named is None else int(named["last_step"])
