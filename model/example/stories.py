"""Disruption stories with probabilities, and what happens in them."""

from __future__ import annotations

from model.example.feeds import feed_names
from model.example.figures import ASSUMPTION, Row, read
from model.example.reserve import typed_rows
from model.example.supply_chain import SupplyChain

WITH_PRODUCT = ASSUMPTION + "the feed's price follows its product's"


def stories_sheet() -> list[Row]:
    """Rows of the Stories sheet."""
    return typed_rows(read("stories").rename(columns={"probability_pct": "probability"}))


def effects_sheet(chain: SupplyChain, names: dict[str, str]) -> list[Row]:
    """Rows of the Effects sheet; a price effect on one product moves its feeds too."""
    named = {
        "place": "country_or_agreement",
        "goods": "material_or_group",
        "change_pct": "change",
        "starts_after_months": "starts_after",
        "lasts_months": "lasts",
        "recovers_over_months": "recovers_over",
    }
    rows = typed_rows(read("effects").rename(columns=named))
    feeds: dict[str, list[str]] = {}
    for feed_id, feed in chain.feeds.items():
        feeds.setdefault(names.get(feed.product_id, ""), []).append(feed_names()[feed_id])
    return rows + [
        row | {"material_or_group": feed, "source": WITH_PRODUCT}
        for row in rows
        if row["kind"] == "price" and row["material_or_group"] in names.values()
        for feed in feeds.get(row["material_or_group"], [])
    ]
