"""Why a workbook has no plan, or none is known: contradictions, profit without end, no time, figures too far apart."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from model.changes import Variant
from model.commands.contradictions_in_words import (
    contradiction_in_short,
    contradiction_problems,
    contradiction_sentences,
    contradictions_json,
)
from model.commands.endings import (
    INTERNAL_ERROR,
    NO_SOLUTION,
    OUT_OF_TIME,
    problems_json,
    report_defect,
    report_problems,
    write_problems_beside,
)
from model.effort import SMALLER, size_in_words
from model.results.facts.run import Run
from model.solve import Status
from model.stages import in_words
from model.streams import say, tell
from model.workbook import BadWorkbook, Loaded, Places, Problem
from model.workbook.extremes import extreme_figures

IMPOSSIBLE = "No plan can meet all hard requirements of the workbook."
ENDLESS = "The workbook allows unlimited profit."
TOO_LATE = "The time limit ended the run before there was a plan."
NO_TRADE = "No cell was found that makes trading pay: please report this with the workbook; it is a defect of the program."
UNEXPLAINED = (
    "The time limit ended the search for the rows that contradict each other. Allow more minutes with --time-limit."
)
NO_ANSWER = "no plan was found, though no figure of the workbook is out of the ordinary"
TOO_FAR_APART = "These figures are so large, so small or so far apart that no plan can be computed with them:"

CODES = {Status.INFEASIBLE: NO_SOLUTION, Status.UNBOUNDED: NO_SOLUTION, Status.LIMIT: OUT_OF_TIME}


def why_no_plan(run: Run, places: Places, warnings: Sequence[Problem]) -> list[str]:
    """Why a program has no plan, or none is known; the first sentence says which."""
    if run.status is Status.INFEASIBLE:
        found = run.contradictions, run.conflict, run.data.case, places
        return [IMPOSSIBLE, *([UNEXPLAINED] if run.unexplained else contradiction_sentences(*found))]
    if run.status is Status.UNBOUNDED:
        return [ENDLESS, *([warning.sentence() for warning in warnings if warning.trade] or [NO_TRADE])]
    if run.status is Status.LIMIT:
        return [TOO_LATE, *_known(run)]
    return [f"The solver stopped without an answer: {run.status.value}."]


@dataclass(frozen=True)
class WhyNoVariant:
    """The same of a variant of a workbook, in short; numbers that it changes stand in its own cells. Without the workbook in
    its `repr`, by which outcomes that are kept are known: they are told apart by the file's fingerprint."""

    places: Places = field(repr=False)
    warnings: tuple[Problem, ...] = field(repr=False)

    def __call__(self, run: Run, variant: Variant) -> list[str]:
        if run.status is not Status.INFEASIBLE or run.unexplained:
            return why_no_plan(run, self.places, self.warnings)
        places = self.places.of_variant(variant)
        short = contradiction_in_short(run.contradictions, run.conflict, run.data.case, places)
        return [f"{IMPOSSIBLE} {short}"]


def report_no_solution(run: Run, loaded: Loaded, options: argparse.Namespace) -> int:
    """Why there is no plan; the exit code."""
    if run.status is Status.ERROR:
        return report_extremes(loaded, options)
    first, *sentences = why_no_plan(run, loaded.places, loaded.warnings)
    say(first)
    for sentence in sentences:
        say(f"  {sentence}")
    problems: list[Problem] = []
    if run.status is Status.INFEASIBLE:
        problems = contradiction_problems(run.contradictions, loaded.case, loaded.places)
    elif run.status is Status.UNBOUNDED:
        problems = [warning for warning in loaded.warnings if warning.trade]
    written = write_problems_beside(problems, (), options) if problems else None
    if written:
        say(f"Problems workbook: {written}")
    if options.json:
        why = "known" if run.status is Status.LIMIT else "conflict"
        told = {why: sentences, "contradictions": contradictions_json(run.contradictions, loaded.places)}
        tell(json.dumps({"status": run.status.value, **told, **problems_json(problems, written)}, allow_nan=False))
    return CODES.get(run.status, INTERNAL_ERROR)


def _known(run: Run) -> list[str]:
    """What is known of a program whose solver was stopped, and what to try."""
    size = size_in_words(run.size.columns, run.size.rows)
    done = f" after {in_words(run.progress)}" if run.progress else ""
    return [
        f"The program has {size}; the solver was stopped{done}.",
        "There is no plan yet, not even a poor one: the dual simplex method has a feasible plan only when it ends.",
        f"Allow more minutes with --time-limit, or make the program smaller, {SMALLER}.",
    ]


def report_extremes(loaded: Loaded, options: argparse.Namespace, error: Exception | None = None) -> int:
    """Figures of the workbook are so far apart that nothing can be computed with them: tell which."""
    problems = extreme_figures(loaded.case, loaded.places)
    if not problems:
        return report_defect(error or RuntimeError(NO_ANSWER), options)
    say(TOO_FAR_APART)
    return report_problems(BadWorkbook(problems), options)
