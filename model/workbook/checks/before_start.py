"""Checks of what was begun before Start: orders, loans and draws that fit the offers, tranches and participants there are."""

from __future__ import annotations

from collections.abc import Mapping

from model.excel.problems import Problems, Warnings
from model.excel.words import in_full, quoted
from model.schema.before_start import ARRIVED, DRAW, FUNDED, HELD, OF_LIMITS, PLACED, REBATE, SHUT
from model.workbook.checks.check import check, doubt
from model.workbook.draft import Draft, Row

WITH_MATERIAL = (DRAW, ARRIVED, HELD)
WITHOUT_A_TIME = (HELD,)
NAMED_ON: Mapping[str, tuple[str, str]] = {
    DRAW: ("participants", "participant"),
    FUNDED: ("projects", "project"),
    REBATE: ("floors", "floor"),
    **dict.fromkeys(OF_LIMITS, ("limits", "limit")),
}


@check(needs=("supply", "processing"))
def check_orders_placed(draft: Draft, problems: Problems) -> None:
    """Orders under way: of an offer of that material and country; industry's only where Settings says that they are known."""
    for sheet in ("orders_placed", "last_plan"):
        for row in draft[sheet]:
            _check_seller(draft, row, problems)
    if draft.settings.value("orders_before_start") == PLACED:
        return
    for row in draft["orders_placed"]:
        if row.value("for") == "industry":
            problems.error(
                row.at("for"),
                "an order of industry, while Settings has industry's Orders before Start planned",
                "orders of the reserve",
                "Set Orders before Start to placed and list all that industry has under way, or delete the row.",
            )


def _check_seller(draft: Draft, row: Row, problems: Problems) -> None:
    offer = row.text("offer")
    if not offer or {"offer", "material", "country"} & row.bad:
        return
    steps = draft.offers.get(offer) or [
        step for step in draft.by("processing", "process").get(offer, ()) if step.value("role") == "main input"
    ]
    for name in ("material", "country"):
        own = {step.text(name) for step in steps} - {""}
        typed = row.text(name)
        if own and typed not in own:
            problems.error(
                row.at(name),
                f"{quoted(offer)} is of {quoted(min(own))}, not of {quoted(typed)}"
                if typed
                else f"{quoted(offer)} needs one",
                min(own),
                f"Type {min(own)}, or correct the offer.",
            )


@check()
def check_arrivals(draft: Draft, problems: Problems) -> None:
    """Orders that arrive before Start, and those that arrive after the plan (a warning)."""
    if not draft.calendar_known:
        return
    calendar = draft.calendar
    for row in draft["orders_placed"]:
        arrives = row.typed("arrives")
        if arrives is None:
            continue
        period = calendar.period_of(arrives.start)
        if period < 1:
            problems.error(
                row.at("arrives"),
                f"{arrives.text} lies before Start: what has arrived is in stock",
                f"times from {calendar.label(1)} on",
                "Correct the time, or add the tonnes to Opening stock and delete the row.",
            )
        elif period > calendar.periods:
            problems.warn(
                row.at("arrives"),
                f"{arrives.text} lies after the plan, so the order counts for nothing",
                f"times up to {calendar.label(calendar.periods)}",
                "Correct the time, or plan for longer (Periods in Settings).",
            )


