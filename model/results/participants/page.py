"""The Participants sheet: who pays what for which protection."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.participants import commitments
from model.results.participants.sentences import participant_sentences
from model.results.participants.tables import all_tables, chart
from model.results.shown.pages import Page


def page(run: Run) -> Page:
    """The Participants sheet, for a case with participants."""
    assert run.result is not None
    access, in_stories = commitments.access(run.result), commitments.access_in_stories(run.result)
    told = participant_sentences(run, access, in_stories)
    return Page("Participants", told, all_tables(run, access, in_stories), (chart(),))
