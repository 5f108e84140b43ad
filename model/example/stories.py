"""Disruption stories with probabilities, and what happens in them."""

from __future__ import annotations

from model.example.figures import Row, read
from model.example.reserve import typed_rows


def stories_sheet() -> list[Row]:
    """Rows of the Stories sheet."""
    return typed_rows(read("stories").rename(columns={"probability_pct": "probability"}))


def effects_sheet() -> list[Row]:
    """Rows of the Effects sheet."""
    named = {
        "place": "country_or_agreement",
        "goods": "material_or_group",
        "change_pct": "change",
        "starts_after_months": "starts_after",
        "lasts_months": "lasts",
        "recovers_over_months": "recovers_over",
    }
    return typed_rows(read("effects").rename(columns=named))
