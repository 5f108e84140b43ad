"""Checks of units: figures that look a thousand times off, such as kilogrammes typed for tonnes (warnings)."""

from __future__ import annotations

from statistics import median

from model.workbook.check_prices import FAR, base_price
from model.workbook.check_reserve import target_tonnes
from model.workbook.draft import Draft, Row, group
from model.workbook.problems import Problems
from model.workbook.words import in_full, quoted

WORLD_SHARE = 2.0  # an amount beyond so many times world output cannot be right
THOUSANDFOLD = 100.0  # a figure so many times what it is compared with, or as small a part, is likely in another unit
STEPS_APART = 500.0  # steps of one offer so many times apart are likely in different units
MILLIONFOLD = 1_000.0  # a reserve with so small a part of what its targets cost likely has its money in millions
MOST_GDP = 200_000.0  # USD bn, above the whole world's
AMOUNTS = (
    ("demand", "demand", "t/yr", WORLD_SHARE),
    ("supply", "capacity", "t/yr", WORLD_SHARE),
    ("processing", "capacity", "t/yr", WORLD_SHARE),
    ("projects", "max_capacity", "t/yr", THOUSANDFOLD),
    ("floors", "quantity", "t/yr", WORLD_SHARE),
    ("targets", "tonnes", "t", WORLD_SHARE),
    ("participants", "commitment", "t", WORLD_SHARE),
    ("materials", "opening_stock", "t", WORLD_SHARE),
    ("materials", "opening_in_transit", "t", WORLD_SHARE),
    ("materials", "recyclable", "t/yr", WORLD_SHARE),
)
PRICES = (
    ("supply", "fixed_price", FAR),
    ("supply", "cash_cost", THOUSANDFOLD),
    ("floors", "price", FAR),
    ("floors", "trigger", FAR),
    ("projects", "incentive_price", FAR),
    ("targets", "penalty", THOUSANDFOLD),
    ("materials", "recycling_cost", THOUSANDFOLD),
)


def _material(draft: Draft, row: Row) -> str:
    """The material a row is about; for a project that of the offer it adds to, or the main input of the process."""
    if row.table.sheet.field != "projects":
        return row.text("material")
    adds_to = row.text("adds_to")
    steps = draft.offers.get(adds_to) or [
        line for line in draft["processing"] if line.text("process") == adds_to and line.value("role") == "main input"
    ]
    return steps[0].text("material") if steps else ""


def check_amounts(draft: Draft, problems: Problems) -> None:
    """Tonnes against world output."""
    for table, field, unit, times in AMOUNTS:
        for row in draft[table]:
            material = draft.materials.get(_material(draft, row))
            amount, output = row.typed(field), material.typed("world_output") if material else None
            if material and amount and output and amount > times * output:
                problems.warn(
                    row.at(field),
                    f"{in_full(amount)} {unit} is {in_full(amount / output, 3)} times the world output of "
                    f"{quoted(material.text('material'))} ({in_full(output)} t/yr)",
                    "",
                    f"Check the unit here and of World output ({' '.join(material.at('world_output'))}): all quantities "
                    "are tonnes.",
                )


def check_capacity_units(draft: Draft, problems: Problems) -> None:
    """Capacity a thousand times off beside the offer's other steps, or beside what is wanted where nobody else delivers."""
    for offer, rows in draft.offers.items():
        largest = max(rows, key=lambda row: row.typed("capacity") or 0.0)
        for row in rows:
            capacity, most = row.typed("capacity"), largest.typed("capacity")
            if capacity and capacity * STEPS_APART < most:
                problems.warn(
                    row.at("capacity"),
                    f"{in_full(capacity)} t/yr is far less than the {in_full(most)} t/yr of another step of {quoted(offer)} "
                    f"({largest.at('capacity')[1]})",
                    "",
                    "Check the unit of both: capacity is in tonnes per year.",
                )
    other = {row.text("material") for row in draft["processing"]}
    demand = group(draft["demand"], "material")
    for material, rows in group(draft["supply"], "material").items():
        offered = sum(row.typed("capacity") or 0.0 for row in rows)
        wanted = sum(row.typed("demand") or 0.0 for row in demand.get(material, []))
        if 0 < offered < wanted / THOUSANDFOLD and material not in other and not any(row.bad for row in rows):
            problems.warn(
                rows[0].at("capacity"),
                f"all offers of {quoted(material)} together have {in_full(offered)} t/yr, far less than its demand of "
                f"{in_full(wanted)} t/yr",
                "",
                "Check the unit of both: capacity and demand are in tonnes per year.",
            )


