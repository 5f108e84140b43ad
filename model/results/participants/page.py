"""The Participants sheet: who pays what for which protection."""

from __future__ import annotations

from model.results.facts.outcome import Outcome
from model.results.participants import commitments
from model.results.participants.sentences import participant_sentences
from model.results.participants.tables import all_tables, chart
from model.results.shown.pages import Page


def page(outcome: Outcome) -> Page:
    """The Participants sheet, for a case with participants."""
    assert outcome.answer is not None
    access, in_stories = commitments.access(outcome.answer), commitments.access_in_stories(outcome.answer)
    told = participant_sentences(outcome, access, in_stories)
    return Page("Participants", told, all_tables(outcome, access, in_stories), (chart(),))
