"""Floors that agreements or single contracts set, on products and on the feeds they are made of."""

from __future__ import annotations

from model.example.agreements import agreements_sheet
from model.example.feeds import feed_names
from model.example.figures import ASSUMPTION, HOME, Row, read, typed
from model.example.reserve import typed_rows
from model.example.separation import basket, baskets_by_feed
from model.example.supply_chain import SupplyChain

BORDER = "border floor"
EACH_STAGE = (
    ASSUMPTION + "members hold a reference price for each stage of production: the floor of the product, as the same "
    "share of the feed's price"
)
RARE_EARTH_FLOOR = "ndpr_oxide"  # the oxide that carries the value of a concentrate


def floors_sheet(chain: SupplyChain, names: dict[str, str]) -> list[Row]:
    """Rows of the Floors sheet; `names` are the materials' names by material_id."""
    named = {
        "place": "agreement_or_country",
        "price_usd": "price",
        "quantity_t": "quantity",
        "trigger_usd": "trigger",
        "share_above_trigger_pct": "share_above_trigger",
    }
    rows = [of_product(row, chain) for row in typed_rows(read("floors").rename(columns=named))]
    members = {(row["agreement"], row["country"]) for row in agreements_sheet()}
    return rows + [
        border | {"floor": f"{border['floor']}, in {feed_names()[feed_id]}", "material": feed_names()[feed_id]}
        | {"price": typed(border["price"] / chain.prices[product] * feed.feed_price), "source": EACH_STAGE}
        for border in rows
        if border["mechanism"] == BORDER
        for feed_id, feed in chain.feeds.items()
        for product in (floored_product(feed_id, feed.product_id),)
        if names.get(product) == border["material"]
        and any(
            step.country == HOME or (border["agreement_or_country"], step.country) in members
            for step in chain.feed_steps[feed_id]
        )
    ]


def of_product(row: Row, chain: SupplyChain) -> Row:
    """A floor promised on the oxide in a concentrate, turned into one on the tonne of concentrate."""
    floor = row.pop("product_floor_usd")
    if floor is None:
        return row
    feed_id = next(feed_id for feed_id, name in feed_names().items() if name == row["material"])
    won = basket(baskets_by_feed()[feed_id])[RARE_EARTH_FLOOR]
    price = typed(chain.prices[feed_id] + won * (floor - chain.prices[RARE_EARTH_FLOOR]))
    return row | {"price": price, "trigger": price}


def floored_product(feed_id: str, product_id: str) -> str:
    """The product whose floor a feed follows: its own, or NdPr oxide for a rare-earth concentrate rich in it."""
    if product_id:
        return product_id
    shares = basket(baskets_by_feed()[feed_id])
    return RARE_EARTH_FLOOR if shares.get(RARE_EARTH_FLOOR) else ""
