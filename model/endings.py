"""How a run is told that ends without a result: mistakes of the workbook, no plan, no time, no memory, a defect."""

from __future__ import annotations

import argparse
import json
import os
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from model.case_words import (
    contradiction_in_short,
    contradiction_problems,
    contradiction_sentences,
    contradictions_json,
)
from model.changes import Variant
from model.effort import SMALLER, memory_gigabytes, size_in_words
from model.excel.files import fitting
from model.excel.no_workbook import NoWorkbook
from model.excel.save import save_somewhere
from model.results.facts.outcome import Outcome
from model.solve import Status
from model.stages import in_words
from model.streams import say, tell
from model.workbook import BadWorkbook, Loaded, Problem
from model.workbook.extremes import extreme_figures
from model.workbook.writing.problems_workbook import write_problems

IMPOSSIBLE = "No plan can keep all hard rows of the workbook."
ENDLESS = "The workbook allows a profit without end."
TOO_LATE = "The time limit ended the run before there was a plan."
NO_TRADE = "No cell was found that makes trading pay: please pass the workbook on, this is a defect of the program."
UNEXPLAINED = (
    "The time limit ended the search for the rows that contradict each other. Allow more minutes with --time-limit."
)
NO_ANSWER = "no plan was found, though no figure of the workbook is out of the ordinary"
TOO_FAR_APART = "These figures are so large, so small or so far apart that no plan can be computed with them:"

SOLVED, BAD_INPUT, NO_SOLUTION, INTERNAL_ERROR, OUT_OF_TIME = 0, 2, 3, 4, 5
CODES = {Status.INFEASIBLE: NO_SOLUTION, Status.UNBOUNDED: NO_SOLUTION, Status.LIMIT: OUT_OF_TIME}


def counted_problems(problems: Sequence[Problem], noun: str) -> str:
    """`3 errors`, `1 warning`."""
    return f"{len(problems)} {noun}{'' if len(problems) == 1 else 's'}"


def stamp() -> str:
    """The date and time in the names of files that a run writes."""
    return datetime.now().strftime("%Y-%m-%d %H%M%S")


def write_problems_beside(errors: Sequence[Problem], warnings: Sequence[Problem], options: argparse.Namespace) -> Path:
    """The Problems workbook, in the folder where the run leaves its files."""
    path = fitting(options.folder, options.file.stem, f" problems {stamp()}.xlsx")
    return write_problems(path, errors, warnings, _seen_from(options.folder, options.file))


def _seen_from(folder: Path, file: Path) -> str:
    """A file's path as seen from a folder; its whole path where the two are on different drives."""
    try:
        return os.path.relpath(file, folder)
    except ValueError:
        return str(file.resolve())


def report_problems(bad: BadWorkbook, options: argparse.Namespace) -> int:
    """Mistakes of the workbook, all at once; exit code 2."""
    for problem in (*bad.errors, *bad.warnings):
        say(f"{'Error' if problem.severity == 'error' else 'Warning'}. {problem.sentence()}")
    counts = f"{counted_problems(bad.errors, 'error')}, {counted_problems(bad.warnings, 'warning')}"
    say(f"{counts}. Nothing was solved and nothing overwritten.")
    written = None
    try:
        if not isinstance(bad, NoWorkbook):
            written = write_problems_beside(bad.errors, bad.warnings, options)
            say(f"Problems workbook: {written}")
    except OSError as refusal:
        say(f"No folder takes a problems workbook: {refusal}. The problems are all listed above.")
    if options.json:
        tell(json.dumps({"status": "bad input", **_problems_json(bad.errors, written)}))
    return BAD_INPUT


def _problems_json(problems: Sequence[Problem], written: Path | str | None) -> dict[str, Any]:
    """The problems for machines, and the workbook that lists them."""
    found = [{"sheet": one.sheet, "cell": one.cell, "problem": one.sentence()} for one in problems]
    return {"problems": found, "problems_workbook": str(written) if written else None}


