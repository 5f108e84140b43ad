"""The Floors sheet: market against floor, tonnes, premium, duty and top-ups, and the capacity floors keep alive."""

from __future__ import annotations

from model.results.facts.duties import duties_by_country
from model.results.facts.floor_effects import find_floor_effects
from model.results.facts.outcome import Outcome
from model.results.floors.sentences import floor_sentences
from model.results.floors.sums import by_floor, by_story, processes_kept_running, steps_kept_open
from model.results.floors.tables import all_tables
from model.results.shown.pages import Page


def page(outcome: Outcome) -> Page:
    """The Floors sheet."""
    assert outcome.answer is not None
    answer, plan = outcome.answer, outcome.plan
    effects, entering = find_floor_effects(answer), duties_by_country(answer)
    each, in_stories = by_floor(plan, effects), by_story(plan, effects)
    kept = steps_kept_open(answer), processes_kept_running(answer)
    told = floor_sentences(plan, effects, each, in_stories, kept, entering)
    return Page("Floors", told, all_tables(answer, effects, each, in_stories, kept, entering))
