"""All pages of the result workbook, in their order."""

from __future__ import annotations

from collections.abc import Mapping

from model.results import buy_list, checks, floors, money, reserve, sensitivity, sourcing, stories, summary
from model.results.pages import Page
from model.studies.main_job import Outcome
from model.workbook import Loaded

PAGES = (
    summary.page,
    buy_list.page,
    reserve.page,
    sourcing.page,
    floors.page,
    stories.page,
    money.page,
    sensitivity.page,
)


def all_pages(outcome: Outcome, loaded: Loaded, seconds: Mapping[str, float]) -> list[Page]:
    """Every sheet of results of a solved plan, Summary first; `seconds` by stage of the run."""
    return [*(page(outcome) for page in PAGES), checks.page(outcome, loaded, seconds)]