def check_price_units(draft: Draft, problems: Problems) -> None:
    """Prices of offers, floors, projects and targets against the market's at the start."""
    for table, field, times in PRICES:
        for row in draft[table]:
            material = _material(draft, row)
            typed, market = row.typed(field), base_price(draft, material, 1)
            # What a process makes is dearer than what it takes in, so a project on one has no price to compare with.
            if (table == "projects" and row.text("adds_to") not in draft.offers) or not typed or not market:
                continue
            if not market / times < typed < market * times:
                problems.warn(
                    row.at(field),
                    f"{in_full(typed)} USD/t is {in_full(typed / market, 3)} times the market price of "
                    f"{quoted(material)} ({in_full(market, 6)} USD/t)",
                    "",
                    "Check the figure and its unit: prices are in USD per tonne.",
                )


def check_freight_units(draft: Draft, problems: Problems) -> None:
    """Freight of an offer far above the goods' own price, and of a country far from that of all others."""
    for row in draft["supply"]:
        freight, price = row.typed("freight"), base_price(draft, row.text("material"), 1)
        if freight and price and freight > FAR * price:
            problems.warn(
                row.at("freight"),
                f"freight of {in_full(freight)} USD/t is {in_full(freight / price, 3)} times the price of "
                f"{quoted(row.text('material'))} ({in_full(price, 6)} USD/t)",
                "",
                "Check the unit: freight is in USD per tonne.",
            )
    typed = [row for row in draft["countries"] if row.typed("freight")]
    middle = median(row.typed("freight") for row in typed) if typed else 0.0
    for row in typed:
        freight = row.typed("freight")
        if not middle / THOUSANDFOLD < freight < middle * THOUSANDFOLD:
            problems.warn(
                row.at("freight"),
                f"freight of {in_full(freight)} USD/t is far from that of the other countries (about {in_full(middle, 3)} "
                "USD/t)",
                "",
                "Check the unit: freight is in USD per tonne.",
            )


def check_gdp_units(draft: Draft, problems: Problems) -> None:
    """A country's GDP above the whole world's."""
    for row in draft["countries"]:
        gdp = row.typed("gdp")
        if gdp and gdp > MOST_GDP:
            problems.warn(
                row.at("gdp"),
                f"a GDP of {in_full(gdp)} billion USD is more than the whole world's",
                "",
                "Check the unit: GDP is in billions of USD.",
            )


def check_money_units(draft: Draft, problems: Problems) -> None:
    """Money that buys next to nothing of what the targets ask for."""
    amounts = [row.typed("amount") for row in draft["finance"]]
    if not amounts or None in amounts:
        return
    money, cost = sum(amounts) + (draft.settings.value("opening_cash") or 0.0), _cost_of_targets(draft)
    if 0 < money < cost / MILLIONFOLD:
        problems.warn(
            draft["finance"].rows[0].at("amount"),
            f"all the reserve's money, {in_full(money)} USD, would pay for {in_full(100 * money / cost, 2)} % of what the "
            f"targets ask for ({in_full(cost, 3)} USD at the prices of the start)",
            "",
            "Check the unit: amounts are in USD, not in millions.",
        )


def _cost_of_targets(draft: Draft) -> float:
    """The largest target of each material, less what the reserve has, at the price of the start, USD."""
    cost: dict[str, float] = {}
    for row in draft["targets"]:
        material, price = draft.materials.get(row.text("material")), base_price(draft, row.text("material"), 1)
        if material and price:
            held = sum(material.value(name) or 0.0 for name in ("opening_stock", "opening_in_transit"))
            missing = max(target_tonnes(draft, row) - held, 0.0) * price
            cost[row.text("material")] = max(cost.get(row.text("material"), 0.0), missing)
    return sum(cost.values())
