"""The Floors sheet: market against floor, tonnes, premium, duty and top-ups, and the capacity floors keep alive."""

from __future__ import annotations

from model.results.facts.duties import duties_by_country
from model.results.facts.floor_effects import build_floor_effects
from model.results.facts.run import Run
from model.results.floors.sentences import floor_sentences
from model.results.floors.sums import by_floor, by_story, processes_kept_running, steps_kept_open
from model.results.floors.tables import all_tables
from model.results.shown.pages import Page


def page(run: Run) -> Page:
    """The Floors sheet."""
    assert run.result is not None
    result, data = run.result, run.data
    effects, entering = build_floor_effects(result), duties_by_country(result)
    each, in_stories = by_floor(data, effects), by_story(data, effects)
    kept = steps_kept_open(result), processes_kept_running(result)
    told = floor_sentences(data, effects, each, in_stories, kept, entering)
    return Page("Floors", told, all_tables(result, effects, each, in_stories, kept, entering))
