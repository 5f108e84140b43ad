"""Where the first year's orders come from, how concentrated they are, and who is inside the zone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.program.bookings import INDUSTRY, RESERVE
from model.results.facts.paths import across, base_path, name_of, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import (
    HOME,
    PERIODS_AHEAD,
    agreements_of,
    base_nodes,
    codes_of_concern,
    country_names,
    first_year,
    in_zone,
    material_numbers,
    origin_of,
)
from model.results.shown.pages import Column, Measure, money, price, share, text, tonnes
from model.results.sourcing.chain_tables import BY_VALUE, STAGES, VALUE
from model.results.sourcing.concentration import hhi
from model.tolerances import SMALLEST_TONNES

EARLY = "early"  # orders before Start
MATERIAL, ORDERED = text("Material"), tonnes("Ordered in the first year")
MATERIALS: Mapping[str, Column] = {
    "material": MATERIAL,
    "value": VALUE,
    "counted": ORDERED,
    "hhi": Column("HHI by tonnes (0 to 10,000)", Measure.INDEX, ""),
    **{name: STAGES[name] for name in ("home", "zone", "concern")},
}
COUNTRIES: Mapping[str, Column] = {
    "material": MATERIAL,
    "partner": text("Country"),
    name_of("tonnes", INDUSTRY): tonnes("Industry"),
    name_of("tonnes", RESERVE): tonnes("Reserve"),
    "counted": ORDERED,
    "share": share("Share of the material"),
    "landed": price("Mean landed price"),
    name_of("tonnes", EARLY): tonnes("Ordered before Start"),
    "agreements": text("Agreements"),
    "concern": text("Entity of concern"),
}
ZONE: Mapping[str, Column] = {
    "agreement": text("Agreement"),
    "members": Column("Members counted", Measure.COUNT),
    "gdp": Column("GDP", Measure.COUNT, "USD billion"),
    "share": share("Share of the listed world's GDP"),
}


def first_year_orders(result: PlanResult) -> pd.DataFrame:
    """Orders of the first year on the base path, early ones too, with `value` at base price (USD), `origin`, and
    `counted`: tonnes of orders from Start on, 0 for early ones."""
    data = result.data
    year = first_year(data.case.calendar)
    nodes = [node for period, node in base_nodes(data.tree).items() if period <= year]
    orders = result.orders[result.orders["node"].isin(nodes)].copy()
    material = material_numbers(data, orders["material"])
    country = data.market.steps.country[orders["step"].to_numpy(int)]
    period = orders["period"].to_numpy(int)
    orders["counted"] = np.where(orders["before_start"], 0.0, orders["tonnes"])
    orders["value"] = orders["counted"] * data.market.base_price[material, period - 1]
    orders["origin"] = origin_of(data, country, period)
    orders["zone"] = orders["counted"] * in_zone(data)[country, period - 1]
    orders["concern"] = orders["counted"] * data.market.clubs.of_concern[country]
    orders["home"] = orders["counted"] * (orders["origin"] == HOME)
    return orders


def by_country(result: PlanResult, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per material and country, the largest first within a material: t by buyer and before Start, USD/t."""
    data = result.data
    now = ~orders["before_start"]
    facts = orders.assign(
        side=np.where(now, orders["buyer"].to_numpy(object).astype(str), EARLY),
        delivered=orders["delivered"] * now,
        paid=orders["landed"] * orders["delivered"] * now,
    )
    sides = [INDUSTRY, RESERVE, EARLY]
    keys = {"material": None, "country": None, "side": sides}
    view, amounts = (base_path(data.tree),), ("tonnes", "counted", "delivered", "paid")
    long = tabulate(facts, keys, amounts, view).drop(columns="view")
    sums = long.groupby(["material", "country"], sort=False)[["counted", "delivered", "paid"]].sum().reset_index()
    by_side = across(long[["material", "country", "side", "tonnes"]], "side", ("tonnes",), sides)
    found = sums.merge(by_side, on=["material", "country"])
    total = found.groupby("material")["counted"].transform("sum")
    clubs, concern = agreements_of(data, first_year(data.case.calendar)), codes_of_concern(data)
    return found.assign(
        partner=found["country"].map(country_names(data)),
        share=found["counted"] / total.where(total > 0),
        landed=found["paid"] / found["delivered"].where(found["delivered"] > 0),
        agreements=found["country"].map(clubs),
        concern=np.where(found["country"].isin(concern), "yes", ""),
        position=material_numbers(data, found["material"]),
        seen=pd.Index(orders["country"].unique()).get_indexer(pd.Index(found["country"])),  # of those that sell as much
    ).sort_values(["position", "counted", "seen"], ascending=[True, False, True], kind="stable")


