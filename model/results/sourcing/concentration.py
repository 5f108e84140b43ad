"""How concentrated supply is on few countries, and which materials hang on entities of concern."""

from __future__ import annotations

import pandas as pd

QUARTER, HALF = 0.25, 0.5
CONCENTRATED = 5_000  # HHI above which a material counts as highly concentrated


def hhi(amounts: pd.Series, by: pd.Series, country: pd.Series) -> pd.Series:
    """Herfindahl-Hirschman index, 0 to 10,000: Σ (share of a country)² for each value of `by` that has any amount."""
    places = amounts.groupby([by, country]).sum()
    total = places.groupby(level=0).sum()
    places = places[places.index.get_level_values(0).isin(total.index[total > 0])]
    squared = (places / total.reindex(places.index.get_level_values(0)).to_numpy()) ** 2
    return squared.groupby(level=0).sum() * 1e4


def largest(table: pd.DataFrame, column: str, least: float) -> dict[str, float]:
    """Shares of `least` or more, by material, the largest first."""
    own = table[table[column] >= least].sort_values(column, ascending=False, kind="stable")
    return dict(zip(own["material"], own[column], strict=True))


def highly_concentrated(index: pd.Series) -> int:
    """How many materials."""
    return int((index > CONCENTRATED).sum())
