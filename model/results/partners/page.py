"""The Partners sheet of a study: whom to sign next, and why."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.facts.selection import country_names
from model.results.partners import tables as own
from model.results.partners.sentences import opening
from model.results.shown.pages import Chart, Page, make_table

NOTE = (
    "Each country outside an agreement joins it, each member leaves it, one at a time, and the plan is solved again. Worth: "
    "by how much the plan is cheaper with the membership, expected and discounted, counted as Settings weighs it: what "
    "shortages cost less, what supply, stocks and money cost less, and fewer penalties for missed targets, which are not "
    "money. Where duties weigh nothing in the plan, a duty that buyers no longer pay counts as saved; Worth to the nation "
    "takes off what the treasury loses by it, and leaves penalties out. Because: the materials whose cost changes most, "
    "against the plan after whole lots are rounded: they may add up to a little more or less than the worth."
)
SAME_NOTE = "For these the plan is the same, figure by figure, with and without the membership: nothing had to be solved."
SHOWN = 10


def page(run: Run) -> Page:
    """The Partners sheet; only where the study was run."""
    found = run.studies.partners
    assert found is not None
    names = country_names(run.data)
    tables = (
        make_table("Partners", "What each membership is worth", own.worth(found, names), own.WORTH, NOTE),
        make_table("PartnersSame", "Memberships that make no difference", own.same(found, names), own.SAME, SAME_NOTE),
    )
    series = (own.WORTH["worth"].header,)
    chart = Chart(
        "bar", "The memberships worth most", "Partners", own.PARTNER.header, series, "USD million", SHOWN
    )
    return Page("Partners", tuple(opening(found, names)), tables, (chart,))
