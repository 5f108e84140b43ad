"""The national balance of each material: consumption = net imports + secondary supply + home output, t/yr."""

from __future__ import annotations

import pandas as pd

from model.example.figures import HOME, UNNAMED, Row, joined, read, records, rows_of


def national_balance() -> pd.DataFrame:
    """One row per material: published figures, the analyst's choices and the national balance, by material_id."""
    table = read("material_choices").rename(columns={"source": "choice_source"})
    table = table.merge(read("materials").drop(columns="group"), on="material_id", validate="1:1")
    table = table.merge(
        read("material_balance").rename(columns={"us_apparent_consumption_t": "chosen_t", "source": "balance_source"}),
        on="material_id",
        how="left",
        validate="1:1",
    )
    secondary = read("recycling").set_index("material_id")
    table = table.merge(read("material_groups").drop(columns="source"), on="group", validate="m:1")
    table = table.set_index("material_id")
    table["secondary_source"] = secondary["source"].reindex(table.index).fillna("")
    table["balance_source"] = table["balance_source"].fillna("")
    latest = read("latest_prices").set_index("material_id").reindex(table.index)
    dated = latest["price_usd_per_t"].notna()
    table["average_price_usd_per_t"] = table["price_usd_per_t"]
    table["price_usd_per_t"] = latest["price_usd_per_t"].fillna(table["price_usd_per_t"])
    told = "price of " + latest["date"] + ": " + latest["basis"] + " (" + latest["source"] + ")"
    table["price_source"] = told.where(dated, "")
    table["consumption_t"] = table["chosen_t"].fillna(table["us_apparent_consumption_t"])
    table["net_imports_t"] = table["net_imports_t"].fillna(
        table["us_net_import_reliance_pct"] / 100 * table["consumption_t"]
    )
    remainder = table["consumption_t"] - table["net_imports_t"]
    # Materials without a published secondary supply have none counted, so the remainder is home output.
    published = secondary["us_secondary_supply_t"].reindex(table.index).fillna(0.0)
    recycled = published.clip(upper=remainder)
    # What neither scrap nor published output explains is home output where USGS withholds it, else secondary.
    limit = national_output(table)[HOME].reindex(table.index).fillna(0.0)
    limit = limit.mask(table["home_remainder"] == "withheld output", float("inf"))
    limit = limit.mask(table["home_remainder"] == "secondary", 0.0)
    table["home_output_t"] = (remainder - recycled).clip(upper=limit)
    table["recycled_t"] = remainder - table["home_output_t"]
    table["balance_source"] = [
        joined(own or published_source, secondary_source)
        for own, published_source, secondary_source in zip(
            table["balance_source"], table["source"], table["secondary_source"], strict=True
        )
    ]
    return table


def national_output(table: pd.DataFrame) -> pd.DataFrame:
    """Output by material and country, t/yr, from the table(s) of `output_table`; NaN where none is published.

    `refined, else mine` takes a country's refined output where the source names it and its mine output otherwise.
    """
    rows = read("production").set_index(["material_id", "country_iso3", "stage"])["production_t"]
    production = rows.unstack("stage")  # noqa: PD010 - one figure per key, nothing to aggregate
    table_used = production.index.get_level_values("material_id").map(table["output_table"].to_dict())
    output = production["refined"].where(table_used != "mine", production["mine"])
    both = table_used == "refined, else mine"
    output = output.where(~both | output.notna(), production["mine"])
    # Beside the mine output of named countries the refined output of unnamed ones would be counted twice.
    unnamed = production.index.get_level_values("country_iso3") == UNNAMED
    output = output.mask(unnamed & both, production["mine"])
    by_country = output.unstack("country_iso3")  # noqa: PD010 - as above
    for row in records("refined_elsewhere"):
        by_country.loc[row["material_id"], row["refined_in"]] += by_country.loc[row["material_id"], row["country_iso3"]]
        by_country.loc[row["material_id"], row["country_iso3"]] = float("nan")
    return by_country


def by_material(table: pd.DataFrame) -> dict[str, Row]:
    """The rows of `national_balance` by material_id."""
    return {str(material_id): row for material_id, row in zip(table.index, rows_of(table), strict=True)}
