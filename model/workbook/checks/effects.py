"""Checks of effects: sizes that can be, and something to work on."""

from __future__ import annotations

from model.excel.problems import Problems, Warnings
from model.excel.words import quoted
from model.workbook.checks.check import TRADED, WANTED, check, doubt
from model.workbook.checks.onsets import beginnings_by_story
from model.workbook.checks.sold import makers, sellers
from model.workbook.checks.stories import first_rows
from model.workbook.draft import Draft, Row, group

LOSSES = ("supply loss", "process loss")
GAIN = "supply gain"
WITHOUT_COUNTRY = ("price", "demand")


@check()
def check_changes(draft: Draft, problems: Problems) -> None:
    """Sizes that cannot be, columns the kind of effect does not have, and effects that do nothing."""
    for row in draft["effects"]:
        kind, change = row.value("kind"), row.typed("change")
        if kind in LOSSES and change is not None and abs(change) > 1 + 1e-9:
            problems.error(
                row.at("change"), f"a loss of {abs(change) * 100:g} %", "at most 100 %", "Correct the change."
            )
        if kind and kind not in (*LOSSES, GAIN) and change is not None and change < -1 - 1e-9:
            problems.error(
                row.at("change"),
                f"a change of {change * 100:g} % leaves less than nothing",
                "-100 % or more",
                "Correct the change.",
            )
        if kind == GAIN and change is not None and change < 0:
            problems.error(
                row.at("change"),
                f"a gain of {change * 100:g} %",
                "above 0 %",
                "Type the gain without the sign, or set the kind to supply loss.",
            )
        if change == 0:
            problems.warn(row.at("change"), "a change of 0 % does nothing", "", "Type the change, or delete the row.")
        if kind and kind != "demand" and not row.blank("segment"):
            problems.error(
                row.at("segment"),
                f"a {kind} effect has no segment",
                "empty, except for demand",
                "Clear the segment, or set the kind to demand.",
            )
        if kind in WITHOUT_COUNTRY and not row.blank("country_or_agreement"):
            problems.warn(
                row.at("country_or_agreement"),
                f"the country is ignored: a {kind} effect counts everywhere",
                "",
                "Clear it, or choose another kind.",
            )
        if row.typed("recovers_over") and row.blank("lasts"):
            problems.warn(
                row.at("recovers_over"),
                "the effect lasts to the end, so it never recovers",
                "",
                "Type how long it lasts, or clear this cell.",
            )


@doubt(
    needs=("materials", "supply", "processing", "demand", "stories", "effects"),
    rests_on={
        **TRADED,
        **WANTED,
        "materials": {"group", "stage"},
        "agreements": {"agreement", "country"},
        "effects": {"story"},
    },
)
def check_effects_hit(draft: Draft, problems: Warnings) -> None:
    """Stories without an effect, and effects that hit nothing or start after the plan (warnings)."""
    told = group(draft["effects"], "story")
    for name, row in first_rows(draft).items():
        if name not in told:
            problems.warn(
                row.at("story"), f"{quoted(name)} has no effect", "", "Add rows to Effects, or delete the story."
            )
    beginnings = beginnings_by_story(draft)
    for row in draft["effects"]:
        if row.bad:
            continue
        if not _hits(draft, row):
            problems.warn(
                row.at("kind"),
                "the effect hits nothing: there is nothing of that kind, country, material, stage and segment",
                "",
                "Correct the row, or add what it should hit.",
            )
        begun = beginnings.get(row.text("story"))
        if begun and draft.calendar_known:
            months_left = (draft.calendar.periods + 1 - begun[0].period) * draft.calendar.months
            if row.value("starts_after") >= months_left:
                problems.warn(
                    row.at("starts_after"),
                    "the effect starts after the end of the plan",
                    f"less than {months_left} months",
                    "Start it earlier, or delete the row.",
                )


def _hits(draft: Draft, row: Row) -> bool:
    """Whether an effect has something to work on: materials, then offers, processes or demand of them."""
    goods, stage = row.text("material_or_group"), row.text("stage")
    materials = {
        name
        for name, material in draft.materials.items()
        if (goods in ("", "all", name) or goods == material.text("group")) and stage in ("", material.text("stage"))
    }
    kind, segment = row.value("kind"), row.text("segment")
    if kind == "price":
        return bool(materials)
    if kind == "demand":
        wanted = draft.by("demand", "material")
        return any(segment in ("", line.text("segment")) for name in materials for line in wanted.get(name, ()))
    place = row.text("country_or_agreement")
    countries = draft.countries_of(place) if place else None
    made = draft.once(makers)
    sold = made if kind == "process loss" else made | draft.once(sellers)
    return any(material in materials and (countries is None or country in countries) for material, country in sold)
