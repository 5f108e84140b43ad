"""The command line: solve, check, new. Exit codes: 0 solved, 2 bad input, 3 infeasible or unbounded, 4 internal error."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from model.arguments import read_arguments
from model.case_words import contradiction_problems, contradiction_sentences, contradictions_json
from model.report import public_path, write_public, write_result
from model.results.headline import headline, summary_json
from model.results.outcome import Outcome
from model.solve import Status
from model.stages import Stages
from model.studies.main_job import run_main_job
from model.studies.views import reserve_view
from model.unusable import UnusableFiguresError
from model.workbook import BadWorkbook, Loaded, Problem, load
from model.workbook.extremes import extreme_figures
from model.workbook.no_workbook import NoWorkbook, opened_elsewhere
from model.workbook.problems_workbook import write_problems
from model.workbook.recognise import is_as_written
from model.workbook.save import save_somewhere
from model.workbook.template import write_workbook

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_INPUT = ROOT / "inputs" / "vault.xlsx"
OUTPUTS = ROOT / "outputs"

OTHER_KINDS = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".txt")  # of tables, for which .xlsx is meant

NO_TRADE = "No cell was found that makes trading pay: please pass the workbook on, this is a defect of the program."

NO_ANSWER = "no plan was found, though no figure of the workbook is out of the ordinary"
TOO_FAR_APART = "These figures are so large, so small or so far apart that no plan can be computed with them:"
NOT_PROVEN = "It could not be proven, which may be due to these figures of the workbook:"

SOLVED, BAD_INPUT, NO_SOLUTION, INTERNAL_ERROR = 0, 2, 3, 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = read_arguments(given, DEFAULT_INPUT)
    try:
        return COMMANDS[options.command](options)
    except BadWorkbook as bad:
        return _report_problems(bad, options)
    except OSError as refusal:
        _say(f"A file could not be written: {refusal}. Your workbook was not changed.")
        return INTERNAL_ERROR
    except (
        Exception
    ) as error:  # The last line of defence: a planner is told where to send what, never shown a traceback.
        return _report_defect(error, options)


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stderr)


def _count(problems: Sequence[Problem], noun: str) -> str:
    return f"{len(problems)} {noun}{'' if len(problems) == 1 else 's'}"


def _stamp() -> str:
    return datetime.now().strftime("%Y-%m-%d %H%M%S")


def _solve(options: argparse.Namespace) -> int:
    target = options.output or OUTPUTS / f"{options.file.stem} {_stamp()}.xlsx"
    targets = [target, public_path(target)] if options.public else [target]
    if refusal := next((said for one in targets if (said := _refusal(one, options.file) or _taken(one, options))), ""):
        _say(refusal)
        return BAD_INPUT
    stages = Stages(sys.stderr)
    _say(f"Planning from {options.file}")
    _say_opened(options.file)
    with stages("read and check"):
        loaded = load(options.file)
    _say_warnings(loaded.warnings)
    try:
        outcome = run_main_job(loaded.case, stages)
    except UnusableFiguresError as error:
        return _report_extremes(loaded, options, error)
    if outcome.answer is None:
        return _report_no_solution(outcome, loaded, options)
    if options.views:
        outcome = replace(outcome, own_view=reserve_view(outcome, stages))
        if outcome.own_view is None:
            _say("  The reserve's own view has no certified plan; there is no sheet Views.")
    with stages("write"):
        written = write_result(target, outcome, loaded, stages.seconds)
        public = write_public(public_path(written), outcome, loaded) if options.public and outcome.optimal else None
    if options.json:
        told = summary_json(outcome, stages.seconds, str(written), str(public) if public else None)
        print(json.dumps(told, allow_nan=False))
    lines = [*headline(outcome), f"Result: {written}"]
    if written != target:
        lines.append(f"It could not be written to {target}: is that open elsewhere, or write-protected, or the disk full?")
    if options.public:
        lines.append(f"Public copy: {public}" if public else "No public copy is written of a result that is not certified.")
    for line in lines:
        _say(line, sys.stderr if options.json else sys.stdout)
    if not outcome.optimal:
        if extremes := extreme_figures(loaded.case, loaded.places):
            _say(NOT_PROVEN)
        for problem in extremes:
            _say(f"  {problem.sentence()}")
        return INTERNAL_ERROR
    return SOLVED


def _say_opened(file: Path) -> None:
    if opened := opened_elsewhere(file):
        _say(opened)


def _refusal(target: Path, source: Path | None = None) -> str:
    """Why a workbook must not be written there: a name that is no workbook's, or the input itself; "" if it may."""
    if target.is_dir():
        return f"{target} is a folder. Name a file in it, for example: {target / 'plan.xlsx'}"
    if target.suffix.lower() != ".xlsx":
        stem = target.stem if target.suffix.lower() in OTHER_KINDS else target.name
        return f"{target.name}: the workbook's name must end in .xlsx. Type {target.with_name(f'{stem}.xlsx')} instead."
    if blocked := next((folder for folder in target.parents if folder.is_file()), None):
        return f"{blocked} is a file, not a folder, so {target.name} cannot be written in it."
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        return f"{target} is the input workbook, which is never changed. Choose another name for the result."
    if target.exists() and not target.is_file():
        return f"{target} is no ordinary file. Choose another name for the workbook."
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
        _say(f"  Warning. {warning.sentence()}")
    if len(warnings) > shown:
        _say(f"  … and {len(warnings) - shown} more warnings; `check` lists them all.")


