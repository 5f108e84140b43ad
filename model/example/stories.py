"""Disruption stories with probabilities from the record, and what happens in them."""

from __future__ import annotations

import math

from model.example.feeds import feed_names
from model.example.figures import ASSUMPTION, Row, joined, read, records, typed, unless_blank
from model.example.reserve import typed_rows
from model.example.supply_chain import SupplyChain

WITH_PRODUCT = ASSUMPTION + "the feed's price follows its product's"


def stories_sheet() -> list[Row]:
    """Rows of the Stories sheet; a story without a parent has the probability that it is the first to begin."""
    chances = first_to_begin()
    return [
        {
            "story": row["story"],
            "parent": unless_blank(row["parent"]),
            "probability": chances.get(row["story"], row["probability_pct"]),
            "onset": row["onset"],
            "source": joined(row["source"], of_first(row) if row["story"] in chances else ""),
        }
        for row in records("stories")
    ]


def first_to_begin() -> dict[str, float]:
    """Probability, %, of each story without a parent that it is the first of all within five years.

    Children of the base story exclude each other, events in the world do not: with independent hazards
    h = -ln(1 - p) from five-year probabilities p, story i comes first with h_i / H x (1 - exp(-H)), H the sum of all.
    A story with one known date stands before the others, which share what it leaves.
    """
    roots = [row for row in records("stories") if row["parent"] == ""]
    known = {row["story"]: float(row["five_year_probability_pct"]) for row in roots if row["dated"] == "yes"}
    hazard = {
        row["story"]: -math.log(1 - float(row["five_year_probability_pct"]) / 100) for row in roots if row["dated"] != "yes"
    }
    total = sum(hazard.values())
    left = 100 - sum(known.values())
    return known | {story: typed(left * h / total * (1 - math.exp(-total)), 3) for story, h in hazard.items()}


def of_first(row: Row) -> str:
    """How the probability on the sheet follows from the record."""
    if row["dated"] == "yes":
        return "the date is known, so nothing comes before it"
    taken = f"{row['five_year_probability_pct']:g} % over five years taken"
    return f"{taken}; the sheet has the chance that it is the first story to begin"


def effects_sheet(chain: SupplyChain, names: dict[str, str]) -> list[Row]:
    """Rows of the Effects sheet; a price effect on one product moves its feeds too."""
    named = {
        "place": "country_or_agreement",
        "goods": "material_or_group",
        "change_pct": "change",
        "starts_after_months": "starts_after",
        "lasts_months": "lasts",
        "recovers_over_months": "recovers_over",
        "change_from_pct": "change_from",
        "change_to_pct": "change_to",
        "lasts_from_months": "lasts_from",
        "lasts_to_months": "lasts_to",
    }
    rows = typed_rows(read("effects").rename(columns=named))
    rows += [
        effect | {"story": row["story"]}
        for row in records("stories")
        for effect in rows
        if effect["story"] == row["effects_of"]
    ]
    feeds: dict[str, list[str]] = {}
    for feed_id, feed in chain.feeds.items():
        feeds.setdefault(names.get(feed.product_id, ""), []).append(feed_names()[feed_id])
    return rows + [
        row | {"material_or_group": feed, "source": WITH_PRODUCT}
        for row in rows
        if row["kind"] == "price" and row["material_or_group"] in names.values()
        for feed in feeds.get(row["material_or_group"], [])
    ]
