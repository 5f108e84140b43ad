"""Checks of targets, storage, limits and the reserve's money."""

from __future__ import annotations

from model.workbook.draft import Draft, Row
from model.workbook.problems import Problems
from model.workbook.words import quoted

DAYS = 365.0


def check_targets(draft: Draft, problems: Problems) -> None:
    """A target states days or tonnes; one above what its storage can hold is pointed out."""
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
                "the target is owed only after the plan ends",
                "",
                "Choose an earlier time, or delete the row.",
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


def _rooms(draft: Draft) -> dict[str, float]:
    """Capacity of the storage classes that have one, t."""
    return {
        row.text("storage_class"): row.typed("capacity")
        for row in draft["storage"]
        if row.typed("capacity") is not None
    }


def target_tonnes(draft: Draft, row: Row) -> float:
    """Tonnes a target asks for, by the largest demand typed for its material and segment."""
    demand: dict[str, float] = {}
    for line in draft["demand"]:
        if line.text("material") == row.text("material"):
            segment = line.text("segment")
            demand[segment] = max(demand.get(segment, 0.0), line.typed("demand") or 0.0)
    days = row.typed("days_of_cover") or 0.0
    return float(max(days / DAYS * sum(demand.values()), row.typed("tonnes") or 0.0))


def check_storage(draft: Draft, problems: Problems) -> None:
    """All targets, or the opening stock, of a storage class together above its capacity (warnings)."""
    for row in draft["storage"]:
        room = row.typed("capacity")
        if room is None:
            continue
        inside = [
            name
            for name, material in draft.materials.items()
            if material.text("storage_class") == row.text("storage_class")
        ]
        largest = dict.fromkeys(inside, 0.0)
        for target in draft["targets"]:
            if target.text("material") in largest:
                largest[target.text("material")] = max(largest[target.text("material")], target_tonnes(draft, target))
        if sum(largest.values()) > room * (1 + 1e-9) and all(target <= room for target in largest.values()):
            problems.warn(
                row.at("capacity"),
                f"the targets of {quoted(row.text('storage_class'))} need {sum(largest.values()):,.6g} t of "
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


def check_limits(draft: Draft, problems: Problems) -> None:
    """A limit has at least one bound, and no lower bound above the upper one."""
    bounds = ("at_most_share", "at_least_share", "at_most_tonnes", "at_least_tonnes")
    for row in draft["limits"]:
        if all(row.blank(name) for name in bounds):
            problems.error(
                row.at(bounds[0]),
                "the limit has no bound",
                "At most or At least, in % or t",
                "Type a bound, or delete the row.",
            )
        for low, high in (("at_least_share", "at_most_share"), ("at_least_tonnes", "at_most_tonnes")):
            least, most = row.typed(low), row.typed(high)
            if least is not None and most is not None and least > most + 1e-12:
                size = 100 if low == "at_least_share" else 1
                unit = "%" if low == "at_least_share" else "t"
                problems.error(
                    row.at(low),
                    f"At least ({least * size:,g} {unit}) is more than At most ({most * size:,g} {unit})",
                    f"at most {most * size:,g} {unit}",
                    "Correct one of the two.",
                )


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
