"""Checks of the size of money, millions typed for dollars, and of money that comes too late (warnings)."""

from __future__ import annotations

from model.calendar import Span
from model.excel.problems import Warnings
from model.excel.words import in_full, quoted
from model.workbook.checks.check import ASKED, OPENING, doubt
from model.workbook.checks.market_prices import base_price
from model.workbook.checks.reserve import largest_targets, opening_tonnes, target_tonnes
from model.workbook.draft import Draft, Row

MILLIONFOLD = 1_000.0  # a reserve with so small a part of what its targets cost likely has its money in millions
LEAST_MONEY = 10_000.0  # USD, below what any reserve is funded with
MONEY_SETTINGS = ("opening_cash", "public_co_funding_budget")


@doubt()
def check_small_money(draft: Draft, problems: Warnings) -> None:
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


@doubt(needs=("targets", "demand"))
def check_money_units(draft: Draft, problems: Warnings) -> None:
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


@doubt(
    needs=("targets", "demand", "finance"),
    rests_on={
        **ASKED,
        **OPENING,
        "finance": {"available_from"},
        "targets": {"material", "by", "days_of_cover", "tonnes"},
    },
)
def check_late_money(draft: Draft, problems: Warnings) -> None:
    """Money of which nothing can be drawn before the first targets are owed, where nothing else pays for them."""
    tranches = draft["finance"].rows
    others = [draft.settings.value("opening_cash"), *(row.value("upfront_fee") for row in draft["participants"])]
    if not tranches or any(others) or not draft.calendar_known:
        return
    label = draft.calendar.label
    begins = {row.number: _first_in_force(draft, row.typed("available_from")) for row in tranches}
    tranche = min(tranches, key=lambda row: begins[row.number])
    due = [(_first_owed(draft, row), row) for row in draft["targets"] if _is_wanting(draft, row)]
    first, target = min(due, key=lambda one: one[0], default=(begins[tranche.number], None))
    if target is not None and first < begins[tranche.number] <= draft.calendar.periods:
        problems.warn(
            tranche.at("available_from"),
            f"the reserve has no money before {label(begins[tranche.number])}, but the target of "
            f"{quoted(target.text('material'))} applies from {label(first)} on ({' '.join(target.at('by'))})",
            f"money from {label(first)} on",
            "Let a tranche be available earlier, type Opening cash in Settings, or give the target a later By.",
        )


def _first_in_force(draft: Draft, start: Span | None) -> int:
    """The first period in which a row with this From is in force; one after the last where there is none."""
    return draft.calendar.open_periods(start, None).start


def _first_owed(draft: Draft, target: Row) -> int:
    by = target.typed("by")
    return max(draft.calendar.period_of(by.start), 1) if by else 1


def _is_wanting(draft: Draft, target: Row) -> bool:
    """Whether a target asks for more than the reserve has."""
    return target_tonnes(draft, target) > opening_tonnes(draft, target.text("material")) * (1 + 1e-9)


def _cost_of_targets(draft: Draft) -> float:
    """The largest target of each material, less what the reserve has, at the price of the start, USD."""
    return sum(
        max(tonnes - opening_tonnes(draft, material), 0.0) * (base_price(draft, material, 1) or 0.0)
        for material, tonnes in draft.once(largest_targets).items()
    )
