"""The Worth sheet of a study."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.shown.pages import Page
from model.results.worth import one_more


def page(run: Run) -> Page:
    """The Worth sheet; only where a study of worth ran."""
    return Page("Worth", one_more.sentences(run), one_more.tables(run))
