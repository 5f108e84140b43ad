"""What the reserve aims at, how it stores and what it may spend: targets, limits, storage, finance."""

from __future__ import annotations

import pandas as pd

from model.example.figures import ASSUMPTION, Row, by_key, read, records, rows_of, typed, unless_blank

DAYS_OF_COVER = 60
VAULT = "vault"
COVER_SOURCE = (
    "Project Vault coverage aim of 60 days of US use (Wood Mackenzie as quoted 2026; Principle Civics Feb 2026)"
)


def storage_class(material: str, kind: str) -> str:
    """The storage class of a material: in the vault each metal has its own, because the cost goes by value."""
    return f"{VAULT}, {material.lower()}" if kind == VAULT else kind


def targets_sheet(table: pd.DataFrame) -> list[Row]:
    """Rows of the Targets sheet: the public aim for every material, due by market class."""
    classes = by_key("market_classes", "market_class")
    return [
        {
            "material": material,
            "days_of_cover": DAYS_OF_COVER,
            "by": classes[market_class]["target_by"],
            "hard": "no",
            "source": f"{COVER_SOURCE}; {ASSUMPTION}thin markets first, deep and bulk markets two years later",
        }
        for material, market_class in zip(table["material"], table["market_class"], strict=True)
    ]


def storage_sheet(table: pd.DataFrame) -> list[Row]:
    """Rows of the Storage sheet: the kinds of storage, the vault once for each metal in it."""
    rows = []
    for kind in records("storage"):
        if kind["storage_kind"] != VAULT:
            rows.append(storage_row(kind["storage_kind"], kind["cost_usd_per_t_year"], kind))
            continue
        for metal in table[table["storage_kind"] == kind["storage_kind"]].to_dict("records"):
            cost = typed(kind["cost_pct_of_value"] / 100 * metal["price_usd_per_t"])
            rows.append(storage_row(storage_class(metal["material"], kind["storage_kind"]), cost, kind))
    return rows


def storage_row(name: str, cost: float, kind: Row) -> Row:
    """One row of the Storage sheet, cost in USD/t/yr."""
    return {
        "storage_class": name,
        "capacity": unless_blank(kind["capacity_t"]),
        "cost": cost,
        "handling_in": kind["handling_in_usd"],
        "handling_out": kind["handling_out_usd"],
        "release_limit": kind["release_limit_pct"],
        "source": kind["source"],
    }


def limits_sheet() -> list[Row]:
    """Rows of the Limits sheet."""
    named = {"at_most_pct": "at_most_share", "at_least_pct": "at_least_share"}
    return typed_rows(read("limits").rename(columns=named))


def finance_sheet() -> list[Row]:
    """Rows of the Finance sheet."""
    named = {
        "amount_usd": "amount",
        "rate_pct": "rate",
        "commitment_fee_pct": "commitment_fee",
        "upfront_fee_pct": "upfront_fee",
    }
    return typed_rows(read("finance").rename(columns=named))


def typed_rows(table: pd.DataFrame) -> list[Row]:
    """Rows of a file whose columns are those of its sheet, blanks as None."""
    return [{column: unless_blank(value) for column, value in row.items()} for row in rows_of(table)]
