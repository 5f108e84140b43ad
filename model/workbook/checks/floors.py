"""Checks of agreements and floors."""

from __future__ import annotations

from collections.abc import Sequence

from model.excel.problems import Problems, Warnings
from model.excel.words import fold, quoted
from model.schema.mechanisms import MECHANISM_COLUMNS, Covers, MechanismColumns
from model.workbook.checks.check import check, doubt
from model.workbook.checks.market_prices import FAR
from model.workbook.checks.sold import sellers
from model.workbook.draft import Draft, Row

STRENGTH = {"invited": 0, "announced": 1, "signed": 2}


@doubt()
def check_memberships(draft: Draft, problems: Warnings) -> None:
    """Agreements none of whose members counts in any period, by status and date (warning)."""
    if not draft.calendar_known:
        return
    weakest = draft.settings.value("membership_counted_from")
    for agreement, rows in draft.members.items():
        if not counted_members(draft, agreement):
            problems.warn(
                rows[0].at("agreement"),
                f"no membership of {quoted(agreement)} counts in any period",
                f"a member that is {weakest} or firmer and in force",
                "Correct status and dates, or Membership counted from in Settings.",
            )


def counted_members(draft: Draft, agreement: str) -> Sequence[Row]:
    """Rows of an agreement that count in some period by status and date; all of them where that cannot be told."""
    rows, weakest = draft.members[agreement], draft.settings.value("membership_counted_from")
    if weakest is None or any(row.bad for row in rows):
        return rows
    return [
        row
        for row in rows
        if STRENGTH[row.value("status")] >= STRENGTH[weakest]
        and draft.calendar.open_periods(row.typed("from"), row.typed("to"))
    ]


def _mechanism(row: Row) -> MechanismColumns | None:
    """The mechanism of a row; None where its cell is blank or bad, which is told elsewhere."""
    return MECHANISM_COLUMNS.get(str(row.value("mechanism")))


@check()
def check_floor_parties(draft: Draft, problems: Problems) -> None:
    """A border floor needs an agreement (or a country as a club of one), a contract an offer or a country."""
    for row in draft["floors"]:
        mechanism = _mechanism(row)
        if mechanism is not None:
            _check_parties(draft, row, mechanism, problems)
            if mechanism.needs_quantity and row.blank("quantity"):
                problems.error(
                    row.at("quantity"), f"a {mechanism.name} has no Quantity", "tonnes per year",
                    "Type the contracted tonnes.",
                )  # fmt: skip
        _check_covered(draft, row, problems)


def _check_parties(draft: Draft, row: Row, mechanism: MechanismColumns, problems: Problems) -> None:
    """Whom the row names, against whom its mechanism covers."""
    no_place, no_offer = row.blank("agreement_or_country"), row.blank("offer")
    if mechanism.covers is Covers.MEMBERS and no_place:
        problems.error(
            row.at("agreement_or_country"),
            f"a {mechanism.name} names no agreement",
            "an agreement, or a country as a club of one",
            "Type the agreement whose members keep the floor.",
        )
    if mechanism.covers is Covers.MEMBERS and not no_offer:
        problems.warn(
            row.at("offer"),
            f"a {mechanism.name} covers all sellers; its offer is not used",
            "",
            "Delete the offer, or choose a contract as mechanism.",
        )
    if mechanism.covers is Covers.OFFER and no_offer:
        problems.error(
            row.at("offer"),
            f"a {mechanism.name} names no offer",
            "an offer of the Supply sheet",
            "Type the offer that is under contract.",
        )
    if mechanism.covers is Covers.OFFER_OR_COUNTRY and no_offer:
        if no_place:
            problems.error(
                row.at("offer"),
                f"a {mechanism.name} names neither an offer nor a country",
                "an offer, or a country whose offers it covers",
                "Type one of the two.",
            )
        elif row.text("agreement_or_country") in draft.members:
            problems.error(
                row.at("agreement_or_country"),
                f"a {mechanism.name} names an agreement",
                "an offer, or a country whose offers it covers",
                "Name the country or the offer under contract.",
            )


