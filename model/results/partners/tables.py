"""Memberships by what they are worth, and those that make no difference."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.results.facts.partners import Partners, PartnerWorth
from model.results.partners.sentences import because
from model.results.shown.pages import Column, money, text

PARTNER = text("Partner")
WORTH: Mapping[str, Column] = {
    "partner": PARTNER,
    "agreement": text("Agreement"),
    "now": text("Now"),
    "worth": money("Worth"),
    "short": money("Shortage cost spared, with reserve"),
    "supply": money("Supply, stocks and money saved"),
    "penalties": money("Penalties avoided"),
    "short_without": money("Shortage cost spared, without reserve"),
    "duties": money("Duties lost"),
    "nation": money("Worth to the nation"),
    "moved": money("Orders now that move"),
    "because": text("Because"),
}
SAME: Mapping[str, Column] = {name: WORTH[name] for name in ("partner", "agreement", "now")}
FIGURES = ("worth", "short", "supply", "penalties", "short_without", "duties", "nation", "moved")


def worth(found: Partners, names: Mapping[str, str]) -> pd.DataFrame:
    """One row for each membership that was solved, USD, the one worth most first."""
    rows = [
        {
            **_who(one, names),
            **{name: getattr(one, name) for name in FIGURES},
            "because": " ".join(one.why) if one.why else str(because(one)),
        }
        for one in found.found
        if one.solved
    ]
    return pd.DataFrame(rows, columns=list(WORTH)).astype(dict.fromkeys(FIGURES, float))


def same(found: Partners, names: Mapping[str, str]) -> pd.DataFrame:
    """The memberships that make no difference, by agreement and country."""
    rows = [_who(one, names) for one in found.found if not one.solved]
    return pd.DataFrame(rows, columns=list(SAME)).sort_values(["agreement", "partner"], ignore_index=True)


def _who(one: PartnerWorth, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "partner": names.get(one.country, one.country),
        "agreement": one.agreement,
        "now": "outside" if one.joins else "member",
    }
