"""What floors cost whom and what is built, in a sentence each for the Summary."""

from __future__ import annotations

from model.results.answer import Answer
from model.results.floor_effects import find_floor_effects
from model.results.floor_sentences import payers_sentence
from model.results.floor_tables import by_floor
from model.results.projects import built_in_short, projects_table


def floors_and_projects(answer: Answer) -> list[str]:
    """For a case with floors or projects; else nothing."""
    plan, parts = answer.plan, []
    if len(plan.case["floors"]):
        effects = find_floor_effects(answer)
        parts.append(payers_sentence(plan, effects, by_floor(plan, effects)))
    if len(plan.case["projects"]):
        parts.append(built_in_short(projects_table(answer)))
    return parts
