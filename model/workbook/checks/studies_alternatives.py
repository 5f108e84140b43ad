"""Checks of the alternatives on the Studies sheet: shares that can be read."""

from __future__ import annotations

from model.excel.problems import Problems
from model.excel.words import quoted
from model.schema.studies import ALTERNATIVES
from model.workbook.checks.check import check
from model.workbook.draft import Draft
from model.workbook.tables.where import number_in

MOST = 100.0  # %


@check()
def check_shares(draft: Draft, problems: Problems) -> None:
    """Values of alternatives are percentages above 0 and at most 100."""
    for row in draft["studies"]:
        if row.text("study") != ALTERNATIVES:
            continue
        for piece in filter(None, (part.strip() for part in row.text("values").split(";"))):
            share = number_in(piece)
            if share is None or not 0 < share <= MOST:
                problems.error(
                    row.at("values"),
                    f"{quoted(piece)} is no share of what a plan decides",
                    f"percentages above 0 and at most {MOST:g}, as 1; 2; 5",
                    "Type how many % more an alternative may cost, or clear the cell for 1; 2; 5.",
                )
