"""Checks of targets, storage and the reserve's money."""

from __future__ import annotations

from model.excel.problems import Problems, Warnings
from model.excel.words import listed, quoted
from model.values import names_in
from model.workbook.checks.check import TRADED, WANTED, check, doubt
from model.workbook.draft import Draft, Place, Row

DAYS = 365.0
MOST_DAYS = 3_650.0  # days of cover that no reserve holds


@check()
def check_targets(draft: Draft, problems: Problems) -> None:
    """A target states days or tonnes; what it leaves unused, and more than its storage can hold, is pointed out."""
    rooms = _rooms(draft)
    for row in draft["targets"]:
        if not row.bad & {"days_of_cover", "tonnes"} and row.blank("days_of_cover") and row.blank("tonnes"):
            problems.error(
                row.at("days_of_cover"),
                "the target has neither days of cover nor tonnes",
                "at least one of the two",
                "Type one, or delete the row.",
            )
        if (
            draft.calendar_known
            and row.typed("by")
            and draft.calendar.period_of(row.typed("by").start) > draft.calendar.periods
        ):
            problems.warn(
                row.at("by"),
                "the target applies only after the plan ends",
                "",
                "Choose an earlier time, or delete the row.",
            )
        if draft.calendar_known and row.typed("by") and row.typed("by").end <= draft.calendar.start:
            problems.warn(
                row.at("by"),
                f"By ({row.typed('by').text}) lies before the plan starts; the target applies from "
                f"{draft.calendar.label(1)} on",
                f"{draft.calendar.label(1)} to {draft.calendar.label(draft.calendar.periods)}; blank = from the start",
                "Correct the time, or clear the cell if the target applies from the start.",
            )
        if row.value("hard") and row.typed("penalty") is not None:
            problems.warn(
                row.at("penalty"),
                "the penalty is not used, as the target is hard",
                "",
                "Clear it, or set Hard to no.",
            )
        material = draft.materials.get(row.text("material"))
        room = rooms.get(material.text("storage_class")) if material else None
        wanted = target_tonnes(draft, row)
        if room is not None and wanted > room * (1 + 1e-9):
            problems.warn(
                row.at("days_of_cover" if row.typed("days_of_cover") else "tonnes"),
                f"the target of {wanted:,.6g} t is more than its storage can hold ({room:,.6g} t)",
                f"at most {room:,.6g} t",
                "Lower the target, or raise the capacity in Storage.",
            )


@doubt(needs=("targets",))
def check_no_targets(draft: Draft, problems: Warnings) -> None:
    """No target at all, though other sheets speak of a reserve (warning)."""
    table, speaking = draft["targets"], _speaks_of_a_reserve(draft)
    if table.rows or speaking is None or not draft["demand"].rows:
        return  # without demand there is nothing to protect, which is told
    problems.warn(
        table.first_place,
        f"{table.emptiness}, though {' '.join(speaking)} speaks of a reserve: nothing makes it hold anything",
        "",
        "Add what the reserve should hold, unless the plan is to decide what is worth holding.",
    )


def _speaks_of_a_reserve(draft: Draft) -> Place | None:
    """The first cell that has no meaning without a reserve; None where there is none."""
    typed = [
        *((row, "participant") for row in draft["participants"]),
        *((row, "amount") for row in draft["finance"]),
        *((row, "for") for row in draft["limits"] if row.value("for") == "reserve"),
        *((row, name) for row in draft["materials"] for name in ("opening_stock", "opening_in_transit")),
        *((row, "storage_class") for row in (*draft["storage"], *draft["materials"])),
    ]
    return next((row.at(name) for row, name in typed if row.typed(name)), None)


@doubt(needs=("demand", "processing"), rests_on={**TRADED, **WANTED})
def check_days_of_cover(draft: Draft, problems: Warnings) -> None:
    """Days of cover that are likely tonnes, or days of a demand that does not exist (warnings)."""
    eaten = {line.text("material") for line in draft["processing"] if line.value("role") != "output"}
    for row in draft["targets"]:
        days, material = row.typed("days_of_cover"), row.text("material")
        if days and days > MOST_DAYS:
            problems.warn(
                row.at("days_of_cover"),
                f"{days:,g} days of cover are the demand of {days / DAYS:.3g} years",
                "",
                "If tonnes are meant, move the figure to Tonnes; otherwise correct it.",
            )
        if days and material in draft.materials and material not in eaten and not target_tonnes(draft, row):
            problems.warn(
                row.at("days_of_cover"),
                f"there is no demand for {quoted(material)}{_of(row)}, so {days:g} days of it are 0 t",
                "",
                "Add its demand, or give the target in Tonnes.",
            )
        if row.typed("of") and not days and "days_of_cover" not in row.bad:
            problems.warn(
                row.at("of"),
                "Of is not used: it says whose demand Days of cover count, and there are none",
                "",
                "Type Days of cover, or clear Of.",
            )


