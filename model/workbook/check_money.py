"""Checks of the size of money: millions typed for dollars (warnings)."""

from __future__ import annotations

from model.workbook.check_reserve import target_tonnes
from model.workbook.draft import Draft, Row
from model.workbook.market_prices import base_price
from model.workbook.problems import Problems
from model.workbook.words import in_full

MILLIONFOLD = 1_000.0  # a reserve with so small a part of what its targets cost likely has its money in millions
LEAST_MONEY = 10_000.0  # USD, below what any reserve is funded with
MONEY_SETTINGS = ("opening_cash", "public_co_funding_budget")


def check_small_money(draft: Draft, problems: Problems) -> None:
    """Sums too small to be in dollars."""
    for row, name in _small_money(draft):
        typed = in_full(row.typed(name))
        problems.warn(
            row.at(name),
            f"{typed} USD; amounts are in USD",
            "",
            f"If {typed} million is meant, type {row.typed(name) * 1e6:.15g}.",
        )


def _small_money(draft: Draft) -> list[tuple[Row, str]]:
    cells: list[tuple[Row, str]] = [(row, "amount") for row in draft["finance"]]
    cells += [(draft.settings, name) for name in MONEY_SETTINGS]
    return [(row, name) for row, name in cells if 0 < (row.typed(name) or 0.0) < LEAST_MONEY]


def check_money_units(draft: Draft, problems: Problems) -> None:
    """Money that buys next to nothing of what the targets ask for, where no sum is told to be small by itself."""
    amounts = [row.typed("amount") for row in draft["finance"]]
    if not amounts or None in amounts or _small_money(draft):
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