def why_no_plan(outcome: Outcome, loaded: Loaded) -> list[str]:
    """Why a program has no plan, or none is known; the first sentence says which."""
    if outcome.status is Status.INFEASIBLE:
        found = outcome.contradictions, outcome.conflict, outcome.plan.case, loaded.places
        return [IMPOSSIBLE, *([UNEXPLAINED] if outcome.unexplained else contradiction_sentences(*found))]
    if outcome.status is Status.UNBOUNDED:
        return [ENDLESS, *([warning.sentence() for warning in loaded.warnings if warning.trade] or [NO_TRADE])]
    if outcome.status is Status.LIMIT:
        return [TOO_LATE, *_known(outcome)]
    return [f"The solver stopped without an answer: {outcome.status.value}."]


def why_no_variant(outcome: Outcome, variant: Variant, loaded: Loaded) -> list[str]:
    """The same of a variant, in short; numbers that it changes stand in its own cells."""
    if outcome.status is not Status.INFEASIBLE or outcome.unexplained:
        return why_no_plan(outcome, loaded)
    places = loaded.places.of_variant(variant)
    short = contradiction_in_short(outcome.contradictions, outcome.conflict, outcome.plan.case, places)
    return [f"{IMPOSSIBLE} {short}"]


def report_no_solution(outcome: Outcome, loaded: Loaded, options: argparse.Namespace) -> int:
    """Why there is no plan; the exit code."""
    if outcome.status is Status.ERROR:
        return report_extremes(loaded, options)
    first, *sentences = why_no_plan(outcome, loaded)
    say(first)
    for sentence in sentences:
        say(f"  {sentence}")
    problems: list[Problem] = []
    if outcome.status is Status.INFEASIBLE:
        problems = contradiction_problems(outcome.contradictions, loaded.case, loaded.places)
    elif outcome.status is Status.UNBOUNDED:
        problems = [warning for warning in loaded.warnings if warning.trade]
    written = write_problems_beside(problems, (), options) if problems else None
    if written:
        say(f"Problems workbook: {written}")
    if options.json:
        why = "known" if outcome.status is Status.LIMIT else "conflict"
        told = {why: sentences, "contradictions": contradictions_json(outcome.contradictions, loaded.places)}
        tell(json.dumps({"status": outcome.status.value, **told, **_problems_json(problems, written)}, allow_nan=False))
    return CODES.get(outcome.status, INTERNAL_ERROR)


def _known(outcome: Outcome) -> list[str]:
    """What is known of a program whose solver was stopped, and what to try."""
    size = size_in_words(outcome.size.columns, outcome.size.rows)
    done = f" after {in_words(outcome.progress)}" if outcome.progress else ""
    return [
        f"The program has {size}; the solver was stopped{done}.",
        "It has no plan, not even a poor one: the dual simplex method has one that keeps every row only when it ends.",
        f"Allow more minutes with --time-limit, or make the program smaller, {SMALLER}.",
    ]


def report_extremes(loaded: Loaded, options: argparse.Namespace, error: Exception | None = None) -> int:
    """Figures of the workbook are so far apart that nothing can be computed with them: tell which."""
    problems = extreme_figures(loaded.case, loaded.places)
    if not problems:
        return report_defect(error or RuntimeError(NO_ANSWER), options)
    say(TOO_FAR_APART)
    return report_problems(BadWorkbook(problems), options)


def report_short_memory() -> int:
    """Too little memory; exit code 4."""
    memory = memory_gigabytes()
    there = f" This computer has {memory:.1f} GB." if memory else ""
    say(f"There is not enough memory for this workbook, and no result was written.{there}")
    say(f"Close other programs and run again, or make the program smaller, {SMALLER}. Your workbook was not changed.")
    return INTERNAL_ERROR


def report_defect(error: Exception, options: argparse.Namespace) -> int:
    """The last resort: what went wrong, and a file to pass on; exit code 4."""
    say(f"The program has a defect: {type(error).__name__}: {error}")
    note = "".join(traceback.format_exception(error)).encode("utf-8", "replace")
    try:
        path = save_somewhere(note, options.folder / f"defect {stamp()}.txt")
    except OSError as refusal:
        say(f"Your workbook was not changed. No folder takes a note of where it happened: {refusal}.")
    else:
        say(f"Your workbook was not changed. Please pass on {path}, which says where it happened.")
    return INTERNAL_ERROR
