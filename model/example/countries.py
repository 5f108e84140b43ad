"""The Countries sheet: freight by region, duty by country, entities of concern."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from model.example.figures import ASSUMPTION, UNNAMED, Row, by_key, joined, read, records, unless_blank
from model.example.sellers import origin_shares

SHORT_NAMES = {"COD": "DR Congo", "RUS": "Russia", UNNAMED: "Other countries"}
AVERAGE_DUTY_NOTE = (
    ASSUMPTION + "Section 301 duties on single materials, averaged over the value of all US imports of the listed "
    "materials from this country, because a country has one duty"
)


@cache
def country_name(code: str) -> str:
    """A country's name as reports show it."""
    return SHORT_NAMES.get(code) or str(by_key("gdp", "country_iso3")[code]["name"])


def regions() -> dict[Any, Row]:
    """Freight, lead time and status by country."""
    of_region = by_key("regions", "region")
    return {
        row["country_iso3"]: {
            **of_region[row["region"]],
            **row,
            "source": joined(of_region[row["region"]]["source"], row["source"]),
        }
        for row in records("country_regions")
    }


def countries_sheet(table: pd.DataFrame, named: set[str]) -> list[Row]:
    """Rows of the Countries sheet: every country that another sheet names."""
    where = regions()
    gdp = by_key("gdp", "country_iso3")
    not_published: Row = {"gdp_usd_bn": None, "source": ""}
    duties = average_extra_duty(table)
    return [
        {
            "country": country,
            "name": country_name(country),
            "gdp": unless_blank(gdp.get(country, not_published)["gdp_usd_bn"]),
            "freight": where[country]["container_freight_usd_per_t"],
            "duty": duties.get(country),
            "entity_of_concern": where[country]["entity_of_concern"],
            "source": joined(gdp.get(country, not_published)["source"], where[country]["source"]),
            "note": AVERAGE_DUTY_NOTE if country in duties else None,
        }
        for country in sorted(named)
    ]


def average_extra_duty(table: pd.DataFrame) -> dict[str, float]:
    """Extra duties by country, %, averaged over the value of US imports of all listed materials from there."""
    imports = origin_shares(table)
    worth = table["net_imports_t"] * table["average_price_usd_per_t"]
    imports["value"] = imports["share"] * imports["material_id"].map(worth)
    extra = read("extra_duties").merge(imports, on=["material_id", "country_iso3"])
    due = (extra["additional_duty_pct"] * extra["value"]).groupby(extra["country_iso3"]).sum()
    total = imports.groupby("country_iso3")["value"].sum().reindex(due.index)
    return {str(country): round(float(duty), 1) for country, duty in zip(due.index, due / total, strict=True)}
