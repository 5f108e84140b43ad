"""Two-stage chains: which refiners need ore from elsewhere, and how much of which ore their steps ask for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from model.example.figures import UNNAMED, Numbers, Row, read, records, rule
from model.example.steps import TODAY, Step

MID_HORIZON_YEARS = 2.5


class Chain(NamedTuple):
    """One conversion: `recovery` t of product per t of feed; `feed_price` USD/t; outputs t/yr by country, both in
    t of feed: what a country mines and what its refineries ask for. `refiners` blank = every one the figures name.
    `own_ore` tells whether a country's mines feed its own refineries first. `no_feed_from` sell none, `also_from`
    sell it though larger exporters would do."""

    feed_id: str
    product_id: str
    recovery: float
    feed_price: float
    mined: Numbers
    refined: Numbers
    refiners: frozenset[str]
    own_ore: bool
    no_feed_from: frozenset[str]
    also_from: frozenset[str]
    source: str


class ProcessStep(NamedTuple):
    """A step of a refiner's sales that needs feed: `capacity` t of feed a year, `premium` % on the product."""

    chain: Chain
    country: str
    kind: int
    capacity: float
    premium: float
    source: str


@cache
def output(material_id: str, stage: str) -> Numbers:
    """Published output by country, t/yr, the unnamed left out."""
    rows = read("production").query("material_id == @material_id and stage == @stage").dropna(subset="production_t")
    made = dict(zip(rows["country_iso3"].astype(str), rows["production_t"].astype(float), strict=True))
    return {country: tonnes for country, tonnes in made.items() if country != UNNAMED}


def listed(countries: str) -> frozenset[str]:
    """Countries of a cell such as `AUS; BRA`."""
    return frozenset(part.strip() for part in countries.split(";") if part.strip())


def chains(prices: Numbers) -> list[Chain]:
    """Every chain of chains.csv; `prices` USD/t by material_id, to which the feeds' own are added on the way."""
    found = []
    for row in records("chains"):
        recovery = float(row["recovery"])
        typed_price, share = row["feed_price_usd"], row["payable_pct_of_value"]
        price = float(typed_price) if typed_price == typed_price else prices[row["product_id"]] * share / 100
        prices[row["feed_id"]] = price
        refined = output(row["product_id"], "refined")
        found.append(
            Chain(
                feed_id=row["feed_id"],
                product_id=row["product_id"],
                recovery=recovery,
                feed_price=price,
                mined=output(row["output_of"], row["output_stage"]),
                refined={country: tonnes / recovery for country, tonnes in refined.items()},
                refiners=listed(row["refiners"]),
                own_ore=row["own_ore"] == "yes",
                no_feed_from=listed(row["no_feed_from"]),
                also_from=listed(row["also_from"]),
                source=row["source"],
            )
        )
    return found


def own_share(chain: Chain, country: str, sold: float) -> float:
    """Share of a refiner's output from its country's own ore, of 1; `sold` t/yr stands in for unpublished output."""
    if country == UNNAMED or (chain.refiners and country not in chain.refiners):
        return 1.0
    if not chain.own_ore:
        return 0.0
    share = chain.mined.get(country, 0.0) / max(chain.refined.get(country, 0.0), sold / chain.recovery)
    nearly = rule("Own ore counts as all of it, from")
    return 1.0 if share >= nearly else 0.0 if share <= 1 - nearly else share


def split(steps: list[Step], made: list[Chain], growth: Numbers) -> tuple[list[Step], list[ProcessStep]]:
    """Steps from a seller's own ore, which stay offers, and steps that need feed, which become processes.

    `growth` of supply by material_id, %/yr: a process does not grow, so it has the capacity of the middle of the
    horizon. A refiner who sells today has no step 3: tonnes diverted from others would need diverted feed as well.
    """
    by_product: dict[str, list[Chain]] = {}
    for chain in made:
        by_product.setdefault(chain.product_id, []).append(chain)
    sold: dict[tuple[str, str], float] = {}
    for step in steps:
        sold[step.material_id, step.country] = sold.get((step.material_id, step.country), 0.0) + step.capacity
    today = {(step.material_id, step.country) for step in steps if step.kind == TODAY}
    offers, processes = [], []
    for step in steps:
        left = 1.0
        for chain in by_product.get(step.material_id, []):
            share = left * (1 - own_share(chain, step.country, sold[step.material_id, step.country]))
            if share > 0:
                left -= share
                if step.kind > TODAY + 1 and (step.material_id, step.country) in today:
                    continue
                grown = (1 + growth[step.material_id] / 100) ** MID_HORIZON_YEARS
                capacity = step.capacity * share * grown / chain.recovery
                processes.append(ProcessStep(chain, step.country, step.kind, capacity, step.premium, step.source))
        if left > 0:
            offers.append(step._replace(capacity=step.capacity * left))
    return offers, processes


class FeedStep(NamedTuple):
    """A step of one country's feed: `kind` TODAY or later, `capacity` t/yr, `premium` %, `made` t/yr mined there."""

    country: str
    kind: int
    capacity: float
    premium: float
    made: float


def exporters(chain: Chain, closed: frozenset[str]) -> Numbers:
    """Feed that countries mine beyond what they refine, t/yr: the largest until coverage and number are as asked for.

    A country that refines more than it mines sells no feed. `closed` countries sell home nothing at all.
    """
    spare = {
        country: mined - chain.refined.get(country, 0.0)
        for country, mined in chain.mined.items()
        if country not in closed | chain.no_feed_from and mined > chain.refined.get(country, 0.0)
    }
    goal, kept = rule("Exportable feed covered") * sum(spare.values()), Numbers()
    for country in sorted(spare, key=spare.__getitem__, reverse=True):
        covered = sum(kept.values()) >= goal and len(kept) >= rule("Feed sellers at least")
        if not covered or country in chain.also_from:
            kept[country] = spare[country]
    return kept


def feed_steps(chain: Chain, today: float, later: float, closed: frozenset[str]) -> Iterator[FeedStep]:
    """Steps of every seller of a chain's feed, so that together they cover what `today`'s and `later` steps ask for.

    Both are t of feed a year. Each seller has its share of all exportable feed; step 2, dearer, has room to spare.
    """
    selling = exporters(chain, closed)
    total = sum(selling.values())
    room = rule("Room in feed") * (today + later)
    for country, spare in selling.items():
        made = chain.mined[country]
        most = rule("Offer at most, of national output") * made
        first = min(today * spare / total, most)
        if first > 0:
            yield FeedStep(country, TODAY, first, 0.0, made)
        second = min(room * spare / total, most) - first
        if second > 0:
            yield FeedStep(country, TODAY + 1, second, 100 * rule("Premium of feed step 2"), made)


def chain_row(feed_id: str) -> Row:
    """The row of chains.csv of one feed."""
    return next(row for row in records("chains") if row["feed_id"] == feed_id)
