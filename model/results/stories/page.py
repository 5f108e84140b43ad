"""The Stories sheet: what each story costs in shortage, with the reserve and without, and what the reserve protects."""

from __future__ import annotations

from model.results.facts.paths import story_sums
from model.results.facts.run import Run
from model.results.facts.shortage import shortage_by, shortage_by_story, stories_with_shortage
from model.results.shown.pages import Page, Table, make_table, sums_of_money
from model.results.stories import tables as own
from model.results.stories.sentences import sentences
from model.tree import story_table

SHUT_NOTE = (
    "Along each whole story, over the horizon: tonnes of every period added up; processes count by what they make, "
    "of what floors keep alive by the output under a floor, as on the Floors sheet. Worth at "
    "base price, undiscounted."
)
DISCOUNTED = "Shortage cost is discounted as in the objective unless the header says otherwise."


def _heat_tables(run: Run, dates: str) -> list[Table]:
    note = f"{DISCOUNTED} The {own.HEAT_MATERIALS} materials with the most expensive shortages. {dates}".strip()
    found = own.heat(run)
    return [
        make_table(*own.HEAT[what], *found[what], note, heat=sums_of_money(found[what][1]))
        for what in own.HEAT
        if what in found
    ]


def page(run: Run) -> Page:
    """The Stories sheet."""
    assert run.result is not None
    by_story, shut = shortage_by_story(run), own.shut_capacity(run.result)
    drawn, dates = stories_with_shortage(by_story), story_sums(run.data.tree).note
    tables = (
        make_table(
            "StoriesShortage", "Shortage by whole story", by_story, own.BY_STORY, f"{DISCOUNTED} {dates}".strip()
        ),
        make_table("StoriesTree", "The stories", story_table(run.data.tree), own.TREE),
        *(
            make_table(
                name, f"Expected shortage by {key}", shortage_by(run, key), own.EXPECTED_SHORTAGE, DISCOUNTED,
                totals=sums_of_money(own.EXPECTED_SHORTAGE),
            )
            for name, key in (("StoriesMaterials", "material"), ("StoriesSegments", "segment"))
        ),
        make_table(
            "StoriesShut", "Supply shut by low prices, and kept alive by floors", shut, own.SHUT,
            f"{SHUT_NOTE} {dates}".strip(),
        ),
        *_heat_tables(run, dates),
    )  # fmt: skip
    chart = own.shortage_chart("StoriesShortage", tuple(map(str, tables[0].frame.columns)), drawn)
    return Page(
        "Stories",
        sentences(run, by_story, shut),
        tuple(table for table in tables if len(table.frame)),
        (chart,) if drawn else (),
    )
