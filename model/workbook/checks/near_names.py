"""Names that are nearly another's: one typo makes two segments, groups or offers of one (warnings)."""

from __future__ import annotations

from model.excel.problems import Problems
from model.excel.words import quoted
from model.workbook.checks.likeness import near_pairs
from model.workbook.draft import Draft, Row, group

# Where a name that is typed on several rows, or row by row, makes what it names; elsewhere an unknown name is an error.
NAMED = (
    ("materials", "material", "materials"),
    ("materials", "group", "groups"),
    ("materials", "stage", "stages"),
    ("agreements", "agreement", "agreements"),
    ("supply", "offer", "offers"),
    ("demand", "segment", "segments"),
    ("participants", "participant", "participants"),
)


def check_near_names(draft: Draft, problems: Problems) -> None:
    """Pairs of near names, each told at the rarer of the two."""
    for sheet, name, kind in NAMED:
        rows = group(draft[sheet], name)
        told: set[str] = set()
        for one, other in near_pairs(rows):
            rarer, usual = (one, other) if len(rows[one]) < len(rows[other]) else (other, one)
            if rarer not in told and _may_be_one(rows[rarer][0], rows[usual][0]):
                told.add(rarer)
                problems.warn(
                    rows[rarer][0].at(name),
                    f"{quoted(rarer)} is nearly the name {quoted(usual)} in {rows[usual][0].at(name)[1]}; the plan takes "
                    f"them for two {kind}",
                    "",
                    f"If they are one, change it to {quoted(usual)}. Nothing need be done if they are two.",
                    usual,
                )


def _may_be_one(row: Row, other: Row) -> bool:
    """Whether the rows agree in what must be the same: an offer is one material from one country."""
    if row.table.sheet.field != "supply":
        return True
    return all(row.text(name) == other.text(name) for name in ("material", "country"))
