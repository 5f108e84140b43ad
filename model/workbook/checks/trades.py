"""What must not pay: cells that make buying for the sake of selling profitable (warnings)."""

from __future__ import annotations

from collections.abc import Mapping

from model.excel.problems import Warnings
from model.excel.words import quoted
from model.workbook.checks.check import doubt
from model.workbook.checks.market_prices import base_price
from model.workbook.draft import Draft, Row, group

INDUSTRY = "industry"
PRICED = {"prices": {"material", "period", "price"}}


@doubt()
def check_selling(draft: Draft, problems: Warnings) -> None:
    """Selling stock brings more than keeping it is worth."""
    for name, row in draft.materials.items():
        sale, kept = row.value("sale_price"), row.value("terminal_value")
        if sale is not None and kept is not None and sale > kept + 1e-12:
            problems.warn_of_trade(
                row.at("sale_price"),
                f"the reserve gets {sale * 100:g} % of the price when it sells {quoted(name)}, but a tonne kept "
                f"is worth {kept * 100:g} %",
                f"at most the terminal value, {kept * 100:g} %",
                "Lower the Sale price or raise the Terminal value, unless selling everything is meant to pay.",
            )


def _prices(draft: Draft, material: str) -> list[float]:
    """Base price by period, USD/t: the Prices row that covers it, else price and growth; [] where it is not known."""
    if not draft.calendar_known:
        return []
    grown = [base_price(draft, material, period) for period in draft.calendar.numbers]
    prices = [price for price in grown if price is not None]
    if len(prices) < len(grown):
        return []
    for row in draft.by("prices", "material").get(material, ()):
        span, typed = row.typed("period"), row.typed("price")
        if span is not None and typed is not None:
            for period in draft.calendar.covered_by(span):
                prices[period - 1] = typed
    return prices


def _all_prices(draft: Draft) -> dict[str, list[float]]:
    """Base prices of each material by period, USD/t."""
    return {name: _prices(draft, name) for name in draft.materials}


def _sale_share(draft: Draft, material: Row | None, reserve_buys: bool) -> float:
    """What a tonne brings when it is sold, as a share of the base price: the surplus price, or the reserve's sale price
    where the reserve may buy it."""
    own = material.value("sale_price") if material and reserve_buys else None
    return float(max(own or 0.0, draft.settings.value("surplus_price") or 0.0))


def _freight_by_country(draft: Draft) -> dict[str, float]:
    """Freight of the Countries sheet, USD/t; of a country typed twice, which is told elsewhere, the first."""
    freight: dict[str, float] = {}
    for country in draft["countries"]:
        freight.setdefault(country.text("country"), country.value("freight") or 0.0)
    return freight


def _freight(row: Row, freight_of: Mapping[str, float]) -> float:
    """Freight of an offer's step, its own or that of its country, USD/t."""
    typed = row.typed("freight")
    return float(freight_of.get(row.text("country"), 0.0) if typed is None else typed)


def _least_cost(row: Row, lowest: float, freight_of: Mapping[str, float]) -> float | None:
    """What a tonne of an offer's step costs at least with freight, USD/t, if the base price is never below `lowest`; None
    where the ask is not known."""
    fixed, premium = row.typed("fixed_price"), row.value("premium")
    if row.value("price_basis") == "fixed":
        return None if fixed is None else float(fixed + _freight(row, freight_of))
    return None if premium is None else float(lowest * (1 + premium) + _freight(row, freight_of))


def _delivered(row: Row, prices: Mapping[int, float], freight_of: Mapping[str, float]) -> dict[int, float]:
    """What a tonne of an offer's step costs with freight, USD/t, without duty, by period; `prices` are the base prices of
    these periods. Empty where the ask is not known."""
    freight = _freight(row, freight_of)
    if row.value("price_basis") == "fixed":
        ask = row.typed("fixed_price")
        return {} if ask is None else dict.fromkeys(prices, float(ask + freight))
    premium = row.value("premium")
    return {} if premium is None else {period: float(price * (1 + premium) + freight) for period, price in prices.items()}


