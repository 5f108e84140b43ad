"""All pages of the result workbook, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from model.results import buy_list, reserve, sourcing, summary
from model.results.pages import Page
from model.studies.main_job import Outcome
from model.workbook import Loaded


def all_pages(outcome: Outcome, loaded: Loaded, seconds: Mapping[str, float]) -> list[Page]:
    """Every sheet of results of a solved plan, Summary first; `seconds` by stage of the run."""
    makers: tuple[Callable[[Outcome], Page], ...] = (
        summary.page, buy_list.page, reserve.page, sourcing.page,
    )
    return [make(outcome) for make in makers]
