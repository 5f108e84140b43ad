"""The command line: solve, check, new. Exit codes: 0 solved, 2 bad input, 3 infeasible or unbounded, 4 internal error,
5 stopped by the time limit; model.start adds those of a run that is interrupted."""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import perf_counter

from model.arguments import read_arguments
from model.case_words import contradiction_problems, contradiction_sentences, contradictions_json
from model.effort import SMALLER, memory_gigabytes, size_in_words
from model.interrupts import interruption
from model.report import public_path, write_public, write_result
from model.results.headline import headline, summary_json
from model.results.outcome import Outcome
from model.solve import Status
from model.stages import Stages, in_words
from model.streams import results_apart, say, tell
from model.studies.main_job import run_main_job
from model.studies.views import reserve_view
from model.whereabouts import DEFAULT_INPUT, OUTPUTS
from model.workbook import BadWorkbook, Loaded, Problem, load
from model.workbook.files import fitting, special, too_long
from model.workbook.no_workbook import NoWorkbook, opened_elsewhere
from model.workbook.problems_workbook import write_problems
from model.workbook.recognise import is_input_workbook
from model.workbook.save import save_somewhere
from model.workbook.template import write_workbook

OTHER_KINDS = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".txt")  # of tables, for which .xlsx is meant

NO_TRADE = "No cell was found that makes trading pay: please pass the workbook on, this is a defect of the program."
UNEXPLAINED = (
    "The time limit ended the search for the rows that contradict each other. Allow more minutes with --time-limit."
)
NO_TIME, NO_CERTIFIED = "The time limit left no time", "There is no certified plan"

SOLVED, BAD_INPUT, NO_SOLUTION, INTERNAL_ERROR, OUT_OF_TIME = 0, 2, 3, 4, 5
CODES = {Status.INFEASIBLE: NO_SOLUTION, Status.UNBOUNDED: NO_SOLUTION, Status.LIMIT: OUT_OF_TIME}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = read_arguments(given, DEFAULT_INPUT)
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)  # it tells of exceptions that are told of here
    with results_apart():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    try:
        return COMMANDS[options.command](options)
    except BadWorkbook as bad:
        return _report_problems(bad, options)
    except OSError as refusal:
        say(f"A file could not be written: {refusal}. Your workbook was not changed.")
        return INTERNAL_ERROR
    except MemoryError:
        return _report_short_memory()
    except (
        Exception
    ) as error:  # The last line of defence: a planner is told where to send what, never shown a traceback.
        if stop := interruption():  # a library has made this of it
            raise stop from None
        return _report_defect(error, options)


def _count(problems: Sequence[Problem], noun: str) -> str:
    return f"{len(problems)} {noun}{'' if len(problems) == 1 else 's'}"


def _stamp() -> str:
    return datetime.now().strftime("%Y-%m-%d %H%M%S")


def _solve(options: argparse.Namespace) -> int:
    deadline = math.inf if options.time_limit is None else perf_counter() + 60 * options.time_limit
    target = options.output or fitting(OUTPUTS, options.file.stem, f" {_stamp()}.xlsx")
    targets = [target, public_path(target)] if options.public else [target]
    if refusal := next((said for one in targets if (said := _refusal(one, options.file))), ""):
        say(refusal)
        return BAD_INPUT
    stages = Stages(sys.stderr, deadline)
    say(f"Planning from {options.file}")
    _say_opened(options.file)
    with stages("read and check"):
        loaded = load(options.file)
    _say_warnings(loaded.warnings)
    outcome = run_main_job(loaded.case, stages)
    if outcome.answer is None:
        return _report_no_solution(outcome, loaded, options)
    if options.views:
        outcome = replace(outcome, own_view=reserve_view(outcome.plan, stages))
        if outcome.own_view is None:
            say(f"  {NO_TIME if stages.over else NO_CERTIFIED} for the reserve's own view; there is no sheet Views.")
    if outcome.without is None and stages.over:
        say(f"  {NO_TIME} for the plan without the reserve; the result does not compare with it.")
    with stages("write"):
        written = write_result(target, outcome, loaded, stages.seconds)
        public = write_public(public_path(written), outcome, loaded) if options.public and outcome.optimal else None
    if options.json:
        told = summary_json(outcome, stages.seconds, str(written))
        tell(json.dumps({**told, "public": str(public)} if public else told, allow_nan=False))
    lines = [*headline(outcome), f"Result: {written}"]
    if written != target:
        lines.append(f"It could not be written to {target}: is that open elsewhere, or write-protected, or the disk full?")
    if options.public:
        lines.append(f"Public copy: {public}" if public else "No public copy is written of a result that is not certified.")
    for line in lines:
        (say if options.json else tell)(line)
    if not outcome.optimal:
        return INTERNAL_ERROR
    return SOLVED


