"""How concentrated something is on few countries."""

from __future__ import annotations

import pandas as pd


def hhi(amounts: pd.Series, by: pd.Series, country: pd.Series) -> pd.Series:
    """Herfindahl-Hirschman index, 0 to 10,000: Σ (share of a country)² for each value of `by` that has any amount."""
    places = amounts.groupby([by, country]).sum()
    total = places.groupby(level=0).sum()
    places = places[places.index.get_level_values(0).isin(total.index[total > 0])]
    squared = (places / total.reindex(places.index.get_level_values(0)).to_numpy()) ** 2
    return squared.groupby(level=0).sum() * 1e4