@check(needs=("finance",))
def check_loans_drawn(draft: Draft, problems: Problems) -> None:
    """No more is owed than was drawn, and no more was drawn than the tranche lends; a grant is not owed."""
    tranches, told = {row.text("tranche"): row for row in draft["finance"]}, set[str]()
    for row in draft["loans_drawn"]:
        if row.text("tranche") in told:
            problems.error(
                row.at("tranche"),
                f"{quoted(row.text('tranche'))} is there twice",
                "each tranche once",
                "Add the two rows up, and delete one.",
            )
        told.add(row.text("tranche"))
        tranche, drawn, owed = tranches.get(row.text("tranche")), row.typed("drawn"), row.typed("owed")
        if tranche is None:
            continue
        amount = tranche.typed("amount")
        if drawn is not None and amount is not None and drawn > amount * (1 + 1e-9):
            problems.error(
                row.at("drawn"),
                f"{in_full(drawn)} USD were drawn from {quoted(row.text('tranche'))}, which lends {in_full(amount)}",
                f"at most {in_full(amount)} USD",
                "Correct the figure, or the Amount on Finance.",
            )
        if owed and tranche.value("kind") == "grant":
            problems.error(row.at("owed"), "a grant is not owed", "0 or blank", "Clear the cell, or correct the Kind.")
        elif owed is not None and drawn is not None and owed > drawn * (1 + 1e-9):
            problems.error(
                row.at("owed"),
                f"{in_full(owed)} USD are owed of {in_full(drawn)} USD drawn",
                f"at most {in_full(drawn)} USD",
                "Correct one of the two figures.",
            )


@check()
def check_on_loan(draft: Draft, problems: Problems) -> None:
    """What a participant has out is within its Draw limit, and it is known when it is due."""
    drew = {(row.text("name"), row.text("material")) for row in draft["before_start"] if row.text("what") == DRAW}
    for row in draft["participants"]:
        out, limit, committed = row.typed("on_loan"), row.value("draw_limit"), row.typed("commitment")
        if not out or limit is None or committed is None:
            continue
        if out > limit * committed * (1 + 1e-9):
            problems.error(
                row.at("on_loan"),
                f"{in_full(out)} t are on loan, more than the Draw limit of {in_full(limit * committed)} t",
                f"at most {in_full(limit * committed)} t",
                "Correct the figure, or raise the Draw limit.",
            )
        if row.blank("due") and (row.text("participant"), row.text("material")) not in drew:
            problems.error(
                row.at("due"),
                f"{in_full(out)} t are on loan, and nothing says when they are due",
                "a time",
                "Type when they are due.",
            )


@check(needs=("participants", "projects", "floors", "limits"))
def check_past(draft: Draft, problems: Problems) -> None:
    """Rows of Before Start name what they are about, and when it was."""
    for row in draft["before_start"]:
        what = row.text("what")
        if what in NAMED_ON:
            sheet, column = NAMED_ON[what]
            known = {other.text(column) for other in draft[sheet]}
            if row.text("name") not in known:
                problems.error(
                    row.at("name"),
                    f"there is no {quoted(row.text('name'))} on {quoted(draft[sheet].title)}",
                    f"a name on {draft[sheet].title}",
                    "Correct the name as it is written there, or delete the row.",
                )
        if what in WITH_MATERIAL and row.blank("material"):
            problems.error(row.at("material"), f"{what}: no material is named", "a material", "Type the material.")
        if what and what not in WITHOUT_A_TIME and row.blank("when"):
            problems.error(row.at("when"), f"{what}: no time is named", "a time", "Type when it was.")
        if what == DRAW and not any(
            (other.text("participant"), other.text("material")) == (row.text("name"), row.text("material"))
            for other in draft["participants"]
        ):
            problems.error(
                row.at("material"),
                f"{quoted(row.text('name'))} commits to no {quoted(row.text('material'))}",
                "a material it commits to",
                "Correct the material, or delete the row.",
            )


@doubt()
def check_steps_shut(draft: Draft, problems: Warnings) -> None:
    """Steps said to be shut that no offer has (warning)."""
    for row in draft["before_start"]:
        name = row.text("name")
        if row.text("what") == SHUT and not any(name.startswith(offer) for offer in draft.offers):
            problems.warn(
                row.at("name"), f"no offer has a step {quoted(name)}; the row does nothing", "", "Delete the row."
            )


@doubt()
def check_price_of_change(draft: Draft, problems: Warnings) -> None:
    """A Price of change without a last plan to change (warning)."""
    if draft.settings.typed("price_of_change") and not len(draft["last_plan"]):
        problems.warn(
            draft.settings.at("price_of_change"),
            "there is no last plan, so no change has a price",
            "",
            "Fill in the sheet Last plan, or clear the cell.",
        )
