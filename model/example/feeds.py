"""Feeds of refiners: their rows of the Materials and Supply sheets."""

from __future__ import annotations

from functools import cache

import pandas as pd

from model.example.balance import by_material
from model.example.chains import Chain, FeedStep
from model.example.countries import country_name, regions
from model.example.figures import ASSUMPTION, Row, by_key, joined, records, rule, typed
from model.example.steps import TODAY
from model.example.supply_chain import SupplyChain

FEED_STORAGE = "covered yard"
RARE_EARTH_GROUP = "rare-earth concentrates"
CONCENTRATE_STORAGE = "sealed drums"
BY_RULE = ASSUMPTION + (
    "steps, cash cost and restart by the rule in the Guide; feed moves under running contracts, without lead time"
)


@cache
def feed_names() -> dict[str, str]:
    """Names of feeds as the workbook shows them, by feed_id."""
    return {row["feed_id"]: row["feed"] for name in ("chains", "rare_earth_feeds") for row in records(name)}


def is_bulk(chain: Chain) -> bool:
    """Whether a feed is cheap enough to move in bulk."""
    return chain.feed_price < rule("Bulk freight below a price of")


def feed_freight(chain: SupplyChain, feed_id: str) -> float:
    """Freight of a feed, USD/t, averaged over what its sellers sell."""
    kind = "bulk_freight_usd_per_t" if is_bulk(chain.feeds[feed_id]) else "container_freight_usd_per_t"
    sold = chain.feed_steps[feed_id]
    total = sum(step.capacity for step in sold)
    return sum(float(regions()[step.country][kind]) * step.capacity for step in sold) / total


def feed_materials(chain: SupplyChain, table: pd.DataFrame) -> list[Row]:
    """Rows of the Materials sheet."""
    materials = by_material(table)
    of_chain = by_key("chains", "feed_id")
    groups = {feed_id: row["product_id"] for feed_id, row in of_chain.items()}
    rows = []
    for feed_id, feed in chain.feeds.items():
        row = of_chain.get(feed_id)
        product = groups.get(feed_id, "")
        product = groups.get(product, product)  # bauxite belongs to the group of what its alumina becomes
        rows.append(
            {
                "material": feed_names()[feed_id],
                "group": materials[product]["group"] if product else RARE_EARTH_GROUP,
                "stage": row["stage"] if row else "mined",
                "unit": row["feed_unit"] if row else "t REO content",
                "price": typed(feed.feed_price),
                "world_output": typed(sum(feed.mined.values())),
                "storage_class": FEED_STORAGE if row else CONCENTRATE_STORAGE,
                "source": joined(
                    feed.source, "" if row else ASSUMPTION + "price: share of the value of its oxides, by the Guide"
                ),
                "note": "Feed of refiners: nobody at home asks for it as it is.",
            }
        )
    return rows


def feed_supply(chain: SupplyChain, table: pd.DataFrame) -> list[Row]:
    """Rows of the Supply sheet: what each seller of a feed sells, then mines that only a project would open."""
    materials = by_material(table)
    classes = by_key("market_classes", "market_class")
    of_chain = by_key("chains", "feed_id")
    rows = []
    for feed_id in chain.feeds:
        product = of_chain[feed_id]["product_id"] if feed_id in of_chain else "ndpr_oxide"
        product = of_chain[product]["product_id"] if product in of_chain else product
        market = classes[materials[product]["market_class"]]
        growth = materials[product]["supply_growth_pct"]
        last: dict[str, int] = {}
        for step in chain.feed_steps[feed_id]:
            last[step.country] = last.get(step.country, 0) + 1
            rows.append(feed_row(chain, feed_id, step, last[step.country], market, growth))
        rows += [
            feed_row(chain, feed_id, FeedStep(project["country_iso3"], TODAY, 0.0, 0.0, 0.0), 1, market, growth)
            | {"offer": project["adds_to"], "source": joined(project["source"], BY_RULE)}
            for project in records("projects")
            if project["kind"] == "feed" and project["feed_id"] == feed_id
        ]
    return rows


def feed_row(chain: SupplyChain, feed_id: str, step: FeedStep, number: int, market: Row, growth: float) -> Row:
    """One row of the Supply sheet; rare-earth concentrates are open to the reserve, other feeds to industry alone."""
    feed, region = chain.feeds[feed_id], regions()[step.country]
    concern = region["entity_of_concern"] == "yes"
    cash_cost, cost_source = (None, "") if concern else feed_cash_cost(feed, step, market)
    return {
        "offer": f"{feed_names()[feed_id]}, {country_name(step.country)}",
        "material": feed_names()[feed_id],
        "country": step.country,
        "step": number,
        "capacity": typed(step.capacity),
        "growth": growth,
        "premium": step.premium,
        "cash_cost": cash_cost,
        "restart": None if cash_cost is None else 12,
        "lead_time": 0,
        "freight": region["bulk_freight_usd_per_t"] if is_bulk(feed) else None,
        "for": "both" if not feed.product_id else "industry",
        "source": joined(feed.source, cost_source, BY_RULE),
    }


def feed_cash_cost(feed: Chain, step: FeedStep, market: Row) -> tuple[float, str]:
    """USD/t and its source: a quoted figure for the mine, else the market class's share of the price."""
    quoted = by_key("feed_cash_costs", "feed_id", "country_iso3").get((feed.feed_id, step.country))
    if quoted:
        return float(quoted["cash_cost_usd_per_t"]), str(quoted["source"])
    share = market["cash_cost_step_1_pct" if step.kind == TODAY else "cash_cost_step_2_pct"]
    return typed(share / 100 * feed.feed_price), ""
