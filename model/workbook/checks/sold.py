"""Who sells what and where, for checks of rows that name a material and a place."""

from __future__ import annotations

from model.excel.words import fold
from model.workbook.draft import Draft


def sellers(draft: Draft) -> frozenset[tuple[str, str]]:
    """What is offered and where: materials and countries of Supply, these folded."""
    return frozenset((line.text("material"), fold(line.text("country"))) for line in draft["supply"])


def makers(draft: Draft) -> frozenset[tuple[str, str]]:
    """What processes make and where: materials and folded countries; a process stands where any of its rows does."""
    made = set()
    for lines in draft.by("processing", "process").values():
        country = next((line.text("country") for line in lines if line.text("country")), "")
        made |= {(line.text("material"), fold(country)) for line in lines if line.value("role") == "output"}
    return frozenset(made)
