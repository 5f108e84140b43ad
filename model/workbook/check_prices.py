"""Checks of prices and demand: overlaps, jumps, shortage steps."""

from __future__ import annotations

from itertools import pairwise

from model.workbook.draft import Draft, Row, group
from model.workbook.market_prices import FAR, base_price, doubted
from model.workbook.problems import Problems
from model.workbook.words import quoted

FAST = 0.5  # yearly growth above which it is asked where it leads
MOST_MULTIPLE = 1_000.0  # a cost of going without, in prices, that is likely USD/t
GROWTHS = (("materials", "price_growth"), ("supply", "growth"), ("demand", "growth"), ("floors", "escalation"))


def check_price_rows(draft: Draft, problems: Problems) -> None:
    """Prices rows of one material that cover a period twice, none at all, or lie far from the Materials sheet's price."""
    if not draft.calendar_known:
        return
    told = doubted(draft)
    for material, rows in group(draft["prices"], "material").items():
        taken: dict[int, Row] = {}
        _check_steps(draft, rows, problems)
        for row in rows:
            if row.typed("period") is None:
                continue
            periods = draft.calendar.covered_by(row.typed("period"))
            if not periods:
                problems.warn(
                    row.at("period"),
                    "the period lies outside the plan; the price is not used",
                    f"{draft.calendar.label(1)} to {draft.calendar.label(draft.calendar.periods)}",
                    "Correct the period, or delete the row.",
                )
            clash = next((period for period in periods if period in taken), None)
            if clash is not None:
                problems.error(
                    row.at("period"),
                    f"{quoted(material)} has two prices for {draft.calendar.label(clash)}, here and in row "
                    f"{taken[clash].number}",
                    "one price for each period",
                    "Delete one of the two rows, or change its period.",
                )
            taken.update({period: taken.get(period, row) for period in periods})
            if material not in told:
                _check_jump(draft, row, material, periods, problems)


def _check_jump(draft: Draft, row: Row, material: str, periods: list[int], problems: Problems) -> None:
    expected = base_price(draft, material, periods[0]) if periods else None
    price = row.typed("price")
    if expected and price and not expected / FAR < price < expected * FAR:
        problems.warn(
            row.at("price"),
            f"{price:,g} USD/t is far from the {expected:,.6g} USD/t that the Materials sheet gives for the period",
            "",
            "Check the unit: prices are in USD per tonne.",
        )


def _check_steps(draft: Draft, rows: list[Row], problems: Problems) -> None:
    """A price far from the last one typed for the material."""
    dated = [row for row in rows if row.typed("period") is not None and row.typed("price")]
    for before, row in pairwise(sorted(dated, key=lambda row: row.typed("period").start)):
        last, price = before.typed("price"), row.typed("price")
        if not last / FAR < price < last * FAR:
            problems.warn(
                row.at("price"),
                f"{price:,g} USD/t is far from the last price, {last:,g} USD/t in {before.at('price')[1]}",
                "",
                "Check the unit: prices are in USD per tonne.",
            )


def check_shortage_steps(draft: Draft, problems: Problems) -> None:
    """Steps of a segment: a cost each, rising; widths of all but the last, together at most 100 %."""
    for segment, rows in group(draft["shortage_steps"], "segment").items():
        for row in rows:
            if row.blank("cost_usd") and row.blank("cost_x_price"):
                problems.error(
                    row.at("cost_usd"),
                    "the step has no cost",
                    "a cost in USD/t, or as a multiple of the price",
                    "Type one of the two costs.",
                )
        steps = sorted((row for row in rows if row.value("step") is not None), key=lambda row: int(row.value("step")))
        for row in steps[:-1]:
            if row.blank("width"):
                problems.error(
                    row.at("width"),
                    "a step before the last has no width",
                    "a share of demand in per cent",
                    "Type the width; only the last step takes the rest.",
                )
        total = 0.0
        for row in steps:
            before, total = total, total + (row.typed("width") or 0.0)
            if before <= 1 + 1e-9 < total:
                problems.error(
                    row.at("width"),
                    f"the widths of {quoted(segment)} add up to {total * 100:.4g} %",
                    "at most 100 %",
                    "Make the steps narrower; the last takes the rest anyway.",
                )
        for cheap, dear in pairwise(steps):
            _check_rising(draft, segment, cheap, dear, problems)


