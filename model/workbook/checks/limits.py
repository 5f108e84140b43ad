"""Checks of limits: bounds that fit together, and something to count."""

from __future__ import annotations

from model.excel.problems import Problems, Warnings
from model.excel.words import fold, quoted
from model.workbook.checks.check import TRADED, check, doubt
from model.workbook.checks.floors import counted_members
from model.workbook.checks.sold import makers, sellers
from model.workbook.draft import Draft

ALL, CONCERN = "all", "entities of concern"
CONCERN_FIELD = "entity_of_concern"


@check()
def check_bounds(draft: Draft, problems: Problems) -> None:
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


@doubt(needs=("countries", "supply"), rests_on={"countries": {"country", "entity_of_concern"}})
def check_concern(draft: Draft, problems: Warnings) -> None:
    """No country marked as an entity of concern: then nothing is said of them (warning). A limit on them tells of it."""
    table = draft["countries"]
    foreign = {line.text("country") for line in draft["supply"]} - {draft.home}
    limited = any(CONCERN in row.text("of").split("; ") for row in draft["limits"])
    if not foreign or limited or any(row.value(CONCERN_FIELD) for row in table):
        return
    problems.warn(
        (table.title, f"{table.letters.get(CONCERN_FIELD, 'A')}{1 if table.rows else ''}" if table.letters else ""),
        "no country is marked as an entity of concern, so the result says nothing about what comes from one",
        f"yes under {quoted(table.sheet.column(CONCERN_FIELD).header)} beside each that is one",
        "Mark them on Countries. No action is needed if none of the countries is one.",
    )


@doubt(
    needs=("materials", "supply", "processing", "countries", "agreements"),
    rests_on={
        **TRADED,
        "materials": {"group", "stage"},
        "countries": {"country", "entity_of_concern"},
        "agreements": {"agreement", "country"},
    },
)
def check_limits_count(draft: Draft, problems: Warnings) -> None:
    """Limits on goods that nobody they name delivers (warning)."""
    sold = draft.once(sellers) | draft.once(makers)
    for row in draft["limits"]:
        if row.blank("of") or row.bad & {"scope", "of"} or not draft.calendar_known:
            continue
        scope, of = row.text("scope"), row.text("of")
        materials = {
            name
            for name, material in draft.materials.items()
            if scope in (ALL, name, material.text("group"), material.text("stage"))
        }
        table = draft["countries"]
        header = table.sheet.column(CONCERN_FIELD).header
        if CONCERN in of.split("; ") and table.letters and CONCERN_FIELD not in table.letters:
            problems.warn(
                row.at("of"),
                f"the limit counts no {CONCERN}: the sheet {table.title} has no column {quoted(header)}",
                "",
                "Add the column and type yes beside each of them, or correct the limit.",
            )
            continue
        countries = {country for name in of.split("; ") for country in _countries(draft, name)}
        if not countries:
            problems.warn(
                row.at("of"),
                f"the limit counts nothing: {quoted(of)} stands for no country in any period"
                f"{', as none is marked on Countries' if CONCERN in of.split('; ') else ''}",
                "",
                "Mark entities of concern on Countries, correct the agreement's members, or delete the row.",
            )
        elif not any(material in materials and country in countries for material, country in sold):
            problems.warn(
                row.at("of"),
                f"the limit counts nothing: no offer or process of {quoted(of)} delivers anything of its scope "
                f"({quoted(scope)})",
                "",
                "Correct Of or Scope, or delete the row.",
            )


def _countries(draft: Draft, name: str) -> set[str]:
    """Countries, folded, that one name under Of ever stands for."""
    if name == CONCERN:
        return {fold(row.text("country")) for row in draft["countries"] if row.value(CONCERN_FIELD)}
    if name in draft.members:
        return {fold(row.text("country")) for row in counted_members(draft, name)}
    return {fold(name)}
