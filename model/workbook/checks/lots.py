"""Checks of smallest sizes: orders that nobody can place, projects that nobody can build (errors and warnings)."""

from __future__ import annotations

from model.excel.problems import Problems, Warnings
from model.excel.words import quoted
from model.workbook.checks.check import TRADED, check, doubt
from model.workbook.draft import Draft, Row


@check()
def check_project_sizes(draft: Draft, problems: Problems) -> None:
    """A Smallest size above the Max capacity."""
    for row in draft["projects"]:
        least, most = row.typed("smallest_size"), row.typed("max_capacity")
        if least and most is not None and least > most:
            problems.error(
                row.at("smallest_size"),
                f"the smallest size of {quoted(row.text('project'))} is above its Max capacity of {most:,g} t/yr",
                f"at most {most:,g}",
                "Lower it, or raise Max capacity.",
            )


@doubt(needs=("supply", "processing", "finance"), rests_on={**TRADED, "supply": {"offer", "material", "capacity"}})
def check_smallest_orders(draft: Draft, problems: Warnings) -> None:
    """Smallest orders above what any one offer can deliver in a period, or above all money (warnings)."""
    for name, row in draft.materials.items():
        least = row.typed("smallest_order")
        most = _largest_offer(draft, name) if least and draft.calendar_known and name not in draft.made else 0.0
        if 0 < most < (least or 0.0) * (1 - 1e-9):
            problems.warn(
                row.at("smallest_order"),
                f"no offer of {quoted(name)} to the reserve can deliver {least:,g} t in one period (at most {most:,.6g} t): "
                f"none is ordered in {draft.calendar.label(1)}",
                "",
                "Check the figure: it is the least of one order, all steps of an offer together.",
            )
    usd = draft.settings.typed("smallest_order")
    amounts = [row.typed("amount") for row in draft["finance"]]
    money = sum(amount or 0.0 for amount in amounts) + (draft.settings.value("opening_cash") or 0.0)
    if usd and amounts and None not in amounts and usd > money:
        problems.warn(
            draft.settings.at("smallest_order"),
            f"the smallest order of {usd:,g} USD is more than all the reserve's money ({money:,.6g} USD)",
            "",
            "Check the figure: it is in USD.",
        )


def _largest_offer(draft: Draft, material: str) -> float:
    """The most that one offer of a material can deliver to the reserve in a period, t; 0 where there is none."""
    offers: dict[str, list[Row]] = {}
    for row in draft.by("supply", "material").get(material, ()):
        if row.value("for") != "industry":
            offers.setdefault(row.text("offer"), []).append(row)
    largest = max((sum(row.typed("capacity") or 0.0 for row in rows) for rows in offers.values()), default=0.0)
    return largest * draft.calendar.length
