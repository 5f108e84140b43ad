"""How the reserve stores and what it may spend: limits, storage, finance; and what is asked beside the plan."""

from __future__ import annotations

import pandas as pd

from model.example.figures import Row, read, records, rows_of, typed, unless_blank

VAULT = "vault"

def storage_class(material: str, kind: str) -> str:
    """The storage class of a material: in the vault each metal has its own, because the cost goes by value."""
    return f"{VAULT}, {material.lower()}" if kind == VAULT else kind


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


def what_ifs_sheet() -> list[Row]:
    """Rows of the What-ifs sheet."""
    return typed_rows(read("what_ifs"))


def studies_sheet() -> list[Row]:
    """Rows of the Studies sheet."""
    return typed_rows(read("studies"))


def typed_rows(table: pd.DataFrame) -> list[Row]:
    """Rows of a file whose columns are those of its sheet, blanks as None."""
    return [{column: unless_blank(value) for column, value in row.items()} for row in rows_of(table)]
