"""Checks of units: figures that look a thousand times off, such as kilogrammes typed for tonnes (warnings)."""

from __future__ import annotations

from collections.abc import Sequence

from model.excel.problems import Warnings
from model.excel.words import in_full, listed, quoted
from model.workbook.checks.check import TRADED, doubt
from model.workbook.checks.market_prices import FAR, PRICES, THOUSANDFOLD, base_price, compared, doubted, material_of
from model.workbook.draft import Draft, Row
from model.workbook.tables.unit_words import is_tonne

WORLD_SHARE = 2.0  # an amount beyond so many times world output cannot be right
STEPS_APART = 500.0  # steps of one offer so many times apart are likely in different units
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


@doubt()
def check_material_units(draft: Draft, problems: Warnings) -> None:
    """A material's Unit that is no tonne: its quantities are read as tonnes all the same."""
    for row in draft["materials"]:
        unit = row.typed("unit")
        if unit and not is_tonne(unit):
            problems.warn(
                row.at("unit"),
                f"is {quoted(unit)} a tonne? All quantities of {quoted(row.text('material'))}, on every sheet, are read as "
                "tonnes, and its prices as USD per tonne",
                "t, or tonnes of what is counted, such as t Co content",
                "If they are in another unit, convert them to tonnes; then write the unit as t, or as t of what is counted.",
            )


@doubt()
def check_amounts(draft: Draft, problems: Warnings) -> None:
    """Tonnes against world output."""
    for table, field, unit, times in AMOUNTS:
        for row in draft[table]:
            material = draft.materials.get(material_of(draft, row))
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


@doubt(needs=("supply", "processing"), rests_on={**TRADED, "projects": {"adds_to"}})
def check_capacity_units(draft: Draft, problems: Warnings) -> None:
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
    demand = draft.by("demand", "material")
    for material, rows in draft.by("supply", "material").items():
        offered = sum(row.typed("capacity") or 0.0 for row in rows)
        wanted = sum(row.typed("demand") or 0.0 for row in demand.get(material, []))
        if not offered and not any(row.bad for row in rows):
            _check_any_capacity(draft, material, rows, wanted, problems)
        elif 0 < offered < wanted / THOUSANDFOLD and material not in other and not any(row.bad for row in rows):
            problems.warn(
                rows[0].at("capacity"),
                f"all offers of {quoted(material)} together have {in_full(offered)} t/yr, far less than its demand of "
                f"{in_full(wanted)} t/yr",
                "",
                "Check the unit of both: capacity and demand are in tonnes per year.",
            )


def _check_any_capacity(draft: Draft, material: str, rows: Sequence[Row], wanted: float, problems: Warnings) -> None:
    """Offers of what demand or a process needs, without any capacity, where nothing else delivers it or may be built."""
    lines = [line for line in draft["processing"] if line.text("material") == material]
    eating = [line for line in lines if line.value("role") != "output"]
    others = len(eating) < len(lines) or draft.materials[material].value("recyclable")
    built = any(material_of(draft, project) == material for project in draft["projects"])
    if (wanted or eating) and not others and not built:
        users = (
            f"there is a demand of {in_full(wanted)} t/yr"
            if wanted
            else f"{quoted(eating[0].text('process'))} needs it"
        )
        problems.warn(
            rows[0].at("capacity"),
            f"no offer of {quoted(material)} has any capacity, but {users}",
            "",
            "Type the tonnes per year that can be bought; as it is, nobody ever gets any.",
        )


@doubt()
def check_price_units(draft: Draft, problems: Warnings) -> None:
    """Prices of offers, floors, projects and targets against the market's at the start; that one itself where they say so."""
    told = draft.once(doubted)
    for material, against in told.items():
        price = draft.materials[material].typed("price")
        cells = [f"{' '.join(one.row.at(one.field))} ({in_full(one.amount)})" for one in against]
        problems.warn(
            draft.materials[material].at("price"),
            f"{in_full(price)} USD/t is far from what other cells say of {quoted(material)}: {listed(cells, 'and')}",
            "",
            "Check this price first, and its unit: prices are in USD per tonne. If it is right, correct the others.",
        )
    for figure in compared(draft, PRICES):
        material = material_of(draft, figure.row)
        if not figure.fits and material not in told:
            problems.warn(
                figure.row.at(figure.field),
                f"{in_full(figure.amount)} USD/t is {in_full(figure.amount / figure.market, 3)} times the market price of "
                f"{quoted(material)} ({in_full(figure.market, 6)} USD/t)",
                "",
                "Check the figure and its unit: prices are in USD per tonne.",
            )


@doubt()
def check_freight_units(draft: Draft, problems: Warnings) -> None:
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
    sizes = sorted(row.typed("freight") for row in typed)
    middle = (sizes[(len(sizes) - 1) // 2] + sizes[len(sizes) // 2]) / 2 if typed else 0.0  # the median
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


@doubt()
def check_gdp_units(draft: Draft, problems: Warnings) -> None:
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