def _check(options: argparse.Namespace) -> int:
    _say_opened(options.file)
    loaded = load(options.file)
    for warning in loaded.warnings:
        _say(f"Warning. {warning.sentence()}", sys.stdout)
    _say(f"{options.file} is ready to be solved: no errors, {_count(loaded.warnings, 'warning')}.", sys.stdout)
    if loaded.warnings:
        _say(f"Problems workbook: {_write_problems((), loaded.warnings, options)}", sys.stdout)
    return SOLVED


def _new(options: argparse.Namespace) -> int:
    if refusal := _refusal(options.file):
        _say(refusal)
        return BAD_INPUT
    if options.file.exists() and not options.overwrite:
        _say(f"{options.file} exists and was left as it is. Choose another name, or add --overwrite to replace it.")
        return BAD_INPUT
    options.file.parent.mkdir(parents=True, exist_ok=True)
    if options.example:
        from model.example import build_example  # only this command reads the figures

        example = build_example()
        write_workbook(options.file, example.settings, example.tables, example.guide, overwrite=options.overwrite)
    else:
        write_workbook(options.file, {}, {}, overwrite=options.overwrite)
    _say(f"Written: {options.file}", sys.stdout)
    return SOLVED


def _write_problems(errors: Sequence[Problem], warnings: Sequence[Problem], options: argparse.Namespace) -> Path:
    """The Problems workbook: beside the result that was asked for, or in outputs/."""
    folder = _folder(options)
    path = folder / f"{options.file.stem} problems {_stamp()}.xlsx"
    return write_problems(path, errors, warnings, _seen_from(folder, options.file))


def _seen_from(folder: Path, file: Path) -> str:
    """A file's path as seen from a folder; its whole path where the two are on different drives."""
    try:
        return os.path.relpath(file, folder)
    except ValueError:
        return str(file.resolve())


def _report_problems(bad: BadWorkbook, options: argparse.Namespace) -> int:
    for problem in (*bad.errors, *bad.warnings):
        _say(f"{'Error' if problem.severity == 'error' else 'Warning'}. {problem.sentence()}")
    _say(
        f"{_count(bad.errors, 'error')}, {_count(bad.warnings, 'warning')}. Nothing was solved and nothing overwritten."
    )
    written = None
    try:
        if not isinstance(bad, NoWorkbook):
            written = _write_problems(bad.errors, bad.warnings, options)
            _say(f"Problems workbook: {written}")
    except OSError as refusal:
        _say(f"No folder takes a problems workbook: {refusal}. The problems are all listed above.")
    if options.json:
        print(json.dumps({"status": "bad input", **_problems_json(bad.errors, written)}))
    return BAD_INPUT


def _problems_json(problems: Sequence[Problem], written: Path | str | None) -> dict[str, Any]:
    """The problems for machines, and the workbook that lists them."""
    found = [{"sheet": one.sheet, "cell": one.cell, "problem": one.sentence()} for one in problems]
    return {"problems": found, "problems_workbook": str(written) if written else None}


def _report_no_solution(outcome: Outcome, loaded: Loaded, options: argparse.Namespace) -> int:
    case, places, found = loaded.case, loaded.places, outcome.contradictions
    sentences: list[str] = []
    problems: list[Problem] = []
    if outcome.status is Status.INFEASIBLE:
        _say("No plan can keep all hard rows of the workbook.")
        sentences = contradiction_sentences(found, outcome.conflict, case, places)
        problems = contradiction_problems(found, case, places)
    elif outcome.status is Status.UNBOUNDED:
        _say("The workbook allows a profit without end.")
        problems = [warning for warning in loaded.warnings if warning.trade]
        sentences = [warning.sentence() for warning in problems] or [NO_TRADE]
    elif outcome.status is Status.ERROR:
        return _report_extremes(loaded, options)
    else:
        _say(f"The solver stopped without an answer: {outcome.status.value}.")
    for sentence in sentences:
        _say(f"  {sentence}")
    written = _write_problems(problems, (), options) if problems else None
    if written:
        _say(f"Problems workbook: {written}")
    if options.json:
        told = {"conflict": sentences, "contradictions": contradictions_json(found, places)}
        print(json.dumps({"status": outcome.status.value, **told, **_problems_json(problems, written)}, allow_nan=False))
    return NO_SOLUTION if outcome.status in (Status.INFEASIBLE, Status.UNBOUNDED) else INTERNAL_ERROR


def _report_extremes(loaded: Loaded, options: argparse.Namespace, error: Exception | None = None) -> int:
    """Figures of the workbook are so far apart that nothing can be computed with them: tell which."""
    problems = extreme_figures(loaded.case, loaded.places)
    if not problems:
        return _report_defect(error or RuntimeError(NO_ANSWER), options)
    _say(TOO_FAR_APART)
    return _report_problems(BadWorkbook(problems), options)


def _folder(options: argparse.Namespace) -> Path:
    """Where a run leaves its files: beside the result that was asked for, or in outputs/."""
    return options.output.parent if getattr(options, "output", None) else OUTPUTS


def _report_defect(error: Exception, options: argparse.Namespace) -> int:
    _say(f"The program has a defect: {type(error).__name__}: {error}")
    note = "".join(traceback.format_exception(error)).encode("utf-8", "replace")
    try:
        path = save_somewhere(note, _folder(options) / f"defect {_stamp()}.txt")
    except OSError as refusal:
        _say(f"Your workbook was not changed. No folder takes a note of where it happened: {refusal}.")
    else:
        _say(f"Your workbook was not changed. Please pass on {path}, which says where it happened.")
    return INTERNAL_ERROR


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"solve": _solve, "check": _check, "new": _new}
