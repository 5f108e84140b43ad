"""Offers, feeds and processes together: the Supply and Processing sheets and the feeds' rows of Materials."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from model.example.balance import by_material
from model.example.chains import Chain, FeedStep, ProcessStep, chains, feed_steps, output, split
from model.example.figures import Numbers, by_key, records
from model.example.separation import Plant, open_at_start, rare_earth_feeds, separation_plants, without_separated
from model.example.steps import TODAY, Step, price_steps


@dataclass(frozen=True)
class SupplyChain:
    """Everything that is sold, mined for refiners or refined.

    `offers` are steps sold as they come; `refining` steps of refiners that need feed; `separation` named plants of
    rare earths; `feeds` every feed by feed_id with its `feed_steps`; `prices` USD/t by material_id and feed_id.
    """

    offers: list[Step]
    refining: list[ProcessStep]
    separation: list[Plant]
    feeds: dict[str, Chain]
    feed_steps: dict[str, list[FeedStep]]
    prices: Numbers


def build_supply_chain(table: pd.DataFrame) -> SupplyChain:
    """Splits the price steps of steps.py between own ore and bought feed, and sizes the feed that this asks for."""
    materials = by_material(table)
    prices = {material_id: float(row["price_usd_per_t"]) for material_id, row in materials.items()}
    growth = {material_id: float(row["supply_growth_pct"]) for material_id, row in materials.items()}
    rare_earths = rare_earth_feeds(prices)
    made = chains(prices)
    feeds = rare_earths | {chain.feed_id: chain for chain in made}
    prices |= {feed_id: chain.feed_price for feed_id, chain in feeds.items()}
    plants = separation_plants(feeds)
    today = open_at_start(plants)
    own, refining = split(without_separated(price_steps(table), today), made, growth)
    for chain in made:
        if chain.product_id not in materials:
            refining += intermediate_steps(chain, refining)
    asked = feed_asked(refining, today)
    closed = frozenset(row["country_iso3"] for row in records("export_rules") if row["material_id"] == "all")
    sold = {feed_id: list(feed_steps(chain, *asked[feed_id], closed)) for feed_id, chain in feeds.items()}
    return SupplyChain(own, refining, plants, feeds, sold, prices)


def intermediate_steps(chain: Chain, refining: list[ProcessStep]) -> list[ProcessStep]:
    """Refiners whose product is itself a feed: as much as the country's own users of it ask for, up to its output."""
    made = output(chain.product_id, "refined")
    steps = []
    for country in sorted(chain.refiners):
        wanted = sum(
            step.capacity for step in refining if step.chain.feed_id == chain.product_id and step.country == country
        )
        capacity = min(wanted, made[country]) / chain.recovery
        steps.append(ProcessStep(chain, country, TODAY, capacity, 0.0, chain.source))
    return steps


def feed_asked(refining: list[ProcessStep], plants: list[Plant]) -> dict[str, tuple[float, float]]:
    """What processes ask for of each feed today and at later steps and in new capacity, t/yr."""
    asked: dict[str, tuple[float, float]] = {}

    def add(feed_id: str, today: float, later: float) -> None:
        before = asked.get(feed_id, (0.0, 0.0))
        asked[feed_id] = (before[0] + today, before[1] + later)

    for step in [*refining, *(plant.step for plant in plants)]:
        first = step.kind == TODAY
        add(step.chain.feed_id, step.capacity * first, step.capacity * (not first))
        # What a country makes of its own intermediate it need not buy.
        add(step.chain.product_id, -step.capacity * step.chain.recovery * first, 0.0)
    ratios = by_key("plants", "process", "material_id")
    for project in records("projects"):
        if project["kind"] == "separation":
            add(project["feed_id"], 0.0, project["max_capacity_t"])
        for (process, material_id), row in ratios.items():
            if process == project["adds_to"] and row["role"] != "output":
                add(material_id, 0.0, float(row["ratio"]) * project["max_capacity_t"])
    return asked
