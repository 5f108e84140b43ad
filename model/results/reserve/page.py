"""The Reserve sheet: stock, target and cover by material, what the stock is worth, and what is released in which story."""

from __future__ import annotations

from model.results.facts.paths import story_sums
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.run import Run
from model.results.facts.targets import cover_bought, target_status
from model.results.reserve import tables as own
from model.results.reserve.sentences import sentences
from model.results.shown.pages import Chart, Measure, Page, make_table

STORY_NOTE = (
    "Released: along the whole story, undiscounted. Saved: shortage cost without the reserve less that with it, discounted; "
    "below 0 where the reserve makes shortage more expensive. Releases that save none replace purchases of industry."
)


def page(run: Run) -> Page:
    """The Reserve sheet."""
    assert run.result is not None
    result = run.result
    grids = ReserveGrids(result)
    by_story = own.releases_by_story(run)
    status, bought = target_status(grids, result), cover_bought(grids, result)
    cover, cover_columns = own.cover_against_target(grids, run)
    days, days_columns = own.cover_by_period(grids, result)
    dates = story_sums(result.data.tree).note
    tables = (
        make_table(
            "ReserveTargets", "Targets: when first due and at the end (base path)", own.targets(status, result),
            own.TARGETS, totals=("worth",), flags=("mark",),
        ),
        make_table(
            "ReserveBought", "What the money buys by the dates of the targets, and what all targets would cost",
            bought, own.BOUGHT, totals=("value", "cost"),
        ),
        make_table(
            "ReserveYearEnds", "Stock and cover by material at year ends", own.at_year_ends(grids, result), own.YEAR_ENDS,
            flags=("mark",),
        ),
        make_table(
            "ReserveCover", "Cover against target: the most expensive targets and the materials most protected (base path)",
            cover, cover_columns,
        ),
        make_table("ReserveTotals", "The reserve by period", own.by_period(grids, result), own.TOTALS),
        make_table("ReserveDays", "Days of cover by period, the most valuable stocks (base path)", days, days_columns),
        make_table(
            "ReserveStock", "Stock by material and period (base path)", *own.stock_by_period(grids, result)
        ),
        make_table(
            "ReserveStories", "What the reserve releases in each story, and the shortage it saves", by_story, own.STORIES,
            f"{STORY_NOTE} {dates}".strip(),
        ),
        make_table("ReserveReleases", "Releases by story and material", own.releases(result), own.RELEASES, dates),
    )  # fmt: skip
    value, moved = (
        tuple(own.TOTALS[name].header for name in chosen)
        for chosen in (("stock", "expected", "target"), ("arrival", "release", "sell"))
    )
    covers, lines = (
        tuple(column.header for column in columns.values() if column.measure is Measure.DAYS)
        for columns in (cover_columns, days_columns)
    )
    return Page(
        "Reserve",
        sentences(grids, result, status, bought, by_story),
        tables,
        (
            Chart("line", "Value of the stock", "ReserveTotals", "Period", value, "USD million"),
            Chart("column", "Cover against target", "ReserveCover", "Material", covers, "days of demand"),
            Chart("line", "Cover by period, base path", "ReserveDays", "Period", lines, "days of demand"),
            Chart("column", "Into and out of the reserve, expected", "ReserveTotals", "Period", moved, "USD million"),
        ),
    )
