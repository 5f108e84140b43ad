"""Reads the reviewable figures under inputs/data, one CSV file per subject."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from model.whereabouts import DATA

HOME = "USA"
CHINA = "CHN"
UNNAMED = "ZZZ"  # the code of the collected figures for countries the source does not name
ASSUMPTION = "analyst's assumption: "
NUMBER_ENDINGS = (
    "_pct", "_pct_of_value", "_t", "_usd", "_usd_bn", "_usd_per_t", "_usd_per_t_year", "_years", "_months", "_x_price",
    "last_step", "share_of_value", "weight", "_musd", "days",
)
Row = dict[str, Any]
Numbers = dict[str, float]  # by material_id, feed_id or country


def read(name: str) -> pd.DataFrame:
    """One CSV file as a frame of the caller's own.

    A column whose name ends in its unit holds numbers, NaN where not published; the others hold texts, "" if blank.
    """
    return _parsed(name).copy()


def records(name: str) -> list[Row]:
    """One CSV file as rows by column name."""
    return rows_of(_parsed(name))


def rows_of(table: pd.DataFrame) -> list[Row]:
    """A frame's rows by column name."""
    return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]


@cache
def _parsed(name: str) -> pd.DataFrame:
    table = pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)
    for column in table.columns:
        if column.endswith(NUMBER_ENDINGS):
            table[column] = pd.to_numeric(table[column].where(table[column] != ""))
    return table


@cache
def rule(name: str) -> float:
    """One rule of offer_rules.csv, a percentage as a share of 1."""
    found = next(row for row in records("offer_rules") if row["rule"] == name)
    return float(found["value"]) / (100 if found["unit"] == "%" else 1)


def by_key(name: str, *keys: str) -> dict[Any, Row]:
    """Rows of one CSV file by the value of a column, or by the values of several."""
    return {row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys): row for row in records(name)}


def prices_in(country: str, prices: Numbers) -> Numbers:
    """USD/t by material_id as sellers of a country ask: Chinese ones ask less for some goods."""
    if country != CHINA:
        return prices
    return prices | {row["material_id"]: row["price_usd_per_t"] for row in records("chinese_prices")}


def typed(number: float, digits: int = 4) -> float:
    """A number as a planner would type it: rounded to so many significant digits."""
    return float(f"{number:.{digits}g}")


def unless_blank(value: Any) -> Any:
    """None, the blank cell, for a figure that is not published or a text that is empty."""
    return None if pd.isna(value) or value == "" else value


def joined(*sources: str) -> str:
    """Several sources in one cell, each once."""
    return "; ".join(dict.fromkeys(source for source in sources if source))
