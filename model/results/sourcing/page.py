"""The Sourcing sheet: where the first year's orders come from, how concentrated they are, and who is inside the zone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.outcome import Outcome
from model.results.facts.selection import (
    CONCERN,
    HOME,
    NO_STAGE,
    ORIGINS,
    OTHER,
    ZONE,
    agreements_of,
    base_nodes,
    codes_of_concern,
    country_names,
    first_year,
    in_zone,
    material_numbers,
    origin_of,
    origins,
)
from model.results.shown.pages import Chart, Measure, Page, Table
from model.results.shown.phrases import NONE_MARKED
from model.results.shown.units import measures
from model.results.shown.wording import MILLION, usd
from model.results.sourcing.by_stage import BY_LAST, BY_VALUE, VALUE, chain_tables
from model.results.sourcing.exposure import offers_sentences
from model.results.sourcing.hhi import hhi
from model.results.sourcing.industry_orders import COST as INDUSTRY_COST
from model.results.sourcing.industry_orders import industry_by_period

TOP = 12
HHI = "HHI by tonnes (0 to 10,000)"
GDP_SHARE = "Share of the listed world's GDP (%)"
MEMBERSHIP = "Inside the zone: whose country is a member of an agreement in the period of the order."
PLAIN = {
    HHI: Measure.INDEX,
    BY_VALUE: Measure.INDEX,
    BY_LAST: Measure.INDEX,
    "GDP (USD billion)": Measure.COUNT,
    "Members counted": Measure.COUNT,
}


def first_year_orders(answer: Answer) -> pd.DataFrame:
    """Orders of the first year on the base path, early ones too, with `value` at base price (USD), `origin`, and
    `counted`: tonnes of orders from Start on, 0 for early ones."""
    plan = answer.plan
    year = first_year(plan.case.calendar)
    nodes = [node for period, node in base_nodes(plan.tree).items() if period <= year]
    orders = answer.orders[answer.orders["node"].isin(nodes)].copy()
    material = material_numbers(plan, orders["material"])
    country = plan.market.steps.country[orders["step"].to_numpy(int)]
    period = orders["period"].to_numpy(int)
    orders["counted"] = np.where(orders["before_start"], 0.0, orders["tonnes"])
    orders["value"] = orders["counted"] * plan.market.base_price[material, period - 1]
    orders["origin"] = origin_of(plan, country, period)
    orders["zone"] = orders["counted"] * in_zone(plan)[country, period - 1]
    orders["concern"] = orders["counted"] * plan.market.clubs.of_concern[country]
    orders["home"] = orders["counted"] * (orders["origin"] == HOME)
    return orders


def by_country(answer: Answer, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per material and country, the largest first within a material; final headers."""
    side = np.where(orders["before_start"], "early", orders["buyer"].to_numpy(object).astype(str))
    keys = ["material", "country"]
    spread = orders.assign(side=side).pivot_table(
        index=keys, columns="side", values="tonnes", aggfunc="sum", sort=False, fill_value=0.0
    )
    tonnes = spread.reindex(columns=["industry", "reserve", "early"]).fillna(0.0)
    now = orders[~orders["before_start"]]
    paid = (now["landed"] * now["delivered"]).groupby([now["material"], now["country"]]).sum()
    delivered = now.groupby(keys)["delivered"].sum()
    landed = (paid / delivered).reindex(tonnes.index)
    counted = tonnes["industry"] + tonnes["reserve"]
    total = counted.groupby(level="material").transform("sum")
    year = first_year(answer.plan.case.calendar)
    names, clubs = country_names(answer.plan), agreements_of(answer.plan, year)
    concern = codes_of_concern(answer.plan)
    codes = tonnes.index.get_level_values("country")
    frame = pd.DataFrame(
        {
            "Material": tonnes.index.get_level_values("material"),
            "Country": [names[code] for code in codes],
            "Industry (t)": tonnes["industry"].to_numpy(),
            "Reserve (t)": tonnes["reserve"].to_numpy(),
            "Ordered in the first year (t)": counted.to_numpy(),
            "Share of the material (%)": (counted / total.where(total > 0)).to_numpy(),
            "Mean landed price (USD/t)": landed.to_numpy(),
            "Ordered before Start (t)": tonnes["early"].to_numpy(),
            "Agreements": [clubs[code] for code in codes],
            "Entity of concern": ["yes" if code in concern else "" for code in codes],
        }
    )
    frame = frame.assign(position=material_numbers(answer.plan, frame["Material"])).sort_values(
        ["position", "Ordered in the first year (t)"], ascending=[True, False], kind="stable", ignore_index=True
    )
    return frame.drop(columns="position")


