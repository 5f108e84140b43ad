"""The Projects sheet: what capacity is funded, when, what it costs the public, and why the rest is not built."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.projects.sentences import sentences
from model.results.projects.tables import FUNDING, PROJECTS, funding_table, projects_table
from model.results.shown.pages import Page, make_table, sums_of_money

NOTE = (
    "Funding is decided in the base story. Public money: the public share of the capital, charged to the treasury "
    "as a yearly annuity from when it is ready to the end of its life; the private share comes back through the "
    "price. Use: old capacity first, of what still arrives within the horizon. Sizes are not whole plants: any part "
    "of the Max capacity can be built, in several fundings. Money undiscounted."
)


def page(run: Run) -> Page:
    """The Projects sheet, for a case with projects."""
    assert run.result is not None
    projects, funding = projects_table(run.result), funding_table(run.result)
    tables = (
        make_table(
            "ProjectsAll", "Every project", projects, PROJECTS, NOTE, totals=sums_of_money(PROJECTS), heat=("use",)
        ),
        make_table(
            "ProjectsFunding", "What is funded when", funding, FUNDING, "One row per project and period of funding.",
            totals=sums_of_money(FUNDING),
        ),
    )  # fmt: skip
    return Page("Projects", sentences(run.result, projects), tuple(table for table in tables if len(table.frame)))
