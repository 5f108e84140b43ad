"""The command line: solve, study, check, new. Exit codes: 0 solved, 2 bad input, 3 infeasible or unbounded, 4 internal error,
5 stopped by the time limit; model.start adds those of a run that is interrupted."""

from __future__ import annotations

import argparse
import json
import logging
import math
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from model.arguments import command_line, read_arguments
from model.changes import Variant
from model.endings import (
    BAD_INPUT,
    INTERNAL_ERROR,
    SOLVED,
    counted_problems,
    report_defect,
    report_extremes,
    report_no_solution,
    report_problems,
    report_short_memory,
    stamp,
    why_no_variant,
    write_problems_beside,
)
from model.excel.files import fitting, special, too_long
from model.excel.no_workbook import opened_elsewhere
from model.excel.recognise import is_as_written
from model.excel.words import Guesser, fold, listed, quoted
from model.interrupts import interruption
from model.report import public_path, write_public, write_result
from model.results.facts.outcome import Outcome
from model.results.headline import headline, summary_json
from model.stages import Stages
from model.streams import results_apart, say, tell
from model.studies.main_job import run_main_job
from model.studies.views import reserve_view
from model.studies.what_ifs import run_what_ifs
from model.unusable import UnusableFiguresError
from model.whereabouts import DEFAULT_INPUT, OUTPUTS
from model.workbook import BadWorkbook, Loaded, Problem, load
from model.workbook.extremes import extreme_figures
from model.workbook.writing.template import write_workbook

OTHER_KINDS = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".txt")  # of tables, for which .xlsx is meant

NO_TIME, NO_CERTIFIED = "The time limit left no time", "There is no certified plan"

NOT_PROVEN = "It could not be proven, which may be due to these figures of the workbook:"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = read_arguments(given, DEFAULT_INPUT)
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)  # it tells of exceptions that are told of here
    with results_apart():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    # Where a run leaves its files: beside the result that was asked for, or in outputs/.
    options.folder = options.output.parent if getattr(options, "output", None) else OUTPUTS
    try:
        return COMMANDS[options.command](options)
    except BadWorkbook as bad:
        return report_problems(bad, options)
    except OSError as refusal:
        say(f"A file could not be written: {refusal}. Your workbook was not changed.")
        return INTERNAL_ERROR
    except MemoryError:
        return report_short_memory()
    except (
        Exception
    ) as error:  # The last line of defence: a planner is told where to send what, never shown a traceback.
        if stop := interruption():  # a library has made this of it
            raise stop from None
        return report_defect(error, options)


def _solve(options: argparse.Namespace) -> int:
    deadline = _deadline(options)
    target = _target(options)
    if target is None:
        return BAD_INPUT
    stages = Stages(sys.stderr, deadline)
    loaded = _load(options, stages)
    if loaded.what_ifs:
        say(f"  {_what_ifs_wait(loaded.what_ifs, options.file)}")
    try:
        outcome = run_main_job(loaded.case, stages)
    except UnusableFiguresError as error:
        return report_extremes(loaded, options, error)
    if outcome.answer is not None and options.views:
        outcome = replace(outcome, own_view=reserve_view(outcome, stages))
        if outcome.own_view is None:
            say(f"  {NO_TIME if stages.over else NO_CERTIFIED} for the reserve's own view; there is no sheet Views.")
    return _report(outcome, loaded, stages, target, options)


def _study(options: argparse.Namespace) -> int:
    deadline = _deadline(options)
    target = _target(options)
    if target is None:
        return BAD_INPUT
    stages = Stages(sys.stderr, deadline)
    loaded = _load(options, stages, options.only or True)
    if refusal := _no_what_ifs(loaded, options.only or (), options.file):
        say(refusal)
        return BAD_INPUT

    def explain(outcome: Outcome, variant: Variant) -> list[str]:
        return why_no_variant(outcome, variant, loaded)

    try:
        outcome = run_what_ifs(loaded.case, loaded.variants, stages, explain)
    except UnusableFiguresError as error:
        return report_extremes(loaded, options, error)
    return _report(outcome, loaded, stages, target, options)