def concentration(answer: Answer, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per material: concentration and shares of tonnes, the largest value first; final headers. The share of
    entities of concern is blank where no country is marked as one."""
    keys = orders["material"]
    total = orders["counted"].groupby(keys, sort=False).sum()
    total = total[total > 0]

    def share(name: str) -> pd.Series:
        return orders[name].groupby(keys).sum().reindex(total.index) / total

    frame = pd.DataFrame(
        {
            "Material": list(total.index),
            VALUE: (orders["value"].groupby(keys).sum().reindex(total.index) / MILLION).to_numpy(),
            "Ordered in the first year (t)": total.to_numpy(),
            HHI: hhi(orders["counted"], keys, orders["country"]).reindex(total.index).to_numpy(),
            "Home share (%)": share("home").to_numpy(),
            "Share inside the zone, home apart (%)": share("zone").to_numpy(),
            "Entity-of-concern share (%)": share("concern").to_numpy() if codes_of_concern(answer.plan) else np.nan,
        }
    )
    return frame.sort_values(VALUE, ascending=False, kind="stable", ignore_index=True)


def value_by_origin(orders: pd.DataFrame, by: pd.Series, header: str, words: tuple[str, ...] = ORIGINS) -> pd.DataFrame:
    """Value at base price by origin, one of `words`, each tonne in one column, and HHI of countries by value; final
    headers."""
    grid = orders.pivot_table(index=by, columns="origin", values="value", aggfunc="sum", fill_value=0.0)
    grid = grid.reindex(columns=list(words)).fillna(0.0)
    total = grid.sum(axis=1)
    grid = grid[total > 0].loc[total[total > 0].sort_values(ascending=False, kind="stable").index]
    frame = pd.DataFrame({header: list(grid.index)})
    for origin in words:
        frame[f"{origin} (USD million)"] = grid[origin].to_numpy() / MILLION
    frame["Total (USD million)"] = grid.sum(axis=1).to_numpy() / MILLION
    frame[BY_VALUE] = hhi(orders["value"], by, orders["country"]).reindex(grid.index).to_numpy()
    return frame


def zone_table(answer: Answer) -> tuple[pd.DataFrame, str]:
    """GDP of each agreement's members in the first period, and what is missing from it in words; final headers."""
    plan = answer.plan
    clubs = plan.market.clubs
    table = plan.case["countries"].set_index("country")["gdp"].astype(float)
    gdp = table.reindex(list(clubs.countries)).to_numpy(float)
    known = np.nan_to_num(gdp)
    home = np.zeros(len(gdp), dtype=bool)
    home[clubs.number(plan.case.settings.home_country)] = True
    zone = in_zone(plan)[:, 0]
    rows = [(name, members[:, 0]) for name, members in clubs.members.items()]
    rows += [
        ("Any agreement (the zone, home apart)", zone),
        ("The zone and home", zone | home),
        ("All countries listed", home | True),
    ]
    frame = pd.DataFrame(
        {
            "Agreement": [name for name, _ in rows],
            "Members counted": [int(flags.sum()) for _, flags in rows],
            "GDP (USD billion)": [float(known[flags].sum()) for _, flags in rows],
            GDP_SHARE: [
                float(known[flags].sum() / known.sum()) if known.sum() > 0 else float("nan") for _, flags in rows
            ],
        }
    )
    missing = int(np.isnan(gdp).sum())
    typed = f"GDP as typed on the Countries sheet: {len(gdp) - missing} countries have one, {missing} have none and count 0."
    return frame, f"{typed} Countries that are not listed are not in the total either."


def _sentences(
    answer: Answer, orders: pd.DataFrame, shares: pd.DataFrame, zone: pd.DataFrame, through_chain: list[str]
) -> tuple[str, ...]:
    """The page's sentences; those on who supplies what rest on `through_chain`, where there are processes."""
    calendar = answer.plan.case.calendar
    total = float(orders["value"].sum())
    if total <= 0:
        return ("Nothing is ordered in the first year.", *through_chain)
    part = orders["value"].groupby(orders["origin"]).sum().reindex(list(ORIGINS)).fillna(0.0) / total
    span = f"{calendar.label(1)} to {calendar.label(first_year(calendar))}"
    marked = bool(codes_of_concern(answer.plan))
    concern = f", {part[CONCERN]:.0%} from entities of concern outside it" if marked else ""
    told = [
        f"Of the first year's orders ({span}, base path, {usd(total)} at base price) {part[HOME]:.0%} come from home, "
        f"{part[ZONE]:.0%} from inside the zone{concern} and {part[OTHER]:.0%} from other countries."
        f"{'' if marked else f' {NONE_MARKED}'}"
    ]
    told += through_chain
    if not through_chain:
        by_material = shares.set_index("Material")
        told += offers_sentences(by_material["Entity-of-concern share (%)"], by_material[HHI])
    world = zone.iloc[-2]
    told.append(
        f"The zone is every country that is a member of an agreement in the period of the order; in {calendar.label(1)} it "
        f"holds, with home, {world[GDP_SHARE]:.0%} of the listed countries' GDP."
        if world["GDP (USD billion)"] > 0
        else "No country has a GDP on the Countries sheet: the zone's share of world GDP is not known."
    )
    return tuple(told)


def page(outcome: Outcome) -> Page:
    """The Sourcing sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    orders = first_year_orders(answer)
    shares, (zone, gdp_note) = concentration(answer, orders), zone_table(answer)
    group = answer.plan.case["materials"].set_index("material")
    words = origins(answer.plan)
    top = value_by_origin(orders, orders["material"], "Material", words).head(TOP)
    groups = value_by_origin(orders, orders["material"].map(group["group"]).replace("", "no group"), "Group", words)
    by_stage = value_by_origin(orders, orders["material"].map(group["stage"]).replace("", NO_STAGE), "Stage", words)
    countries, industry = by_country(answer, orders), industry_by_period(answer)
    has_processes = len(answer.plan.case["processing"]) > 0
    traced, told = chain_tables(answer, orders) if has_processes else ([], [])
    chain = (
        " What industry buys for processes abroad counts once, in the country of its offer and at the price there; what is "
        "then shipped home, and what the reserve buys of processes, is on the Processing sheet; goods refined abroad are in "
        "the table through the chain, under the country that refined them."
        if has_processes
        else ""
    )
    exclusive = "Each tonne counts once, under the first that fits: home, inside the zone, entity of concern, other."
    sums = (*(f"{origin} (USD million)" for origin in words), "Total (USD million)")
    series = sums[:-1]

    def table(name: str, title: str, frame: pd.DataFrame, note: str = "", **marks: Any) -> Table:
        plain = {header: measure for header, measure in PLAIN.items() if header in frame}
        return Table(name, title, frame, {**measures(frame), **plain}, note, **marks)

    return Page(
        "Sourcing",
        _sentences(answer, orders, shares, zone, told),
        (
            table(
                "SourcingMaterials",
                "Concentration by material",
                shares,
                "Orders of industry and reserve placed in the first year on the base path; early orders are left out. "
                f"{MEMBERSHIP}{chain}",
                heat=(HHI, "Entity-of-concern share (%)"),
                totals=("Value at base price (USD million)",),
            ),
            table("SourcingTop", "The dearest materials by origin", top, exclusive),
            table("SourcingGroups", "Groups by origin", groups, exclusive, totals=sums),
            table("SourcingStages", "Stages by origin", by_stage, exclusive, totals=sums),
            *(table(name, title, frame, note, heat=heat) for name, title, frame, note, heat in traced),
            table("SourcingZone", f"The zone in {answer.plan.case.calendar.label(1)}", zone, gdp_note),
            table(
                "SourcingCountries",
                "By material and country",
                countries,
                "Share: of tonnes ordered in the first year. What was ordered before Start stands beside and is in no share. "
                f"Agreements: in the first year.{chain}",
                heat=("Share of the material (%)",),
            ),
            table(
                "SourcingIndustry",
                "Industry's orders by material, country and period",
                industry,
                "Base path: this period and the next three, and what was ordered before Start to arrive from then on.",
                totals=(INDUSTRY_COST,),
            ),
        ),
        (
            Chart(
                "stacked column", "The dearest materials by origin", "SourcingTop", "Material", series, "USD million"
            ),
            Chart("stacked column", "Groups by origin", "SourcingGroups", "Group", series, "USD million"),
        ),
    )