@doubt(needs=("prices",), rests_on={**PRICED, "countries": {"country", "freight"}})
def check_offers_resold(draft: Draft, problems: Warnings) -> None:
    """An offer costs less, freight included, than the reserve's sale price or the surplus price then or later, or than
    what a tonne left at the end is worth."""
    known = draft.once(_all_prices)
    freight_of = _freight_by_country(draft)
    for row in draft["supply"]:
        material, prices = draft.materials.get(row.text("material")), known.get(row.text("material"))
        if material is None or not prices or row.bad:
            continue
        at = row.at("fixed_price" if row.value("price_basis") == "fixed" else "premium")
        reserve_buys = row.value("for") != INDUSTRY
        share = _sale_share(draft, material, reserve_buys)
        left = (material.value("terminal_value") or 0.0) if reserve_buys else 0.0
        kept = left * min(prices[0], prices[-1])
        least, most = _least_cost(row, min(prices), freight_of), max(share * max(prices), kept)
        if least is None or least >= most * (1 - 1e-9):
            continue  # so it is with nearly all offers, whenever they are in force
        in_force = draft.calendar.open_periods(row.typed("from"), row.typed("to"))
        open_now = {period: prices[period - 1] for period in in_force}
        costs = _delivered(row, open_now, freight_of)
        later = {period: share * max(prices[period - 1 :]) for period in costs}
        pays = next((period for period, cost in costs.items() if cost < later[period] * (1 - 1e-9)), None)
        if pays is not None:
            problems.warn_of_trade(
                at,
                f"a tonne of {quoted(row.text('offer'))} bought in {draft.calendar.label(pays)} costs "
                f"{costs[pays]:,.6g} USD and sells, then or later, for {later[pays]:,.6g} USD: trading for its own sake pays",
                f"{later[pays]:,.6g} USD/t or more with freight",
                "Raise the ask, or lower the Sale price (Materials), the Surplus price (Settings) or the price's growth.",
            )
            continue
        cheapest = min(costs.values(), default=kept)
        if cheapest < kept * (1 - 1e-9):
            problems.warn_of_trade(
                at,
                f"a tonne of {quoted(row.text('offer'))} costs {cheapest:,.6g} USD, but one left at the end is worth "
                f"{kept:,.6g} USD: filling the reserve for that alone pays",
                f"{kept:,.6g} USD/t or more with freight",
                "Raise the ask, or lower the Terminal value (Materials).",
            )


@doubt(needs=("prices",), rests_on=PRICED)
def check_recycling_resold(draft: Draft, problems: Warnings) -> None:
    """Recycling costs less than unwanted material brings."""
    surplus = draft.settings.value("surplus_price") or 0.0
    for name, row in draft.materials.items():
        brings = surplus * max(draft.once(_all_prices)[name], default=0.0)
        cost = row.value("recycling_cost")
        if row.typed("recyclable") and cost is not None and cost < brings * (1 - 1e-9):
            problems.warn_of_trade(
                row.at("recycling_cost"),
                f"a recycled tonne of {quoted(name)} costs {cost:,.6g} USD and brings {brings:,.6g} USD as surplus: "
                "recycling for its own sake pays",
                f"{brings:,.6g} USD/t or more",
                "Raise the Recycling cost, or lower the Surplus price (Settings).",
            )


@doubt(needs=("prices",), rests_on=PRICED)
def check_processes_resold(draft: Draft, problems: Warnings) -> None:
    """A process whose inputs and toll cost less than its outputs sell for."""
    for process, rows in group(draft["processing"], "process").items():
        prices = [next(iter(draft.once(_all_prices).get(row.text("material"), ())), None) for row in rows]
        known = [price for price in prices if price is not None]
        if any(row.bad for row in rows) or len(known) < len(rows):
            continue
        reserve_buys = all(row.value("for") != INDUSTRY for row in rows)
        spent = earned = 0.0
        for row, price in zip(rows, known, strict=True):
            material = draft.materials.get(row.text("material"))
            ratio = row.value("ratio")
            if row.value("role") == "output":
                earned += ratio * price * _sale_share(draft, material, reserve_buys)
            else:
                spent += ratio * price + (row.typed("cost") or 0.0)
        if earned > spent * (1 + 1e-9):
            problems.warn_of_trade(
                rows[0].at("process"),
                f"what {quoted(process)} takes in costs {spent:,.6g} USD per tonne of main input, toll "
                f"included, and what it makes sells for {earned:,.6g} USD",
                "",
                "Raise the cost, or lower the Sale price of its outputs; otherwise converting for its own sake pays.",
            )
