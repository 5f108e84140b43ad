"""Sourcing by stage, traced through the chain: who last worked what reached home, and where its feed was mined."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.results.facts.movements import process_flows
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import (
    base_nodes,
    codes_of_concern,
    country_names,
    first_year,
    in_zone,
    material_numbers,
    stages,
)
from model.results.shown.pages import Column, Measure, money, share, text, tonnes
from model.results.sourcing.concentration import hhi
from model.results.sourcing.mixing import UNKNOWN

NOT_KNOWN = "not known"
BY_VALUE = Column("HHI by value (0 to 10,000)", Measure.INDEX, "")
VALUE, MATERIAL, REACHED = money("Value at base price"), text("Material"), tonnes("Reached home")
LOTS: Mapping[str, Column] = {
    "material": MATERIAL,
    "last": text("Last stage in"),
    "origin": text("Feed mined in"),
    "tonnes": REACHED,
    "share": share("Share of the material"),
    "last of concern": text("Last stage in an entity of concern"),
    "feed of concern": text("Feed from an entity of concern"),
}
MATERIALS: Mapping[str, Column] = {
    "material": MATERIAL,
    "worth": VALUE,
    "tonnes": REACHED,
    "hhi": Column("HHI by country of the last stage (0 to 10,000)", Measure.INDEX, ""),
    "last": share("Last stage in one"),
    "feed": share("Feed from one"),
    "any": share("Touched one at any stage"),
    "last at home": share("Last stage at home"),
    "feed from home": share("Feed from home"),
    "feed not known": share("Feed not known"),
}
STAGES: Mapping[str, Column] = {
    "stage": text("Stage"),
    "value": VALUE,
    "hhi": BY_VALUE,
    "home": share("Home share"),
    "zone": share("Share inside the zone without home"),
    "concern": share("Entity-of-concern share"),
}


def lots_table(result: PlanResult, lots: pd.DataFrame) -> pd.DataFrame:
    """One row per material, country of the last stage and country of its feed, the largest first within a material, t."""
    names, concern = country_names(result.data), codes_of_concern(result.data)
    facts = pd.DataFrame(
        {
            "material": lots["material"],
            "last": lots["last"].map(names),
            "origin": lots["origin"].map(names).where(lots["origin"] != UNKNOWN, NOT_KNOWN),
            "tonnes": lots["tonnes"],
            "share": lots["tonnes"] / lots.groupby("material")["tonnes"].transform("sum"),
            "last of concern": np.where(lots["last"].isin(concern), "yes", ""),
            "feed of concern": np.where(lots["origin"].isin(concern), "yes", ""),
            "position": material_numbers(result.data, lots["material"]),
        }
    )
    # By the figures that count, so that what is as large but for rounding stands by its name.
    told = facts.assign(told=facts["tonnes"].map(lambda tonnes: float(f"{tonnes:.9g}")))
    order = ["position", "told", "last", "origin"]
    return told.sort_values(order, ascending=[True, False, True, True], kind="stable").drop(columns="told")


def materials_table(result: PlanResult, lots: pd.DataFrame) -> pd.DataFrame:
    """One row per material: t and USD that reached home, and shares of it that entities of concern and home have to do with,
    the largest value first."""
    concern, home = codes_of_concern(result.data), result.data.case.settings.home_country
    flags = {
        "last": lots["last"].isin(concern),
        "feed": lots["origin"].isin(concern),
        "last at home": lots["last"] == home,
        "feed from home": lots["origin"] == home,
        "feed not known": lots["origin"] == UNKNOWN,
    }
    parts = lots[["material", "worth", "tonnes"]].assign(
        any=lots["touched"], **{name: lots["tonnes"] * flag for name, flag in flags.items()}
    )
    sums = parts.groupby("material", sort=False).sum()
    shares = sums.drop(columns=["worth", "tonnes"]).div(sums["tonnes"], axis=0)
    if not concern:  # none is marked: not known
        shares = shares.assign(**dict.fromkeys(("last", "feed", "any"), np.nan))
    facts = sums[["worth", "tonnes"]].assign(hhi=hhi(lots["tonnes"], lots["material"], lots["last"]))
    found = pd.concat([facts, shares], axis=1).rename_axis("material").reset_index()
    return found.sort_values("worth", ascending=False, kind="stable", ignore_index=True)


def worth_of_concern(lots: pd.DataFrame, concern: list[str]) -> dict[str, float]:
    """Shares of the value that reached home: `last` worked in an entity of concern, `feed` mined in one, and `touched` one
    at any stage; nothing where nothing of value did."""
    total = float(lots["worth"].sum())
    if total <= 0:
        return {}
    return {
        "last": float(lots["worth"][lots["last"].isin(concern)].sum()) / total,
        "feed": float(lots["worth"][lots["origin"].isin(concern)].sum()) / total,
        "touched": float(lots["worth_touched"].sum()) / total,
    }


def _supplied(result: PlanResult, orders: pd.DataFrame) -> pd.DataFrame:
    """What offers and processes supply in the first year on the base path: material, country, USD at base price, and of it
    from home, from inside the zone and from entities of concern. `orders` as the Sourcing page counts them."""
    data = result.data
    year, nodes = first_year(data.case.calendar), base_nodes(data.tree)
    flows = process_flows(result).rename(columns={"place": "country"})
    made = flows[(flows["role"] == "output") & flows["node"].isin([n for t, n in nodes.items() if t <= year])]
    both = pd.concat([orders.assign(amount=orders["counted"]), made.assign(amount=made["tonnes"])], ignore_index=True)[
        ["material", "country", "period", "amount"]
    ]
    clubs, period = data.market.clubs, both["period"].to_numpy(int) - 1
    country = np.array([clubs.number(code) for code in both["country"]], dtype=np.int64)
    both["value"] = both["amount"] * data.market.base_price[material_numbers(data, both["material"]), period]
    at_home = country == clubs.number(data.case.settings.home_country)
    for name, flag in (
        ("home", at_home),
        ("zone", in_zone(data)[country, period]),
        ("concern", clubs.of_concern[country]),
    ):
        both[name] = both["value"] * flag
    return both


def stages_table(result: PlanResult, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per stage of materials: USD, how concentrated its supply is and who supplies it, the largest value first."""
    stage = pd.Series(stages(result.data), index=result.data.market.materials)
    supplied = _supplied(result, orders)
    by = supplied["material"].map(stage).rename("stage")
    sums = supplied[["value", "home", "zone", "concern"]].groupby(by).sum()
    sums = sums[sums["value"] > 0].sort_values("value", ascending=False, kind="stable")
    shares = sums[["home", "zone", "concern"]].div(sums["value"], axis=0)
    if not codes_of_concern(result.data):
        shares["concern"] = np.nan
    index = hhi(supplied["value"], by, supplied["country"])
    return pd.concat([sums["value"], shares], axis=1).assign(hhi=index).rename_axis("stage").reset_index()
