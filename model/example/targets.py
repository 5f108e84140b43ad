"""The Targets sheet: the public aim for every material, and what missing it counts, by how critical the material is."""

from __future__ import annotations

import pandas as pd

from model.example.balance import national_output
from model.example.figures import ASSUMPTION, HOME, UNNAMED, Row, by_key, rule, typed
from model.example.sellers import import_shares

DAYS_OF_COVER = 60
COVER_SOURCE = (
    "Project Vault coverage aim of 60 days of US use (Wood Mackenzie as quoted 2026; Principle Civics Feb 2026)"
)
PENALTY_SOURCE = ASSUMPTION + "penalty rises with import reliance x largest foreign producer's share, by the Guide"
TIMING = ASSUMPTION + "thin markets first, deep and bulk markets later"


def largest_foreign_share(table: pd.DataFrame) -> pd.Series:
    """Largest foreign country's share of world output, of US imports where no output is published, of 1."""
    output = national_output(table).reindex(table.index)
    named = output.drop(columns=[HOME, UNNAMED], errors="ignore")
    of_output = named.max(axis=1) / output.sum(axis=1)
    imports = import_shares(table)
    of_imports = imports[imports["country_iso3"] != UNNAMED].groupby("material_id")["share"].max()
    return of_output.where(output.sum(axis=1) > 0, of_imports.reindex(table.index))


def targets_sheet(table: pd.DataFrame) -> list[Row]:
    """Rows of the Targets sheet: days of cover for every material, due by market class, dearer to miss where critical."""
    classes = by_key("market_classes", "market_class")
    reliance = (table["net_imports_t"] / table["consumption_t"]).clip(0.0, 1.0)
    critical = reliance * largest_foreign_share(table)
    least = rule("Target penalty at least, of price per year")
    more = rule("Target penalty more at full reliance on one country, of price per year")
    return [
        {
            "material": row["material"],
            "days_of_cover": DAYS_OF_COVER,
            "by": classes[row["market_class"]]["target_by"],
            "hard": "no",
            "penalty": typed((least + more * critical[material_id]) * row["price_usd_per_t"]),
            "source": f"{COVER_SOURCE}; {TIMING}; {PENALTY_SOURCE}",
        }
        for material_id, row in zip(table.index, table.to_dict("records"), strict=True)
    ]
