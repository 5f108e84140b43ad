"""The Uncertainty sheet of a study: the plan beside plans that know more, and that look at less."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.shown.pages import Chart, Page, make_table
from model.results.uncertainty import tables as own
from model.results.uncertainty.sentences import sentences

NOTE = (
    "Expected and discounted, before orders are rounded to whole lots, each from a solve of its own, certified as the plan "
    "is. Money is payments less what the stock left is worth. The average future is one path on which what stories do to "
    "capacity, prices, demand and freight is in each period the mean over all stories, by probability; a material is "
    "disrupted there where that is more likely than not. From the plan made for it the reserve's orders and the projects of "
    "this period are taken, or its orders of all periods until a story begins too; all else is decided anew, story by "
    "story. Knowing the future: each story by itself, known from the start, under the rules of the plan: shortages that "
    "Industry first allows, the penalties of targets and which projects may be built are the same."
)
STORY_NOTE = (
    "Discounted, along each whole story. What knowing it would save is what the plan costs along the story less what the "
    "best plan for this story alone does; reserve and industry both know it there. Orders as for the average future may well "
    "cost less in one story: the plan is best for all of them together."
)
ORDERS_NOTE = (
    "The reserve's orders of this period before whole lots, where they differ. Prices are those of this period."
)


def page(run: Run) -> Page:
    """The Uncertainty sheet; only where the study ran."""
    found = run.studies.uncertainty
    assert found is not None
    beside, by_story = own.beside(found), own.by_story(found)
    tables = (
        make_table("Uncertainty", "Ways to plan, the one that knows most first", beside, own.BESIDE, NOTE),
        make_table("UncertaintyStories", "What knowing a story would be worth", by_story, own.BY_STORY, STORY_NOTE),
        make_table("UncertaintyOrders", "What is bought now", own.orders(found), own.ORDERS, ORDERS_NOTE),
    )
    charts = (
        Chart(
            "bar", "What not knowing the future costs, by way to plan", "Uncertainty", own.BESIDE["way"].header,
            (own.BESIDE["above"].header,), "USD million",
        ),
        Chart(
            "bar", "What knowing a story would be worth, times its probability", "UncertaintyStories",
            own.BY_STORY["story"].header, (own.BY_STORY["share"].header,), "USD million",
        ),
    )  # fmt: skip
    shown = [chart for chart, known in zip(charts, (found.known, found.known), strict=True) if known is not None]
    return Page("Uncertainty", sentences(found), tuple(one for one in tables if len(one.frame)), tuple(shown))
