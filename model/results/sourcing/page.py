"""The Sourcing sheet: where the first year's orders come from, how concentrated they are, and who is inside the zone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run
from model.results.facts.selection import NO_STAGE, origins
from model.results.shown.pages import Chart, Column, Page, Table, make_table
from model.results.shown.sentences import Sentence
from model.results.sourcing import chain_tables as chain
from model.results.sourcing import tables as own
from model.results.sourcing.chain import trace
from model.results.sourcing.sentences import chain_sentences, sentences

TOP = 12
MEMBERSHIP = "Inside the zone: whose country is a member of an agreement in the period of the order."
EXCLUSIVE = "Each tonne counts once, under the first that fits: home, inside the zone, entity of concern, other."
WITH_PROCESSES = (
    " What industry buys for processes abroad counts once, in the country of its offer and at the price there; what is "
    "then shipped home, and what the reserve buys of processes, is on the Processing sheet; goods refined abroad are in "
    "the table through the chain, under the country that refined them."
)
SCOPE = (
    "What reached home on the base path in the first year: orders placed in it that land at home, as in the other tables, "
    "and what was shipped into home, made at home or bought by the reserve from processes abroad in it. Materials that "
    "nobody at home asks for and no process at home uses only pass through, and are left out."
)
MIXING = (
    "Goods mix in proportion at each place, over the year's totals, early orders included. What a process makes has the "
    "origin of its inputs, by their value at base price; joint products share it. An offer is its own "
    f"origin, and what is recycled is feed from home. What was "
    "made before Start has the inputs of the first year. "
    f"`{chain.NOT_KNOWN}`: made before Start by a process that does not run in the first year, or out of stocks alone."
)


def _chain(result: PlanResult, orders: pd.DataFrame) -> tuple[list[Table], list[Sentence]]:
    """The tables through the chain and their sentences; `orders` of the first year."""
    lots = trace(result)
    materials = chain.materials_table(result, lots)
    tables = [
        make_table(
            "SourcingChain", "Through the chain: who last worked it, and where its feed was mined",
            chain.lots_table(result, lots), chain.LOTS, f"{SCOPE} {MIXING}", heat=("share",),
        ),
        make_table(
            "SourcingChainMaterials", "Entities of concern through the chain, by material", materials, chain.MATERIALS,
            "Shares of the tonnes that reached home, as above. Last stage: the country of the last process, or of the "
            "offer. Any stage: mined, or worked by any process on the way.", heat=("hhi", "last", "feed", "any"),
        ),
        make_table(
            "SourcingChainStages", "Every stage of the chain", chain.stages_table(result, orders), chain.STAGES,
            "What offers and processes supply at each stage in the first year on the base path, for home or for the next "
            "stage: orders placed, and what processes made, by the country of the offer or process. A tonne of ore and the "
            "metal made of it count at one stage each.", heat=("hhi", "concern"),
        ),
    ]  # fmt: skip
    return [table for table in tables if len(table.frame)], chain_sentences(result, lots, materials)


def _gdp_note(result: PlanResult) -> str:
    missing = np.isnan(own.gdp_typed(result))
    return (
        f"GDP as typed on the Countries sheet: {int((~missing).sum())} countries have one, {int(missing.sum())} have none "
        "and count 0. Countries that are not listed are not in the total either."
    )


def _by_origin(result: PlanResult, orders: pd.DataFrame) -> tuple[tuple[Table, Table, Table], tuple[str, ...]]:
    """The dearest materials, groups and stages by origin, and the headers of the origins."""
    words = origins(result.data)
    group = result.data.case["materials"].set_index("material")

    def by(names: pd.Series, header: str) -> tuple[pd.DataFrame, dict[str, Column]]:
        return own.value_by_origin(orders, names, header, words)

    top, columns = by(orders["material"], "Material")
    sums = (*words, "total")
    tables = (
        make_table("SourcingTop", "The most valuable materials by origin", top.head(TOP), columns, EXCLUSIVE),
        make_table(
            "SourcingGroups", "Groups by origin",
            *by(orders["material"].map(group["group"]).replace("", "no group"), "Group"), EXCLUSIVE, totals=sums,
        ),
        make_table(
            "SourcingStages", "Stages by origin",
            *by(orders["material"].map(group["stage"]).replace("", NO_STAGE), "Stage"), EXCLUSIVE, totals=sums,
        ),
    )  # fmt: skip
    return tables, tuple(columns[origin].header for origin in words)


def page(run: Run) -> Page:
    """The Sourcing sheet."""
    assert run.result is not None
    result = run.result
    orders = own.first_year_orders(result)
    shares, zone = own.concentration(result, orders), own.zone_table(result)
    has_processes = len(result.data.case["processing"]) > 0
    traced, told = _chain(result, orders) if has_processes else ([], [])
    more = WITH_PROCESSES if has_processes else ""
    by_origin, series = _by_origin(result, orders)
    tables = (
        make_table(
            "SourcingMaterials", "Concentration by material", shares, own.MATERIALS,
            "Orders of industry and reserve placed in the first year on the base path; early orders are left out. "
            f"{MEMBERSHIP}{more}", heat=("hhi", "concern"), totals=("value",),
        ),
        *by_origin,
        *traced,
        make_table(
            "SourcingZone", f"The zone in {result.data.case.calendar.label(1)}", zone, own.ZONE, _gdp_note(result)
        ),
        make_table(
            "SourcingCountries", "By material and country", own.by_country(result, orders), own.COUNTRIES,
            "Share: of tonnes ordered in the first year. What was ordered before Start is shown beside and is in no "
            "share. "
            f"Agreements: in the first year.{more}", heat=("share",),
        ),
        make_table(
            "SourcingIndustry", "Industry's orders by material, country and period", *own.industry_by_period(result),
            "Base path: this period and the next three, and what was ordered before Start to arrive from then on.",
            totals=("cost",),
        ),
    )  # fmt: skip
    return Page(
        "Sourcing",
        sentences(result, orders, shares, zone, told),
        tables,
        (
            Chart(
                "stacked column", "The most valuable materials by origin", "SourcingTop", "Material", series, "USD million"
            ),
            Chart("stacked column", "Groups by origin", "SourcingGroups", "Group", series, "USD million"),
        ),
    )
