"""What must not pay: cells that make buying for the sake of selling profitable (warnings)."""

from __future__ import annotations

from model.workbook.check_prices import base_price
from model.workbook.draft import Draft, Row, group
from model.workbook.problems import Problems
from model.workbook.words import quoted


def check_selling(draft: Draft, problems: Problems) -> None:
    """Selling stock brings more than keeping it is worth."""
    for name, row in draft.materials.items():
        sale, kept = row.value("sale_price"), row.value("terminal_value")
        if sale is not None and kept is not None and sale > kept + 1e-12:
            problems.warn(
                row.at("sale_price"),
                f"the reserve gets {sale * 100:g} % of the price when it sells {quoted(name)}, but a tonne kept "
                f"is worth {kept * 100:g} %",
                f"at most the terminal value, {kept * 100:g} %",
                "Lower the Sale price or raise the Terminal value, unless selling everything is meant to pay.",
            )


def _price(draft: Draft, material: str) -> float | None:
    """Base price at the start, USD/t: the Prices row of period 1, else the Materials sheet's."""
    for row in draft["prices"]:
        span = row.typed("period")
        if row.text("material") == material and span is not None and 1 in draft.calendar.covered_by(span):
            price: float | None = row.typed("price")
            return price
    return base_price(draft, material, 1)


def _delivered(draft: Draft, row: Row, price: float) -> float | None:
    """What a tonne of an offer's step costs with freight, USD/t, at the start and without duty."""
    if row.value("price_basis") == "fixed":
        ask = row.typed("fixed_price")
    else:
        premium = row.value("premium")
        ask = None if premium is None else price * (1 + premium)
    freight = row.typed("freight")
    if freight is None:
        country = next((c for c in draft["countries"] if c.text("country") == row.text("country")), None)
        freight = (country.value("freight") if country else 0.0) or 0.0
    return None if ask is None else float(ask + freight)


def check_offers_resold(draft: Draft, problems: Problems) -> None:
    """An offer, freight included, costs less than the reserve's sale price or the surplus price at the start."""
    surplus = draft.settings.value("surplus_price") or 0.0
    prices = {name: _price(draft, name) for name in draft.materials}
    for row in draft["supply"]:
        material = draft.materials.get(row.text("material"))
        price = prices.get(row.text("material"))
        if material is None or not price or row.bad:
            continue
        sale = max(material.value("sale_price") or 0.0, surplus)
        cost = _delivered(draft, row, price)
        if cost is not None and cost < sale * price * (1 - 1e-9):
            name = "fixed_price" if row.value("price_basis") == "fixed" else "premium"
            problems.warn(
                row.at(name),
                f"a tonne of {quoted(row.text('offer'))} costs {cost:,.6g} USD and sells for "
                f"{sale * price:,.6g} USD: trading for its own sake pays",
                f"{sale * price:,.6g} USD/t or more with freight",
                "Raise the ask, or lower the Sale price (Materials) or Surplus price (Settings).",
            )


def check_processes_resold(draft: Draft, problems: Problems) -> None:
    """A process whose inputs and toll cost less than its outputs sell for."""
    surplus = draft.settings.value("surplus_price") or 0.0
    for process, rows in group(draft["processing"], "process").items():
        if any(row.bad for row in rows):
            continue
        spent = earned = 0.0
        for row in rows:
            material = draft.materials.get(row.text("material"))
            price = _price(draft, row.text("material")) or 0.0
            ratio = row.value("ratio")
            if row.value("role") == "output":
                sale = max((material.value("sale_price") or 0.0) if material else 0.0, surplus)
                earned += ratio * price * sale
            else:
                spent += ratio * price + (row.typed("cost") or 0.0)
        if earned > spent * (1 + 1e-9):
            problems.warn(
                rows[0].at("process"),
                f"what {quoted(process)} takes in costs {spent:,.6g} USD per tonne of main input, toll "
                f"included, and what it makes sells for {earned:,.6g} USD",
                "",
                "Raise the cost, or lower the Sale price of its outputs; otherwise converting for its own sake pays.",
            )
