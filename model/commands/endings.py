"""How any run is reported that ends without a result: mistakes of the workbook, no memory, a defect. Exit codes."""

from __future__ import annotations

import argparse
import json
import os
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from model.effort import SMALLER, memory_gigabytes
from model.excel.files import fitting
from model.excel.no_workbook import NoWorkbook
from model.excel.problems import BadWorkbook, Problem
from model.streams import say, tell

SOLVED, BAD_INPUT, NO_SOLUTION, INTERNAL_ERROR, OUT_OF_TIME, STOPPED = 0, 2, 3, 4, 5, 6


def counted_problems(problems: Sequence[Problem], noun: str) -> str:
    """`3 errors`, `1 warning`."""
    return f"{len(problems)} {noun}{'' if len(problems) == 1 else 's'}"


def stamp() -> str:
    """The date and time in the names of files that a run writes."""
    return datetime.now().strftime("%Y-%m-%d %H%M%S")


def write_problems_beside(errors: Sequence[Problem], warnings: Sequence[Problem], options: argparse.Namespace) -> Path:
    """The Problems workbook, in the folder where the run leaves its files."""
    from model.workbook.writing.problems_workbook import (
        write_problems,  # with openpyxl, which a sound workbook needs not
    )

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
        say(f"No folder accepts a problems workbook: {refusal}. The problems are all listed above.")
    if options.json:
        tell(json.dumps({"status": "bad input", **problems_json(bad.errors, written)}))
    return BAD_INPUT


def problems_json(problems: Sequence[Problem], written: Path | str | None) -> dict[str, Any]:
    """The problems for machines, and the workbook that lists them."""
    found = [{"sheet": one.sheet, "cell": one.cell, "problem": one.sentence()} for one in problems]
    return {"problems": found, "problems_workbook": str(written) if written else None}


def report_short_memory() -> int:
    """Too little memory; exit code 4."""
    memory = memory_gigabytes()
    there = f" This computer has {memory:.1f} GB." if memory else ""
    say(f"There is not enough memory for this workbook, and no result was written.{there}")
    say(f"Close other programs and run again, or make the program smaller, {SMALLER}. Your workbook was not changed.")
    return INTERNAL_ERROR


def report_defect(error: Exception, options: argparse.Namespace) -> int:
    """The last resort: what went wrong, and a file to pass on; exit code 4."""
    from model.excel.save import save_somewhere

    say(f"The program has a defect: {type(error).__name__}: {error}")
    note = "".join(traceback.format_exception(error)).encode("utf-8", "replace")
    try:
        path = save_somewhere(note, options.folder / f"defect {stamp()}.txt")
    except OSError as refusal:
        say(f"Your workbook was not changed. No folder accepts a note of where it happened: {refusal}.")
    else:
        say(f"Your workbook was not changed. Please pass on {path}, which says where it happened.")
    return INTERNAL_ERROR