def _of(row: Row) -> str:
    segments = names_in(row.text("of"))
    return f" from {listed([quoted(name) for name in segments], 'or')}" if segments else ""


def _rooms(draft: Draft) -> dict[str, float]:
    """Capacity of the storage classes that have one, t."""
    return {
        row.text("storage_class"): row.typed("capacity")
        for row in draft["storage"]
        if row.typed("capacity") is not None
    }


def target_tonnes(draft: Draft, row: Row) -> float:
    """Tonnes a target asks for, by the largest demand typed for its material and each segment that it counts."""
    demand: dict[str, float] = {}
    counted = names_in(row.text("of"))
    for line in draft.by("demand", "material").get(row.text("material"), ()):
        segment = line.text("segment")
        if segment in counted or not counted:
            demand[segment] = max(demand.get(segment, 0.0), line.typed("demand") or 0.0)
    days = row.typed("days_of_cover") or 0.0
    return float(max(days / DAYS * sum(demand.values()), row.typed("tonnes") or 0.0))


def largest_targets(draft: Draft) -> dict[str, float]:
    """Tonnes of the largest target of each material that has one, by the demand typed for it."""
    largest: dict[str, float] = {}
    for row in draft["targets"]:
        material = row.text("material")
        largest[material] = max(largest.get(material, 0.0), target_tonnes(draft, row))
    return largest


def opening_tonnes(draft: Draft, material: str) -> float:
    """What the reserve has of a material at the start, in stock and under way, t."""
    row = draft.materials.get(material)
    return sum(row.value(name) or 0.0 for name in ("opening_stock", "opening_in_transit")) if row else 0.0


@doubt()
def check_storage(draft: Draft, problems: Warnings) -> None:
    """All targets, or the opening stock, of a storage class together above its capacity (warnings)."""
    asked = draft.once(largest_targets)
    for row in draft["storage"]:
        room = row.typed("capacity")
        if room is None:
            continue
        inside = [
            name
            for name, material in draft.materials.items()
            if material.text("storage_class") == row.text("storage_class")
        ]
        targets = [asked.get(name, 0.0) for name in inside]
        if sum(targets) > room * (1 + 1e-9) and all(target <= room for target in targets):
            problems.warn(
                row.at("capacity"),
                f"the targets of {quoted(row.text('storage_class'))} need {sum(targets):,.6g} t of "
                f"room together, but there are {room:,.6g} t",
                "",
                "Raise the capacity, or lower the targets.",
            )
        held = sum((draft.materials[name].value("opening_stock") or 0.0) for name in inside)
        if held > room * (1 + 1e-9):
            problems.warn(
                row.at("capacity"),
                f"the opening stock of {held:,.6g} t is more than the capacity of {room:,.6g} t",
                "",
                "Correct one of the two.",
            )


@check()
def check_finance(draft: Draft, problems: Problems) -> None:
    """Repayment is given from a time to a later one, and after the money can be drawn."""
    for row in draft["finance"]:
        begin, end, available = row.typed("repay_from"), row.typed("repay_by"), row.typed("available_from")
        if begin and row.blank("repay_by"):
            problems.error(
                row.at("repay_by"),
                "there is a Repay from, but no Repay by",
                "the time by which all is repaid",
                "Type Repay by, or clear Repay from.",
            )
        if begin and end and draft.comparable(begin, end) and begin.start >= end.end:
            problems.error(
                row.at("repay_from"),
                f"Repay from ({begin.text}) is later than Repay by ({end.text})",
                "Repay from on or before Repay by",
                "Correct one of the two.",
            )
        if available and end and draft.comparable(available, end) and available.start >= end.end:
            problems.error(
                row.at("available_from"),
                f"Available from ({available.text}) is later than Repay by ({end.text})",
                "money that can be drawn before it is repaid",
                "Correct one of the two.",
            )
        elif draft.calendar_known and available and available.start >= draft.calendar.ends[-1]:
            problems.warn(
                row.at("available_from"),
                f"{quoted(row.text('tranche'))} can be drawn only after the plan ends",
                f"times up to {draft.calendar.label(draft.calendar.periods)}",
                "Choose an earlier time, or delete the row.",
            )
        if draft.calendar_known and end and end.end <= draft.calendar.start:
            problems.warn(
                row.at("repay_by"),
                f"Repay by ({end.text}) lies before the plan starts: what is drawn is due back at once",
                f"{draft.calendar.label(1)} or later; blank = after the horizon",
                "Correct the time, or delete the row.",
            )
