"""What `solve` and `study` share: where the result goes, the checked workbook, and the result written and reported."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from model.case import Case
from model.commands.endings import INTERNAL_ERROR, SOLVED, STOPPED, stamp
from model.commands.no_plan import report_no_solution
from model.commands.targets import refusal, taken
from model.excel.files import fitting
from model.excel.no_workbook import opened_elsewhere
from model.report import public_path, write_public, write_result
from model.results.facts.run import Run
from model.results.headline import headline, summary_json
from model.stages import Stages
from model.streams import say, tell
from model.studies.last_plan import read_last_plan, write_last_plan
from model.studies.session import Session
from model.workbook import Loaded, Problem, load
from model.workbook.extremes import extreme_figures

LAST_PLAN = ".last-plan"  # of the file's name
WORTH_KEEPING = 100_000  # columns of a program from which it is worth a file to start from the last plan
NO_PUBLIC = "No public copy is written of a result that is not certified to be optimal."
NOT_PROVEN = "It could not be proven, which may be due to these figures of the workbook:"


def deadline_of(options: argparse.Namespace) -> float:
    """When the solver must stop, in seconds of `perf_counter`."""
    return math.inf if options.time_limit is None else perf_counter() + 60 * options.time_limit


def result_path(options: argparse.Namespace) -> Path | None:
    """Where the result goes; None where it must not go there, which is said."""
    target: Path = options.output or fitting(options.folder, options.file.stem, f" {stamp()}.xlsx")
    targets = [target, public_path(target)] if options.public else [target]
    for one in targets:
        if said := refusal(one, options.file) or taken(one, options):
            say(said)
            return None
    return target


def session_of(case: Case, target: Path, file: Path) -> Session:
    """A session of a workbook's case, from where the last run left it that put its result into the same folder."""
    return Session(case, read_last_plan(beside(target, file, LAST_PLAN)))


def keep_last_plan(session: Session, run: Run, target: Path, file: Path) -> None:
    """Leave the next run something to start from, beside the result, where that saves time."""
    if run.optimal and run.size.columns >= WORTH_KEEPING:
        with suppress(OSError):  # the plan is written; only the next one takes longer
            write_last_plan(beside(target, file, LAST_PLAN), session.left)


def beside(target: Path, file: Path, ending: str) -> Path:
    """A file of a workbook beside its results, whatever these are called."""
    return target.parent / f"{file.stem}{ending}"


def load_checked(
    options: argparse.Namespace, stages: Stages, variants: Collection[str] | bool = False, sweeps: bool = False
) -> Loaded:
    """The checked workbook, its warnings told; with what-ifs and sweeps as in `model.workbook.load`."""
    say(f"Planning from {options.file}")
    if opened := opened_elsewhere(options.file):
        say(opened)
    with stages("read and check"):
        loaded = load(options.file, variants, sweeps)
    _say_warnings(loaded.warnings)
    return loaded


def report_result(run: Run, loaded: Loaded, stages: Stages, target: Path, options: argparse.Namespace) -> int:
    """Write and tell what was found; the exit code."""
    if run.result is None:
        return report_no_solution(run, loaded, options)
    with stages("write"):
        written = write_result(target, run, loaded, stages.seconds)
        public = write_public(public_path(written), run, loaded) if options.public and run.optimal else None
    if options.json:
        told = summary_json(run, stages.seconds, str(written), str(public) if public else None)
        tell(json.dumps(told, allow_nan=False))
    lines = [*map(str, headline(run)), f"Result: {written}"]
    if written != target:
        lines.append(f"It could not be written to {target}: is that open elsewhere, or write-protected, or the disk full?")
    if options.public:
        lines.append(f"Public copy: {public}" if public else NO_PUBLIC)
    for line in lines:
        (say if options.json else tell)(line)
    if run.stopped is not None and (run.optimal or run.best_known):
        return STOPPED
    if not run.optimal:
        if extremes := extreme_figures(loaded.case, loaded.places):
            say(NOT_PROVEN)
        for problem in extremes:
            say(f"  {problem.sentence()}")
        return INTERNAL_ERROR
    return SOLVED


def _say_warnings(warnings: Sequence[Problem]) -> None:
    shown = 12
    for warning in warnings[:shown]:
        say(f"  Warning. {warning.sentence()}")
    if len(warnings) > shown:
        say(f"  … and {len(warnings) - shown} more warnings; `check` lists them all.")
