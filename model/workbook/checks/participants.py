"""Checks of participants: what they commit to, against targets, the reserve and the periods of the plan."""

from __future__ import annotations

import math

from model.excel.problems import Warnings
from model.excel.words import quoted
from model.workbook.checks.check import ASKED, OPENING, TRADED, doubt
from model.workbook.checks.market_prices import FAR, base_price, doubted
from model.workbook.checks.reserve import largest_targets, opening_tonnes, target_tonnes
from model.workbook.draft import Draft, Row, group


@doubt(needs=("supply", "processing", "demand", "targets"), rests_on={**TRADED, **ASKED, **OPENING})
def check_commitments(draft: Draft, problems: Warnings) -> None:
    """Commitments to what the reserve cannot hold, has no target for, or holds less of than they come to (warnings)."""
    largest = draft.once(largest_targets)
    for material, rows in group(draft["participants"], "material").items():
        if material not in draft.materials:
            continue
        if not _can_hold(draft, material):
            problems.warn(
                rows[0].at("material"),
                f"the reserve can hold no {quoted(material)}: it has none, and no offer or process sells it any",
                "a material the reserve has or may buy",
                "Correct the material, or add an offer for the reserve to Supply.",
            )
            continue
        committed = sum(row.typed("commitment") or 0.0 for row in rows)
        if material not in largest and largest:
            problems.warn(
                rows[0].at("material"),
                f"there is no target for {quoted(material)}, so nothing makes the reserve hold what is committed to",
                "",
                "Add a row to Targets, unless the plan is to decide what is worth holding.",
            )
        elif committed > largest.get(material, math.inf) * (1 + 1e-9):
            problems.warn(
                rows[-1].at("commitment"),
                f"the commitments to {quoted(material)} add up to {committed:,.6g} t, but its largest target is "
                f"{largest[material]:,.6g} t; participants pay for all of its storage",
                f"together at most {largest[material]:,.6g} t",
                "Lower a commitment, or raise the target.",
            )


def _can_hold(draft: Draft, material: str) -> bool:
    """Whether the reserve has the material, has it under way, or may buy it from an offer or a process."""
    offered = any(row.value("for") != "industry" for row in draft.by("supply", "material").get(material, ()))
    return offered or material in draft.made or opening_tonnes(draft, material) > 0


@doubt()
def check_contract_prices(draft: Draft, problems: Warnings) -> None:
    """A contract price far from the material's price at the start (warning)."""
    told = draft.once(doubted)
    for row in draft["participants"]:
        expected, price = base_price(draft, row.text("material"), 1), row.typed("contract_price")
        if row.text("material") in told:
            continue
        if expected and price is not None and not expected / FAR < price < expected * FAR:
            problems.warn(
                row.at("contract_price"),
                f"{price:,g} USD/t is far from the {expected:,.6g} USD/t that the Materials sheet gives for the start",
                f"between {expected / FAR:,.6g} and {expected * FAR:,.6g} USD/t",
                "Check the unit (USD per tonne), or leave it blank for the price at the start.",
            )


@doubt()
def check_draws(draft: Draft, problems: Warnings) -> None:
    """A Draw limit whose deadline no period fits, and a deadline without a Draw limit (warnings)."""
    months, periods = draft.calendar.months, draft.calendar.periods
    for row in draft["participants"]:
        deadline, limit = row.value("replenish_within"), row.value("draw_limit")
        if deadline is None or limit is None:
            continue
        if not limit:
            if not row.blank("replenish_within"):
                problems.warn(
                    row.at("replenish_within"),
                    "the deadline is not used, as the Draw limit is 0: the participant may draw nothing",
                    "",
                    "Type a Draw limit, or delete the deadline.",
                )
        elif not draft.calendar_known:
            continue
        elif deadline < months:
            problems.warn(
                row.at("replenish_within"),
                f"the deadline of {deadline:g} months is shorter than a period; it is counted as one period",
                f"{months} months or more",
                "Lengthen the deadline, or plan in shorter periods (Settings).",
            )
        elif draft.calendar.down(deadline) >= periods:
            problems.warn(
                row.at("replenish_within" if row.typed("replenish_within") is not None else "draw_limit"),
                f"a draw would be due {deadline:g} months later, after the plan ends: nothing is ever drawn",
                f"less than {months * periods} months",
                "Shorten the deadline, or plan for longer (Settings).",
            )


@doubt(needs=("participants",), rests_on={**OPENING, "participants": {"material", "commitment"}})
def check_committed_stock(draft: Draft, problems: Warnings) -> None:
    """`Buy only commitments` without any participant, and targets above what the reserve may then hold (warnings)."""
    if not draft.settings.value("buy_only_commitments"):
        return
    if not len(draft["participants"]):
        problems.warn(
            draft.settings.at("buy_only_commitments"),
            "the reserve buys only commitments, but there is no participant",
            "",
            "Set it to no, or add Participants; otherwise the reserve buys nothing.",
        )
        return
    for row in draft["targets"]:
        most, wanted = _most_held(draft, row.text("material")), target_tonnes(draft, row)
        if wanted > most * (1 + 1e-9):
            problems.warn(
                row.at("days_of_cover" if row.typed("days_of_cover") else "tonnes"),
                f"the target of {wanted:,.6g} t is more than the {most:,.6g} t that the reserve may hold, as it buys only "
                "commitments",
                f"at most {most:,.6g} t",
                "Lower the target, raise the commitments in Participants, or set Buy only commitments to no.",
            )


def _most_held(draft: Draft, material: str) -> float:
    """max(Σ commitment, opening stock + in transit) of a material, t."""
    rows: list[Row] = [row for row in draft["participants"] if row.text("material") == material]
    committed = sum(row.typed("commitment") or 0.0 for row in rows)
    return float(max(committed, opening_tonnes(draft, material)))