def _say_opened(file: Path) -> None:
    if opened := opened_elsewhere(file):
        say(opened)


def _refusal(target: Path, source: Path | None = None) -> str:
    """Why a workbook must not be written there: a name that is no workbook's, or the input itself; "" if it may."""
    if said := too_long(target):
        return f"{said}. Choose a shorter one for the {'result' if source else 'workbook'}."
    if kind := special(target):
        return f"{target} is {kind}, not a file. Name a file, for example: plan.xlsx"
    if target.is_dir():
        return f"{target} is a folder. Name a file in it, for example: {target / 'plan.xlsx'}"
    if target.suffix.lower() != ".xlsx":
        stem = target.stem if target.suffix.lower() in OTHER_KINDS else target.name
        return f"{target.name}: the workbook's name must end in .xlsx. Type {target.with_name(f'{stem}.xlsx')} instead."
    if blocked := next((one for one in target.parents if one.exists() and not one.is_dir()), None):
        return f"{blocked} is a file, not a folder, so {target.name} cannot be written in it."
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        return f"{target} is the input workbook, which is never changed. Choose another name for the result."
    if source is not None and is_input_workbook(target):
        return f"{target} is an input workbook. Choose another name for the result, so that nothing is lost."
    return ""


def _say_warnings(warnings: Sequence[Problem]) -> None:
    shown = 12
    for warning in warnings[:shown]:
        say(f"  Warning. {warning.sentence()}")
    if len(warnings) > shown:
        say(f"  … and {len(warnings) - shown} more warnings; `check` lists them all.")


def _check(options: argparse.Namespace) -> int:
    _say_opened(options.file)
    loaded = load(options.file)
    for warning in loaded.warnings:
        tell(f"Warning. {warning.sentence()}")
    tell(f"{options.file} is ready to be solved: no errors, {_count(loaded.warnings, 'warning')}.")
    if loaded.warnings:
        tell(f"Problems workbook: {_write_problems((), loaded.warnings, options)}")
    return SOLVED


def _new(options: argparse.Namespace) -> int:
    if refusal := _refusal(options.file):
        say(refusal)
        return BAD_INPUT
    if options.file.exists() and not options.overwrite:
        say(f"{options.file} exists and was left as it is. Choose another name, or add --overwrite to replace it.")
        return BAD_INPUT
    options.file.parent.mkdir(parents=True, exist_ok=True)
    if options.example:
        from model.example import build_example  # only this command reads the figures

        example = build_example()
        write_workbook(options.file, example.settings, example.tables, example.guide, overwrite=options.overwrite)
    else:
        write_workbook(options.file, {}, {}, overwrite=options.overwrite)
    tell(f"Written: {options.file}")
    return SOLVED


def _write_problems(errors: Sequence[Problem], warnings: Sequence[Problem], options: argparse.Namespace) -> Path:
    """The Problems workbook: beside the result that was asked for, or in outputs/."""
    folder = _folder(options)
    path = fitting(folder, options.file.stem, f" problems {_stamp()}.xlsx")
    return write_problems(path, errors, warnings, _seen_from(folder, options.file))


