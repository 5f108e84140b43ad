"""Checks of cells that have no meaning without another one (warnings)."""

from __future__ import annotations

from model.excel.problems import Problems
from model.workbook.draft import Draft


def check_unused(draft: Draft, problems: Problems) -> None:
    """A restart time of an offer that never shuts, and a penalty for missing a target that must be met."""
    for row in draft["supply"]:
        if row.typed("restart") and row.blank("cash_cost"):
            problems.warn(
                row.at("restart"),
                "the restart time is not used: without a Cash cost the offer never shuts",
                "",
                "Type the Cash cost, or clear Restart.",
            )
    for row in draft["targets"]:
        if row.value("hard") and row.typed("penalty") is not None:
            problems.warn(
                row.at("penalty"),
                "the penalty is not used, as the target is hard",
                "",
                "Clear it, or set Hard to no.",
            )
