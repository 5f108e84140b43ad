"""The Countries sheet: freight by region, duty by country, entities of concern."""

from __future__ import annotations

from functools import cache

import pandas as pd

from model.example.figures import ASSUMPTION, UNNAMED, Row, joined, read, unless_blank
from model.example.sellers import import_shares

SHORT_NAMES = {"COD": "DR Congo", "RUS": "Russia", UNNAMED: "Other countries"}
AVERAGE_DUTY_NOTE = (
    ASSUMPTION + "Section 301 duties on single materials, averaged over the value of all US imports of the listed "
    "materials from this country, because a country has one duty"
)


@cache
def country_names() -> dict[str, str]:
    """Country names by code, as reports show them."""
    return {**read("gdp").set_index("country_iso3")["name"].to_dict(), **SHORT_NAMES}


def regions() -> pd.DataFrame:
    """Freight, lead time and status by country."""
    freight = read("regions").rename(columns={"source": "freight_source"})
    table = read("country_regions").merge(freight, on="region", validate="m:1")
    return table.set_index("country_iso3")


def countries_sheet(table: pd.DataFrame, named: set[str]) -> list[Row]:
    """Rows of the Countries sheet: every country that another sheet names."""
    gdp = read("gdp").rename(columns={"source": "gdp_source"}).set_index("country_iso3")
    facts = regions().join(gdp[["gdp_usd_bn", "gdp_source"]])
    duties = average_extra_duty(table)
    rows = []
    for country in sorted(named):
        fact = facts.loc[country]
        rows.append(
            {
                "country": country,
                "name": country_names()[country],
                "gdp": unless_blank(fact["gdp_usd_bn"]),
                "freight": fact["container_freight_usd_per_t"],
                "duty": duties.get(country),
                "entity_of_concern": fact["entity_of_concern"],
                "source": joined(*(s for s in fact[["gdp_source", "freight_source", "source"]] if isinstance(s, str))),
                "note": AVERAGE_DUTY_NOTE if country in duties else None,
            }
        )
    return rows


def average_extra_duty(table: pd.DataFrame) -> dict[str, float]:
    """Extra duties by country, %, averaged over the value of US imports of all listed materials from there."""
    imports = import_shares(table)
    imports["value"] = imports["share"] * imports["material_id"].map(table["net_imports_t"] * table["price_usd_per_t"])
    extra = read("extra_duties").merge(imports, on=["material_id", "country_iso3"])
    due = (extra["additional_duty_pct"] * extra["value"]).groupby(extra["country_iso3"]).sum()
    total = imports.groupby("country_iso3")["value"].sum()
    return {str(country): round(float(duty / total[country]), 1) for country, duty in due.items()}