def concentration(result: PlanResult, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per material: USD, t, concentration, and the shares of home, zone and entities of concern, the largest value
    first. The share of entities of concern is blank where no country is marked as one."""
    sums = orders.groupby("material", sort=False)[["value", "counted", "home", "zone", "concern"]].sum()
    sums = sums[sums["counted"] > 0]
    parts = ["home", "zone", "concern"]
    sums[parts] = sums[parts].div(sums["counted"], axis=0)
    if not codes_of_concern(result.data):
        sums["concern"] = np.nan
    found = sums.assign(hhi=hhi(orders["counted"], orders["material"], orders["country"])).reset_index()
    return found.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def value_by_origin(
    orders: pd.DataFrame, by: pd.Series, header: str, words: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Value at base price by origin, one of `words`, each tonne in one column, and HHI of countries by value; and the
    columns."""
    grid = orders.pivot_table(index=by, columns="origin", values="value", aggfunc="sum", fill_value=0.0)
    grid = grid.reindex(columns=list(words)).fillna(0.0)
    total = grid.sum(axis=1)
    grid = grid[total > 0].loc[total[total > 0].sort_values(ascending=False, kind="stable").index]
    columns = {
        "by": text(header),
        **{origin: money(origin) for origin in words},
        "total": money("Total"),
        "hhi": BY_VALUE,
    }
    index = hhi(orders["value"], by, orders["country"])
    return grid.assign(total=grid.sum(axis=1), hhi=index).rename_axis("by").reset_index(), columns


def zone_table(result: PlanResult) -> pd.DataFrame:
    """GDP of each agreement's members in the first period, of the zone, of the zone and home, and of all: USD billion."""
    data = result.data
    clubs = data.market.clubs
    known = np.nan_to_num(gdp_typed(result))
    home = np.zeros(len(known), dtype=bool)
    home[clubs.number(data.case.settings.home_country)] = True
    zone = in_zone(data)[:, 0]
    rows = {name: members[:, 0] for name, members in clubs.members.items()}
    rows |= {
        "Any agreement (the zone without home)": zone,
        "The zone and home": zone | home,
        "All countries listed": home | True,
    }
    gdp = np.array([float(known[flags].sum()) for flags in rows.values()])
    return pd.DataFrame(
        {
            "agreement": list(rows),
            "members": [int(flags.sum()) for flags in rows.values()],
            "gdp": gdp,
            "share": gdp / known.sum() if known.sum() > 0 else np.nan,
        }
    )


def gdp_typed(result: PlanResult) -> np.ndarray:
    """GDP of each country, USD billion, NaN where none was typed, (C,)."""
    table = result.data.case["countries"].set_index("country")["gdp"].astype(float)
    return table.reindex(list(result.data.market.clubs.countries)).to_numpy(float)


def industry_by_period(result: PlanResult) -> tuple[pd.DataFrame, dict[str, Column]]:
    """One row per material and country: industry's orders before Start and of this period and the next three on the base
    path, t, and the cost of all these, USD, the dearest first within a material; and the columns."""
    data = result.data
    near = {period: node for period, node in base_nodes(data.tree).items() if period <= PERIODS_AHEAD}
    orders = result.orders
    own = orders[
        (orders["buyer"] == INDUSTRY) & orders["node"].isin(list(near.values())) & (orders["tonnes"] > SMALLEST_TONNES)
    ]
    when = own["period"].where(~own["before_start"], 0)
    keys = {"material": None, "country": None, "when": [0, *near]}
    long = tabulate(own.assign(when=when), keys, ("tonnes", "cost"), (base_path(data.tree),)).drop(columns="view")
    cost = long.groupby(["material", "country"], as_index=False)[["cost"]].sum()
    found = across(long.drop(columns="cost"), "when", ("tonnes",), [0, *near]).merge(cost, on=["material", "country"])
    columns = {
        "material": MATERIAL,
        "partner": text("Country"),
        name_of("tonnes", 0): tonnes("Before Start"),
        **{name_of("tonnes", period): tonnes(data.case.calendar.label(period)) for period in near},
        "cost": money("Cost of all these"),
    }
    ordered = found.assign(
        partner=found["country"].map(country_names(data)), position=material_numbers(data, found["material"])
    ).sort_values(["position", "cost", "country"], ascending=[True, False, True], kind="stable")
    return ordered, columns
