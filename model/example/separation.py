"""Rare-earth concentrates: their baskets, their prices, and the plants that part them into oxides."""

from __future__ import annotations

from functools import cache

from model.example.chains import Chain, Numbers, ProcessStep, output
from model.example.figures import Row, records, rule
from model.example.steps import Step


@cache
def basket(basket_id: str) -> Numbers:
    """Oxide won from a tonne of rare-earth oxide in concentrate, t/t by material_id."""
    recovery = rule("Separation recovery")
    rows = [row for row in records("rare_earth_baskets") if row["basket_id"] == basket_id]
    return {row["material_id"]: recovery * row["share_pct"] / 100 for row in rows}


def basket_value(basket_id: str, prices: Numbers) -> float:
    """USD per tonne of rare-earth oxide in concentrate of what separation wins."""
    return sum(ratio * prices[material_id] for material_id, ratio in basket(basket_id).items())


def rare_earth_feed(row: Row, prices: Numbers) -> Chain:
    """A concentrate as the feed of a chain; quantities are tonnes of rare-earth oxide in it."""
    mines = output("rare_earths_total", "mine")
    contained = basket_value(row["basket_id"], prices) / rule("Separation recovery")
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


def separation_steps(feeds: dict[str, Chain]) -> list[tuple[str, ProcessStep]]:
    """Name and step of every separation plant."""
    return [
        (
            row["process"],
            ProcessStep(
                feeds[row["feed_id"]],
                row["country_iso3"],
                int(row["step"]),
                row["capacity_t"],
                row["premium_pct"],
                row["source"],
            ),
        )
        for row in records("separation")
    ]


def without_separated(steps: list[Step], plants: list[tuple[str, ProcessStep]]) -> list[Step]:
    """Steps of oxides less what the same country's separation plants sell at the same step; small remainders dropped."""
    baskets = baskets_by_feed()
    separated: dict[tuple[str, str, int], float] = {}
    for _, plant in plants:
        for material_id, ratio in basket(baskets[plant.chain.feed_id]).items():
            key = (material_id, plant.country, plant.kind)
            separated[key] = separated.get(key, 0.0) + ratio * plant.capacity
    kept = []
    for step in steps:
        left = step.capacity - separated.get((step.material_id, step.country, step.kind), 0.0)
        if left > (1 - rule("Own ore counts as all of it, from")) * step.capacity:
            kept.append(step._replace(capacity=left))
    return kept
