"""The Processing sheet: refiners who need feed, separation plants, and plants that projects would build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from model.example.chains import ProcessStep, chain_row
from model.example.countries import country_name, regions
from model.example.feeds import feed_freight, feed_names
from model.example.figures import ASSUMPTION, Numbers, Row, joined, prices_in, records, rule, typed
from model.example.separation import Plant, basket, baskets_by_feed, value_of
from model.example.steps import TODAY
from model.example.supply_chain import SupplyChain

BY_RULE = ASSUMPTION + "toll, margin and lead time by the rule in the Guide"
Lines = Iterable[tuple[str, str, float]]  # material, role, ratio


def processing_sheet(chain: SupplyChain, names: dict[str, str]) -> list[Row]:
    """Rows of the Processing sheet; `names` are the materials' names by material_id."""
    known = names | feed_names()
    rows: list[Row] = []
    numbers: Counter[tuple[str, str, str]] = Counter()
    for step in chain.refining:
        product, country = known[step.chain.product_id], country_name(step.country)
        key = (step.chain.feed_id, step.country, product)
        numbers[key] += 1
        name = f"{product} {chain_row(step.chain.feed_id)['works']}, {country}"
        name += f", step {numbers[key]}" if numbers[key] > 1 else ""
        value = step.chain.recovery * asked_prices(step, chain)[step.chain.product_id]
        lines = [(known[step.chain.feed_id], "main input", 1.0), (product, "output", step.chain.recovery)]
        rows += process_rows(chain, name, step, value, lines)
    for plant in [*chain.separation, *new_separation(chain)]:
        outputs = [(known[material_id], "output", typed(ratio)) for material_id, ratio in plant.outputs.items()]
        lines = [(known[plant.step.chain.feed_id], "main input", 1.0), *outputs]
        value = value_of(plant.outputs, asked_prices(plant.step, chain))
        rows += dated(process_rows(chain, plant.name, plant.step, value, lines), plant)
    return rows + other_plants(chain, known)


def asked_prices(step: ProcessStep, chain: SupplyChain) -> Numbers:
    """USD/t by material_id of what a step makes: today's flow from China has Chinese prices, all else the world's."""
    return prices_in(step.country, chain.prices) if step.kind == TODAY else chain.prices


def new_separation(chain: SupplyChain) -> list[Plant]:
    """Separation plants that only a project would build: no capacity yet."""
    standing = {plant.name for plant in chain.separation}
    return [
        Plant(
            row["adds_to"],
            ProcessStep(chain.feeds[row["feed_id"]], row["country_iso3"], TODAY, 0.0, 0.0, row["source"]),
            basket(baskets_by_feed()[row["feed_id"]]),
            None,
            None,
        )
        for row in records("projects")
        if row["kind"] == "separation" and row["adds_to"] not in standing
    ]


def dated(rows: list[Row], plant: Plant) -> list[Row]:
    """A plant's rows with its dates, which stand on the main input's."""
    dates = {"from": plant.since, "to": plant.until}
    return [row | dates if row["role"] == "main input" else row for row in rows]


def process_rows(chain: SupplyChain, name: str, step: ProcessStep, value: float, lines: Lines) -> list[Row]:
    """Rows of one process with one feed; `value` is USD of outputs at market price per t of feed.

    The toll makes the product as dear as the step was as an offer: price with premium, less feed and its freight.
    """
    later = rule("Premium of feed step 2") if step.kind != TODAY else 0.0
    freight = feed_freight(chain, step.chain.feed_id)
    toll = value * (1 + step.premium / 100) - step.chain.feed_price * (1 + later) - freight
    today = value - step.chain.feed_price - freight
    rows = [
        numbered(name, step.country, line, typed(step.capacity), typed(toll), margin(today, step.country), joined(
            step.source, step.chain.source, BY_RULE
        ))
        for line in lines
    ]
    # As with offers, today's trade is under industry's contracts: the reserve starts at the more expensive steps.
    under_contract = step.kind == TODAY and step.capacity > 0
    return [row | ({"for": "industry"} if under_contract and row["role"] == "main input" else {}) for row in rows]


def margin(toll: float, country: str) -> float | None:
    """Cash margin needed, USD/t of main input; None, so never shut, for entities of concern."""
    if regions()[country]["entity_of_concern"] == "yes":
        return None
    return typed(rule("Margin needed, of toll") * toll)


def numbered(
    name: str, country: str, line: tuple[str, str, float], capacity: float, toll: float, needed: float | None, source: str
) -> Row:
    """One row; capacity, toll, lead time and margin stand on the main input's."""
    material, role, ratio = line
    row: Row = {"process": name, "country": country, "material": material, "role": role, "source": source}
    if role != "main input":
        return row | {"ratio": ratio}
    return row | {
        "ratio": 1,
        "capacity": capacity,
        "cost": toll,
        "lead_time": regions()[country]["lead_time_months"],
        "cash_margin_needed": needed,
    }


def other_plants(chain: SupplyChain, known: dict[str, str]) -> list[Row]:
    """Plants of plants.csv, which only a project would build: what they pay for conversion is their outputs' worth."""
    rows = []
    for name in dict.fromkeys(row["process"] for row in records("plants")):
        own = [row for row in records("plants") if row["process"] == name]
        signs = {row["material_id"]: (1 if row["role"] == "output" else -1) * float(row["ratio"]) for row in own}
        toll = sum(sign * chain.prices[material_id] for material_id, sign in signs.items())
        toll -= sum(-s * feed_freight(chain, material_id) for material_id, s in signs.items() if s < 0)
        for row in own:
            line = (known[row["material_id"]], row["role"], float(row["ratio"]))
            needed = margin(toll, row["country_iso3"])
            source = joined(row["source"], BY_RULE)
            rows.append(numbered(name, row["country_iso3"], line, 0.0, typed(toll), needed, source))
    return rows

