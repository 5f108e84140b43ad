"""Published shares of US imports, by the country that ships."""

from __future__ import annotations

import pandas as pd

from model.example.figures import read


def import_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Published shares of US imports, of 1, by material_id and country_iso3; some materials borrow another's."""
    published = read("us_imports").set_index("material_id")
    stands_in = table["import_sources_of"].where(table["import_sources_of"] != "", table.index.to_series())
    shares = stands_in.rename("published_id").reset_index().merge(published, left_on="published_id", right_index=True)
    shares["share"] = shares["share_pct"] / 100
    return shares[["material_id", "country_iso3", "share", "source"]]