def _check_rising(draft: Draft, segment: str, cheap: Row, dear: Row, problems: Problems) -> None:
    """Compare two steps in the same terms, or at the price of each material the segment wants where the terms differ."""
    name = "cost_usd" if dear.typed("cost_usd") is not None else "cost_x_price"
    if any(row.typed("cost_usd") is None and row.typed("cost_x_price") is None for row in (cheap, dear)):
        return
    if (cheap.typed("cost_usd") is None) == (dear.typed("cost_usd") is None):
        pairs = [(cheap.typed(name), dear.typed(name), "")]
    else:
        wanted = dict.fromkeys(row.text("material") for row in draft["demand"] if row.text("segment") == segment)
        prices = [(material, base_price(draft, material, 1)) for material in wanted]
        pairs = [
            (_cost(cheap, price), _cost(dear, price), f" for {quoted(material)}") for material, price in prices if price
        ]
    for low, high, of in pairs:
        if high < low:
            problems.error(
                dear.at(name),
                f"going without costs less in this step ({high:,g}) than in the step before ({low:,g}){of}",
                "costs that rise from step to step",
                "Correct the costs, or the order of the steps.",
            )
            return
    if any(high == low for low, high, _ in pairs):
        problems.warn(
            dear.at(name),
            "the step costs as much as the step before",
            "costs that rise from step to step",
            "Join the two steps, or correct the cost.",
        )


def check_shortage_costs(draft: Draft, problems: Problems) -> None:
    """A multiple of the price typed as USD/t, or USD/t typed as a multiple (warnings)."""
    for row in draft["shortage_steps"]:
        usd, multiple, segment = row.typed("cost_usd"), row.typed("cost_x_price"), row.text("segment")
        wanted = {line.text("material") for line in draft["demand"] if line.text("segment") == segment}
        prices = [price for material in wanted if (price := base_price(draft, material, 1))]
        if usd and prices and usd < min(prices) / FAR:
            problems.warn(
                row.at("cost_usd"),
                f"going without costs {usd:,g} USD/t, but the cheapest material that {quoted(segment)} wants costs "
                f"{min(prices):,.6g} USD/t: nothing is bought for it",
                "",
                f"If {usd:g} times the price is meant, move the figure to Cost (x price); otherwise check the unit.",
            )
        if usd is None and multiple and multiple < 1 / FAR:
            problems.warn(
                row.at("cost_x_price"),
                f"going without costs {multiple:,g} times the price: nothing is bought for it",
                "",
                "Check the figure: 3 is three times the price.",
            )
        if usd is None and multiple is not None and multiple >= MOST_MULTIPLE:
            problems.warn(
                row.at("cost_x_price"),
                f"going without costs {multiple:,g} times the price",
                f"below {MOST_MULTIPLE:,g}",
                f"If {multiple:,g} USD/t is meant, move the figure to Cost (USD/t).",
            )


def check_growth(draft: Draft, problems: Problems) -> None:
    """Yearly growth that leads far away within the plan (warning)."""
    if not draft.calendar_known:
        return
    years = draft.calendar.horizon_years
    for table, field in GROWTHS:
        for row in draft[table]:
            growth = row.typed(field)
            if growth is not None and growth > FAST and (1 + growth) ** years > FAR:
                problems.warn(
                    row.at(field),
                    f"{growth * 100:g} % a year make it {(1 + growth) ** years:,.3g} times as much in the plan's "
                    f"{years:g} years",
                    "",
                    f"Check the figure; {growth:g} % is typed {growth:g}.",
                )


def _cost(row: Row, price: float) -> float:
    usd = row.typed("cost_usd")
    return float(usd if usd is not None else row.typed("cost_x_price") * price)


def check_segments(draft: Draft, problems: Problems) -> None:
    """Segments with demand but without shortage steps (warning)."""
    stepped = {row.text("segment") for row in draft["shortage_steps"]}
    for segment, rows in group(draft["demand"], "segment").items():
        if segment not in stepped and any(row.typed("demand") for row in rows):
            problems.warn(
                rows[0].at("segment"),
                f"{quoted(segment)} has no shortage steps: every missing tonne costs 10 times its price",
                "",
                "Add rows to Shortage steps, if that is not meant.",
            )


def check_demand_overlaps(draft: Draft, problems: Problems) -> None:
    """Demand rows of one material and segment that are in force together, and so count together (warning)."""
    if not draft.calendar_known:
        return
    families: dict[tuple[str, str], list[Row]] = {}
    for row in draft["demand"]:
        families.setdefault((row.text("material"), row.text("segment")), []).append(row)
    for rows in families.values():
        busy: dict[int, Row] = {}
        for row in rows if len(rows) > 1 else []:
            in_force = draft.calendar.in_force(row.typed("from"), row.typed("to"))
            periods = [period for period in draft.calendar.numbers if in_force[period - 1]]
            other = next((busy[period] for period in periods if period in busy), None)
            if other is not None and other.value("from") != row.value("from"):
                problems.warn(
                    row.at("demand"),
                    f"the demand is added to that of row {other.number} where both are in force",
                    "",
                    "Set To of the earlier row, if the later one replaces it.",
                )
            busy.update({period: busy.get(period, row) for period in periods})
