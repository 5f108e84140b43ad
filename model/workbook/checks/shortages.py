"""Checks of the Shortage steps sheet: sets of steps by segment and by what they are for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from model.excel.problems import Problems, Warnings
from model.excel.words import listed, quoted
from model.workbook.checks.check import WANTED, check, doubt
from model.workbook.checks.market_prices import FAR, base_price
from model.workbook.draft import Draft, Row, group

MOST_MULTIPLE = 1_000.0  # a cost of going without, in prices, that is likely USD/t
NAMED = 6

Set = tuple[str, str]
"""A set of steps: the segment, and the material, group or stage it is for ("" = every)."""


def _sets(draft: Draft) -> dict[Set, list[Row]]:
    """The rows of each set; those whose scope cannot be read are told already."""
    found: dict[Set, list[Row]] = {}
    for row in draft["shortage_steps"]:
        if row.text("segment") and "material" not in row.bad:
            found.setdefault((row.text("segment"), row.text("material")), []).append(row)
    return found


def _scopes(draft: Draft, material: str) -> list[str]:
    """What a set may be for to count for this material, the most specific first."""
    about = draft.materials.get(material)
    named = [about.text(name) for name in ("material", "group", "stage")] if about else [material]
    return [*(scope for scope in named if scope), ""]


def _served(draft: Draft) -> dict[Set, list[str]]:
    """The materials for which each set counts, of those that its segment wants; sets without rows are those missing."""
    sets = _sets(draft)
    found: dict[Set, list[str]] = {}
    for segment, material in dict.fromkeys((row.text("segment"), row.text("material")) for row in draft["demand"]):
        if segment and material:
            scope = next((scope for scope in _scopes(draft, material) if (segment, scope) in sets), "")
            found.setdefault((segment, scope), []).append(material)
    return found


def _named(one: Set) -> str:
    """`"Defense"`, or `"Defense" for "Gallium"`."""
    segment, scope = one
    return f"{quoted(segment)} for {quoted(scope)}" if scope else quoted(segment)


@check()
def check_shortage_steps(draft: Draft, problems: Problems) -> None:
    """Steps of a set: a cost each, rising; widths of all but the last, together at most 100 %."""
    served = _served(draft)
    for one, rows in _sets(draft).items():
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
                    f"the widths of {_named(one)} add up to {total * 100:.4g} %",
                    "at most 100 %",
                    "Make the steps narrower; the last takes the rest anyway.",
                )
        for cheap, dear in pairwise(steps):
            _check_rising(draft, served.get(one, ()), cheap, dear, problems)


def _check_rising(draft: Draft, materials: Sequence[str], cheap: Row, dear: Row, problems: Problems) -> None:
    """Compare two steps in the same terms, or at the price of each material they are for where the terms differ."""
    name = "cost_usd" if dear.typed("cost_usd") is not None else "cost_x_price"
    if any(row.typed("cost_usd") is None and row.typed("cost_x_price") is None for row in (cheap, dear)):
        return
    if (cheap.typed("cost_usd") is None) == (dear.typed("cost_usd") is None):
        pairs = [(cheap.typed(name), dear.typed(name), "")]
    else:
        prices = [(material, base_price(draft, material, 1)) for material in materials]
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


@doubt(needs=("demand",))
def check_shortage_costs(draft: Draft, problems: Warnings) -> None:
    """A multiple of the price typed as USD/t, or USD/t typed as a multiple (warnings)."""
    served = _served(draft)
    for row in draft["shortage_steps"]:
        usd, multiple, segment = row.typed("cost_usd"), row.typed("cost_x_price"), row.text("segment")
        wanted = served.get((segment, row.text("material")), ())
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


def _cost(row: Row, price: float) -> float:
    usd = row.typed("cost_usd")
    return float(usd if usd is not None else row.typed("cost_x_price") * price)


@doubt(
    needs=("demand",),
    rests_on={**WANTED, "shortage_steps": {"segment", "material"}, "materials": {"group", "stage"}},
)
def check_step_sets(draft: Draft, problems: Warnings) -> None:
    """Sets of steps that count for no demand (warnings)."""
    served = _served(draft)
    wanted = group(draft["demand"], "segment")
    for one, rows in _sets(draft).items():
        segment, scope = one
        if one in served or segment not in wanted:
            continue
        own = dict.fromkeys(row.text("material") for row in wanted[segment])
        inside = [material for material in own if scope in _scopes(draft, material)]
        problems.warn(
            rows[0].at("material"),
            f"the steps of {_named(one)} are not used: "
            + (
                f"{listed([quoted(name) for name in inside[:NAMED]], 'and')} "
                f"{'has' if len(inside) == 1 else 'have'} steps that are more specific"
                if inside
                else f"{quoted(segment)} wants nothing of it"
            ),
            "",
            "Delete the rows, or correct what they are for.",
        )


@doubt(needs=("shortage_steps",), rests_on={"shortage_steps": {"segment", "material"}, "materials": {"group", "stage"}})
def check_segments(draft: Draft, problems: Warnings) -> None:
    """Demand without shortage steps (warning)."""
    sets = _sets(draft)
    stepped = {segment for segment, _ in sets}
    missing: dict[str, dict[str, Row]] = {}
    for segment, rows in group(draft["demand"], "segment").items():
        for row in rows:
            served = any((segment, scope) in sets for scope in _scopes(draft, row.text("material")))
            if row.typed("demand") and row.text("material") and not served:
                missing.setdefault(segment, {}).setdefault(row.text("material"), row)
    for segment, without in missing.items():
        names = [quoted(name) for name in without]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        of = f" for {listed(names[:NAMED], 'and')}{more}" if segment in stepped else ""
        problems.warn(
            next(iter(without.values())).at("segment"),
            f"{quoted(segment)} has no shortage steps{of}: every missing tonne costs 10 times its price",
            "",
            "Add rows to Shortage steps, if that is not meant.",
        )