def _check_covered(draft: Draft, row: Row, problems: Problems) -> None:
    """The offer sells the floor's material, and from the country named beside it; a country without offers is pointed out."""
    material, place, mechanism = row.text("material"), row.text("agreement_or_country"), _mechanism(row)
    members = mechanism is not None and mechanism.covers is Covers.MEMBERS
    needs_offer = mechanism is not None and mechanism.covers is Covers.OFFER
    steps = draft.offers.get(row.text("offer"))
    if steps:
        sold, country = steps[0].text("material"), steps[0].text("country")
        if sold and material and sold != material:
            problems.error(
                row.at("offer"),
                f"the offer {quoted(row.text('offer'))} sells {quoted(sold)}, not {quoted(material)}",
                f"an offer of {quoted(material)}",
                "Correct the offer or the material.",
            )
        if place and place not in draft.members and country and place != country and not members:
            problems.error(
                row.at("agreement_or_country"),
                f"the offer {quoted(row.text('offer'))} is from {country}, not from {place}",
                f"{country}, or empty",
                "Correct the country or the offer.",
            )
    elif place and material and not needs_offer and not draft.once(_sellers_in_doubt):
        where = draft.countries_of(place) | ({fold(draft.home)} if members else set())
        if not any(sold == material and country in where for sold, country in draft.once(sellers)):
            problems.warn(
                row.at("agreement_or_country"),
                f"no offer of {quoted(material)} comes from {quoted(place)}",
                "",
                "The floor covers nothing; correct it, or add the offer.",
            )


def _sellers_in_doubt(draft: Draft) -> bool:
    """Whether who sells what, or is a member, cannot be told from the workbook as it is."""
    cells = {"supply": {"material", "country"}, "agreements": {"agreement", "country"}}
    return draft.incomplete("supply") or draft.unreadable(cells)


@check()
def check_floor_figures(draft: Draft, problems: Problems) -> None:
    """Quantities and sharing that do not fit together, or that the mechanism does not use."""
    for row in draft["floors"]:
        quantity, due = row.typed("quantity"), row.typed("take_or_pay")
        mechanism = _mechanism(row)
        commits, shares = (mechanism is not None and mechanism.uses(name) for name in ("take_or_pay", "trigger"))
        if commits and quantity is not None and due is not None and due > quantity:
            problems.error(
                row.at("take_or_pay"),
                f"Take-or-pay ({due:,g} t/yr) is more than Quantity ({quantity:,g} t/yr)",
                f"at most {quantity:,g}",
                "Correct one of the two.",
            )
        if not row.blank("trigger") and row.blank("share_above_trigger"):
            problems.error(
                row.at("share_above_trigger"),
                "there is a Trigger, but no Share above trigger",
                "a share in per cent",
                "Type the share, or clear the trigger.",
            )
        if row.blank("trigger") and row.typed("share_above_trigger"):
            problems.error(
                row.at("trigger"),
                "there is a Share above trigger, but no Trigger",
                "a price in USD/t",
                "Type the trigger, or clear the share.",
            )
        floor, trigger = row.typed("price"), row.typed("trigger")
        if shares and floor and trigger is not None and floor / FAR < trigger < floor * (1 - 1e-9):
            problems.warn(
                row.at("trigger"),
                f"the Trigger ({trigger:,g} USD/t) is below the floor ({floor:,g} USD/t), so part of the floor itself "
                "flows back",
                f"{floor:,g} USD/t or more",
                "Raise the trigger, or lower the floor.",
            )
        if mechanism is not None:
            _check_unused(row, mechanism, problems)


def _check_unused(row: Row, mechanism: MechanismColumns, problems: Warnings) -> None:
    """Cells that say nothing beside the mechanism (warnings)."""
    for name in mechanism.unused:
        if row.typed(name) is not None:
            column = row.table.sheet.column(name).name
            problems.warn(
                row.at(name), f"{column} is not used by a {mechanism.name}", "", "Clear it, or choose another mechanism."
            )


@doubt()
def check_contracted_tonnes(draft: Draft, problems: Warnings) -> None:
    """More contracted than the offer can deliver: the rest of the tonnes does not exist (warning)."""
    for row in draft["floors"]:
        steps = draft.offers.get(row.text("offer"), [])
        quantity = row.typed("quantity")
        capacity = sum(step.typed("capacity") or 0.0 for step in steps)
        if any("capacity" in step.bad for step in steps):
            continue
        if steps and quantity is not None and quantity > capacity * (1 + 1e-9):
            problems.warn(
                row.at("quantity"),
                f"{quantity:,g} t/yr are contracted, but {quoted(row.text('offer'))} can deliver {capacity:,g} "
                "t/yr at first",
                f"at most {capacity:,g}",
                "Correct the quantity or the offer's capacity.",
            )
