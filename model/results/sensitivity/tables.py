"""What a little more of each cell of the workbook saves, by worth, and what a tonne costs at the margin."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import country_names
from model.results.facts.shadow import demand_values
from model.results.shown.pages import Column, Measure, money, price, text
from model.tolerances import LEAST_USD

TOP = 40  # rows of a table
WORTH: Mapping[str, Column] = {
    "words": text("In words"),
    "sheet": text("Sheet"),
    "row": text("Row"),
    "column": text("Column"),
    "subject": text("What"),
    "saves": Column("Saves", Measure.USD),
    "real": Column("Of which real", Measure.USD),
    "penalty_saves": Column("Of which penalty", Measure.USD),
    "one_per_cent": Column("1 % more of the cell saves", Measure.USD),
}
COUNTRIES: Mapping[str, Column] = {
    "country": text("Country"),
    "saves": Column("1 % more of all its capacity saves", Measure.USD),
}
DEMAND: Mapping[str, Column] = {
    "material": text("Material"),
    "marginal": price("Worth of a tonne at home"),
    "market": price("Market price"),
    "highest": price("Highest worth"),
    "where": text("Where it is highest"),
    "scarcity": money("Scarcity: worth above market × demand"),
}


def largest(worth: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows that matter, the largest first."""
    moved = worth[worth[by].abs() >= LEAST_USD]
    ranked = moved.reindex(moved[by].abs().sort_values(ascending=False, kind="stable").index[:TOP])
    return ranked.assign(
        row=ranked["row"].map(lambda row: f"{int(row)}" if row else ""),
        **{name: ranked[name].astype(float) for name in ("saves", "real", "penalty_saves", "one_per_cent")},
    )


def by_country(result: PlanResult, worth: pd.DataFrame) -> pd.DataFrame:
    """What one per cent more capacity of all offers of a country saves, USD."""
    own = worth[worth["kind"] == "supply"]
    country = result.data.case["supply"]["country"].to_numpy(object)
    sums = own["one_per_cent"].groupby(country).sum().sort_values(ascending=False, kind="stable")
    sums = sums[sums.abs() >= LEAST_USD].head(TOP)
    names = country_names(result.data)
    return pd.DataFrame({"country": [names[code] for code in sums.index], "saves": sums.to_numpy()})


def dearest_tonnes(result: PlanResult) -> pd.DataFrame:
    """What a tonne costs at the margin, the scarcest materials first."""
    return demand_values(result).sort_values("scarcity", ascending=False, kind="stable").head(TOP)
