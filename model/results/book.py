"""All pages of the result workbook, in their order."""

from __future__ import annotations

from collections.abc import Mapping

from model.results import (
    buy_list,
    checks,
    cost_benefit_page,
    floors,
    money,
    participants_page,
    processing,
    projects,
    reserve,
    sensitivity,
    sourcing,
    stories,
    summary,
    views,
)
from model.results.outcome import Outcome
from model.results.pages import Page
from model.workbook import Loaded

PAGES = (
    summary.page,
    buy_list.page,
    cost_benefit_page.page,
    reserve.page,
    sourcing.page,
    processing.page,
    floors.page,
    stories.page,
    money.page,
    participants_page.page,
    projects.page,
    sensitivity.page,
)
# Pages shown only where the sheet has rows.
NEEDED_BY = {processing.page: "processing", participants_page.page: "participants", projects.page: "projects"}


def all_pages(outcome: Outcome, loaded: Loaded, seconds: Mapping[str, float]) -> list[Page]:
    """Every sheet of results of a solved plan, Summary first; `seconds` by stage of the run."""
    tables = outcome.plan.case.tables
    shown = [page for page in PAGES if page not in NEEDED_BY or len(tables[NEEDED_BY[page]])]
    if outcome.own_view is not None:
        shown.append(views.page)
    return [*(page(outcome) for page in shown), checks.page(outcome, loaded, seconds)]