def _no_what_ifs(loaded: Loaded, only: Sequence[str], file: Path) -> str:
    """Why there is nothing to study, or not what was asked for; "" if there is."""
    if not loaded.what_ifs:
        return f"{file} has no what-ifs. Add rows to its sheet What-ifs, or type: {command_line('solve', str(file))}"
    names = {fold(name) for name in loaded.what_ifs}
    for name in only:
        if fold(name) not in names:
            nearest = Guesser(loaded.what_ifs).nearest(name)
            meant = f" Did you mean {quoted(nearest)}?" if nearest else ""
            there = listed(map(quoted, loaded.what_ifs), "and")
            return f"There is no what-if {quoted(name)}.{meant} The workbook has {there}."
    return ""


def _deadline(options: argparse.Namespace) -> float:
    return math.inf if options.time_limit is None else perf_counter() + 60 * options.time_limit


def _target(options: argparse.Namespace) -> Path | None:
    """Where the result goes; None where it must not go there, which is said."""
    target: Path = options.output or fitting(options.folder, options.file.stem, f" {stamp()}.xlsx")
    targets = [target, public_path(target)] if options.public else [target]
    for one in targets:
        if refusal := _refusal(one, options.file) or _taken(one, options):
            say(refusal)
            return None
    return target


def _load(options: argparse.Namespace, stages: Stages, variants: Collection[str] | bool = False) -> Loaded:
    """The checked workbook, its warnings told."""
    say(f"Planning from {options.file}")
    _say_opened(options.file)
    with stages("read and check"):
        loaded = load(options.file, variants)
    _say_warnings(loaded.warnings)
    return loaded


def _report(outcome: Outcome, loaded: Loaded, stages: Stages, target: Path, options: argparse.Namespace) -> int:
    """Write and tell what was found; the exit code."""
    if outcome.answer is None:
        return report_no_solution(outcome, loaded, options)
    with stages("write"):
        written = write_result(target, outcome, loaded, stages.seconds)
        public = write_public(public_path(written), outcome, loaded) if options.public and outcome.optimal else None
    if options.json:
        told = summary_json(outcome, stages.seconds, str(written), str(public) if public else None)
        tell(json.dumps(told, allow_nan=False))
    lines = [*map(str, headline(outcome)), f"Result: {written}"]
    if written != target:
        lines.append(f"It could not be written to {target}: is that open elsewhere, or write-protected, or the disk full?")
    if options.public:
        lines.append(f"Public copy: {public}" if public else "No public copy is written of a result that is not certified.")
    for line in lines:
        (say if options.json else tell)(line)
    if not outcome.optimal:
        if extremes := extreme_figures(loaded.case, loaded.places):
            say(NOT_PROVEN)
        for problem in extremes:
            say(f"  {problem.sentence()}")
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
    return ""


def _taken(target: Path, options: argparse.Namespace) -> str:
    """Why a file that is there must not be replaced by a result; "" if it may: what an earlier run wrote is replaced."""
    if options.overwrite or not target.exists() or is_as_written(target):
        return ""
    return (
        f"{target} exists, but is not a result as a run of this program wrote it, and was left as it is. Choose another "
        "name for the result, or add --overwrite to replace it."
    )


def _say_warnings(warnings: Sequence[Problem]) -> None:
    shown = 12
    for warning in warnings[:shown]:
        say(f"  Warning. {warning.sentence()}")
    if len(warnings) > shown:
        say(f"  … and {len(warnings) - shown} more warnings; `check` lists them all.")


def _what_ifs_wait(names: Sequence[str], file: Path) -> str:
    """That a solve leaves the what-ifs of a workbook to another command."""
    many = f"{len(names)} what-ifs are" if len(names) > 1 else f"{len(names)} what-if is"
    return f"{many} left aside; run by: {command_line('study', str(file))}"


def _check(options: argparse.Namespace) -> int:
    _say_opened(options.file)
    loaded = load(options.file, variants=True)
    for warning in loaded.warnings:
        tell(f"Warning. {warning.sentence()}")
    tell(f"{options.file} is ready to be solved: no errors, {counted_problems(loaded.warnings, 'warning')}.")
    if loaded.warnings:
        tell(f"Problems workbook: {write_problems_beside((), loaded.warnings, options)}")
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


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "solve": _solve,
    "study": _study,
    "check": _check,
    "new": _new,
}
