"""Rare-earth concentrates: their baskets, their prices, and the plants that part them into oxides."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from model.example.chains import Chain, ProcessStep, output
from model.example.figures import CHINA, Numbers, Row, by_key, prices_in, records, rule, unless_blank
from model.example.steps import Step

LIGHT = "light rare earths"


class Plant(NamedTuple):
    """A separation plant: `outputs` t/t of feed by material_id; `since` and `until` its dates, None where open."""

    name: str
    step: ProcessStep
    outputs: Numbers
    since: str | None
    until: str | None


@cache
def basket(basket_id: str) -> Numbers:
    """Oxide won from a tonne of rare-earth oxide in concentrate, t/t by material_id."""
    recovery = rule("Separation recovery")
    rows = [row for row in records("rare_earth_baskets") if row["basket_id"] == basket_id]
    return {row["material_id"]: recovery * row["share_pct"] / 100 for row in rows}


def light_part(oxides: Numbers) -> Numbers:
    """The light rare earths of a basket: what a plant wins that leaves the others in a heavy concentrate."""
    groups = by_key("material_choices", "material_id")
    return {material_id: ratio for material_id, ratio in oxides.items() if groups[material_id]["group"] == LIGHT}


def value_of(oxides: Numbers, prices: Numbers) -> float:
    """USD per tonne of rare-earth oxide in concentrate of what a plant wins from it."""
    return sum(ratio * prices[material_id] for material_id, ratio in oxides.items())


def rare_earth_feed(row: Row, prices: Numbers) -> Chain:
    """A concentrate as the feed of a chain; quantities are tonnes of rare-earth oxide in it."""
    mines = output("rare_earths_total", "mine")
    # Concentrate trades at Chinese prices of the oxides in it, as nearly all volume did (Adamas as reported, 2025).
    contained = value_of(basket(row["basket_id"]), prices_in(CHINA, prices)) / rule("Separation recovery")
    return Chain(
        feed_id=row["feed_id"],
        product_id="",
        recovery=1.0,
        feed_price=rule("Concentrate price, of the oxides in it") * contained,
        mined={country.strip(): mines[country.strip()] for country in row["mined_in"].split(";")},
        refined={},
        refiners=frozenset(),
        own_ore=False,
        no_feed_from=frozenset(),
        also_from=frozenset(),
        source=row["source"],
    )


def rare_earth_feeds(prices: Numbers) -> dict[str, Chain]:
    """Every rare-earth concentrate by feed_id."""
    return {row["feed_id"]: rare_earth_feed(row, prices) for row in records("rare_earth_feeds")}


def baskets_by_feed() -> dict[str, str]:
    """basket_id by feed_id."""
    return {row["feed_id"]: row["basket_id"] for row in records("rare_earth_feeds")}


def separation_plants(feeds: dict[str, Chain]) -> list[Plant]:
    """Every separation plant that stands; one whose heavy circuit is yet to be proven twice, before and after."""
    plants = []
    for row in records("separation"):
        feed, oxides = feeds[row["feed_id"]], basket(baskets_by_feed()[row["feed_id"]])
        step = ProcessStep(
            feed, row["country_iso3"], int(row["step"]), row["capacity_t"], row["premium_pct"], row["source"]
        )
        outputs = oxides if row["outputs"] == "all" else light_part(oxides)
        plants.append(Plant(row["process"], step, outputs, unless_blank(row["from"]), unless_blank(row["to"])))
    return plants


def open_at_start(plants: list[Plant]) -> list[Plant]:
    """The plants of today: one that only takes another's place later asks for no feed of its own."""
    return [plant for plant in plants if plant.since is None]


def without_separated(steps: list[Step], plants: list[Plant]) -> list[Step]:
    """Steps of oxides less what the same country's separation plants sell at the same step; small remainders dropped."""
    separated: dict[tuple[str, str, int], float] = {}
    for plant in plants:
        for material_id, ratio in plant.outputs.items():
            key = (material_id, plant.step.country, plant.step.kind)
            separated[key] = separated.get(key, 0.0) + ratio * plant.step.capacity
    kept = []
    for step in steps:
        left = step.capacity - separated.get((step.material_id, step.country, step.kind), 0.0)
        if left > (1 - rule("Own ore counts as all of it, from")) * step.capacity:
            kept.append(step._replace(capacity=left))
    return kept