def _seen_from(folder: Path, file: Path) -> str:
    """A file's path as seen from a folder; its whole path where the two are on different drives."""
    try:
        return os.path.relpath(file, folder)
    except ValueError:
        return str(file.resolve())


def _report_problems(bad: BadWorkbook, options: argparse.Namespace) -> int:
    for problem in (*bad.errors, *bad.warnings):
        say(f"{'Error' if problem.severity == 'error' else 'Warning'}. {problem.sentence()}")
    say(
        f"{_count(bad.errors, 'error')}, {_count(bad.warnings, 'warning')}. Nothing was solved and nothing overwritten."
    )
    try:
        if not isinstance(bad, NoWorkbook):
            say(f"Problems workbook: {_write_problems(bad.errors, bad.warnings, options)}")
    except OSError as refusal:
        say(f"No folder takes a problems workbook: {refusal}. The problems are all listed above.")
    if options.json:
        found = [{"sheet": p.sheet, "cell": p.cell, "problem": p.sentence()} for p in bad.errors]
        tell(json.dumps({"status": "bad input", "problems": found}))
    return BAD_INPUT


def _report_no_solution(outcome: Outcome, loaded: Loaded, options: argparse.Namespace) -> int:
    case, places, found = loaded.case, loaded.places, outcome.contradictions
    sentences: list[str] = []
    problems: list[Problem] = []
    if outcome.status is Status.INFEASIBLE:
        say("No plan can keep all hard rows of the workbook.")
        searched = not outcome.unexplained
        sentences = contradiction_sentences(found, outcome.conflict, case, places) if searched else [UNEXPLAINED]
        problems = contradiction_problems(found, case, places)
    elif outcome.status is Status.UNBOUNDED:
        say("The workbook allows a profit without end.")
        problems = [warning for warning in loaded.warnings if warning.trade]
        sentences = [warning.sentence() for warning in problems] or [NO_TRADE]
    elif outcome.status is Status.LIMIT:
        say("The time limit ended the run before there was a plan.")
        sentences = _known(outcome)
    else:
        say(f"The solver stopped without an answer: {outcome.status.value}.")
    for sentence in sentences:
        say(f"  {sentence}")
    why = "known" if outcome.status is Status.LIMIT else "conflict"
    told = {"status": outcome.status.value, why: sentences, "contradictions": contradictions_json(found, places)}
    if problems:
        told["problems"] = str(_write_problems(problems, (), options))
        say(f"Problems workbook: {told['problems']}")
    if options.json:
        tell(json.dumps(told, allow_nan=False))
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


def _folder(options: argparse.Namespace) -> Path:
    """Where a run leaves its files: beside the result that was asked for, or in outputs/."""
    return options.output.parent if getattr(options, "output", None) else OUTPUTS


def _report_short_memory() -> int:
    memory = memory_gigabytes()
    there = f" This computer has {memory:.1f} GB." if memory else ""
    say(f"There is not enough memory for this workbook, and no result was written.{there}")
    say(f"Close other programs and run again, or make the program smaller, {SMALLER}. Your workbook was not changed.")
    return INTERNAL_ERROR


def _report_defect(error: Exception, options: argparse.Namespace) -> int:
    say(f"The program has a defect: {type(error).__name__}: {error}")
    note = "".join(traceback.format_exception(error)).encode("utf-8", "replace")
    try:
        path = save_somewhere(note, _folder(options) / f"defect {_stamp()}.txt")
    except OSError as refusal:
        say(f"Your workbook was not changed. No folder takes a note of where it happened: {refusal}.")
    else:
        say(f"Your workbook was not changed. Please pass on {path}, which says where it happened.")
    return INTERNAL_ERROR


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"solve": _solve, "check": _check, "new": _new}
